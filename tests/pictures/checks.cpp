// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "checks.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMenuBar>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int slack = 1;               ///< px that rounding may take

QString nameOf(const QWidget *widget)
{
    QStringList path;
    for (const QWidget *at = widget; at && path.size() < 3; at = at->parentWidget())
        path.prepend(at->objectName().isEmpty() ? QString::fromLatin1(at->metaObject()->className()) : at->objectName());
    return path.join(u'/');
}

QString labelProblem(const QLabel *label)
{
    const QString text = label->text();
    if (text.isEmpty() || !label->pixmap().isNull())
        return {};
    const QRect inside = label->contentsRect().adjusted(label->margin(), label->margin(), -label->margin(), -label->margin());
    if (label->wordWrap()) {
        const QRect needed = label->fontMetrics().boundingRect(QRect(0, 0, inside.width(), 100000), Qt::TextWordWrap | label->alignment(), text);
        if (needed.height() > inside.height() + slack || needed.width() > inside.width() + slack)
            return u"is cut: “%1” wants %2×%3, has %4×%5"_s.arg(text.left(60))
                .arg(needed.width())
                .arg(needed.height())
                .arg(inside.width())
                .arg(inside.height());
        return {};
    }
    const QSize needed = label->fontMetrics().size(label->buddy() ? Qt::TextShowMnemonic : 0, text);
    if (needed.width() > inside.width() + slack || needed.height() > inside.height() + slack)
        return u"is cut: “%1” wants %2, has %3"_s.arg(text.left(60)).arg(needed.width()).arg(inside.width());
    return {};
}

QString buttonProblem(const QAbstractButton *button)
{
    if (button->text().isEmpty())
        return {};
    const auto *tool = qobject_cast<const QToolButton *>(button);
    if (tool && (tool->toolButtonStyle() == Qt::ToolButtonIconOnly) && !tool->icon().isNull())
        return tool->toolTip().isEmpty() ? u"has only an icon, and no tooltip"_s : QString();
    const int needed = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
    if (needed > button->width() + slack)
        return u"is cut: “%1” wants %2, has %3"_s.arg(button->text()).arg(needed).arg(button->width());
    return {};
}

QString comboProblem(const QComboBox *combo)
{
    QStyleOptionComboBox option;
    option.initFrom(combo);
    option.editable = combo->isEditable();
    const QRect field = combo->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, combo);
    const int needed = combo->fontMetrics().horizontalAdvance(combo->currentText());
    if (needed > field.width() + slack && combo->toolTip().isEmpty())
        return u"is elided without a tooltip: “%1”"_s.arg(combo->currentText());
    return {};
}

QString lineProblem(const QLineEdit *line)
{
    if (!line->text().isEmpty() || line->placeholderText().isEmpty())
        return {}; // what is typed scrolls
    const int needed = line->fontMetrics().horizontalAdvance(line->placeholderText());
    if (needed > line->width() - 6 && line->toolTip().isEmpty())
        return u"its placeholder is cut: “%1”"_s.arg(line->placeholderText());
    return {};
}

QString tabProblem(const QTabBar *bar)
{
    for (int i = 0; i < bar->count(); ++i) {
        const int needed = bar->fontMetrics().size(Qt::TextShowMnemonic, bar->tabText(i)).width();
        if (bar->isTabVisible(i) && (bar->tabRect(i).width() < needed || bar->tabRect(i).right() > bar->width() + slack))
            return u"its tab “%1” is cut"_s.arg(bar->tabText(i));
    }
    return {};
}

QString headerProblem(const QHeaderView *header)
{
    if (header->orientation() == Qt::Vertical || !header->model())
        return {};
    for (int i = 0; i < header->count(); ++i) {
        const QString text = header->model()->headerData(i, Qt::Horizontal).toString();
        if (!header->isSectionHidden(i) && header->fontMetrics().horizontalAdvance(text) + 4 > header->sectionSize(i))
            return u"its column “%1” is cut"_s.arg(text);
    }
    return {};
}

