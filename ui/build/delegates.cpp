// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/delegates.h"

#include "build/problemmodel.h"
#include "widgets/statemark.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

void paintItemGround(QPainter *painter, QStyleOptionViewItem option)
{
    option.text.clear();
    option.icon = {};
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
}

QColor itemColor(const QStyleOptionViewItem &option, const QColor &role)
{
    if (!option.state.testFlag(QStyle::State_Selected))
        return role;
    const QPalette::ColorGroup group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    return option.palette.color(group, QPalette::HighlightedText);
}

StateDelegate::StateDelegate(int stateRole, const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_role(stateRole)
    , m_theme(theme)
{
}

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    paintItemGround(painter, option);
    const auto state = static_cast<StepState>(index.data(m_role).toInt());
    const QColor color = itemColor(option, m_theme->color(slipway::stateRole(state)));
    const int side = option.fontMetrics.ascent();
    const QRectF mark(option.rect.left() + 5, option.rect.center().y() - side / 2.0 + 0.5, side, side);
    paintStateMark(painter, mark, state, color);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(color);
    const QRectF words(mark.right() + 5, option.rect.top(), option.rect.right() - mark.right() - 6, option.rect.height());
    painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(text, Qt::ElideRight, static_cast<int>(words.width())));
    painter->restore();
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize text = QStyledItemDelegate::sizeHint(option, index);
    return {text.width() + option.fontMetrics.ascent() + 10, text.height() + 5};
}

ProblemDelegate::ProblemDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    paintItemGround(painter, option);
    const auto kind = static_cast<BuildProblem::Kind>(index.data(ProblemModel::KindRole).toInt());
    const bool isError = kind == BuildProblem::Kind::Error;
    const bool isNote = kind == BuildProblem::Kind::Note;
    const ColorRole role = isError ? ColorRole::Bad : isNote ? ColorRole::SubtleText : ColorRole::Attention;
    const int side = option.fontMetrics.height();
    m_theme->icon(isError  ? u"error"_s
                  : isNote ? u"info"_s
                           : u"warning"_s,
                  role)
        .paint(painter, QRect(option.rect.left() + 6, option.rect.top() + 4, side, side));
    painter->save();
    painter->setFont(option.font);
    painter->setPen(itemColor(option, option.palette.color(QPalette::Text)));
    QTextOption wrap(Qt::AlignLeft | Qt::AlignTop);
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    painter->drawText(QRectF(option.rect.adjusted(side + 12, 4, -6, -4)), text, wrap);
    painter->restore();
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const int side = option.fontMetrics.height();
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = (view ? view->viewport()->width() : 300) - side - 18;
    QTextLayout layout(option.text, option.font);
    QTextOption wrap;
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(wrap);
    layout.beginLayout();
    double height = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(qMax(80, width));
        height += line.height();
    }
    layout.endLayout();
    return {qMax(80, width) + side + 18, qMax(side, static_cast<int>(std::ceil(height))) + 8};
}

} // namespace slipway
