// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "cli/report.h"
#include "history/recordjson.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

QString percent(double share)
{
    return QString::number(qRound(share * 100)) + u" %"_s;
}

} // namespace

QStringList table(const QList<QStringList> &rows, const QString &indent)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (widths.size() <= column)
                widths.append(0);
            widths[column] = std::max(widths.at(column), displayText(row.at(column)).size());
        }
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line = indent;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QString cell = displayText(row.at(column));
            line += column + 1 == row.size() ? cell : cell.leftJustified(widths.at(column) + 2);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        lines.append(line);
    }
    return lines;
}

QJsonObject verifyJson(const ImageReport &report)
{
    QJsonObject object = imageToJson(report);
    object.insert(u"schema"_s, jsonSchema);
    object.insert(u"isVerified"_s, report.problems.isEmpty());
    return object;
}

QStringList verifyText(const ImageReport &report)
{
    // What is not there gives no result; the problem says so.
    if (report.digest.isEmpty())
        return {};
    QStringList lines{report.reference, u"  "_s + report.digest + (report.isIndex ? Cli::tr("  (index)") : Cli::tr("  (one manifest)"))};
    QList<QStringList> rows;
    for (const PlatformManifest &platform : report.platforms)
        rows.append({platform.platform, platform.digest, bytesText(platform.bytes),
                     platform.layers.size() == 1 ? Cli::tr("1 layer") : Cli::tr("%1 layers").arg(platform.layers.size())});
    lines += table(rows, u"  "_s);
    return lines;
}

QJsonObject recordJson(const BuildRecord &record, bool withSteps)
{
    QJsonObject object = recordToJson(record);
    if (!withSteps) {
        object.remove(u"steps"_s);
        object.remove(u"images"_s);
    }
    return object;
}

QStringList historyText(const QList<BuildRecord> &records)
{
    QList<QStringList> rows;
    for (const BuildRecord &record : records) {
        rows.append({record.id, record.time.toLocalTime().toString(u"yyyy-MM-dd hh:mm"_s), record.projectName, record.planWords,
                     durationText(std::chrono::milliseconds(record.milliseconds)), percent(record.cachedShare), record.result});
    }
    return table(rows);
}

QStringList recordText(const BuildRecord &record)
{
    QList<QStringList> facts{{Cli::tr("Time"), record.time.toLocalTime().toString(u"yyyy-MM-dd hh:mm:ss"_s)},
                             {Cli::tr("Project"), record.projectName + u"  "_s + record.projectRoot},
                             {Cli::tr("Plan"), record.planWords},
                             {Cli::tr("Platforms"), record.platforms.join(u", "_s)},
                             {Cli::tr("Result"), record.result},
                             {Cli::tr("Took"), durationText(std::chrono::milliseconds(record.milliseconds))},
                             {Cli::tr("From the cache"), percent(record.cachedShare)}};
    if (!record.error.isEmpty())
        facts.append({Cli::tr("Error"), record.error});
    if (!record.builder.isEmpty())
        facts.append({Cli::tr("Builder"), record.builder});
    for (const QString &reference : record.references)
        facts.append({Cli::tr("Image"), reference});
    if (!record.digest.isEmpty())
        facts.append({Cli::tr("Digest"), record.digest});
    for (auto base = record.baseDigests.cbegin(); base != record.baseDigests.cend(); ++base)
        facts.append({Cli::tr("Base"), base.key() + u'@' + base.value()});
    QStringList lines{record.id};
    lines += table(facts, u"  "_s);
    QList<QStringList> steps;
    for (const StepRecord &step : record.steps)
        steps.append({stepStateWord(step.state), durationText(std::chrono::milliseconds(step.duration / 1'000'000)), step.platform, step.name});
    if (!steps.isEmpty())
        lines << QString() << Cli::tr("Steps");
    lines += table(steps, u"  "_s);
    return lines;
}

} // namespace slipway::cli
