// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildview.h"

#include "build/buildtables.h"
#include "build/resultcard.h"
#include "log/logaccessible.h"
#include "log/logpanel.h"
#include "log/logview.h"
#include "timeline/timelineaccessible.h"
#include "timeline/timelineview.h"
#include "widgets/labels.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

BuildView::BuildView(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    installTimelineAccessibility();
    installLogAccessibility();
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget(this);
    whole->addWidget(m_stack);
    m_emptyPage = new QWidget(m_stack);
    auto *middle = new QVBoxLayout(m_emptyPage);
    m_empty = new RoleLabel({}, ColorRole::SubtleText, theme, m_emptyPage);
    m_empty->setObjectName(u"buildEmpty"_s);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    middle->addWidget(m_empty);
    m_stack->addWidget(m_emptyPage);

    m_buildPage = new QWidget(m_stack);
    auto *column = new QVBoxLayout(m_buildPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_head = new BuildHead(theme, m_buildPage);
    column->addWidget(m_head);
    m_card = new ResultCard(theme, m_buildPage);
    m_card->hide();
    column->addWidget(m_card);
    m_vertical = new QSplitter(Qt::Vertical, m_buildPage);
    m_vertical->setObjectName(u"buildSplitter"_s);
    m_vertical->setChildrenCollapsible(false);
    column->addWidget(m_vertical, 1);
    makeTimeline();
    m_vertical->addWidget(m_timelinePart);
    m_horizontal = new QSplitter(Qt::Horizontal, m_vertical);
    m_horizontal->setObjectName(u"logSplitter"_s);
    m_horizontal->setChildrenCollapsible(false);
    m_tables = new BuildTables(&m_selection, theme, m_horizontal);
    m_horizontal->addWidget(m_tables);
    m_log = new LogPanel(&m_selection, theme, m_horizontal);
    m_horizontal->addWidget(m_log);
    m_horizontal->setStretchFactor(0, 2);
    m_horizontal->setStretchFactor(1, 3);
    m_vertical->addWidget(m_horizontal);
    m_vertical->setStretchFactor(0, 1);
    m_vertical->setStretchFactor(1, 1);
    m_stack->addWidget(m_buildPage);
    const int unit = fontMetrics().height();
    m_timelinePart->setMinimumHeight(unit * 6);
    m_horizontal->setMinimumHeight(unit * 7);
    m_tables->setMinimumWidth(unit * 16);
    m_log->setMinimumWidth(unit * 16);
    connectParts();
}

void BuildView::makeTimeline()
{
    m_timelinePart = new QWidget(m_vertical);
    auto *grid = new QGridLayout(m_timelinePart);
    grid->setContentsMargins(0, 0, 0, 0);
    m_timeline = new TimelineView(&m_selection, m_theme, m_timelinePart);
    m_timeline->setToolTip({});
    grid->addWidget(m_timeline, 0, 0);
    // In the corner above the names, where the axis has nothing to say.
    auto *corner = new QWidget(m_timelinePart);
    auto *row = new QHBoxLayout(corner);
    const int unit = fontMetrics().height();
    row->setContentsMargins(unit / 3, 0, 0, 0);
    row->setSpacing(0);
    const auto button = [&](const QString &name, const QString &icon, const QString &text, const QString &tip, auto slot) {
        auto *made = new QToolButton(corner);
        made->setObjectName(name);
        made->setIcon(m_theme->icon(icon));
        made->setAccessibleName(text);
        made->setToolTip(tip);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::TabFocus);
        connect(made, &QToolButton::clicked, m_timeline, slot);
        row->addWidget(made);
    };
    button(u"zoomIn"_s, u"zoom-in"_s, tr("Zoom in"), tr("Shows a shorter time (+, or Ctrl and the wheel)."), &TimelineView::zoomIn);
    button(u"zoomOut"_s, u"zoom-out"_s, tr("Zoom out"), tr("Shows a longer time (−, or Ctrl and the wheel)."), &TimelineView::zoomOut);
    button(u"zoomFit"_s, u"zoom-fit"_s, tr("Show all"), tr("Shows the whole build (0)."), &TimelineView::zoomToFit);
    grid->addWidget(corner, 0, 0, Qt::AlignTop | Qt::AlignLeft);
}

