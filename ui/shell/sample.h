// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

namespace slipway {

/// The folder of the sample that comes with the program: SLIPWAY_SAMPLE, or share/slipway/sample beside the program; empty when absent.
[[nodiscard]] QString bundledSample();
/// A copy of it that can be written, in the user's data folder; an existing copy is taken as it is. Errors: File.
[[nodiscard]] Result<QString> writableSample();

} // namespace slipway
