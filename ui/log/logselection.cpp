// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The log's caret and selection: mouse, keys, copying.
#include "log/logview.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace slipway {

namespace {

constexpr int dragMilliseconds = 40;

} // namespace

LogView::Position LogView::positionAt(const QPointF &point) const
{
    const qint64 rows = rowCount();
    if (rows == 0)
        return {};
    const qint64 row = verticalScrollBar()->value() + static_cast<qint64>(std::floor(point.y() / m_height));
    if (row < 0)
        return {lineAt(0), 0};
    if (row >= rows)
        return {lineAt(rows - 1), m_store->line(lineAt(rows - 1)).text.size()};
    const qint64 line = lineAt(row);
    const double column = (point.x() - m_textLeft) / m_cell + horizontalScrollBar()->value();
    if (column <= 0)
        return {line, 0};
    const int cell = static_cast<int>(std::min(column + 0.4, 1e9));
    return {line, logIndexAt(m_store->line(line).text, cell, placeBefore(line, cell))};
}

std::pair<LogView::Position, LogView::Position> LogView::selection() const
{
    return m_anchor < m_caret ? std::pair(m_anchor, m_caret) : std::pair(m_caret, m_anchor);
}

QString LogView::selectedText() const
{
    auto [from, to] = selection();
    if (!m_store || from.line < 0 || from == to)
        return {};
    if (from.line < m_store->firstLine())
        from = {m_store->firstLine(), 0};
    QString text;
    for (qint64 row = rowOf(from.line); row < rowCount(); ++row) {
        const qint64 number = lineAt(row);
        if (number > to.line)
            break;
        const QString &line = m_store->line(number).text;
        const qsizetype begin = number == from.line ? std::min(from.index, line.size()) : 0;
        const qsizetype end = number == to.line ? std::min(to.index, line.size()) : line.size();
        text += logPlainText(QStringView(line).sliced(begin, std::max<qsizetype>(0, end - begin)));
        if (number < to.line)
            text += u'\n';
    }
    return text;
}

void LogView::copy()
{
    QString text = selectedText();
    if (text.isEmpty() && m_store && m_caret.line >= m_store->firstLine())
        text = logPlainText(m_store->line(m_caret.line).text); // the current line
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void LogView::selectAll()
{
    if (rowCount() == 0)
        return;
    m_anchor = {lineAt(0), 0};
    const qint64 last = lineAt(rowCount() - 1);
    m_caret = {last, m_store->line(last).text.size()};
    viewport()->update();
}

void LogView::moveCaret(qint64 row, bool extend)
{
    if (rowCount() == 0)
        return;
    row = std::clamp<qint64>(row, 0, rowCount() - 1);
    const qint64 line = lineAt(row);
    if (extend && m_anchor.line >= 0)
        m_caret = {line, line >= m_anchor.line ? m_store->line(line).text.size() : 0};
    else
        m_caret = m_anchor = {line, 0};
    setFollowing(row == rowCount() - 1);
    updateBars(); // lines may have come since the last frame
    QScrollBar *bar = verticalScrollBar();
    if (row < bar->value())
        bar->setValue(static_cast<int>(row));
    else if (row >= bar->value() + visibleRows())
        bar->setValue(static_cast<int>(row - visibleRows() + 1));
    m_top = lineAt(bar->value());
    viewport()->update();
    if (!extend)
        Q_EMIT lineChosen(m_store->line(line).step, line);
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const qint64 row = m_caret.line >= 0 ? rowOf(m_caret.line) : verticalScrollBar()->value() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        moveCaret(row - 1, extend);
        return;
    case Qt::Key_Down:
        moveCaret(row + 1, extend);
        return;
    case Qt::Key_PageUp:
        moveCaret(row - visibleRows(), extend);
        return;
    case Qt::Key_PageDown:
        moveCaret(row + visibleRows(), extend);
        return;
    case Qt::Key_Home:
        moveCaret(0, extend);
        return;
    case Qt::Key_End:
        moveCaret(rowCount() - 1, extend);
        return;
    case Qt::Key_Left:
        horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
        return;
    case Qt::Key_Right:
        horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        return;
    case Qt::Key_F3:
        findNext(extend);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || rowCount() == 0)
        return;
    m_caret = positionAt(event->position());
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor.line < 0)
        m_anchor = m_caret;
    setFollowing(false);
    viewport()->update();
    if (m_anchor == m_caret)
        Q_EMIT lineChosen(m_store->line(m_caret.line).step, m_caret.line);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_anchor.line < 0 || rowCount() == 0)
        return;
    m_dragPoint = event->position();
    m_caret = positionAt(m_dragPoint);
    if (m_dragTimer == 0 && !viewport()->rect().contains(m_dragPoint.toPoint()))
        m_dragTimer = startTimer(dragMilliseconds);
    viewport()->update();
}

// The mouse is held outside: scroll there.
void LogView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_dragTimer) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    const QRect inside = viewport()->rect();
    if (inside.contains(m_dragPoint.toPoint()) || rowCount() == 0) {
        killTimer(std::exchange(m_dragTimer, 0));
        return;
    }
    QScrollBar *bar = verticalScrollBar();
    if (m_dragPoint.y() < 0)
        bar->setValue(bar->value() - 1 - static_cast<int>(-m_dragPoint.y() / m_height));
    else if (m_dragPoint.y() > inside.bottom())
        bar->setValue(bar->value() + 1 + static_cast<int>((m_dragPoint.y() - inside.bottom()) / m_height));
    m_caret = positionAt(m_dragPoint);
    viewport()->update();
}

void LogView::mouseReleaseEvent(QMouseEvent *)
{
    if (m_dragTimer != 0)
        killTimer(std::exchange(m_dragTimer, 0));
    const QString text = selectedText();
    if (!text.isEmpty() && QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(text, QClipboard::Selection);
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Position at = positionAt(event->position() - QPointF(m_cell * 0.4, 0));
    if (at.line < 0)
        return;
    const QString &text = m_store->line(at.line).text;
    const auto isWord = [&text](qsizetype i) { return text[i].isLetterOrNumber() || QStringView(u"_-./:@").contains(text[i]); };
    qsizetype begin = std::min(at.index, text.size());
    qsizetype end = begin;
    while (begin > 0 && isWord(begin - 1))
        --begin;
    while (end < text.size() && isWord(end))
        ++end;
    m_anchor = {at.line, begin};
    m_caret = {at.line, end};
    viewport()->update();
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(tr("&Copy"), QKeySequence::Copy, this, &LogView::copy);
    copyAction->setEnabled(!selectedText().isEmpty() || m_caret.line >= 0);
    menu->addAction(tr("Select &all"), QKeySequence::SelectAll, this, &LogView::selectAll);
    menu->popup(event->globalPos());
}

} // namespace slipway
