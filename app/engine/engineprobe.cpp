// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engine.h"
#include "engine/engineanswers.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <vector>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// For an engine: a busy one answers late, and one that hangs is told before anybody gives up on Slipway.
constexpr std::chrono::seconds enginePatience{15};
/// For the client alone, which asks nobody: only a machine that is very busy takes so long.
constexpr std::chrono::seconds clientPatience{60};

} // namespace

struct EngineProbe::Private
{
    void ask(EngineProbe *q, const QStringList &arguments, EngineAnswer EngineAnswers::*place, std::chrono::seconds patience = enginePatience);
    void finish(EngineProbe *q);

    QProcessEnvironment environment;
    EngineAnswers answers;
    std::vector<std::unique_ptr<Command>> commands;
    int open = 0;
    quint64 turn = 0;   ///< a second start() makes the answers of the first stale
};

void EngineProbe::Private::ask(EngineProbe *q, const QStringList &arguments, EngineAnswer EngineAnswers::*place, std::chrono::seconds patience)
{
    auto command = std::make_unique<Command>();
    ++open;
    QObject::connect(command.get(), &Command::finished, q,
                     [this, q, place, asked = turn](const ProcessOutcome &outcome, const QByteArray &output, const QByteArray &error) {
                         if (asked != turn)
                             return;
                         answers.*place = {outcome, output, error};
                         if (--open == 0)
                             finish(q);
                     });
    ProcessCommand process;
    process.program = u"docker"_s;
    process.arguments = arguments;
    process.environment = environment;
    process.workingDirectory = QDir::rootPath();
    process.timeout = patience;
    command->start(process);
    commands.push_back(std::move(command));
}

void EngineProbe::Private::finish(EngineProbe *q)
{
    const EngineFacts facts = engineFacts(answers);
    // The commands are still on the stack of their own signal.
    for (auto &command : commands)
        command.release()->deleteLater();
    commands.clear();
    Q_EMIT q->finished(facts);
}

EngineProbe::EngineProbe(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
}

EngineProbe::~EngineProbe() = default;

void EngineProbe::start(const EngineEnvironment &environment)
{
    const quint64 turn = ++d->turn;
    d->commands.clear();
    d->open = 0;
    d->answers = {};
    d->environment = environment.processEnvironment();
    d->environment.insert(u"DOCKER_CLI_HINTS"_s, u"false"_s);
    d->environment.insert(u"NO_COLOR"_s, u"1"_s);
    const QString found = QStandardPaths::findExecutable(u"docker"_s, d->environment.value(u"PATH"_s).split(QDir::listSeparator(), Qt::SkipEmptyParts));
    if (found.isEmpty()) {
        QMetaObject::invokeMethod(
            this,
            [this, turn] {
                if (turn == d->turn)
                    d->finish(this);
            },
            Qt::QueuedConnection);
        return;
    }
    const QString resolved = QFileInfo(found).canonicalFilePath();
    d->answers.program = resolved.startsWith("/snap/"_L1) || !found.startsWith("/snap/"_L1) ? resolved : found;
    d->answers.host = d->environment.value(u"DOCKER_HOST"_s);
    d->ask(this, {u"--version"_s}, &EngineAnswers::clientVersion, clientPatience);
    d->ask(this, {u"context"_s, u"inspect"_s, u"--format"_s, u"{{.Endpoints.docker.Host}}"_s}, &EngineAnswers::context, clientPatience);
    d->ask(this, {u"version"_s, u"--format"_s, u"{{json .}}"_s}, &EngineAnswers::version);
    d->ask(this, {u"info"_s, u"--format"_s, u"{{json .}}"_s}, &EngineAnswers::info);
    d->ask(this, {u"buildx"_s, u"version"_s}, &EngineAnswers::buildx, clientPatience);
    d->ask(this, {u"buildx"_s, u"ls"_s, u"--format"_s, u"json"_s}, &EngineAnswers::builders);
    d->ask(this, {u"buildx"_s, u"ls"_s}, &EngineAnswers::builderTable);
}

} // namespace slipway
