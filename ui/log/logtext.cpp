// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logtext.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr char16_t escape = 0x1b;
constexpr int tabCells = 8;

struct Range
{
    char32_t first;
    char32_t last;
};

// East Asian Wide and Fullwidth, and the emoji that terminals show on two cells (Unicode 15, EastAsianWidth.txt, joined).
constexpr std::array wideRanges{
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x2329, 0x232a},   Range{0x23e9, 0x23ec},   Range{0x23f0, 0x23f0},   Range{0x23f3, 0x23f3},
    Range{0x25fd, 0x25fe},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x267f, 0x267f},   Range{0x2693, 0x2693},   Range{0x26a1, 0x26a1},
    Range{0x26aa, 0x26ab},   Range{0x26bd, 0x26be},   Range{0x26c4, 0x26c5},   Range{0x26ce, 0x26ce},   Range{0x26d4, 0x26d4},   Range{0x26ea, 0x26ea},
    Range{0x26f2, 0x26f3},   Range{0x26f5, 0x26f5},   Range{0x26fa, 0x26fa},   Range{0x26fd, 0x26fd},   Range{0x2705, 0x2705},   Range{0x270a, 0x270b},
    Range{0x2728, 0x2728},   Range{0x274c, 0x274c},   Range{0x274e, 0x274e},   Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27b0, 0x27b0},   Range{0x27bf, 0x27bf},   Range{0x2b1b, 0x2b1c},   Range{0x2b50, 0x2b50},   Range{0x2b55, 0x2b55},   Range{0x2e80, 0x303e},
    Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},   Range{0x4e00, 0xa4cf},   Range{0xa960, 0xa97f},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe10, 0xfe19},   Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x16fe0, 0x18cff}, Range{0x1b000, 0x1b2ff},
    Range{0x1f004, 0x1f004}, Range{0x1f0cf, 0x1f0cf}, Range{0x1f18e, 0x1f18e}, Range{0x1f191, 0x1f19a}, Range{0x1f200, 0x1f320}, Range{0x1f32d, 0x1f335},
    Range{0x1f337, 0x1f37c}, Range{0x1f37e, 0x1f393}, Range{0x1f3a0, 0x1f3ca}, Range{0x1f3cf, 0x1f3d3}, Range{0x1f3e0, 0x1f3f0}, Range{0x1f3f4, 0x1f3f4},
    Range{0x1f3f8, 0x1f43e}, Range{0x1f440, 0x1f440}, Range{0x1f442, 0x1f4fc}, Range{0x1f4ff, 0x1f53d}, Range{0x1f54b, 0x1f54e}, Range{0x1f550, 0x1f567},
    Range{0x1f57a, 0x1f57a}, Range{0x1f595, 0x1f596}, Range{0x1f5a4, 0x1f5a4}, Range{0x1f5fb, 0x1f64f}, Range{0x1f680, 0x1f6c5}, Range{0x1f6cc, 0x1f6cc},
    Range{0x1f6d0, 0x1f6d2}, Range{0x1f6d5, 0x1f6df}, Range{0x1f6eb, 0x1f6ec}, Range{0x1f6f4, 0x1f6fc}, Range{0x1f7e0, 0x1f7f0}, Range{0x1f90c, 0x1f93a},
    Range{0x1f93c, 0x1f945}, Range{0x1f947, 0x1f9ff}, Range{0x1fa70, 0x1faff}, Range{0x20000, 0x3fffd},
};

constexpr char32_t zeroWidthJoiner = 0x200d;

/// Applies the numbers of one SGR sequence.
void applySgr(QStringView parameters, LogStyle &style)
{
    QList<int> numbers;
    for (const QStringView part : parameters.split(u';'))
        numbers.append(part.split(u':').first().toInt());
    const auto extended = [&](qsizetype &i) -> qint64 { // 38;5;n or 38;2;r;g;b
        if (i + 2 < numbers.size() && numbers[i + 1] == 5) {
            const int n = std::clamp(numbers[i + 2], 0, 255);
            i += 2;
            if (n < 16)
                return n;
            if (n >= 232)
                return 0xff000000 | ((8 + (n - 232) * 10) * 0x010101);
            const auto level = [](int v) { return v == 0 ? 0 : 55 + v * 40; };
            return 0xff000000 | (level((n - 16) / 36) << 16) | (level((n - 16) / 6 % 6) << 8) | level((n - 16) % 6);
        }
        if (i + 4 < numbers.size() && numbers[i + 1] == 2) {
            const qint64 rgb = ((numbers[i + 2] & 255) << 16) | ((numbers[i + 3] & 255) << 8) | (numbers[i + 4] & 255);
            i += 4;
            return 0xff000000 | rgb;
        }
        i = numbers.size();
        return -1;
    };
    for (qsizetype i = 0; i < numbers.size(); ++i) {
        const int n = numbers[i];
        if (n == 0)
            style = {};
        else if (n == 1)
            style.isBold = true;
        else if (n == 2)
            style.isDim = true;
        else if (n == 3)
            style.isItalic = true;
        else if (n == 4)
            style.isUnderlined = true;
        else if (n == 7)
            style.isInverse = true;
        else if (n == 22)
            style.isBold = style.isDim = false;
        else if (n == 23)
            style.isItalic = false;
        else if (n == 24)
            style.isUnderlined = false;
        else if (n == 27)
            style.isInverse = false;
        else if (n >= 30 && n <= 37)
            style.foreground = n - 30;
        else if (n == 38)
            style.foreground = extended(i);
        else if (n == 39)
            style.foreground = -1;
        else if (n >= 40 && n <= 47)
            style.background = n - 40;
        else if (n == 48)
            style.background = extended(i);
        else if (n == 49)
            style.background = -1;
        else if (n >= 90 && n <= 97)
            style.foreground = n - 90 + 8;
        else if (n >= 100 && n <= 107)
            style.background = n - 100 + 8;
    }
}

