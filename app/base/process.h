// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QObject>
#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <memory>

namespace slipway {

struct ProcessCommand
{
    QString program;               ///< absolute, or found in the PATH of `environment`
    QStringList arguments;         ///< never a shell string
    QString workingDirectory;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QByteArray standardInput;      ///< written and closed; empty: /dev/null
    std::chrono::milliseconds timeout{0}; ///< 0: none
};

/// How a process ended; exactly one for every start.
struct ProcessOutcome
{
    enum class Kind { Exited, Crashed, FailedToStart, TimedOut, Cancelled };
    Kind kind = Kind::Exited;
    int exitCode = 0;
    QString error;                 ///< for FailedToStart: one sentence
};

/// The one owner of QProcess: own process group, separate channels, polite stop (SIGINT, again, then SIGKILL to the group) on timers,
/// exactly one `done` for every ending (asynchronous, never from within start()).
class Process : public QObject
{
    Q_OBJECT
public:
    explicit Process(QObject *parent = nullptr);
    ~Process() override;

    void start(const ProcessCommand &command);
    /// Asks to end: SIGINT now, again after `grace`, SIGKILL to the process group after twice that. `done` says Cancelled.
    void cancel(std::chrono::milliseconds grace = std::chrono::milliseconds(800));
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] qint64 processId() const;

Q_SIGNALS:
    void standardOutput(const QByteArray &bytes);
    void standardError(const QByteArray &bytes);
    void done(const slipway::ProcessOutcome &outcome);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Runs a short command and collects its output (bounded): emits finished once, then may be deleted.
class Command : public QObject
{
    Q_OBJECT
public:
    explicit Command(QObject *parent = nullptr);
    ~Command() override;
    void start(const ProcessCommand &command);
    void cancel();

Q_SIGNALS:
    void finished(const slipway::ProcessOutcome &outcome, const QByteArray &standardOutput, const QByteArray &standardError);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
