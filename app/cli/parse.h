// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"
#include "plan/options.h"

#include <QMap>
#include <QStringList>

namespace slipway::cli {

/// A command line taken apart by the table.
struct CommandLine
{
    QString verb;                       ///< a name of the table
    QString word;                       ///< of a verb with second words: "list", "show", …
    QStringList arguments;
    QMap<QString, QStringList> values;  ///< by long name; a flag has one empty value
    Options options;                    ///< plan options
    bool wantsHelp = false;             ///< of `verb`, or of the program when it is empty
    bool wantsVersion = false;
    QString generate;                   ///< man, bash, zsh, fish, or empty

    [[nodiscard]] bool has(const QString &name) const { return values.contains(name); }
    [[nodiscard]] QString value(const QString &name) const { return values.value(name).value(0); }
    bool operator==(const CommandLine &) const = default;
};

/// Parses the arguments (without the program's name). Options may stand anywhere; `--name value`, `--name=value`, `-o FILE`, `-oFILE`; `--`
/// ends them. Errors: Usage, one sentence with a suggestion where something near exists; Error::detail names the help to ask for.
[[nodiscard]] Result<CommandLine> parseCommandLine(const QStringList &arguments);

} // namespace slipway::cli
