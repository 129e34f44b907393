// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// What mouse and keys do with the timeline: zoom, move, choose.
#include "timeline/timelineview.h"

#include "build/buildselection.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr double zoomStep = 1.25;

} // namespace

void TimelineView::zoom(double factor, double x)
{
    if (!m_state || m_state->started == 0)
        return;
    const double pixel = std::clamp(x - m_metrics.labelWidth, 0.0, chartWidth());
    const TimelineRange zoomed = m_selection->range().zoomed(factor, pixel, chartWidth());
    const TimelineRange all = whole();
    if (zoomed.end - zoomed.start >= all.end - all.start)
        fit();
    else if (zoomed.end - zoomed.start >= 1'000'000) // a millisecond over the whole width is as near as it makes sense
        m_selection->setRange(zoomed);
}

void TimelineView::zoomIn()
{
    zoom(zoomStep * zoomStep, m_metrics.labelWidth + chartWidth() / 2);
}

void TimelineView::zoomOut()
{
    zoom(1 / (zoomStep * zoomStep), m_metrics.labelWidth + chartWidth() / 2);
}

void TimelineView::zoomToFit()
{
    fit();
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoom(std::pow(zoomStep, angle.y() / 120.0), event->position().x());
        event->accept();
        return;
    }
    const int across = event->modifiers().testFlag(Qt::ShiftModifier) ? angle.y() : angle.x();
    if (across != 0 && !m_selection->isFitting()) {
        const TimelineRange range = m_selection->range();
        m_selection->setRange(range.moved(-across * ((range.end - range.start) / 1200)));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragFrom = event->position();
    m_dragRange = m_selection->range();
    m_isDragging = false;
    const int row = event->position().y() < m_metrics.axisHeight ? -1 : m_layout.rowAt(event->position().y() + verticalScrollBar()->value());
    if (row >= 0 && row < m_rows.size() && !m_rows[row].isGroup && m_rows[row].step >= 0)
        m_selection->selectStep(m_rows[row].step);
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton) && m_dragFrom.x() > m_metrics.labelWidth && !m_selection->isFitting()) {
        const double by = event->position().x() - m_dragFrom.x();
        m_isDragging = m_isDragging || std::abs(by) > 4;
        if (m_isDragging)
            m_selection->setRange(m_dragRange.moved(-static_cast<qint64>(by * static_cast<double>(m_dragRange.end - m_dragRange.start) / chartWidth())));
        return;
    }
    setHovered(event->position().y() < m_metrics.axisHeight ? -1 : m_layout.rowAt(event->position().y() + verticalScrollBar()->value()));
}

void TimelineView::mouseReleaseEvent(QMouseEvent *)
{
    m_isDragging = false;
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int row = m_layout.rowAt(event->position().y() + verticalScrollBar()->value());
    if (event->position().y() >= m_metrics.axisHeight && row >= 0 && row < m_rows.size() && m_rows[row].step >= 0)
        Q_EMIT stepActivated(m_rows[row].step);
}

void TimelineView::setHovered(int row)
{
    if (row >= 0 && (row >= m_rows.size() || m_rows[row].isGroup))
        row = -1;
    if (row == m_hovered)
        return;
    m_hovered = row;
    schedule();
}

bool TimelineView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = m_layout.rowAt(help->pos().y() + verticalScrollBar()->value());
        const QString text = row >= 0 && row < m_rows.size() && help->pos().y() >= m_metrics.axisHeight ? explain(m_rows[row].step) : QString();
        if (text.isEmpty())
            QToolTip::hideText();
        else // names of steps come from projects: never taken for HTML
            QToolTip::showText(help->globalPos(), u"<p style='white-space:pre-wrap'>"_s + text.toHtmlEscaped() + u"</p>"_s, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    return QAbstractScrollArea::viewportEvent(event);
}

QList<int> TimelineView::stepsInOrder() const
{
    QList<int> steps;
    for (const TimelineRow &row : m_rows) {
        if (!row.isGroup && row.step >= 0)
            steps.append(row.step);
    }
    return steps;
}

void TimelineView::selectEnd(bool first)
{
    const QList<int> steps = stepsInOrder();
    if (!steps.isEmpty())
        m_selection->selectStep(first ? steps.first() : steps.last());
}

void TimelineView::moveSelection(int by)
{
    const QList<int> steps = stepsInOrder();
    const qsizetype at = steps.indexOf(m_selection->step());
    if (at < 0)
        selectEnd(by > 0);
    else
        m_selection->selectStep(steps[std::clamp<qsizetype>(at + by, 0, steps.size() - 1)]);
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max(1, static_cast<int>(viewport()->height() / std::max(1.0, m_metrics.rowHeight)) - 2);
    switch (event->key()) {
    case Qt::Key_Up:
        moveSelection(-1);
        return;
    case Qt::Key_Down:
        moveSelection(1);
        return;
    case Qt::Key_PageUp:
        moveSelection(-page);
        return;
    case Qt::Key_PageDown:
        moveSelection(page);
        return;
    case Qt::Key_Home:
        selectEnd(true);
        return;
    case Qt::Key_End:
        selectEnd(false);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_0:
        zoomToFit();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!m_selection->isFitting()) {
            const TimelineRange range = m_selection->range();
            m_selection->setRange(range.moved((event->key() == Qt::Key_Left ? -1 : 1) * (range.end - range.start) / 10));
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selection->step() >= 0)
            Q_EMIT stepActivated(m_selection->step());
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace slipway
