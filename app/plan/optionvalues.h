// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"

namespace slipway {

/// True with a control character or a line break of Unicode's in it.
[[nodiscard]] bool hasControl(const QString &value);
/// What a value of the key must look like, in words for a sentence; empty when `value` does.
[[nodiscard]] QString valueComplaint(OptionKey key, const QString &value);
/// The same for the name of an entry, of options that are maps.
[[nodiscard]] QString keyComplaint(OptionKey key, const QString &name);

} // namespace slipway