/// Walks over a line, a character with what combines with it at a time.
class Walker
{
public:
    Walker(QStringView text, const LogPlace &start)
        : m_text(text)
        , m_place(start)
    {
    }

    /// Goes to the next character; false at the end. Escapes on the way change the style.
    bool next()
    {
        while (m_place.index < m_text.size() && m_text[m_place.index] == escape)
            readEscape();
        m_begin = m_place.index;
        m_column = m_place.column;
        if (m_begin >= m_text.size())
            return false;
        qsizetype index = m_begin;
        char32_t character = read(index);
        m_isTab = character == u'\t';
        m_cells = m_isTab ? tabCells - m_column % tabCells : std::max(1, cellWidth(character));
        m_isPlain = !m_isTab && m_cells == 1 && character < 0x300;
        // What combines stays with its character; a joiner takes the next one along.
        while (!m_isTab && index < m_text.size()) {
            const char16_t unit = m_text[index].unicode();
            if (unit < 0x300 && character != zeroWidthJoiner)
                break;
            qsizetype after = index;
            const char32_t following = read(after);
            if (cellWidth(following) != 0 && character != zeroWidthJoiner)
                break;
            if (following == escape || following == u'\t')
                break;
            character = following;
            index = after;
            m_isPlain = false;
        }
        m_place.index = index;
        m_place.column = m_column + m_cells;
        return true;
    }

    [[nodiscard]] qsizetype begin() const { return m_begin; }
    [[nodiscard]] qsizetype end() const { return m_place.index; }
    [[nodiscard]] int column() const { return m_column; }
    [[nodiscard]] int cells() const { return m_cells; }
    [[nodiscard]] bool isTab() const { return m_isTab; }
    [[nodiscard]] bool isPlain() const { return m_isPlain; }
    [[nodiscard]] const LogPlace &place() const { return m_place; }

private:
    char32_t read(qsizetype &index) const
    {
        const char16_t unit = m_text[index++].unicode();
        if (QChar::isHighSurrogate(unit) && index < m_text.size() && m_text[index].isLowSurrogate())
            return QChar::surrogateToUcs4(unit, m_text[index++].unicode());
        return unit;
    }

    // The store keeps SGR only; anything else that looks like an escape is stepped over.
    void readEscape()
    {
        qsizetype index = m_place.index + 1;
        if (index < m_text.size() && m_text[index] == u'[') {
            const qsizetype from = ++index;
            while (index < m_text.size() && (m_text[index].unicode() < 0x40 || m_text[index].unicode() > 0x7e))
                ++index;
            if (index < m_text.size() && m_text[index] == u'm')
                applySgr(m_text.sliced(from, index - from), m_place.style);
            ++index;
        }
        m_place.index = std::min(index, m_text.size());
    }

    QStringView m_text;
    LogPlace m_place;
    qsizetype m_begin = 0;
    int m_column = 0;
    int m_cells = 0;
    bool m_isTab = false;
    bool m_isPlain = false;
};

} // namespace

int cellWidth(char32_t character)
{
    if (character < 0x300)
        return 1;
    const QChar::Category category = QChar::category(character);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || category == QChar::Other_Format)
        return 0;
    if (character >= 0x1f3fb && character <= 0x1f3ff) // skin tones change the one before
        return 0;
    const auto *found = std::ranges::lower_bound(wideRanges, character, {}, &Range::last);
    return found != wideRanges.end() && character >= found->first ? 2 : 1;
}

QList<LogRun> logRuns(QStringView text, int fromColumn, int toColumn, const LogPlace &start)
{
    QList<LogRun> runs;
    Walker walker(text, start);
    bool canJoin = false;
    while (walker.next() && walker.column() < toColumn) {
        if (walker.isTab() || walker.column() + walker.cells() <= fromColumn) {
            canJoin = false;
            continue;
        }
        const LogStyle &style = walker.place().style;
        if (canJoin && walker.isPlain() && runs.last().style == style && runs.last().begin + runs.last().length == walker.begin()) {
            runs.last().length += walker.end() - walker.begin();
            runs.last().columns += walker.cells();
        } else {
            runs.append({walker.begin(), walker.end() - walker.begin(), walker.column(), walker.cells(), style});
        }
        canJoin = walker.isPlain();
    }
    return runs;
}

QList<LogPlace> logPlaces(QStringView text, qsizetype every)
{
    QList<LogPlace> places{LogPlace()};
    Walker walker(text, {});
    while (walker.next()) {
        if (walker.end() - places.last().index >= every)
            places.append(walker.place());
    }
    return places;
}

qsizetype logIndexAt(QStringView text, int column, const LogPlace &start)
{
    Walker walker(text, start);
    while (walker.next()) {
        if (walker.column() + walker.cells() > column)
            return walker.begin();
    }
    return text.size();
}

int logColumnAt(QStringView text, qsizetype index, const LogPlace &start)
{
    Walker walker(text, start);
    while (walker.next()) {
        if (walker.end() > index)
            return walker.column();
    }
    return walker.place().column;
}

QString logPlainText(QStringView text)
{
    if (!text.contains(escape))
        return text.toString();
    QString plain;
    plain.reserve(text.size());
    Walker walker(text, {});
    while (walker.next())
        plain += text.sliced(walker.begin(), walker.end() - walker.begin());
    return plain;
}

} // namespace slipway
