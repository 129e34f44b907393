// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/codefolding.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOptionFocusRect>
#include <QTextBlock>

namespace slipway {

using namespace Qt::StringLiterals;

/// Gives the head of a fold the room of one more line, where the fold's button stands.
class FoldLayout : public QPlainTextDocumentLayout
{
public:
    using QPlainTextDocumentLayout::QPlainTextDocumentLayout;

    void setHeads(const QSet<int> &heads, double height)
    {
        m_heads = heads;
        m_height = height;
    }
    [[nodiscard]] double height() const { return m_height; }
    [[nodiscard]] QRectF blockBoundingRect(const QTextBlock &block) const override
    {
        QRectF rect = QPlainTextDocumentLayout::blockBoundingRect(block);
        if (!m_heads.isEmpty() && block.isVisible() && m_heads.contains(block.blockNumber()))
            rect.adjust(0, 0, 0, m_height);
        return rect;
    }
    void changed()
    {
        requestUpdate();
        Q_EMIT documentSizeChanged(documentSize());
    }

private:
    QSet<int> m_heads;
    double m_height = 0;
};

FoldButton::FoldButton(const Theme *theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setObjectName(u"foldButton"_s);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FoldButton::show(const CodeFold &fold, bool isFolded)
{
    m_fold = fold;
    m_isFolded = isFolded;
    fit();
    setAccessibleName(isFolded ? tr("Folded: %1").arg(fold.words) : tr("Unfolded: %1").arg(fold.words));
    setToolTip((isFolded ? tr("Shows lines %1 to %2. They are copied, saved and built whether you see them or not.")
                         : tr("Folds lines %1 to %2 away. They are copied, saved and built whether you see them or not."))
                   .arg(fold.first)
                   .arg(fold.last));
    QWidget::show();
    update();
}

QSize FoldButton::sizeHint() const
{
    const int line = fontMetrics().height();
    return {fontMetrics().horizontalAdvance(text()) + line * 2, line + 4};
}

void FoldButton::fit()
{
    const bool hasRoom = fontMetrics().horizontalAdvance(m_fold.words) <= width() - fontMetrics().height() * 2;
    setText(hasRoom ? m_fold.words : m_fold.brief);
}

void FoldButton::resizeEvent(QResizeEvent *event)
{
    QAbstractButton::resizeEvent(event);
    fit();
}

void FoldButton::setMarked(bool isMarked)
{
    if (m_isMarked == isMarked)
        return;
    m_isMarked = isMarked;
    update();
}

void FoldButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_isMarked)
        painter.fillRect(rect(), m_theme->color(ColorRole::HoverBackground));
    const int line = fontMetrics().height();
    const QRectF pill(0, 1, fontMetrics().horizontalAdvance(text()) + line * 1.6, height() - 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme->color(underMouse() && isEnabled() ? ColorRole::Separator : ColorRole::NeutralBackground));
    painter.drawRoundedRect(pill, 4, 4);
    const QColor color = m_theme->color(ColorRole::Neutral);
    // An arrow drawn, not written: not every fixed font has one.
    const double size = line * 0.26;
    const QPointF middle(line * 0.65, height() / 2.0);
    const QPolygonF arrow = m_isFolded ? QPolygonF{middle + QPointF(-size / 2, -size), middle + QPointF(size / 2, 0), middle + QPointF(-size / 2, size)}
                                       : QPolygonF{middle + QPointF(-size, -size / 2), middle + QPointF(0, size / 2), middle + QPointF(size, -size / 2)};
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(arrow);
    painter.setPen(underMouse() ? palette().color(QPalette::Text) : color);
    painter.drawText(QRectF(line * 1.25, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = pill.toAlignedRect();
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void FoldButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    Q_EMIT pointedAt();
    update();
}

void FoldButton::focusInEvent(QFocusEvent *event)
{
    QAbstractButton::focusInEvent(event);
    Q_EMIT focused();
}

void FoldButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

CodeFolding::CodeFolding(QPlainTextEdit *view, const Theme *theme)
    : QObject(view)
    , m_view(view)
    , m_theme(theme)
    , m_layout(nullptr)
{
    auto *document = new QTextDocument(view);
    m_layout = new FoldLayout(document);
    document->setDocumentLayout(m_layout);
    document->setDefaultFont(view->font());
    view->setDocument(document);
}

QString CodeFolding::keyOf(const CodeFold &fold, const QPlainTextEdit *view)
{
    return view->document()->findBlockByNumber(fold.head - 1).text();
}

void CodeFolding::setFolds(const QList<CodeFold> &folds)
{
    if (folds.isEmpty() && m_folds.isEmpty())
        return;
    m_folds = folds;
    while (m_buttons.size() > folds.size()) {
        m_buttons.last()->hide();
        m_buttons.takeLast()->deleteLater();
    }
    while (m_buttons.size() < folds.size()) {
        auto *button = new FoldButton(m_theme, m_view->viewport());
        QWidget *before = m_buttons.isEmpty() ? static_cast<QWidget *>(m_view) : m_buttons.last();
        QWidget::setTabOrder(before, button);
        connect(button, &QAbstractButton::clicked, this, [this, button] { turn(button->fold()); });
        connect(button, &FoldButton::pointedAt, this, [this, button] { Q_EMIT pointedAt(button->fold().head); });
        connect(button, &FoldButton::focused, this, [this, button] {
            if (m_view->viewport()->rect().contains(button->geometry()))
                return;
            m_view->setTextCursor(QTextCursor(m_view->document()->findBlockByNumber(button->fold().head - 1)));
            m_view->centerCursor();
        });
        m_buttons.append(button);
    }
    apply();
}

void CodeFolding::apply()
{
    QTextDocument *document = m_view->document();
    QSet<int> heads;
    QSet<int> hidden;
    for (qsizetype i = 0; i < m_folds.size(); ++i) {
        const CodeFold &fold = m_folds[i];
        const bool isFolded = !m_unfolded.contains(keyOf(fold, m_view));
        heads.insert(fold.head - 1);
        for (int line = fold.first; isFolded && line <= fold.last; ++line)
            hidden.insert(line - 1);
        m_buttons[i]->show(fold, isFolded);
    }
    m_layout->setHeads(heads, m_view->fontMetrics().height() + 6);
    for (QTextBlock block = document->firstBlock(); block.isValid(); block = block.next()) {
        const bool isVisible = !hidden.contains(block.blockNumber());
        if (block.isVisible() == isVisible && block.lineCount() == (isVisible ? 1 : 0))
            continue;
        block.setVisible(isVisible);
        block.setLineCount(isVisible ? 1 : 0); // scroll positions are counted in lines
    }
    m_layout->changed();
}

bool CodeFolding::isFolded(int line) const
{
    return std::ranges::any_of(m_folds,
                               [&](const CodeFold &fold) { return line >= fold.first && line <= fold.last && !m_unfolded.contains(keyOf(fold, m_view)); });
}

void CodeFolding::setFolded(const CodeFold &fold, bool isFolded)
{
    const QString key = keyOf(fold, m_view);
    if (isFolded == !m_unfolded.contains(key))
        return;
    if (isFolded)
        m_unfolded.remove(key);
    else
        m_unfolded.insert(key);
    const int line = m_view->textCursor().blockNumber() + 1;
    if (isFolded && line >= fold.first && line <= fold.last) // the cursor does not stay where nobody sees it
        m_view->setTextCursor(QTextCursor(m_view->document()->findBlockByNumber(fold.head - 1)));
    apply();
}

void CodeFolding::turn(const CodeFold &fold)
{
    setFolded(fold, m_unfolded.contains(keyOf(fold, m_view)));
}

void CodeFolding::reveal(int line)
{
    for (const CodeFold &fold : std::as_const(m_folds)) {
        if (line >= fold.first && line <= fold.last)
            return setFolded(fold, false);
    }
}

bool CodeFolding::toggleAt(int line)
{
    for (const CodeFold &fold : std::as_const(m_folds)) {
        if (line >= fold.head && line <= fold.last) {
            turn(fold);
            return true;
        }
    }
    return false;
}

void CodeFolding::place(int firstMarked, int lastMarked)
{
    const int margin = qRound(m_view->document()->documentMargin());
    for (FoldButton *button : std::as_const(m_buttons)) {
        const int head = button->fold().head;
        const QRect line = m_view->cursorRect(QTextCursor(m_view->document()->findBlockByNumber(head - 1)));
        // Beside the text's own margin, however far it is scrolled to the side.
        button->setGeometry(margin, line.bottom() + 2, m_view->viewport()->width() - margin, m_view->fontMetrics().height() + 4);
        button->setMarked(firstMarked > 0 && head >= firstMarked && head <= lastMarked);
    }
}

} // namespace slipway
