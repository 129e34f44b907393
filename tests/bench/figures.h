// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QString>

#include <chrono>

namespace slipway::bench {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// A measured figure beside its bar.
struct Figure
{
    QString what;
    QString statistic;      ///< "median of 10"
    Milliseconds value{0};
    Milliseconds least{0};
    Milliseconds most{0};
    Milliseconds bar{0};    ///< 0: shown, not judged
    QString remark;
};

/// The value below which `share` (0 to 1) of the values lie (nearest rank). `values` must not be empty.
[[nodiscard]] Milliseconds quantile(QList<Milliseconds> values, double share);
/// A figure of the median of runs.
[[nodiscard]] Figure medianFigure(const QString &what, const QList<Milliseconds> &runs, Milliseconds bar);
/// A Markdown table of them.
[[nodiscard]] QString figureTable(const QList<Figure> &figures);
/// Is every judged figure within its bar?
[[nodiscard]] bool allWithin(const QList<Figure> &figures);

} // namespace slipway::bench
