// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/session_p.h"

#include "base/text.h"
#include "registry/reference.h"
#include "session/planner.h"
#include "session/record.h"

#include <QFileInfo>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Bases of a plan that can be pinned: those that its Dockerfile names, by tag, and not `scratch`.
QStringList pinnableBases(const Plan &plan)
{
    QStringList named{plan.toolsImage, plan.runtime.reference};
    if (plan.toolsImage.isEmpty())
        named = {plan.builder.reference, plan.builder.hasCargoChef || plan.cache == CacheMethod::Mounts ? QString() : plan.builder.chefImage,
                 plan.runtime.reference};
    QStringList references;
    for (const QString &reference : std::as_const(named)) {
        if (!reference.isEmpty() && reference != "scratch"_L1 && !reference.contains(u'@') && !references.contains(reference))
            references.append(reference);
    }
    return references;
}

} // namespace

// --- engine

void Session::followSetup(const QString &statusFile)
{
    d->isSetupFollowed = true;
    d->setupError.reset();
    d->setup->follow(statusFile);
    if (d->setup->isReady() && !d->isProbing && !d->isProbed)
        probeEngine();
}

void Session::Private::setupReady()
{
    setupError.reset();
    replan();       // mirrors and the local registry are known now
    q->probeEngine();
}

void Session::probeEngine()
{
    d->isProbing = true;
    d->probe = std::make_unique<EngineProbe>();
    connect(d->probe.get(), &EngineProbe::finished, this, [this](const EngineFacts &facts) {
        d->isProbing = false;
        const bool isNew = !d->isProbed || !(d->engine == facts);
        d->isProbed = true;
        d->engine = facts;
        d->registry->setInsecureHosts(facts.insecureRegistries);
        if (isNew)
            d->factsChanged();
        d->tryBuild();
    });
    d->probe->start(engineEnvironment());
}

void Session::Private::factsChanged()
{
    Q_EMIT q->engineChanged();
    if (project && current && current->facts == facts())
        return;
    replan();
}

EngineFacts Session::engineFacts() const
{
    return d->engine;
}

EngineEnvironment Session::engineEnvironment() const
{
    EngineEnvironment environment = d->setup->environment();
    if (d->services.settings) {
        const QString program = d->services.settings->value(SettingKey::DockerProgram).toString();
        if (!program.isEmpty())
            environment.path.prepend(QFileInfo(program).absolutePath());
    }
    return environment;
}

EngineSetup *Session::setup() const
{
    return d->setup;
}

// --- build

void Session::build(const BuildWish &wish)
{
    if (d->phase != Phase::Idle) {
        Q_EMIT buildRefused(Error{ErrorCode::Usage, tr("A build is running already: wait for it, or cancel it."), {}, {}, 0});
        return;
    }
    if (!d->project && !d->isReading) {
        Q_EMIT buildRefused(d->openError.value_or(Error{ErrorCode::Usage, tr("No project is open: open a folder with a Cargo.toml."), {}, {}, 0}));
        return;
    }
    BuildWish whole = wish;
    if (whole.builder.isEmpty() && d->services.settings)
        whole.builder = d->services.settings->value(SettingKey::Builder).toString();
    d->wish = std::move(whole);
    d->wishTime = QDateTime::currentDateTime();
    d->setPhase(Phase::WaitingForEngine);
    if (!d->isSetupFollowed)
        followSetup({});
    else if (d->setup->isReady() && d->isProbed && !d->isProbing && !d->engine.isUsable)
        probeEngine();  // the engine may have been started since it was asked last
    // The answer never comes before this call has returned.
    QMetaObject::invokeMethod(this, [this] { d->tryBuild(); }, Qt::QueuedConnection);
}

void Session::Private::tryBuild()
{
    if (!wish || (flow && flow->isActive()))
        return;
    if (openError && !isReading) {
        refuse(*openError);
        return;
    }
    if (setupError) {
        refuse(*setupError);
        return;
    }
    // What is compiled decides what the plan brings along.
    if (q->isBusy() || fetcher->isRunning() || isProbing || !isProbed || !current)
        return;
    if (!(current->facts == facts())) {
        replan();
        return;
    }
    launch(*wish);
}

