// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/unitgraph.h"

#include <algorithm>

namespace slipway {

void UnitGraph::run(const QList<UnitRoot> &roots)
{
    const int host = m_graph.hostKind();
    for (const UnitRoot &root : roots) {
        const bool isProcMacro = m_graph.isProcMacro(root.package);
        if (root.isLibrary && isProcMacro) {
            m_rows[visit({root.package, host, true, false})].isRoot = true;
            continue;
        }
        for (int kind = 0; kind < m_graph.targetCount(); ++kind) {
            const int row = visit({root.package, kind, false, false});
            m_rows[row].isRoot = true;
            // Binaries beside a proc macro use it as any other crate does; beside a library they share its row.
            if (isProcMacro)
                connect(row, visit({root.package, host, true, false}));
        }
    }
    while (!m_waiting.isEmpty()) {
        const Unit unit = m_waiting.takeLast();
        walk(unit, visit(unit));
    }
}

int UnitGraph::visit(const Unit &unit)
{
    const quint64 key = (quint64(unit.package) << 32) | quint64(unit.kind) << 2 | quint64(unit.hasHostFeatures) << 1 | quint64(unit.isScript);
    const auto known = m_visited.constFind(key);
    if (known != m_visited.cend())
        return *known;
    const int row = rowOf(unit);
    m_visited.insert(key, row);
    m_waiting.append(unit);
    return row;
}

int UnitGraph::rowOf(const Unit &unit)
{
    const bool forHost = unit.kind == m_graph.hostKind();
    const QSet<QString> &set = m_features.state(unit.package, unit.hasHostFeatures).features;
    QStringList features(set.cbegin(), set.cend());
    features.sort();
    int found = -1;
    const auto [first, last] = std::as_const(m_rowsOfPackage).equal_range(unit.package);
    for (auto index = first; index != last && found < 0; ++index) {
        if (m_rows.at(*index).forHost == forHost && m_rows.at(*index).features == features)
            found = *index;
    }
    if (found < 0) {
        found = int(m_rows.size());
        m_rows.append({unit.package, forHost, features, {}, false, false, {}, true, false});
        m_rowsOfPackage.insert(unit.package, found);
    }
    UnitRow &row = m_rows[found];
    if (!forHost)
        row.kinds.insert(unit.kind);
    (unit.isScript ? row.hasScript : row.hasCrate) = true;
    return found;
}

void UnitGraph::connect(int row, int dependency)
{
    if (row != dependency)
        m_rows[row].dependencies.insert(dependency);
}

void UnitGraph::walk(const Unit &unit, int row)
{
    // Without hope, nothing follows from a crate of which it is not known what it is.
    if (!m_features.isHopeful() && !m_graph.facts(unit.package).isComplete())
        return;
    walkDependencies(unit, row);
    if (!unit.isScript && m_graph.hasBuildScript(unit.package))
        connect(row, visit({unit.package, m_graph.hostKind(), unit.hasHostFeatures, true}));
}

void UnitGraph::walkDependencies(const Unit &unit, int row)
{
    const CrateFacts &facts = m_graph.facts(unit.package);
    const FeatureState &state = m_features.state(unit.package, unit.hasHostFeatures);
    const Dependency::Kind wanted = unit.isScript ? Dependency::Kind::Build : Dependency::Kind::Normal;
    for (const CrateEdge &edge : m_graph.edges(unit.package)) {
        const Dependency &dependency = facts.dependencies.at(edge.dependency);
        if (dependency.kind != wanted || (dependency.isOptional && !state.dependencies.contains(dependency.name))
            || !m_features.holds(m_graph.isActive(dependency.target, unit.kind)) || !m_graph.facts(edge.package).hasLibrary.value_or(true))
            continue;
        const bool isProcMacro = m_graph.isProcMacro(edge.package);
        connect(row, visit({edge.package, isProcMacro ? m_graph.hostKind() : unit.kind, unit.hasHostFeatures || unit.isScript || isProcMacro, false}));
    }
}

} // namespace slipway
