// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/output.h"
#include "cli/parse.h"
#include "cli/progress.h"
#include "session/session.h"

#include <QObject>

#include <memory>

namespace slipway::cli {

/// A verb at work. start() returns at once; exactly one `finished` follows (asynchronous), with the exit code.
class Command : public QObject
{
    Q_OBJECT
public:
    struct Context
    {
        Session *session = nullptr;
        History *history = nullptr;
        Output *output = nullptr;
        QString setupStatus;        ///< file of a set-up under way, or empty
        bool isCheck = false;       ///< stop where an engine or a registry would be needed (SLIPWAY_CHECK_ONLY, for packaging/run)
    };
    /// For any verb but `open`, which is the entry point's own.
    [[nodiscard]] static std::unique_ptr<Command> make(const CommandLine &line, const Context &context);
    Command(CommandLine line, const Context &context);
    virtual void start() = 0;
    /// Ctrl+C, a termination or a hang-up. What runs is ended; the default finishes with 130 at once.
    virtual void interrupt();

Q_SIGNALS:
    void finished(int exitCode);

protected:
    /// Reports and finishes with the error's exit code.
    void failWith(const Error &error);
    void done(int exitCode);
    [[nodiscard]] const CommandLine &line() const { return m_line; }
    [[nodiscard]] const Context &context() const { return m_context; }
    [[nodiscard]] Output &output() const { return *m_context.output; }
    [[nodiscard]] Session *session() const { return m_context.session; }
    /// Whether a file may be written there: what is no regular file stays as it is. Never waits for a pipe. Errors: File.
    [[nodiscard]] static Result<void> mayReplace(const QString &path);
    void writeJson(const QJsonObject &object);
    void writeJson(const QJsonArray &array);

private:
    CommandLine m_line;
    Context m_context;
    bool m_isDone = false;
};

/// How far the fetching of manifests is: one line that is written over on a terminal, elsewhere a line at the start and at the end of a round.
class FetchProgress
{
public:
    void show(int done, int total, Output &output);

private:
    int m_total = 0;        ///< of the round that was told of
};

/// Opens the project and waits for the first plan that nothing is missing for.
class PlanCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void start() override;

protected:
    virtual void planned(const PlanResult &plan) = 0;
    /// The first finding that forbids a build, as an error; nothing when the plan can be built.
    [[nodiscard]] static std::optional<Error> obstacle(const Plan &plan);

private:
    bool m_isPlanned = false;
    FetchProgress m_fetching;
};

class InspectCommand : public PlanCommand
{
    Q_OBJECT
public:
    using PlanCommand::PlanCommand;

protected:
    void planned(const PlanResult &plan) override;
};

class GenerateCommand : public PlanCommand
{
    Q_OBJECT
public:
    using PlanCommand::PlanCommand;

protected:
    void planned(const PlanResult &plan) override;

private:
    [[nodiscard]] Result<void> writeFiles(const QString &path, const QString &text, const QString &ignore);
    [[nodiscard]] Result<bool> mayWrite(const QString &path, const QString &text);
};

class BuildCommandLine : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void start() override;
    void interrupt() override;

private:
    void planned();
    void warn(const Plan &plan); ///< what the plan says that the person may not mean
    void refuse(const Error &error);
    void fail(const Error &error);
    void over(int code, const Error *refusal = nullptr);
    void built();
    /// What the registries do not hold, or why they could not be asked; gives the exit code.
    [[nodiscard]] int describeProblems(const BuildResult &result);
    void describeFailure(const BuildResult &result);
    void describeSuccess(const BuildResult &result);
    [[nodiscard]] Session::BuildWish wish() const;
    [[nodiscard]] QString ociFile() const;

    std::unique_ptr<Progress> m_progress;
    bool m_isStarted = false;
    bool m_isOver = false;
    int m_interrupts = 0;
};

class VerifyCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void start() override;

private:
    void ask();
    void answered(const Result<ImageReport> &report);
    /// The registry could not be reached as it ought to be: the engine may know it as insecure. Asks it, then the registry once more.
    void askEngine(const Error &error);

    std::unique_ptr<RegistryClient> m_client;
    EngineSetup m_setup;                ///< its own: the session would ask the engine as soon as it is ready
    std::unique_ptr<EngineProbe> m_probe;
    QString m_host;
    VerifyRequest m_request;
};

class HistoryCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;
    void start() override;

private:
    void list();
    void show();
    void exportSvg();
};

} // namespace slipway::cli
