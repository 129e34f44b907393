// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/command.h"
#include "cli/report.h"
#include "plan/options.h"
#include "registry/reference.h"
#include "timeline/timeline.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSaveFile>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

/// The state that a record was made of, as far as the timeline needs it. Times count from the build's start.
BuildState stateOf(const BuildRecord &record)
{
    BuildState state;
    for (const StepRecord &row : record.steps) {
        BuildStep step;
        step.name = row.name;
        step.parsed = parseVertexName(row.name);
        step.parsed.stage = row.stage;
        step.platform = row.platform;
        step.state = row.state;
        // 1 ns later than the start: 0 means "absent" in an interval.
        step.intervals.append({row.started + 1, row.started + row.duration + 1});
        state.steps.append(step);
        state.lastEvent = std::max(state.lastEvent, row.started + row.duration + 1);
    }
    state.started = 1;
    return state;
}

} // namespace

// --- verify

void VerifyCommand::start()
{
    const auto reference = parseReference(line().arguments.constFirst());
    if (!reference) {
        failWith(reference.error());
        return;
    }
    m_request.reference = line().arguments.constFirst();
    m_host = reference->registry;
    m_request.expectedDigest = reference->digest;
    for (const QString &value : line().values.value(u"platform"_s)) {
        const QStringList platforms = value.split(u',', Qt::SkipEmptyParts);
        if (const auto good = checkOption(OptionKey::Platforms, platforms); !good) {
            failWith(good.error());
            return;
        }
        m_request.platforms += platforms;
    }
    if (context().isCheck) {
        done(0);
        return;
    }
    // A registry that is being set up answers only when it is there.
    if (!context().setupStatus.isEmpty() && isLoopbackHost(m_host)) {
        connect(&m_setup, &EngineSetup::ready, this, &VerifyCommand::ask);
        connect(&m_setup, &EngineSetup::failed, this, [this](const Error &error) { failWith(error); });
        m_setup.follow(context().setupStatus);
        return;
    }
    ask();
}

void VerifyCommand::ask()
{
    if (m_client)
        return;
    m_client = std::make_unique<RegistryClient>(session()->credentials());
    // A key store that does not answer is passed over, but not in silence.
    connect(session()->credentials(), &CredentialSource::notice, this, [this](const QString &sentence) { output().line(u"slipway: "_s + sentence); });
    m_client->verify(m_request, this, [this](const Result<ImageReport> &report) { answered(report); });
}

void VerifyCommand::answered(const Result<ImageReport> &report)
{
    if (!report) {
        if (report.error().code == ErrorCode::Network && !m_probe && !isLoopbackHost(m_host))
            askEngine(report.error());
        else
            failWith(report.error());
        return;
    }
    if (line().has(u"json"_s)) {
        writeJson(verifyJson(*report));
    } else {
        const QStringList lines = verifyText(*report);
        for (const QString &text : lines)
            output().resultLine(text);
    }
    for (const Error &problem : report->problems)
        output().error(problem);
    done(report->problems.isEmpty() ? 0 : exitCode(ErrorCode::Verification));
}

void VerifyCommand::askEngine(const Error &error)
{
    m_probe = std::make_unique<EngineProbe>();
    connect(m_probe.get(), &EngineProbe::finished, this, [this, error](const EngineFacts &facts) {
        if (!isListedHost(m_host, facts.insecureRegistries)) {
            failWith(error);
            return;
        }
        m_client->setInsecureHosts(facts.insecureRegistries);
        m_client->verify(m_request, this, [this](const Result<ImageReport> &report) { answered(report); });
    });
    m_probe->start(session()->engineEnvironment()); // with the program that the person's preferences name
}

// --- history

void HistoryCommand::start()
{
    if (line().word == "show"_L1)
        show();
    else if (line().word == "export"_L1)
        exportSvg();
    else
        list();
}

void HistoryCommand::list()
{
    int unreadable = 0;
    const QList<BuildRecord> records = context().history->list(500, &unreadable);
    if (line().has(u"json"_s)) {
        QJsonArray array;
        for (const BuildRecord &record : records)
            array.append(recordJson(record, false));
        writeJson(array);
    } else {
        const QStringList lines = historyText(records);
        for (const QString &text : lines)
            output().resultLine(text);
        if (records.isEmpty())
            output().line(tr("There are no builds yet; \"slipway build\" makes one."));
    }
    if (unreadable > 0)
        output().line(tr("slipway: %1 records could not be read and were left out.").arg(unreadable));
    done(0);
}

void HistoryCommand::show()
{
    const auto record = context().history->find(line().arguments.constFirst());
    if (!record) {
        failWith(record.error());
        return;
    }
    if (line().has(u"json"_s)) {
        writeJson(recordJson(*record, true));
    } else {
        const QStringList lines = recordText(*record);
        for (const QString &text : lines)
            output().resultLine(text);
    }
    done(0);
}

void HistoryCommand::exportSvg()
{
    const auto record = context().history->find(line().arguments.constFirst());
    if (!record) {
        failWith(record.error());
        return;
    }
    const BuildState state = stateOf(*record);
    const QByteArray svg = timelineSvg(timelineRows(state, {}), state.started, state.lastEvent, record->projectName + u", "_s + record->planWords);
    const QString path = line().value(u"svg"_s);
    if (path == "-"_L1) {
        output().result(svg);
        done(0);
        return;
    }
    if (const auto may = mayReplace(path); !may) {
        failWith(may.error());
        return;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(svg) != svg.size() || !file.commit()) {
        failWith(Error{ErrorCode::File, tr("%1 cannot be written: %2.").arg(path, file.errorString()), {}, {}, 0});
        return;
    }
    output().line(tr("Wrote %1.").arg(path));
    done(0);
}

} // namespace slipway::cli
