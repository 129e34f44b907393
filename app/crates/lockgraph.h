// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cargosettings.h"
#include "crates/cfg.h"
#include "crates/cratefacts.h"
#include "crates/crategraph.h"

#include <vector>

namespace slipway {

/// A dependency of a locked package and the locked package that meets it.
struct CrateEdge
{
    qsizetype dependency = 0; ///< index into CrateFacts::dependencies
    int package = 0;
};

/// The locked packages with their facts and who depends on whom, read as far as it is asked for. Lives for one resolution, in one thread.
class LockGraph
{
public:
    LockGraph(const Project &project, const CrateRequest &request, CrateFactsSource &source);

    [[nodiscard]] int packageCount() const { return int(m_nodes.size()); }
    [[nodiscard]] const LockedPackage &package(int index) const { return m_nodes.at(size_t(index)).locked; }
    /// As in Cargo.lock, or empty where a folder stands in for it.
    [[nodiscard]] QString source(int index) const;
    /// The package of the folder that a locked one is, or null.
    [[nodiscard]] const Package *ownPackage(int index) const { return m_nodes.at(size_t(index)).own; }
    /// The index of a package of the folder.
    [[nodiscard]] int indexOf(const Package &package) const;
    /// Never null; guessed from the lock file where nothing is known.
    [[nodiscard]] const CrateFacts &facts(int index);
    /// Features and dependencies are known (the rest may not be).
    [[nodiscard]] bool isKnown(int index);
    [[nodiscard]] const QList<CrateEdge> &edges(int index);
    [[nodiscard]] bool isProcMacro(int index);
    [[nodiscard]] bool hasBuildScript(int index);

    /// A target's position in the request; the host comes behind them.
    [[nodiscard]] int targetCount() const { return int(m_values.size()) - 1; }
    [[nodiscard]] int hostKind() const { return targetCount(); }
    [[nodiscard]] const QString &triple(int kind) const { return m_values.at(kind).triple(); }
    /// Whether the table [target.EXPRESSION] counts for a target or the host.
    [[nodiscard]] Maybe isActive(const QString &expression, int kind);
    /// The lock file does not say what the manifests ask for, or there is none.
    [[nodiscard]] bool isStale() const { return m_isStale; }

private:
    struct Node
    {
        LockedPackage locked;
        const Package *own = nullptr;
        QString folder{};       ///< of a path package that is not the folder's own
        bool isOverridden = false; ///< by `paths`
        std::shared_ptr<const CrateFacts> facts{};
        QList<CrateEdge> edges{};
        bool isKnown = false;
        bool hasEdges = false;
    };
    void addOwnPackages();
    void applyOverrides();
    [[nodiscard]] std::shared_ptr<const CrateFacts> findFacts(const Node &node);
    [[nodiscard]] std::shared_ptr<const CrateFacts> guess(const Node &node) const;
    [[nodiscard]] int meeting(const Node &node, const Dependency &dependency) const;
    [[nodiscard]] std::shared_ptr<const CrateFacts> patchedFacts(const LockedPackage &package);
    [[nodiscard]] const CrateSource &place(const QString &source);

    const Project &m_project;
    CrateFactsSource &m_source;
    std::vector<Node> m_nodes;
    QMultiHash<QString, int> m_byName;
    QList<CfgValues> m_values;
    QHash<QString, QList<Maybe>> m_active; ///< by expression, then by kind
    CargoSettings m_settings;
    QHash<QString, CrateSource> m_places; ///< by source of the lock file
    bool m_isStale = false;
};

} // namespace slipway
