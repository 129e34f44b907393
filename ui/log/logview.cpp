// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logview.h"

#include <QFontDatabase>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int frameMilliseconds = 1000 / 30;
constexpr qsizetype longLine = 16 * 1024;   ///< units from which a line gets places to start from
constexpr qsizetype placeEvery = 4 * 1024;

} // namespace

LogView::LogView(const Theme *theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
{
    setObjectName(u"logView"_s);
    setAccessibleName(tr("Log"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    viewport()->setCursor(Qt::IBeamCursor);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // no jump of the text when it begins to be needed
    m_places.setMaxCost(16);
    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, this, [this] {
        updateBars();
        viewport()->update();
    });
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this](int action) {
        if (action != QAbstractSlider::SliderNoAction)
            stopFollowing();
    });
    connect(theme, &Theme::changed, this, &LogView::schedule);
    connect(&m_search, &LogSearch::changed, this, &LogView::schedule);
    measureFont();
}

LogView::~LogView() = default;

void LogView::setStore(LogStore *store)
{
    if (m_store)
        disconnect(m_store, nullptr, this, nullptr);
    m_store = store;
    m_caret = m_anchor = {};
    m_measured = 0;
    m_columns = 0;
    m_places.clear();
    m_search.setSource(store, m_step);
    if (store) {
        connect(store, &LogStore::changed, this, &LogView::takeUp);
        connect(store, &QObject::destroyed, this, [this] { setStore(nullptr); });
    }
    setFollowing(true);
    takeUp();
}

void LogView::setStep(int step)
{
    if (m_step == step)
        return;
    const qint64 top = m_top;
    m_step = step;
    m_search.setSource(m_store, step);
    updateBars();
    if (!m_isFollowing && top >= 0)
        verticalScrollBar()->setValue(static_cast<int>(rowOf(top)));
    schedule();
}

void LogView::setEdge(std::function<QColor(int)> edge)
{
    m_edge = std::move(edge);
    schedule();
}

void LogView::setAlwaysDark(bool dark)
{
    m_isDark = dark;
    schedule();
}

void LogView::setFollowing(bool following)
{
    if (m_isFollowing == following)
        return;
    m_isFollowing = following;
    Q_EMIT followingChanged(following);
    schedule();
}

void LogView::stopFollowing()
{
    const QScrollBar *bar = verticalScrollBar();
    // The bar's value is set after this signal: look at where it goes.
    setFollowing(bar->sliderPosition() >= bar->maximum());
}

void LogView::takeUp()
{
    if (m_store) {
        for (m_measured = std::max(m_measured, m_store->firstLine()); m_measured < m_store->endLine(); ++m_measured)
            m_columns = static_cast<int>(std::max<qsizetype>(m_columns, m_store->line(m_measured).text.size())); // an upper bound
    }
    m_search.resume();
    schedule();
}

void LogView::schedule()
{
    if (!isVisible() || m_frame.isActive())
        return;
    const qint64 since = m_sincePaint.isValid() ? m_sincePaint.elapsed() : frameMilliseconds;
    m_frame.start(static_cast<int>(std::clamp<qint64>(frameMilliseconds - since, 0, frameMilliseconds)));
}

qint64 LogView::rowCount() const
{
    if (!m_store)
        return 0;
    return m_step < 0 ? m_store->endLine() - m_store->firstLine() : static_cast<qint64>(m_store->linesOf(m_step).size());
}

qint64 LogView::lineAt(qint64 row) const
{
    if (!m_store || row < 0 || row >= rowCount())
        return -1;
    return m_step < 0 ? m_store->firstLine() + row : m_store->linesOf(m_step)[static_cast<size_t>(row)];
}

qint64 LogView::rowOf(qint64 line) const
{
    if (!m_store)
        return 0;
    if (m_step < 0)
        return std::clamp<qint64>(line - m_store->firstLine(), 0, std::max<qint64>(0, rowCount() - 1));
    const std::deque<qint64> &lines = m_store->linesOf(m_step);
    return std::ranges::lower_bound(lines, line) - lines.begin();
}

