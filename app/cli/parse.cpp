// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/parse.h"

#include "base/text.h"
#include "cli/table.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

QString withSuggestion(const QString &sentence, const QString &suggestion)
{
    return suggestion.isEmpty() ? sentence : sentence % u' ' % Cli::tr("Did you mean \"%1\"?").arg(suggestion);
}

QString shown(const QString &text)
{
    return displayText(text);
}

/// Takes the arguments apart; one object per command line.
class Parser
{
public:
    explicit Parser(const QStringList &arguments)
        : m_rest(arguments)
    {
    }

    Result<CommandLine> parse()
    {
        findVerb();
        if (m_unknownVerb)
            return unknownVerb(*m_unknownVerb);
        while (m_position < m_rest.size()) {
            const QString argument = m_rest.at(m_position++);
            if (m_areOptionsOver || !argument.startsWith(u'-') || argument == "-"_L1) {
                if (const auto taken = takeArgument(argument); !taken)
                    return std::unexpected(taken.error());
            } else if (argument == "--"_L1) {
                m_areOptionsOver = true;
            } else if (const auto taken = takeOption(argument); !taken) {
                return std::unexpected(taken.error());
            }
        }
        if (m_line.wantsHelp || m_line.wantsVersion || !m_line.generate.isEmpty())
            return m_line;
        if (m_line.verb.isEmpty())
            m_line.verb = u"open"_s;
        if (const auto complete = checkComplete(); !complete)
            return std::unexpected(complete.error());
        if (const auto planned = takePlanOptions(); !planned)
            return std::unexpected(planned.error());
        return m_line;
    }

private:
    [[nodiscard]] std::unexpected<Error> usage(const QString &sentence) const
    {
        const QString help = m_line.verb.isEmpty() ? u"slipway --help"_s : QString(u"slipway "_s % m_line.verb % u" --help"_s);
        return fail(ErrorCode::Usage, sentence, Cli::tr("\"%1\" shows what there is.").arg(help));
    }

    void findVerb()
    {
        // The first word that is not an option names the verb; only global flags may stand before it.
        qsizetype at = 0;
        while (at < m_rest.size() && m_rest.at(at).startsWith(u'-') && m_rest.at(at) != "--"_L1 && m_rest.at(at) != "-"_L1)
            ++at;
        if (at == m_rest.size() || m_rest.at(at) == "--"_L1 || m_rest.value(at - 1) == "--generate"_L1)
            return;
        const QString word = m_rest.at(at);
        if (word == "help"_L1) {
            m_rest.removeAt(at);
            m_line.wantsHelp = true;
            findVerb();
            return;
        }
        if (const CliVerb *verb = verbByName(word)) {
            m_verb = verb;
            m_line.verb = word;
            m_rest.removeAt(at);
            return;
        }
        // `slipway FOLDER` opens it.
        if (m_line.wantsHelp || (!word.contains(u'/') && word != "."_L1 && word != ".."_L1 && !QFileInfo::exists(word)))
            m_unknownVerb = word;
        else
            m_line.verb = u"open"_s;
        m_verb = verbByName(u"open"_s);
    }

    [[nodiscard]] std::unexpected<Error> unknownVerb(const QString &word) const
    {
        QStringList names{u"help"_s};
        for (const CliVerb &verb : verbs())
            names.append(verb.name);
        return usage(withSuggestion(Cli::tr("There is no command \"%1\", and no such folder.").arg(shown(word)), nearest(word, names)));
    }

    Result<void> takeArgument(const QString &argument)
    {
        if (m_verb && !m_verb->words.isEmpty() && m_line.word.isEmpty()) {
            if (!m_verb->words.contains(argument))
                return usage(withSuggestion(Cli::tr("\"%1 %2\" is not a command.").arg(m_line.verb, shown(argument)), nearest(argument, m_verb->words)));
            m_line.word = argument;
            return {};
        }
        const int most = m_verb ? m_verb->mostArguments : 1;
        if (m_line.arguments.size() >= most)
            return usage(Cli::tr("\"%1\" is one argument too many.").arg(shown(argument)));
        m_line.arguments.append(argument);
        return {};
    }

    [[nodiscard]] const CliOption *find(const QString &name, QChar letter)
    {
        m_known = m_verb ? optionsOf(*m_verb) : QList<CliOption>();
        m_known += globalOptions();
        for (const CliOption &option : std::as_const(m_known)) {
            if (name.isEmpty() ? option.letter == letter : option.name == name)
                return &option;
        }
        return nullptr;
    }

    Result<void> takeOption(const QString &argument)
    {
        const bool isLong = argument.startsWith("--"_L1);
        QString name;
        QString value;
        bool hasValue = false;
        if (isLong) {
            const qsizetype equals = argument.indexOf(u'=');
            name = argument.mid(2, equals < 0 ? -1 : equals - 2);
            hasValue = equals >= 0;
            value = hasValue ? argument.mid(equals + 1) : QString();
        } else if (argument.size() > 2) {
            hasValue = true;
            value = argument.mid(2);
        }
        const CliOption *option = find(name, isLong ? QChar() : argument.at(1));
        if (!option)
            return unknownOption(isLong ? u"--"_s + name : argument.left(2));
        const QString said = isLong ? u"--"_s + name : argument.left(2);
        if (option->value.isEmpty()) {
            if (hasValue && isLong)
                return usage(Cli::tr("\"%1\" takes no value.").arg(said));
            if (hasValue) {
                // -hV: more one-letter flags
                m_rest.insert(m_position, u"-"_s + value);
            }
            return takeFlag(*option);
        }
        if (!hasValue) {
            // "-" is a value (standard output); anything else with a dash is more likely a forgotten one.
            const QString next = m_rest.value(m_position);
            if (m_position >= m_rest.size() || (next.startsWith(u'-') && next != "-"_L1))
                return needsValue(*option, said);
            value = next;
            ++m_position;
        }
        return takeValue(*option, said, value);
    }

