// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/mainwindow_p.h"

#include "base/text.h"
#include "plan/planpage.h"
#include "shell/headerbar.h"
#include "shell/logindialog.h"
#include "shell/startpage.h"
#include "widgets/banner.h"
#include "widgets/labels.h"

#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>
#include <QWindow>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int noticeMilliseconds = 6000;

} // namespace

bool MainWindow::Private::isBusy() const
{
    return services.session->phase() != Session::Phase::Idle;
}

void MainWindow::Private::say(const QString &sentence)
{
    window->statusBar()->showMessage(displayText(sentence), noticeMilliseconds);
}

void MainWindow::Private::projectOpened(const Project &project)
{
    // A build that was asked for meanwhile was refused in the same words.
    if (!unreadable.isEmpty() && banner->sentence() == unreadable)
        banner->dismiss();
    unreadable.clear();
    if (openRoot != project.root) {
        openRoot = project.root;
        editor.stack()->clear();
        services.settings->addRecentProject(project.root);
        services.settings->setValue(SettingKey::LastProject, project.root);
        fillRecent();
        isProjectWanted = true;
    }
    planChanged();
}

void MainWindow::Private::planChanged()
{
    const std::shared_ptr<const PlanResult> current = services.session->current();
    header->setProjectOpen(current != nullptr);
    for (QAction *action : {actions.reload, actions.save, actions.saveDockerfile, actions.copyDockerfile, actions.pin, actions.planPage})
        action->setEnabled(current != nullptr);
    updateBuildActions();
    updateSaveState();
    if (!current || !current->project) {
        summary->setText(MainWindow::tr("No project is open."));
        return;
    }
    summary->setText(displayText(current->plan.summary));
    window->setWindowTitle(MainWindow::tr("%1[*] — Slipway").arg(displayText(current->project->name)));
    if (isProjectWanted && current->project->root == openRoot) {
        isProjectWanted = false;
        if (window->page() == Page::Start || !isBusy())
            window->showPage(Page::Plan);
    }
}

void MainWindow::Private::phaseChanged()
{
    updateBuildActions();
    const QString waiting = MainWindow::tr("The build starts as soon as the engine is ready.");
    if (services.session->phase() == Session::Phase::WaitingForEngine)
        say(waiting);
    else if (window->statusBar()->currentMessage() == waiting)
        window->statusBar()->clearMessage();
    if (isClosing && !isBusy())
        window->close();
}

/// The banner stays behind the log-in dialog, so that whoever closes that one knows why nothing was built, and how to go on.
void MainWindow::Private::buildRefused(const Error &error)
{
    const Banner::Action again = error.code == ErrorCode::Credentials
                                     ? Banner::Action{MainWindow::tr("&Log in…"), [this] { showLogin(refusingHost, true); }}
                                     : Banner::Action{MainWindow::tr("Chec&k again"), [this] { services.session->probeEngine(); }};
    banner->say(Banner::Kind::Error, error.message, error.detail, {again});
}

void MainWindow::Private::updateBuildActions()
{
    const std::shared_ptr<const PlanResult> current = services.session->current();
    const bool canBuild = current && current->plan.isBuildable() && !isBusy();
    QString reason;
    if (!current) {
        reason = MainWindow::tr("Open a project first.");
    } else if (isBusy()) {
        reason = MainWindow::tr("A build is running.");
    } else if (!canBuild) {
        reason = MainWindow::tr("Tick at least one binary and one platform.");
        for (const Finding &finding : current->plan.findings) {
            if (finding.severity == Finding::Severity::Error) {
                reason = displayText(finding.message);
                break;
            }
        }
    }
    for (QAction *action : {actions.build, actions.buildLoad, actions.buildOci, actions.buildPush, actions.buildFresh})
        action->setEnabled(canBuild);
    actions.cancel->setEnabled(isBusy());
    header->setBuildEnabled(canBuild, reason);
}

void MainWindow::Private::updateSaveState()
{
    const bool isOpen = services.session->current() != nullptr;
    const bool isUnsaved = isOpen && services.session->hasUnsavedOptions();
    const bool hasFile = isOpen && !services.session->options().file.isEmpty();
    window->setWindowModified(isUnsaved);
    saveButton->setVisible(isUnsaved);
    saveState->setVisible(isOpen);
    saveState->setText(isUnsaved ? MainWindow::tr("kept in your settings")
                       : hasFile ? MainWindow::tr("saved in slipway.toml")
                                 : MainWindow::tr("all automatic"));
    saveState->setToolTip(isUnsaved ? MainWindow::tr("Your choices are kept for you alone. Save writes them to slipway.toml, shared with the project.")
                                    : MainWindow::tr("Nothing to save."));
}

