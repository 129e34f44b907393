// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timelineview.h"

#include "base/text.h"
#include "build/buildselection.h"
#include "build/stepmodel.h"

#include <QAccessible>
#include <QScrollBar>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int frameMilliseconds = 1000 / 30;
constexpr qint64 second = 1'000'000'000;

std::chrono::milliseconds toMilliseconds(qint64 nanoseconds)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(nanoseconds));
}

} // namespace

TimelineView::TimelineView(BuildSelection *selection, const Theme *theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_selection(selection)
    , m_theme(theme)
{
    setObjectName(u"timelineView"_s);
    setAccessibleName(tr("Timeline of the build"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    connect(selection, &BuildSelection::changed, this, &TimelineView::showSelection);
    connect(selection, &BuildSelection::rangeChanged, this, &TimelineView::schedule);
    connect(theme, &Theme::changed, this, &TimelineView::schedule);
}

TimelineView::~TimelineView() = default;

void TimelineView::setBuild(const BuildState *state, const QString &builderPlatform, std::function<qint64()> clock)
{
    m_state = state;
    m_builderPlatform = builderPlatform;
    m_clock = std::move(clock);
    m_hovered = -1;
    verticalScrollBar()->setValue(0);
    readRows();
    fit();
    schedule();
}

void TimelineView::updateBuild()
{
    m_areRowsDue = true;
    schedule();
}

void TimelineView::setRunning(bool running)
{
    m_isRunning = running;
    m_areRowsDue = true;
    schedule();
}

qint64 TimelineView::now() const
{
    if (!m_state)
        return 0;
    return m_isRunning && m_clock ? std::max(m_clock(), m_state->lastEvent) : m_state->lastEvent;
}

qint64 TimelineView::lastTime() const
{
    qint64 last = m_isRunning ? now() : m_state ? m_state->lastEvent : 0;
    for (const TimelineRow &row : m_rows) {
        for (const StepInterval &interval : row.intervals)
            last = std::max(last, interval.completed);
    }
    return last;
}

double TimelineView::chartWidth() const
{
    return std::max(1.0, viewport()->width() - m_metrics.labelWidth);
}

// A little air on the right, where labels stand; a build that runs gets more, so that its bars do not push the axis at every frame.
TimelineRange TimelineView::whole() const
{
    if (!m_state || m_state->started == 0)
        return {0, 10 * second};
    const qint64 length = std::max(lastTime() - m_state->started, second);
    const qint64 air = std::max(length / 6, second / 2);
    qint64 end = m_state->started + length + air;
    if (m_isRunning) {
        const qint64 step = std::max(length / 8, 2 * second);
        end = m_state->started + ((length + air) / step + 1) * step;
    }
    return {m_state->started, end};
}

void TimelineView::fit()
{
    m_selection->setFitting(whole());
}

void TimelineView::readRows()
{
    m_areRowsDue = false;
    m_rows = m_state ? timelineRows(*m_state, m_builderPlatform) : QList<TimelineRow>();
    m_items.clear();
    for (int row = 0; row < m_rows.size(); ++row) {
        const TimelineRow &which = m_rows[row];
        if (which.isGroup || which.step < 0 || which.intervals.isEmpty())
            continue;
        const BuildStep &step = m_state->steps[which.step];
        m_items.append({which.step, row,
                        tr("%1, %2, %3", "a step, its state, its duration")
                            .arg(displayText(which.label).simplified(), stepStateText(which.state), durationText(toMilliseconds(step.duration(now()))))});
    }
    if (m_accessibleCount != m_items.size()) {
        m_accessibleCount = static_cast<int>(m_items.size());
        QAccessibleEvent event(this, QAccessible::ObjectReorder);
        QAccessible::updateAccessibility(&event);
    }
}

int TimelineView::itemOf(int step) const
{
    const auto found = std::ranges::find(m_items, step, &Item::step);
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

QRect TimelineView::itemRect(int item) const
{
    if (item < 0 || item >= m_items.size())
        return {};
    QRectF rect;
    for (const TimelineBar &bar : m_layout.bars()) {
        if (bar.step == m_items[item].step)
            rect |= bar.rect;
    }
    rect.translate(0, -verticalScrollBar()->value());
    const QRectF chart(m_metrics.labelWidth, m_metrics.axisHeight, chartWidth(), viewport()->height() - m_metrics.axisHeight);
    return (rect & chart).toAlignedRect();
}

void TimelineView::chooseItem(int item)
{
    if (item >= 0 && item < m_items.size())
        m_selection->selectStep(m_items[item].step);
}

// Never more than 30 frames a second, and none that nobody sees.
void TimelineView::schedule()
{
    if (!isVisible() || m_frame.isActive())
        return;
    const qint64 since = m_sincePaint.isValid() ? m_sincePaint.elapsed() : frameMilliseconds;
    m_frame.start(static_cast<int>(std::clamp<qint64>(frameMilliseconds - since, 0, frameMilliseconds)));
}

void TimelineView::layOut()
{
    if (m_areRowsDue)
        readRows();
    const int line = fontMetrics().height();
    m_metrics.rowHeight = line * 1.3;
    m_metrics.barHeight = line * 0.8;
    m_metrics.groupHeight = line * 1.45;
    m_metrics.axisHeight = line * 1.7;
    m_metrics.labelWidth = std::min(std::clamp(viewport()->width() * 0.26, line * 17.0, line * 30.0), viewport()->width() * 0.4);
    if (m_selection->isFitting() && m_state)
        fit();
    const QFontMetricsF metrics(font());
    m_layout.build(m_rows, m_selection->range(), viewport()->width(), m_metrics, now(),
                   [&metrics](const QString &text) { return metrics.horizontalAdvance(text); });
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(static_cast<int>(m_metrics.rowHeight));
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_layout.height()) - viewport()->height()));
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void TimelineView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    schedule();
}

void TimelineView::hideEvent(QHideEvent *event)
{
    QAbstractScrollArea::hideEvent(event);
    m_frame.stop();
}

void TimelineView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        schedule();
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    m_isFocusShown = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    schedule();
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    schedule();
}

