// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/workspace.h"

#include "base/text.h"

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

bool isControl(QChar c)
{
    return c < u' ' || c == u'\x7f';
}

/// "a\nb" for a line break in a name, "\x1b" for the like: as programmers write them.
QString withEscapes(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (!isControl(c))
            escaped += c;
        else if (c == u'\n')
            escaped += u"\\n"_s;
        else
            escaped += u"\\x%1"_s.arg(c.unicode(), 2, 16, QChar(u'0'));
    }
    return displayText(escaped);
}

} // namespace

WorkspaceReader::WorkspaceReader(const Folder &folder, const ReadLimits &limits, Project &project)
    : m_folder(folder)
    , m_limits(limits)
    , m_project(project)
{
}

Result<void> WorkspaceReader::read(const RootSearch &search)
{
    auto root = readManifest(m_folder, search.root, m_limits);
    if (!root)
        return std::unexpected(root.error());
    m_root = std::move(*root);
    m_project.isWorkspace = m_root.workspace().isTable();
    m_project.isVirtual = !m_root.package().exists();
    m_project.watchedFiles.append(search.root);
    if (auto members = readMembers(); !members)
        return members;
    if (auto patches = readPatches(); !patches)
        return patches;
    if (auto defaults = readDefaultMembers(); !defaults)
        return defaults;
    if (auto circles = checkCircles(); !circles)
        return circles;
    const QString nearestFolder = search.nearest.left(search.nearest.lastIndexOf(u'/'));
    if (!m_packageByFolder.contains(nearestFolder) && nearestFolder != m_root.folder)
        return refuse(u"%1 lies in the workspace of %2 but is no member of it; add it to members, or to exclude."_s.arg(m_folder.shown(search.nearest),
                                                                                                                        displayText(m_root.path)),
                      search.nearest);
    if (auto keys = readWorkspaceKeys(); !keys)
        return keys;
    m_project.packages.append(m_others);
    return {};
}

Result<QStringList> WorkspaceReader::memberFolders(QStringView key) const
{
    const TomlValue &list = m_root.workspace()[key];
    if (list.exists() && (!list.isArray() || list.texts().size() != list.items.size()))
        return refuse(u"workspace.%1 in %2 must be a list of texts; write it as [\"a\", \"b\"]."_s.arg(key, m_folder.shown(m_root.path)), m_root.path,
                      list.line);
    QStringList folders;
    for (const TomlValue &item : list.items) {
        auto expanded = expandMember(m_folder, item.text);
        if (!expanded)
            return refuse(expanded.error().message, m_root.path, item.line);
        for (const QString &folder : std::as_const(*expanded)) {
            // Plain files beside the members (.DS_Store) match a pattern too.
            if (!folders.contains(folder) && pathKind(folder) != PathKind::File)
                folders.append(folder);
        }
        if (folders.size() > m_limits.members)
            return refuse(u"The workspace of %1 has more than %2 members, which is more than Slipway reads."_s.arg(m_folder.shown(m_root.path),
                                                                                                                   QString::number(m_limits.members)),
                          m_root.path, item.line);
    }
    return folders;
}

Result<void> WorkspaceReader::readMembers()
{
    const auto folders = memberFolders(u"members");
    if (!folders)
        return std::unexpected(folders.error());
    const TomlValue &list = m_root.workspace()[u"members"];
    for (const QString &folder : *folders) {
        Wanted wanted;
        wanted.folder = folder;
        wanted.from = m_root.path;
        const auto named = std::ranges::find_if(list.items, [&](const TomlValue &item) { return normalPath(m_root.folder + u'/' + item.text) == folder; });
        wanted.line = named != list.items.end() ? named->line : list.line;
        if (auto done = readAll(wanted); !done)
            return done;
    }
    Wanted root;
    root.folder = m_root.folder;
    return readAll(root);
}

Result<void> WorkspaceReader::readAll(const Wanted &first)
{
    // Depth first in the order of the manifests, as Cargo walks; a list instead of recursion, since a chain may be long.
    QList<Wanted> stack{first};
    while (!stack.isEmpty()) {
        const Wanted wanted = stack.takeLast();
        QList<Wanted> more;
        if (auto done = readOne(wanted, more); !done)
            return done;
        std::ranges::reverse(more);
        stack.append(more);
        if (m_project.packages.size() + m_others.size() > m_limits.members)
            return refuse(u"The workspace of %1 has more than %2 members, which is more than Slipway reads."_s.arg(m_folder.shown(m_root.path),
                                                                                                                   QString::number(m_limits.members)),
                          m_root.path);
    }
    return {};
}

bool WorkspaceReader::isMemberFolder(const Wanted &wanted) const
{
    if (wanted.folder == m_root.folder)
        return true;
    return m_project.isWorkspace && !wanted.isPatch && !isExcluded(m_root, wanted.folder);
}

