// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/instructions.h"

#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

const QRegularExpression &blanks()
{
    static const QRegularExpression pattern(u"\\s+"_s);
    return pattern;
}

/// Docker Hub's names as they are written and as BuildKit says them: "rust:1" is "docker.io/library/rust:1"; a digest behind a tag is dropped.
QString plainReference(QString reference)
{
    reference = reference.section(u'@', 0, 0);
    for (const QLatin1StringView prefix : {"docker.io/library/"_L1, "docker.io/"_L1}) {
        if (reference.startsWith(prefix))
            return reference.sliced(prefix.size());
    }
    return reference;
}

/// The ends of the here-documents that an instruction opens (RUN, COPY, ADD), in order.
QStringList heredocs(const QString &keyword, const QString &line)
{
    static const QRegularExpression pattern(u"<<-?\\s*[\"']?([A-Za-z_][A-Za-z0-9_]*)[\"']?"_s);
    QStringList ends;
    if (keyword != "RUN"_L1 && keyword != "COPY"_L1 && keyword != "ADD"_L1)
        return ends;
    for (auto matches = pattern.globalMatch(line); matches.hasNext();)
        ends.append(matches.next().captured(1));
    return ends;
}

} // namespace

InstructionIndex::InstructionIndex(const QStringList &lines)
{
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString first = lines[i].trimmed();
        if (first.isEmpty() || first.startsWith(u'#'))
            continue;
        const int begin = static_cast<int>(i) + 1;
        QString text = first;
        // Comments and empty lines between continued ones are skipped, as Docker does.
        while (text.endsWith(u'\\') && i + 1 < lines.size()) {
            text.chop(1);
            const QString next = lines[++i].trimmed();
            text += next.startsWith(u'#') || next.isEmpty() ? u"\\"_s : QString(u' ' + next);
        }
        const QString keyword = text.section(blanks(), 0, 0).toUpper();
        for (const QString &end : heredocs(keyword, text)) {
            while (i + 1 < lines.size() && lines[++i].trimmed() != end) {
            }
        }
        add(keyword, text.section(blanks(), 1), begin);
    }
}

void InstructionIndex::add(const QString &keyword, const QString &rest, int line)
{
    if (keyword == "FROM"_L1) {
        addStage(rest.split(blanks(), Qt::SkipEmptyParts), line);
        return;
    }
    if (m_stages.isEmpty())
        return;
    Stage &current = m_stages.last();
    if (keyword == "ARG"_L1 && rest.trimmed().startsWith("TARGET"_L1))
        current.isPerTarget = true;
    else if (keyword == "COPY"_L1 || keyword == "ADD"_L1 || keyword == "RUN"_L1 || keyword == "WORKDIR"_L1)
        current.counted.append({keyword, line, current.isPerTarget});
}

void InstructionIndex::addStage(QStringList words, int line)
{
    Stage added;
    added.line = line;
    QString platform;
    while (!words.isEmpty() && words.first().startsWith("--"_L1)) {
        if (words.first().startsWith("--platform="_L1))
            platform = words.first().sliced(11);
        words.removeFirst();
    }
    added.base = words.value(0);
    const bool isNamed = words.size() >= 3 && words[1].compare("as"_L1, Qt::CaseInsensitive) == 0;
    added.name = isNamed ? words[2].toLower() : u"stage-"_s + QString::number(m_stages.size());
    const Stage *base = nullptr;
    for (const Stage &before : std::as_const(m_stages)) {
        if (before.name == added.base.toLower())
            base = &before;
    }
    if (base) {
        added.isOnBuilder = base->isOnBuilder;
        added.isPerTarget = base->isPerTarget;
    } else if (added.base.toLower() != "scratch"_L1) { // nothing is fetched for it, so it is no step
        added.counted.append({u"FROM"_s, line, false});
    }
    if (!platform.isEmpty())
        added.isOnBuilder = platform.contains("BUILDPLATFORM"_L1);
    m_stages.append(added);
}

const InstructionIndex::Stage *InstructionIndex::stage(const QString &name) const
{
    if (name.isEmpty())
        return m_stages.size() == 1 ? &m_stages.first() : nullptr; // one stage alone has no name in the stream
    for (const Stage &known : m_stages) {
        if (known.name == name.toLower())
            return &known;
    }
    return nullptr;
}

InstructionIndex::Place InstructionIndex::place(const VertexName &name) const
{
    const Stage *found = name.isInternal || name.count == 0 ? nullptr : stage(name.stage);
    if (!found)
        return {};
    Place place{true, 0, found->isOnBuilder, false};
    const QString keyword = name.command.section(blanks(), 0, 0).toUpper();
    const Instruction instruction = found->counted.value(name.index - 1);
    // Another count than ours means that the file is not the one that is built: better no line than a wrong one.
    if (instruction.keyword == keyword) {
        place.line = instruction.line;
        place.isPerTarget = instruction.isPerTarget;
    }
    return place;
}

InstructionIndex::Place InstructionIndex::base(const QString &reference) const
{
    for (const Stage &known : m_stages) {
        if (!known.base.isEmpty() && plainReference(known.base) == plainReference(reference))
            return {true, known.line, known.isOnBuilder, false};
    }
    return {};
}

} // namespace slipway
