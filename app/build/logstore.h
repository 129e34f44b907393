// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/latercall.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <deque>
#include <map>
#include <utility>

namespace slipway {

struct LogLine
{
    int step = -1;              ///< id in BuildState::steps, -1: the tool's own words
    qint64 time = 0;            ///< ns since the build's first step
    int stream = 1;
    QString text;               ///< ANSI colour sequences kept (SGR only), all other escapes and controls removed
};

/// A line of raw output made safe to show: UTF-8 (what is not becomes U+FFFD), colours (SGR) kept, every other escape, control and bidi
/// mark removed; of text that was overwritten by \r only the last state.
[[nodiscard]] QString logText(const QByteArray &line);

/// The log of a build: bounded, indexed by step; lines are appended in arrival order. GUI thread only.
/// Line numbers are absolute (they go on when old lines are dropped).
class LogStore : public QObject
{
    Q_OBJECT
public:
    explicit LogStore(QObject *parent = nullptr);
    /// Appends bytes of a step; cuts at line breaks, keeps the tail until it is whole, treats \r as a rewrite of the line.
    void append(int step, int stream, qint64 time, const QByteArray &bytes);
    void appendLine(int step, qint64 time, const QString &text);
    void flush();               ///< ends unfinished lines
    void clear();
    [[nodiscard]] qint64 firstLine() const;  ///< number of the oldest line kept
    [[nodiscard]] qint64 endLine() const;    ///< one past the newest
    [[nodiscard]] const LogLine &line(qint64 number) const;
    /// Numbers of the lines of one step, ascending.
    [[nodiscard]] const std::deque<qint64> &linesOf(int step) const;
    void setLimits(qint64 lines, qint64 bytes); ///< default 1,000,000 lines, 256 MB

Q_SIGNALS:
    /// At most once an event-loop turn.
    void changed();

private:
    /// The unfinished line of a step's stream.
    struct Tail
    {
        QByteArray bytes;
        qint64 time = 0;
    };
    void add(int step, int stream, qint64 time, const QByteArray &bytes);
    void trim();

    std::deque<LogLine> m_lines;
    qint64 m_first = 0;
    qint64 m_bytes = 0;
    qint64 m_mostLines = 1'000'000;
    qint64 m_mostBytes = 256 * 1024 * 1024;
    std::map<int, std::deque<qint64>> m_byStep;
    std::map<std::pair<int, int>, Tail> m_tails;
    LaterCall m_announcement{this, [this] { Q_EMIT changed(); }};
};

} // namespace slipway
