// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logview.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Where cargo writes a verb at the end of twelve columns ("   Compiling serde v1.0"), its length; else 0.
qsizetype cargoVerb(QStringView text)
{
    static const QStringList verbs{u"Compiling"_s, u"Downloading"_s, u"Downloaded"_s, u"Finished"_s,  u"Updating"_s, u"Building"_s,
                                   u"Fresh"_s,     u"Checking"_s,    u"Installing"_s, u"Installed"_s, u"Locking"_s,  u"Blocking"_s};
    qsizetype begin = 0;
    while (begin < text.size() && begin < 12 && text[begin] == u' ')
        ++begin;
    qsizetype end = begin;
    while (end < text.size() && text[end].isLetter())
        ++end;
    if (begin == 0 || end != 12)
        return 0;
    return verbs.contains(text.sliced(begin, end - begin)) ? end : 0;
}

/// Is it a line of rustc, cargo or a tool that begins with "error" or "warning"?
ColorRole roleOf(QStringView text)
{
    const QStringView words = text.trimmed().left(16);
    if (words.startsWith(u"error") || words.startsWith(u"ERROR"))
        return ColorRole::LogError;
    if (words.startsWith(u"warning") || words.startsWith(u"WARN"))
        return ColorRole::LogWarning;
    return ColorRole::LogText;
}

} // namespace

QColor LogView::color(ColorRole role) const
{
    return Theme::color(role, m_isDark || m_theme->isDark());
}

// A program may ask for a colour that cannot be read on our ground; then its words matter more than its wish.
QColor LogView::color(qint64 ansi, const QColor &own, const QColor &ground) const
{
    QColor wanted = own;
    if (ansi >= 0 && ansi < 16)
        wanted = color(static_cast<ColorRole>(static_cast<int>(ColorRole::Ansi0) + static_cast<int>(ansi)));
    else if (ansi >= 16)
        wanted = QColor::fromRgb(static_cast<QRgb>(ansi));
    if (contrastRatio(wanted, ground) >= readableContrast)
        return wanted;
    return contrastRatio(own, ground) >= readableContrast                        ? own
           : contrastRatio(Qt::black, ground) > contrastRatio(Qt::white, ground) ? QColor(Qt::black)
                                                                                 : QColor(Qt::white);
}

double LogView::xOf(qint64 line, qsizetype index) const
{
    const int column = logColumnAt(m_store->line(line).text, index, placeOf(line, index));
    return m_textLeft + (column - horizontalScrollBar()->value()) * m_cell;
}

QString LogView::timeText(qint64 nanoseconds) const
{
    return QString::number(static_cast<double>(nanoseconds) / 1e9, 'f', 1);
}

