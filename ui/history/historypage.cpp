// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/historypage.h"

#include "history/durationdelegate.h"
#include "history/history.h"
#include "history/historymodel.h"
#include "history/recordpanel.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QHeaderView>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

struct HistoryPage::Private
{
    HistoryPage *page = nullptr;
    History *history = nullptr;
    const Theme *theme = nullptr;
    HistoryModel model;
    QSortFilterProxyModel sorted;
    QStackedWidget *stack = nullptr;
    RoleLabel *empty = nullptr;
    RoleLabel *unreadable = nullptr;
    QSplitter *splitter = nullptr;
    QTreeView *list = nullptr;
    RecordPanel *record = nullptr;
    bool wasShown = false;

    void makeList(QWidget *parent);
    void selectionChanged();
    void removeSelected();
    [[nodiscard]] QStringList selected() const;
};

HistoryPage::HistoryPage(History *history, Session *, Theme *theme, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
    d->page = this;
    d->history = history;
    d->theme = theme;
    setAccessibleName(tr("History"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    d->stack = new QStackedWidget(this);
    whole->addWidget(d->stack, 1);
    d->empty =
        new RoleLabel(tr("No build has ended yet. Each one is kept here, with its time, its steps and what it gave."), ColorRole::SubtleText, theme, d->stack);
    d->empty->setObjectName(u"historyEmpty"_s);
    d->empty->setAlignment(Qt::AlignCenter);
    d->empty->setWordWrap(true);
    d->stack->addWidget(d->empty);
    d->splitter = new QSplitter(Qt::Vertical, d->stack);
    d->splitter->setObjectName(u"historySplitter"_s);
    d->splitter->setChildrenCollapsible(false);
    d->makeList(d->splitter);
    d->splitter->addWidget(d->list);
    d->record = new RecordPanel(theme, d->splitter);
    d->splitter->addWidget(d->record);
    d->splitter->setStretchFactor(0, 1);
    d->splitter->setStretchFactor(1, 1);
    d->stack->addWidget(d->splitter);
    d->unreadable = new RoleLabel({}, ColorRole::Attention, theme, this);
    d->unreadable->setContentsMargins(fontMetrics().height(), 2, fontMetrics().height(), 2);
    d->unreadable->hide();
    whole->addWidget(d->unreadable);
    connect(d->list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { d->selectionChanged(); });
    connect(d->record, &RecordPanel::removeRequested, this, [this] { d->removeSelected(); });
    connect(d->record, &RecordPanel::notice, this, &HistoryPage::notice);
    auto *remove = new QShortcut(QKeySequence::Delete, d->list);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, [this] { d->removeSelected(); });
    d->selectionChanged();
}

HistoryPage::~HistoryPage() = default;

void HistoryPage::Private::makeList(QWidget *parent)
{
    sorted.setSourceModel(&model);
    sorted.setSortRole(HistoryModel::SortRole);
    list = new QTreeView(parent);
    list->setObjectName(u"historyList"_s);
    list->setAccessibleName(HistoryPage::tr("Builds that ended"));
    list->setModel(&sorted);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list->setSortingEnabled(true);
    list->sortByColumn(HistoryModel::TimeColumn, Qt::DescendingOrder);
    list->setItemDelegateForColumn(HistoryModel::DurationColumn, new DurationDelegate(HistoryModel::MillisecondsRole, HistoryModel::LongestRole, theme, list));
    list->setItemDelegateForColumn(HistoryModel::ResultColumn, new ResultDelegate(theme, list));
    const int unit = page->fontMetrics().height();
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(HistoryModel::PlanColumn, QHeaderView::Stretch);
    list->setColumnWidth(HistoryModel::TimeColumn, unit * 11);
    list->setColumnWidth(HistoryModel::ProjectColumn, unit * 8);
    list->setColumnWidth(HistoryModel::DurationColumn, unit * 14);
    list->setColumnWidth(HistoryModel::CachedColumn, unit * 9);
    list->setColumnWidth(HistoryModel::ResultColumn, unit * 8);
}

void HistoryPage::reload()
{
    int unreadable = 0;
    d->model.setRecords(d->history->list(500, &unreadable));
    d->stack->setCurrentIndex(d->model.rowCount() > 0 ? 1 : 0);
    d->unreadable->setVisible(unreadable > 0);
    d->unreadable->setText(tr("%n records could not be read and are left out.", nullptr, unreadable));
    if (!d->list->selectionModel()->hasSelection() && d->model.rowCount() > 0) // the newest, or what stands where the removed one stood
        d->list->setCurrentIndex(d->list->currentIndex().isValid() ? d->list->currentIndex() : d->sorted.index(0, 0));
    d->selectionChanged();
}

void HistoryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
    if (d->wasShown)
        return;
    d->wasShown = true;
    QMetaObject::invokeMethod(this, [this] { d->splitter->setSizes({height() * 45 / 100, height() * 55 / 100}); }, Qt::QueuedConnection);
}

QStringList HistoryPage::Private::selected() const
{
    QStringList ids;
    for (const QModelIndex &index : list->selectionModel()->selectedRows())
        ids.append(index.data(HistoryModel::IdRole).toString());
    ids.sort(); // oldest first
    return ids;
}

void HistoryPage::Private::selectionChanged()
{
    const QStringList ids = selected();
    const BuildRecord *first = model.record(ids.value(0));
    const BuildRecord *second = model.record(ids.value(1));
    if (ids.size() == 2 && first && second)
        record->showComparison(*first, *second);
    else if (ids.size() == 1 && first)
        record->showRecord(*first);
    else if (ids.isEmpty())
        record->showNothing(HistoryPage::tr("Select a build to see its steps, or two (with Ctrl) to compare them."));
    else
        record->showNothing(HistoryPage::tr("%n builds are selected; two can be compared.", nullptr, static_cast<int>(ids.size())));
}

void HistoryPage::Private::removeSelected()
{
    for (const QString &id : selected()) {
        if (const Result<void> done = history->remove(id); !done) {
            Q_EMIT page->notice(done.error().message);
            break;
        }
    }
    page->reload();
}

} // namespace slipway
