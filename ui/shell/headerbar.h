// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/engine.h"
#include "theme/theme.h"

#include <QWidget>

class QComboBox;
class QMenu;
class QPushButton;

namespace slipway {

class PageTabs;
class PrimaryButton;

/// The row at the top: open, the three pages, the builder, and the one primary button with its menu.
class HeaderBar : public QWidget
{
    Q_OBJECT
public:
    explicit HeaderBar(const Theme *theme, QWidget *parent = nullptr);
    [[nodiscard]] PageTabs *tabs() const { return m_tabs; }
    void setBuildMenu(QMenu *menu);
    /// Fills the chooser; `chosen` is the name kept in the settings, empty: the current one.
    void setBuilders(const EngineFacts &facts, const QString &chosen);
    /// `reason` is the tooltip when building is not possible now.
    void setBuildEnabled(bool enabled, const QString &reason);
    void setProjectOpen(bool open);

Q_SIGNALS:
    void openRequested();
    void builderChosen(const QString &name);
    void buildRequested();
    void buildPushRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme *m_theme;
    PageTabs *m_tabs = nullptr;
    QComboBox *m_builder = nullptr;
    QPushButton *m_build = nullptr;
    PrimaryButton *m_buildPush = nullptr;
    PrimaryButton *m_arrow = nullptr;
};

} // namespace slipway
