// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include <algorithm>

namespace slipway {

namespace {

/// Lines without their ends; a line break at the end opens no further line.
QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    if (lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

/// Beyond this many differences the rest is shown as removed and added whole: time and memory grow with its square.
constexpr qsizetype mostEdits = 2000;

/// Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): the furthest x per diagonal, one row per number of edits.
QList<QList<qsizetype>> furthestReaching(const QStringList &a, const QStringList &b, bool &isComplete)
{
    QList<QList<qsizetype>> rows;
    QList<qsizetype> previous;
    const qsizetype most = std::min(mostEdits, a.size() + b.size());
    for (qsizetype d = 0; d <= most; ++d) {
        QList<qsizetype> row(2 * d + 1, -1);
        for (qsizetype k = -d; k <= d; k += 2) {
            // previous[k + d - 1] is diagonal k of the row before, whose middle is d - 1.
            const auto before = [&](qsizetype diagonal) { return previous.at(diagonal + d - 1); };
            qsizetype x = 0;
            if (d > 0)
                x = k == -d || (k != d && before(k - 1) < before(k + 1)) ? before(k + 1) : before(k - 1) + 1;
            while (x < a.size() && x - k < b.size() && a.at(x) == b.at(x - k))
                ++x;
            row[k + d] = x;
            if (x >= a.size() && x - k >= b.size()) {
                rows.append(row);
                isComplete = true;
                return rows;
            }
        }
        rows.append(row);
        previous = row;
    }
    isComplete = false;
    return rows;
}

QList<DiffLine> replaceAll(const QStringList &a, const QStringList &b)
{
    QList<DiffLine> lines;
    for (qsizetype i = 0; i < a.size(); ++i)
        lines.append({DiffLine::Kind::Removed, a.at(i), int(i) + 1, 0});
    for (qsizetype i = 0; i < b.size(); ++i)
        lines.append({DiffLine::Kind::Added, b.at(i), 0, int(i) + 1});
    return lines;
}

} // namespace

QList<DiffLine> diffLines(const QString &oldText, const QString &newText)
{
    const QStringList a = linesOf(oldText);
    const QStringList b = linesOf(newText);
    bool isComplete = false;
    const QList<QList<qsizetype>> rows = furthestReaching(a, b, isComplete);
    if (!isComplete)
        return replaceAll(a, b);
    QList<DiffLine> lines;
    qsizetype x = a.size();
    qsizetype y = b.size();
    for (qsizetype d = rows.size() - 1; d >= 0; --d) {
        qsizetype fromX = 0;
        qsizetype fromY = 0;
        bool isAddition = false;
        if (d > 0) {
            const QList<qsizetype> &before = rows.at(d - 1);
            const qsizetype k = x - y;
            const auto at = [&](qsizetype diagonal) { return before.at(diagonal + d - 1); };
            isAddition = k == -d || (k != d && at(k - 1) < at(k + 1));
            const qsizetype fromK = isAddition ? k + 1 : k - 1;
            fromX = at(fromK);
            fromY = fromX - fromK;
        }
        const qsizetype snakeX = d == 0 ? 0 : isAddition ? fromX : fromX + 1;
        for (; x > snakeX; --x, --y)
            lines.append({DiffLine::Kind::Same, a.at(x - 1), int(x), int(y)});
        if (d > 0 && isAddition)
            lines.append({DiffLine::Kind::Added, b.at(fromY), 0, int(fromY) + 1});
        else if (d > 0)
            lines.append({DiffLine::Kind::Removed, a.at(fromX), int(fromX) + 1, 0});
        x = fromX;
        y = fromY;
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
}

} // namespace slipway
