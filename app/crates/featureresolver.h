// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/lockgraph.h"

namespace slipway {

/// A package of the folder that a cargo call names, with the features that the call asks of it.
struct FeatureRoot
{
    int package = 0;
    QList<FeatureValue> values;
};

/// What one crate is compiled with, for a target or for the host.
struct FeatureState
{
    bool isActive = false;
    bool isProcessed = false;
    QSet<QString> features;
    QSet<QString> dependencies;            ///< keys of the optional dependencies that are switched on
    QHash<QString, QStringList> deferred;  ///< features behind `?` that wait for their dependency
};

/// Cargo's feature resolver (cargo 1.95, core/resolver/features.rs). Resolvers 2 and 3 keep what is built for the host apart, leave out tables of
/// other platforms and development dependencies; resolver 1 unites all of it.
class FeatureResolver
{
public:
    /// `isHopeful`: what is not known counts as true, and crates of which nothing is known pull in all that they may; else as false.
    FeatureResolver(LockGraph &graph, bool isResolver1, bool isHopeful);
    void run(const QList<FeatureRoot> &roots);

    /// Host and target are the same with resolver 1.
    [[nodiscard]] const FeatureState &state(int package, bool forHost) const;
    [[nodiscard]] bool isResolver1() const { return m_isResolver1; }
    /// All is known of every package that has a part in it.
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] bool isHopeful() const { return m_isHopeful; }
    [[nodiscard]] bool holds(Maybe maybe) const { return maybe.value_or(m_isHopeful); }

private:
    struct Task
    {
        int package = 0;
        bool forHost = false;
        bool isActivation = false;
        FeatureValue value;
    };
    struct Target
    {
        const Dependency *dependency = nullptr;
        int package = 0;
        bool forHost = false;
    };
    [[nodiscard]] FeatureState &mutableState(int package, bool forHost);
    /// Those that are always there, or those of a name.
    [[nodiscard]] QList<Target> dependencies(int package, bool forHost, const QString &name = {});
    void activate(int package, bool forHost);
    void activateDependency(const Target &target);
    void apply(const Task &task);
    void applyFeature(const Task &task);
    void applyDependency(const Task &task);
    void applyDependencyFeature(const Task &task);
    void push(int package, bool forHost, const FeatureValue &value) { m_tasks.append({package, forHost, false, value}); }

    LockGraph &m_graph;
    const bool m_isResolver1;
    const bool m_isHopeful;
    QSet<int> m_roots;
    QList<Task> m_tasks;
    std::vector<FeatureState> m_states;
};

} // namespace slipway
