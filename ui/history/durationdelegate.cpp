// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/durationdelegate.h"

#include "build/delegates.h"
#include "history/historymodel.h"

#include <QPainter>

namespace slipway {

using namespace Qt::StringLiterals;

DurationDelegate::DurationDelegate(int valueRole, int longestRole, const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_value(valueRole)
    , m_longest(longestRole)
    , m_theme(theme)
{
}

void DurationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    paintItemGround(painter, option);
    const qint64 value = index.data(m_value).toLongLong();
    const qint64 longest = index.data(m_longest).toLongLong();
    if (value < 0 || text.isEmpty())
        return;
    const int words = option.fontMetrics.horizontalAdvance(text);
    const int room = option.rect.width() - words - 18;
    const double length = longest > 0 && room > 0 ? std::max(1.0, static_cast<double>(room) * static_cast<double>(value) / static_cast<double>(longest)) : 0;
    const double height = option.fontMetrics.ascent() * 0.7;
    const QRectF bar(option.rect.left() + 5, option.rect.center().y() - height / 2 + 0.5, length, height);
    painter->save();
    painter->fillRect(bar, itemColor(option, m_theme->color(ColorRole::StageBuild)));
    painter->setFont(option.font);
    painter->setPen(itemColor(option, option.palette.color(QPalette::Text)));
    painter->drawText(QRectF(bar.right() + 6, option.rect.top(), words + 2, option.rect.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->restore();
}

QSize DurationDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize text = QStyledItemDelegate::sizeHint(option, index);
    return {text.width() + option.fontMetrics.height() * 4, text.height() + 4};
}

ResultDelegate::ResultDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ResultDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    paintItemGround(painter, option);
    const QString result = index.data(HistoryModel::ResultRole).toString();
    const bool isDone = result == "done"_L1;
    const bool isFailed = result == "failed"_L1;
    const ColorRole role = isDone ? ColorRole::Good : isFailed ? ColorRole::Bad : ColorRole::Attention;
    const int side = option.fontMetrics.height();
    const QColor color = itemColor(option, m_theme->color(role));
    const QRect mark(option.rect.left() + 5, option.rect.center().y() - side / 2, side, side);
    const QIcon icon = m_theme->icon(isDone ? u"check"_s : isFailed ? u"cross"_s : result == "cancelled"_L1 ? u"cancel"_s : u"warning"_s, role);
    icon.paint(painter, mark, Qt::AlignCenter, option.state.testFlag(QStyle::State_Selected) ? QIcon::Selected : QIcon::Normal);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(color);
    painter->drawText(option.rect.adjusted(side + 11, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->restore();
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize text = QStyledItemDelegate::sizeHint(option, index);
    return {text.width() + option.fontMetrics.height() + 12, text.height() + 4};
}

} // namespace slipway
