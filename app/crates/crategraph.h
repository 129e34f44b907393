// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"

namespace slipway {

/// The cargo call whose crates are asked for.
struct CrateRequest
{
    QStringList packages;          ///< -p; empty: the default packages
    QStringList binaries;          ///< --bin; empty: all of the packages
    QStringList features;          ///< "feature" or "package/feature"
    bool allFeatures = false;
    bool noDefaultFeatures = false;
    QStringList targets;           ///< Rust target triples of one call
    QString host = QStringLiteral("x86_64-unknown-linux-gnu");
    bool operator==(const CrateRequest &) const = default;
};

/// One compiled crate: a name, version and source, for the targets or for the host.
struct CrateRow
{
    QString name;
    QString version;
    QString source;                ///< as in Cargo.lock; empty for a path
    bool forHost = false;          ///< build scripts, proc macros and what they need
    QStringList targets;           ///< triples it is compiled for (empty when forHost)
    QStringList features;          ///< switched on, as far as known
    bool isCertain = true;         ///< false: "possible" only, facts are missing
    bool isMember = false;
    QList<int> dependencies;       ///< indexes into CrateGraph::rows
    bool operator==(const CrateRow &) const = default;
};

struct CrateGraph
{
    QList<CrateRow> rows;
    bool isExact = false;          ///< every row is certain and none is missing
    /// The shortest chain of crate names from a member to `row` (both ends included).
    [[nodiscard]] QStringList why(int row) const;
    /// Number of rows compiled for a target, and for the host.
    [[nodiscard]] int targetCount() const;
    [[nodiscard]] int hostCount() const;
};

/// The crates that a cargo call compiles, from the lock file, the manifests and what Cargo's caches hold. Runs nothing.
[[nodiscard]] CrateGraph resolveCrates(const Project &project, const CrateRequest &request);

} // namespace slipway