void MainWindow::Private::fillRecent()
{
    actions.recent->clear();
    for (const QString &root : services.settings->recentProjects()) {
        QAction *action = actions.recent->addAction(displayText(root).replace(u'&', u"&&"_s));
        QObject::connect(action, &QAction::triggered, window, [this, root] { window->openPath(root); });
    }
    actions.recent->setEnabled(!actions.recent->isEmpty());
}

void MainWindow::Private::chooseFolder()
{
    auto *dialog = new QFileDialog(window, MainWindow::tr("Open a Rust project"), openRoot.isEmpty() ? QDir::homePath() : QFileInfo(openRoot).path());
    dialog->setObjectName(u"openDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, window, &MainWindow::openPath);
    dialog->open();
}

void MainWindow::Private::chooseOciFile()
{
    auto *dialog = new QFileDialog(window, MainWindow::tr("Save the image as an OCI file"), openRoot);
    dialog->setObjectName(u"ociDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"tar"_s);
    dialog->setNameFilter(MainWindow::tr("OCI archives (*.tar)"));
    QObject::connect(dialog, &QFileDialog::fileSelected, window, [this](const QString &path) { startBuild(BuildOutput::OciFile, false, path); });
    dialog->open();
}

void MainWindow::Private::startBuild(BuildOutput output, bool noCache, const QString &ociFile)
{
    Session::BuildWish wish;
    wish.output = output;
    wish.noCache = noCache;
    wish.ociFile = ociFile;
    lastOutput = output;
    lastNoCache = noCache;
    lastOciFile = ociFile;
    wish.builder = services.settings->value(SettingKey::Builder).toString();
    banner->dismiss();
    window->showPage(Page::Build);
    services.session->build(wish);
}

void MainWindow::Private::save()
{
    const Result<void> done = services.session->saveProjectFile();
    if (done) {
        say(MainWindow::tr("Saved in slipway.toml."));
        editor.stack()->setClean();
    } else {
        banner->say(Banner::Kind::Error, done.error().message, done.error().detail,
                    {{MainWindow::tr("&Read it again"), [this] { services.session->reload(); }}});
    }
    updateSaveState();
}

void MainWindow::Private::showLogin(const QString &host, bool isForBuild)
{
    if (auto *shown = window->findChild<LoginDialog *>()) {
        shown->raise();
        shown->activateWindow();
        return;
    }
    const QString goesOn = isForBuild ? MainWindow::tr("Then the build goes on.") : QString();
    auto *dialog = new LoginDialog(host, goesOn, services.session, &theme, window);
    if (isForBuild) {
        QObject::connect(dialog, &QDialog::accepted, window, [this] {
            if (!isBusy())
                startBuild(lastOutput, lastNoCache, lastOciFile);
        });
    }
    dialog->open();
}

void MainWindow::Private::showAbout()
{
    auto *box = new QMessageBox(window);
    box->setObjectName(u"aboutBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(MainWindow::tr("About Slipway"));
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(window->windowIcon().pixmap(QSize(64, 64), window->devicePixelRatio()));
    box->setText(MainWindow::tr("Slipway %1").arg(QStringLiteral(SLIPWAY_VERSION)));
    box->setInformativeText(MainWindow::tr("From a Rust project folder to a verified container image for several platforms.\n\n"
                                           "Free software under the Apache License 2.0.\nQt %1")
                                .arg(QString::fromLatin1(qVersion())));
    box->open();
}

void MainWindow::Private::askBeforeClosing()
{
    if (window->findChild<QMessageBox *>(u"closeQuestion"_s))
        return;
    auto *box = new QMessageBox(window);
    box->setObjectName(u"closeQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(MainWindow::tr("Slipway"));
    box->setText(MainWindow::tr("A build is running."));
    box->setInformativeText(MainWindow::tr("Closing the window cancels it. The record will say so."));
    QPushButton *cancel = box->addButton(MainWindow::tr("&Cancel the build and close"), QMessageBox::DestructiveRole);
    cancel->setObjectName(u"closeAnyway"_s);
    QPushButton *stay = box->addButton(MainWindow::tr("&Keep building"), QMessageBox::RejectRole);
    stay->setObjectName(u"keepBuilding"_s);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    QObject::connect(cancel, &QPushButton::clicked, window, [this] { window->closeAfterBuild(); });
    box->open();
}

void MainWindow::closeAfterBuild()
{
    d->isClosing = true;
    if (d->isBusy())
        d->services.session->cancelBuild();
    else
        close();
}

void MainWindow::activate(const QString &path, const QByteArray &token)
{
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token); // Qt's Wayland plugin takes it from there (QWindow::requestActivate)
    if (isMinimized())
        showNormal();
    show();
    raise();
    activateWindow();
    if (!path.isEmpty())
        openPath(path);
}

void MainWindow::Private::nextPane()
{
    QStringList names;
    switch (window->page()) {
    case Page::Plan:
        names = {u"projectTree"_s, u"nativeList"_s, u"generatedTabs"_s, u"reasonPanel"_s, u"choicePanel"_s};
        break;
    case Page::Build:
        names = {u"timelineView"_s, u"stepTable"_s, u"crateTable"_s, u"problemList"_s, u"builtDockerfile"_s, u"logView"_s};
        break;
    case Page::History:
        names = {u"historyList"_s, u"recordSteps"_s};
        break;
    case Page::Start:
        names = {u"startPage"_s};
        break;
    case Page::Preferences:
        names = {u"preferencesPage"_s};
        break;
    }
    names.prepend(u"headerBar"_s);
    QList<QWidget *> panes;
    for (const QString &name : std::as_const(names)) {
        auto *pane = window->findChild<QWidget *>(name);
        if (pane && pane->isVisible())
            panes.append(pane);
    }
    qsizetype now = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        const QWidget *focus = window->focusWidget();
        if (focus && (panes[i] == focus || panes[i]->isAncestorOf(focus)))
            now = i;
    }
    for (qsizetype step = 1; step <= panes.size(); ++step) {
        QWidget *pane = panes[(now + step) % panes.size()];
        QWidget *target = pane->focusPolicy() & Qt::TabFocus ? pane : nullptr;
        for (QWidget *next = pane->nextInFocusChain(); !target && next != pane; next = next->nextInFocusChain()) {
            if (pane->isAncestorOf(next) && next->isVisible() && next->isEnabled() && (next->focusPolicy() & Qt::TabFocus))
                target = next;
        }
        if (target) {
            target->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

void MainWindow::Private::find()
{
    if (window->page() == Page::Plan)
        plan->find();
    else if (stack->currentWidget()->metaObject()->indexOfMethod("find()") >= 0)
        QMetaObject::invokeMethod(stack->currentWidget(), "find");
}

void MainWindow::Private::restoreState()
{
    const QByteArray geometry = services.settings->value(SettingKey::WindowGeometry).toByteArray();
    if (!geometry.isEmpty())
        window->restoreGeometry(geometry); // Qt moves it onto a screen that is there
}

// Each page once, when it is first seen: a splitter takes sizes only when it has its own.
void MainWindow::Private::restoreSplitters()
{
    QWidget *page = stack->currentWidget();
    if (!window->isVisible() || restored.contains(page))
        return;
    restored.insert(page);
    QMetaObject::invokeMethod(
        page,
        [this, page] {
            const QVariantMap splitters = services.settings->value(SettingKey::Splitters).toMap();
            for (QSplitter *splitter : page->findChildren<QSplitter *>()) {
                const QByteArray state = splitters.value(splitter->objectName()).toByteArray();
                if (!splitter->objectName().isEmpty() && !state.isEmpty())
                    splitter->restoreState(state);
            }
        },
        Qt::QueuedConnection);
}

void MainWindow::Private::storeState()
{
    services.settings->setValue(SettingKey::WindowGeometry, window->saveGeometry());
    services.settings->setValue(SettingKey::WindowState, static_cast<int>(window->page()));
    QVariantMap splitters = services.settings->value(SettingKey::Splitters).toMap();
    for (const QWidget *page : std::as_const(restored)) { // pages never seen keep what was kept
        for (const QSplitter *splitter : page->findChildren<QSplitter *>()) {
            if (!splitter->objectName().isEmpty())
                splitters.insert(splitter->objectName(), splitter->saveState());
        }
    }
    services.settings->setValue(SettingKey::Splitters, splitters);
}

} // namespace slipway
