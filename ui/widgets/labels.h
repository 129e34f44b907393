// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QLabel>
#include <QToolButton>

namespace slipway {

/// A label of plain text (never guessed to be HTML: names come from projects) in the colour of a role, that follows the theme.
class RoleLabel : public QLabel
{
    Q_OBJECT
public:
    RoleLabel(const QString &text, ColorRole role, const Theme *theme, QWidget *parent = nullptr);
    void setRole(ColorRole role);

private:
    void repaintRole();
    const Theme *m_theme;
    ColorRole m_role;
};

/// A plain-text label that wraps.
[[nodiscard]] QLabel *plainLabel(const QString &text, QWidget *parent = nullptr);
/// The heading of a section in a side panel: small, bold, subtle; announced as a heading by its text.
[[nodiscard]] QLabel *sectionTitle(const QString &text, const Theme *theme, QWidget *parent = nullptr);
/// The same label's font, `percent` of its size, bold or not.
void setRelativeFont(QWidget *widget, int percent, bool bold);

/// A plain-text label for a status bar: takes the width it is given and wraps into a second line when it must.
class SummaryLabel : public QLabel
{
    Q_OBJECT
public:
    explicit SummaryLabel(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] bool hasHeightForWidth() const override { return false; } ///< a status bar asks for it at no width at all

protected:
    void resizeEvent(QResizeEvent *event) override;
};

/// A button that looks like a link: for quiet actions beside a sentence.
class LinkButton : public QToolButton
{
    Q_OBJECT
public:
    LinkButton(const QString &text, const Theme *theme, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme *m_theme;
};

} // namespace slipway
