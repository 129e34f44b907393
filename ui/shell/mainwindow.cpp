// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/mainwindow_p.h"

#include "build/buildpage.h"
#include "history/historypage.h"
#include "plan/planpage.h"
#include "settings/preferencespage.h"
#include "shell/headerbar.h"
#include "shell/sample.h"
#include "shell/startpage.h"
#include "widgets/banner.h"
#include "widgets/labels.h"
#include "widgets/pagetabs.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

MainWindow::Private::Private(MainWindow *forWindow, const WindowServices &given)
    : window(forWindow)
    , services(given)
    , editor(given.session)
    , actions(forWindow, &theme, editor.stack())
{
}

MainWindow::MainWindow(const WindowServices &services, QWidget *parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(this, services))
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(QIcon(u":/icons/slipway.svg"_s));
    setWindowTitle(tr("Slipway[*]")); // kept choices are unsaved before the first plan gives its title
    setAcceptDrops(true);
    d->theme.setScheme(Theme::schemeFromText(services.settings->value(SettingKey::Theme).toString()));
    d->makeParts();
    d->makeStatusBar();
    d->actions.fillMenus(menuBar(), &d->buildMenu);
    d->header->setBuildMenu(&d->buildMenu);
    d->connectActions();
    d->connectSession();
    d->fillRecent();
    d->planChanged();
    d->phaseChanged();
    const int unit = fontMetrics().height();
    setMinimumSize(unit * 47, unit * 26);
    resize(unit * 86, unit * 54);
    d->restoreState();
    showPage(Page::Start);
    qApp->installEventFilter(this); // folders dropped on any widget of the window
}

MainWindow::~MainWindow() = default;

void MainWindow::Private::makeParts()
{
    auto *centre = new QWidget(window);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    header = new HeaderBar(&theme, centre);
    column->addWidget(header);
    banner = new Banner(&theme, centre);
    column->addWidget(banner);
    stack = new QStackedWidget(centre);
    stack->setObjectName(u"pages"_s);
    column->addWidget(stack, 1);
    start = new StartPage(services, &theme, stack);
    plan = new PlanPage(services, &editor, &theme, stack);
    build = new BuildPage(services, &theme, stack);
    history = new HistoryPage(services.history, services.session, &theme, stack);
    preferences = new PreferencesPage(services, &theme, stack);
    build->setObjectName(u"buildPage"_s);
    history->setObjectName(u"historyPage"_s);
    for (QWidget *page : QList<QWidget *>{start, plan, build, history, preferences}) // in the order of Page
        stack->addWidget(page);
    window->setCentralWidget(centre);
}

void MainWindow::Private::makeStatusBar()
{
    QStatusBar *bar = window->statusBar();
    bar->setSizeGripEnabled(false);
    summary = new SummaryLabel(bar);
    summary->setObjectName(u"summaryLine"_s);
    summary->setAccessibleName(MainWindow::tr("Summary of the plan"));
    summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    summary->setContentsMargins(window->fontMetrics().height() / 2, 2, 0, 2);
    bar->addWidget(summary, 1);
    saveState = new RoleLabel({}, ColorRole::SubtleText, &theme, bar);
    saveState->setObjectName(u"saveState"_s);
    saveState->setContentsMargins(0, 0, window->fontMetrics().height() / 2, 0);
    bar->addPermanentWidget(saveState);
    saveButton = new QPushButton(MainWindow::tr("Save"), bar);
    saveButton->setObjectName(u"saveButton"_s);
    saveButton->setAccessibleName(MainWindow::tr("Save the plan"));
    saveButton->setToolTip(MainWindow::tr("Writes your choices to slipway.toml, for everybody who works on the project (Ctrl+S)."));
    bar->addPermanentWidget(saveButton);
    QObject::connect(saveButton, &QPushButton::clicked, actions.save, &QAction::trigger);
}

