// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QAction>
#include <QMenu>

class QMenuBar;
class QUndoStack;

namespace slipway {

/// Every action of the window with its key; the menus are made of them. Owned by the parent.
struct WindowActions
{
    WindowActions(QWidget *parent, const Theme *theme, QUndoStack *stack);
    void fillMenus(QMenuBar *bar, QMenu *buildMenu);

    QAction *open;
    QAction *sample;
    QMenu *recent;
    QAction *reload;
    QAction *save;
    QAction *saveDockerfile;
    QAction *closeProject;
    QAction *quit;
    QAction *undo;
    QAction *redo;
    QAction *copyDockerfile;
    QAction *find;
    QAction *preferences;
    QAction *planPage;
    QAction *buildPage;
    QAction *historyPage;
    QAction *nextPane;
    QAction *build;
    QAction *buildPush;
    QAction *buildLoad;
    QAction *buildOci;
    QAction *buildFresh;
    QAction *cancel;
    QAction *pin;
    QAction *login;
    QAction *about;
};

} // namespace slipway
