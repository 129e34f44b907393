// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logsearch.h"

#include "log/logtext.h"

#include <QElapsedTimer>

#include <algorithm>

namespace slipway {

namespace {

constexpr int sliceMilliseconds = 4;
constexpr qsizetype chunk = 256 * 1024; ///< units of a very long line looked at in one go

} // namespace

LogSearch::LogSearch(QObject *parent)
    : QObject(parent)
{
    m_slice.setInterval(0);
    connect(&m_slice, &QTimer::timeout, this, &LogSearch::slice);
}

void LogSearch::setSource(LogStore *store, int step)
{
    if (m_store == store && m_step == step)
        return;
    m_store = store;
    m_step = step;
    restart();
}

void LogSearch::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    restart();
}

void LogSearch::restart()
{
    m_lines.clear();
    m_next = 0;
    m_offset = 0;
    m_slice.stop();
    resume();
    Q_EMIT changed();
}

void LogSearch::resume()
{
    if (!m_store)
        return;
    while (!m_lines.empty() && m_lines.front() < m_store->firstLine())
        m_lines.pop_front();
    if (!m_text.isEmpty() && !m_slice.isActive())
        m_slice.start();
}

void LogSearch::slice()
{
    QElapsedTimer since;
    since.start();
    const size_t before = m_lines.size();
    m_next = std::max(m_next, m_store->firstLine());
    const qint64 end = m_store->endLine();
    while (m_next < end && since.elapsed() < sliceMilliseconds) {
        if (m_step >= 0) { // on to the step's next line
            const std::deque<qint64> &own = m_store->linesOf(m_step);
            const auto found = std::ranges::lower_bound(own, m_next);
            m_next = found == own.end() ? end : *found;
            if (m_next >= end)
                break;
        }
        if (matchesNow(m_next) && (m_lines.empty() || m_lines.back() < m_next))
            m_lines.push_back(m_next);
        if (m_offset == 0)
            ++m_next;
    }
    const bool isDone = m_next >= end;
    if (isDone)
        m_slice.stop();
    if (isDone || m_lines.size() != before)
        Q_EMIT changed();
}

// Leaves m_offset at 0 when the line is done.
bool LogSearch::matchesNow(qint64 number)
{
    const QString &text = m_store->line(number).text;
    if (text.size() <= chunk) {
        m_offset = 0;
        return text.contains(u'\x1b') ? logPlainText(text).contains(m_text, Qt::CaseInsensitive) : text.contains(m_text, Qt::CaseInsensitive);
    }
    const qsizetype length = std::min(chunk + m_text.size(), text.size() - m_offset);
    const bool isFound = logPlainText(QStringView(text).sliced(m_offset, length)).contains(m_text, Qt::CaseInsensitive);
    m_offset += chunk;
    if (isFound || m_offset >= text.size())
        m_offset = 0;
    return isFound;
}

qint64 LogSearch::next(qint64 from, bool backward) const
{
    if (m_lines.empty())
        return -1;
    if (backward) {
        const auto found = std::ranges::lower_bound(m_lines, from);
        return found == m_lines.begin() ? m_lines.back() : *(found - 1);
    }
    const auto found = std::ranges::upper_bound(m_lines, from);
    return found == m_lines.end() ? m_lines.front() : *found;
}

} // namespace slipway
