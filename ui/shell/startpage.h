// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"
#include "theme/theme.h"

#include <QScrollArea>

class QVBoxLayout;

namespace slipway {

class MachineList;

/// The page before a project is open: open a folder, recent projects, the sample, and what this machine can do.
class StartPage : public QScrollArea
{
    Q_OBJECT
public:
    StartPage(const WindowServices &services, const Theme *theme, QWidget *parent = nullptr);
    void reload();

Q_SIGNALS:
    void openRequested();
    void projectChosen(const QString &path);
    void sampleRequested();

private:
    void fillRecent();
    void fillMachine();
    WindowServices m_services;
    const Theme *m_theme;
    QWidget *m_recentSection = nullptr;
    QVBoxLayout *m_recent = nullptr;
    MachineList *m_machine = nullptr;
};

} // namespace slipway
