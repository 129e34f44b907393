// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QMenu>
#include <QPushButton>

namespace slipway {

/// The one filled button of a window, and the arrow beside it that opens its menu. Both are buttons of their own for keys and
/// assistive tools.
class PrimaryButton : public QPushButton
{
    Q_OBJECT
public:
    enum class Part { Whole, Main, Arrow };
    PrimaryButton(const QString &text, Part part, const Theme *theme, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    /// For the arrow: shown below the button, without an event loop of its own.
    void setPopup(QMenu *menu);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showPopup();
    const Theme *m_theme;
    Part m_part;
    QMenu *m_menu = nullptr;
};

} // namespace slipway
