// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QTabBar>
#include <QTabWidget>

namespace slipway {

/// Tabs drawn as words with a line below the current one. Keyboard, focus and accessibility are QTabBar's. They never scroll: where room is
/// short the space around the words goes first, then ends of words, which the tooltip then has whole.
class PageTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit PageTabs(const Theme *theme, QWidget *parent = nullptr);
    /// Space on both sides of a word, in percent of the font's height; the header wants more than a panel.
    void setPadding(int horizontalPercent, int verticalPercent);

    /// True: no tab is shown as the current one, because the page that is seen belongs to none.
    void setMuted(bool muted);

    /// The least width in pixels at which every word is whole.
    [[nodiscard]] int wholeWidth() const;
    /// Whether the end of a tab's words is left out.
    [[nodiscard]] bool isElided(int index) const;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override;

private:
    [[nodiscard]] QFontMetrics boldMetrics() const;
    [[nodiscard]] int wordWidth(int index) const;

    const Theme *m_theme;
    bool m_isMuted = false;
    int m_horizontal = 38;
    int m_vertical = 45;
};

/// A tab widget with such a bar.
class PageTabWidget : public QTabWidget
{
    Q_OBJECT
public:
    explicit PageTabWidget(const Theme *theme, QWidget *parent = nullptr);
    [[nodiscard]] const PageTabs *pageTabs() const { return m_pageTabs; }

private:
    PageTabs *m_pageTabs;
};

} // namespace slipway