    [[nodiscard]] std::unexpected<Error> needsValue(const CliOption &option, const QString &said) const
    {
        const QString sentence = Cli::tr("\"%1\" needs a value: %2").arg(said, option.value);
        return usage(sentence.endsWith(u'.') ? sentence : QString(sentence + u'.'));
    }

    [[nodiscard]] std::unexpected<Error> unknownOption(const QString &said) const
    {
        QStringList names;
        for (const CliOption &option : m_known)
            names.append(u"--"_s + option.name);
        const QString sentence = m_line.verb.isEmpty() ? Cli::tr("There is no option \"%1\".").arg(shown(said))
                                                       : Cli::tr("\"%1\" has no option \"%2\".").arg(m_line.verb, shown(said));
        return usage(withSuggestion(sentence, said.startsWith("--"_L1) ? nearest(said, names) : QString()));
    }

    Result<void> takeFlag(const CliOption &option)
    {
        if (option.name == "help"_L1)
            m_line.wantsHelp = true;
        else if (option.name == "version"_L1)
            m_line.wantsVersion = true;
        else
            m_line.values.insert(option.name, {QString()});
        return {};
    }

    Result<void> takeValue(const CliOption &option, const QString &said, const QString &value)
    {
        if (value.isEmpty())
            return needsValue(option, said);
        if (!option.choices.isEmpty() && !option.choices.contains(value)) {
            return usage(withSuggestion(Cli::tr("\"%1\" does not know \"%2\"; it takes %3.").arg(said, shown(value), option.choices.join(u", "_s)),
                                        nearest(value, option.choices)));
        }
        if (!option.repeats && m_line.values.contains(option.name))
            return usage(Cli::tr("\"%1\" is given twice.").arg(said));
        if (option.name == "generate"_L1)
            m_line.generate = value;
        else
            m_line.values[option.name].append(value);
        return {};
    }

    Result<void> checkComplete()
    {
        if (m_verb && m_verb->needsArgument && m_line.arguments.isEmpty())
            return usage(Cli::tr("\"%1\" needs %2.").arg(m_line.verb, m_verb->argument));
        if (m_line.verb == "build"_L1) {
            const QStringList outputs{u"push"_s, u"load"_s, u"output"_s};
            if (std::ranges::count_if(outputs, [this](const QString &name) { return m_line.has(name); }) > 1)
                return usage(Cli::tr("--push, --load and --output exclude each other: give one."));
            if (m_line.has(u"output"_s) && (!m_line.value(u"output"_s).startsWith("oci="_L1) || m_line.value(u"output"_s).size() < 5))
                return usage(Cli::tr("\"--output\" takes oci=FILE."));
        }
        if (m_line.verb == "tools"_L1 && m_line.word.isEmpty())
            return usage(Cli::tr("\"tools\" needs the word build: slipway tools build --push REF."));
        if (m_line.verb == "tools"_L1 && !m_line.has(u"push"_s))
            return usage(Cli::tr("\"tools build\" needs --push REF, the name that the image gets."));
        if (m_line.verb == "history"_L1)
            return checkHistory();
        return {};
    }

    Result<void> checkHistory()
    {
        if (m_line.word.isEmpty())
            m_line.word = u"list"_s;
        const bool isList = m_line.word == "list"_L1;
        if (isList && !m_line.arguments.isEmpty())
            return usage(Cli::tr("\"history list\" takes no argument; \"history show %1\" shows one build.").arg(shown(m_line.arguments.constFirst())));
        if (!isList && m_line.arguments.isEmpty())
            return usage(Cli::tr("\"history %1\" needs the ID of a build, or \"last\".").arg(m_line.word));
        if (m_line.word == "export"_L1 && !m_line.has(u"svg"_s))
            return usage(Cli::tr("\"history export\" needs --svg FILE."));
        if (m_line.word != "export"_L1 && m_line.has(u"svg"_s))
            return usage(Cli::tr("\"--svg\" belongs to \"history export\"."));
        return {};
    }

    Result<void> takePlanOptions()
    {
        if (!m_verb || !m_verb->takesPlanOptions)
            return {};
        for (const CliOption &option : planOptions()) {
            if (option.planKey.isEmpty() || !m_line.has(option.name))
                continue;
            const QStringList values = m_line.values.value(option.name);
            const QString text = option.value.isEmpty() ? u"true"_s : values.join(u',');
            if (const auto set = setOptionFromText(m_line.options, option.planKey, text); !set)
                return usage(set.error().message);
        }
        for (const QString &pair : m_line.values.value(u"set"_s)) {
            const qsizetype equals = pair.indexOf(u'=');
            if (equals <= 0)
                return usage(Cli::tr("\"--set\" takes KEY=VALUE, and \"%1\" is not that.").arg(shown(pair)));
            const QString key = pair.left(equals);
            if (!optionByName(key)) {
                QStringList names;
                for (const OptionInfo &info : optionTable())
                    names.append(info.name);
                return usage(withSuggestion(Cli::tr("slipway.toml has no key \"%1\".").arg(shown(key)), nearest(key, names)));
            }
            if (const auto set = setOptionFromText(m_line.options, key, pair.mid(equals + 1)); !set)
                return usage(set.error().message);
        }
        return {};
    }

    QStringList m_rest;
    qsizetype m_position = 0;
    bool m_areOptionsOver = false;
    const CliVerb *m_verb = nullptr;
    std::optional<QString> m_unknownVerb;
    QList<CliOption> m_known;
    CommandLine m_line;
};

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    return Parser(arguments).parse();
}

} // namespace slipway::cli
