// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QStyledItemDelegate>

namespace slipway {

/// Paints a time as a bar, its length relative to the longest, with the words beside it.
class DurationDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// `valueRole` and `longestRole` give numbers in one unit; a negative value paints nothing.
    DurationDelegate(int valueRole, int longestRole, const Theme *theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_value;
    int m_longest;
    const Theme *m_theme;
};

/// Paints a build's result as mark, word and colour.
class ResultDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ResultDelegate(const Theme *theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

} // namespace slipway
