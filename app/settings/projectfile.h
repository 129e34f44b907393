// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/toml.h"
#include "settings/settings.h"

namespace slipway {

/// The options in the document of a slipway.toml; what is no option, or has a value that the option does not take, becomes a problem with
/// `path` and its line. An empty table says the same as none.
[[nodiscard]] ProjectFile optionsOf(const TomlValue &document, const QString &path);

/// The bytes of a slipway.toml: a regular text file of at most 1 MiB that no link takes out of its folder. Never waits for a pipe.
/// Errors: File, one sentence that says what to do, with `path` made absolute.
[[nodiscard]] Result<QByteArray> projectFileBytes(const QString &path);
/// What readProjectFile gives, for bytes that were read from `path`.
[[nodiscard]] Result<ProjectFile> parseProjectFile(const QByteArray &bytes, const QString &path);

} // namespace slipway
