// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildrun.h"
#include "dockerfile/dockerfile.h"
#include "engine/engine.h"
#include "history/history.h"
#include "plan/basechoices.h"
#include "plan/plan.h"
#include "settings/settings.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <optional>

namespace slipway {

class CargoSettings;

/// What a replan gives; immutable, shared with the views.
struct PlanResult
{
    quint64 generation = 0;
    std::shared_ptr<const Project> project;
    LayeredOptions options;
    Facts facts;
    Plan plan;
    DockerfileDocument document;
    std::shared_ptr<const CargoSettings> cargo; ///< where missing crates come from; null when none is missing
    QList<DiffLine> difference;  ///< the Dockerfile on disk against ours; empty when there is none on disk
};

/// What the result card shows.
struct BuildResult
{
    BuildOutcome outcome;
    QList<ImageReport> reports;  ///< one per pushed image, from the registry
    bool isVerified = false;     ///< every image and platform was found with the pushed digest
    BuildRecord record;
    qint64 previousMilliseconds = 0; ///< of the last successful build of this project, 0 without
};

/// The one layer of use cases, for the window and the command line: open, replan, build, verify, record; cancel. GUI thread (or main thread);
/// reading and planning run in a worker, stale results are dropped by generation.
class Session : public QObject
{
    Q_OBJECT
public:
    struct Services             ///< seams, owned by the caller, must outlive the session
    {
        std::shared_ptr<const Knowledge> knowledge;
        Settings *settings = nullptr;
        KeyStore *keyStore = nullptr;
        History *history = nullptr;
    };
    explicit Session(const Services &services, QObject *parent = nullptr);
    ~Session() override;

    // --- project and plan
    /// Emits opened or openFailed. What cannot be opened leaves an open project as it is: openError() then stays as it was.
    void open(const QString &path);
    void setWatching(bool isWatching);       ///< false: changes of the project are not noticed by themselves; before open
    void reload();                           ///< F5; also called by the folder's watcher. A project that cannot be read now leaves the last plan
                                             ///< in place and emits openFailed
    [[nodiscard]] std::optional<Error> openError() const; ///< why the last reading failed, or nothing
    [[nodiscard]] bool isBusy() const;       ///< reading or planning
    [[nodiscard]] std::shared_ptr<const PlanResult> current() const; ///< null before the first plan
    /// Which bases the current plan could stand on; a worker tries them. There has to be a plan.
    [[nodiscard]] QFuture<QList<BaseChoice>> baseChoices() const;
    [[nodiscard]] LayeredOptions options() const;
    void setUserOptions(const Options &options);        ///< replans; kept in the settings
    void setCommandLineOptions(const Options &options); ///< before open
    /// Writes the effective file and user options to slipway.toml; refuses when the file changed since it was read.
    [[nodiscard]] Result<void> saveProjectFile();
    [[nodiscard]] bool hasUnsavedOptions() const;

    // --- crates
    /// Nothing is fetched from registries of crates; what is not on this machine stays "possible". Before open.
    void setOffline(bool isOffline);
    /// Manifests of crates are on their way; the plan is made anew when they are there.
    [[nodiscard]] bool isFetchingCrates() const;
    void cancelCrates();                     ///< the plan stays as it is
    /// Hosts that would be asked for crates if the user let them: only the project's own files name them.
    [[nodiscard]] QStringList strangeCrateHosts() const;
    void allowCrateHost(const QString &host); ///< kept in the settings; fetches from it

    // --- engine
    void followSetup(const QString &statusFile);        ///< empty: none; then the engine is probed
    void probeEngine();
    [[nodiscard]] EngineFacts engineFacts() const;
    [[nodiscard]] EngineEnvironment engineEnvironment() const;
    [[nodiscard]] EngineSetup *setup() const;

    // --- build
    struct BuildWish
    {
        BuildOutput output = BuildOutput::Push;
        QString ociFile;
        QString builder;
        bool noCache = false;
        bool verify = true;
        bool makesTools = false;  ///< the plan's tools image instead of its images; wants one reference
        QStringList references;   ///< instead of the plan's (`-t`); {bin} stands for the image's binary
    };
    void build(const BuildWish &wish);       ///< waits for the set-up and a running replan; emits buildStarted or buildRefused
    void cancelBuild();                      ///< in every phase; buildFinished follows, the record says cancelled
    [[nodiscard]] BuildRun *run() const;     ///< the running or last build, or null
    [[nodiscard]] std::shared_ptr<const BuildResult> result() const;
    enum class Phase { Idle, WaitingForEngine, Building, Verifying };
    [[nodiscard]] Phase phase() const;

    // --- registry
    void pinBases();                         ///< asks the registries for the digests of this plan's bases; emits pinsDone
    void login(const QString &host, const Credential &credential); ///< tries it, then stores it (without a key store: until
                                             ///< the session ends); emits loginDone
    [[nodiscard]] CredentialSource *credentials() const;

Q_SIGNALS:
    void opened(const slipway::Project &project); ///< also when a changed project was read again
    void openFailed(const slipway::Error &error);
    void planChanged();                      ///< current() is new
    void cratesProgress(int done, int total); ///< of what is fetched; isFetchingCrates() is false behind the last one's plan
    void engineChanged();
    void setupProgress(const slipway::EngineSetup::Step &step);
    void phaseChanged(slipway::Session::Phase phase);
    void buildRefused(const slipway::Error &error); ///< before anything was started
    void buildStarted();                     ///< run() is new
    void buildFinished();                    ///< result() is new: built, verified, recorded
    void loginNeeded(const QString &host);   ///< the registry refused, before the build or after it; the window shows the log-in dialog
    /// `notStored`: the registry let us in, and this is why the key store did not take the log-in.
    void loginDone(const QString &host, const slipway::Result<void> &tried, const std::optional<slipway::Error> &notStored);
    /// What the option "pins" would be with the digests of today. Setting it is the receiver's, so that it can be undone like any choice.
    void pinsDone(const slipway::Result<QVariantMap> &pins);
    void notice(const QString &sentence);    ///< for the status line

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
