// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/generatedpanel.h"

#include "plan/codeview.h"
#include "plan/cratepanel.h"
#include "plan/highlighter.h"
#include "plan/reasonpanel.h"
#include "session/session.h"
#include "widgets/labels.h"
#include "widgets/pagetabs.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int cratesTab = 3;

QToolButton *cornerButton(const QString &name, const QIcon &icon, const QString &text, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(icon);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

int changeCount(const QList<DiffLine> &difference)
{
    return static_cast<int>(std::ranges::count_if(difference, [](const DiffLine &line) { return line.kind != DiffLine::Kind::Same; }));
}

} // namespace

QList<CodeLine> differenceLines(const QList<DiffLine> &difference, const Theme *theme)
{
    QList<CodeLine> lines;
    for (const DiffLine &line : difference) {
        CodeLine shown;
        const bool isAdded = line.kind == DiffLine::Kind::Added;
        const bool isSame = line.kind == DiffLine::Kind::Same;
        shown.text = (isSame ? u"  "_s : isAdded ? u"+ "_s : u"− "_s) + line.text;
        shown.number = QString::number(isAdded ? line.newLine : line.oldLine);
        if (!isSame) {
            shown.background = theme->color(isAdded ? ColorRole::DiffAddedBackground : ColorRole::DiffRemovedBackground);
            shown.edge = theme->color(isAdded ? ColorRole::DiffAdded : ColorRole::DiffRemoved);
        }
        lines.append(shown);
    }
    return lines;
}

GeneratedPanel::GeneratedPanel(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(u"generatedSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    makeTabs();
    m_splitter->addWidget(m_tabs);
    m_reasons = new ReasonPanel(theme, m_splitter);
    m_splitter->addWidget(m_reasons);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 1);
    whole->addWidget(m_splitter, 1);
    makeFindBar();
    whole->addWidget(m_findBar);

    connect(m_dockerfile, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        m_reasons->showLine(m_dockerfile->currentLine());
        if (m_dockerfile->hasFocus())
            Q_EMIT dockerfileLineChosen(m_dockerfile->currentLine());
    });
    connect(m_dockerfile, &CodeView::lineHovered, this, [this](int line) { m_reasons->showLine(line > 0 ? line : m_dockerfile->currentLine()); });
    connect(m_reasons, &ReasonPanel::reasonShown, m_dockerfile, &CodeView::markLines);
    connect(m_reasons, &ReasonPanel::lineChosen, this, &GeneratedPanel::showDockerfileLine);
    connect(theme, &Theme::changed, this, &GeneratedPanel::refill);
}

void GeneratedPanel::makeTabs()
{
    m_tabs = new PageTabWidget(m_theme, m_splitter);
    m_tabs->setObjectName(u"generatedTabs"_s);
    const auto view = [this](const QString &name, const QString &accessible) {
        auto *made = new CodeView(m_theme, m_tabs);
        made->setObjectName(name);
        made->setAccessibleName(accessible);
        return made;
    };
    m_dockerfile = view(u"dockerfileView"_s, tr("Generated Dockerfile"));
    m_diff = view(u"diffView"_s, tr("Difference to the Dockerfile in the project"));
    m_ignore = view(u"ignoreView"_s, tr("Generated .dockerignore"));
    m_diffStack = new QStackedWidget(m_tabs);
    m_noDiff = plainLabel({}, m_diffStack);
    m_noDiff->setAlignment(Qt::AlignCenter);
    m_noDiff->setMargin(fontMetrics().height() * 2);
    m_diffStack->addWidget(m_noDiff);
    m_diffStack->addWidget(m_diff);
    m_tabs->addTab(m_dockerfile, tr("Dockerfile"));
    m_tabs->addTab(m_diffStack, tr("Changes"));
    m_tabs->setTabToolTip(1, tr("What differs from the Dockerfile that is in your project."));
    m_tabs->addTab(m_ignore, tr(".dockerignore"));
    m_crates = new CratePanel(m_theme, m_tabs);
    // Crates have their own words below them.
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int tab) { m_reasons->setVisible(tab != cratesTab); });
    m_tabs->addTab(m_crates, tr("Crates"));
    m_tabs->setTabToolTip(cratesTab, tr("What is compiled, as far as Cargo would compile it, and why."));
    auto *corner = new QWidget(m_tabs);
    auto *buttons = new QHBoxLayout(corner);
    buttons->setContentsMargins(0, 0, fontMetrics().height() / 3, 0);
    auto *copy = cornerButton(u"copyDockerfile"_s, m_theme->icon(u"copy"_s), tr("Copy"), tr("Copies the Dockerfile (Ctrl+Shift+C)."), corner);
    auto *save = cornerButton(u"saveDockerfile"_s, m_theme->icon(u"save"_s), tr("Save Dockerfile…"),
                              tr("Writes the Dockerfile into the project. Building does not need it."), corner);
    buttons->addWidget(copy);
    buttons->addWidget(save);
    m_tabs->setCornerWidget(corner);
    m_corner = {copy, save};
    connect(copy, &QToolButton::clicked, this, &GeneratedPanel::copyRequested);
    connect(save, &QToolButton::clicked, this, &GeneratedPanel::saveRequested);
}

