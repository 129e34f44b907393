// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/buildflow.h"

#include "base/text.h"
#include "session/record.h"

#include <QTimer>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds knockPatience{5'000};

qint64 nanosecondsNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

QStringList allReferences(const Plan &plan)
{
    QStringList references;
    for (const PlannedImage &image : plan.images)
        references += image.references;
    return references;
}

QString commandForPeople(const BuildRequest &request)
{
    const BuildCommand command = buildCommand(request, u"Dockerfile"_s, u"metadata.json"_s, u"docker-bake.json"_s);
    QStringList words{u"docker"_s};
    for (const QString &argument : command.arguments)
        words.append(shellWord(argument));
    return words.join(u' ');
}

} // namespace

BuildFlow::BuildFlow(const Session::Services &services, CredentialSource *credentials, RegistryClient *registry, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_credentials(credentials)
    , m_registry(registry)
{
}

BuildFlow::~BuildFlow() = default;

void BuildFlow::start(const Job &job)
{
    m_job = job;
    m_isActive = true;
    m_plan = job.plan->plan;
    if (const auto applied = applyReferences(m_plan, job.wish.references); !applied) {
        m_isFinished = true;
        Q_EMIT refused(applied.error());
        return;
    }
    if (job.wish.output == BuildOutput::Load)
        nameForStore(m_plan);
    if (const auto why = refusal(m_plan, job.wish, job.engine)) {
        m_isFinished = true;
        Q_EMIT refused(*why);
        return;
    }
    const QStringList notices = buildNotices(job.wish, job.engine);
    for (const QString &sentence : notices)
        Q_EMIT notice(sentence);
    findCredentials(concernedHosts(m_plan, job.wish.output));
}

void BuildFlow::findCredentials(const QStringList &hosts)
{
    const quint64 turn = ++m_turn;
    m_open = hosts.size();
    if (hosts.isEmpty() || !m_credentials) {
        credentialsFound();
        return;
    }
    for (const QString &host : hosts) {
        m_credentials->find(host, this, [this, host, turn](const Result<Credential> &found) {
            if (turn != m_turn || m_isFinished)
                return;
            // A key store that is locked or silent is no reason to refuse: the registry may let everybody in, or says no soon enough.
            if (!found)
                Q_EMIT notice(found.error().message);
            else if (!found->isEmpty())
                m_request.credentials.insert(host, *found);
            if (--m_open == 0)
                credentialsFound();
        });
    }
}

void BuildFlow::credentialsFound()
{
    if (m_isCancelled || m_isFinished)
        return;
    if (m_job.wish.output == BuildOutput::Push)
        knock();
    else
        launch();
}

// Whoever is not let in shall know before everything is compiled, not after. Only a clear no counts: a registry that cannot be reached from here, or
// takes its time, may be open to the engine; one with tokens lets everybody in until it hears what is wanted.
void BuildFlow::knock()
{
    const quint64 turn = ++m_turn;
    Plan pushed;
    pushed.images = m_plan.images;
    const QStringList hosts = concernedHosts(pushed, BuildOutput::Push);
    m_open = hosts.size();
    const auto goOn = [this, turn] {
        if (turn != m_turn || m_isCancelled || m_isFinished)
            return;
        ++m_turn; // answers that are late
        launch();
    };
    if (hosts.isEmpty()) {
        goOn();
        return;
    }
    QTimer::singleShot(knockPatience, this, goOn);
    for (const QString &host : hosts) {
        const Credential credential = m_request.credentials.value(host);
        m_registry->tryLogin(host, credential, this, [this, turn, host, goOn](const Result<void> &tried) {
            if (turn != m_turn || m_isCancelled || m_isFinished)
                return;
            if (!tried && tried.error().code == ErrorCode::Credentials) {
                m_isFinished = true;
                Q_EMIT refused(whyRefused(host, tried.error().message));
                Q_EMIT loginNeeded(host);
                return;
            }
            if (--m_open == 0)
                goOn();
        });
    }
}

Error BuildFlow::whyRefused(const QString &host, const QString &detail) const
{
    const QString sentence = m_request.credentials.contains(host)
                                 ? tr("%1 refused the log-in that is stored for it: log in again with Slipway, or with `docker login %1`.").arg(host)
                                 : tr("%1 asks for a log-in: log in with Slipway, or with `docker login %1`.").arg(host);
    return {ErrorCode::Credentials, sentence, detail == sentence ? QString() : detail, {}, 0}; // nothing is said twice
}

void BuildFlow::launch()
{
    m_request.plan = m_plan;
    m_request.document = m_job.plan->document;
    m_request.contextFolder = m_job.plan->project->root;
    m_request.engine = m_job.environment;
    m_request.builder = m_job.wish.builder;
    m_request.output = m_job.wish.output;
    m_request.ociFile = m_job.wish.ociFile;
    m_request.noCache = m_job.wish.noCache;
    m_run = std::make_unique<BuildRun>();
    connect(m_run.get(), &BuildRun::done, this, &BuildFlow::runDone);
    // Views connect to the run before it says its first word.
    Q_EMIT started();
    m_run->start(m_request);
}

void BuildFlow::cancel()
{
    if (m_isCancelled || m_isFinished)
        return;
    m_isCancelled = true;
    if (m_run && m_run->isRunning()) {
        m_run->cancel();    // done() follows
        return;
    }
    ++m_turn;
    m_registry->cancelAll();
    m_result.outcome.kind = BuildOutcome::Kind::Cancelled;
    m_result.outcome.error = Error{ErrorCode::Cancelled, tr("The build was cancelled."), {}, {}, 0};
    QMetaObject::invokeMethod(this, &BuildFlow::finish, Qt::QueuedConnection);
}

void BuildFlow::runDone(const BuildOutcome &outcome)
{
    m_result.outcome = outcome;
    if (outcome.kind == BuildOutcome::Kind::Done && m_job.wish.output == BuildOutput::Push && m_job.wish.verify && !m_isCancelled) {
        verify();
        return;
    }
    const QString host = outcome.kind == BuildOutcome::Kind::Failed
                             ? refusedHost(outcome.error, m_run->state().plainText, concernedHosts(m_plan, m_job.wish.output))
                             : QString();
    if (!host.isEmpty()) {
        Error &error = m_result.outcome.error;
        error.detail = error.message + (error.detail.isEmpty() ? QString() : u'\n' + error.detail);
        error.message = whyRefused(host, {}).message;
    }
    finish();
    if (!host.isEmpty())
        Q_EMIT loginNeeded(host);
}

void BuildFlow::verify()
{
    const quint64 turn = ++m_turn;
    m_wasVerificationAsked = true;
    QList<VerifyRequest> requests;
    for (const PushedImage &image : std::as_const(m_result.outcome.images)) {
        for (const QString &reference : image.references) {
            VerifyRequest request;
            request.reference = reference;
            request.expectedDigest = image.digest;
            request.platforms = m_plan.chosenPlatforms();
            requests.append(request);
        }
    }
    Q_EMIT verifying();
    m_open = requests.size();
    if (requests.isEmpty()) {
        finish();
        return;
    }
    for (const VerifyRequest &request : std::as_const(requests)) {
        m_registry->verify(request, this, [this, turn, request](const Result<ImageReport> &report) { reportDone(turn, report, request); });
    }
}

void BuildFlow::reportDone(quint64 turn, const Result<ImageReport> &report, const VerifyRequest &request)
{
    if (turn != m_turn || m_isFinished)
        return;
    if (report) {
        m_result.reports.append(*report);
    } else {
        ImageReport unknown;
        unknown.reference = request.reference;
        unknown.problems.append(report.error());
        m_result.reports.append(unknown);
    }
    if (--m_open > 0)
        return;
    // Answers come in any order; the plan's order is what people know.
    const QStringList order = allReferences(m_plan);
    std::ranges::stable_sort(m_result.reports, {}, [&order](const ImageReport &which) { return order.indexOf(which.reference); });
    m_result.isVerified = std::ranges::all_of(m_result.reports, [](const ImageReport &which) { return which.problems.isEmpty(); });
    finish();
}

void BuildFlow::finish()
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    RecordInput input;
    input.plan = m_job.plan.get();
    input.state = m_run ? &m_run->state() : nullptr;
    input.outcome = &m_result.outcome;
    input.reports = m_result.reports;
    input.wasVerificationAsked = m_wasVerificationAsked;
    input.isVerified = m_result.isVerified;
    input.references = m_job.wish.output == BuildOutput::Push || m_job.wish.output == BuildOutput::Load ? allReferences(m_plan) : QStringList();
    const Builder *builder = m_job.engine.builder(m_job.wish.builder);
    input.builder = builder ? builder->name : m_job.wish.builder;
    input.command = m_run ? commandForPeople(m_request) : QString();
    input.time = m_job.time;
    input.now = nanosecondsNow();
    if (m_result.outcome.milliseconds == 0)
        m_result.outcome.milliseconds = m_job.time.msecsTo(QDateTime::currentDateTime());
    m_result.record = makeRecord(input);
    m_request.credentials.clear();
    if (m_services.history) {
        const QList<BuildRecord> before = m_services.history->list(200);
        for (const BuildRecord &record : before) {
            if (record.projectRoot == m_result.record.projectRoot && record.result == "done"_L1) {
                m_result.previousMilliseconds = record.milliseconds;
                break;
            }
        }
        if (const auto added = m_services.history->add(m_result.record); !added)
            Q_EMIT notice(added.error().message);
        else if (m_services.settings)
            m_services.history->prune(m_services.settings->value(SettingKey::HistoryKeep).toInt());
    }
    Q_EMIT finished(std::make_shared<const BuildResult>(m_result));
}

} // namespace slipway
