// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/cratemodel.h"
#include "build/problemmodel.h"
#include "build/stepmodel.h"
#include "theme/theme.h"
#include "widgets/pagetabs.h"

#include <QSortFilterProxyModel>

class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace slipway {

class BuildSelection;
class CodeView;

/// Steps, crates, problems and the Dockerfile of a build; what is current in them is the shared selection.
class BuildTables : public PageTabWidget
{
    Q_OBJECT
public:
    BuildTables(BuildSelection *selection, const Theme *theme, QWidget *parent = nullptr);
    /// Another build, or none; `state` is not owned.
    void setBuild(const BuildState *state, const DockerfileDocument &document, qint64 now);
    void updateBuild(const QList<int> &steps, qint64 now);
    void showProblems();
    /// The step that a line (1-based) of the build's Dockerfile belongs to, -1: none.
    [[nodiscard]] int stepOfLine(int line) const;

Q_SIGNALS:
    void lineActivated(int line);                        ///< a Dockerfile line was double-clicked, or asked for
    void problemChosen(int step, const QString &words);
    void optionSuggested(const QString &key, const QString &value);
    void stepActivated(int step);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QTreeView *makeTable(const QString &name, const QString &accessible, QSortFilterProxyModel *proxy);
    void makeProblems();
    void makeDockerfile();
    void updateTitles();
    void selectionChanged();
    void problemChanged();
    void chosen(const QModelIndex &index, bool isCrate);

    BuildSelection *m_selection;
    const Theme *m_theme;
    const BuildState *m_state = nullptr;
    StepModel m_steps;
    CrateModel m_crates;
    ProblemModel m_problems;
    QSortFilterProxyModel m_sortedSteps;
    QSortFilterProxyModel m_sortedCrates;
    QSortFilterProxyModel m_sortedProblems; ///< what ended the build first
    QTreeView *m_stepTable = nullptr;
    QTreeView *m_crateTable = nullptr;
    QListView *m_problemList = nullptr;
    QWidget *m_problemPage = nullptr;
    QLabel *m_meaning = nullptr;
    QPushButton *m_mend = nullptr;
    QPushButton *m_showLine = nullptr;
    CodeView *m_dockerfile = nullptr;
    bool m_isOwnChange = false;          ///< the selection is being taken over from elsewhere
};

} // namespace slipway
