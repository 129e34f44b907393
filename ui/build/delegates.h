// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QStyledItemDelegate>

namespace slipway {

/// Paints a step's state as shape, word and colour. `stateRole` gives the StepState as int.
class StateDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    StateDelegate(int stateRole, const Theme *theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_role;
    const Theme *m_theme;
};

/// Paints a problem: mark, the real words over as many lines as they need, and where they come from.
class ProblemDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ProblemDelegate(const Theme *theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

/// Paints a row's ground and focus as the style has them, without text and icon.
void paintItemGround(QPainter *painter, QStyleOptionViewItem option);
/// The colour of text in a row: of `role`, or the palette's when the row is selected.
[[nodiscard]] QColor itemColor(const QStyleOptionViewItem &option, const QColor &role);

} // namespace slipway