/// Cells may be elided when the tooltip has the whole; others may not.
QString viewProblem(const QAbstractItemView *view)
{
    const auto *tree = qobject_cast<const QTreeView *>(view);
    if (!tree || !tree->model())
        return {};
    const int rows = std::min(tree->model()->rowCount(tree->rootIndex()), 200);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < tree->model()->columnCount(tree->rootIndex()); ++column) {
            const QModelIndex index = tree->model()->index(row, column, tree->rootIndex());
            const QRect rect = tree->visualRect(index);
            if (tree->isColumnHidden(column) || !tree->viewport()->rect().intersects(rect))
                continue;
            const QString text = index.data().toString();
            if (tree->fontMetrics().horizontalAdvance(text) > rect.width() && index.data(Qt::ToolTipRole).toString().isEmpty())
                return u"its cell “%1” is elided without a tooltip"_s.arg(text.left(60));
        }
    }
    return {};
}

QString textProblem(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return labelProblem(label);
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return buttonProblem(button);
    if (const auto *combo = qobject_cast<const QComboBox *>(widget))
        return comboProblem(combo);
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        return lineProblem(line);
    if (const auto *bar = qobject_cast<const QTabBar *>(widget))
        return tabProblem(bar);
    if (const auto *header = qobject_cast<const QHeaderView *>(widget))
        return headerProblem(header);
    if (const auto *view = qobject_cast<const QAbstractItemView *>(widget))
        return viewProblem(view);
    return {};
}

/// Children of one layout do not stand on each other.
void overlaps(const QWidget *parent, QStringList &problems)
{
    if (!parent->layout() || qobject_cast<const QStackedWidget *>(parent))
        return;
    QList<const QWidget *> managed;
    for (int i = 0; i < parent->layout()->count(); ++i) {
        const QWidget *widget = parent->layout()->itemAt(i)->widget();
        if (widget && widget->isVisible() && !widget->size().isEmpty())
            managed.append(widget);
    }
    for (qsizetype i = 0; i < managed.size(); ++i) {
        for (qsizetype j = i + 1; j < managed.size(); ++j) {
            const QRect common = managed[i]->geometry() & managed[j]->geometry();
            // The zoom buttons stand in the timeline's own empty corner.
            if (common.width() > slack && common.height() > slack && managed[i]->objectName() != "timelineView"_L1)
                problems.append(u"%1 and %2 overlap"_s.arg(nameOf(managed[i]), nameOf(managed[j])));
        }
    }
}

void sticksOut(const QWidget *widget, QStringList &problems)
{
    const QWidget *parent = widget->parentWidget();
    if (!parent || widget->isWindow() || scrollerOf(widget) || qobject_cast<const QSplitterHandle *>(widget))
        return;
    if (!parent->rect().adjusted(-slack, -slack, slack, slack).contains(widget->geometry()))
        problems.append(u"%1 sticks out of its parent"_s.arg(nameOf(widget)));
}

} // namespace

const QAbstractScrollArea *scrollerOf(const QWidget *widget)
{
    for (const QWidget *at = widget->parentWidget(); at; at = at->parentWidget()) {
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(at))
            return area;
    }
    return nullptr;
}

QStringList pictureProblems(const QWidget *window, const QImage &picture)
{
    QStringList problems;
    for (const QWidget *widget : window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->window() != window)
            continue;
        if (const QString problem = textProblem(widget); !problem.isEmpty())
            problems.append(u"%1 %2"_s.arg(nameOf(widget), problem));
        overlaps(widget, problems);
        sticksOut(widget, problems);
        for (const QString &problem : contrastProblems(window, widget, picture))
            problems.append(u"%1 is hard to read: %2"_s.arg(nameOf(widget), problem));
    }
    problems.removeDuplicates();
    return problems;
}

} // namespace slipway::test
