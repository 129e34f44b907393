// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace slipway::cli {

/// The command line from its arguments to its exit code. Needs a QCoreApplication, runs its event loop where a command takes time.
[[nodiscard]] int runProgram();

} // namespace slipway::cli
