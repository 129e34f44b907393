// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/keptfacts.h"
#include "session/session.h"

#include <QByteArray>
#include <QFuture>
#include <QMutex>
#include <QThreadPool>

#include <optional>

namespace slipway {

/// A project as read from disk together with its slipway.toml.
struct ReadOutcome
{
    std::shared_ptr<const Project> project; ///< null when `error` is set
    Options fileOptions;
    QByteArray fileHash;                    ///< SHA-256 of slipway.toml's bytes, empty when there is none
    std::optional<Error> error;
};

/// Reads the project around `path` and its slipway.toml. What is wrong in slipway.toml becomes a finding of the project; when it is not TOML
/// at all, `previous` options stay in force beside an error finding. `names` are those of readProject. Runs in any thread.
[[nodiscard]] ReadOutcome readProjectAndFile(const QString &path, const Options &previous, const SourceNames &names = {});

/// What the tables know of names in sources, as readProject takes it.
[[nodiscard]] SourceNames sourceNames(const Knowledge &knowledge);

/// Absolute path of a project's slipway.toml.
[[nodiscard]] QString projectFilePath(const QString &root);
/// SHA-256 of the bytes of a slipway.toml; empty when it cannot be read. Never waits for a pipe.
[[nodiscard]] QByteArray fileHash(const QString &path);

/// The plan of the tools image that a plan would profit from: one image "tools" for the builder's own platform.
[[nodiscard]] std::shared_ptr<const PlanResult> toolsResult(const PlanResult &result);

/// Remembers crate graphs by project and request: a choice that does not change the cargo call costs no second resolution.
class CrateCache
{
public:
    [[nodiscard]] CrateGraph resolve(const Project &project, const CrateRequest &request);
    [[nodiscard]] int resolutions() const;  ///< how often the resolver really ran (for tests)
    [[nodiscard]] const std::shared_ptr<KeptFacts> &facts() const { return m_facts; }
    void forget();                          ///< more is known of crates, or why it is not: all is resolved anew

private:
    struct Entry
    {
        std::shared_ptr<const Project> project;
        CrateRequest request;
        CrateGraph graph;
    };
    friend class Planner;
    void use(const std::shared_ptr<const Project> &project);

    std::shared_ptr<KeptFacts> m_facts = std::make_shared<KeptFacts>(); ///< manifests of crates are read once, not at every choice
    mutable QMutex m_mutex;
    std::shared_ptr<const Project> m_project;
    QList<Entry> m_entries;                 ///< newest first, at most 8
    int m_resolutions = 0;
};

/// Reading and planning off the caller's thread. At most one plan is being made; answers come in the context's thread.
class Planner
{
public:
    explicit Planner(std::shared_ptr<const Knowledge> knowledge);
    ~Planner();
    [[nodiscard]] QFuture<ReadOutcome> read(const QString &path, const Options &previous);
    [[nodiscard]] QFuture<std::shared_ptr<const PlanResult>> plan(quint64 generation, const std::shared_ptr<const Project> &project,
                                                                  const LayeredOptions &options, const Facts &facts);
    /// Which bases a plan could stand on.
    [[nodiscard]] QFuture<QList<BaseChoice>> baseChoices(const std::shared_ptr<const PlanResult> &result);
    [[nodiscard]] const CrateCache &crates() const { return *m_crates; }
    [[nodiscard]] CrateCache &crates() { return *m_crates; }

private:
    std::shared_ptr<const Knowledge> m_knowledge;
    std::shared_ptr<CrateCache> m_crates;
    QThreadPool m_readers;                  ///< several: a read that hangs on a dead mount must not hold up the next
    QThreadPool m_planners;                 ///< one thread
};

} // namespace slipway