void LogView::paintEvent(QPaintEvent *)
{
    m_sincePaint.start();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(ColorRole::LogBackground));
    painter.setFont(font());
    const qint64 rows = rowCount();
    const qint64 top = verticalScrollBar()->value();
    for (qint64 row = top; row < rows; ++row) {
        const double y = static_cast<double>(row - top) * m_height;
        if (y > viewport()->height())
            break;
        paintLine(&painter, lineAt(row), y);
    }
    if (rows == 0) {
        painter.setFont(QWidget::parentWidget() ? QWidget::parentWidget()->font() : font());
        painter.setPen(color(ColorRole::LogTime));
        painter.drawText(viewport()->rect(), Qt::AlignCenter, m_store ? tr("Nothing has been said yet.") : tr("The log of a build stands here."));
    }
    if (hasFocus() && m_isFocusShown) {
        painter.setPen(color(ColorRole::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    Q_EMIT painted();
}

void LogView::paintLine(QPainter *painter, qint64 number, double y)
{
    const LogLine &line = m_store->line(number);
    const QRectF row(0, y, viewport()->width(), m_height);
    const QFontMetricsF metrics(font());
    const double baseline = y + (m_height + metrics.ascent() - metrics.descent()) / 2;
    if (number == m_caret.line && m_caret.line == m_anchor.line)
        painter->fillRect(row, color(ColorRole::HoverBackground));
    if (m_edge && m_step < 0 && line.step >= 0) {
        const QColor edge = m_edge(line.step);
        if (edge.isValid())
            painter->fillRect(QRectF(0, y, 3, m_height), edge);
    }
    painter->setPen(color(ColorRole::LogTime));
    const QString time = timeText(line.time);
    painter->drawText(QPointF(m_textLeft - m_cell * 1.2 - metrics.horizontalAdvance(time), baseline), time);

    painter->save();
    painter->setClipRect(QRectF(m_textLeft - 1, y, viewport()->width() - m_textLeft + 1, m_height));
    paintMatches(painter, line.text, number, y);
    paintSelection(painter, number, y);
    const int from = horizontalScrollBar()->value();
    const int to = from + static_cast<int>((viewport()->width() - m_textLeft) / m_cell) + 2;
    const bool isPlain = !QStringView(line.text).left(64).contains(u'\x1b');
    const QColor own = color(isPlain ? roleOf(line.text) : ColorRole::LogText);
    const qsizetype verb = isPlain && from == 0 ? cargoVerb(line.text) : 0;
    for (LogRun run : logRuns(line.text, from, to, placeBefore(number, from))) {
        if (verb > 0 && run.begin == 0 && run.length > verb) { // the verb as cargo paints it on a terminal
            LogRun head = run;
            head.length = verb;
            head.style.isBold = true;
            paintRun(painter, line.text, head, y, color(ColorRole::Ansi2));
            run.begin += verb;
            run.length -= verb;
            run.column += static_cast<int>(verb);
        }
        paintRun(painter, line.text, run, y, own);
    }
    painter->restore();
}

void LogView::paintRun(QPainter *painter, const QString &text, const LogRun &run, double y, const QColor &own)
{
    const double x = m_textLeft + (run.column - horizontalScrollBar()->value()) * m_cell;
    QColor ground = color(ColorRole::LogBackground);
    qint64 foreground = run.style.foreground;
    qint64 background = run.style.background;
    QColor ink;
    if (run.style.isInverse) {
        ink = ground;
        ground = color(foreground, own, ground);
        painter->fillRect(QRectF(x, y, run.columns * m_cell, m_height), ground);
    } else {
        if (background >= 0) {
            ground = background < 16 ? color(static_cast<ColorRole>(static_cast<int>(ColorRole::Ansi0) + static_cast<int>(background)))
                                     : QColor::fromRgb(static_cast<QRgb>(background));
            painter->fillRect(QRectF(x, y, run.columns * m_cell, m_height), ground);
        }
        ink = color(foreground, own, ground);
    }
    if (run.style.isDim && contrastRatio(color(ColorRole::LogTime), ground) >= readableContrast)
        ink = color(ColorRole::LogTime);
    QFont font = this->font();
    font.setBold(run.style.isBold);
    font.setItalic(run.style.isItalic);
    font.setUnderline(run.style.isUnderlined);
    painter->setFont(font);
    painter->setPen(ink);
    const QFontMetricsF metrics(this->font());
    const double baseline = y + (m_height + metrics.ascent() - metrics.descent()) / 2;
    painter->drawText(QPointF(x, baseline), text.mid(run.begin, run.length));
    if (run.style.isBold || run.style.isItalic || run.style.isUnderlined)
        painter->setFont(this->font());
}

void LogView::paintSelection(QPainter *painter, qint64 number, double y)
{
    const auto [from, to] = selection();
    if (from.line < 0 || from == to || number < from.line || number > to.line)
        return;
    const double left = number == from.line ? xOf(number, from.index) : m_textLeft;
    const double right = number == to.line ? xOf(number, to.index) : viewport()->width();
    QColor ground = color(ColorRole::ChangedLine);
    painter->fillRect(QRectF(QPointF(left, y), QPointF(right, y + m_height)), ground);
}

void LogView::paintMatches(QPainter *painter, const QString &text, qint64 number, double y)
{
    const QString &wanted = m_search.text();
    if (wanted.isEmpty() || text.contains(u'\x1b')) { // with escapes inside, the places differ: mark the line alone
        if (!wanted.isEmpty() && logPlainText(QStringView(text).left(4096)).contains(wanted, Qt::CaseInsensitive))
            painter->fillRect(QRectF(m_textLeft - 1, y + m_height - 2, viewport()->width(), 1), color(ColorRole::Attention));
        return;
    }
    // Only what can be seen is looked at: the line may be very long.
    const LogPlace start = placeBefore(number, horizontalScrollBar()->value());
    const QStringView seen = QStringView(text).first(std::min(text.size(), start.index + 8192 + wanted.size()));
    const QColor ground = color(ColorRole::AttentionBackground);
    qsizetype at = seen.indexOf(wanted, std::max<qsizetype>(0, start.index - wanted.size()), Qt::CaseInsensitive);
    while (at >= 0) {
        painter->fillRect(QRectF(QPointF(xOf(number, at), y), QPointF(xOf(number, at + wanted.size()), y + m_height)), ground);
        at = seen.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive);
    }
}

} // namespace slipway
