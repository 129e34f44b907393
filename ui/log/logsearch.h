// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/logstore.h"

#include <QTimer>

#include <deque>

namespace slipway {

/// Searches a log in slices between other events, so that the window never waits; goes on as lines come.
class LogSearch : public QObject
{
    Q_OBJECT
public:
    explicit LogSearch(QObject *parent = nullptr);
    /// `store` is not owned and may be null; `step` -1: all lines.
    void setSource(LogStore *store, int step);
    /// An empty text ends the search. Letters match in either case.
    void setText(const QString &text);
    [[nodiscard]] const QString &text() const { return m_text; }
    void resume();                      ///< lines have come or gone
    /// Numbers of the lines with the text, ascending.
    [[nodiscard]] const std::deque<qint64> &lines() const { return m_lines; }
    [[nodiscard]] bool isSearching() const { return m_slice.isActive(); }
    /// The next line after (before) `from` that has the text, around the end; -1: none.
    [[nodiscard]] qint64 next(qint64 from, bool backward) const;

Q_SIGNALS:
    void changed();

private:
    void restart();
    void slice();
    [[nodiscard]] bool matchesNow(qint64 number);
    LogStore *m_store = nullptr;
    int m_step = -1;
    QString m_text;
    std::deque<qint64> m_lines;
    qint64 m_next = 0;                  ///< number of the line that is looked at next
    qsizetype m_offset = 0;             ///< how far into it, for very long lines
    QTimer m_slice;
};

} // namespace slipway