void BuildView::connectParts()
{
    connect(m_head, &BuildHead::cancelRequested, this, [this] {
        m_head->setCancelling(true);
        Q_EMIT cancelRequested();
    });
    connect(m_card, &ResultCard::againRequested, this, &BuildView::againRequested);
    connect(m_card, &ResultCard::lineActivated, this, &BuildView::lineActivated);
    connect(m_card, &ResultCard::optionSuggested, this, &BuildView::optionSuggested);
    connect(m_card, &ResultCard::copied, this, &BuildView::notice);
    const auto toLog = [this](int step) {
        m_selection.selectStep(step);
        m_log->view()->setFocus(Qt::OtherFocusReason);
    };
    connect(m_card, &ResultCard::logRequested, this, toLog);
    connect(m_timeline, &TimelineView::stepActivated, this, toLog);
    connect(m_tables, &BuildTables::stepActivated, this, toLog);
    connect(m_tables, &BuildTables::lineActivated, this, &BuildView::lineActivated);
    connect(m_tables, &BuildTables::optionSuggested, this, &BuildView::optionSuggested);
    connect(m_tables, &BuildTables::problemChosen, this, [this](int step, const QString &words) {
        m_selection.selectStep(step);
        m_log->showWords(words);
    });
}

// Only now the splitters have their size.
void BuildView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_wasShown)
        return;
    m_wasShown = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_vertical->setSizes({m_vertical->height() * 52 / 100, m_vertical->height() * 48 / 100});
            m_horizontal->setSizes({width() * 42 / 100, width() * 58 / 100});
        },
        Qt::QueuedConnection);
}

qint64 BuildView::now() const
{
    return m_source.clock ? m_source.clock() : m_source.state ? m_source.state->lastEvent : 0;
}

void BuildView::setSource(const Source &source)
{
    m_source = source;
    m_selection.clear();
    m_timeline->setBuild(source.state, source.builderPlatform, source.clock);
    m_tables->setBuild(source.state, source.document, now());
    m_log->setBuild(source.state, source.log);
    m_head->setCancelling(false);
}

void BuildView::setRunning(bool running)
{
    m_timeline->setRunning(running);
    if (!running && m_source.state)
        m_tables->updateBuild({}, m_source.state->lastEvent);
}

void BuildView::stepsChanged(const QList<int> &steps)
{
    m_tables->updateBuild(steps, now());
    m_timeline->updateBuild();
    m_log->updateBuild();
}

void BuildView::showProgress(const BuildProgress &progress)
{
    m_stack->setCurrentWidget(m_buildPage);
    m_card->hide();
    m_head->show();
    m_head->show(progress);
}

void BuildView::showResult(const BuildResult &result)
{
    m_stack->setCurrentWidget(m_buildPage);
    m_card->show(result, m_source.state, m_source.plan);
    m_head->hide();
    m_card->QWidget::show();
    m_head->setCancelling(false);
    if (result.outcome.kind == BuildOutcome::Kind::Failed && m_source.state && m_source.state->failedStep() >= 0) {
        m_selection.selectStep(m_source.state->failedStep());
        if (!m_source.state->problems.isEmpty())
            m_tables->showProblems();
    }
}

void BuildView::showEmpty(const QString &sentence)
{
    m_empty->setText(sentence);
    m_stack->setCurrentWidget(m_emptyPage);
}

void BuildView::selectDockerfileLine(int line)
{
    const int step = m_source.state ? m_tables->stepOfLine(line) : -1;
    if (step >= 0 && step != m_selection.step())
        m_selection.selectStep(step);
}

void BuildView::find()
{
    if (m_stack->currentWidget() == m_buildPage)
        m_log->find();
}

} // namespace slipway
