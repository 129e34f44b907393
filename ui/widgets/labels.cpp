// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/labels.h"

#include <QPainter>
#include <QResizeEvent>
#include <QStyleOptionFocusRect>

namespace slipway {

RoleLabel::RoleLabel(const QString &text, ColorRole role, const Theme *theme, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_role(role)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    repaintRole();
    connect(theme, &Theme::changed, this, &RoleLabel::repaintRole);
}

void RoleLabel::setRole(ColorRole role)
{
    if (m_role == role)
        return;
    m_role = role;
    repaintRole();
}

void RoleLabel::repaintRole()
{
    QPalette own;
    own.setColor(QPalette::WindowText, m_theme->color(m_role));
    setPalette(own);
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    return label;
}

void setRelativeFont(QWidget *widget, int percent, bool bold)
{
    QFont font = widget->font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * percent / 100.0);
    else
        font.setPixelSize(font.pixelSize() * percent / 100);
    font.setBold(bold);
    widget->setFont(font);
}

QLabel *sectionTitle(const QString &text, const Theme *theme, QWidget *parent)
{
    auto *label = new RoleLabel(text, ColorRole::SubtleText, theme, parent);
    setRelativeFont(label, 90, true);
    return label;
}

SummaryLabel::SummaryLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QSize SummaryLabel::sizeHint() const
{
    const int line = fontMetrics().height();
    const bool isLong = fontMetrics().horizontalAdvance(text()) > width() - contentsMargins().left() - contentsMargins().right();
    return {line * 10, (isLong ? 2 : 1) * line + contentsMargins().top() + contentsMargins().bottom()};
}

void SummaryLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

LinkButton::LinkButton(const QString &text, const Theme *theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setText(text);
    setAccessibleName(text);
    setAutoRaise(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize LinkButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.size(Qt::TextShowMnemonic, text()).width() + 4, metrics.height() + 4};
}

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont font = this->font();
    font.setUnderline(underMouse() && isEnabled());
    painter.setFont(font);
    painter.setPen(isEnabled() ? m_theme->color(ColorRole::Accent) : palette().color(QPalette::Disabled, QPalette::WindowText));
    painter.drawText(rect().adjusted(2, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, text());
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace slipway
