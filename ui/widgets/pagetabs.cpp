// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/pagetabs.h"

#include <QPainter>
#include <QStyleOptionFocusRect>

namespace slipway {

using namespace Qt::StringLiterals;

PageTabs::PageTabs(const Theme *theme, QWidget *parent)
    : QTabBar(parent)
    , m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setElideMode(Qt::ElideNone);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PageTabs::setPadding(int horizontalPercent, int verticalPercent)
{
    m_horizontal = horizontalPercent;
    m_vertical = verticalPercent;
    updateGeometry();
}

QSize PageTabs::tabSizeHint(int index) const
{
    QFont bold = font();
    bold.setBold(true); // the current one is bold: no jump when it changes
    const QFontMetrics metrics(bold);
    const int height = metrics.height();
    return {metrics.size(Qt::TextShowMnemonic, tabText(index)).width() + 2 * height * m_horizontal / 100, height + 2 * height * m_vertical / 100};
}

void PageTabs::setMuted(bool muted)
{
    if (m_isMuted == muted)
        return;
    m_isMuted = muted;
    update();
}

void PageTabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPoint mouse = mapFromGlobal(QCursor::pos());
    for (int index = 0; index < count(); ++index) {
        if (!isTabVisible(index))
            continue;
        const QRect area = tabRect(index);
        const bool isCurrent = index == currentIndex() && !m_isMuted;
        QFont font = this->font();
        font.setBold(isCurrent);
        painter.setFont(font);
        const bool isHovered = underMouse() && area.contains(mouse);
        const QColor color = isCurrent   ? m_theme->color(ColorRole::Accent)
                             : isHovered ? palette().color(QPalette::WindowText)
                                         : m_theme->color(ColorRole::SubtleText);
        painter.setPen(isTabEnabled(index) ? color : palette().color(QPalette::Disabled, QPalette::WindowText));
        painter.drawText(area, Qt::AlignCenter | Qt::TextShowMnemonic, tabText(index));
        if (isCurrent && isTabEnabled(index)) {
            const int line = qMax(2, area.height() / 14);
            painter.fillRect(QRect(area.left() + 4, height() - line, area.width() - 8, line), color);
        }
        if (index == currentIndex() && hasFocus()) {
            QStyleOptionFocusRect option;
            option.initFrom(this);
            option.rect = area.adjusted(3, 3, -3, -5);
            style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
        }
    }
}

PageTabWidget::PageTabWidget(const Theme *theme, QWidget *parent)
    : QTabWidget(parent)
{
    auto *bar = new PageTabs(theme, this);
    bar->setObjectName(u"pageTabs"_s);
    bar->setAccessibleName(tr("Parts of the page"));
    setTabBar(bar);
    setDocumentMode(true);
}

} // namespace slipway