void MainWindow::Private::connectActions()
{
    const auto on = [this](QAction *action, auto what) { QObject::connect(action, &QAction::triggered, window, what); };
    on(actions.open, [this] { chooseFolder(); });
    on(actions.sample, [this] { window->openSample(); });
    on(actions.reload, [this] {
        services.session->reload();
        services.session->probeEngine();
    });
    on(actions.save, [this] { save(); });
    on(actions.saveDockerfile, [this] { plan->saveDockerfile(); });
    on(actions.closeProject, [this] { window->showPage(Page::Start); });
    on(actions.quit, [this] { window->close(); });
    on(actions.copyDockerfile, [this] { plan->copyDockerfile(); });
    on(actions.find, [this] { find(); });
    on(actions.preferences, [this] { window->showPage(Page::Preferences); });
    on(actions.planPage, [this] { window->showPage(Page::Plan); });
    on(actions.buildPage, [this] { window->showPage(Page::Build); });
    on(actions.historyPage, [this] { window->showPage(Page::History); });
    on(actions.nextPane, [this] { nextPane(); });
    on(actions.build, [this] { startBuild(BuildOutput::CacheOnly); });
    on(actions.buildLoad, [this] { startBuild(BuildOutput::Load); });
    on(actions.buildPush, [this] { startBuild(BuildOutput::Push); });
    on(actions.buildFresh, [this] { startBuild(BuildOutput::Push, true); });
    on(actions.buildOci, [this] { chooseOciFile(); });
    on(actions.cancel, [this] { services.session->cancelBuild(); });
    on(actions.pin, [this] { services.session->pinBases(); });
    on(actions.login, [this] { showLogin({}); });
    on(actions.about, [this] { showAbout(); });

    QObject::connect(header, &HeaderBar::openRequested, actions.open, &QAction::trigger);
    QObject::connect(header, &HeaderBar::buildRequested, actions.build, &QAction::trigger);
    QObject::connect(header, &HeaderBar::buildPushRequested, actions.buildPush, &QAction::trigger);
    QObject::connect(header, &HeaderBar::builderChosen, window, [this](const QString &name) { services.settings->setValue(SettingKey::Builder, name); });
    QObject::connect(header->tabs(), &QTabBar::currentChanged, window, [this](int index) {
        if (index >= 0)
            window->showPage(static_cast<Page>(index + 1));
    });
    QObject::connect(header->tabs(), &QTabBar::tabBarClicked, window, [this](int index) { // from the preferences back to the same tab
        if (index >= 0 && header->tabs()->isTabEnabled(index))
            window->showPage(static_cast<Page>(index + 1));
    });
    QObject::connect(start, &StartPage::openRequested, actions.open, &QAction::trigger);
    QObject::connect(start, &StartPage::projectChosen, window, &MainWindow::openPath);
    QObject::connect(start, &StartPage::sampleRequested, actions.sample, &QAction::trigger);
    QObject::connect(plan, &PlanPage::notice, window, [this](const QString &sentence) { say(sentence); });
    QObject::connect(build, &BuildPage::dockerfileLineActivated, window, [this](int line) {
        window->showPage(Page::Plan);
        plan->showDockerfileLine(line);
    });
    QObject::connect(build, &BuildPage::dockerfileLineSelected, window, [this](int line) {
        // The Dockerfile of the build and the one that is shown may differ by now; then a line's number says nothing.
        const auto current = services.session->current();
        if (services.session->run() && current && services.session->run()->request().document == current->document)
            plan->showDockerfileLine(line);
    });
    QObject::connect(plan, &PlanPage::dockerfileLineChosen, window, [this](int line) {
        const auto current = services.session->current();
        if (services.session->run() && current && services.session->run()->request().document == current->document)
            build->selectDockerfileLine(line);
    });
    QObject::connect(build, &BuildPage::againRequested, window, [this] { startBuild(lastOutput, false, lastOciFile); });
    QObject::connect(build, &BuildPage::notice, window, [this](const QString &sentence) { say(sentence); });
    QObject::connect(history, &HistoryPage::notice, window, [this](const QString &sentence) { say(sentence); });
    QObject::connect(build, &BuildPage::optionSuggested, window, [this](const QString &key, const QString &value) {
        if (const Result<void> done = editor.setFromText(key, value); !done)
            banner->say(Banner::Kind::Warning, done.error().message);
        else
            window->showPage(Page::Plan);
    });
    QObject::connect(preferences, &PreferencesPage::closed, window, [this] { window->showPage(pageBefore); });
    QObject::connect(preferences, &PreferencesPage::loginRequested, actions.login, &QAction::trigger);
    QObject::connect(preferences, &PreferencesPage::notice, window, [this](const QString &sentence) { say(sentence); });
}

