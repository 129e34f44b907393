// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QChar>
#include <QList>
#include <QString>
#include <QStringList>

namespace slipway::cli {

/// A row of the option tables: parsing, help, manual page and completions are made from it.
struct CliOption
{
    enum class Completion { None, File, Folder };
    QString name;           ///< long name without dashes
    QChar letter;           ///< one-letter name, or null
    QString value;          ///< what the value is called ("FILE"); empty: a flag
    QString help;           ///< one sentence
    bool repeats = false;   ///< may be given several times
    QString planKey;        ///< key of slipway.toml that it sets, or empty
    QStringList choices;    ///< allowed values; empty: free
    Completion completion = Completion::None;
};

struct CliExample
{
    QString command;
    QString says;
};

struct CliVerb
{
    QString name;
    QString summary;        ///< a few words for the list of commands
    QString description;    ///< paragraphs, separated by an empty line
    QString argument;       ///< "PATH", "REF", "ID", or empty
    QString argumentHelp;
    bool needsArgument = false;
    int mostArguments = 0;
    QStringList words;      ///< second words ("list", "show", …), or empty
    bool takesPlanOptions = false;
    QList<CliOption> options;
    QList<CliExample> examples;
};

[[nodiscard]] const QList<CliVerb> &verbs();
/// Options of all commands that make a plan.
[[nodiscard]] const QList<CliOption> &planOptions();
/// Options before or after any verb.
[[nodiscard]] const QList<CliOption> &globalOptions();
[[nodiscard]] const CliVerb *verbByName(const QString &name);
/// All options that `verb` takes, its own first.
[[nodiscard]] QList<CliOption> optionsOf(const CliVerb &verb);

struct CliExitCode
{
    int code;
    QString meaning;
};
[[nodiscard]] const QList<CliExitCode> &exitCodes();

} // namespace slipway::cli
