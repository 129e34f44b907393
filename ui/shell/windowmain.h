// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace slipway {

/// The window program: puts services, session and window together and runs the event loop. Gives the exit code.
[[nodiscard]] int windowMain(int argc, char *argv[]);

} // namespace slipway