void MainWindow::Private::connectSession()
{
    Session *session = services.session;
    QObject::connect(session, &Session::opened, window, [this](const Project &project) { projectOpened(project); });
    QObject::connect(session, &Session::openFailed, window, [this](const Error &error) {
        isProjectWanted = false;
        QString place = error.file;
        if (error.line > 0)
            place = MainWindow::tr("%1, line %2").arg(error.file).arg(error.line);
        banner->say(Banner::Kind::Error, error.message, place.isEmpty() ? error.detail : place);
        const std::optional<Error> ofOpen = services.session->openError();
        unreadable = ofOpen && ofOpen->message == error.message ? banner->sentence() : QString();
    });
    QObject::connect(session, &Session::planChanged, window, [this] { planChanged(); });
    QObject::connect(session, &Session::engineChanged, window,
                     [this] { header->setBuilders(services.session->engineFacts(), services.settings->value(SettingKey::Builder).toString()); });
    QObject::connect(session, &Session::phaseChanged, window, [this] { phaseChanged(); });
    QObject::connect(session, &Session::buildRefused, window, [this](const Error &error) { buildRefused(error); });
    QObject::connect(session, &Session::buildStarted, window, [this] { window->showPage(Page::Build); });
    QObject::connect(session, &Session::buildFinished, window, [this] {
        history->reload();
        QApplication::alert(window);
    });
    QObject::connect(session, &Session::loginNeeded, window, [this](const QString &host) {
        refusingHost = host;
        showLogin(host, true);
    });
    QObject::connect(session, &Session::pinsDone, window, [this](const Result<QVariantMap> &pins) {
        const Result<void> done = pins.and_then([this](const QVariantMap &map) { return editor.set(OptionKey::Pins, map); });
        if (done)
            say(MainWindow::tr("%n base images are pinned by digest.", nullptr, static_cast<int>(pins->size())));
        else
            banner->say(Banner::Kind::Warning, done.error().message, done.error().detail);
    });
    QObject::connect(session, &Session::notice, window, [this](const QString &sentence) { say(sentence); });
    QObject::connect(services.settings, &Settings::changed, window, [this](SettingKey key) {
        if (key == SettingKey::Theme)
            theme.setScheme(Theme::schemeFromText(services.settings->value(key).toString()));
    });
}

MainWindow::Page MainWindow::page() const
{
    return static_cast<Page>(d->stack->currentIndex());
}

void MainWindow::showPage(Page page)
{
    if (page == Page::Plan && !d->services.session->current())
        page = Page::Start;
    if (this->page() != Page::Preferences)
        d->pageBefore = this->page();
    d->stack->setCurrentIndex(static_cast<int>(page));
    d->restoreSplitters();
    if (page == Page::Start)
        d->start->reload();
    if (page == Page::Preferences)
        d->preferences->reload();
    d->header->tabs()->setMuted(page == Page::Start || page == Page::Preferences);
    const QSignalBlocker quiet(d->header->tabs());
    if (page == Page::Start)
        d->header->tabs()->setCurrentIndex(0);
    else if (page != Page::Preferences)
        d->header->tabs()->setCurrentIndex(static_cast<int>(page) - 1);
}

void MainWindow::openPath(const QString &path)
{
    d->banner->dismiss();
    d->isProjectWanted = true;
    d->services.session->open(QFileInfo(path).absoluteFilePath());
}

void MainWindow::openLast()
{
    const QString last = d->services.settings->value(SettingKey::LastProject).toString();
    if (!last.isEmpty() && QFileInfo::exists(last))
        openPath(last);
}

void MainWindow::openSample()
{
    const Result<QString> sample = writableSample();
    if (sample)
        openPath(*sample);
    else
        d->banner->say(Banner::Kind::Error, sample.error().message);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    d->restoreSplitters();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (d->isBusy()) {
        event->ignore(); // the question is a window of its own; no loop is nested here
        if (!d->isClosing)
            d->askBeforeClosing();
        return;
    }
    d->storeState();
    QMainWindow::closeEvent(event);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop)
        return QMainWindow::eventFilter(watched, event);
    const auto *widget = qobject_cast<QWidget *>(watched);
    auto *drop = static_cast<QDropEvent *>(event);
    if (!widget || widget->window() != this || !drop->mimeData()->hasUrls())
        return QMainWindow::eventFilter(watched, event);
    const QList<QUrl> urls = drop->mimeData()->urls();
    if (urls.isEmpty() || !urls.first().isLocalFile())
        return QMainWindow::eventFilter(watched, event);
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (type == QEvent::Drop)
        openPath(urls.first().toLocalFile());
    return true;
}

} // namespace slipway
