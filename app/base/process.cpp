// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostCollected = 32 * 1024 * 1024;

#ifdef Q_OS_UNIX
/// To the whole group: killing `docker` alone leaves its `docker-buildx` child alive.
void signalGroup(qint64 processId, int signal)
{
    if (processId > 0)
        ::kill(-static_cast<pid_t>(processId), signal);
}
#endif

/// The program as an absolute path, looked up in the child's own PATH (QProcess would search ours).
QString foundProgram(const ProcessCommand &command)
{
    if (command.program.contains(u'/'))
        return QFileInfo(command.program).isExecutable() ? command.program : QString();
    const QString path = command.environment.value(u"PATH"_s);
    return QStandardPaths::findExecutable(command.program, path.split(QDir::listSeparator(), Qt::SkipEmptyParts));
}

/// One that is still at work when the program ends goes without a word: QProcess would warn on standard error, and wait.
class OwnProcess : public QProcess
{
public:
    ~OwnProcess() override { setProcessState(NotRunning); }
};

} // namespace

struct Process::Private
{
    enum class Wish { None, Cancel, TimeOut };

    explicit Private(Process *owner)
        : q(owner)
        , process(std::make_unique<OwnProcess>())
        , force(owner)
        , deadline(owner)
    {
        force.setSingleShot(true);
        deadline.setSingleShot(true);
    }

    void stop(Wish why, std::chrono::milliseconds period);
    void finish(ProcessOutcome outcome);

    Process *q;
    std::unique_ptr<OwnProcess> process;
    QTimer force;
    QTimer deadline;
    Wish wish = Wish::None;
    int signalsSent = 0;
    std::chrono::milliseconds grace{800};
    qint64 group = 0;
    bool running = false;
};

void Process::Private::stop(Wish why, std::chrono::milliseconds period)
{
    if (!running)
        return;
    if (wish == Wish::None) {
        wish = why;
        grace = period;
    }
#ifdef Q_OS_UNIX
    // buildx takes the first two SIGINTs as a wish and would leave at the third without a last word.
    signalGroup(group, signalsSent < 2 ? SIGINT : SIGKILL);
#else
    signalsSent < 2 ? process->terminate() : process->kill();
#endif
    if (++signalsSent < 3)
        force.start(grace);
}

void Process::Private::finish(ProcessOutcome outcome)
{
    if (!running)
        return;
    running = false;
    force.stop();
    deadline.stop();
#ifdef Q_OS_UNIX
    // What the leader left behind in its group ends with it.
    signalGroup(group, SIGKILL);
#endif
    if (wish == Wish::Cancel)
        outcome.kind = ProcessOutcome::Kind::Cancelled;
    else if (wish == Wish::TimeOut)
        outcome.kind = ProcessOutcome::Kind::TimedOut;
    Q_EMIT q->done(outcome);
}

Process::Process(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->force, &QTimer::timeout, this, [this] { d->stop(d->wish, d->grace); });
    connect(&d->deadline, &QTimer::timeout, this, [this] { d->stop(Private::Wish::TimeOut, std::chrono::milliseconds(800)); });
    connect(d->process.get(), &QProcess::readyReadStandardOutput, this, [this] { Q_EMIT standardOutput(d->process->readAllStandardOutput()); });
    connect(d->process.get(), &QProcess::readyReadStandardError, this, [this] { Q_EMIT standardError(d->process->readAllStandardError()); });
    connect(d->process.get(), &QProcess::started, this, [this] { d->group = d->process->processId(); });
    connect(d->process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const bool crashed = status == QProcess::CrashExit;
        d->finish({crashed ? ProcessOutcome::Kind::Crashed : ProcessOutcome::Kind::Exited, code, {}});
    });
    // A program that cannot be started emits this alone, never finished; from within start(), so the answer is queued.
    connect(d->process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        const QString words = tr("%1 could not be started: %2").arg(d->process->program(), d->process->errorString());
        QMetaObject::invokeMethod(this, [this, words] { d->finish({ProcessOutcome::Kind::FailedToStart, -1, words}); }, Qt::QueuedConnection);
    });
}

Process::~Process()
{
    d->running = false;
    d->process->disconnect(this);
    if (d->process->state() == QProcess::NotRunning)
        return;
#ifdef Q_OS_UNIX
    signalGroup(d->process->processId(), SIGKILL);
#endif
    d->process->kill(); // it may not lead its group yet
    // Its end comes by the event loop, and outlives us; where there is no more loop, the application takes it along.
    OwnProcess *dying = d->process.release();
    dying->setParent(QCoreApplication::instance());
    connect(dying, &QProcess::finished, dying, &QObject::deleteLater);
    connect(dying, &QProcess::errorOccurred, dying, [dying](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            dying->deleteLater();
    });
}

void Process::start(const ProcessCommand &command)
{
    Q_ASSERT(!d->running);
    d->running = true;
    d->wish = Private::Wish::None;
    d->signalsSent = 0;
    d->group = 0;

    const QString program = foundProgram(command);
    if (program.isEmpty()) {
        const QString words = tr("The program %1 was not found.").arg(command.program);
        QMetaObject::invokeMethod(this, [this, words] { d->finish({ProcessOutcome::Kind::FailedToStart, -1, words}); }, Qt::QueuedConnection);
        return;
    }
#ifdef Q_OS_UNIX
    QProcess::UnixProcessParameters parameters;
    parameters.flags = QProcess::UnixProcessFlag::CreateNewSession | QProcess::UnixProcessFlag::ResetSignalHandlers;
    d->process->setUnixProcessParameters(parameters);
#endif
    d->process->setProcessEnvironment(command.environment);
    d->process->setWorkingDirectory(command.workingDirectory);
    if (command.standardInput.isEmpty())
        d->process->setStandardInputFile(QProcess::nullDevice());
    else
        d->process->setStandardInputFile(QString());
    d->process->start(program, command.arguments);
    if (!command.standardInput.isEmpty()) {
        d->process->write(command.standardInput);
        d->process->closeWriteChannel();
    }
    if (command.timeout.count() > 0)
        d->deadline.start(command.timeout);
}

void Process::cancel(std::chrono::milliseconds grace)
{
    d->stop(Private::Wish::Cancel, grace);
}

bool Process::isRunning() const
{
    return d->running;
}

qint64 Process::processId() const
{
    return d->process->processId();
}

struct Command::Private
{
    Process process;
    QByteArray output;
    QByteArray error;
};

Command::Command(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    const auto collect = [](QByteArray &into, const QByteArray &bytes) { into += bytes.first(qMin(bytes.size(), mostCollected - into.size())); };
    connect(&d->process, &Process::standardOutput, this, [this, collect](const QByteArray &bytes) { collect(d->output, bytes); });
    connect(&d->process, &Process::standardError, this, [this, collect](const QByteArray &bytes) { collect(d->error, bytes); });
    connect(&d->process, &Process::done, this, [this](const ProcessOutcome &outcome) { Q_EMIT finished(outcome, d->output, d->error); });
}

Command::~Command() = default;

void Command::start(const ProcessCommand &command)
{
    d->output.clear();
    d->error.clear();
    d->process.start(command);
}

void Command::cancel()
{
    d->process.cancel();
}

} // namespace slipway