void Session::Private::launch(const BuildWish &asked)
{
    BuildFlow::Job job;
    job.plan = asked.makesTools ? toolsResult(*current) : current;
    job.wish = asked;
    job.environment = q->engineEnvironment();
    job.engine = engine;
    job.time = wishTime;
    flow = std::make_shared<BuildFlow>(services, credentials, registry, nullptr);
    connect(flow.get(), &BuildFlow::started, q, [this] {
        // The run before this one lives until the views have heard of the new one.
        const std::shared_ptr<BuildFlow> before = std::exchange(shown, flow);
        setPhase(Phase::Building);
        Q_EMIT q->buildStarted();
    });
    connect(flow.get(), &BuildFlow::verifying, q, [this] { setPhase(Phase::Verifying); });
    connect(flow.get(), &BuildFlow::refused, q, [this](const Error &error) { refuse(error); });
    connect(flow.get(), &BuildFlow::finished, q, [this](const std::shared_ptr<const BuildResult> &finished) { flowFinished(finished); });
    connect(flow.get(), &BuildFlow::loginNeeded, q, &Session::loginNeeded);
    connect(flow.get(), &BuildFlow::notice, q, &Session::notice);
    result.reset();
    flow->start(job);
}

void Session::Private::refuse(const Error &error)
{
    wish.reset();
    setPhase(Phase::Idle);
    Q_EMIT q->buildRefused(error);
}

void Session::Private::flowFinished(const std::shared_ptr<const BuildResult> &finished)
{
    result = finished;
    wish.reset();
    setPhase(Phase::Idle);
    Q_EMIT q->buildFinished();
}

void Session::Private::setPhase(Phase to)
{
    if (phase == to)
        return;
    phase = to;
    Q_EMIT q->phaseChanged(to);
}

void Session::cancelBuild()
{
    if (d->phase == Phase::Idle || !d->wish)
        return;
    if (!d->flow || !d->flow->isActive()) {
        // Nothing was started: the record still says that somebody wanted it and changed their mind.
        BuildResult cancelled;
        cancelled.outcome.kind = BuildOutcome::Kind::Cancelled;
        cancelled.outcome.error = Error{ErrorCode::Cancelled, tr("The build was cancelled before it started."), {}, {}, 0};
        cancelled.outcome.milliseconds = d->wishTime.msecsTo(QDateTime::currentDateTime());
        RecordInput input;
        input.plan = d->current.get();
        input.outcome = &cancelled.outcome;
        input.time = d->wishTime;
        cancelled.record = makeRecord(input);
        if (d->services.history && d->current) {
            if (const auto added = d->services.history->add(cancelled.record); !added)
                Q_EMIT notice(added.error().message);
        }
        d->wish.reset();
        auto shared = std::make_shared<const BuildResult>(std::move(cancelled));
        QMetaObject::invokeMethod(this, [this, shared] { d->flowFinished(shared); }, Qt::QueuedConnection);
        return;
    }
    d->flow->cancel();
}

BuildRun *Session::run() const
{
    return d->shown ? d->shown->run() : nullptr;
}

std::shared_ptr<const BuildResult> Session::result() const
{
    return d->result;
}

Session::Phase Session::phase() const
{
    return d->phase;
}

// --- registry

void Session::pinBases()
{
    const QStringList bases = d->current ? pinnableBases(d->current->plan) : QStringList();
    if (bases.isEmpty()) {
        Q_EMIT pinsDone(fail(ErrorCode::Usage, tr("This plan has no base image that could be pinned.")));
        return;
    }
    struct Round
    {
        qsizetype open = 0;
        QVariantMap pins;
        std::optional<Error> error;
        QString root;
    };
    auto round = std::make_shared<Round>();
    round->open = bases.size();
    round->pins = d->options.effective().map(OptionKey::Pins);
    round->root = d->project->root;
    for (const QString &base : bases) {
        const QString asked = d->current->facts.mirrors.value(base, base);
        d->registry->resolve(asked, this, [this, round, base](const Result<QString> &digest) {
            if (digest)
                round->pins.insert(base, *digest);
            else if (!round->error)
                round->error = digest.error();
            if (--round->open > 0)
                return;
            if (round->error) {
                Q_EMIT pinsDone(std::unexpected(*round->error));
                return;
            }
            if (!d->project || d->project->root != round->root)
                return;     // another project was opened meanwhile
            Q_EMIT pinsDone(round->pins);
        });
    }
}

void Session::login(const QString &host, const Credential &credential)
{
    d->registry->tryLogin(host, credential, this, [this, host, credential](const Result<void> &tried) {
        if (!tried) {
            Q_EMIT loginDone(host, tried, std::nullopt);
            return;
        }
        const auto stored = [this, host, credential](const Result<void> &done) {
            // What the key store has is read from there again; what it refuses serves as long as we live.
            d->credentials->remember(hostOfAddress(host), done ? Credential() : credential);
            Q_EMIT loginDone(host, {}, done ? std::nullopt : std::optional(done.error()));
        };
        if (d->services.keyStore)
            d->services.keyStore->write(credentialKey(hostOfAddress(host)), credential, this, stored);
        else
            stored(fail(ErrorCode::Credentials, tr("There is no key store: set the log-in with `docker login`.")));
    });
}

CredentialSource *Session::credentials() const
{
    return d->credentials;
}

} // namespace slipway
