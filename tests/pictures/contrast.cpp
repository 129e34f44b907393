// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "checks.h"

#include "log/logview.h"
#include "theme/theme.h"
#include "widgets/primarybutton.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

constexpr double readable = 4.5;       ///< WCAG 2.2, AA
constexpr double readableLarge = 3.0;  ///< from 18 pt, or 14 pt bold
/// Smooth edges take a little of the ink where strokes are thinner than a pixel; nominal colours are held without this.
constexpr double smoothed = 0.85;
constexpr int mostRows = 60;           ///< of a view, looked at

/// What a look at a part of the picture finds: the colour that fills most of it, and the highest contrast that anything in it has to that.
struct Look
{
    QColor ground;
    double contrast = 1;
    int inked = 0; ///< pixels that differ from the ground
};

/// One window, its picture, and where a widget is in it.
class Scene
{
public:
    Scene(const QWidget *window, const QWidget *widget, const QImage &picture)
        : m_window(window)
        , m_widget(widget)
        , m_picture(picture)
    {
    }

    /// A part of the widget in the picture's pixels, without what is scrolled away; may be empty.
    [[nodiscard]] QRect seen(const QRect &part) const
    {
        const double scale = m_picture.devicePixelRatio();
        QRect rect(m_widget->mapTo(m_window, part.topLeft()) * scale, part.size() * scale);
        rect &= m_picture.rect();
        const QRect whole(m_widget->mapTo(m_window, QPoint()) * scale, m_widget->size() * scale);
        rect &= whole;
        if (const QAbstractScrollArea *area = scrollerOf(m_widget)) {
            const QWidget *port = area->viewport();
            rect &= QRect(port->mapTo(m_window, QPoint()) * scale, port->size() * scale);
        }
        return rect.width() < 4 || rect.height() < 4 ? QRect() : rect;
    }

    [[nodiscard]] Look look(const QRect &part) const
    {
        const QRect rect = seen(part);
        QHash<QRgb, int> counts;
        for (int y = rect.top(); y <= rect.bottom(); ++y) {
            for (int x = rect.left(); x <= rect.right(); ++x)
                ++counts[m_picture.pixel(x, y)];
        }
        // A style may shade its buttons: shades count together, else the words would be the most frequent colour.
        QHash<QRgb, int> shades;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            shades[it.key() & 0xfff0f0f0] += it.value();
        const auto most = std::max_element(shades.cbegin(), shades.cend());
        QRgb ground = 0;
        int held = 0;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            if ((it.key() & 0xfff0f0f0) == most.key() && it.value() > std::exchange(held, std::max(held, it.value())))
                ground = it.key();
        }
        Look look{QColor::fromRgb(ground)};
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            if (it.key() != ground)
                look.inked += it.value();
            look.contrast = std::max(look.contrast, contrastRatio(QColor::fromRgb(it.key()), look.ground));
        }
        return look;
    }

    /// A known ink on what is behind it; a sentence, or nothing.
    [[nodiscard]] QString nominal(const QColor &ink, const QRect &part, const QString &what) const
    {
        if (seen(part).isEmpty())
            return {};
        const double found = contrastRatio(ink, look(part).ground);
        return found < bar() ? u"“%1” has the contrast %2"_s.arg(what.left(40)).arg(found, 0, 'f', 2) : QString();
    }

    /// The best that the picture shows; for text that is painted in colours of its own.
    [[nodiscard]] QString painted(const QRect &part, const QString &what) const
    {
        if (seen(part).isEmpty())
            return {};
        const Look found = look(part);
        if (found.inked < 6 || found.contrast >= bar() * smoothed)
            return {};
        return u"“%1” is painted with the contrast %2"_s.arg(what.left(40)).arg(found.contrast, 0, 'f', 2);
    }

private:
    [[nodiscard]] double bar() const
    {
        const QFontInfo font(m_widget->font());
        return font.pointSizeF() >= 18 || (font.pointSizeF() >= 14 && font.bold()) ? readableLarge : readable;
    }

    const QWidget *m_window;
    const QWidget *m_widget;
    const QImage &m_picture;
};

QStringList buttonContrast(const Scene &scene, const QAbstractButton *button)
{
    const auto *tool = qobject_cast<const QToolButton *>(button);
    const bool isIcon = button->text().isEmpty() || (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull());
    if (isIcon)
        return {};
    if (qobject_cast<const PrimaryButton *>(button))
        return {scene.painted(button->rect().adjusted(4, 4, -4, -4), button->text())};
    const bool isOnWindow = qobject_cast<const QCheckBox *>(button) || qobject_cast<const QRadioButton *>(button);
    const QColor ink = button->palette().color(isOnWindow ? QPalette::WindowText : QPalette::ButtonText);
    return {scene.nominal(ink, button->rect().adjusted(2, 2, -2, -2), button->text()), scene.painted(button->rect().adjusted(4, 4, -4, -4), button->text())};
}

QStringList tabContrast(const Scene &scene, const QTabBar *bar)
{
    QStringList problems;
    for (int i = 0; i < bar->count(); ++i) {
        if (bar->isTabVisible(i) && bar->isTabEnabled(i))
            problems.append(scene.painted(bar->tabRect(i).adjusted(2, 2, -2, -4), bar->tabText(i)));
    }
    return problems;
}

