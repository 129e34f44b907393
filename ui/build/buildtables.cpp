// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildtables.h"

#include "base/text.h"
#include "build/buildselection.h"
#include "build/delegates.h"
#include "plan/codeview.h"
#include "plan/optionwords.h"
#include "widgets/labels.h"
#include "widgets/statemark.h"

#include <QHeaderView>
#include <QListView>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

BuildTables::BuildTables(BuildSelection *selection, const Theme *theme, QWidget *parent)
    : PageTabWidget(theme, parent)
    , m_selection(selection)
    , m_theme(theme)
{
    setObjectName(u"buildTables"_s);
    m_sortedSteps.setSourceModel(&m_steps);
    m_sortedSteps.setSortRole(StepModel::SortRole);
    m_sortedCrates.setSourceModel(&m_crates);
    m_sortedCrates.setSortRole(CrateModel::SortRole);
    m_sortedProblems.setSourceModel(&m_problems);
    m_sortedProblems.setSortRole(ProblemModel::KindRole); // Error is the least
    m_sortedProblems.sort(0);
    m_stepTable = makeTable(u"stepTable"_s, tr("Steps of the build"), &m_sortedSteps);
    m_stepTable->setItemDelegateForColumn(StepModel::StateColumn, new StateDelegate(StepModel::StateRole, theme, m_stepTable));
    m_crateTable = makeTable(u"crateTable"_s, tr("Crates that are compiled"), &m_sortedCrates);
    const int unit = fontMetrics().height();
    const auto widths = [](QTreeView *table, const QList<int> &list) {
        for (int i = 0; i < list.size(); ++i)
            table->setColumnWidth(i, list[i]);
    };
    widths(m_stepTable, {unit * 6, unit * 6, unit * 14, unit * 13 / 2, unit * 6});
    m_stepTable->header()->setSectionResizeMode(StepModel::CommandColumn, QHeaderView::Stretch);
    widths(m_crateTable, {unit * 9, unit * 6, unit * 12, unit * 5});
    m_crateTable->header()->setSectionResizeMode(CrateModel::NameColumn, QHeaderView::Stretch);
    makeProblems();
    makeDockerfile();
    addTab(m_stepTable, {});
    addTab(m_crateTable, {});
    addTab(m_problemPage, {});
    addTab(m_dockerfile, {});
    updateTitles();
    connect(m_selection, &BuildSelection::changed, this, &BuildTables::selectionChanged);
    connect(m_stepTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) { chosen(index, false); });
    connect(m_crateTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) { chosen(index, true); });
    connect(m_stepTable, &QTreeView::activated, this, [this](const QModelIndex &index) { Q_EMIT stepActivated(index.data(StepModel::StepRole).toInt()); });
}

QTreeView *BuildTables::makeTable(const QString &name, const QString &accessible, QSortFilterProxyModel *proxy)
{
    auto *table = new QTreeView(this);
    table->setObjectName(name);
    table->setAccessibleName(accessible);
    table->setModel(proxy);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSortingEnabled(true);
    table->setTabKeyNavigation(false);
    table->header()->setStretchLastSection(false);
    table->header()->setSortIndicatorClearable(true);
    table->header()->setSortIndicator(-1, Qt::AscendingOrder);
    proxy->sort(-1);
    return table;
}

// A narrow table keeps what says most: the command names its stage's work well enough.
void BuildTables::resizeEvent(QResizeEvent *event)
{
    PageTabWidget::resizeEvent(event);
    const int unit = fontMetrics().height();
    m_stepTable->setColumnHidden(StepModel::StageColumn, width() < unit * 36);
    m_crateTable->setColumnHidden(CrateModel::StepColumn, width() < unit * 26);
}

void BuildTables::makeProblems()
{
    const int unit = fontMetrics().height();
    m_problemPage = new QWidget(this);
    auto *column = new QVBoxLayout(m_problemPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_problemList = new QListView(m_problemPage);
    m_problemList->setObjectName(u"problemList"_s);
    m_problemList->setAccessibleName(tr("Problems of the build"));
    m_problemList->setModel(&m_sortedProblems);
    m_problemList->setFrameShape(QFrame::NoFrame);
    m_problemList->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_problemList->setResizeMode(QListView::Adjust);
    m_problemList->setItemDelegate(new ProblemDelegate(m_theme, m_problemList));
    column->addWidget(m_problemList, 1);
    auto *foot = new QWidget(m_problemPage);
    auto *words = new QVBoxLayout(foot);
    words->setContentsMargins(unit / 2, unit / 3, unit / 2, unit / 3);
    m_meaning = plainLabel({}, foot);
    m_meaning->setObjectName(u"problemMeaning"_s);
    words->addWidget(m_meaning);
    auto *row = new QHBoxLayout;
    m_mend = new QPushButton(tr("Mend it"), foot);
    m_mend->setObjectName(u"problemMend"_s);
    m_showLine = new QPushButton(foot);
    m_showLine->setObjectName(u"problemLine"_s);
    m_showLine->setToolTip(tr("Goes to the instruction, and why it is there."));
    row->addWidget(m_mend);
    row->addWidget(m_showLine);
    row->addStretch();
    words->addLayout(row);
    column->addWidget(foot);
    connect(m_problemList->selectionModel(), &QItemSelectionModel::currentChanged, this, &BuildTables::problemChanged);
    connect(m_mend, &QPushButton::clicked, this, [this] {
        const QModelIndex index = m_problemList->currentIndex();
        Q_EMIT optionSuggested(index.data(ProblemModel::FixKeyRole).toString(), index.data(ProblemModel::FixValueRole).toString());
    });
    connect(m_showLine, &QPushButton::clicked, this, [this] { Q_EMIT lineActivated(m_problemList->currentIndex().data(ProblemModel::LineRole).toInt()); });
    problemChanged();
}

void BuildTables::problemChanged()
{
    const QModelIndex index = m_problemList->currentIndex();
    const QString meaning = index.data(ProblemModel::MeaningRole).toString();
    const OptionInfo *option = index.isValid() ? optionByName(index.data(ProblemModel::FixKeyRole).toString()) : nullptr;
    const int line = index.data(ProblemModel::LineRole).toInt();
    if (m_problems.rowCount() == 0)
        m_meaning->setText(tr("No problem has been seen."));
    else
        m_meaning->setText(index.isValid() ? displayText(meaning) : tr("Choose a problem to see what it means."));
    m_meaning->setVisible(!m_meaning->text().isEmpty());
    m_mend->setVisible(option != nullptr);
    if (option)
        m_mend->setToolTip(tr("Sets “%1” to %2.")
                               .arg(optionLabel(option->key), optionValueText(option->key, index.data(ProblemModel::FixValueRole), nullptr))
                               .toHtmlEscaped());
    m_showLine->setVisible(line > 0);
    m_showLine->setText(tr("Show line %1 of the Dockerfile").arg(line));
    if (!index.isValid() || m_isOwnChange)
        return;
    if (const int step = index.data(ProblemModel::StepRole).toInt(); step >= 0)
        Q_EMIT problemChosen(step, index.data(ProblemModel::MessageRole).toString());
}

void BuildTables::makeDockerfile()
{
    m_dockerfile = new CodeView(m_theme, this);
    m_dockerfile->setObjectName(u"builtDockerfile"_s);
    m_dockerfile->setAccessibleName(tr("Dockerfile of this build"));
    connect(m_dockerfile, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (m_isOwnChange || !m_dockerfile->hasFocus())
            return;
        if (const int step = stepOfLine(m_dockerfile->currentLine()); step >= 0)
            m_selection->selectStep(step);
    });
}