Result<void> WorkspaceReader::readOne(const Wanted &wanted, QList<Wanted> &more)
{
    const bool isMember = isMemberFolder(wanted);
    if (m_virtualFolders.contains(wanted.folder) || (!isMember && !wanted.isPathDependency))
        return {};
    if (const auto known = m_packageByFolder.constFind(wanted.folder); known != m_packageByFolder.cend())
        return checkFound(wanted, m_project.packages.at(*known).name);
    if (const auto known = m_otherByFolder.constFind(wanted.folder); known != m_otherByFolder.cend())
        return checkFound(wanted, m_others.at(*known).name);
    if (!isBelow(wanted.folder, m_folder.root()))
        return wanted.isPathDependency ? readOutside(wanted, more) : checkPlace(wanted);
    const QString path = wanted.folder + u"/Cargo.toml";
    if (auto place = checkPlace(wanted); !place)
        return place;
    auto manifest = wanted.folder == m_root.folder ? Result<Manifest>(m_root) : readManifest(m_folder, path, m_limits);
    if (!manifest)
        return std::unexpected(manifest.error());
    if (!manifest->package().exists()) {
        m_virtualFolders.insert(wanted.folder);
        return wanted.folder == m_root.folder
                   ? Result<void>()
                   : refuse(u"%1 is a member, but has no [package] table; write one, or take it out of members."_s.arg(m_folder.shown(path)), path);
    }
    const auto inheritance = inheritanceFor(*manifest, isMember);
    if (!inheritance)
        return std::unexpected(inheritance.error());
    auto package = readPackage(m_folder, *manifest, *inheritance, m_project.findings);
    if (!package)
        return std::unexpected(package.error());
    if (auto found = checkFound(wanted, package->name); !found)
        return found;
    package->isMember = isMember;
    if (wanted.folder != m_root.folder)
        noteIgnoredTables(*manifest);
    wantPathDependencies(*package, more);
    QList<Package> &list = isMember ? m_project.packages : m_others;
    (isMember ? m_packageByFolder : m_otherByFolder).insert(wanted.folder, list.size());
    list.append(std::move(*package));
    return {};
}

/// Whether there is a manifest at all, and where it may be read.
Result<void> WorkspaceReader::checkPlace(const Wanted &wanted)
{
    const QString shown = m_folder.shown(wanted.folder);
    const QString from = m_folder.shown(wanted.from);
    if (!isBelow(wanted.folder, m_folder.root())) {
        if (!wanted.isPathDependency)
            return refuse(
                u"The workspace member %1 in %2 lies outside the folder of the workspace; move it there, or take it out of members."_s.arg(shown, from),
                wanted.from, wanted.line);
        return {};
    }
    if (std::ranges::any_of(wanted.folder, isControl)) {
        // The root is told by its whole path, and what no terminal shows by its number.
        const QString path = wanted.folder == m_root.folder ? wanted.folder : wanted.folder.mid(m_root.folder.size() + 1);
        return refuse(u"The folder %1 has a control character in its name, which no Dockerfile can hold; rename it."_s.arg(withEscapes(path)), wanted.from,
                      wanted.line);
    }
    const PathKind kind = pathKind(wanted.folder + u"/Cargo.toml");
    if (hasEntry(wanted.folder + u"/Cargo.toml") || wanted.folder == m_root.folder || kind == PathKind::Circle || kind == PathKind::Denied)
        return {};
    if (wanted.isPathDependency)
        return refuse(u"The path dependency \"%1\" of %2 leads to %3, where there is no Cargo.toml; put the package there, or write another path."_s.arg(
                          displayText(wanted.dependency), from, shown),
                      wanted.from, wanted.line);
    return refuse(u"The workspace member %1 in %2 has no Cargo.toml; take it out of members, or add the package."_s.arg(shown, from), wanted.from, wanted.line);
}

Result<void> WorkspaceReader::checkFound(const Wanted &wanted, const QString &name) const
{
    if (!wanted.isPathDependency || wanted.package == name)
        return {};
    return refuse(u"The path dependency \"%1\" of %2 leads to the package \"%3\" in %4; write its name or another path."_s.arg(
                      displayText(wanted.dependency), m_folder.shown(wanted.from), displayText(name), m_folder.shown(wanted.folder)),
                  wanted.from, wanted.line);
}

Result<Inheritance> WorkspaceReader::inheritanceFor(const Manifest &manifest, bool isMember)
{
    if (isMember) {
        if (manifest.workspace().exists() && manifest.folder != m_root.folder)
            return refuse(u"%1 has a [workspace] table although it is a member of %2; take it out, or exclude the folder."_s.arg(m_folder.shown(manifest.path),
                                                                                                                                 m_folder.shown(m_root.path)),
                          manifest.path, manifest.workspace().line);
        return Inheritance{m_project.isWorkspace ? &m_root : nullptr, m_folder.shown(m_root.path)};
    }
    // A path dependency that is no member inherits from its own workspace.
    const auto search = findRoot(manifest.folder, m_limits);
    if (!search)
        return std::unexpected(search.error());
    if (search->root == m_root.path)
        return Inheritance{&m_root, m_folder.shown(m_root.path)};
    if (!isBelow(search->root, m_folder.root()))
        return Inheritance{};
    std::shared_ptr<Manifest> &root = m_otherRoots[search->root];
    if (!root) {
        auto read = readManifest(m_folder, search->root, m_limits);
        if (!read)
            return std::unexpected(read.error());
        root = std::make_shared<Manifest>(std::move(*read));
    }
    return root->workspace().isTable() ? Inheritance{root.get(), m_folder.shown(root->path)} : Inheritance{};
}

void WorkspaceReader::wantPathDependencies(const Package &package, QList<Wanted> &more) const
{
    for (const Dependency &dependency : package.dependencies) {
        // Cargo does not look at what only the tests of a dependency need.
        if (!dependency.path.isEmpty() && (package.isMember || dependency.kind != Dependency::Kind::Dev))
            more.append({dependency.path, true, package.manifestPath, dependency.name, dependency.package, dependency.line, false, dependency.isPathAbsolute});
    }
}

} // namespace slipway::reading
