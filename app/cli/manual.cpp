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

/// Text for man(7): backslashes and dashes escaped, no line that starts as a request would.
QString roff(const QString &text)
{
    QString safe = text;
    safe.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
    if (safe.startsWith(u'.') || safe.startsWith(u'\''))
        safe.prepend(u"\\&"_s);
    return safe;
}

QString optionEntry(const CliOption &option)
{
    QString head = u"\\fB\\-\\-"_s + roff(option.name) + u"\\fR"_s;
    if (!option.letter.isNull())
        head = u"\\fB\\-"_s + option.letter + u"\\fR, "_s + head;
    if (!option.value.isEmpty())
        head += u" \\fI"_s + roff(option.value) + u"\\fR"_s;
    return u".TP\n"_s + head + u'\n' + roff(option.help) + u'\n';
}

QString verbEntry(const CliVerb &verb)
{
    QString text = u".SS \""_s + roff(u"slipway "_s + verb.name) + u"\"\n"_s;
    // A heading begins a paragraph of its own.
    QStringList paragraphs;
    for (const QString &paragraph : verb.description.split(u"\n\n"_s))
        paragraphs.append(roff(paragraph) + u'\n');
    text += paragraphs.join(u".PP\n"_s);
    if (!verb.argument.isEmpty())
        text += u".TP\n\\fI"_s + verb.argument + u"\\fR\n"_s + roff(verb.argumentHelp) + u'\n';
    for (const CliOption &option : verb.options)
        text += optionEntry(option);
    return text;
}

/// "inspect, generate, build and tools"
QString planningVerbs()
{
    QStringList names;
    for (const CliVerb &verb : verbs()) {
        if (verb.takesPlanOptions)
            names.append(verb.name);
    }
    const QString last = names.takeLast();
    return Cli::tr("%1 and %2").arg(names.join(u", "_s), last);
}

QString synopsis(const CliVerb &verb)
{
    QString text = u".B slipway "_s + verb.name + u'\n';
    if (!verb.words.isEmpty())
        text += u'[' + verb.words.join(u'|') + u"]\n"_s;
    if (!verb.argument.isEmpty())
        text += (verb.needsArgument ? QString(u".I "_s + verb.argument) : QString(u"[\\fI"_s + verb.argument + u"\\fR]"_s)) + u'\n';
    if (!optionsOf(verb).isEmpty())
        text += u"[\\fIOPTIONS\\fR]\n"_s;
    return text;
}

// --- completions

/// A word inside single quotes of any of the three shells.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

QString bash()
{
    QStringList names;
    for (const CliVerb &verb : verbs())
        names.append(verb.name);
    QString cases;
    QString values;
    for (const CliVerb &verb : verbs()) {
        QStringList words = verb.words;
        const QList<CliOption> options = optionsOf(verb) + globalOptions().first(1);
        for (const CliOption &option : options) {
            words.append(u"--"_s + option.name);
            if (!option.letter.isNull())
                words.append(u"-"_s + option.letter);
            const QString pattern = verb.name + u":--"_s + option.name + (option.letter.isNull() ? QString() : u'|' + verb.name + u":-"_s + option.letter);
            if (!option.choices.isEmpty())
                values +=
                    u"        "_s + pattern + u") COMPREPLY=($(compgen -P \"$given\" -W \""_s + option.choices.join(u' ') + u"\" -- \"$word\")); return ;;\n"_s;
            else if (option.completion == CliOption::Completion::File)
                values += u"        "_s + pattern + u") COMPREPLY=($(compgen -P \"$given\" -f -- \"$word\")); return ;;\n"_s;
            else if (!option.value.isEmpty())
                values += u"        "_s + pattern + u") return ;;\n"_s;
        }
        const QString folders = verb.argument == "PATH"_L1 ? u" $(compgen -d -- \"$word\")"_s : QString();
        cases += u"        "_s + verb.name + u") COMPREPLY=($(compgen -W \""_s + words.join(u' ') + u"\" -- \"$word\")"_s + folders + u") ;;\n"_s;
    }
    cases += u"        help) COMPREPLY=($(compgen -W \""_s + names.join(u' ') + u"\" -- \"$word\")) ;;\n"_s;
    names.append(u"help"_s);
    const QStringList global{u"--help"_s, u"--version"_s, u"--generate"_s};
    return u"# bash completion for slipway; made by `slipway --generate bash`\n"
           "_slipway() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]} given=\n"
           "    COMPREPLY=()\n"
           "    # --option=value: three words, unless COMP_WORDBREAKS has no \"=\"\n"
           "    if [ \"$word\" = = ]; then word=\n"
           "    elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
           "    elif [[ $word == --*=* ]]; then given=${word%%=*}= before=${word%%=*} word=${word#*=}\n"
           "    fi\n"
           "    compopt -o filenames 2>/dev/null\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        COMPREPLY=($(compgen -W \""_s
           + (names + global).join(u' ')
           + u"\" -- \"$word\"))\n"
             "        if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -d -- \"$word\")); fi\n"
             "        return\n"
             "    fi\n"
             "    if [ \"$verb\" = --generate ]; then COMPREPLY=($(compgen -W \"man bash zsh fish\" -- \"$word\")); return; fi\n"
             "    case $verb:$before in\n"_s
           + values + u"    esac\n    case $verb in\n"_s + cases + u"    esac\n}\ncomplete -F _slipway slipway\n"_s;
}

