// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <deque>

namespace slipway {

struct LogLine
{
    int step = -1;              ///< id in BuildState::steps, -1: the tool's own words
    qint64 time = 0;            ///< ns since the build's first step
    int stream = 1;
    QString text;               ///< ANSI colour sequences kept (SGR only), all other escapes and controls removed
};

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
};

} // namespace slipway
