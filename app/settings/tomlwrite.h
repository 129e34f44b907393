// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>

namespace slipway {

/// A basic string of TOML: quotes, backslashes and control characters escaped.
[[nodiscard]] QString tomlText(const QString &text);
/// A dotted key, its parts quoted where they are no bare keys.
[[nodiscard]] QString tomlKey(const QStringList &path);
/// A list on one line, or a line for each item when that would be a long one.
[[nodiscard]] QString tomlList(const QStringList &words, const QString &newline);

} // namespace slipway
