// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/session_p.h"

#include "project/folder.h"
#include "settings/projectfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QVersionNumber>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// "v0.13.2" before "v0.20.0"; an unknown one is before none.
bool isOlderVersion(const QString &a, const QString &b)
{
    const auto number = [](const QString &text) { return QVersionNumber::fromString(text.startsWith(u'v') ? text.mid(1) : text); };
    return !a.isEmpty() && number(a) < number(b);
}

} // namespace

Session::Private::Private(Session *session, const Services &which)
    : q(session)
    , services(which)
    , planner(which.knowledge)
    , watcher(new ProjectWatch(session))
    , fetcher(new CrateFetcher(planner.crates().facts(), session))
    , setup(new EngineSetup(session))
    , credentials(new CredentialSource(which.keyStore, session))
    , registry(new RegistryClient(credentials, session))
{
}

Session::Session(const Services &services, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, services))
{
    connect(d->watcher, &ProjectWatch::changed, this, &Session::reload);
    connect(d->fetcher, &CrateFetcher::progressed, this, &Session::cratesProgress);
    connect(d->fetcher, &CrateFetcher::finished, this, [this] {
        // What failed has its reason now, so the graph is another in any case.
        d->planner.crates().forget();
        d->replan();
    });
    connect(d->credentials, &CredentialSource::notice, this, &Session::notice);
    connect(d->setup, &EngineSetup::stepChanged, this, &Session::setupProgress);
    connect(d->setup, &EngineSetup::ready, this, [this] { d->setupReady(); });
    connect(d->setup, &EngineSetup::failed, this, [this](const Error &error) {
        d->setupError = error;
        Q_EMIT engineChanged();
        d->tryBuild();
    });
    if (d->services.settings) {
        connect(d->services.settings, &Settings::changed, this, [this](SettingKey key) {
            if (key == SettingKey::Mirrors || key == SettingKey::Builder)
                d->replan();
            else if (key == SettingKey::DockerProgram && d->isProbed)
                probeEngine();
        });
    }
}

Session::~Session() = default;

void Session::open(const QString &path)
{
    d->wished = QFileInfo(path).absoluteFilePath();
    d->isFirstRead = true;
    d->isReloadDue = d->isReading; // the answer to that comes too late to be taken
    d->read();
}

void Session::reload()
{
    if (d->wished.isEmpty())
        return;
    // While another project is read, this one waits: should that one fail, this one is still open.
    d->isReloadDue = d->isReading && d->isFirstRead;
    d->fetcher->forget();
    d->read();
}

std::optional<Error> Session::openError() const
{
    return d->openError;
}

bool Session::isBusy() const
{
    return d->isReading || d->isPlanning || d->isPlanDue;
}

void Session::setWatching(bool isWatching)
{
    d->watcher->setActive(isWatching);
}

std::shared_ptr<const PlanResult> Session::current() const
{
    return d->current;
}

QFuture<QList<BaseChoice>> Session::baseChoices() const
{
    Q_ASSERT(d->current);
    return d->planner.baseChoices(d->current);
}

LayeredOptions Session::options() const
{
    return d->options;
}

void Session::setUserOptions(const Options &options)
{
    if (d->options.user == options)
        return;
    d->options.user = options;
    if (d->project && d->services.settings)
        d->services.settings->setProjectOptions(d->project->root, options);
    d->replan();
}

void Session::setCommandLineOptions(const Options &options)
{
    if (d->options.commandLine == options)
        return;
    d->options.commandLine = options;
    d->replan();
}

void Session::setOffline(bool isOffline)
{
    d->fetcher->setOffline(isOffline);
}

bool Session::isFetchingCrates() const
{
    return d->fetcher->isRunning();
}

void Session::cancelCrates()
{
    d->fetcher->cancel();
}

QStringList Session::strangeCrateHosts() const
{
    return d->fetcher->strangers();
}

void Session::allowCrateHost(const QString &host)
{
    if (!d->services.settings)
        return;
    d->services.settings->setCrateHosts(d->services.settings->crateHosts() + QStringList{host});
    d->fetchCrates();
}

void Session::Private::fetchCrates()
{
    if (!current || current->plan.crates.gaps.isEmpty() || !current->cargo)
        return;
    if (services.settings)
        fetcher->setAllowedHosts(services.settings->crateHosts());
    fetcher->fetch(current->plan.crates.gaps, *current->cargo);
}

bool Session::hasUnsavedOptions() const
{
    const QList<OptionKey> keys = d->options.user.keys();
    return std::ranges::any_of(keys, [this](OptionKey key) { return d->options.file.value(key) != d->options.user.value(key); });
}

Result<void> Session::saveProjectFile()
{
    if (!d->project)
        return fail(ErrorCode::Usage, tr("No project is open, so there is nothing to save."));
    const QString path = projectFilePath(d->project->root);
    QByteArray bytes;
    if (reading::hasEntry(path)) {
        // A pipe or a device in its place is not waited for.
        auto read = projectFileBytes(path);
        if (!read)
            return std::unexpected(read.error());
        bytes = std::move(*read);
    }
    if (slipway::fileHash(path) != d->fileHash) {
        reload();
        return fail(ErrorCode::File, tr("slipway.toml was changed by another program. It has been read again: look at the plan, then save once more."));
    }
    const Options saved = d->options.kept();
    const auto text = spliceProjectFile(QString::fromUtf8(bytes), saved);
    if (!text)
        return std::unexpected(text.error());
    QSaveFile out(path);
    const QByteArray written = text->toUtf8();
    if (!out.open(QIODevice::WriteOnly) || out.write(written) != written.size() || !out.commit())
        return fail(ErrorCode::File, tr("%1 cannot be written: %2.").arg(path, out.errorString()));
    d->fileHash = slipway::fileHash(path);
    d->options.file = saved;
    d->options.user = {};
    if (d->services.settings)
        d->services.settings->setProjectOptions(d->project->root, {});
    if (d->isReading)
        d->read(); // what is on its way may hold the file as it was before
    d->watch();
    d->replan();
    return {};
}

