// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/command.h"

#include "cli/report.h"
#include "project/folder.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace slipway::cli {

using namespace Qt::StringLiterals;

std::unique_ptr<Command> Command::make(const CommandLine &line, const Context &context)
{
    if (line.verb == "inspect"_L1)
        return std::make_unique<InspectCommand>(line, context);
    if (line.verb == "generate"_L1)
        return std::make_unique<GenerateCommand>(line, context);
    if (line.verb == "build"_L1 || line.verb == "tools"_L1)
        return std::make_unique<BuildCommandLine>(line, context);
    if (line.verb == "verify"_L1)
        return std::make_unique<VerifyCommand>(line, context);
    Q_ASSERT(line.verb == "history"_L1);
    return std::make_unique<HistoryCommand>(line, context);
}

Command::Command(CommandLine line, const Context &context)
    : m_line(std::move(line))
    , m_context(context)
{
}

void Command::interrupt()
{
    done(130);
}

void Command::failWith(const Error &error)
{
    output().error(error);
    done(exitCode(error.code));
}

void Command::done(int code)
{
    if (std::exchange(m_isDone, true))
        return;
    QMetaObject::invokeMethod(this, [this, code] { Q_EMIT finished(code); }, Qt::QueuedConnection);
}

Result<void> Command::mayReplace(const QString &path)
{
    switch (reading::pathKind(path)) {
    case reading::PathKind::Special:
        return fail(ErrorCode::File, tr("%1 is a pipe or a device; name a file, or - for standard output.").arg(path));
    case reading::PathKind::Folder:
        return fail(ErrorCode::File, tr("%1 is a folder; name a file in it.").arg(path));
    case reading::PathKind::Circle:
        return fail(ErrorCode::File, tr("%1 is a symbolic link that leads in a circle; name another file.").arg(path));
    case reading::PathKind::Denied:
        return fail(ErrorCode::File, tr("%1 cannot be reached: permission denied. Name a file in a folder of your own.").arg(path));
    case reading::PathKind::Missing:
    case reading::PathKind::Dangling:
    case reading::PathKind::File:
        break;
    }
    return {};
}

void Command::writeJson(const QJsonObject &object)
{
    output().result(QJsonDocument(object).toJson());
}

void Command::writeJson(const QJsonArray &array)
{
    output().result(QJsonDocument(array).toJson());
}

// --- inspect, generate

void FetchProgress::show(int done, int total, Output &output)
{
    if (!output.terminal().isTerminal) {
        if (m_total != total)
            output.line(total == 1 ? Command::tr("Fetching what is said about 1 crate.") : Command::tr("Fetching what is said about %1 crates.").arg(total));
        m_total = done == total ? 0 : total;
        return;
    }
    output.raw("\r\x1b[K");
    if (done < total)
        output.raw(Command::tr("Fetching what is said about crates: %1 of %2").arg(done).arg(total).toUtf8());
}

void PlanCommand::start()
{
    connect(session(), &Session::openFailed, this, [this](const Error &error) { failWith(error); });
    connect(session(), &Session::planChanged, this, [this] {
        // Manifests of crates that come yet may change the plan.
        if (!session()->isFetchingCrates() && !std::exchange(m_isPlanned, true))
            planned(*session()->current());
    });
    connect(session(), &Session::cratesProgress, this, [this](int done, int total) { m_fetching.show(done, total, output()); });
    session()->setWatching(false);
    session()->setOffline(line().has(u"offline"_s));
    session()->setCommandLineOptions(line().options);
    session()->open(line().arguments.value(0, u"."_s));
}

std::optional<Error> PlanCommand::obstacle(const Plan &plan)
{
    if (plan.isBuildable())
        return std::nullopt;
    for (const Finding &finding : plan.findings) {
        if (finding.severity == Finding::Severity::Error)
            return Error{ErrorCode::Project, finding.message, finding.advice, finding.file, finding.line};
    }
    return Error{ErrorCode::Project, tr("This plan gives no image: it needs at least one binary and one platform."), {}, {}, 0};
}

void InspectCommand::planned(const PlanResult &plan)
{
    if (line().has(u"json"_s)) {
        writeJson(inspectJson(plan));
    } else {
        const QStringList lines = inspectText(plan);
        for (const QString &text : lines)
            output().resultLine(text);
    }
    if (const auto why = obstacle(plan.plan))
        failWith(*why);
    else
        done(0);
}

void GenerateCommand::planned(const PlanResult &plan)
{
    if (const auto why = obstacle(plan.plan)) {
        failWith(*why);
        return;
    }
    const QString path = line().has(u"output"_s) ? line().value(u"output"_s) : u"-"_s;
    const bool wantsJson = line().has(u"json"_s);
    const QString text = line().has(u"explain"_s) ? explainedDockerfile(plan.document) : plan.document.text();
    if (path != "-"_L1) {
        if (const auto written = writeFiles(path, text, plan.document.ignoreText); !written) {
            failWith(written.error());
            return;
        }
    } else if (!wantsJson) {
        output().result(text.toUtf8());
    }
    if (wantsJson)
        writeJson(generateJson(plan, line().has(u"explain"_s)));
    for (const Finding &finding : plan.plan.findings) {
        if (finding.severity == Finding::Severity::Warning)
            output().line(u"slipway: "_s + finding.message);
    }
    done(0);
}

/// True: to be written; false: it is there already, byte for byte.
Result<bool> GenerateCommand::mayWrite(const QString &path, const QString &text)
{
    if (const auto may = mayReplace(path); !may)
        return std::unexpected(may.error());
    QFile file(path);
    if (!file.exists())
        return true;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::File, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    const QByteArray old = file.readAll();
    if (old == text.toUtf8())
        return false;
    if (line().has(u"force"_s))
        return true;
    const QStringList difference = differenceText(diffLines(QString::fromUtf8(old), text));
    for (const QString &row : difference)
        output().line(row);
    return fail(ErrorCode::File, tr("%1 is there and differs; it was left as it is. --force overwrites it.").arg(path));
}

Result<void> GenerateCommand::writeFiles(const QString &path, const QString &text, const QString &ignore)
{
    QList<std::pair<QString, QString>> files{{path, text}};
    if (!ignore.isEmpty())
        files.append({path + u".dockerignore"_s, ignore});
    // Both are looked at before one is written: nothing is half done.
    QList<std::pair<QString, QString>> due;
    for (const auto &[name, contents] : std::as_const(files)) {
        const auto may = mayWrite(name, contents);
        if (!may)
            return std::unexpected(may.error());
        if (*may)
            due.append({name, contents});
        else
            output().line(tr("%1 is up to date.").arg(name));
    }
    for (const auto &[name, contents] : std::as_const(due)) {
        QSaveFile file(name);
        const QByteArray bytes = contents.toUtf8();
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return fail(ErrorCode::File, tr("%1 cannot be written: %2.").arg(name, file.errorString()));
        output().line(tr("Wrote %1.").arg(name));
    }
    return {};
}

} // namespace slipway::cli
