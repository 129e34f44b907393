// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/codeview.h"

#include "plan/codefolding.h"

#include <QFontDatabase>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QTextBlock>

namespace slipway {

namespace {

class Gutter : public QWidget
{
public:
    explicit Gutter(CodeView *view)
        : QWidget(view)
        , m_view(view)
    {
    }
    [[nodiscard]] QSize sizeHint() const override { return {m_view->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }

private:
    CodeView *m_view;
};

constexpr int flashMilliseconds = 1100;

} // namespace

CodeView::CodeView(const Theme *theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_gutter(new Gutter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setLineWrapMode(NoWrap);
    setFrameShape(NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_folding = new CodeFolding(this, theme);
    setUndoRedoEnabled(false);
    setMouseTracking(true);
    m_flash.setStartValue(1.0);
    m_flash.setEndValue(0.0);
    m_flash.setDuration(flashMilliseconds);
    m_flash.setEasingCurve(QEasingCurve::InQuad);
    connect(&m_flash, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_flashStrength = value.toDouble();
        updateMarks();
    });
    connect(&m_flash, &QVariantAnimation::finished, this, [this] {
        m_flashed.clear();
        updateMarks();
    });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
        placeFolds();
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeView::cursorMoved);
    connect(m_folding, &CodeFolding::pointedAt, this, [this](int line) {
        m_hovered = line;
        Q_EMIT lineHovered(line);
    });
    connect(theme, &Theme::changed, this, [this] {
        updateMarks();
        m_gutter->update();
    });
    layoutGutter();
}

void CodeView::setLines(const QList<CodeLine> &lines, bool flash, const QList<CodeFold> &folds)
{
    if (lines == m_lines && folds == m_folds)
        return;
    m_folds = folds;
    const auto texts = [](const QList<CodeLine> &from) {
        QStringList result;
        result.reserve(from.size());
        for (const CodeLine &line : from)
            result.append(line.text);
        return result;
    };
    const QStringList before = texts(m_lines);
    const bool wasEmpty = m_lines.isEmpty();
    m_lines = lines;
    if (wasEmpty) {
        setPlainText(texts(lines).join(u'\n')); // the first text; there is no position to keep
        m_folding->setFolds(folds);
    } else {
        QTextCursor top = cursorForPosition(QPoint(0, 0));
        const int offset = verticalScrollBar()->value() - top.block().firstLineNumber();
        top.setKeepPositionOnInsert(true);
        patch(before, texts(lines), flash);
        m_folding->setFolds(folds);
        verticalScrollBar()->setValue(top.block().firstLineNumber() + offset);
    }
    layoutGutter();
    updateMarks();
}

void CodeView::patch(const QStringList &before, const QStringList &after, bool flash)
{
    struct Hunk
    {
        int oldStart = 0;
        int oldCount = 0;
        int newStart = 0;
        QStringList lines;
    };
    QList<Hunk> hunks;
    int oldLine = 0;
    int newLine = 0;
    bool isOpen = false;
    for (const DiffLine &line : diffLines(before.join(u'\n') + u'\n', after.join(u'\n') + u'\n')) {
        if (line.kind == DiffLine::Kind::Same) {
            isOpen = false;
            ++oldLine;
            ++newLine;
            continue;
        }
        if (!isOpen)
            hunks.append({oldLine, 0, newLine, {}});
        isOpen = true;
        if (line.kind == DiffLine::Kind::Removed) {
            ++hunks.last().oldCount;
            ++oldLine;
        } else {
            hunks.last().lines.append(line.text);
            ++newLine;
        }
    }
    if (hunks.isEmpty())
        return;

    QTextCursor edit(document());
    edit.beginEditBlock();
    for (auto hunk = hunks.crbegin(); hunk != hunks.crend(); ++hunk) {
        QString text = hunk->lines.join(u'\n');
        const QTextBlock first = document()->findBlockByNumber(hunk->oldStart);
        if (hunk->oldCount == 0) {
            if (first.isValid()) {
                edit.setPosition(first.position());
                edit.insertText(text + u'\n');
            } else {
                edit.movePosition(QTextCursor::End);
                edit.insertText(u'\n' + text);
            }
            continue;
        }
        const QTextBlock last = document()->findBlockByNumber(hunk->oldStart + hunk->oldCount - 1);
        int from = first.position();
        int to = last.position() + last.length() - 1;
        if (hunk->lines.isEmpty()) { // the lines go, with one of the breaks around them
            if (last.next().isValid())
                ++to;
            else if (from > 0)
                --from;
        } else { // only what differs inside: a cursor beside it stays where it is
            const QString old = before.mid(hunk->oldStart, hunk->oldCount).join(u'\n');
            const qsizetype shorter = qMin(old.size(), text.size());
            qsizetype head = 0;
            while (head < shorter && old[head] == text[head])
                ++head;
            qsizetype tail = 0;
            while (tail < shorter - head && old[old.size() - 1 - tail] == text[text.size() - 1 - tail])
                ++tail;
            from += static_cast<int>(head);
            to -= static_cast<int>(tail);
            text = text.mid(head, text.size() - head - tail);
        }
        edit.setPosition(from);
        edit.setPosition(to, QTextCursor::KeepAnchor);
        edit.insertText(text);
    }
    edit.endEditBlock();

    if (flash) {
        m_flashed.clear();
        for (const Hunk &hunk : hunks) {
            for (int i = 0; i < qMax<int>(1, static_cast<int>(hunk.lines.size())); ++i)
                m_flashed.append(hunk.newStart + i);
        }
        startFlash();
    }
}

void CodeView::startFlash()
{
    m_flash.stop();
    m_flashStrength = 1;
    // Without animations the mark stands still and goes after the same time.
    const bool isReduced = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0;
    m_flash.setStartValue(1.0);
    m_flash.setEndValue(isReduced ? 1.0 : 0.0);
    m_flash.start();
}

void CodeView::updateMarks()
{
    QList<QTextEdit::ExtraSelection> marks;
    const auto mark = [&](int line, const QColor &color) {
        const QTextBlock block = document()->findBlockByNumber(line);
        if (!block.isValid())
            return;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.format.setBackground(color);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(selection);
    };
    for (int i = 0; i < m_lines.size(); ++i) {
        if (m_lines[i].background.isValid())
            mark(i, m_lines[i].background);
    }
    for (int line = m_firstMarked; line > 0 && line <= m_lastMarked; ++line)
        mark(line - 1, m_theme->color(ColorRole::HoverBackground));
    if (m_flash.state() == QAbstractAnimation::Running) {
        QColor color = m_theme->color(ColorRole::ChangedLine);
        color.setAlphaF(static_cast<float>(m_flashStrength));
        for (const int line : m_flashed)
            mark(line, color);
    }
    setExtraSelections(marks);
    placeFolds();
}

void CodeView::placeFolds()
{
    m_folding->place(m_firstMarked, m_lastMarked);
}

bool CodeView::isFolded(int line) const
{
    return m_folding->isFolded(line);
}

void CodeView::cursorMoved()
{
    if (!m_isKeyMoving)
        m_folding->reveal(currentLine()); // found there, or led there
}

void CodeView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_folding->toggleAt(currentLine()))
        return;
    const int before = textCursor().position();
    m_isKeyMoving = true;
    QPlainTextEdit::keyPressEvent(event);
    leaveFold(before);
    m_isKeyMoving = false;
}