/// An optspec of zsh's _arguments: brackets and colons escaped.
QString zshText(QString text)
{
    return text.replace(u'\\', u"\\\\"_s).replace(u'[', u"\\["_s).replace(u']', u"\\]"_s).replace(u':', u"\\:"_s);
}

QString zshOption(const CliOption &option)
{
    const QString star = option.repeats ? u"*"_s : QString();
    QString action;
    if (!option.value.isEmpty()) {
        action = u':' + zshText(option.value) + u':';
        if (!option.choices.isEmpty())
            action += u'(' + option.choices.join(u' ') + u')';
        else if (option.completion == CliOption::Completion::File)
            action += u"_files"_s;
    }
    // "--name=" stands for both ways to give a value.
    const QString name = option.value.isEmpty() ? option.name : QString(option.name + u'=');
    QString text = u"            "_s + quoted(star + u"--"_s + name + u'[' + zshText(option.help) + u']' + action) + u" \\\n"_s;
    if (!option.letter.isNull())
        text += u"            "_s + quoted(star + u"-"_s + option.letter + u'[' + zshText(option.help) + u']' + action) + u" \\\n"_s;
    return text;
}

QString zsh()
{
    QString text = u"#compdef slipway\n# made by `slipway --generate zsh`\n_slipway() {\n    local -a commands\n    commands=(\n"_s;
    for (const CliVerb &verb : verbs())
        text += u"        "_s + quoted(verb.name + u':' + zshText(verb.summary)) + u'\n';
    text += u"    )\n    if (( CURRENT == 2 )); then\n        _describe -t commands command commands\n        _arguments \\\n"_s;
    for (const CliOption &option : globalOptions())
        text += zshOption(option);
    text += u"            '*:folder:_files -/'\n        return\n    fi\n    local verb=$words[2]\n    shift words; (( CURRENT-- ))\n    case $verb in\n"_s;
    for (const CliVerb &verb : verbs()) {
        text += u"        "_s + verb.name + u")\n        _arguments \\\n"_s;
        const QList<CliOption> options = optionsOf(verb) + globalOptions().first(1);
        for (const CliOption &option : options)
            text += zshOption(option);
        if (!verb.words.isEmpty())
            text += u"            "_s + quoted(u"1:command:("_s + verb.words.join(u' ') + u')') + u" \\\n"_s;
        text += u"            "_s + (verb.argument == "PATH"_L1 ? u"'*:folder:_files -/'"_s : u"'*: :'"_s) + u"\n        ;;\n"_s;
    }
    return text + u"    esac\n}\n_slipway \"$@\"\n"_s;
}

