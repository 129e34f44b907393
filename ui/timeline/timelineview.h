// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"
#include "timeline/timeline.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QTimer>

#include <functional>

namespace slipway {

class BuildSelection;

/// Draws the timeline of a build: what is where comes from TimelineLayout, this widget paints, zooms and tells which bar was chosen.
/// Paints at most 30 times a second, and never while it is hidden. Each step that has begun is an accessible child.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    TimelineView(BuildSelection *selection, const Theme *theme, QWidget *parent = nullptr);
    ~TimelineView() override;
    /// Another build, or none. `state` is not owned and must live until the next call. `clock` gives ns since the epoch while it runs.
    void setBuild(const BuildState *state, const QString &builderPlatform, std::function<qint64()> clock);
    /// Steps have changed.
    void updateBuild();
    /// Running builds grow with the clock; a build that ended stands still.
    void setRunning(bool running);

    struct Item                         ///< a step that has begun
    {
        int step = -1;
        int row = -1;
        QString text;                   ///< "build  cargo chef cook, running, 2 min 3 s"
    };
    [[nodiscard]] const QList<Item> &items() const { return m_items; }
    [[nodiscard]] int itemOf(int step) const;      ///< index into items(), or -1
    [[nodiscard]] QRect itemRect(int item) const;  ///< in the viewport: its bars, cut to what is visible of the chart
    void chooseItem(int item);
    [[nodiscard]] BuildSelection *selection() const { return m_selection; }
    /// What a tooltip says about a step; plain text.
    [[nodiscard]] QString explain(int step) const;

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void zoomToFit();

Q_SIGNALS:
    void stepActivated(int step);       ///< Enter or a double click

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] qint64 now() const;
    [[nodiscard]] qint64 lastTime() const;
    [[nodiscard]] double chartWidth() const;
    [[nodiscard]] TimelineRange whole() const;
    void fit();
    void readRows();
    void layOut();
    void schedule();
    void setHovered(int row);
    void zoom(double factor, double x);
    [[nodiscard]] QList<int> stepsInOrder() const;
    void selectEnd(bool first);
    void moveSelection(int by);
    void showSelection();
    // timelinepaint.cpp
    void paintAxis(QPainter *painter);
    void paintRow(QPainter *painter, int row, double offset);
    void paintBar(QPainter *painter, const TimelineBar &bar, double offset);
    void paintNow(QPainter *painter);

    BuildSelection *m_selection;
    const Theme *m_theme;
    const BuildState *m_state = nullptr;
    QString m_builderPlatform;
    std::function<qint64()> m_clock;
    QList<TimelineRow> m_rows;
    QList<Item> m_items;
    TimelineLayout m_layout;
    TimelineMetrics m_metrics;
    QTimer m_frame;                     ///< one shot, when the next frame may come
    QElapsedTimer m_sincePaint;
    bool m_isFocusShown = false;            ///< it came by a key
    bool m_isRunning = false;
    bool m_areRowsDue = false;
    int m_hovered = -1;
    QPointF m_dragFrom;
    TimelineRange m_dragRange;
    bool m_isDragging = false;
    int m_accessibleCount = 0;
};

} // namespace slipway
