// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/optioneditor.h"
#include "shell/actions.h"
#include "shell/mainwindow.h"

#include <QSet>
#include <QSplitter>
#include <QStackedWidget>

class QLabel;
class QPushButton;

namespace slipway {

class Banner;
class BuildPage;
class HeaderBar;
class HistoryPage;
class PlanPage;
class PreferencesPage;
class RoleLabel;
class StartPage;

/// The parts of the window and what happens between them; split over mainwindow.cpp (what it is) and windowflow.cpp (what it does).
struct MainWindow::Private
{
    Private(MainWindow *window, const WindowServices &services);

    MainWindow *window;
    WindowServices services;
    Theme theme;
    OptionEditor editor;
    WindowActions actions;
    QMenu buildMenu;
    HeaderBar *header = nullptr;
    Banner *banner = nullptr;
    QStackedWidget *stack = nullptr;
    StartPage *start = nullptr;
    PlanPage *plan = nullptr;
    BuildPage *build = nullptr;
    HistoryPage *history = nullptr;
    PreferencesPage *preferences = nullptr;
    QLabel *summary = nullptr;
    RoleLabel *saveState = nullptr;
    QPushButton *saveButton = nullptr;
    Page pageBefore = Page::Start;
    QString openRoot;
    bool isClosing = false;      ///< the build is being cancelled so that the window can close
    QSet<QWidget *> restored;    ///< pages whose splitters have their kept sizes
    BuildOutput lastOutput = BuildOutput::Push; ///< what "Build again" does
    QString lastOciFile;
    bool lastNoCache = false;
    QString refusingHost;        ///< the registry that let nobody in last
    QString unreadable;          ///< what the banner said when the open project could not be read any more, until it can
    bool isProjectWanted = false; ///< a project was asked for and is not shown yet

    // what it is
    void makeParts();
    void makeStatusBar();
    void connectActions();
    void connectSession();
    // what it does
    void projectOpened(const Project &project);
    void planChanged();
    void phaseChanged();
    void buildRefused(const Error &error);
    void fillRecent();
    void chooseFolder();
    void chooseOciFile();
    void startBuild(BuildOutput output, bool noCache = false, const QString &ociFile = {});
    void save();
    void showLogin(const QString &host, bool isForBuild = false);
    void showAbout();
    void askBeforeClosing();
    void nextPane();
    void find();
    void say(const QString &sentence);
    void updateBuildActions();
    void updateSaveState();
    void restoreState();
    void restoreSplitters();
    void storeState();
    [[nodiscard]] bool isBusy() const;
};

} // namespace slipway
