// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildrun.h"

#include "base/latercall.h"
#include "base/process.h"
#include "build/buildfailure.h"
#include "build/buildfolder.h"
#include "build/credentialhandover.h"
#include "knowledge/knowledge.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>

#include <deque>

#ifdef Q_OS_LINUX
#include <csignal>
#endif

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Of one turn of the event loop, so that painting and input come in between.
constexpr std::chrono::milliseconds turn{6};
constexpr std::chrono::milliseconds betweenSignals{34};
/// SIGINT, again after this, SIGKILL after twice this: 2 s hold with room.
constexpr std::chrono::milliseconds grace{700};
constexpr qsizetype pieceSize = 32 * 1024;
constexpr qsizetype mostRaw = 32 * 1024 * 1024;

qint64 nanosecondsNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// What would change a build behind our back goes; what makes the client speak as we read it comes. SOURCE_DATE_EPOCH is the user's and stays.
void cleanEnvironment(QProcessEnvironment &environment)
{
    for (const char *name : {"DOCKER_DEFAULT_PLATFORM", "BUILDKIT_PROGRESS", "BUILDKIT_COLORS", "BUILDX_BAKE_FILE", "BUILDX_METADATA_WARNINGS"})
        environment.remove(QString::fromLatin1(name));
    environment.insert(u"NO_COLOR"_s, u"1"_s);
    environment.insert(u"DOCKER_CLI_HINTS"_s, u"false"_s);
    environment.insert(u"BUILDX_METADATA_PROVENANCE"_s, u"disabled"_s);
    environment.insert(u"BUILDX_BAKE_ENTITLEMENTS_FS"_s, u"0"_s);
    // buildx would call git in the project, and git runs what the project's own configuration names (core.fsmonitor).
    environment.insert(u"BUILDX_GIT_INFO"_s, u"0"_s);
}

bool isSnapDocker(const QProcessEnvironment &environment)
{
    const QStringList folders = environment.value(u"PATH"_s).split(QDir::listSeparator(), Qt::SkipEmptyParts);
    const QString found = QStandardPaths::findExecutable(u"docker"_s, folders);
    return found.startsWith("/snap/"_L1) || QFileInfo(QFileInfo(found).canonicalFilePath()).fileName() == "snap"_L1;
}

/// Ends what a killed client left in its session: its plugin may have a process group of its own.
void endSession(qint64 leader)
{
#ifdef Q_OS_LINUX
    if (leader <= 1)
        return;
    const QStringList processes = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &process : processes) {
        QFile file(u"/proc/"_s + process + u"/stat"_s);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        // proc(5): after the name in parentheses come state, ppid, pgrp, session.
        if (stat.sliced(stat.lastIndexOf(')') + 2).split(' ').value(3).toLongLong() == leader)
            ::kill(static_cast<pid_t>(process.toLongLong()), SIGKILL);
    }
#else
    (void)leader;
#endif
}

} // namespace

struct BuildRun::Private
{
    explicit Private(BuildRun *owner)
        : q(owner)
        , process(owner)
        , log(owner)
        , signalTimer(owner)
    {
    }

    Result<void> prepare(ProcessCommand &command);
    void failLater(const Error &error);
    void take(const QByteArray &bytes);
    void pump();
    void decode(const QByteArray &bytes);
    void enqueue(const QList<StreamEvent> &decoded);
    void apply(const StreamEvent &event);
    void announce();
    void finish();

    BuildRun *q;
    BuildRequest request;
    Process process;
    LogStore log;
    BuildState state;
    StreamDecoder decoder;
    std::unique_ptr<BuildFolder> folder;
    std::unique_ptr<CredentialHandover> handover;
    std::deque<QByteArray> pieces;      ///< not decoded yet
    std::deque<StreamEvent> events;     ///< not applied yet
    QByteArray raw;
    QList<int> changed;
    QTimer signalTimer;
    QElapsedTimer clock;
    ProcessOutcome processOutcome;
    qint64 client = 0;
    bool isRunning = false;
    bool hasEnded = false;              ///< the process; what it said may still wait
    LaterCall nextPump{q, [this] { pump(); }};
};

