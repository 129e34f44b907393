// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/cratepanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTreeView>

namespace slipway {

using namespace Qt::StringLiterals;

CratePanel::CratePanel(const Theme *theme, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"cratePanel"_s);
    const int unit = fontMetrics().height();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(unit / 2, unit / 3, unit / 2, unit / 3);
    m_search = new QLineEdit(this);
    m_search->setObjectName(u"crateSearch"_s);
    m_search->setAccessibleName(tr("Find a crate"));
    m_search->setPlaceholderText(tr("Find a crate"));
    m_search->setToolTip(tr("Shows the crates whose names hold this text."));
    m_search->setClearButtonEnabled(true);
    m_choice = new QComboBox(this);
    m_choice->setObjectName(u"crateFilter"_s);
    m_choice->setAccessibleName(tr("Which crates"));
    m_choice->setToolTip(tr("Which crates are shown: as they need each other, or only some of them."));
    row->addWidget(m_search, 1);
    row->addWidget(m_choice);
    column->addLayout(row);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(u"crateTree"_s);
    m_tree->setAccessibleName(tr("Crates that are compiled"));
    m_tree->setModel(&m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTabKeyNavigation(false);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(CrateTreeModel::NameColumn, QHeaderView::Stretch);
    m_tree->setColumnWidth(CrateTreeModel::ForColumn, unit * 7);
    m_tree->setColumnWidth(CrateTreeModel::BringsColumn, unit * 4);
    column->addWidget(m_tree, 3);
    m_words = new QPlainTextEdit(this);
    m_words->setObjectName(u"crateWords"_s);
    m_words->setAccessibleName(tr("Why this crate is here"));
    m_words->setToolTip(tr("What is known of the chosen crate."));
    m_words->setReadOnly(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_words->setTabChangesFocus(true);
    m_words->setFrameShape(QFrame::NoFrame);
    m_words->document()->setDocumentMargin(unit / 2.0);
    m_words->setMinimumHeight(unit * 5);
    column->addWidget(m_words, 1);
    connect(m_search, &QLineEdit::textChanged, this, &CratePanel::filter);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &CratePanel::filter);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &CratePanel::currentChanged);
    connect(theme, &Theme::changed, m_tree->viewport(), qOverload<>(&QWidget::update));
    fillChoices();
    currentChanged();
}

void CratePanel::show(const std::shared_ptr<const CrateGraph> &graph)
{
    m_due = graph;
    if (isVisible())
        takeUp();
}

void CratePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    takeUp();
}

// What was open stays open, and what was chosen stays chosen, over a change of the plan.
void CratePanel::takeUp()
{
    if (!m_due || m_due == m_model.graph())
        return;
    const QStringList open = expanded({}, {});
    const QString current = m_tree->currentIndex().siblingAtColumn(0).data().toString();
    const bool isFirst = !m_model.graph();
    m_model.setGraph(m_due);
    fillChoices();
    if (isFirst) {
        m_tree->expandToDepth(0);
    } else {
        expand({}, {}, open);
        const QModelIndexList again = current.isEmpty() ? QModelIndexList() : m_model.match(m_model.index(0, 0), Qt::DisplayRole, current, 1, Qt::MatchExactly);
        if (!m_tree->currentIndex().isValid() && !again.isEmpty())
            m_tree->setCurrentIndex(again.first());
    }
    currentChanged();
}

QStringList CratePanel::expanded(const QModelIndex &below, const QString &path) const
{
    QStringList paths;
    for (int row = 0; row < m_model.rowCount(below); ++row) {
        const QModelIndex index = m_model.index(row, 0, below);
        if (!m_tree->isExpanded(index))
            continue;
        const QString own = path + u'\n' + index.data().toString();
        paths.append(own);
        paths += expanded(index, own);
    }
    return paths;
}

void CratePanel::expand(const QModelIndex &below, const QString &path, const QStringList &wanted)
{
    for (int row = 0; row < m_model.rowCount(below); ++row) {
        const QModelIndex index = m_model.index(row, 0, below);
        const QString own = path + u'\n' + index.data().toString();
        if (!wanted.contains(own))
            continue;
        m_tree->expand(index);
        expand(index, own, wanted);
    }
}

void CratePanel::fillChoices()
{
    const QSignalBlocker quiet(m_choice);
    const int current = std::max(0, m_choice->currentIndex());
    m_choice->clear();
    using Filter = CrateTreeModel::Filter;
    const auto add = [this](const QString &text, Filter which) { m_choice->addItem(text.arg(m_model.count(which)), static_cast<int>(which)); };
    add(tr("All (%1)"), Filter::All);
    add(tr("In several versions (%1)"), Filter::Duplicates);
    add(tr("For the builder (%1)"), Filter::Host);
    if (m_model.count(Filter::Possible) > 0)
        add(tr("Only possible (%1)"), Filter::Possible);
    m_choice->setCurrentIndex(current < m_choice->count() ? current : 0);
    if (current != m_choice->currentIndex())
        filter();
}

void CratePanel::filter()
{
    m_model.setFilter(static_cast<CrateTreeModel::Filter>(m_choice->currentData().toInt()), m_search->text().trimmed());
    if (m_search->text().trimmed().isEmpty() && m_choice->currentIndex() == 0)
        m_tree->expandToDepth(0);
    else if (m_model.rowCount() > 0)
        m_tree->setCurrentIndex(m_model.index(0, 0)); // its reasons at once
    currentChanged();
}

void CratePanel::currentChanged()
{
    const QModelIndex index = m_tree->currentIndex();
    if (index.isValid())
        m_words->setPlainText(m_model.explain(index.data(CrateTreeModel::RowRole).toInt()).join(u'\n'));
    else if (m_model.graph() && m_model.rowCount() == 0)
        m_words->setPlainText(tr("No crate is like that."));
    else
        m_words->setPlainText(tr("Choose a crate to see why it is here. “Brings” counts the crates that would not be compiled without it."));
}

void CratePanel::find()
{
    m_search->setFocus();
    m_search->selectAll();
}

void CratePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty())
        m_search->clear();
    else
        QWidget::keyPressEvent(event);
}

} // namespace slipway
