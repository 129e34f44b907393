// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/featureresolver.h"

namespace slipway {

using namespace Qt::StringLiterals;

FeatureResolver::FeatureResolver(LockGraph &graph, bool isResolver1, bool isHopeful)
    : m_graph(graph)
    , m_isResolver1(isResolver1)
    , m_isHopeful(isHopeful)
    , m_states(size_t(graph.packageCount()) * 2)
{
}

const FeatureState &FeatureResolver::state(int package, bool forHost) const
{
    return m_states.at(size_t(package) * 2 + (forHost && !m_isResolver1 ? 1 : 0));
}

FeatureState &FeatureResolver::mutableState(int package, bool forHost)
{
    return m_states.at(size_t(package) * 2 + (forHost && !m_isResolver1 ? 1 : 0));
}

void FeatureResolver::run(const QList<FeatureRoot> &roots)
{
    for (const FeatureRoot &root : roots)
        m_roots.insert(root.package);
    for (const FeatureRoot &root : roots) {
        // A proc macro is activated for both: it may have binaries too.
        const bool isForBoth = !m_isResolver1 && m_graph.isProcMacro(root.package);
        for (const bool forHost : {false, true}) {
            if (forHost && !isForBoth)
                continue;
            activate(root.package, forHost);
            for (const FeatureValue &value : root.values)
                push(root.package, forHost, value);
        }
    }
    while (!m_tasks.isEmpty())
        apply(m_tasks.takeLast());
}

bool FeatureResolver::isComplete() const
{
    for (size_t i = 0; i < m_states.size(); ++i) {
        const int package = int(i / 2);
        if (m_states.at(i).isActive && !(m_graph.isKnown(package) && m_graph.facts(package).isComplete()))
            return false;
    }
    return true;
}

QList<FeatureResolver::Target> FeatureResolver::dependencies(int package, bool forHost, const QString &name)
{
    // Without hope, what is not known to the end leads nowhere.
    const CrateFacts &facts = m_graph.facts(package);
    if (!m_isHopeful && !(m_isResolver1 ? m_graph.isKnown(package) : facts.isComplete()))
        return {};
    QList<Target> targets;
    for (const CrateEdge &edge : m_graph.edges(package)) {
        const Dependency &dependency = facts.dependencies.at(edge.dependency);
        if (name.isEmpty() ? dependency.isOptional : dependency.name != name)
            continue;
        const bool isBuild = dependency.kind == Dependency::Kind::Build;
        if (dependency.kind == Dependency::Kind::Dev && !(m_isResolver1 && m_roots.contains(package)))
            continue;
        if (!m_isResolver1 && !dependency.target.isEmpty()) {
            bool isActive = false;
            if (isBuild || forHost)
                isActive = holds(m_graph.isActive(dependency.target, m_graph.hostKind()));
            else
                for (int kind = 0; kind < m_graph.targetCount() && !isActive; ++kind)
                    isActive = holds(m_graph.isActive(dependency.target, kind));
            if (!isActive)
                continue;
        }
        targets.append({&dependency, edge.package, !m_isResolver1 && (forHost || isBuild || m_graph.isProcMacro(edge.package))});
    }
    return targets;
}

void FeatureResolver::activate(int package, bool forHost)
{
    FeatureState &state = mutableState(package, forHost);
    state.isActive = true;
    if (!state.isProcessed) {
        state.isProcessed = true;
        m_tasks.append({package, forHost, true, {}});
    }
}

/// A dependency that is there, with the features that it is asked for.
void FeatureResolver::activateDependency(const Target &target)
{
    activate(target.package, target.forHost);
    for (const QString &feature : target.dependency->features)
        push(target.package, target.forHost, FeatureValue::parse(feature));
    if (target.dependency->defaultFeatures && (!m_graph.isKnown(target.package) || m_graph.facts(target.package).features.contains(u"default"_s)))
        push(target.package, target.forHost, FeatureValue{FeatureValue::Kind::Feature, u"default"_s, {}, false});
}

void FeatureResolver::apply(const Task &task)
{
    if (task.isActivation) {
        const QList<Target> targets = dependencies(task.package, task.forHost);
        for (const Target &target : targets)
            activateDependency(target);
        return;
    }
    switch (task.value.kind) {
    case FeatureValue::Kind::Feature:
        return applyFeature(task);
    case FeatureValue::Kind::Dependency:
        return applyDependency(task);
    case FeatureValue::Kind::DependencyFeature:
        return applyDependencyFeature(task);
    }
}

void FeatureResolver::applyFeature(const Task &task)
{
    QSet<QString> &features = mutableState(task.package, task.forHost).features;
    if (features.contains(task.value.feature))
        return;
    features.insert(task.value.feature);
    const QList<FeatureValue> values = m_graph.facts(task.package).features.value(task.value.feature);
    for (const FeatureValue &value : values)
        push(task.package, task.forHost, value);
}

void FeatureResolver::applyDependency(const Task &task)
{
    FeatureState &state = mutableState(task.package, task.forHost);
    const QString &name = task.value.dependency;
    if (state.dependencies.contains(name))
        return;
    state.dependencies.insert(name);
    const QStringList waiting = state.deferred.take(name);
    const QList<Target> targets = dependencies(task.package, task.forHost, name);
    for (const Target &target : targets) {
        activateDependency(target);
        for (const QString &feature : waiting)
            push(target.package, target.forHost, FeatureValue::parse(feature));
    }
}

void FeatureResolver::applyDependencyFeature(const Task &task)
{
    const QString &name = task.value.dependency;
    const QList<Target> targets = dependencies(task.package, task.forHost, name);
    for (const Target &target : targets) {
        if (target.dependency->isOptional) {
            FeatureState &state = mutableState(task.package, task.forHost);
            if (task.value.isWeak && !state.dependencies.contains(name)) {
                QStringList &waiting = state.deferred[name];
                if (!waiting.contains(task.value.feature))
                    waiting.append(task.value.feature);
                continue;
            }
            push(task.package, task.forHost, FeatureValue{FeatureValue::Kind::Dependency, {}, name, false});
            // The way of old: the feature of the same name too, unless `dep:` has hidden it (cargo issues 10788, 12130).
            if (!task.value.isWeak && m_graph.facts(task.package).features.contains(name))
                push(task.package, task.forHost, FeatureValue{FeatureValue::Kind::Feature, name, {}, false});
        }
        push(target.package, target.forHost, FeatureValue::parse(task.value.feature));
    }
}

} // namespace slipway
