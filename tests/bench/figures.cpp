// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "figures.h"

#include <algorithm>
#include <cmath>

namespace slipway::bench {

using namespace Qt::StringLiterals;

Milliseconds quantile(QList<Milliseconds> values, double share)
{
    Q_ASSERT(!values.isEmpty());
    std::ranges::sort(values);
    const auto rank = static_cast<qsizetype>(std::ceil(share * static_cast<double>(values.size())));
    return values.at(std::clamp(rank - 1, qsizetype{0}, values.size() - 1));
}

Figure medianFigure(const QString &what, const QList<Milliseconds> &runs, Milliseconds bar)
{
    return {what, u"median of %1"_s.arg(runs.size()), quantile(runs, 0.5), quantile(runs, 0), quantile(runs, 1), bar, {}};
}

QString figureTable(const QList<Figure> &figures)
{
    const auto ms = [](Milliseconds value) { return QString::number(value.count(), 'f', value.count() < 10 ? 2 : 0) + u" ms"_s; };
    QList<QStringList> rows{{u"what"_s, u"statistic"_s, u"measured"_s, u"least to most"_s, u"bar"_s, u""_s, u"remark"_s}};
    for (const Figure &figure : figures) {
        const bool isJudged = figure.bar.count() > 0;
        rows.append({figure.what, figure.statistic, ms(figure.value), ms(figure.least) + u" to "_s + ms(figure.most), isJudged ? ms(figure.bar) : u"-"_s,
                     !isJudged                    ? u""_s
                     : figure.value <= figure.bar ? u"met"_s
                                                  : u"MISSED"_s,
                     figure.remark});
    }
    QList<qsizetype> widths(rows.first().size());
    for (const QStringList &row : std::as_const(rows)) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    QString text;
    for (qsizetype line = 0; line < rows.size(); ++line) {
        for (qsizetype i = 0; i < widths.size(); ++i)
            text += u"| "_s + rows[line][i].leftJustified(widths[i]) + u' ';
        text += u"|\n"_s;
        for (qsizetype i = 0; line == 0 && i < widths.size(); ++i)
            text += u'|' + QString(widths[i] + 2, u'-');
        if (line == 0)
            text += u"|\n"_s;
    }
    return text;
}

bool allWithin(const QList<Figure> &figures)
{
    return std::ranges::all_of(figures, [](const Figure &figure) { return figure.bar.count() <= 0 || figure.value <= figure.bar; });
}

} // namespace slipway::bench
