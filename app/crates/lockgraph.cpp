// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/lockgraph.h"

#include "crates/packagefolders.h"
#include "project/requirement.h"

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Whether a source is what a dependency names: git, a folder or a registry.
bool isSameKind(const Dependency &dependency, const QString &source)
{
    if (!dependency.git.isEmpty())
        return source.startsWith("git+"_L1);
    if (!dependency.path.isEmpty())
        return source.isEmpty() || source.startsWith("git+"_L1);
    return !source.isEmpty() && !source.startsWith("git+"_L1);
}

/// Crates that are nearly always used by build scripts; asked only where nothing is known of the crate that uses them.
bool isBuildHelper(const QString &name)
{
    static const QSet<QString> helpers{u"autocfg"_s, u"bindgen"_s,     u"cbindgen"_s,      u"cc"_s,          u"cmake"_s,  u"pkg-config"_s,
                                       u"vcpkg"_s,   u"prost-build"_s, u"rustc_version"_s, u"tonic-build"_s, u"vergen"_s, u"version_check"_s};
    return helpers.contains(name);
}

/// A cheap way to see the common case, a caret or exact requirement, comes first; the whole grammar after it.
bool isMet(const QString &requirement, const QString &version)
{
    if (requirement == u"*"_s)
        return true;
    const auto parsed = reading::VersionRequirement::parse(requirement);
    const auto number = reading::SemanticVersion::parse(version);
    return parsed && number && parsed->matches(*number);
}

bool isLower(const QString &a, const QString &b)
{
    const auto left = reading::SemanticVersion::parse(a);
    const auto right = reading::SemanticVersion::parse(b);
    return left && right ? *left < *right : a < b;
}

} // namespace

LockGraph::LockGraph(const Project &project, const CrateRequest &request, CrateFactsSource &source)
    : m_project(project)
    , m_source(source)
    , m_settings(CargoSettings::read(project.root))
    , m_isStale(!project.lock)
{
    if (project.lock) {
        m_nodes.reserve(size_t(project.lock->packages.size()));
        for (const LockedPackage &package : project.lock->packages) {
            m_byName.insert(package.name, int(m_nodes.size()));
            m_nodes.push_back(Node{.locked = package});
        }
    }
    addOwnPackages();
    applyOverrides();
    for (const QString &target : request.targets.isEmpty() ? QStringList{request.host} : request.targets)
        m_values.append(CfgValues::ofTarget(target));
    // Flags reach what is compiled for a target that is named, never the host's (Cargo reference, "build.rustflags").
    for (CfgValues &values : m_values)
        values.applyFlags(m_settings.rustflags(values));
    m_values.append(CfgValues::ofTarget(request.host));
}

void LockGraph::addOwnPackages()
{
    for (const Package &package : m_project.packages) {
        bool isFound = false;
        const auto [first, last] = std::as_const(m_byName).equal_range(package.name);
        for (auto index = first; index != last && !isFound; ++index) {
            Node &node = m_nodes.at(size_t(*index));
            isFound = node.locked.source.isEmpty() && node.locked.version == package.version && !node.own;
            if (isFound)
                node.own = &package;
        }
        if (isFound)
            continue;
        // The lock file does not know it (yet).
        m_isStale = m_isStale || package.isMember;
        m_byName.insert(package.name, int(m_nodes.size()));
        m_nodes.push_back(Node{.locked = {package.name, package.version, {}, {}, {}}, .own = &package});
    }
}

/// `paths`: a folder stands in for a locked package of the same name and version, which stays in the lock file as it is.
void LockGraph::applyOverrides()
{
    const QStringList folders = m_settings.pathOverrides();
    for (const QString &folder : folders) {
        const QMultiHash<QString, QString> packages = packagesBelow(folder);
        for (auto package = packages.cbegin(); package != packages.cend(); ++package) {
            const auto [first, last] = std::as_const(m_byName).equal_range(package.key());
            for (auto index = first; index != last; ++index) {
                Node &node = m_nodes.at(size_t(*index));
                if (node.locked.source.isEmpty() || node.isOverridden)
                    continue;
                const auto facts = m_source.inFolder(*package);
                if (!facts || facts->version != node.locked.version)
                    continue;
                node.folder = *package;
                node.isOverridden = true;
            }
        }
    }
}

QString LockGraph::source(int index) const
{
    const Node &node = m_nodes.at(size_t(index));
    return node.isOverridden ? QString() : node.locked.source;
}

int LockGraph::indexOf(const Package &package) const
{
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes.at(i).own == &package)
            return int(i);
    }
    return -1;
}

const CrateFacts &LockGraph::facts(int index)
{
    Node &node = m_nodes.at(size_t(index));
    if (!node.facts) {
        node.facts = findFacts(node);
        node.isKnown = node.facts != nullptr;
        if (!node.isKnown)
            node.facts = guess(node);
    }
    return *node.facts;
}

bool LockGraph::isKnown(int index)
{
    (void)facts(index);
    return m_nodes.at(size_t(index)).isKnown;
}

std::shared_ptr<const CrateFacts> LockGraph::findFacts(const Node &node)
{
    if (node.own)
        return factsOf(*node.own);
    if (!node.folder.isEmpty())
        return m_source.inFolder(node.folder);
    if (!node.locked.source.isEmpty())
        return m_source.locked(node.locked, place(node.locked.source));
    return patchedFacts(node.locked);
}

