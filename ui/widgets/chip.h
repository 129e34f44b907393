// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QWidget>

namespace slipway {

enum class ChipKind { Good, Attention, Bad, Neutral };

/// Paints a rounded label; the text is cut at the end when it does not fit.
void paintChip(QPainter *painter, const QRectF &rect, const QString &text, ChipKind kind, bool dark);
/// The size a chip wants in a font.
[[nodiscard]] QSize chipSize(const QFont &font, const QString &text);

/// A word of state with its colours.
class Chip : public QWidget
{
    Q_OBJECT
public:
    explicit Chip(const Theme *theme, QWidget *parent = nullptr);
    void setState(const QString &text, ChipKind kind);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme *m_theme;
    QString m_text;
    ChipKind m_kind = ChipKind::Neutral;
};

} // namespace slipway
