// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/stepcosts.h"
#include "theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace slipway {

class CodeView;
class CratePanel;
class PageTabWidget;
class ReasonPanel;
struct PlanResult;

/// What the plan gives: the Dockerfile with its reasons, the difference to the one on disk, the .dockerignore, the crates.
class GeneratedPanel : public QWidget
{
    Q_OBJECT
public:
    explicit GeneratedPanel(const Theme *theme, QWidget *parent = nullptr);
    void show(const PlanResult &result, bool flash);
    void setCosts(const StepCosts &costs);
    void showDockerfileLine(int line);
    void find();
    [[nodiscard]] QList<QSplitter *> splitters() const;
    /// Wide enough for the whole words of all tabs beside the icons of the buttons, whether these have words just now or not.
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void copyRequested();
    void saveRequested();
    void dockerfileLineChosen(int line); ///< 1-based: a person has put the cursor there

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTabs();
    void makeFindBar();
    void showDifference(const PlanResult &result);
    void findNext(bool backward);
    [[nodiscard]] QColor stageColor(const DockerfileDocument &document, const DockerfileLine &line) const;
    [[nodiscard]] CodeView *currentView() const;
    void refill();

    const Theme *m_theme;
    std::shared_ptr<const PlanResult> m_shown;
    StepCosts m_costs;
    QSplitter *m_splitter = nullptr;
    PageTabWidget *m_tabs = nullptr;
    CodeView *m_dockerfile = nullptr;
    CodeView *m_diff = nullptr;
    CodeView *m_ignore = nullptr;
    CratePanel *m_crates = nullptr;
    QStackedWidget *m_diffStack = nullptr;
    QLabel *m_noDiff = nullptr;
    ReasonPanel *m_reasons = nullptr;
    QWidget *m_findBar = nullptr;
    QLineEdit *m_findText = nullptr;
    QLabel *m_findResult = nullptr;
    QList<QToolButton *> m_corner;
    bool m_isHighlighted = false;
};

/// The lines of a difference as the diff view and the question before overwriting show them.
struct CodeLine;
[[nodiscard]] QList<CodeLine> differenceLines(const QList<DiffLine> &difference, const Theme *theme);

} // namespace slipway