/// Of a package that [patch] of the configuration puts in the place of another.
std::shared_ptr<const CrateFacts> LockGraph::patchedFacts(const LockedPackage &package)
{
    const QStringList folders = m_settings.patchFolders().values(package.name);
    for (const QString &folder : folders) {
        auto facts = m_source.inFolder(folder);
        if (facts && facts->name == package.name && facts->version == package.version)
            return facts;
    }
    return nullptr;
}

const CrateSource &LockGraph::place(const QString &source)
{
    const QString repository = source.section(u'#', 0, 0);
    auto known = m_places.constFind(repository);
    if (known == m_places.cend())
        known = m_places.insert(repository, m_settings.source(source));
    return *known;
}

/// What the lock file alone tells: every dependency may be used, with its default features, on every platform.
std::shared_ptr<const CrateFacts> LockGraph::guess(const Node &node) const
{
    auto facts = std::make_shared<CrateFacts>();
    facts->name = node.locked.name;
    facts->version = node.locked.version;
    for (const int index : node.locked.dependencies) {
        Dependency dependency;
        dependency.name = m_nodes.at(size_t(index)).locked.name;
        dependency.package = dependency.name;
        dependency.requirement = u'=' + m_nodes.at(size_t(index)).locked.version;
        dependency.kind = isBuildHelper(dependency.name) ? Dependency::Kind::Build : Dependency::Kind::Normal;
        facts->dependencies.append(dependency);
    }
    return facts;
}

int LockGraph::meeting(const Node &node, const Dependency &dependency) const
{
    QList<int> candidates;
    for (const int index : node.locked.dependencies) {
        const LockedPackage &other = m_nodes.at(size_t(index)).locked;
        if (other.name == dependency.package && isMet(dependency.requirement, other.version))
            candidates.append(index);
    }
    if (candidates.isEmpty() && node.own) {
        const auto [first, last] = m_byName.equal_range(dependency.package);
        for (auto index = first; index != last; ++index) {
            if (isMet(dependency.requirement, m_nodes.at(size_t(*index)).locked.version))
                candidates.append(*index);
        }
    }
    int best = -1;
    for (const int index : std::as_const(candidates)) {
        const LockedPackage &other = m_nodes.at(size_t(index)).locked;
        if (best < 0) {
            best = index;
            continue;
        }
        // The kind of source decides, then (as Cargo's lock does) the lowest of the versions that fit.
        const LockedPackage &known = m_nodes.at(size_t(best)).locked;
        const bool isBetterKind = isSameKind(dependency, other.source) && !isSameKind(dependency, known.source);
        const bool isWorseKind = !isSameKind(dependency, other.source) && isSameKind(dependency, known.source);
        if (isBetterKind || (!isWorseKind && isLower(other.version, known.version)))
            best = index;
    }
    // [replace] of the root manifest: the lock file keeps the replaced one and names what is in its place.
    return best >= 0 && m_nodes.at(size_t(best)).locked.replacement >= 0 ? m_nodes.at(size_t(best)).locked.replacement : best;
}

const QList<CrateEdge> &LockGraph::edges(int index)
{
    const CrateFacts &own = facts(index);
    Node &node = m_nodes.at(size_t(index));
    if (node.hasEdges)
        return node.edges;
    node.hasEdges = true;
    for (qsizetype i = 0; i < own.dependencies.size(); ++i) {
        const Dependency &dependency = own.dependencies.at(i);
        const int met = meeting(node, dependency);
        if (met < 0) {
            // A required dependency of a member is always locked.
            if (node.own && node.own->isMember && !dependency.isOptional)
                m_isStale = true;
            continue;
        }
        node.edges.append({i, met});
        Node &other = m_nodes.at(size_t(met));
        if (!dependency.path.isEmpty() && other.locked.source.isEmpty() && other.folder.isEmpty())
            other.folder = dependency.path;
    }
    return node.edges;
}

bool LockGraph::isProcMacro(int index)
{
    const CrateFacts &own = facts(index);
    if (own.isProcMacro)
        return *own.isProcMacro;
    // Nothing but a proc macro has a reason to need these itself, mostly.
    for (const int dependency : m_nodes.at(size_t(index)).locked.dependencies) {
        if (m_nodes.at(size_t(dependency)).locked.name == u"proc-macro2"_s)
            return true;
    }
    return false;
}

bool LockGraph::hasBuildScript(int index)
{
    const CrateFacts &own = facts(index);
    if (own.hasBuildScript)
        return *own.hasBuildScript;
    for (const Dependency &dependency : own.dependencies) {
        if (dependency.kind == Dependency::Kind::Build)
            return true;
    }
    return !own.links.isEmpty();
}

Maybe LockGraph::isActive(const QString &expression, int kind)
{
    if (expression.isEmpty())
        return true;
    auto known = m_active.constFind(expression);
    if (known == m_active.cend()) {
        const auto parsed = TargetExpression::parse(expression);
        QList<Maybe> active;
        for (const CfgValues &values : std::as_const(m_values))
            active.append(parsed ? parsed->matches(values) : Maybe());
        known = m_active.insert(expression, active);
    }
    return known->at(kind);
}

} // namespace slipway
