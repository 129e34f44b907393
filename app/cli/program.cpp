// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/program.h"

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/parse.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "session/session.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

/// Told by packaging/run, which starts an engine only for arguments that make sense: everything that can be known without one is checked, nothing is done.
bool isCheck()
{
    return qEnvironmentVariableIsSet("SLIPWAY_CHECK_ONLY");
}

/// What needs neither project nor engine. Nothing: the line names a command to run.
std::optional<int> answerAtOnce(const CommandLine &line, Output &output)
{
    if (line.wantsHelp) {
        const CliVerb *verb = verbByName(line.verb);
        output.result((verb ? verbHelp(*verb) : programHelp()).toUtf8());
        return 0;
    }
    if (line.wantsVersion) {
        output.result("slipway " + QCoreApplication::applicationVersion().toUtf8() + '\n');
        return 0;
    }
    if (!line.generate.isEmpty()) {
        output.result((line.generate == "man"_L1 ? manualPage() : completions(line.generate)).toUtf8());
        return 0;
    }
    if (line.verb == "open"_L1) {
        if (const auto why = windowObstacle(QCoreApplication::applicationDirPath()); why || isCheck()) {
            if (why)
                output.error(*why);
            return why ? exitCode(why->code) : 0;
        }
        const Error error = becomeWindow(QCoreApplication::applicationDirPath(), line.arguments);
        output.error(error);
        return exitCode(error.code);
    }
    return std::nullopt;
}

int runCommand(const CommandLine &line, Output &output)
{
    auto knowledge = Knowledge::load();
    if (!knowledge) {
        output.error(knowledge.error());
        return exitCode(knowledge.error().code);
    }
    Settings settings;
    History history;
    const std::unique_ptr<KeyStore> keyStore = makeSystemKeyStore();
    Session session({std::make_shared<const Knowledge>(std::move(*knowledge)), &settings, keyStore.get(), &history});
    const Command::Context context{&session, &history, &output, qEnvironmentVariable("SLIPWAY_SETUP_STATUS"), isCheck()};
    const std::unique_ptr<Command> command = Command::make(line, context);
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, command.get(), &Command::interrupt);
    QObject::connect(command.get(), &Command::finished, QCoreApplication::instance(), [](int code) { QCoreApplication::exit(code); });
    command->start();
    return QCoreApplication::exec();
}

} // namespace

int runProgram()
{
    QCoreApplication::setApplicationName(u"slipway"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QFile results;
    QFile messages;
    if (!results.open(stdout, QIODevice::WriteOnly) || !messages.open(stderr, QIODevice::WriteOnly))
        return 2;
    Output output(&results, &messages, messageTerminal);
    const auto line = parseCommandLine(QCoreApplication::arguments().mid(1));
    if (!line) {
        output.error(line.error());
        return exitCode(line.error().code);
    }
    const auto answered = answerAtOnce(*line, output);
    const int code = answered ? *answered : runCommand(*line, output);
    const std::optional<Error> failure = output.failure();
    if (!failure)
        return code;
    output.error(*failure);
    return code == 0 ? exitCode(failure->code) : code;
}

} // namespace slipway::cli
