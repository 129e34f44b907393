// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cratefetcher.h"
#include "session/buildflow.h"
#include "session/planner.h"
#include "session/projectwatch.h"
#include "session/session.h"

#include <QDateTime>

namespace slipway {

/// What a Session is made of. Split over session.cpp (project and plan) and sessionbuild.cpp (engine, build, registry).
struct Session::Private
{
    Private(Session *session, const Services &which);

    // --- project and plan (session.cpp)
    void read();
    void readDone(quint64 generation, const ReadOutcome &outcome);
    void takeProject(const ReadOutcome &outcome);
    [[nodiscard]] bool isOfAnotherProject(const Error &error) const;
    void stayWithProject(const Error &error);
    void changedOptions();
    void replan();
    void startPlan();
    void planDone(const std::shared_ptr<const PlanResult> &result);
    void watch(const QString &errorFile = {});
    void fetchCrates();
    [[nodiscard]] Facts facts() const;

    // --- engine, build, registry (sessionbuild.cpp)
    void setupReady();
    void factsChanged();
    void tryBuild();
    void launch(const Session::BuildWish &asked);
    void refuse(const Error &error);
    void flowFinished(const std::shared_ptr<const BuildResult> &finished);
    void setPhase(Phase to);

    Session *q;
    Services services;
    Planner planner;
    ProjectWatch *watcher;
    CrateFetcher *fetcher;

    QString path;                       ///< of the project that is open, as it was asked for
    QString wished;                     ///< what is being opened; else the same
    std::shared_ptr<const Project> project;
    QByteArray fileHash;                ///< of slipway.toml as it was read
    LayeredOptions options;
    std::shared_ptr<const PlanResult> current;
    std::optional<Error> openError;
    quint64 readGeneration = 0;
    quint64 planGeneration = 0;         ///< of the newest wish
    QDateTime readStarted;
    bool isReading = false;
    bool isFirstRead = false;           ///< the running read answers open(), not reload()
    bool isReloadDue = false;           ///< the open project changed while another one was read
    bool isPlanning = false;            ///< a worker plans
    bool isPlanDue = false;             ///< a plan starts in the next turn of the event loop

    EngineSetup *setup;
    std::unique_ptr<EngineProbe> probe;
    EngineFacts engine;
    bool isProbed = false;
    bool isProbing = false;
    bool isSetupFollowed = false;
    std::optional<Error> setupError;

    CredentialSource *credentials;
    RegistryClient *registry;
    std::shared_ptr<BuildFlow> flow;    ///< the running one, or the last that was asked for
    std::shared_ptr<BuildFlow> shown;   ///< the last that came as far as a run
    std::shared_ptr<const BuildResult> result;
    std::optional<BuildWish> wish;      ///< waits for engine and plan
    QDateTime wishTime;
    Phase phase = Phase::Idle;
};

} // namespace slipway