// Beside three tabs there is not always room for words; the icons keep their tooltips.
void GeneratedPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isWide = width() > fontMetrics().height() * 46;
    for (QToolButton *button : std::as_const(m_corner))
        button->setToolButtonStyle(isWide ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
}

QSize GeneratedPanel::minimumSizeHint() const
{
    const QMargins around = m_tabs->cornerWidget()->layout()->contentsMargins();
    int corner = around.left() + around.right();
    for (const QToolButton *button : m_corner)
        corner += button->sizeHint().height() + m_tabs->cornerWidget()->layout()->spacing();
    const int parts = std::max(m_reasons->minimumSizeHint().width(), m_crates->minimumSizeHint().width());
    return {std::max(parts, m_tabs->pageTabs()->wholeWidth() + corner), QWidget::minimumSizeHint().height()};
}

void GeneratedPanel::makeFindBar()
{
    m_findBar = new QWidget(this);
    m_findBar->hide();
    auto *row = new QHBoxLayout(m_findBar);
    row->setContentsMargins(fontMetrics().height() / 2, 3, fontMetrics().height() / 2, 3);
    m_findText = new QLineEdit(m_findBar);
    m_findText->setObjectName(u"planFind"_s);
    m_findText->setAccessibleName(tr("Find"));
    m_findText->setPlaceholderText(tr("Find in this text"));
    m_findText->setToolTip(tr("Enter finds the next place, Shift+Enter the one before, Escape closes."));
    m_findText->setClearButtonEnabled(true);
    m_findResult = new RoleLabel({}, ColorRole::SubtleText, m_theme, m_findBar);
    row->addWidget(m_findText, 1);
    row->addWidget(m_findResult);
    connect(m_findText, &QLineEdit::textEdited, this, [this] {
        QTextCursor cursor = currentView()->textCursor();
        cursor.setPosition(cursor.selectionStart());
        currentView()->setTextCursor(cursor);
        findNext(false);
    });
    connect(m_findText, &QLineEdit::returnPressed, this, [this] { findNext(QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier)); });
    auto *close = new QShortcut(QKeySequence(Qt::Key_Escape), m_findBar);
    close->setContext(Qt::WidgetWithChildrenShortcut);
    connect(close, &QShortcut::activated, this, [this] {
        m_findBar->hide();
        currentView()->setFocus();
    });
}

CodeView *GeneratedPanel::currentView() const
{
    return m_tabs->currentIndex() == 1 ? m_diff : m_tabs->currentIndex() == 2 ? m_ignore : m_dockerfile;
}

void GeneratedPanel::find()
{
    if (m_tabs->currentIndex() == cratesTab)
        return m_crates->find();
    m_findBar->show();
    m_findText->setFocus();
    m_findText->selectAll();
}

