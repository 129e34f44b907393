// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 nanoseconds(std::chrono::nanoseconds time)
{
    return time.count();
}

constexpr qint64 shortest = nanoseconds(1ms);
constexpr qint64 longest = nanoseconds(30 * 24h);

constexpr std::array roundTimes{nanoseconds(1ms),   nanoseconds(2ms),   nanoseconds(5ms),   nanoseconds(10ms), nanoseconds(20ms), nanoseconds(50ms),
                                nanoseconds(100ms), nanoseconds(200ms), nanoseconds(500ms), nanoseconds(1s),   nanoseconds(2s),   nanoseconds(5s),
                                nanoseconds(10s),   nanoseconds(15s),   nanoseconds(30s),   nanoseconds(1min), nanoseconds(2min), nanoseconds(5min),
                                nanoseconds(10min), nanoseconds(15min), nanoseconds(30min), nanoseconds(1h),   nanoseconds(2h),   nanoseconds(3h),
                                nanoseconds(6h),    nanoseconds(12h),   nanoseconds(24h)};

/// The smallest round time that is not below `least`; whole days above the table.
qint64 roundTime(double least)
{
    for (const qint64 time : roundTimes) {
        if (static_cast<double>(time) >= least)
            return time;
    }
    return static_cast<qint64>(std::ceil(least / static_cast<double>(roundTimes.back()))) * roundTimes.back();
}

QString tickLabel(qint64 sinceOrigin, qint64 step)
{
    const qint64 milliseconds = sinceOrigin / nanoseconds(1ms);
    QString label = clockText(std::chrono::milliseconds(milliseconds));
    if (step >= nanoseconds(1s))
        return label;
    // "0:05.25": as many digits as the step needs.
    const int digits = step >= nanoseconds(100ms) ? 1 : step >= nanoseconds(10ms) ? 2 : 3;
    return label + u'.' + u"%1"_s.arg(milliseconds % 1000, 3, 10, QChar(u'0')).left(digits);
}

} // namespace

double TimelineRange::toPixel(qint64 time, double width) const
{
    return static_cast<double>(time - start) * width / static_cast<double>(end - start);
}

qint64 TimelineRange::toTime(double pixel, double width) const
{
    return start + std::llround(pixel * static_cast<double>(end - start) / width);
}

TimelineRange TimelineRange::zoomed(double factor, double pixel, double width) const
{
    const auto span = static_cast<double>(end - start);
    const double wanted = std::clamp(span / factor, static_cast<double>(shortest), static_cast<double>(longest));
    const double share = pixel / width;
    const qint64 from = start + std::llround(share * (span - wanted));
    return {from, from + std::llround(wanted)};
}

TimelineRange TimelineRange::moved(qint64 by) const
{
    return {start + by, end + by};
}

QList<TimelineTick> timelineTicks(const TimelineRange &range, qint64 origin, double width, double minimumGap)
{
    QList<TimelineTick> ticks;
    if (width <= 0 || range.end <= range.start)
        return ticks;
    const qint64 step = roundTime(static_cast<double>(range.end - range.start) * std::max(minimumGap, 1.0) / width);
    // The first multiple of the step in the range; there is no time before the build.
    const qint64 first = range.start <= origin ? 0 : (range.start - origin + step - 1) / step * step;
    for (qint64 time = first; origin + time <= range.end; time += step)
        ticks.append({range.toPixel(origin + time, width), tickLabel(time, step)});
    return ticks;
}

} // namespace slipway
