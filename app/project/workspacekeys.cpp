// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/workspace.h"

#include "base/text.h"

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// What Cargo takes when no resolver is named: by the root package's edition, 1 without one (Cargo reference, "Resolver versions").
QString automaticResolver(const Project &project)
{
    if (project.isVirtual)
        return u"1"_s;
    const auto root = std::ranges::find_if(project.packages, [&](const Package &package) { return package.folder == project.root; });
    if (root == project.packages.end() || root->edition == u"2015"_s || root->edition == u"2018"_s)
        return u"1"_s;
    return root->edition == u"2021"_s ? u"2"_s : u"3"_s;
}

/// Looks for a circle among path dependencies that Cargo would refuse. Dev-dependencies may lead back.
class CircleSearch
{
public:
    explicit CircleSearch(const QList<const Package *> &packages)
        : m_packages(packages)
        , m_states(packages.size(), State::New)
    {
        for (qsizetype i = 0; i < packages.size(); ++i)
            m_byFolder.insert(packages.at(i)->folder, i);
    }

    /// The packages of a circle, the first one last again; empty without one.
    [[nodiscard]] QList<const Package *> find()
    {
        for (qsizetype i = 0; i < m_packages.size(); ++i) {
            if (const auto circle = findFrom(i); !circle.isEmpty())
                return circle;
        }
        return {};
    }

private:
    enum class State { New, Open, Done };
    struct Step
    {
        qsizetype package;
        qsizetype nextDependency = 0;
    };

    QList<const Package *> findFrom(qsizetype start)
    {
        if (m_states.at(start) != State::New)
            return {};
        QList<Step> path{{start}};
        m_states[start] = State::Open;
        while (!path.isEmpty()) {
            const qsizetype at = path.constLast().package;
            const QList<Dependency> &dependencies = m_packages.at(at)->dependencies;
            if (path.constLast().nextDependency == dependencies.size()) {
                m_states[at] = State::Done;
                path.removeLast();
                continue;
            }
            const qsizetype next = follow(*m_packages.at(at), dependencies.at(path.last().nextDependency++));
            if (next < 0 || m_states.at(next) == State::Done)
                continue;
            if (m_states.at(next) == State::Open)
                return circle(path, next);
            m_states[next] = State::Open;
            path.append(Step{next});
        }
        return {};
    }

    [[nodiscard]] qsizetype follow(const Package &package, const Dependency &dependency) const
    {
        // An optional dependency of a package that is no member may never be switched on.
        const bool isCounted = dependency.kind != Dependency::Kind::Dev && !dependency.path.isEmpty() && (package.isMember || !dependency.isOptional);
        return isCounted ? m_byFolder.value(dependency.path, -1) : -1;
    }

    [[nodiscard]] QList<const Package *> circle(const QList<Step> &path, qsizetype back) const
    {
        QList<const Package *> found;
        for (const Step &step : path) {
            if (!found.isEmpty() || step.package == back)
                found.append(m_packages.at(step.package));
        }
        found.append(m_packages.at(back));
        return found;
    }

    QList<const Package *> m_packages;
    QList<State> m_states;
    QHash<QString, qsizetype> m_byFolder;
};

} // namespace

Result<void> WorkspaceReader::readDefaultMembers()
{
    const TomlValue &list = m_root.workspace()[u"default-members"];
    if (!list.exists()) {
        for (Package &package : m_project.packages)
            package.isDefaultMember = m_project.isVirtual || package.folder == m_root.folder;
        return {};
    }
    const auto folders = memberFolders(u"default-members");
    if (!folders)
        return std::unexpected(folders.error());
    const QStringList named = memberFolders(u"members").value_or(QStringList());
    for (const QString &folder : *folders) {
        const auto known = m_packageByFolder.constFind(folder);
        if (known != m_packageByFolder.cend()) {
            m_project.packages[*known].isDefaultMember = true;
            continue;
        }
        // Cargo lets a default member be excluded if `members` means it.
        if (named.contains(folder) && isExcluded(m_root, folder))
            continue;
        return refuse(u"default-members in %1 names %2, which is no member of the workspace; add it to members, or take it out."_s.arg(
                          m_folder.shown(m_root.path), m_folder.shown(folder)),
                      m_root.path, list.line);
    }
    return {};
}

/// [patch] and [replace] may name a package in the folder; it is compiled like a path dependency, but is no member.
Result<void> WorkspaceReader::readPatches()
{
    QList<const TomlValue *> tables{&m_root.document[u"replace"]};
    for (const TomlEntry &source : m_root.document[u"patch"].entries)
        tables.append(&source.value);
    for (const TomlValue *table : std::as_const(tables)) {
        for (const TomlEntry &entry : table->entries) {
            if (!entry.value[u"path"].isText())
                continue;
            Wanted wanted;
            wanted.folder = normalPath(m_root.folder + u'/' + entry.value[u"path"].text);
            wanted.isPathDependency = true;
            wanted.isPatch = true;
            wanted.isAbsolute = entry.value[u"path"].text.startsWith(u'/');
            wanted.from = m_root.path;
            wanted.dependency = entry.key;
            // The keys of [replace] are package ids: "name:version".
            wanted.package = entry.value[u"package"].isText() ? entry.value[u"package"].text : entry.key.section(u':', 0, 0);
            wanted.line = entry.line;
            if (auto done = readAll(wanted); !done)
                return done;
        }
    }
    return {};
}

