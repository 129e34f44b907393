// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include "base/text.h"
#include "dockerfile/writer.h"
#include "plan/planmaker.h"

namespace slipway {

using namespace Qt::StringLiterals;

QString DockerfileDocument::text() const
{
    QString text;
    for (const DockerfileLine &line : lines)
        text += line.text + u'\n';
    return text;
}

DockerfileDocument writeDockerfile(const Plan &plan)
{
    return DockerfileWriter(plan).write();
}

QString variableWord(const QString &triple)
{
    return QString(triple).replace(u'-', u'_');
}

void LineWriter::startStage(const QString &name)
{
    if (!m_document.lines.isEmpty()) {
        m_reason = -1;
        line({});
    }
    m_stage = name;
}

void LineWriter::because(const QString &id, const QString &text)
{
    DockerfileReason reason;
    reason.id = id;
    reason.text = text;
    reason.firstLine = int(m_document.lines.size()) + 1;
    reason.lastLine = reason.firstLine;
    m_reason = int(m_document.reasons.size());
    m_document.reasons.append(reason);
}

void LineWriter::line(const QString &text)
{
    m_document.lines.append({text, m_stage, m_reason});
    if (m_reason >= 0)
        m_document.reasons[m_reason].lastLine = int(m_document.lines.size());
}

void LineWriter::instruction(const QStringList &parts)
{
    for (qsizetype i = 0; i < parts.size(); ++i)
        line((i > 0 ? u"    "_s : QString()) + parts.at(i) + (i + 1 < parts.size() ? u" \\"_s : QString()));
}

void LineWriter::run(const QStringList &commands, const QStringList &mounts)
{
    QStringList parts;
    for (const QString &mount : mounts)
        parts.append(mount);
    for (qsizetype i = 0; i < commands.size(); ++i) {
        // A command may itself go over several lines; only its last one is joined to the next command.
        QStringList lines = commands.at(i).split(u'\n');
        if (i + 1 < commands.size())
            lines.last() += u" &&"_s;
        parts += lines;
    }
    if (parts.isEmpty())
        return;
    parts.first().prepend("RUN "_L1);
    instruction(parts);
}

DockerfileDocument LineWriter::take()
{
    return std::move(m_document);
}

DockerfileWriter::DockerfileWriter(const Plan &plan)
    : m_plan(plan)
{
}

DockerfileDocument DockerfileWriter::write()
{
    writeHead();
    writeChef();
    writeTools();
    if (usesChef())
        writePlanner();
    writeCook();
    writeBuild();
    writeLibraries();
    writeLayout();
    for (const PlannedImage &image : m_plan.images)
        writeRuntime(image);
    DockerfileDocument document = m_out.take();
    for (const QString &line : m_plan.ignoreLines)
        document.ignoreText += line + u'\n';
    return document;
}

QString DockerfileWriter::pinned(const QString &reference) const
{
    // A mirror's image has a digest of its own; the plan says that the pin does not hold.
    const QString digest = m_plan.pins.value(reference);
    return digest.isEmpty() || reference.contains(u'@') || m_plan.namedContexts.contains(reference) ? reference : reference + u'@' + digest;
}

QString DockerfileWriter::from(const QString &reference, const QString &stage) const
{
    return (runsOnTarget() ? u"FROM "_s : u"FROM --platform=$BUILDPLATFORM "_s) + pinned(reference) + u" AS "_s + stage;
}

QString DockerfileWriter::fileName(const QString &binary) const
{
    if (isPlainName(binary))
        return binary;
    return namePart(binary) + u'-' + QString::number(m_plan.binaries.indexOf(binary) + 1);
}

QString DockerfileWriter::platformWords() const
{
    QStringList names;
    for (const PlanTarget &target : m_plan.targets)
        names.append(target.platform);
    return joined(names);
}

} // namespace slipway