void GeneratedPanel::findNext(bool backward)
{
    CodeView *view = currentView();
    const QString text = m_findText->text();
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backward);
    bool isFound = text.isEmpty() || view->find(text, flags);
    if (!isFound) { // around the end
        QTextCursor cursor = view->textCursor();
        cursor.movePosition(backward ? QTextCursor::End : QTextCursor::Start);
        const QTextCursor before = view->textCursor();
        view->setTextCursor(cursor);
        isFound = view->find(text, flags);
        if (!isFound)
            view->setTextCursor(before);
    }
    m_findResult->setText(isFound ? QString() : tr("Not found"));
}

QColor GeneratedPanel::stageColor(const DockerfileDocument &document, const DockerfileLine &line) const
{
    if (line.stage.isEmpty())
        return {};
    const QString id = line.reason >= 0 && line.reason < document.reasons.size() ? document.reasons[line.reason].id : QString();
    if (line.stage == u"tools"_s)
        return m_theme->color(ColorRole::StageTools);
    if (line.stage == u"planner"_s)
        return m_theme->color(ColorRole::StagePlanner);
    if (line.stage == u"dependencies"_s || id.contains(u"cook"_s) || id.contains(u"dependencies"_s))
        return m_theme->color(ColorRole::StageDependencies);
    return m_theme->color(line.stage == u"build"_s ? ColorRole::StageBuild : ColorRole::StageRuntime);
}

void GeneratedPanel::show(const PlanResult &result, bool flash)
{
    if (!m_isHighlighted) { // the definitions cost some milliseconds that the first frame does not pay
        highlightDockerfile(m_dockerfile->document(), m_theme);
        m_isHighlighted = true;
    }
    m_shown = std::make_shared<PlanResult>(result);
    QList<CodeLine> lines;
    lines.reserve(result.document.lines.size());
    for (int i = 0; i < result.document.lines.size(); ++i) {
        const DockerfileLine &line = result.document.lines[i];
        lines.append({line.text, QString::number(i + 1), stageColor(result.document, line), {}});
    }
    m_reasons->setDocument(result.document, m_costs);
    m_dockerfile->setLines(lines, flash, foldsOf(result.document));
    m_reasons->showLine(m_dockerfile->currentLine());
    showDifference(result);
    const CrateGraph &crates = m_shown->plan.crates;
    m_crates->show({m_shown, &crates});
    QList<CodeLine> ignore;
    QStringList ignored = result.document.ignoreText.split(u'\n');
    if (!ignored.isEmpty() && ignored.last().isEmpty())
        ignored.removeLast();
    for (const QString &line : std::as_const(ignored))
        ignore.append({line, QString::number(ignore.size() + 1), {}, {}});
    m_ignore->setLines(ignore, false);
}

void GeneratedPanel::showDifference(const PlanResult &result)
{
    const int changes = changeCount(result.difference);
    m_tabs->setTabText(1, changes > 0 ? tr("Changes (%1)").arg(changes) : tr("Changes"));
    updateGeometry();
    if (result.project->dockerfilePath.isEmpty())
        m_noDiff->setText(tr("The project has no Dockerfile. Building needs none; “Save Dockerfile…” writes this one."));
    else
        m_noDiff->setText(tr("The Dockerfile in the project is the same as this one."));
    m_diff->setLines(differenceLines(result.difference, m_theme), false, foldsOf(result.difference));
    m_diffStack->setCurrentIndex(changes > 0 ? 1 : 0);
}

void GeneratedPanel::refill()
{
    if (m_shown)
        show(PlanResult(*m_shown), false);
}

void GeneratedPanel::setCosts(const StepCosts &costs)
{
    m_costs = costs;
    if (m_shown) {
        m_reasons->setDocument(m_shown->document, costs);
        m_reasons->showLine(m_dockerfile->currentLine());
    }
}

void GeneratedPanel::showDockerfileLine(int line)
{
    m_tabs->setCurrentIndex(0);
    m_dockerfile->showLine(line);
}

QList<QSplitter *> GeneratedPanel::splitters() const
{
    return {m_splitter, m_reasons->splitter()};
}

} // namespace slipway
