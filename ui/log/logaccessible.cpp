// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logaccessible.h"

#include "log/logview.h"

namespace slipway {

namespace {

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<LogView *>(object);
    return view ? new AccessibleLog(view) : nullptr;
}

} // namespace

void installLogAccessibility()
{
    QAccessible::removeFactory(makeInterface);
    QAccessible::installFactory(makeInterface);
}

AccessibleLog::AccessibleLog(LogView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
{
}

LogView *AccessibleLog::view() const
{
    return qobject_cast<LogView *>(object());
}

QString AccessibleLog::text(QAccessible::Text which) const
{
    return which == QAccessible::Value && view() ? view()->visibleText() : QAccessibleWidget::text(which);
}

QAccessible::State AccessibleLog::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

void *AccessibleLog::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this) : QAccessibleWidget::interface_cast(type);
}

void AccessibleLog::selection(int, int *start, int *end) const
{
    *start = *end = 0;
}

QString AccessibleLog::text(int start, int end) const
{
    return view() ? view()->visibleText().mid(start, end - start) : QString();
}

int AccessibleLog::characterCount() const
{
    return view() ? static_cast<int>(view()->visibleText().size()) : 0;
}

QString AccessibleLog::attributes(int, int *start, int *end) const
{
    *start = 0;
    *end = characterCount();
    return {};
}

} // namespace slipway
