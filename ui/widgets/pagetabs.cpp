// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/pagetabs.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastPadding = 4;    ///< px on both sides of a word where room is short
constexpr int leastCharacters = 5; ///< of a word that is cut, "…" among them

} // namespace

PageTabs::PageTabs(const Theme *theme, QWidget *parent)
    : QTabBar(parent)
    , m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setElideMode(Qt::ElideNone); // paintEvent does it
    setUsesScrollButtons(false);
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

// The current one is bold: no jump when it changes.
QFontMetrics PageTabs::boldMetrics() const
{
    QFont bold = font();
    bold.setBold(true);
    return QFontMetrics(bold);
}

int PageTabs::wordWidth(int index) const
{
    return boldMetrics().size(Qt::TextShowMnemonic, tabText(index)).width();
}

QSize PageTabs::tabSizeHint(int index) const
{
    const int height = boldMetrics().height();
    return {wordWidth(index) + 2 * height * m_horizontal / 100, height + 2 * height * m_vertical / 100};
}

QSize PageTabs::minimumTabSizeHint(int index) const
{
    const int least = boldMetrics().averageCharWidth() * leastCharacters;
    return {std::min(wordWidth(index), least) + 2 * leastPadding, tabSizeHint(index).height()};
}

int PageTabs::wholeWidth() const
{
    int width = 0;
    for (int index = 0; index < count(); ++index)
        width += isTabVisible(index) ? wordWidth(index) + 2 * leastPadding : 0;
    return width;
}

bool PageTabs::isElided(int index) const
{
    return tabRect(index).width() < wordWidth(index);
}

bool PageTabs::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTabBar::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int index = tabAt(help->pos());
    if (index < 0 || !isElided(index))
        return QTabBar::event(event);
    QString words = tabText(index).remove(u'&');
    if (!tabToolTip(index).isEmpty())
        words += u'\n' + tabToolTip(index);
    QToolTip::showText(help->globalPos(), words, this);
    return true;
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
        const QString words = isElided(index)
                                  ? painter.fontMetrics().elidedText(tabText(index), Qt::ElideRight, area.width() - leastPadding, Qt::TextShowMnemonic)
                                  : tabText(index);
        painter.drawText(area, Qt::AlignCenter | Qt::TextShowMnemonic, words);
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
    , m_pageTabs(new PageTabs(theme, this))
{
    m_pageTabs->setObjectName(u"pageTabs"_s);
    m_pageTabs->setAccessibleName(tr("Parts of the page"));
    setTabBar(m_pageTabs);
    setDocumentMode(true);
}

} // namespace slipway
