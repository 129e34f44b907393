// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/toml.h"
#include "settings/settings.h"

namespace slipway {

/// The options in the document of a slipway.toml; what is no option, or has a value that the option does not take, becomes a problem with
/// `path` and its line. An empty table says the same as none.
[[nodiscard]] ProjectFile optionsOf(const TomlValue &document, const QString &path);

} // namespace slipway
