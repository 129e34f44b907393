// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Timeline)
};

/// Long enough for any column of names; a heredoc can be pages long.
constexpr qsizetype longestLabel = 200;

/// "docker.io/library/rust:1@sha256:…" -> "rust:1".
QString shortReference(const QString &reference)
{
    QString text = reference.section(u'@', 0, 0);
    for (const QLatin1StringView prefix : {"docker.io/library/"_L1, "docker.io/"_L1}) {
        if (text.startsWith(prefix))
            text.remove(0, prefix.size());
    }
    return text;
}

/// What a step does, without what nobody reads in a column of names: RUN and its flags, digests, Docker Hub's long names.
QString shortCommand(const QString &command)
{
    static const QRegularExpression flags(u"\\ARUN\\s+(?:--[a-z]+=\\S+\\s+)*"_s);
    static const QRegularExpression base(u"\\AFROM\\s+(?:--platform=\\S+\\s+)?(\\S+)"_s);
    QString text = displayText(command.section(u'\n', 0, 0).left(4 * longestLabel)).simplified();
    if (const auto from = base.match(text); from.hasMatch())
        return u"FROM "_s + shortReference(from.captured(1));
    text.remove(flags);
    return text.left(longestLabel);
}

QString rowLabel(const BuildStep &step)
{
    const QString command = shortCommand(step.parsed.command.isEmpty() ? step.name : step.parsed.command);
    return step.parsed.stage.isEmpty() ? command : QString(step.parsed.stage + u"  "_s + command);
}

/// `origin`: where the chart begins; what another build did before it stands at its beginning.
TimelineRow rowOf(const BuildStep &step, int id, qint64 origin)
{
    TimelineRow row;
    row.label = rowLabel(step);
    row.step = id;
    row.depth = 1;
    row.state = step.state;
    if (step.state != StepState::Waiting)
        row.intervals = step.intervals;
    for (StepInterval &interval : row.intervals) {
        interval.started = std::max(interval.started, origin);
        if (interval.completed > 0)
            interval.completed = std::max(interval.completed, origin);
    }
    if (step.state == StepState::Failed)
        row.error = displayText((step.firstErrorLine.isEmpty() ? step.error : step.firstErrorLine).section(u'\n', 0, 0)).simplified();
    return row;
}

QString groupLabel(const QString &platform, const QString &builderPlatform)
{
    if (!platform.isEmpty())
        return platform;
    return builderPlatform.isEmpty() ? Words::tr("on the builder") : Words::tr("%1 on the builder").arg(builderPlatform);
}

} // namespace

QList<TimelineRow> timelineRows(const BuildState &state, const QString &builderPlatform)
{
    // A map sorts the platforms, and the shared lane "" comes first; the order does not depend on what BuildKit reports first.
    QMap<QString, QList<TimelineRow>> lanes;
    for (qsizetype at = 0; at < state.steps.size(); ++at) {
        const BuildStep &step = state.steps.at(at);
        lanes[step.platform].append(rowOf(step, static_cast<int>(at), state.started));
    }
    QList<TimelineRow> rows;
    for (auto lane = lanes.begin(); lane != lanes.end(); ++lane) {
        std::ranges::stable_sort(*lane, [](const TimelineRow &left, const TimelineRow &right) {
            if (left.intervals.isEmpty() || right.intervals.isEmpty())
                return !left.intervals.isEmpty() && right.intervals.isEmpty();
            return left.intervals.constFirst().started < right.intervals.constFirst().started;
        });
        TimelineRow group;
        group.isGroup = true;
        group.label = groupLabel(lane.key(), builderPlatform);
        rows.append(group);
        rows += *lane;
    }
    return rows;
}

} // namespace slipway