BuildRun::BuildRun(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->signalTimer.setSingleShot(true);
    d->signalTimer.setInterval(betweenSignals);
    connect(&d->signalTimer, &QTimer::timeout, this, [this] { d->announce(); });
    connect(&d->process, &Process::standardError, this, [this](const QByteArray &bytes) { d->take(bytes); });
    // A build says nothing there; podman and wrappers do.
    connect(&d->process, &Process::standardOutput, this, [this](const QByteArray &bytes) { d->take(bytes); });
    connect(&d->process, &Process::done, this, [this](const ProcessOutcome &outcome) {
        if (outcome.kind != ProcessOutcome::Kind::Exited)
            endSession(d->client);
        d->processOutcome = outcome;
        d->hasEnded = true;
        d->nextPump.ask();
    });
}

BuildRun::~BuildRun()
{
    if (d->isRunning)
        endSession(d->client);
}

void BuildRun::start(const BuildRequest &request)
{
    Q_ASSERT(!d->isRunning);
    d->request = request;
    if (!d->request.knowledge) {
        if (auto loaded = Knowledge::load())
            d->request.knowledge = std::make_shared<const Knowledge>(std::move(*loaded));
    }
    QStringList targets;
    if (request.plan.images.size() > 1) {
        for (const PlannedImage &image : request.plan.images)
            targets.append(bakeTarget(image.stage));
    }
    d->state = BuildState(request.document, targets, request.plan.chosenPlatforms(), d->request.knowledge);
    d->state.notBefore = nanosecondsNow();
    d->decoder = {};
    d->log.clear();
    d->raw.clear();
    d->pieces.clear();
    d->events.clear();
    d->changed.clear();
    d->hasEnded = false;
    d->client = 0;
    d->isRunning = true;
    d->clock.start();

    ProcessCommand command;
    if (const auto prepared = d->prepare(command); !prepared) {
        d->failLater(prepared.error());
        return;
    }
    d->process.start(command);
    d->client = d->process.processId();
    d->folder->setClient(d->client);
}

Result<void> BuildRun::Private::prepare(ProcessCommand &command)
{
    command.program = u"docker"_s;
    command.environment = request.engine.processEnvironment();
    cleanEnvironment(command.environment);
    const bool isSnap = isSnapDocker(command.environment);
    const auto parent = buildFolderParent(isSnap);
    if (!parent)
        return std::unexpected(parent.error());
    sweepBuildFolders(*parent);
    auto made = BuildFolder::create(*parent);
    if (!made)
        return std::unexpected(made.error());
    folder = std::move(*made);
    const QString dockerfile = folder->file(u"Dockerfile"_s);
    const QString bake = folder->file(u"docker-bake.json"_s);
    const BuildCommand build = buildCommand(request, dockerfile, folder->file(u"metadata.json"_s), bake);
    // BuildKit prefers the ignore file that stands beside the Dockerfile under its name (frontend/dockerui).
    auto written = folder->write(u"Dockerfile"_s, request.document.text().toUtf8());
    if (written)
        written = folder->write(u"Dockerfile.dockerignore"_s, request.document.ignoreText.toUtf8());
    if (written && !build.bakeFile.isEmpty())
        written = folder->write(u"docker-bake.json"_s, build.bakeFile);
    if (!written)
        return written;
    // A snap cannot run our helper; it has the log-ins of `docker login` (the check "snap" says so).
    if (!request.credentials.isEmpty() && !isSnap) {
        handover = std::make_unique<CredentialHandover>();
        if (auto handed = handover->start(*folder, request.credentials, command.environment); !handed)
            return handed;
    }
    command.arguments = build.arguments;
    command.workingDirectory = folder->path();
    return {};
}

void BuildRun::Private::failLater(const Error &error)
{
    QMetaObject::invokeMethod(
        q,
        [this, error] {
            isRunning = false;
            handover.reset();
            folder.reset();
            request.credentials.clear();
            Q_EMIT q->done(BuildOutcome{BuildOutcome::Kind::Failed, error, {}, {}, clock.elapsed()});
        },
        Qt::QueuedConnection);
}

void BuildRun::cancel()
{
    if (d->isRunning)
        d->process.cancel(grace);
}

bool BuildRun::isRunning() const
{
    return d->isRunning;
}

