// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"

#include <QDateTime>
#include <QObject>

namespace slipway {

/// One build from the wish to the record, once plan and engine are known: log-ins, run, verification, history. Exactly one of `refused`
/// and `finished` for every start, also after cancel().
class BuildFlow : public QObject
{
    Q_OBJECT
public:
    struct Job
    {
        std::shared_ptr<const PlanResult> plan;
        Session::BuildWish wish;
        EngineEnvironment environment;
        EngineFacts engine;
        QDateTime time;                 ///< when the person asked
    };
    BuildFlow(const Session::Services &services, CredentialSource *credentials, RegistryClient *registry, QObject *parent);
    ~BuildFlow() override;
    void start(const Job &job);
    void cancel();
    [[nodiscard]] bool isActive() const { return m_isActive && !m_isFinished; }
    [[nodiscard]] BuildRun *run() const { return m_run.get(); }

Q_SIGNALS:
    void started();
    void verifying();
    void refused(const slipway::Error &error);
    void finished(const std::shared_ptr<const slipway::BuildResult> &result);
    void loginNeeded(const QString &host);
    void notice(const QString &sentence);

private:
    void findCredentials(const QStringList &hosts);
    void credentialsFound();
    void knock();
    void launch();
    [[nodiscard]] Error whyRefused(const QString &host, const QString &detail) const;
    void runDone(const BuildOutcome &outcome);
    void verify();
    void reportDone(quint64 turn, const Result<ImageReport> &report, const VerifyRequest &request);
    void finish();

    Session::Services m_services;
    CredentialSource *m_credentials = nullptr;
    RegistryClient *m_registry = nullptr;
    Job m_job;
    Plan m_plan;                        ///< the job's plan with the wish's references
    BuildRequest m_request;
    std::unique_ptr<BuildRun> m_run;
    BuildResult m_result;
    qsizetype m_open = 0;               ///< answers still expected
    quint64 m_turn = 0;                 ///< a late answer of a cancelled phase carries an older number
    bool m_isActive = false;
    bool m_isCancelled = false;
    bool m_isFinished = false;
    bool m_wasVerificationAsked = false;
};

} // namespace slipway
