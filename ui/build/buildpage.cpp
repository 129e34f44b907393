// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildpage.h"

#include "build/buildview.h"
#include "log/logpanel.h"
#include "log/logview.h"
#include "session/session.h"

#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int tickMilliseconds = 500;
constexpr int recordsLookedAt = 60;

qint64 nanosecondsNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

struct BuildPage::Private
{
    BuildPage *page = nullptr;
    WindowServices services;
    BuildView *view = nullptr;
    QTimer tick;
    BuildRun *run = nullptr;         ///< whose state is shown, or null
    bool isFromPlan = false;         ///< the selection comes from a line of the plan's Dockerfile
    qint64 expected = 0;             ///< ms, of the last build that did the same

    void phaseChanged();
    void started();
    void finished();
    void refused();
    void showRun();
    void showProgress();
    [[nodiscard]] qint64 lastTime(const Plan &plan) const;
    void followSettings();
};

BuildPage::BuildPage(const WindowServices &services, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
    d->page = this;
    d->services = services;
    setAccessibleName(tr("Build"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    d->view = new BuildView(theme, this);
    whole->addWidget(d->view);
    d->tick.setInterval(tickMilliseconds);
    connect(&d->tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            d->showProgress();
    });
    Session *session = services.session;
    connect(session, &Session::phaseChanged, this, [this] { d->phaseChanged(); });
    connect(session, &Session::buildStarted, this, [this] { d->started(); });
    connect(session, &Session::buildFinished, this, [this] { d->finished(); });
    connect(session, &Session::buildRefused, this, [this] { d->refused(); });
    connect(session, &Session::setupProgress, this, [this] { d->showProgress(); });
    connect(d->view, &BuildView::cancelRequested, session, &Session::cancelBuild);
    connect(d->view, &BuildView::againRequested, this, &BuildPage::againRequested);
    connect(d->view, &BuildView::lineActivated, this, &BuildPage::dockerfileLineActivated);
    connect(d->view, &BuildView::optionSuggested, this, &BuildPage::optionSuggested);
    connect(d->view, &BuildView::notice, this, &BuildPage::notice);
    connect(d->view->selection(), &BuildSelection::changed, this, [this] {
        const int step = d->view->selection()->step();
        if (!d->isFromPlan && d->run && step >= 0 && step < d->run->state().steps.size() && d->run->state().steps[step].dockerfileLine > 0)
            Q_EMIT dockerfileLineSelected(d->run->state().steps[step].dockerfileLine);
    });
    d->followSettings();
    d->refused();
}

BuildPage::~BuildPage() = default;

BuildView *BuildPage::view() const
{
    return d->view;
}

void BuildPage::selectDockerfileLine(int line)
{
    d->isFromPlan = true; // the cursor there stays where the person has put it
    d->view->selectDockerfileLine(line);
    d->isFromPlan = false;
}

void BuildPage::find()
{
    d->view->find();
}

void BuildPage::Private::followSettings()
{
    Settings *settings = services.settings;
    if (!settings)
        return;
    LogView *log = view->logPanel()->view();
    const auto apply = [settings, log] { log->setAlwaysDark(settings->value(SettingKey::LogBackground).toString() == "dark"_L1); };
    apply();
    QObject::connect(view->logPanel(), &LogPanel::followChosen, page, [settings](bool follow) { settings->setValue(SettingKey::Follow, follow); });
    QObject::connect(settings, &Settings::changed, page, [apply](SettingKey key) {
        if (key == SettingKey::LogBackground)
            apply();
    });
}

// A build was asked for: what is shown from now on is about it.
void BuildPage::Private::phaseChanged()
{
    const Session::Phase phase = services.session->phase();
    if (phase == Session::Phase::WaitingForEngine) {
        run = nullptr;
        view->setSource({});
        expected = 0;
    }
    if (phase == Session::Phase::Idle) {
        tick.stop();
        return;
    }
    if (!tick.isActive())
        tick.start();
    showProgress();
}

void BuildPage::Private::started()
{
    run = services.session->run();
    if (!run)
        return;
    expected = lastTime(run->request().plan);
    showRun();
    if (services.settings)
        view->logPanel()->view()->setFollowing(services.settings->value(SettingKey::Follow).toBool());
    view->setRunning(true);
    QObject::connect(run, &BuildRun::stepsChanged, page, [this](const QList<int> &steps) { view->stepsChanged(steps); });
    showProgress();
}

void BuildPage::Private::showRun()
{
    const auto plan = services.session->current();
    // run->request() is complete when the run begins; before its first word the plan that is built is the session's.
    const BuildRequest &request = run->request();
    const bool isKnown = !request.document.lines.isEmpty();
    view->setSource({&run->state(), run->log(), isKnown || !plan ? request.plan : plan->plan, isKnown || !plan ? request.document : plan->document,
                     plan ? plan->facts.buildPlatform : QString(), nanosecondsNow});
}

// The time of the last build that did the same and was not a mere repetition.
qint64 BuildPage::Private::lastTime(const Plan &plan) const
{
    const auto current = services.session->current();
    if (!services.history || !current || !current->project)
        return 0;
    const QStringList platforms = plan.images.isEmpty() ? current->plan.chosenPlatforms() : plan.chosenPlatforms();
    for (const BuildRecord &record : services.history->list(recordsLookedAt)) {
        if (record.projectRoot == current->project->root && (record.result == "done"_L1 || record.result == "unverified"_L1) && record.platforms == platforms
            && record.cachedShare < 0.95)
            return record.milliseconds;
    }
    return 0;
}

void BuildPage::Private::showProgress()
{
    const Session::Phase phase = services.session->phase();
    if (phase == Session::Phase::Idle)
        return;
    BuildProgress progress;
    const auto plan = services.session->current();
    if (run && phase != Session::Phase::WaitingForEngine) {
        if (run->state().started > 0 && (nanosecondsNow() - run->state().started) / 1'000'000 > expected)
            expected = 0; // it takes longer than that one did: then it is another kind of build
        progress = buildProgress(run->state(), plan ? plan->plan : run->request().plan, nanosecondsNow(), expected);
        view->stepsChanged({});
    } else if (plan) {
        progress.title = buildTitle(plan->plan);
    }
    progress.phase = phase;
    if (phase == Session::Phase::WaitingForEngine && services.session->setup()) {
        for (const EngineSetup::Step &step : services.session->setup()->steps()) {
            if (step.state == "running"_L1)
                progress.doing = step.title;
        }
    }
    if (phase == Session::Phase::Verifying) {
        progress.doing.clear();
        progress.share = -1;
    }
    view->showProgress(progress);
}

void BuildPage::Private::finished()
{
    tick.stop();
    const auto result = services.session->result();
    if (!result)
        return;
    view->setRunning(false);
    if (run) {
        QList<int> all;
        for (int step = 0; step < run->state().steps.size(); ++step)
            all.append(step);
        view->stepsChanged(all);
    }
    view->showResult(*result);
}

// Nothing was started: what stood there before stays.
void BuildPage::Private::refused()
{
    tick.stop();
    const auto result = services.session->result();
    run = services.session->run();
    if (run && result) {
        showRun();
        view->setRunning(false);
        view->showResult(*result);
        return;
    }
    run = nullptr;
    view->setSource({});
    view->showEmpty(tr("No build yet. “Build & Push” (Ctrl+Shift+B) builds all images, pushes them and asks the registry for the result."));
}

} // namespace slipway
