// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/chip.h"

#include "widgets/labels.h"

#include <QPainter>

namespace slipway {

namespace {

std::pair<ColorRole, ColorRole> rolesOf(ChipKind kind)
{
    switch (kind) {
    case ChipKind::Good:
        return {ColorRole::Good, ColorRole::GoodBackground};
    case ChipKind::Attention:
        return {ColorRole::Attention, ColorRole::AttentionBackground};
    case ChipKind::Bad:
        return {ColorRole::Bad, ColorRole::BadBackground};
    case ChipKind::Neutral:
        break;
    }
    return {ColorRole::Neutral, ColorRole::NeutralBackground};
}

} // namespace

void paintChip(QPainter *painter, const QRectF &rect, const QString &text, ChipKind kind, bool dark)
{
    const auto [foreground, background] = rolesOf(kind);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(Theme::color(background, dark));
    painter->drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    painter->setPen(Theme::color(foreground, dark));
    const QFontMetricsF metrics(painter->font());
    const double inset = rect.height() / 2;
    painter->drawText(rect, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, rect.width() - inset));
    painter->restore();
}

QSize chipSize(const QFont &font, const QString &text)
{
    const QFontMetrics metrics(font);
    const int height = metrics.height() + 2;
    return {metrics.horizontalAdvance(text) + height + 2, height};
}

Chip::Chip(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setRelativeFont(this, 88, true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Chip::setState(const QString &text, ChipKind kind)
{
    if (m_text == text && m_kind == kind)
        return;
    m_text = text;
    m_kind = kind;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return chipSize(font(), m_text);
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    paintChip(&painter, rect(), m_text, m_kind, m_theme->isDark());
}

} // namespace slipway