QString TimelineView::explain(int id) const
{
    if (!m_state || id < 0 || id >= m_state->steps.size())
        return {};
    const BuildStep &step = m_state->steps[id];
    QStringList lines{displayText(step.name)};
    QString state = stepStateText(step.state);
    if (step.startedAt() > 0)
        state = tr("%1, %2, begun at %3", "state, duration, time")
                    .arg(state, durationText(toMilliseconds(step.duration(now()))), clockText(toMilliseconds(step.startedAt() - m_state->started)));
    lines.append(state);
    qint64 current = 0;
    qint64 total = 0;
    for (const StepTransfer &transfer : step.transfers) {
        current += transfer.current;
        total += transfer.total;
    }
    if (total > 0)
        lines.append(tr("%1 of %2 moved").arg(bytesText(std::min(current, total)), bytesText(total)));
    if (step.dockerfileLine > 0)
        lines.append(tr("Line %1 of the Dockerfile").arg(step.dockerfileLine));
    if (!step.firstErrorLine.isEmpty())
        lines.append(displayText(step.firstErrorLine));
    return lines.join(u'\n');
}

void TimelineView::showSelection()
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].isGroup || m_rows[row].step != m_selection->step() || m_selection->step() < 0)
            continue;
        const QRectF rect = m_layout.rowRect(row);
        QScrollBar *bar = verticalScrollBar();
        if (rect.top() - bar->value() < m_metrics.axisHeight)
            bar->setValue(static_cast<int>(rect.top() - m_metrics.axisHeight));
        else if (rect.bottom() - bar->value() > viewport()->height())
            bar->setValue(static_cast<int>(rect.bottom()) - viewport()->height() + 2);
    }
    schedule();
    if (const int item = itemOf(m_selection->step()); item >= 0 && hasFocus()) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(item);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace slipway
