// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"
#include "theme/theme.h"

#include <QScrollArea>

class QGridLayout;
class QTableWidget;
class QVBoxLayout;

namespace slipway {

/// The program's own settings: look, engine, mirrors, history, log-ins. Each change holds at once.
class PreferencesPage : public QScrollArea
{
    Q_OBJECT
public:
    PreferencesPage(const WindowServices &services, Theme *theme, QWidget *parent = nullptr);
    void reload();

Q_SIGNALS:
    void closed();
    void loginRequested();
    void notice(const QString &sentence); ///< for the status line

private:
    void makeLook();
    void makeEngine();
    void makeMirrors();
    void makeLogins();
    void storeMirrors();
    QGridLayout *section(const QString &title, const QString &explanation);
    WindowServices m_services;
    Theme *m_theme;
    QWidget *m_page = nullptr;
    QVBoxLayout *m_column = nullptr;
    QTableWidget *m_mirrors = nullptr;
    QVBoxLayout *m_hosts = nullptr;
    bool m_isFilling = false;
};

} // namespace slipway
