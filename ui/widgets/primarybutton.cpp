// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/primarybutton.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

namespace slipway {

PrimaryButton::PrimaryButton(const QString &text, Part part, const Theme *theme, QWidget *parent)
    : QPushButton(text, parent)
    , m_theme(theme)
    , m_part(part)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PrimaryButton::setPopup(QMenu *menu)
{
    m_menu = menu;
    connect(this, &QPushButton::clicked, this, &PrimaryButton::showPopup);
}

void PrimaryButton::showPopup()
{
    const QSize size = m_menu->sizeHint();
    m_menu->popup(mapToGlobal(QPoint(width() - size.width(), height() + 2)));
}

QSize PrimaryButton::sizeHint() const
{
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const int height = metrics.height() * 19 / 10;
    if (m_part == Part::Arrow)
        return {metrics.height() * 16 / 10, height};
    return {metrics.size(Qt::TextShowMnemonic, text()).width() + metrics.height() * 3, height};
}

void PrimaryButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = m_theme->color(isEnabled() ? ColorRole::Accent : ColorRole::NeutralBackground);
    if (isEnabled() && isDown())
        fill = fill.darker(118);
    else if (isEnabled() && underMouse())
        fill = m_theme->isDark() ? fill.lighter(108) : fill.darker(110);
    // Round on the outer side only: the two halves are one shape.
    const double radius = height() / 6.0;
    QPainterPath shape;
    shape.addRoundedRect(rect(), radius, radius);
    QPainterPath inner;
    inner.addRect(m_part == Part::Main ? QRectF(width() - radius, 0, radius, height()) : QRectF(0, 0, radius, height()));
    painter.fillPath(m_part == Part::Whole ? shape : shape.united(inner), fill);

    const QColor ink = isEnabled() ? m_theme->color(ColorRole::AccentText) : m_theme->color(ColorRole::Neutral);
    painter.setPen(ink);
    if (m_part == Part::Arrow) {
        const double unit = QFontMetricsF(font()).height() / 5.0;
        const QPointF middle = QRectF(rect()).center();
        painter.setPen(QPen(ink, unit / 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{middle + QPointF(-unit, -unit / 2), middle + QPointF(0, unit / 2), middle + QPointF(unit, -unit / 2)});
    } else {
        QFont bold = font();
        bold.setBold(true);
        painter.setFont(bold);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
    }
    if (hasFocus()) {
        painter.setPen(QPen(ink, 1.2, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), radius / 2, radius / 2);
    }
}

void PrimaryButton::keyPressEvent(QKeyEvent *event)
{
    if (m_menu && event->key() == Qt::Key_Down)
        showPopup();
    else
        QPushButton::keyPressEvent(event);
}

} // namespace slipway