void Session::Private::read()
{
    const quint64 generation = ++readGeneration;
    isReading = true;
    readStarted = QDateTime::currentDateTime();
    // The options of a file that is broken now are those it had before; another project's are none of its.
    planner.read(wished, isFirstRead ? Options() : options.file).then(q, [this, generation](const ReadOutcome &outcome) { readDone(generation, outcome); });
}

void Session::Private::readDone(quint64 generation, const ReadOutcome &outcome)
{
    if (generation != readGeneration)
        return;     // a newer reading is on its way
    isReading = false;
    if (outcome.error) {
        if (std::exchange(isFirstRead, false) && isOfAnotherProject(*outcome.error)) {
            stayWithProject(*outcome.error);
            return;
        }
        path = wished;
        openError = outcome.error;
        watch(outcome.error->file);
        Q_EMIT q->openFailed(*outcome.error);
        tryBuild();
        return;
    }
    path = wished;
    takeProject(outcome);
}

/// Does the error of the wished project leave the one that is open as it was?
bool Session::Private::isOfAnotherProject(const Error &error) const
{
    return project && wished != path && QFileInfo(wished).canonicalFilePath() != project->root && !project->watchedFiles.contains(error.file);
}

// What could not be opened is told; watched, read again and built is what stands on the screen.
void Session::Private::stayWithProject(const Error &error)
{
    wished = path;
    Q_EMIT q->openFailed(error);
    const bool isForWished = wish && !(flow && flow->isActive()) && wishTime >= readStarted;
    if (isForWished)
        refuse(error); // it was asked for while the other project was on its way
    if (std::exchange(isReloadDue, false))
        read();
    else
        tryBuild();
}

void Session::Private::takeProject(const ReadOutcome &outcome)
{
    const bool isOther = !project || project->root != outcome.project->root;
    const bool isSame = !isOther && !openError && *project == *outcome.project && options.file == outcome.fileOptions;
    const bool wasFirst = std::exchange(isFirstRead, false);
    openError.reset();
    fileHash = outcome.fileHash;
    if (isSame && !wasFirst) {
        watch();
        fetchCrates();
        // What a plan misses may have come outside of the files that are read.
        if (current && std::ranges::any_of(current->plan.findings, [](const Finding &finding) { return finding.severity == Finding::Severity::Error; }))
            replan();
        tryBuild();
        return;
    }
    project = outcome.project;
    options.file = outcome.fileOptions;
    if (isOther)
        options.user = services.settings ? services.settings->projectOptions(project->root) : Options();
    watch();
    // The plan is under way when `opened` is heard: isBusy() is true, and a build asked for now waits for it.
    replan();
    Q_EMIT q->opened(*project);
}

void Session::Private::watch(const QString &errorFile)
{
    QStringList files;
    if (project)
        files = project->watchedFiles;
    if (openError) {
        // What could not be opened may be mended any moment.
        files.append(QFileInfo(path).isDir() ? QDir(path).filePath(u"Cargo.toml"_s) : path);
        if (!errorFile.isEmpty())
            files.append(errorFile);
    }
    watcher->setFiles(files, readStarted);
}

void Session::Private::replan()
{
    if (!project)
        return;
    ++planGeneration;
    if (isPlanning || isPlanDue)
        return;     // the answer that comes next is stale, and starts the newest
    isPlanDue = true;
    // Several changes in one turn of the event loop make one plan.
    QMetaObject::invokeMethod(q, [this] { startPlan(); }, Qt::QueuedConnection);
}

void Session::Private::startPlan()
{
    isPlanDue = false;
    isPlanning = true;
    planner.plan(planGeneration, project, options, facts()).then(q, [this](const std::shared_ptr<const PlanResult> &made) { planDone(made); });
}

void Session::Private::planDone(const std::shared_ptr<const PlanResult> &made)
{
    isPlanning = false;
    if (made->generation != planGeneration) {
        startPlan();
        return;
    }
    current = made;
    fetchCrates();
    Q_EMIT q->planChanged();
    tryBuild();
}

Facts Session::Private::facts() const
{
    Facts facts;
    const EngineEnvironment environment = setup->environment();
    facts.mirrors = environment.mirrors;
    facts.defaultRegistry = environment.registry;
    facts.sourceDateEpoch = qEnvironmentVariable("SOURCE_DATE_EPOCH");
    QString builderName;
    if (services.settings) {
        builderName = services.settings->value(SettingKey::Builder).toString();
        // The user's own mirrors are said on purpose; the set-up's are only what it found handy.
        const QVariantMap mirrors = services.settings->value(SettingKey::Mirrors).toMap();
        for (auto mirror = mirrors.cbegin(); mirror != mirrors.cend(); ++mirror)
            facts.mirrors.insert(mirror.key(), mirror.value().toString());
    }
    if (wish && !wish->builder.isEmpty())
        builderName = wish->builder;
    const Builder *builder = engine.builder(builderName);
    if (!builder)
        return facts;
    facts.builderPlatforms = builder->platforms();
    facts.builderDriver = builder->driver;
    for (const BuilderNode &node : builder->nodes) {
        if (facts.buildkit.isEmpty() || isOlderVersion(node.version, facts.buildkit))
            facts.buildkit = node.version;
    }
    facts.builderNativePlatforms = builder->nativePlatforms();
    if (!facts.builderNativePlatforms.isEmpty())
        facts.buildPlatform = facts.builderNativePlatforms.constFirst();
    return facts;
}

} // namespace slipway