// A key that leads into folded lines leads past them.
void CodeView::leaveFold(int before)
{
    QTextCursor cursor = textCursor();
    const bool isForward = cursor.position() > before;
    QTextBlock block = cursor.block();
    if (block.isVisible())
        return;
    while (block.isValid() && !block.isVisible())
        block = isForward ? block.next() : block.previous();
    if (!block.isValid())
        return;
    cursor.setPosition(isForward ? block.position() : block.position() + block.length() - 1,
                       cursor.hasSelection() ? QTextCursor::KeepAnchor : QTextCursor::MoveAnchor);
    setTextCursor(cursor);
}

int CodeView::currentLine() const
{
    return textCursor().blockNumber() + 1;
}

void CodeView::showLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    if (!block.isValid())
        return;
    m_folding->reveal(line);
    setTextCursor(QTextCursor(block));
    centerCursor();
}

void CodeView::markLines(int first, int last)
{
    if (first == m_firstMarked && last == m_lastMarked)
        return;
    m_firstMarked = first;
    m_lastMarked = last;
    updateMarks();
    m_gutter->update();
}

int CodeView::gutterWidth() const
{
    int widest = 0;
    for (const CodeLine &line : m_lines)
        widest = qMax(widest, fontMetrics().horizontalAdvance(line.number));
    return widest + fontMetrics().height() * 3 / 2;
}

void CodeView::layoutGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), width, inside.height());
}

void CodeView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.setFont(font());
    const int edge = qMax(3, fontMetrics().height() / 5);
    QTextBlock block = firstVisibleBlock();
    double y = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && y <= event->rect().bottom()) {
        const double height = blockBoundingRect(block).height();
        const int number = block.blockNumber();
        if (number < m_lines.size()) {
            const CodeLine &line = m_lines[number];
            if (!block.isVisible()) {
                block = block.next();
                continue;
            }
            if (line.edge.isValid())
                painter.fillRect(QRectF(edge, y, edge, height), line.edge);
            const bool isMarked = m_firstMarked > 0 && number + 1 >= m_firstMarked && number + 1 <= m_lastMarked;
            painter.setPen(isMarked ? palette().color(QPalette::Text) : m_theme->color(ColorRole::SubtleText));
            painter.drawText(QRectF(0, y, m_gutter->width() - fontMetrics().height() / 2.0, height), Qt::AlignRight | Qt::AlignTop, line.number);
        }
        y += height;
        block = block.next();
    }
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layoutGutter();
    placeFolds();
}

void CodeView::mouseMoveEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    const QTextCursor cursor = cursorForPosition(event->position().toPoint());
    const int line = cursor.blockNumber() + 1;
    if (line != m_hovered) {
        m_hovered = line;
        Q_EMIT lineHovered(line);
    }
}

void CodeView::leaveEvent(QEvent *event)
{
    QPlainTextEdit::leaveEvent(event);
    m_hovered = 0;
    Q_EMIT lineHovered(0);
}

void CodeView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_gutter)
        layoutGutter();
}

} // namespace slipway
