// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timelineaccessible.h"

#include "build/buildselection.h"
#include "timeline/timelineview.h"

namespace slipway {

namespace {

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<TimelineView *>(object);
    return view ? new AccessibleTimeline(view) : nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    QAccessible::removeFactory(makeInterface);
    QAccessible::installFactory(makeInterface);
}

AccessibleTimeline::AccessibleTimeline(TimelineView *view)
    : QAccessibleWidget(view, QAccessible::List)
{
}

AccessibleTimeline::~AccessibleTimeline()
{
    for (const QAccessible::Id id : m_children)
        QAccessible::deleteAccessibleInterface(id);
}

TimelineView *AccessibleTimeline::view() const
{
    return qobject_cast<TimelineView *>(object());
}

int AccessibleTimeline::childCount() const
{
    return view() ? static_cast<int>(view()->items().size()) : 0;
}

QAccessibleInterface *AccessibleTimeline::child(int index) const
{
    if (index < 0 || index >= childCount())
        return nullptr;
    while (static_cast<int>(m_children.size()) <= index)
        m_children.push_back(QAccessible::registerAccessibleInterface(new AccessibleBar(view(), static_cast<int>(m_children.size()))));
    return QAccessible::accessibleInterface(m_children[static_cast<size_t>(index)]);
}

int AccessibleTimeline::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *bar = dynamic_cast<const AccessibleBar *>(child);
    return bar ? bar->item() : -1;
}

QAccessibleInterface *AccessibleTimeline::childAt(int x, int y) const
{
    for (int i = 0; i < childCount(); ++i) {
        QAccessibleInterface *bar = child(i);
        if (bar && bar->rect().contains(x, y))
            return bar;
    }
    return nullptr;
}

QAccessibleInterface *AccessibleTimeline::focusChild() const
{
    if (!view() || !view()->hasFocus())
        return nullptr;
    return child(view()->itemOf(view()->selection()->step()));
}

AccessibleBar::AccessibleBar(TimelineView *view, int item)
    : m_view(view)
    , m_item(item)
{
}

bool AccessibleBar::isValid() const
{
    return m_view && m_item < m_view->items().size();
}

QAccessibleInterface *AccessibleBar::parent() const
{
    return QAccessible::queryAccessibleInterface(m_view);
}

QString AccessibleBar::text(QAccessible::Text which) const
{
    if (!isValid())
        return {};
    if (which == QAccessible::Name)
        return m_view->items()[m_item].text;
    return which == QAccessible::Description ? m_view->explain(m_view->items()[m_item].step) : QString();
}

QRect AccessibleBar::rect() const
{
    if (!isValid())
        return {};
    const QRect inside = m_view->itemRect(m_item);
    return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
}

QAccessible::State AccessibleBar::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.selectable = true;
    state.focusable = true;
    state.selected = m_view->items()[m_item].step == m_view->selection()->step();
    state.focused = state.selected && m_view->hasFocus();
    state.invisible = !m_view->isVisible();
    state.offscreen = m_view->itemRect(m_item).isEmpty();
    return state;
}

void *AccessibleBar::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
}

QStringList AccessibleBar::actionNames() const
{
    return {pressAction()};
}

void AccessibleBar::doAction(const QString &name)
{
    if (isValid() && name == pressAction())
        m_view->chooseItem(m_item);
}

} // namespace slipway
