// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"

namespace slipway {

class CrateFactsSource;

/// The cargo call whose crates are asked for.
struct CrateRequest
{
    QStringList packages{};         ///< -p; empty: the default packages
    QStringList binaries{};         ///< --bin; empty: all of the packages
    QStringList features{};         ///< "feature" or "package/feature"
    bool allFeatures = false;
    bool noDefaultFeatures = false;
    QStringList targets{};          ///< Rust target triples of one call; empty: the host's
    QString host = QStringLiteral("x86_64-unknown-linux-gnu");
    bool operator==(const CrateRequest &) const = default;
};

/// One compiled crate: a name, version and source, for the targets or for the host. The same crate has several rows where it is compiled with
/// different features; a build script is a row of its own for the host, as in Cargo's unit graph.
struct CrateRow
{
    QString name;
    QString version;
    QString source;                ///< as in Cargo.lock; empty for a path
    bool forHost = false;          ///< build scripts, proc macros and what they need
    QStringList targets;           ///< triples it is compiled for (empty when forHost)
    QStringList features;          ///< switched on, sorted, as far as known
    bool isCertain = true;         ///< false: "possible" only, facts are missing
    bool isMember = false;
    bool isRoot = false;           ///< the cargo call itself asks for it
    bool isBuildScript = false;    ///< nothing but the build script of a crate that is compiled elsewhere
    QList<int> dependencies;       ///< indexes into CrateGraph::rows
    bool operator==(const CrateRow &) const = default;
};

/// A crate name that is compiled in several versions, or from several sources.
struct CrateDuplicate
{
    QString name;
    QStringList versions;          ///< ascending by Cargo's order of versions, each once
    QList<int> rows;               ///< indexes into CrateGraph::rows, in their order
    bool operator==(const CrateDuplicate &) const = default;
};

/// A package of the lock file of which too little is known, so that rows are only possible.
struct CrateGap
{
    LockedPackage package;
    bool isInIndex = false;        ///< features and dependencies are known, the kind of crate is not
    QString reason;                ///< one sentence: why it is not known
    bool operator==(const CrateGap &) const = default;
};

struct CrateGraph
{
    QList<CrateRow> rows;          ///< by name, version, source; target before host
    bool isExact = false;          ///< every row is certain and none is missing
    QList<CrateGap> gaps;          ///< by name and version; empty when it is exact
    /// The shortest chain of crate names from a member to `row` (both ends included); the crate alone where no chain is known.
    [[nodiscard]] QStringList why(int row) const;
    /// Number of rows compiled for a target, and for the host.
    [[nodiscard]] int targetCount() const;
    [[nodiscard]] int hostCount() const;
    /// Who has each row among its dependencies, by row, ascending: `dependencies` turned round.
    [[nodiscard]] QList<QList<int>> dependents() const;
    /// Names with more than one version or source, by name. The same version with other features or for the host is no duplicate.
    [[nodiscard]] QList<CrateDuplicate> duplicates() const;
    /// What each subtree costs, by row: how many crates would not be compiled without that row, itself included (the sizes of the dominator
    /// tree below all roots). A build script of a crate that is compiled anyway counts nothing of its own, what only it needs does.
    [[nodiscard]] QList<int> exclusiveCounts() const;
    /// How many crates each row needs, itself included, whoever else needs them too.
    [[nodiscard]] QList<int> reachableCounts() const;
};

/// The crates that a cargo call compiles, from the lock file, the manifests and what Cargo's caches hold. Runs nothing.
/// Follows Cargo's feature resolver and unit graph (cargo 1.95: core/resolver/features.rs, core/compiler/unit_dependencies.rs) for resolvers 1, 2
/// and 3. What facts are missing for is marked as possible only; without a lock file only the packages of the folder are known.
[[nodiscard]] CrateGraph resolveCrates(const Project &project, const CrateRequest &request);
/// The same with facts that the caller keeps from one call to the next (safe to share between threads).
[[nodiscard]] CrateGraph resolveCrates(const Project &project, const CrateRequest &request, CrateFactsSource &source);

} // namespace slipway