const BuildState &BuildRun::state() const
{
    return d->state;
}

LogStore *BuildRun::log() const
{
    return &d->log;
}

const BuildRequest &BuildRun::request() const
{
    return d->request;
}

QByteArray BuildRun::rawStream() const
{
    return d->raw;
}

// --- the stream

void BuildRun::Private::take(const QByteArray &bytes)
{
    if (client == 0) {
        client = process.processId();
        folder->setClient(client);
    }
    raw += bytes.first(qMin(bytes.size(), mostRaw - raw.size()));
    for (qsizetype i = 0; i < bytes.size(); i += pieceSize)
        pieces.push_back(bytes.sliced(i, qMin(pieceSize, bytes.size() - i)));
    nextPump.ask();
}

void BuildRun::Private::pump()
{
    QElapsedTimer spent;
    spent.start();
    while (spent.durationElapsed() < turn) {
        if (!events.empty()) {
            const StreamEvent event = std::move(events.front());
            events.pop_front();
            apply(event);
        } else if (!pieces.empty()) {
            const QByteArray piece = std::move(pieces.front());
            pieces.pop_front();
            enqueue(decoder.feed(piece));
        } else {
            break;
        }
    }
    if (!events.empty() || !pieces.empty()) {
        nextPump.ask();
        return;
    }
    if (!hasEnded || !isRunning)
        return;
    if (const QList<StreamEvent> last = decoder.finish(); !last.isEmpty()) {
        enqueue(last);
        nextPump.ask();
        return;
    }
    finish();
}

/// A step's output may come in pieces of megabytes; a turn of the event loop takes less.
void BuildRun::Private::enqueue(const QList<StreamEvent> &decoded)
{
    for (const StreamEvent &event : decoded) {
        const auto *output = std::get_if<LogEvent>(&event);
        if (!output || output->data.size() <= pieceSize) {
            events.push_back(event);
            continue;
        }
        for (qsizetype i = 0; i < output->data.size(); i += pieceSize) {
            LogEvent part = *output;
            part.data = output->data.sliced(i, qMin(pieceSize, output->data.size() - i));
            events.emplace_back(part);
        }
    }
}

void BuildRun::Private::apply(const StreamEvent &event)
{
    for (const int step : state.apply(event)) {
        if (!changed.contains(step))
            changed.append(step);
    }
    if (const auto *output = std::get_if<LogEvent>(&event))
        log.append(state.stepOf(output->vertex), output->stream, qMax<qint64>(0, output->timestamp - state.started), output->data);
    else if (const auto *text = std::get_if<PlainTextEvent>(&event))
        log.appendLine(-1, state.started == 0 ? 0 : state.lastEvent - state.started, text->line);
    if (!changed.isEmpty() && !signalTimer.isActive())
        signalTimer.start();
}

void BuildRun::Private::announce()
{
    signalTimer.stop();
    if (!changed.isEmpty())
        Q_EMIT q->stepsChanged(std::exchange(changed, {}));
}

// --- the end

void BuildRun::Private::finish()
{
    const bool isCancelled = processOutcome.kind == ProcessOutcome::Kind::Cancelled;
    state.finish(nanosecondsNow(), isCancelled);
    log.flush();
    BuildOutcome outcome;
    outcome.milliseconds = clock.elapsed();
    if (isCancelled) {
        outcome.kind = BuildOutcome::Kind::Cancelled;
        outcome.error = Error{ErrorCode::Cancelled, tr("The build was cancelled."), {}, {}, 0};
    } else if (processOutcome.kind != ProcessOutcome::Kind::Exited || processOutcome.exitCode != 0) {
        outcome.kind = BuildOutcome::Kind::Failed;
        outcome.error = buildError(state, processOutcome);
    } else {
        QFile metadata(folder->file(u"metadata.json"_s));
        if (metadata.open(QIODevice::ReadOnly))
            readMetadata(metadata.readAll(), request.plan, outcome);
    }
    handover.reset();
    folder.reset();
    request.credentials.clear();
    isRunning = false;
    changed.clear();
    for (int step = 0; step < state.steps.size(); ++step)
        changed.append(step); // the end closes steps that no event closed
    announce();
    Q_EMIT q->done(outcome);
}

} // namespace slipway
