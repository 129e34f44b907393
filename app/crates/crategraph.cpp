// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/crategraph.h"

#include "crates/cargocaches.h"
#include "crates/selection.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// `isKnown`: hope or not made no difference.
QList<UnitRow> walk(const Project &project, const CrateRequest &request, LockGraph &graph, bool isHopeful, bool &isKnown)
{
    FeatureResolver features(graph, project.resolver == QLatin1StringView("1"), isHopeful);
    features.run(featureRoots(project, request, graph));
    UnitGraph units(graph, features);
    units.run(unitRoots(project, request, graph, features));
    isKnown = features.isComplete() && graph.hasOnlyKnownTables();
    return units.rows();
}

/// The row of the certain pass that a row of the hopeful one stands for, or null.
const UnitRow *counterpart(const UnitRow &row, const QMultiHash<int, const UnitRow *> &certain)
{
    const UnitRow *found = nullptr;
    const auto [first, last] = certain.equal_range(row.package);
    for (auto one = first; one != last; ++one) {
        if ((*one)->forHost == row.forHost && (!found || (*one)->features == row.features))
            found = *one;
    }
    return found;
}

bool isComplete(const QList<UnitRow> &rows, LockGraph &graph)
{
    return std::ranges::all_of(rows, [&](const UnitRow &row) { return graph.facts(row.package).isComplete(); });
}

/// Why a package is not known, where nobody has tried to fetch it.
QString reasonFor(const LockedPackage &package)
{
    const QString crate = package.name + u' ' + package.version;
    if (package.source.startsWith("git+"_L1))
        return u"%1 comes from git, and Cargo has no checkout of it on this machine; run cargo fetch."_s.arg(crate);
    if (package.source.isEmpty())
        return u"%1 comes from a folder that the project's files do not name."_s.arg(crate);
    return u"The manifest of %1 is not on this machine."_s.arg(crate);
}

CrateRow described(const UnitRow &unit, LockGraph &graph)
{
    const LockedPackage &package = graph.package(unit.package);
    CrateRow row;
    row.name = package.name;
    row.version = package.version;
    row.source = graph.source(unit.package);
    row.forHost = unit.forHost;
    for (int kind = 0; kind < graph.targetCount(); ++kind) {
        if (unit.kinds.contains(kind) && !row.targets.contains(graph.triple(kind)))
            row.targets.append(graph.triple(kind));
    }
    row.features = unit.features;
    row.isCertain = unit.isCertain && graph.facts(unit.package).isComplete();
    row.isMember = graph.ownPackage(unit.package) && graph.ownPackage(unit.package)->isMember;
    row.isRoot = unit.isRoot;
    row.isBuildScript = !unit.hasCrate;
    return row;
}

/// Puts the rows into words, in an order that does not depend on the walk.
CrateGraph described(const QList<UnitRow> &units, LockGraph &graph)
{
    QList<CrateRow> rows;
    QList<int> order;
    for (const UnitRow &unit : units) {
        order.append(int(rows.size()));
        rows.append(described(unit, graph));
    }
    std::ranges::sort(order, [&](int a, int b) {
        const CrateRow &left = rows.at(a);
        const CrateRow &right = rows.at(b);
        return std::tie(left.name, left.version, left.source, left.forHost, left.features)
               < std::tie(right.name, right.version, right.source, right.forHost, right.features);
    });
    QList<int> places(order.size());
    for (int place = 0; place < order.size(); ++place)
        places[order.at(place)] = place;
    CrateGraph result;
    for (const int index : std::as_const(order)) {
        CrateRow row = std::move(rows[index]);
        for (const int dependency : units.at(index).dependencies)
            row.dependencies.append(places.at(dependency));
        std::ranges::sort(row.dependencies);
        result.rows.append(std::move(row));
    }
    return result;
}

/// What would have to be known for every row to be certain.
QList<CrateGap> gapsOf(const QList<UnitRow> &rows, LockGraph &graph, const CrateFactsSource &source)
{
    QList<CrateGap> gaps;
    QSet<int> seen;
    for (const UnitRow &row : rows) {
        if (seen.contains(row.package) || graph.facts(row.package).isComplete())
            continue;
        seen.insert(row.package);
        CrateGap gap{graph.package(row.package), graph.isKnown(row.package), source.problem(graph.package(row.package))};
        if (gap.reason.isEmpty())
            gap.reason = reasonFor(gap.package);
        gaps.append(std::move(gap));
    }
    std::ranges::sort(gaps, [](const CrateGap &a, const CrateGap &b) {
        return std::tie(a.package.name, a.package.version, a.package.source) < std::tie(b.package.name, b.package.version, b.package.source);
    });
    return gaps;
}

} // namespace

CrateGraph resolveCrates(const Project &project, const CrateRequest &request)
{
    CargoCaches caches;
    return resolveCrates(project, request, caches);
}

CrateGraph resolveCrates(const Project &project, const CrateRequest &request, CrateFactsSource &source)
{
    LockGraph graph(project, request, source);
    bool isKnown = false;
    QList<UnitRow> hopeful = walk(project, request, graph, true, isKnown);
    if (isKnown) {
        CrateGraph result = described(hopeful, graph);
        result.isExact = !graph.isStale();
        return result;
    }
    const QList<UnitRow> certain = walk(project, request, graph, false, isKnown);
    QMultiHash<int, const UnitRow *> byPackage;
    for (const UnitRow &row : certain)
        byPackage.insert(row.package, &row);
    bool isExact = !graph.isStale() && hopeful.size() == certain.size() && isComplete(hopeful, graph);
    for (UnitRow &row : hopeful) {
        const UnitRow *same = counterpart(row, byPackage);
        row.isCertain = same != nullptr;
        isExact = isExact && same && same->features == row.features && same->kinds == row.kinds;
    }
    CrateGraph result = described(hopeful, graph);
    result.isExact = isExact;
    result.gaps = gapsOf(hopeful, graph, source);
    return result;
}

QStringList CrateGraph::why(int row) const
{
    if (row < 0 || row >= rows.size())
        return {};
    // From the members down, breadth first: the first chain to arrive is a shortest one.
    QList<int> from(rows.size(), -2);
    QList<int> waiting;
    for (int i = 0; i < rows.size(); ++i) {
        if (rows.at(i).isMember) {
            from[i] = -1;
            waiting.append(i);
        }
    }
    for (qsizetype next = 0; next < waiting.size() && from.at(row) == -2; ++next) {
        for (const int dependency : rows.at(waiting.at(next)).dependencies) {
            if (from.at(dependency) == -2) {
                from[dependency] = waiting.at(next);
                waiting.append(dependency);
            }
        }
    }
    if (from.at(row) == -2)
        return {rows.at(row).name};
    QStringList chain;
    for (int at = row; at >= 0; at = from.at(at)) {
        // A crate and its build script are one to a person.
        if (chain.isEmpty() || chain.constFirst() != rows.at(at).name)
            chain.prepend(rows.at(at).name);
    }
    return chain;
}

int CrateGraph::targetCount() const
{
    return int(std::ranges::count_if(rows, [](const CrateRow &row) { return !row.forHost; }));
}

int CrateGraph::hostCount() const
{
    return int(std::ranges::count_if(rows, &CrateRow::forHost));
}

} // namespace slipway
