// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/logstore.h"
#include "log/logsearch.h"
#include "log/logtext.h"
#include "theme/theme.h"

#include <QAbstractScrollArea>
#include <QCache>
#include <QElapsedTimer>
#include <QTimer>

#include <functional>

namespace slipway {

/// The log of a build, or of one step: paints only what is seen, so its length costs nothing. Lines are numbered as the store does.
class LogView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit LogView(const Theme *theme, QWidget *parent = nullptr);
    ~LogView() override;
    /// Another log; not owned, may be null.
    void setStore(LogStore *store);
    [[nodiscard]] LogStore *store() const { return m_store; }
    /// Shows the lines of one step, or all (-1).
    void setStep(int step);
    [[nodiscard]] int step() const { return m_step; }
    /// The colour of the edge before a line of a step; invalid: none.
    void setEdge(std::function<QColor(int step)> edge);
    /// True: dark whatever the theme is.
    void setAlwaysDark(bool dark);
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }
    [[nodiscard]] qint64 rowCount() const;
    [[nodiscard]] qint64 lineAt(qint64 row) const;      ///< number of the line on a row
    [[nodiscard]] qint64 rowOf(qint64 line) const;      ///< the row of a line, or of the next one that is shown
    [[nodiscard]] qint64 currentLine() const { return m_caret.line; } ///< -1: none
    void showLine(qint64 line);                          ///< makes it current and scrolls to it; tells nobody
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] LogSearch *search() { return &m_search; }
    /// What is seen now, for assistive tools: plain text, a line each.
    [[nodiscard]] QString visibleText() const;

public Q_SLOTS:
    void copy();
    void selectAll();
    void findNext(bool backward = false);

Q_SIGNALS:
    void lineChosen(int step, qint64 line); ///< by mouse or key
    void followingChanged(bool following);
    void painted();                          ///< a frame is on the screen's way; for measurements

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Position
    {
        qint64 line = -1;
        qsizetype index = 0;
        auto operator<=>(const Position &) const = default;
    };
    void takeUp();                          ///< lines have come or gone
    void schedule();
    void updateBars();
    void measureFont();
    void moveCaret(qint64 row, bool extend);
    void stopFollowing();
    [[nodiscard]] Position positionAt(const QPointF &point) const;
    [[nodiscard]] std::pair<Position, Position> selection() const;
    [[nodiscard]] int visibleRows() const;
    [[nodiscard]] LogPlace placeBefore(qint64 line, int column) const;
    [[nodiscard]] LogPlace placeOf(qint64 line, qsizetype index) const;
    [[nodiscard]] const QList<LogPlace> &places(qint64 line) const;
    [[nodiscard]] QString timeText(qint64 nanoseconds) const;
    // logpaint.cpp
    void paintLine(QPainter *painter, qint64 line, double y);
    void paintRun(QPainter *painter, const QString &text, const LogRun &run, double y, const QColor &own);
    void paintSelection(QPainter *painter, qint64 line, double y);
    void paintMatches(QPainter *painter, const QString &text, qint64 line, double y);
    [[nodiscard]] QColor color(ColorRole role) const;
    [[nodiscard]] QColor color(qint64 ansi, const QColor &own, const QColor &ground) const;
    [[nodiscard]] double xOf(qint64 line, qsizetype index) const;

    const Theme *m_theme;
    LogStore *m_store = nullptr;
    int m_step = -1;
    std::function<QColor(int)> m_edge;
    LogSearch m_search;
    bool m_isFocusShown = false;            ///< it came by a key
    bool m_isDark = false;
    bool m_isFollowing = true;
    bool m_isMoving = false;                ///< the bars are set by us
    Position m_caret;
    Position m_anchor;
    qint64 m_top = -1;                      ///< number of the line at the top, to keep the place when old lines go
    qint64 m_measured = 0;                  ///< lines before this are in m_columns
    int m_columns = 0;                      ///< of the longest line
    double m_cell = 8;                      ///< width
    double m_height = 16;                   ///< of a row
    double m_textLeft = 60;
    QTimer m_frame;
    QElapsedTimer m_sincePaint;
    int m_dragTimer = 0;
    QPointF m_dragPoint;
    mutable QCache<qint64, QList<LogPlace>> m_places; ///< of very long lines
};

} // namespace slipway
