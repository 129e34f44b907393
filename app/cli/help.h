// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/table.h"

#include <QByteArray>

namespace slipway::cli {

/// Help of the program, or of a verb; 80 columns, ends with a line break. From the table.
[[nodiscard]] QString programHelp();
[[nodiscard]] QString verbHelp(const CliVerb &verb);

/// The manual page slipway(1) in man(7) macros. From the table.
[[nodiscard]] QString manualPage();
/// Completions for "bash", "zsh" or "fish". From the table.
[[nodiscard]] QString completions(const QString &shell);

/// `text` broken at blanks to `width` columns; every line after the first starts with `indent` blanks. Pure.
[[nodiscard]] QString wrapped(const QString &text, int width, int indent);

} // namespace slipway::cli
