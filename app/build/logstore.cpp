// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/logstore.h"

#include "base/text.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// A longer line is broken here: minified files and progress bars without an end must not eat the memory.
constexpr qsizetype longestLine = 16 * 1024 * 1024;
/// What a line costs beside its text (LogLine, its string's header, its place in two deques).
constexpr qint64 lineOverhead = 96;

qint64 cost(const LogLine &line)
{
    return lineOverhead + 2 * line.text.size();
}

/// Where the last state of a line begins that \r has rewritten; a \r at its very end (and that of \r\n) rewrites nothing yet.
qsizetype lastState(const QByteArray &line, qsizetype end)
{
    while (end > 0 && line[end - 1] == '\r')
        --end;
    return end > 0 ? line.lastIndexOf('\r', end - 1) + 1 : 0;
}

/// Printable ASCII with nothing but colours between: what most lines of a build are, and nothing has to go.
bool isPlain(QByteArrayView bytes)
{
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if ((c >= 0x20 && c < 0x7f) || c == '\t')
            continue;
        if (c != '\x1b' || i + 1 >= bytes.size() || bytes[i + 1] != '[')
            return false;
        for (i += 2; i < bytes.size() && ((bytes[i] >= '0' && bytes[i] <= ';')); ++i) {
        } // digits, ':' and ';'
        if (i >= bytes.size() || bytes[i] != 'm')
            return false;
    }
    return true;
}

} // namespace

QString logText(const QByteArray &line)
{
    static const QRegularExpression colour(u"\\x1b\\[[0-9;:]*m"_s);
    qsizetype end = line.size();
    const qsizetype begin = lastState(line, end);
    while (end > begin && line[end - 1] == '\r')
        --end;
    const QByteArrayView bytes = QByteArrayView(line).sliced(begin, end - begin);
    if (isPlain(bytes))
        return QString::fromLatin1(bytes);
    const QString text = QString::fromUtf8(bytes);
    if (!text.contains(QChar(u'\x1b')))
        return displayText(text);
    QString shown;
    qsizetype position = 0;
    for (auto matches = colour.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        shown += displayText(text.sliced(position, match.capturedStart() - position)) + match.captured();
        position = match.capturedEnd();
    }
    return shown + displayText(text.sliced(position));
}

LogStore::LogStore(QObject *parent)
    : QObject(parent)
{
}

void LogStore::append(int step, int stream, qint64 time, const QByteArray &bytes)
{
    qsizetype begin = 0;
    auto tail = m_tails.find({step, stream});
    for (qsizetype end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', begin)) {
        const QByteArray piece = bytes.sliced(begin, end - begin);
        if (tail == m_tails.end()) {
            add(step, stream, time, piece);
        } else {
            add(step, stream, tail->second.time, tail->second.bytes + piece);
            m_tails.erase(tail);
            tail = m_tails.end();
        }
        begin = end + 1;
    }
    if (begin == bytes.size())
        return;
    if (tail == m_tails.end())
        tail = m_tails.emplace(std::pair{step, stream}, Tail{{}, time}).first;
    QByteArray &kept = tail->second.bytes;
    kept += bytes.sliced(begin);
    // A progress bar rewrites itself for minutes: only its last state is kept.
    if (QByteArrayView(bytes).sliced(begin).contains('\r')) {
        if (const qsizetype state = lastState(kept, kept.size()); state > 0)
            kept.remove(0, state);
    }
    if (kept.size() > longestLine) {
        add(step, stream, tail->second.time, kept);
        m_tails.erase(tail);
    }
}

void LogStore::appendLine(int step, qint64 time, const QString &text)
{
    add(step, 2, time, text.toUtf8());
}

void LogStore::add(int step, int stream, qint64 time, const QByteArray &bytes)
{
    m_lines.push_back({step, time, stream, logText(bytes)});
    m_byStep[step].push_back(endLine() - 1);
    m_bytes += cost(m_lines.back());
    trim();
    m_announcement.ask();
}

void LogStore::trim()
{
    while (!m_lines.empty() && (std::ssize(m_lines) > m_mostLines || m_bytes > m_mostBytes)) {
        const LogLine &oldest = m_lines.front();
        m_bytes -= cost(oldest);
        m_byStep[oldest.step].pop_front();
        m_lines.pop_front();
        ++m_first;
    }
}

void LogStore::flush()
{
    const auto tails = std::exchange(m_tails, {});
    for (const auto &[key, tail] : tails)
        add(key.first, key.second, tail.time, tail.bytes);
}

void LogStore::clear()
{
    m_lines.clear();
    m_byStep.clear();
    m_tails.clear();
    m_first = 0;
    m_bytes = 0;
    Q_EMIT changed();
}

qint64 LogStore::firstLine() const
{
    return m_first;
}

qint64 LogStore::endLine() const
{
    return m_first + std::ssize(m_lines);
}

const LogLine &LogStore::line(qint64 number) const
{
    Q_ASSERT(number >= firstLine() && number < endLine());
    return m_lines[static_cast<std::size_t>(number - m_first)];
}

const std::deque<qint64> &LogStore::linesOf(int step) const
{
    static const std::deque<qint64> none;
    const auto found = m_byStep.find(step);
    return found == m_byStep.end() ? none : found->second;
}

void LogStore::setLimits(qint64 lines, qint64 bytes)
{
    m_mostLines = qMax<qint64>(1, lines);
    m_mostBytes = qMax<qint64>(1, bytes);
    trim();
}

} // namespace slipway
