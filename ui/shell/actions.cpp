// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/actions.h"

#include <QCoreApplication>
#include <QMenuBar>
#include <QUndoStack>
#include <QWidget>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("MainWindow", text);
}

QAction *make(QWidget *parent, const QString &name, const QString &text, const QString &tip, const QKeySequence &key = {}, const QIcon &icon = {})
{
    auto *action = new QAction(icon, text, parent);
    action->setObjectName(name);
    action->setStatusTip(tip);
    action->setToolTip(tip);
    action->setShortcut(key);
    action->setMenuRole(QAction::NoRole);
    parent->addAction(action);
    return action;
}

} // namespace

WindowActions::WindowActions(QWidget *parent, const Theme *theme, QUndoStack *stack)
{
    open = make(parent, u"actionOpen"_s, say("&Open…"), say("Opens the folder of a Rust project."), QKeySequence::Open, theme->icon(u"open"_s));
    sample = make(parent, u"actionSample"_s, say("Open the &sample"), say("Opens a copy of the sample that comes with Slipway."), {}, theme->icon(u"sample"_s));
    recent = new QMenu(say("Open &recent"), parent);
    recent->setObjectName(u"menuRecent"_s);
    reload = make(parent, u"actionReload"_s, say("Read a&gain"), say("Reads the project's files again."), Qt::Key_F5, theme->icon(u"reload"_s));
    save = make(parent, u"actionSave"_s, say("&Save the plan"), say("Writes the choices to slipway.toml, for everybody who works on the project."),
                QKeySequence::Save, theme->icon(u"save"_s));
    saveDockerfile = make(parent, u"actionSaveDockerfile"_s, say("Save &Dockerfile…"), say("Writes the Dockerfile into the project."));
    closeProject = make(parent, u"actionStart"_s, say("S&tart page"), say("Shows recent projects and what this machine can do."));
    quit = make(parent, u"actionQuit"_s, say("&Quit"), say("Ends Slipway."), QKeySequence(Qt::CTRL | Qt::Key_Q));
    undo = stack->createUndoAction(parent, say("&Undo"));
    undo->setObjectName(u"actionUndo"_s);
    undo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
    redo = stack->createRedoAction(parent, say("&Redo"));
    redo->setObjectName(u"actionRedo"_s);
    redo->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    parent->addActions({undo, redo});
    copyDockerfile = make(parent, u"actionCopyDockerfile"_s, say("&Copy the Dockerfile"), say("Copies the Dockerfile to the clipboard."),
                          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), theme->icon(u"copy"_s));
    find = make(parent, u"actionFind"_s, say("&Find"), say("Finds a word in the text of this page."), QKeySequence::Find, theme->icon(u"search"_s));
    preferences = make(parent, u"actionPreferences"_s, say("&Preferences"), say("Shows the program's settings."), QKeySequence(Qt::CTRL | Qt::Key_Comma),
                       theme->icon(u"settings"_s));
    preferences->setMenuRole(QAction::PreferencesRole);
    planPage = make(parent, u"actionPlan"_s, say("&Plan"), say("Shows what will be built, and why."), QKeySequence(Qt::CTRL | Qt::Key_1));
    buildPage = make(parent, u"actionBuildPage"_s, say("&Build"), say("Shows the build."), QKeySequence(Qt::CTRL | Qt::Key_2));
    historyPage = make(parent, u"actionHistory"_s, say("&History"), say("Shows earlier builds."), QKeySequence(Qt::CTRL | Qt::Key_3));
    nextPane = make(parent, u"actionNextPane"_s, say("&Next pane"), say("Moves to the next part of the page."), Qt::Key_F6);
    build = make(parent, u"actionBuild"_s, say("Build only (&local cache)"), say("Builds all images into the builder's cache."),
                 QKeySequence(Qt::CTRL | Qt::Key_B), theme->icon(u"build"_s));
    buildPush = make(parent, u"actionBuildPush"_s, say("Build && &Push"), say("Builds, pushes, and asks the registry for the result."),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B), theme->icon(u"push"_s));
    buildLoad = make(parent, u"actionBuildLoad"_s, say("Build && L&oad"), say("Builds and loads the images into this machine's Docker."));
    buildOci = make(parent, u"actionBuildOci"_s, say("Save as O&CI file…"), say("Builds into one file that holds all platforms."));
    buildFresh = make(parent, u"actionBuildFresh"_s, say("Build && Push &without cache"), say("Builds every step anew, and pushes."));
    cancel = make(parent, u"actionCancel"_s, say("&Cancel the build"), say("Ends the build that runs."), QKeySequence(Qt::CTRL | Qt::Key_Period),
                  theme->icon(u"cancel"_s));
    pin = make(parent, u"actionPin"_s, say("P&in base images by digest"), say("Asks the registries which images the tags name, and keeps those."), {},
               theme->icon(u"pin"_s));
    login = make(parent, u"actionLogin"_s, say("Log &in to a registry…"), say("Keeps a registry's log-in in the key store."), {}, theme->icon(u"key"_s));
    about = make(parent, u"actionAbout"_s, say("&About Slipway"), say("Shows version and licence."));
    about->setMenuRole(QAction::AboutRole);
}

void WindowActions::fillMenus(QMenuBar *bar, QMenu *buildMenu)
{
    QMenu *project = bar->addMenu(say("&Project"));
    project->addAction(open);
    project->addMenu(recent);
    project->addActions({sample, closeProject});
    project->addSeparator();
    project->addActions({reload, save, saveDockerfile});
    project->addSeparator();
    project->addAction(quit);
    QMenu *edit = bar->addMenu(say("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({copyDockerfile, find});
    edit->addSeparator();
    edit->addAction(preferences);
    QMenu *view = bar->addMenu(say("&View"));
    view->addActions({planPage, buildPage, historyPage});
    view->addSeparator();
    view->addAction(nextPane);
    QMenu *run = bar->addMenu(say("&Build"));
    buildMenu->addActions({build, buildLoad, buildOci, buildPush});
    buildMenu->addSeparator();
    buildMenu->addAction(buildFresh);
    run->addActions({build, buildLoad, buildOci, buildPush});
    run->addSeparator();
    run->addActions({buildFresh, cancel});
    run->addSeparator();
    run->addActions({pin, login});
    QMenu *help = bar->addMenu(say("&Help"));
    help->addAction(about);
}

} // namespace slipway