int BuildTables::stepOfLine(int line) const
{
    // The instruction that begins at or before the line; the first step that is of it.
    int best = -1;
    int bestLine = 0;
    for (int step = 0; m_state && step < m_state->steps.size(); ++step) {
        const int begin = m_state->steps[step].dockerfileLine;
        if (begin > bestLine && begin <= line) {
            best = step;
            bestLine = begin;
        }
    }
    return best;
}

void BuildTables::setBuild(const BuildState *state, const DockerfileDocument &document, qint64 now)
{
    m_isOwnChange = true;
    m_state = state;
    m_steps.setBuild(state, now);
    m_crates.setBuild(state);
    m_problems.setBuild(state);
    QList<CodeLine> lines;
    for (const DockerfileLine &line : document.lines) {
        const QColor edge = line.stage.isEmpty() ? QColor() : m_theme->color(stageRole(line.stage, line.text));
        lines.append({line.text, QString::number(lines.size() + 1), edge, {}});
    }
    m_dockerfile->setLines(lines, false, foldsOf(document));
    m_dockerfile->markLines(0, 0);
    m_isOwnChange = false;
    updateTitles();
    problemChanged();
}

void BuildTables::updateBuild(const QList<int> &steps, qint64 now)
{
    const bool hadProblem = m_problems.rowCount() > 0;
    m_steps.update(steps, now);
    m_crates.update();
    m_problems.update();
    updateTitles();
    if (!hadProblem && m_problems.rowCount() > 0)
        problemChanged();
}

void BuildTables::updateTitles()
{
    setTabText(0, tr("&Steps"));
    setTabText(1, m_crates.rowCount() > 0 ? tr("C&rates (%1)").arg(m_crates.rowCount()) : tr("C&rates"));
    setTabText(2, m_problems.rowCount() > 0 ? tr("Proble&ms (%1)").arg(m_problems.rowCount()) : tr("Proble&ms"));
    setTabText(3, tr("&Dockerfile"));
}

void BuildTables::showProblems()
{
    setCurrentWidget(m_problemPage);
    const QModelIndex first = m_sortedProblems.index(0, 0);
    if (first.data(ProblemModel::KindRole).toInt() != static_cast<int>(BuildProblem::Kind::Error))
        return;
    m_isOwnChange = true; // the failed step is selected already
    m_problemList->setCurrentIndex(first);
    m_isOwnChange = false;
}

void BuildTables::chosen(const QModelIndex &index, bool isCrate)
{
    if (m_isOwnChange || !index.isValid())
        return;
    if (isCrate)
        m_selection->selectCrate(m_sortedCrates.mapToSource(index).row(), index.data(CrateModel::StepRole).toInt());
    else
        m_selection->selectStep(index.data(StepModel::StepRole).toInt());
}

void BuildTables::selectionChanged()
{
    if (!m_state)
        return;
    m_isOwnChange = true;
    const int step = m_selection->step();
    const QModelIndex row = step >= 0 ? m_sortedSteps.mapFromSource(m_steps.index(step, StepModel::StateColumn)) : QModelIndex();
    m_stepTable->setCurrentIndex(row);
    if (row.isValid())
        m_stepTable->scrollTo(row);
    if (m_selection->crate() < 0)
        m_crateTable->setCurrentIndex({});
    const int line = step >= 0 && step < m_state->steps.size() ? m_state->steps[step].dockerfileLine : 0;
    int last = line; // an instruction goes on while its lines end in a backslash
    const QList<CodeLine> &lines = m_dockerfile->lines();
    while (last > 0 && last < lines.size() && lines[last - 1].text.trimmed().endsWith(u'\\'))
        ++last;
    m_dockerfile->markLines(line, last);
    if (line > 0 && !m_dockerfile->hasFocus())
        m_dockerfile->showLine(line);
    m_isOwnChange = false;
}

} // namespace slipway