int LogView::visibleRows() const
{
    return std::max(1, static_cast<int>(viewport()->height() / m_height));
}

void LogView::updateBars()
{
    m_isMoving = true;
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(visibleRows());
    bar->setRange(0, static_cast<int>(std::max<qint64>(0, rowCount() - visibleRows())));
    if (m_isFollowing)
        bar->setValue(bar->maximum());
    else if (m_top >= 0)
        bar->setValue(static_cast<int>(rowOf(m_top)));
    m_top = lineAt(bar->value());
    const int cells = std::max(1, static_cast<int>((viewport()->width() - m_textLeft) / m_cell));
    horizontalScrollBar()->setPageStep(cells);
    horizontalScrollBar()->setSingleStep(4);
    horizontalScrollBar()->setRange(0, std::max(0, m_columns + 2 - cells));
    m_isMoving = false;
}

void LogView::scrollContentsBy(int, int)
{
    if (m_isMoving)
        return;
    m_top = lineAt(verticalScrollBar()->value());
    viewport()->update();
}

void LogView::measureFont()
{
    const QFontMetricsF metrics(font());
    m_cell = metrics.horizontalAdvance(u'M');
    m_height = std::ceil(metrics.height() * 1.12);
    m_textLeft = std::ceil(m_cell * 8.5) + 6;
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measureFont();
        schedule();
    }
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void LogView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    schedule();
}

void LogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    m_isFocusShown = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

const QList<LogPlace> &LogView::places(qint64 line) const
{
    static const QList<LogPlace> none{LogPlace()};
    if (!m_store || m_store->line(line).text.size() < longLine)
        return none;
    if (!m_places.contains(line))
        m_places.insert(line, new QList<LogPlace>(logPlaces(m_store->line(line).text, placeEvery)));
    return *m_places.object(line);
}

LogPlace LogView::placeBefore(qint64 line, int column) const
{
    if (column <= 0)
        return {};
    const QList<LogPlace> &known = places(line);
    return *(std::ranges::upper_bound(known, column, {}, &LogPlace::column) - 1);
}

LogPlace LogView::placeOf(qint64 line, qsizetype index) const
{
    if (index <= 0)
        return {};
    const QList<LogPlace> &known = places(line);
    return *(std::ranges::upper_bound(known, index, {}, &LogPlace::index) - 1);
}

QString LogView::visibleText() const
{
    QString text;
    for (qint64 row = verticalScrollBar()->value(); row < std::min<qint64>(rowCount(), verticalScrollBar()->value() + visibleRows()); ++row)
        text += logPlainText(QStringView(m_store->line(lineAt(row)).text).left(longLine)) + u'\n';
    return text;
}

void LogView::showLine(qint64 line)
{
    if (rowCount() == 0)
        return;
    const qint64 row = std::min(rowOf(line), rowCount() - 1);
    m_caret = m_anchor = {lineAt(row), 0};
    setFollowing(false);
    updateBars();
    QScrollBar *bar = verticalScrollBar();
    if (row < bar->value() || row >= bar->value() + visibleRows())
        bar->setValue(static_cast<int>(std::max<qint64>(0, row - visibleRows() / 3)));
    m_top = lineAt(bar->value());
    viewport()->update();
}

void LogView::findNext(bool backward)
{
    const qint64 from = m_caret.line >= 0 ? m_caret.line : backward ? lineAt(rowCount() - 1) + 1 : lineAt(verticalScrollBar()->value()) - 1;
    const qint64 line = m_search.next(from, backward);
    if (line < 0)
        return;
    showLine(line);
    Q_EMIT lineChosen(m_store->line(line).step, line);
}

void LogView::wheelEvent(QWheelEvent *event)
{
    QAbstractScrollArea::wheelEvent(event);
    if (event->angleDelta().y() != 0)
        setFollowing(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
}

} // namespace slipway
