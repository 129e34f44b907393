// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/comparison.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cstdlib>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Comparison)
};

// The digest behind a tag changes with the base image; it is the same step to a person.
QString keyOf(const StepRecord &step)
{
    const qsizetype digest = step.name.indexOf("@sha256:"_L1);
    return QString(step.platform + u'\n' + step.stage + u'\n' + (digest < 0 ? step.name : step.name.first(digest)));
}

int cachedCount(const BuildRecord &record)
{
    return static_cast<int>(std::ranges::count(record.steps, StepState::Cached, &StepRecord::state));
}

} // namespace

QList<StepComparison> compareSteps(const BuildRecord &before, const BuildRecord &after)
{
    QList<StepComparison> rows;
    QHash<QString, QList<qsizetype>> open; ///< rows that wait for the other side
    for (const StepRecord &step : before.steps) {
        open[keyOf(step)].append(rows.size());
        rows.append({step.name, step.platform, step.stage, step.state, StepState::Waiting, step.duration, -1});
    }
    for (const StepRecord &step : after.steps) {
        QList<qsizetype> &waiting = open[keyOf(step)];
        if (waiting.isEmpty()) {
            rows.append({step.name, step.platform, step.stage, StepState::Waiting, step.state, -1, step.duration});
            continue;
        }
        StepComparison &row = rows[waiting.takeFirst()];
        row.afterState = step.state;
        row.after = step.duration;
    }
    std::ranges::stable_sort(rows, std::greater(), [](const StepComparison &row) { return std::llabs(row.change()); });
    return rows;
}

QString comparisonSentence(const BuildRecord &before, const BuildRecord &after)
{
    const qint64 change = after.milliseconds - before.milliseconds;
    QString sentence;
    if (std::llabs(change) < 100)
        sentence = Say::tr("The second took as long as the first");
    else if (change < 0)
        sentence = Say::tr("The second was %1 faster").arg(durationText(std::chrono::milliseconds(-change)));
    else
        sentence = Say::tr("The second was %1 slower").arg(durationText(std::chrono::milliseconds(change)));
    const int cached = cachedCount(after) - cachedCount(before);
    if (cached > 0)
        sentence += Say::tr("; %n more of its steps came from the cache", nullptr, cached);
    else if (cached < 0)
        sentence += Say::tr("; %n fewer of its steps came from the cache", nullptr, -cached);
    return sentence + u'.';
}

} // namespace slipway
