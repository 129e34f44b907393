// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/help.h"

#include <QCoreApplication>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

constexpr int width = 80;
constexpr int helpColumn = 28;

QString row(const QString &left, const QString &text)
{
    QString line = u"  "_s + left;
    if (line.size() + 2 > helpColumn)
        line += u'\n' + QString(helpColumn, u' ');
    else
        line = line.leftJustified(helpColumn);
    return line + wrapped(text, width - helpColumn, helpColumn) + u'\n';
}

QString optionRow(const CliOption &option)
{
    QString left = option.letter.isNull() ? u"    "_s : u"-"_s + option.letter + u", "_s;
    left += u"--"_s + option.name;
    if (!option.value.isEmpty())
        left += u' ' + option.value;
    return row(left, option.help);
}

QString optionRows(const QList<CliOption> &options)
{
    QString text;
    for (const CliOption &option : options)
        text += optionRow(option);
    return text;
}

} // namespace

QString wrapped(const QString &text, int columns, int indent)
{
    QString result;
    qsizetype used = 0;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (used > 0 && used + 1 + word.size() > columns) {
            result += u'\n' + QString(indent, u' ');
            used = 0;
        } else if (used > 0) {
            result += u' ';
            ++used;
        }
        result += word;
        used += word.size();
    }
    return result;
}

QString programHelp()
{
    QString text = Cli::tr("Slipway turns a Rust project into a verified container image for several platforms.") + u"\n\n"_s;
    text += Cli::tr("Usage: slipway [COMMAND] [ARGUMENTS]") + u"\n\n"_s + Cli::tr("Commands:") + u'\n';
    for (const CliVerb &verb : verbs())
        text += row(verb.name, verb.summary);
    text += u'\n' + Cli::tr("Options:") + u'\n' + optionRows(globalOptions());
    text += u'\n' + Cli::tr("Examples:") + u'\n';
    for (const CliVerb &verb : verbs()) {
        const CliExample &example = verb.examples.constFirst();
        text += u"  "_s + example.command + u"\n      "_s + example.says + u'\n';
    }
    text += u'\n' + Cli::tr("Exit codes:") + u'\n';
    for (const CliExitCode &exit : exitCodes())
        text += u"  "_s + QString::number(exit.code).leftJustified(5) + exit.meaning + u'\n';
    text += u'\n' + Cli::tr("\"slipway COMMAND --help\" tells more, with examples.") + u'\n';
    return text;
}

QString verbHelp(const CliVerb &verb)
{
    QString usage = u"slipway "_s + verb.name;
    if (!verb.words.isEmpty())
        usage += u" ["_s + verb.words.join(u'|') + u']';
    if (!verb.argument.isEmpty())
        usage += u' ' + (verb.needsArgument ? verb.argument : QString(u'[' + verb.argument + u']'));
    if (!verb.options.isEmpty() || verb.takesPlanOptions)
        usage += u" [OPTIONS]"_s;
    QString text = Cli::tr("Usage: %1").arg(usage) + u"\n\n"_s;
    const QStringList paragraphs = verb.description.split(u"\n\n"_s);
    for (const QString &paragraph : paragraphs)
        text += wrapped(paragraph, width, 0) + u"\n\n"_s;
    if (!verb.argument.isEmpty())
        text += Cli::tr("Arguments:") + u'\n' + row(verb.argument, verb.argumentHelp) + u'\n';
    if (!verb.options.isEmpty())
        text += Cli::tr("Options:") + u'\n' + optionRows(verb.options) + u'\n';
    if (verb.takesPlanOptions)
        text += Cli::tr("Plan options:") + u'\n' + optionRows(planOptions()) + u'\n';
    text += Cli::tr("Examples:") + u'\n';
    for (const CliExample &example : verb.examples)
        text += u"  "_s + example.command + u"\n      "_s + wrapped(example.says, width - 6, 6) + u'\n';
    return text;
}

} // namespace slipway::cli
