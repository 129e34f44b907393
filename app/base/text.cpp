// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <vector>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

int distance(const QString &a, const QString &b)
{
    const auto rows = static_cast<std::size_t>(a.size()) + 1;
    const auto columns = static_cast<std::size_t>(b.size()) + 1;
    std::vector<std::vector<int>> cost(rows, std::vector<int>(columns));
    for (std::size_t i = 0; i < rows; ++i)
        cost[i][0] = static_cast<int>(i);
    for (std::size_t j = 0; j < columns; ++j)
        cost[0][j] = static_cast<int>(j);
    const auto at = [](const QString &text, std::size_t position) { return text.at(static_cast<qsizetype>(position)); };
    for (std::size_t i = 1; i < rows; ++i) {
        for (std::size_t j = 1; j < columns; ++j) {
            const int change = at(a, i - 1) == at(b, j - 1) ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && at(a, i - 1) == at(b, j - 2) && at(a, i - 2) == at(b, j - 1))
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[rows - 1][columns - 1];
}

constexpr char16_t escape = 0x1b;

/// Embedding, override and isolate controls, and the marks that steer them (Unicode UAX 9, "Trojan Source").
bool isBidiControl(char16_t c)
{
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/// C0 but tab, DEL, C1, and the line and paragraph separators, which a view would break the line at.
bool isControl(char16_t c)
{
    return (c < 0x20 && c != u'\t') || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
}

/// The index behind a CSI sequence whose parameters start at `i` (ECMA-48 5.4: parameters, intermediates, one final byte).
qsizetype skipControlSequence(QStringView text, qsizetype i)
{
    while (i < text.size() && text[i] >= u'\x20' && text[i] <= u'\x3f')
        ++i;
    return i < text.size() && text[i] >= u'\x40' && text[i] <= u'\x7e' ? i + 1 : i;
}

/// The index behind a control string (OSC, DCS, SOS, PM, APC) whose text starts at `i`; it ends with BEL or ST. An
/// unfinished one hides nothing: only its introducer goes, so a hostile file cannot swallow the text that follows.
qsizetype skipControlString(QStringView text, qsizetype i)
{
    for (qsizetype k = i; k < text.size(); ++k) {
        if (text[k] == u'\n')
            return i;
        if (text[k] == u'\x07' || text[k] == QChar(u'\x9c'))
            return k + 1;
        if (text[k] == QChar(escape) && k + 1 < text.size() && text[k + 1] == u'\\')
            return k + 2;
    }
    return i;
}

/// The index behind the terminal escape at `i` (ESC or a C1 introducer), or `i` when there is none.
qsizetype skipEscape(QStringView text, qsizetype i)
{
    const char16_t c = text[i].unicode();
    if (c == 0x9b)
        return skipControlSequence(text, i + 1);
    if (c == 0x90 || c == 0x98 || c == 0x9d || c == 0x9e || c == 0x9f)
        return skipControlString(text, i + 1);
    if (c != escape)
        return i;
    if (i + 1 >= text.size())
        return i + 1;
    const char16_t next = text[i + 1].unicode();
    if (next == u'[')
        return skipControlSequence(text, i + 2);
    if (next == u']' || next == u'P' || next == u'X' || next == u'^' || next == u'_')
        return skipControlString(text, i + 2);
    // ESC, intermediates, one final byte: "ESC ( B" chooses a character set.
    qsizetype k = i + 1;
    while (k < text.size() && text[k] >= u'\x20' && text[k] <= u'\x2f')
        ++k;
    return k < text.size() && text[k] >= u'\x30' && text[k] <= u'\x7e' ? k + 1 : k;
}

} // namespace

QString displayText(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        if (const qsizetype end = skipEscape(text, i); end > i) {
            i = end;
            continue;
        }
        const char16_t c = text[i].unicode();
        if (!isControl(c) && !isBidiControl(c))
            shown += text[i];
        ++i;
    }
    return shown;
}

QString shellQuote(const QString &text)
{
    QString quoted = text;
    quoted.remove(QChar(u'\0')); // no argument of a program can carry it
    quoted.replace(u"'"_s, u"'\\''"_s);
    return u'\'' + quoted + u'\'';
}

