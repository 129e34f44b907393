// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/selection.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// "name", "name@1.0.0" or "name:1.0.0" (Cargo reference, "Package ID Specifications"; addresses are not for packages of a folder).
bool isNamed(const Package &package, const QString &specification)
{
    const qsizetype mark = specification.indexOf(specification.contains(u'@') ? u'@' : u':');
    if (mark < 0)
        return package.name == specification;
    const QString version = specification.sliced(mark + 1);
    return package.name == specification.first(mark) && (package.version == version || package.version.startsWith(version + u'.'));
}

/// The package of the folder that the call runs in, or null.
const Package *currentPackage(const Project &project, const CrateRequest &request)
{
    const QString place = request.packages.isEmpty() ? project.openedPath : project.root;
    const Package *nearest = nullptr;
    for (const Package &package : project.packages) {
        const bool isAround = place == package.folder || place.startsWith(package.folder + u'/');
        if (package.isMember && isAround && (!nearest || package.folder.size() > nearest->folder.size()))
            nearest = &package;
    }
    return nearest;
}

bool hasFeature(const CrateFacts &facts, const QString &name)
{
    return facts.features.contains(name) || std::ranges::any_of(facts.dependencies, [&](const Dependency &one) { return one.isOptional && one.name == name; });
}

bool hasDependency(const CrateFacts &facts, const QString &name)
{
    return std::ranges::any_of(facts.dependencies, [&](const Dependency &one) { return one.name == name; });
}

QList<FeatureValue> requested(const CrateFacts &facts, const QList<FeatureValue> &features, bool withDefault, bool withAll)
{
    QList<FeatureValue> values = features;
    if (withDefault && facts.features.contains(u"default"_s))
        values.append(FeatureValue{FeatureValue::Kind::Feature, u"default"_s, {}, false});
    if (withAll) {
        for (auto feature = facts.features.cbegin(); feature != facts.features.cend(); ++feature)
            values.append(FeatureValue{FeatureValue::Kind::Feature, feature.key(), {}, false});
    }
    return values;
}

QList<FeatureValue> parsed(const QStringList &features)
{
    QList<FeatureValue> values;
    for (const QString &text : features) {
        const QStringList words = text.split(QRegularExpression(u"[,\\s]+"_s), Qt::SkipEmptyParts);
        for (const QString &word : words)
            values.append(FeatureValue::parse(word));
    }
    return values;
}

/// Each package takes of the asked features those that it has.
QList<FeatureValue> matching(const CrateFacts &facts, const QList<FeatureValue> &features)
{
    QList<FeatureValue> values;
    for (const FeatureValue &value : features) {
        if (value.kind == FeatureValue::Kind::Feature) {
            if (hasFeature(facts, value.feature))
                values.append(value);
        } else if (hasDependency(facts, value.dependency)) {
            values.append(value);
        } else if (value.dependency == facts.name && hasFeature(facts, value.feature)) {
            values.append(FeatureValue{FeatureValue::Kind::Feature, value.feature, {}, false});
        }
    }
    return values;
}

/// Resolver 1 outside a virtual workspace: --features is the current package's alone, and that one always counts.
QList<FeatureRoot> oldRoots(const Project &project, const CrateRequest &request, LockGraph &graph, const QList<const Package *> &selected)
{
    const Package *current = currentPackage(project, request);
    QList<FeatureValue> own;
    QMultiHash<QString, FeatureValue> others;
    for (const FeatureValue &value : parsed(request.features)) {
        const bool isOthers = value.kind == FeatureValue::Kind::DependencyFeature
                              && std::ranges::any_of(selected, [&](const Package *one) { return one != current && one->name == value.dependency; });
        if (isOthers)
            others.insert(value.dependency, FeatureValue{FeatureValue::Kind::Feature, value.feature, {}, false});
        else
            own.append(value);
    }
    QList<FeatureRoot> roots;
    for (const Package &package : project.packages) {
        const int index = graph.indexOf(package);
        if (&package == current)
            roots.append({index, requested(graph.facts(index), own, !request.noDefaultFeatures, request.allFeatures)});
        else if (selected.contains(&package))
            roots.append({index, requested(graph.facts(index), others.values(package.name), true, request.allFeatures)});
    }
    return roots;
}

/// Features that a binary may require: the package's, and "dependency/feature".
bool areThere(const QStringList &required, int package, LockGraph &graph, const FeatureResolver &features)
{
    return std::ranges::all_of(required, [&](const QString &text) {
        const FeatureValue value = FeatureValue::parse(text);
        if (value.kind == FeatureValue::Kind::Feature)
            return features.state(package, false).features.contains(value.feature);
        const CrateFacts &facts = graph.facts(package);
        return std::ranges::any_of(graph.edges(package), [&](const CrateEdge &edge) {
            const Dependency &dependency = facts.dependencies.at(edge.dependency);
            if (dependency.name != value.dependency)
                return false;
            const bool forHost = dependency.kind == Dependency::Kind::Build || graph.isProcMacro(edge.package);
            return features.state(edge.package, forHost).features.contains(value.feature);
        });
    });
}

} // namespace

QList<const Package *> selectedPackages(const Project &project, const CrateRequest &request)
{
    if (request.packages.isEmpty())
        return project.defaultPackages();
    QList<const Package *> packages;
    for (const Package &package : project.packages) {
        if (package.isMember && std::ranges::any_of(request.packages, [&](const QString &one) { return isNamed(package, one); }))
            packages.append(&package);
    }
    return packages;
}

QList<FeatureRoot> featureRoots(const Project &project, const CrateRequest &request, LockGraph &graph)
{
    const QList<const Package *> selected = selectedPackages(project, request);
    if (project.resolver == u"1"_s && !project.isVirtual)
        return oldRoots(project, request, graph, selected);
    const QList<FeatureValue> asked = parsed(request.features);
    QList<FeatureRoot> roots;
    for (const Package *package : selected) {
        const int index = graph.indexOf(*package);
        const CrateFacts &facts = graph.facts(index);
        roots.append({index, requested(facts, matching(facts, asked), !request.noDefaultFeatures, request.allFeatures)});
    }
    return roots;
}

QList<UnitRoot> unitRoots(const Project &project, const CrateRequest &request, LockGraph &graph, const FeatureResolver &features)
{
    QList<UnitRoot> roots;
    for (const Package *package : selectedPackages(project, request)) {
        const int index = graph.indexOf(*package);
        if (package->hasLibrary && request.binaries.isEmpty())
            roots.append({index, true});
        const bool hasBinary = std::ranges::any_of(package->binaries, [&](const Binary &one) {
            return request.binaries.isEmpty() ? areThere(one.requiredFeatures, index, graph, features) : request.binaries.contains(one.name);
        });
        if (hasBinary)
            roots.append({index, false});
    }
    return roots;
}

} // namespace slipway