/// Delegates paint states and results in colours of their own; the rest is the item's colour, or the palette's.
QStringList cellContrast(const Scene &scene, const QAbstractItemView *view, const QModelIndex &index)
{
    // Cells are placed in the viewport.
    const QRect cell = view->visualRect(index).translated(view->viewport()->pos()) & QRect(view->viewport()->pos(), view->viewport()->size());
    const QString text = index.data().toString();
    if (text.isEmpty() || cell.height() < 6 || !index.flags().testFlag(Qt::ItemIsEnabled))
        return {};
    QStringList problems{scene.painted(cell, text)};
    const QVariant own = index.data(Qt::ForegroundRole);
    const bool isSelected = view->selectionModel() && view->selectionModel()->isSelected(index);
    if (isSelected)
        problems.append(scene.nominal(view->palette().color(QPalette::HighlightedText), cell, text));
    else if (own.canConvert<QBrush>())
        problems.append(scene.nominal(own.value<QBrush>().color(), cell, text));
    return problems;
}

QStringList viewContrast(const Scene &scene, const QAbstractItemView *view)
{
    QStringList problems;
    if (!view->model())
        return problems;
    int rows = 0;
    QModelIndex at = view->indexAt(QPoint(4, 4));
    const int columns = at.isValid() ? view->model()->columnCount(at.parent()) : 0;
    for (; at.isValid() && rows < mostRows; ++rows) {
        for (int column = 0; column < columns; ++column)
            problems += cellContrast(scene, view, at.siblingAtColumn(column));
        const QRect rect = view->visualRect(at);
        const QModelIndex next = view->indexAt(QPoint(4, rect.bottom() + 3));
        if (next == at)
            break;
        at = next;
    }
    return problems;
}

/// Each colour of a visible block: the default of the palette, and what the highlighter lays over it.
QStringList codeContrast(const Scene &scene, const QPlainTextEdit *edit)
{
    QStringList problems;
    QTextCursor cursor = edit->cursorForPosition(QPoint(2, 2));
    int rows = 0;
    for (QTextBlock block = cursor.block(); block.isValid() && rows < mostRows; block = block.next()) {
        if (!block.isVisible() || block.text().trimmed().isEmpty())
            continue;
        const QRect line = edit->cursorRect(QTextCursor(block)).translated(edit->viewport()->pos());
        const QRect part(edit->viewport()->x(), line.top(), edit->viewport()->width(), line.height());
        if (line.bottom() > edit->viewport()->geometry().bottom())
            break; // of a row that is half seen, most is what stands below
        ++rows;
        QList<QColor> inks{edit->palette().color(QPalette::Text)};
        for (const QTextLayout::FormatRange &range : block.layout()->formats()) {
            if (range.format.foreground().style() != Qt::NoBrush && !inks.contains(range.format.foreground().color()))
                inks.append(range.format.foreground().color());
        }
        for (const QColor &ink : std::as_const(inks))
            problems.append(scene.nominal(ink, part, block.text()));
    }
    return problems;
}

/// The log paints itself, a row as high as its font; times on the left are a part of their own.
QStringList logContrast(const Scene &scene, const LogView *log)
{
    QStringList problems;
    const QRect port = log->viewport()->geometry();
    const int height = log->fontMetrics().height();
    const int times = log->fontMetrics().horizontalAdvance(u"00000.0"_s);
    for (int y = port.top(); y + height <= port.bottom(); y += height) {
        problems.append(scene.painted(QRect(port.left() + 4, y, times, height), u"a time of the log"_s));
        problems.append(scene.painted(QRect(port.left() + 4 + times, y, port.width() - times - 4, height), u"a row of the log"_s));
    }
    return problems;
}

} // namespace

QStringList contrastProblems(const QWidget *window, const QWidget *widget, const QImage &picture)
{
    if (!widget->isEnabled())
        return {};
    const Scene scene(window, widget, picture);
    QStringList problems;
    if (const auto *label = qobject_cast<const QLabel *>(widget)) {
        if (!label->text().isEmpty())
            problems.append(scene.nominal(label->palette().color(label->foregroundRole()), label->rect(), label->text()));
    } else if (const auto *line = qobject_cast<const QLineEdit *>(widget)) {
        const bool isEmpty = line->text().isEmpty();
        problems.append(scene.nominal(line->palette().color(isEmpty ? QPalette::PlaceholderText : QPalette::Text), line->rect(),
                                      isEmpty ? line->placeholderText() : line->text()));
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
        problems = buttonContrast(scene, button);
    } else if (const auto *bar = qobject_cast<const QTabBar *>(widget)) {
        problems = tabContrast(scene, bar);
    } else if (const auto *log = qobject_cast<const LogView *>(widget)) {
        problems = logContrast(scene, log);
    } else if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && !qobject_cast<const QHeaderView *>(widget)) {
        problems = viewContrast(scene, view);
    } else if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget)) {
        problems = codeContrast(scene, edit);
    }
    problems.removeAll(QString());
    problems.removeDuplicates();
    return problems;
}

} // namespace slipway::test
