// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logpanel.h"

#include "build/buildselection.h"
#include "build/stepmodel.h"
#include "log/logtext.h"
#include "log/logview.h"
#include "widgets/labels.h"
#include "widgets/statemark.h"

#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

LogPanel::LogPanel(BuildSelection *selection, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_selection(selection)
    , m_theme(theme)
{
    setObjectName(u"logPanel"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    makeHead();
    column->addWidget(m_head);
    makeFindBar();
    column->addWidget(m_findBar);
    m_view = new LogView(theme, this);
    m_view->setToolTip({});
    column->addWidget(m_view, 1);
    m_view->setEdge([this](int step) {
        if (!m_state || step < 0 || step >= m_state->steps.size())
            return QColor();
        return m_theme->color(stageRole(m_state->steps[step].parsed.stage, m_state->steps[step].parsed.command));
    });
    connect(m_view, &LogView::lineChosen, this, [this](int step, qint64 line) {
        m_isOwnChange = true;
        m_selection->selectLogLine(step, line);
        m_isOwnChange = false;
    });
    connect(m_view, &LogView::followingChanged, m_follow, &QToolButton::setChecked);
    connect(m_view->search(), &LogSearch::changed, this, &LogPanel::findResult);
    connect(selection, &BuildSelection::changed, this, &LogPanel::selectionChanged);
    setBuild(nullptr, nullptr);
}

QToolButton *LogPanel::button(const QString &name, const QString &icon, const QString &text, const QString &tip)
{
    auto *made = new QToolButton(m_head);
    made->setObjectName(name);
    made->setIcon(m_theme->icon(icon));
    made->setText(text);
    made->setAccessibleName(text);
    made->setToolTip(tip);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

void LogPanel::makeHead()
{
    const int unit = fontMetrics().height();
    m_head = new QWidget(this);
    auto *row = new QHBoxLayout(m_head);
    row->setContentsMargins(unit / 2, unit / 4, unit / 3, unit / 4);
    auto *label = new QLabel(tr("&Log of"), m_head);
    row->addWidget(label);
    m_steps = new QComboBox(m_head);
    m_steps->setObjectName(u"logStep"_s);
    m_steps->setAccessibleName(tr("Step whose log is shown"));
    m_steps->setToolTip(tr("Shows the log of one step, or of all (Alt+L)."));
    m_steps->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_steps->setMinimumContentsLength(12);
    m_steps->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    label->setBuddy(m_steps);
    row->addWidget(m_steps, 1);
    m_find = button(u"logFindButton"_s, u"search"_s, tr("Find"), tr("Finds a word in this log (Ctrl+F)."));
    m_follow = button(u"logFollow"_s, u"follow"_s, tr("Follow"), tr("Stays at the newest line while the build speaks (End)."));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    row->addWidget(m_find);
    row->addWidget(m_follow);
    connect(m_steps, &QComboBox::activated, this, &LogPanel::stepChosen);
    connect(m_find, &QToolButton::clicked, this, &LogPanel::find);
    connect(m_follow, &QToolButton::clicked, this, &LogPanel::followChosen);
    connect(m_follow, &QToolButton::toggled, this, [this](bool on) { m_view->setFollowing(on); });
}

void LogPanel::makeFindBar()
{
    const int unit = fontMetrics().height();
    m_findBar = new QWidget(this);
    m_findBar->hide();
    auto *row = new QHBoxLayout(m_findBar);
    row->setContentsMargins(unit / 2, 0, unit / 2, unit / 4);
    m_findText = new QLineEdit(m_findBar);
    m_findText->setObjectName(u"logFind"_s);
    m_findText->setAccessibleName(tr("Find in the log"));
    m_findText->setPlaceholderText(tr("Find in this log"));
    m_findText->setToolTip(tr("Enter finds the next place, Shift+Enter the one before, Escape closes."));
    m_findText->setClearButtonEnabled(true);
    m_findResult = new RoleLabel({}, ColorRole::SubtleText, m_theme, m_findBar);
    m_findResult->setObjectName(u"logFindResult"_s);
    row->addWidget(m_findText, 1);
    row->addWidget(m_findResult);
    connect(m_findText, &QLineEdit::textChanged, this, [this](const QString &text) { m_view->search()->setText(text); });
    connect(m_findText, &QLineEdit::returnPressed, this, [this] { m_view->findNext(QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier)); });
    auto *close = new QShortcut(QKeySequence(Qt::Key_Escape), m_findBar);
    close->setContext(Qt::WidgetWithChildrenShortcut);
    connect(close, &QShortcut::activated, this, [this] {
        m_findBar->hide();
        m_view->search()->setText({});
        m_view->setFocus();
    });
}

void LogPanel::find()
{
    m_findBar->show();
    m_findText->setFocus();
    m_findText->selectAll();
    m_view->search()->setText(m_findText->text());
}

void LogPanel::findResult()
{
    const LogSearch *search = m_view->search();
    const int count = static_cast<int>(search->lines().size());
    if (search->text().isEmpty())
        m_findResult->clear();
    else if (count > 0)
        m_findResult->setText(tr("%n lines", nullptr, count));
    else
        m_findResult->setText(search->isSearching() ? tr("Searching…") : tr("Not found"));
}

void LogPanel::setBuild(const BuildState *state, LogStore *log)
{
    m_state = state;
    m_log = log;
    m_steps->clear();
    m_view->setStep(-1);
    m_view->setStore(log);
    fillSteps();
    const bool isThere = log != nullptr;
    for (QWidget *widget : QList<QWidget *>{m_steps, m_find, m_follow})
        widget->setEnabled(isThere);
}

void LogPanel::updateBuild()
{
    fillSteps();
}

// All, then each step that has said something, by its id.
void LogPanel::fillSteps()
{
    if (m_steps->count() == 0)
        m_steps->addItem(tr("all steps"), -1);
    if (!m_state || !m_log)
        return;
    int at = 1;
    for (int step = 0; step < m_state->steps.size(); ++step) {
        if (at < m_steps->count() && m_steps->itemData(at).toInt() == step) {
            ++at;
            continue;
        }
        if (m_log->linesOf(step).empty() && step != m_view->step())
            continue;
        m_steps->insertItem(at, stepTitle(m_state->steps[step]), step);
        m_steps->setItemData(at, stepTitle(m_state->steps[step]).toHtmlEscaped(), Qt::ToolTipRole);
        ++at;
    }
    m_steps->setCurrentIndex(std::max(0, m_steps->findData(m_view->step())));
}

void LogPanel::stepChosen(int index)
{
    const int step = m_steps->itemData(index).toInt();
    if (step >= 0 && step == m_selection->step())
        showStep(step);
    else if (step >= 0)
        m_selection->selectStep(step);
    else
        showStep(-1);
}

void LogPanel::selectionChanged()
{
    if (m_isOwnChange)
        return;
    if (m_selection->logLine() >= 0)
        m_view->showLine(m_selection->logLine());
    else if (m_selection->step() >= 0)
        showStep(m_selection->step());
}

void LogPanel::showStep(int step)
{
    m_view->setStep(step);
    fillSteps();
    if (step < 0) {
        if (!m_view->isFollowing() && m_selection->step() >= 0 && m_log && !m_log->linesOf(m_selection->step()).empty())
            m_view->showLine(m_log->linesOf(m_selection->step()).front());
        return;
    }
    if (!m_state || step >= m_state->steps.size())
        return;
    // A step that runs is followed; one that failed is read from its error on; any other from its beginning.
    const BuildStep &which = m_state->steps[step];
    if (which.state == StepState::Running)
        m_view->setFollowing(true);
    else if (which.state == StepState::Failed && !which.firstErrorLine.isEmpty())
        showWords(which.firstErrorLine);
    else if (m_log && !m_log->linesOf(step).empty())
        m_view->showLine(m_log->linesOf(step).front());
}

void LogPanel::showWords(const QString &words)
{
    if (!m_log)
        return;
    const QString wanted = words.section(u'\n', 0, 0).trimmed();
    for (qint64 row = 0; !wanted.isEmpty() && row < m_view->rowCount(); ++row) {
        const qint64 line = m_view->lineAt(row);
        if (logPlainText(m_log->line(line).text).contains(wanted)) {
            m_view->showLine(line);
            return;
        }
    }
    if (m_view->rowCount() > 0)
        m_view->showLine(m_view->lineAt(m_view->rowCount() - 1));
}

} // namespace slipway