Result<void> WorkspaceReader::readWorkspaceKeys()
{
    const auto root = std::ranges::find_if(m_project.packages, [this](const Package &package) { return package.folder == m_root.folder; });
    m_project.name = root != m_project.packages.end() ? root->name : m_root.folder.section(u'/', -1);
    const TomlValue &workspaceResolver = m_root.workspace()[u"resolver"];
    const TomlValue &resolver = workspaceResolver.isText() ? workspaceResolver : m_root.package()[u"resolver"];
    if (resolver.exists() && !QStringList{u"1"_s, u"2"_s, u"3"_s}.contains(resolver.text))
        return refuse(u"The resolver in %1 is none that Cargo has; write \"1\", \"2\" or \"3\"."_s.arg(m_folder.shown(m_root.path)), m_root.path,
                      resolver.line);
    m_project.resolver = resolver.isText() ? resolver.text : automaticResolver(m_project);
    if (auto profiles = checkProfiles(); !profiles)
        return profiles;
    m_project.profiles = {u"release"_s, u"dev"_s};
    for (const TomlEntry &profile : m_root.document[u"profile"].entries) {
        // test and bench are for cargo's own use of those names, and build no image.
        if (!m_project.profiles.contains(profile.key) && profile.key != u"test"_s && profile.key != u"bench"_s)
            m_project.profiles.append(profile.key);
    }
    return {};
}

/// Every profile of one's own inherits from another, at last from one of Cargo's (Cargo reference, "Custom profiles").
Result<void> WorkspaceReader::checkProfiles() const
{
    static const QStringList own{u"dev"_s, u"release"_s, u"test"_s, u"bench"_s};
    const TomlValue &profiles = m_root.document[u"profile"];
    const QString shown = m_folder.shown(m_root.path);
    // Further ones may stand in there.
    const bool hasConfig = hasEntry(m_root.folder + u"/.cargo");
    for (const TomlEntry &profile : profiles.entries) {
        const QString name = displayText(profile.key);
        if (!profile.value.isTable())
            return refuse(u"The profile \"%1\" in %2 must be a table, written as [profile.%1]."_s.arg(name, shown), m_root.path, profile.line);
        QString at = profile.key;
        for (qsizetype steps = 0; !own.contains(at); ++steps) {
            const TomlValue &next = profiles[at][u"inherits"];
            if (hasConfig && !next.isText())
                break;
            if (!next.isText())
                return refuse(
                    profiles[at].isTable()
                        ? u"The profile \"%1\" in %2 says nothing of what it inherits; write inherits = \"release\" below it."_s.arg(displayText(at), shown)
                        : u"The profile \"%1\" in %2 inherits from \"%3\", which is not declared; write one that is, such as release."_s.arg(name, shown,
                                                                                                                                             displayText(at)),
                    m_root.path, profile.line);
            if (steps > profiles.entries.size())
                return refuse(u"The profile \"%1\" in %2 inherits from itself in a circle; write inherits = \"release\" below it."_s.arg(name, shown),
                              m_root.path, profile.line);
            at = next.text;
        }
    }
    return {};
}

/// Cargo takes these from the root alone, and only warns.
void WorkspaceReader::noteIgnoredTables(const Manifest &manifest)
{
    for (const QString &key : {u"profile"_s, u"patch"_s, u"replace"_s}) {
        const TomlValue &table = manifest.document[key];
        if (table.exists())
            m_project.findings.append(
                finding(Finding::Severity::Note, u"table-ignored"_s,
                        u"[%1] in %2 has no effect: Cargo takes it from the workspace's own manifest alone."_s.arg(key, m_folder.shown(manifest.path)), {},
                        manifest.path, table.line));
    }
}

Result<void> WorkspaceReader::checkCircles() const
{
    QList<const Package *> packages;
    for (const Package &package : std::as_const(m_project.packages))
        packages.append(&package);
    for (const Package &package : m_others)
        packages.append(&package);
    const QList<const Package *> circle = CircleSearch(packages).find();
    if (circle.isEmpty())
        return {};
    QStringList names;
    for (const Package *package : circle)
        names.append(displayText(package->name));
    const Package &first = *circle.constFirst();
    const auto edge = std::ranges::find_if(first.dependencies, [&](const Dependency &one) { return one.path == circle.at(1)->folder; });
    return refuse(u"The path dependencies %1 go round in a circle; take one of them out."_s.arg(names.join(u" -> "_s)), first.manifestPath,
                  edge != first.dependencies.end() ? edge->line : 0);
}

} // namespace slipway::reading