QString fishOption(const CliOption &option, const QString &condition)
{
    QString text = u"complete -c slipway -n "_s + quoted(condition) + u" -l "_s + option.name;
    if (!option.letter.isNull())
        text += u" -s "_s + option.letter;
    if (!option.value.isEmpty())
        text += option.completion == CliOption::Completion::File ? u" -r -F"_s : u" -x"_s;
    if (!option.choices.isEmpty())
        text += u" -a "_s + quoted(option.choices.join(u' '));
    return text + u" -d "_s + quoted(option.help) + u'\n';
}

QString fish()
{
    QString text = u"# fish completion for slipway; made by `slipway --generate fish`\ncomplete -c slipway -f\n"_s;
    const QString none = u"__fish_use_subcommand"_s;
    for (const CliOption &option : globalOptions())
        text += fishOption(option, none);
    text += u"complete -c slipway -n '__fish_use_subcommand' -a '(__fish_complete_directories)'\n"_s;
    for (const CliVerb &verb : verbs()) {
        text += u"complete -c slipway -n '__fish_use_subcommand' -a "_s + verb.name + u" -d "_s + quoted(verb.summary) + u'\n';
        const QString seen = u"__fish_seen_subcommand_from "_s + verb.name;
        const QList<CliOption> options = optionsOf(verb) + globalOptions().first(1);
        for (const CliOption &option : options)
            text += fishOption(option, seen);
        if (!verb.words.isEmpty())
            text += u"complete -c slipway -n "_s + quoted(seen) + u" -a "_s + quoted(verb.words.join(u' ')) + u'\n';
        if (verb.argument == "PATH"_L1)
            text += u"complete -c slipway -n "_s + quoted(seen) + u" -a '(__fish_complete_directories)'\n"_s;
    }
    return text;
}

} // namespace

QString manualPage()
{
    QString text = u".\\\" SPDX-License-Identifier: Apache-2.0\n.\\\" made by `slipway --generate man`\n.TH SLIPWAY 1 \"" SLIPWAY_DATE "\" \"slipway "_s
                   + QCoreApplication::applicationVersion() + u"\" \"User Commands\"\n.SH NAME\nslipway \\- "_s
                   + roff(Cli::tr("multi-arch container images from Rust projects")) + u"\n.SH SYNOPSIS\n"_s;
    QStringList lines;
    for (const CliVerb &verb : verbs())
        lines.append(synopsis(verb));
    text += lines.join(u".br\n"_s);
    text +=
        u".SH DESCRIPTION\n"_s
        + roff(Cli::tr(
            "Slipway reads a Rust project, plans a container image for several platforms, builds it with the engine's own BuildKit, pushes it, and asks the "
            "registry what it really holds. It needs no display and no Dockerfile."))
        + u"\n.SH COMMANDS\n"_s;
    for (const CliVerb &verb : verbs())
        text += verbEntry(verb);
    text += u".SH \"PLAN OPTIONS\"\n"_s + roff(Cli::tr("For %1.").arg(planningVerbs())) + u'\n';
    for (const CliOption &option : planOptions())
        text += optionEntry(option);
    text += u".SH OPTIONS\n"_s;
    for (const CliOption &option : globalOptions())
        text += optionEntry(option);
    text += u".SH \"EXIT STATUS\"\n"_s;
    for (const CliExitCode &exit : exitCodes())
        text += u".TP\n.B "_s + QString::number(exit.code) + u'\n' + roff(exit.meaning) + u'\n';
    text += u".SH FILES\n.TP\n.I slipway.toml\n"_s + roff(Cli::tr("Choices of a project, shared with the team. \"--set KEY=VALUE\" takes any of its keys."))
            + u'\n';
    text += u".SH EXAMPLES\n"_s;
    for (const CliVerb &verb : verbs()) {
        for (const CliExample &example : verb.examples)
            text += u".TP\n.B "_s + roff(example.command) + u'\n' + roff(example.says) + u'\n';
    }
    return text + u".SH \"SEE ALSO\"\n.BR docker\\-buildx (1),\n.BR cargo (1)\n"_s;
}

QString completions(const QString &shell)
{
    if (shell == "bash"_L1)
        return bash();
    return shell == "zsh"_L1 ? zsh() : fish();
}

} // namespace slipway::cli