QString shellWord(const QString &text)
{
    static const QRegularExpression plain(QRegularExpression::anchoredPattern(u"[A-Za-z0-9_./:=@%+,-]+"_s));
    return plain.match(text).hasMatch() ? text : shellQuote(text);
}

QString dockerfileQuote(const QString &text)
{
    QString quoted;
    quoted.reserve(text.size() + 2);
    quoted += u'"';
    for (const QChar c : text) {
        if (c == u'\\' || c == u'"' || c == u'$')
            quoted += u'\\';
        // A line break would end the instruction, whatever the quotes; options refuse it, here it must not pass either.
        quoted += c == u'\n' || c == u'\r' || c.isNull() ? QChar(u' ') : c;
    }
    quoted += u'"';
    return quoted;
}

QString jsonArray(const QStringList &words)
{
    QStringList quoted;
    for (const QString &word : words) {
        const QByteArray one = QJsonDocument(QJsonArray{word}).toJson(QJsonDocument::Compact);
        quoted += QString::fromUtf8(one.mid(1, one.size() - 2));
    }
    return u'[' + quoted.join(u", "_s) + u']';
}

QStringList jsonTexts(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array)
        texts.append(entry.toString());
    return texts;
}

QString durationText(std::chrono::milliseconds duration)
{
    const qint64 milliseconds = qMax<qint64>(0, duration.count());
    if (milliseconds < 9950)
        return QString::number(static_cast<double>(milliseconds) / 1000.0, 'f', 1) + u" s";
    const qint64 seconds = (milliseconds + 500) / 1000;
    if (seconds < 60)
        return QString::number(seconds) + u" s";
    if (seconds < 3600) {
        const qint64 rest = seconds % 60;
        const QString minutes = QString::number(seconds / 60) + u" min";
        return rest == 0 ? minutes : QString(minutes + u' ' + QString::number(rest) + u" s");
    }
    const qint64 minutes = (seconds + 30) / 60;
    const QString hours = QString::number(minutes / 60) + u" h";
    return minutes % 60 == 0 ? hours : QString(hours + u' ' + QString::number(minutes % 60) + u" min");
}

QString bytesText(qint64 bytes)
{
    static constexpr std::array units{u"B", u"kB", u"MB", u"GB", u"TB", u"PB"};
    double value = static_cast<double>(qMax<qint64>(0, bytes));
    std::size_t unit = 0;
    // 999.5 would be shown as 1000 of its unit.
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000.0;
        ++unit;
    }
    const bool hasDecimal = unit > 0 && value < 9.95;
    return QString::number(value, 'f', hasDecimal ? 1 : 0) + u' ' + QString::fromUtf16(units[unit]);
}

QString clockText(std::chrono::milliseconds duration)
{
    const qint64 seconds = qMax<qint64>(0, duration.count()) / 1000;
    const auto twoDigits = [](qint64 value) { return u"%1"_s.arg(value, 2, 10, QChar(u'0')); };
    if (seconds < 3600)
        return QString::number(seconds / 60) + u':' + twoDigits(seconds % 60);
    return QString::number(seconds / 3600) + u':' + twoDigits(seconds / 60 % 60) + u':' + twoDigits(seconds % 60);
}

QString nearest(const QString &word, const QStringList &candidates)
{
    QString best;
    int least = std::max(1, static_cast<int>(word.size() / 3)) + 1;
    for (const QString &candidate : candidates) {
        if (qAbs(candidate.size() - word.size()) >= least)
            continue;
        const int steps = distance(word.toLower(), candidate.toLower());
        if (steps < least) {
            least = steps;
            best = candidate;
        }
    }
    return best;
}

QString wordList(const QStringList &words)
{
    constexpr qsizetype most = 10;
    QStringList some = words;
    if (words.size() > most + 1)
        some = words.first(most) << QString::number(words.size() - most) + u" more"_s;
    if (some.size() < 2)
        return some.value(0);
    const QString last = some.takeLast();
    return some.join(u", "_s) + u" and "_s + last;
}

} // namespace slipway
