// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include "base/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Timeline)
};

constexpr double thinnest = 1;     ///< px
constexpr double labelGap = 6;     ///< px between a bar and its label
constexpr double pointerReach = 3; ///< px

struct Span
{
    double left = 0;
    double right = 0;
};

/// A length of time of a row, as words: "5 s", "2 min 3 s …", "cached", "✕ 5 s  error[E0432]: …".
QString rowWords(const TimelineRow &row, qint64 now, bool withError)
{
    if (row.state == StepState::Cached)
        return Words::tr("cached");
    qint64 total = 0;
    for (const StepInterval &interval : row.intervals)
        total += std::max<qint64>(0, (interval.completed > 0 ? interval.completed : now) - interval.started);
    QString length = durationText(std::chrono::milliseconds(total / 1'000'000));
    switch (row.state) {
    case StepState::Running:
        return length + u" …"_s;
    case StepState::Failed:
        return u"✕ "_s + length + (withError && !row.error.isEmpty() ? QString(u"  "_s + row.error) : QString());
    case StepState::Cancelled:
        return Words::tr("%1, cancelled").arg(length);
    default:
        return length;
    }
}

/// Intervals of a row to pixels within the chart: in range, at least `least` wide, merged where less than a pixel is between them.
QList<Span> spansOf(const TimelineRow &row, const TimelineRange &range, double width, double least, qint64 now)
{
    QList<Span> spans;
    for (const StepInterval &interval : row.intervals) {
        const qint64 completed = std::max(interval.started, interval.completed > 0 ? interval.completed : now);
        if (completed < range.start || interval.started > range.end)
            continue;
        Span span{std::max(0.0, range.toPixel(interval.started, width)), std::min(width, range.toPixel(completed, width))};
        if (span.right - span.left < least) {
            span.right = std::min(width, span.left + least);
            span.left = std::max(0.0, span.right - least);
        }
        if (!spans.isEmpty() && span.left - spans.constLast().right < thinnest)
            spans.last().right = std::max(spans.constLast().right, span.right);
        else
            spans.append(span);
    }
    return spans;
}

/// Earlier runs of a step that is still at work, failed or was cancelled went well.
StepState stateOfSpan(const TimelineRow &row, bool isLast)
{
    return isLast || row.state == StepState::Cached ? row.state : StepState::Done;
}

/// To the right of the last bar, else to the left of the first, else inside the last; else nowhere.
QRectF placeLabel(double labelWidth, const QRectF &first, const QRectF &last, double left, double right)
{
    if (last.right() + labelGap + labelWidth <= right)
        return {last.right() + labelGap, last.top(), labelWidth, last.height()};
    if (first.left() - labelGap - labelWidth >= left)
        return {first.left() - labelGap - labelWidth, first.top(), labelWidth, first.height()};
    if (last.width() >= labelWidth + 2 * labelGap)
        return {last.right() - labelGap - labelWidth, last.top(), labelWidth, last.height()};
    return {};
}

} // namespace

void TimelineLayout::build(const QList<TimelineRow> &rows, const TimelineRange &range, double width, const TimelineMetrics &metrics, qint64 now,
                           const MeasureText &measure)
{
    m_bars.clear();
    m_rows.clear();
    double y = metrics.axisHeight;
    const double chart = width - metrics.labelWidth;
    const bool hasChart = chart >= thinnest && range.end > range.start;
    for (qsizetype at = 0; at < rows.size(); ++at) {
        const TimelineRow &row = rows.at(at);
        const double height = row.isGroup ? metrics.groupHeight : metrics.rowHeight;
        m_rows.append({0, y, width, height});
        const double top = y + (height - metrics.barHeight) / 2;
        y += height;
        if (row.isGroup || !hasChart)
            continue;
        const double least = row.state == StepState::Cached ? metrics.barHeight / 2 : thinnest;
        const QList<Span> spans = spansOf(row, range, chart, least, now);
        for (qsizetype span = 0; span < spans.size(); ++span) {
            TimelineBar bar;
            bar.rect = {metrics.labelWidth + spans.at(span).left, top, spans.at(span).right - spans.at(span).left, metrics.barHeight};
            bar.row = static_cast<int>(at);
            bar.step = row.step;
            bar.state = stateOfSpan(row, span + 1 == spans.size());
            m_bars.append(bar);
        }
        if (spans.isEmpty())
            continue;
        TimelineBar &last = m_bars.last();
        const QRectF first = m_bars.at(m_bars.size() - spans.size()).rect;
        for (const bool withError : {true, false}) {
            last.label = rowWords(row, now, withError);
            last.labelRect = placeLabel(measure(last.label), first, last.rect, metrics.labelWidth, width);
            if (!last.labelRect.isEmpty())
                break;
        }
    }
    m_height = y;
}

QRectF TimelineLayout::rowRect(int row) const
{
    return m_rows.value(row);
}

int TimelineLayout::rowAt(double y) const
{
    const auto after = std::ranges::upper_bound(m_rows, y, {}, [](const QRectF &rect) { return rect.top(); });
    if (after == m_rows.begin() || y >= m_height)
        return -1;
    return static_cast<int>(after - m_rows.begin()) - 1;
}

int TimelineLayout::barAt(const QPointF &point) const
{
    const int row = rowAt(point.y());
    int best = -1;
    double nearest = pointerReach;
    const auto from = std::ranges::lower_bound(m_bars, row, {}, &TimelineBar::row);
    for (auto bar = from; bar != m_bars.end() && bar->row == row; ++bar) {
        const double distance = std::max({0.0, bar->rect.left() - point.x(), point.x() - bar->rect.right()});
        if (distance <= nearest && (best < 0 || distance < nearest)) {
            best = static_cast<int>(bar - m_bars.begin());
            nearest = distance;
        }
    }
    return best;
}

} // namespace slipway
