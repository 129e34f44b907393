// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/report.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype contextLines = 3;
constexpr qsizetype commentWidth = 100;

/// Numbers (0-based) of the lines at which a comment may be put: not inside a continued instruction, not inside a heredoc, not before a directive.
QList<bool> placesForComments(const QList<DockerfileLine> &lines)
{
    static const QRegularExpression heredoc(u"<<-?[\"']?([A-Za-z_][A-Za-z0-9_]*)[\"']?"_s);
    static const QRegularExpression directive(u"^#\\s*(syntax|escape|check)\\s*="_s, QRegularExpression::CaseInsensitiveOption);
    QList<bool> places;
    bool isContinued = false;
    bool isHead = true;
    QStringList waitingFor;
    for (const DockerfileLine &line : lines) {
        isHead = isHead && directive.match(line.text).hasMatch();
        places.append(!isContinued && waitingFor.isEmpty() && !isHead);
        if (!waitingFor.isEmpty()) {
            if (line.text.trimmed() == waitingFor.constFirst())
                waitingFor.removeFirst();
            continue;
        }
        isContinued = line.text.endsWith(u'\\') || (isContinued && line.text.startsWith(u'#'));
        auto matches = heredoc.globalMatch(line.text);
        while (matches.hasNext())
            waitingFor.append(matches.next().captured(1));
    }
    return places;
}

QStringList comment(const QString &text)
{
    QStringList lines{u"#"_s};
    const QStringList words = text.split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (lines.constLast().size() > 1 && lines.constLast().size() + 1 + word.size() > commentWidth)
            lines.append(u"#"_s);
        lines.last() += u' ' + word;
    }
    return lines;
}

} // namespace

QString explainedDockerfile(const DockerfileDocument &document)
{
    const QList<bool> places = placesForComments(document.lines);
    QMap<qsizetype, QStringList> before;
    for (const DockerfileReason &reason : document.reasons) {
        qsizetype place = qBound(qsizetype{0}, qsizetype{reason.firstLine} - 1, document.lines.size());
        while (place > 0 && place < places.size() && !places.at(place))
            --place;
        // A reason for the head of the file goes below the directives.
        while (place < places.size() && !places.at(place))
            ++place;
        before[place] += comment(reason.text);
    }
    QString text;
    for (qsizetype i = 0; i <= document.lines.size(); ++i) {
        const QStringList comments = before.value(i);
        for (const QString &line : comments)
            text += line + u'\n';
        if (i < document.lines.size())
            text += document.lines.at(i).text + u'\n';
    }
    return text;
}

QJsonObject generateJson(const PlanResult &plan, bool isExplained)
{
    QJsonArray reasons;
    for (const DockerfileReason &reason : plan.document.reasons)
        reasons.append(QJsonObject{{u"id"_s, reason.id}, {u"firstLine"_s, reason.firstLine}, {u"lastLine"_s, reason.lastLine}, {u"text"_s, reason.text}});
    QJsonArray images;
    for (const PlannedImage &image : plan.plan.images) {
        images.append(QJsonObject{{u"stage"_s, image.stage},
                                  {u"binaries"_s, QJsonArray::fromStringList(image.binaries)},
                                  {u"entrypoint"_s, image.entrypoint},
                                  {u"references"_s, QJsonArray::fromStringList(image.references)}});
    }
    QJsonObject object{{u"schema"_s, jsonSchema},
                       {u"root"_s, plan.project->root},
                       {u"summary"_s, plan.plan.summary},
                       {u"platforms"_s, QJsonArray::fromStringList(plan.plan.chosenPlatforms())},
                       {u"images"_s, images},
                       {u"dockerfile"_s, plan.document.text()},
                       {u"dockerignore"_s, plan.document.ignoreText},
                       {u"reasons"_s, reasons}};
    if (isExplained)
        object.insert(u"explained"_s, explainedDockerfile(plan.document));
    return object;
}

QStringList differenceText(const QList<DiffLine> &lines)
{
    QStringList text;
    qsizetype shownTo = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines.at(i).kind == DiffLine::Kind::Same)
            continue;
        const qsizetype from = qMax(shownTo, i - contextLines);
        if (from > shownTo && !text.isEmpty())
            text.append(u"  …"_s);
        qsizetype to = qMin(lines.size(), i + contextLines + 1);
        for (qsizetype j = from; j < to; ++j) {
            const DiffLine &line = lines.at(j);
            if (line.kind != DiffLine::Kind::Same)
                to = qMin(lines.size(), j + contextLines + 1);
            const QChar sign = line.kind == DiffLine::Kind::Same ? u' ' : line.kind == DiffLine::Kind::Added ? u'+' : u'-';
            text.append(sign + u' ' + line.text);
        }
        shownTo = to;
        i = to - 1;
    }
    return text;
}

} // namespace slipway::cli
