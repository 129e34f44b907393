// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QString>

namespace slipway {

/// How a piece of a log line looks (ECMA-48 SGR). Colours: -1 the view's own, 0 to 15 the sixteen, else 0xff000000 | rgb.
struct LogStyle
{
    qint64 foreground = -1;
    qint64 background = -1;
    bool isBold = false;
    bool isDim = false;
    bool isItalic = false;
    bool isUnderlined = false;
    bool isInverse = false;
    bool operator==(const LogStyle &) const = default;
};

/// A piece of a line with one look, on the grid of a fixed font.
struct LogRun
{
    qsizetype begin = 0;        ///< in the raw text, escapes included
    qsizetype length = 0;       ///< UTF-16 units
    int column = 0;             ///< first cell
    int columns = 0;            ///< cells it takes
    LogStyle style;
    bool operator==(const LogRun &) const = default;
};

/// A place in a line from which reading can go on.
struct LogPlace
{
    qsizetype index = 0;
    int column = 0;
    LogStyle style;
    bool operator==(const LogPlace &) const = default;
};

/// Cells that a character takes: 0 combining, 2 wide (East Asian wide, emoji), else 1. After UAX 11 and terminals' practice.
[[nodiscard]] int cellWidth(char32_t character);

/// The runs of a line between two columns (the first may begin before). Plain letters are joined; wide and combined characters are runs of
/// their own, so that each stands on its cell whatever font it comes from. Tabs go to the next multiple of eight. Pure; reads from `start`
/// only as far as `toColumn`.
[[nodiscard]] QList<LogRun> logRuns(QStringView text, int fromColumn, int toColumn, const LogPlace &start = {});
/// The places every `every` units of the text, the first one included; for lines too long to be read from their beginning at each paint.
[[nodiscard]] QList<LogPlace> logPlaces(QStringView text, qsizetype every);
/// The index of the character on a column (its first unit), or the text's size. `start` as for logRuns.
[[nodiscard]] qsizetype logIndexAt(QStringView text, int column, const LogPlace &start = {});
/// The column of an index.
[[nodiscard]] int logColumnAt(QStringView text, qsizetype index, const LogPlace &start = {});
/// The text without escapes, as it is copied and searched.
[[nodiscard]] QString logPlainText(QStringView text);

} // namespace slipway
