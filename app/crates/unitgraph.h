// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/featureresolver.h"

namespace slipway {

/// A library, binary or proc macro that a cargo call names.
struct UnitRoot
{
    int package = 0;
    bool isLibrary = false; ///< else binaries
};

/// One row of the graph by locked package, not yet put into words.
struct UnitRow
{
    int package = 0;
    bool forHost = false;
    QStringList features;  ///< sorted
    QSet<int> kinds;       ///< positions of the targets
    bool hasCrate = false; ///< library or binary
    bool hasScript = false;
    QSet<int> dependencies;
    bool isCertain = true;
    bool isRoot = false;
};

/// Walks from the roots over what is compiled (cargo 1.95, core/compiler/unit_dependencies.rs).
class UnitGraph
{
public:
    UnitGraph(LockGraph &graph, const FeatureResolver &features)
        : m_graph(graph)
        , m_features(features)
    {
    }
    void run(const QList<UnitRoot> &roots);
    [[nodiscard]] const QList<UnitRow> &rows() const { return m_rows; }

private:
    struct Unit
    {
        int package = 0;
        int kind = 0;              ///< position of the target, or the host's
        bool hasHostFeatures = false;
        bool isScript = false;
    };
    /// The row of a unit, which is walked on later when it is new.
    int visit(const Unit &unit);
    [[nodiscard]] int rowOf(const Unit &unit);
    void walk(const Unit &unit, int row);
    void walkDependencies(const Unit &unit, int row);
    void connect(int row, int dependency);

    LockGraph &m_graph;
    const FeatureResolver &m_features;
    QList<UnitRow> m_rows;
    QHash<quint64, int> m_visited;
    QMultiHash<int, int> m_rowsOfPackage;
    QList<Unit> m_waiting;
};

} // namespace slipway
