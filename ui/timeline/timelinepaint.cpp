// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timelineview.h"

#include "base/text.h"
#include "build/buildselection.h"
#include "widgets/statemark.h"

#include <QPainter>
#include <QScrollBar>

namespace slipway {

using namespace Qt::StringLiterals;

void TimelineView::paintEvent(QPaintEvent *)
{
    layOut();
    m_sincePaint.start();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    const double offset = verticalScrollBar()->value();
    if (!m_rows.isEmpty()) {
        painter.setClipRect(QRectF(0, m_metrics.axisHeight, viewport()->width(), viewport()->height()));
        for (int row = std::max(0, m_layout.rowAt(m_metrics.axisHeight + offset)); row < m_rows.size(); ++row) {
            if (m_layout.rowRect(row).top() - offset > viewport()->height())
                break;
            paintRow(&painter, row, offset);
        }
        painter.setClipping(false);
    }
    paintAxis(&painter);
    painter.setClipRect(QRectF(m_metrics.labelWidth, m_metrics.axisHeight, chartWidth(), viewport()->height()));
    for (const TimelineBar &bar : m_layout.bars()) {
        if (bar.rect.bottom() - offset >= m_metrics.axisHeight && bar.rect.top() - offset <= viewport()->height())
            paintBar(&painter, bar, offset);
    }
    painter.setClipping(false);
    paintNow(&painter);
    if (hasFocus() && m_isFocusShown) {
        painter.setPen(QPen(m_theme->color(ColorRole::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    // Bars that grow need the next frame when they are a pixel longer; ten a second look smooth and cost little.
    if (m_isRunning && isVisible() && !m_frame.isActive())
        m_frame.start(100);
}

void TimelineView::paintAxis(QPainter *painter)
{
    painter->fillRect(QRectF(0, 0, viewport()->width(), m_metrics.axisHeight), palette().base());
    painter->setPen(m_theme->color(ColorRole::Separator));
    painter->drawLine(QPointF(0, m_metrics.axisHeight - 0.5), QPointF(viewport()->width(), m_metrics.axisHeight - 0.5));
    if (!m_state || m_state->started == 0)
        return;
    const QFontMetricsF metrics(font());
    for (const TimelineTick &tick : timelineTicks(m_selection->range(), m_state->started, chartWidth(), metrics.horizontalAdvance(u"00:00:00"_s) * 1.6)) {
        const double x = std::round(m_metrics.labelWidth + tick.x) + 0.5;
        painter->setPen(m_theme->color(ColorRole::Separator));
        painter->drawLine(QPointF(x, m_metrics.axisHeight * 0.55), QPointF(x, viewport()->height()));
        painter->setPen(m_theme->color(ColorRole::SubtleText));
        const double width = metrics.horizontalAdvance(tick.label);
        if (x + 3 + width <= viewport()->width())
            painter->drawText(QPointF(x + 3, (m_metrics.axisHeight + metrics.ascent() - metrics.descent()) / 2), tick.label);
    }
}

void TimelineView::paintRow(QPainter *painter, int row, double offset)
{
    const TimelineRow &which = m_rows[row];
    QRectF rect = m_layout.rowRect(row).translated(0, -offset);
    rect.setLeft(0);
    rect.setRight(viewport()->width());
    const QFontMetricsF metrics(font());
    const double indent = metrics.height() * (0.75 + 0.6 * which.depth);
    if (which.isGroup) {
        painter->fillRect(rect, m_theme->color(ColorRole::PanelBackground));
        QFont bold = font();
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(m_theme->color(ColorRole::SubtleText));
        painter->drawText(rect.adjusted(metrics.height() * 0.75, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, displayText(which.label));
        painter->setFont(font());
        return;
    }
    const bool isSelected = which.step >= 0 && which.step == m_selection->step();
    if (isSelected)
        painter->fillRect(rect, m_theme->color(ColorRole::ChangedLine));
    else if (row == m_hovered)
        painter->fillRect(rect, m_theme->color(ColorRole::HoverBackground));
    painter->setPen(which.state == StepState::Waiting ? m_theme->color(ColorRole::StepWaiting) : palette().color(QPalette::Text));
    const QRectF label(indent, rect.top(), m_metrics.labelWidth - indent - metrics.height() / 2, rect.height());
    painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(displayText(which.label), Qt::ElideRight, label.width()));
}

void TimelineView::paintBar(QPainter *painter, const TimelineBar &bar, double offset)
{
    const QRectF rect = bar.rect.translated(0, -offset);
    const BuildStep *step = m_state && bar.step >= 0 && bar.step < m_state->steps.size() ? &m_state->steps[bar.step] : nullptr;
    const ColorRole stage = step ? stageRole(step->parsed.stage, step->parsed.command) : ColorRole::StagePlanner;
    const QColor own = m_theme->color(stateRole(bar.state));
    const QColor filling = m_theme->color(stage);
    painter->setRenderHint(QPainter::Antialiasing);
    switch (bar.state) {
    case StepState::Waiting:
        break;
    case StepState::Running: {                        // open at the end: it grows
        painter->setPen(Qt::NoPen);
        painter->setBrush(filling);
        painter->drawRoundedRect(rect, 2, 2);
        const double end = std::min(rect.width(), 6.0);
        painter->fillRect(QRectF(rect.right() - end, rect.top(), end, rect.height()), m_theme->color(ColorRole::StepRunning));
        break;
    }
    case StepState::Done:
        painter->setPen(Qt::NoPen);
        painter->setBrush(filling);
        painter->drawRoundedRect(rect, 2, 2);
        break;
    case StepState::Cached:
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(own, 1.2, Qt::DashLine));
        painter->drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case StepState::Failed: {                         // a cross at its end
        painter->setPen(Qt::NoPen);
        painter->setBrush(own);
        painter->drawRoundedRect(rect, 2, 2);
        const double side = rect.height();
        if (rect.width() > side * 1.2)
            paintStateMark(painter, QRectF(rect.right() - side, rect.top(), side, side), StepState::Failed, m_theme->color(ColorRole::AccentText));
        break;
    }
    case StepState::Cancelled:
        paintHatching(painter, rect, own);
        break;
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (bar.label.isEmpty() || bar.labelRect.isEmpty())
        return;
    const bool isInside = bar.rect.contains(bar.labelRect.center());
    const bool isPlain = bar.state == StepState::Done || bar.state == StepState::Running;
    painter->setPen(isInside ? m_theme->color(ColorRole::AccentText) : m_theme->color(isPlain ? ColorRole::SubtleText : stateRole(bar.state)));
    painter->drawText(bar.labelRect.translated(0, -offset).adjusted(0, -3, 2, 3), Qt::AlignLeft | Qt::AlignVCenter, bar.label);
}

void TimelineView::paintNow(QPainter *painter)
{
    if (!m_isRunning || !m_state || m_state->started == 0)
        return;
    const double x = m_metrics.labelWidth + m_selection->range().toPixel(now(), chartWidth());
    if (x < m_metrics.labelWidth || x > viewport()->width())
        return;
    const QColor accent = m_theme->color(ColorRole::Accent);
    painter->fillRect(QRectF(x - 1, m_metrics.axisHeight, 2, viewport()->height()), accent);
    const QString text = clockText(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(now() - m_state->started)));
    QFont bold = font();
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    QRectF box(0, 0, metrics.horizontalAdvance(text) + metrics.height(), m_metrics.axisHeight - 2);
    box.moveCenter(QPointF(x, m_metrics.axisHeight / 2 - 1));
    box.moveRight(std::min(box.right(), viewport()->width() - 1.0));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(accent);
    painter->drawRoundedRect(box, 3, 3);
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setFont(bold);
    painter->setPen(m_theme->color(ColorRole::AccentText));
    painter->drawText(box, Qt::AlignCenter, text);
    painter->setFont(font());
}

} // namespace slipway
