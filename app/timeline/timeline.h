// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"

#include <QList>
#include <QRectF>
#include <QString>

#include <functional>

namespace slipway {

/// A row of the timeline: a group's head or a step.
struct TimelineRow
{
    bool isGroup = false;
    QString label;          ///< "build  cargo chef cook", "linux/arm64"
    int step = -1;
    int depth = 0;
    StepState state = StepState::Waiting;
    QList<StepInterval> intervals; ///< ns since the epoch
    QString error;          ///< of a failed step: the first line of what went wrong
    bool operator==(const TimelineRow &) const = default;
};

/// Shared work on the builder first, then a group per platform; steps in the order of their start, waiting ones after. Pure.
[[nodiscard]] QList<TimelineRow> timelineRows(const BuildState &state, const QString &builderPlatform);

/// Time to pixel and back. Pure; `width` > 0, `end` > `start` (ns).
struct TimelineRange
{
    qint64 start = 0;
    qint64 end = 1;
    /// 0 at `start`, `width` at `end`; times outside give pixels outside.
    [[nodiscard]] double toPixel(qint64 time, double width) const;
    /// The way back, to the nearest nanosecond.
    [[nodiscard]] qint64 toTime(double pixel, double width) const;
    /// Nearer by `factor` (below 1: farther); the time under `pixel` stays there. Between 1 ms and 30 days long.
    [[nodiscard]] TimelineRange zoomed(double factor, double pixel, double width) const;
    [[nodiscard]] TimelineRange moved(qint64 by) const;
    bool operator==(const TimelineRange &) const = default;
};

struct TimelineTick
{
    double x = 0;
    QString label;
    bool operator==(const TimelineTick &) const = default;
};
/// Ticks at round times (1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10 min, …), at least `minimumGap` pixels apart; labels relative to `origin`.
[[nodiscard]] QList<TimelineTick> timelineTicks(const TimelineRange &range, qint64 origin, double width, double minimumGap);

struct TimelineBar
{
    QRectF rect;
    int row = 0;
    int step = -1;
    StepState state = StepState::Waiting;
    QString label;          ///< beside or in the bar: "5 s", "123 s …", "cached"; empty at all bars of a row but the last
    QRectF labelRect;       ///< empty when there is no room for the label
    bool operator==(const TimelineBar &) const = default;
};

struct TimelineMetrics
{
    double rowHeight = 19;
    double barHeight = 13;
    double labelWidth = 240; ///< the column of names
    double axisHeight = 24;
    double groupHeight = 19;
};

/// Rows, range, size and a text measurer to rectangles, labels and hit tests; no widget needed. Sub-pixel bars merge, the smallest is 1 px
/// (of a cached step half a bar's height, so that its outline can be seen). Pixels count from the top left, axis and column of names included.
class TimelineLayout
{
public:
    using MeasureText = std::function<double(const QString &)>;
    /// `width`: of the whole, px; `now`: ns, where open intervals end.
    void build(const QList<TimelineRow> &rows, const TimelineRange &range, double width, const TimelineMetrics &metrics, qint64 now,
               const MeasureText &measure);
    [[nodiscard]] const QList<TimelineBar> &bars() const { return m_bars; }
    [[nodiscard]] double height() const { return m_height; }
    /// Over the whole width; empty for a row that is not there.
    [[nodiscard]] QRectF rowRect(int row) const;
    /// Index into bars(), or -1. Bars that are too thin for a pointer take it from a few pixels away.
    [[nodiscard]] int barAt(const QPointF &point) const;
    /// -1 above the first row and below the last.
    [[nodiscard]] int rowAt(double y) const;

private:
    QList<TimelineBar> m_bars;
    QList<QRectF> m_rows;
    double m_height = 0;
};

/// The timeline as an SVG document, for `history export --svg`. Text is escaped.
[[nodiscard]] QByteArray timelineSvg(const QList<TimelineRow> &rows, qint64 origin, qint64 end, const QString &title);

} // namespace slipway
