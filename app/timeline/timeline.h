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
    bool operator==(const TimelineRow &) const = default;
};

/// Shared work on the builder first, then a group per platform; steps in the order of their start, waiting ones after. Pure.
[[nodiscard]] QList<TimelineRow> timelineRows(const BuildState &state, const QString &builderPlatform);

/// Time to pixel and back. Pure; `width` > 0, `end` > `start` (ns).
struct TimelineRange
{
    qint64 start = 0;
    qint64 end = 1;
    [[nodiscard]] double toPixel(qint64 time, double width) const;
    [[nodiscard]] qint64 toTime(double pixel, double width) const;
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
    QString label;          ///< beside or in the bar: "5 s", "123 s …", "cached"
    QRectF labelRect;
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

/// Rows, range, size and a text measurer to rectangles, labels and hit tests; no widget needed. Sub-pixel bars merge, the smallest is 1 px.
class TimelineLayout
{
public:
    using MeasureText = std::function<double(const QString &)>;
    void build(const QList<TimelineRow> &rows, const TimelineRange &range, double width, const TimelineMetrics &metrics, qint64 now, const MeasureText &measure);
    [[nodiscard]] const QList<TimelineBar> &bars() const { return m_bars; }
    [[nodiscard]] double height() const { return m_height; }
    [[nodiscard]] QRectF rowRect(int row) const;
    /// Index into bars(), or -1.
    [[nodiscard]] int barAt(const QPointF &point) const;
    [[nodiscard]] int rowAt(double y) const;

private:
    QList<TimelineBar> m_bars;
    QList<QRectF> m_rows;
    double m_height = 0;
};

/// The timeline as an SVG document, for `history export --svg`. Text is escaped.
[[nodiscard]] QByteArray timelineSvg(const QList<TimelineRow> &rows, qint64 origin, qint64 end, const QString &title);

} // namespace slipway
