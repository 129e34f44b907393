// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/workspace.h"

#include "base/text.h"

#include <QDir>
#include <QFileInfo>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// What of a folder goes into a build. Programs of the folder's own builds and what is hidden stay; `.sqlx` is read by compilers.
OutsideFolder contents(const Folder &folder)
{
    OutsideFolder taken;
    taken.folder = folder.root();
    taken.isWhole = folder.hasFile(folder.root() + u"/.dockerignore");
    if (taken.isWhole)
        return taken;
    static const QStringList left{u"target"_s, u"node_modules"_s, u"Dockerfile"_s};
    const QStringList names = folder.list(folder.root()).names;
    for (const QString &name : names) {
        const QString path = folder.root() + u'/' + name;
        if ((name.startsWith(u'.') && name != ".sqlx"_L1) || left.contains(name) || !folder.holds(path))
            continue;
        if (folder.hasFile(path))
            taken.files.append(name);
        else if (folder.hasFolder(path))
            taken.folders.append(name);
    }
    return taken;
}

} // namespace

/// A path dependency beside the project: read as one in it, by a reader of its own folder, and noted for the plan, which sends the folder along.
Result<void> WorkspaceReader::readOutside(const Wanted &wanted, QList<Wanted> &more)
{
    if (m_toldOutside.contains(wanted.folder))
        return {};
    if (wanted.isAbsolute)
        return refuseOutside(wanted, u"is written as an absolute path, which is there on this machine only"_s, u"Write it as a path from the manifest."_s);
    if (isBelow(m_folder.root(), wanted.folder))
        return refuseOutside(wanted, u"is a folder around the project, of which a build would take all"_s,
                             u"Open that folder, or move the package into one of its own."_s);
    if (!hasEntry(wanted.folder + u"/Cargo.toml"))
        return refuseOutside(wanted, u"lies outside the project folder, and there is no Cargo.toml"_s, u"Put the package there, or write another path."_s);
    if (QFileInfo(wanted.folder).canonicalFilePath() != wanted.folder)
        return refuseOutside(wanted, u"leads out of the project folder through a symbolic link, which is not followed"_s,
                             u"Write the path of the folder itself."_s);
    const Folder folder(wanted.folder);
    const auto manifest = readManifest(folder, wanted.folder + u"/Cargo.toml", m_limits);
    if (!manifest)
        return std::unexpected(manifest.error());
    const auto inheritance = inheritanceOutside(*manifest);
    if (!inheritance)
        return std::unexpected(inheritance.error());
    auto package = readPackage(folder, *manifest, *inheritance, m_project.findings);
    if (!package)
        return std::unexpected(package.error());
    if (auto found = checkFound(wanted, package->name); !found)
        return found;
    takeOutside(contents(folder));
    const QString place = displayText(QDir(m_folder.root()).relativeFilePath(wanted.folder));
    m_project.findings.append(finding(Finding::Severity::Note, u"path-outside"_s,
                                      u"The path dependency \"%1\" of %2 lies outside the project folder: the build takes %3 along."_s.arg(
                                          displayText(wanted.dependency), m_folder.shown(wanted.from), place),
                                      {}, wanted.from, wanted.line));
    m_project.watchedFiles.append(manifest->path);
    wantPathDependencies(*package, more);
    m_otherByFolder.insert(wanted.folder, m_others.size());
    m_others.append(std::move(*package));
    return {};
}

Result<void> WorkspaceReader::refuseOutside(const Wanted &wanted, const QString &why, const QString &advice)
{
    m_toldOutside.insert(wanted.folder);
    m_project.findings.append(finding(Finding::Severity::Error, u"path-outside"_s,
                                      u"The path dependency \"%1\" of %2 %3."_s.arg(displayText(wanted.dependency), m_folder.shown(wanted.from), why), advice,
                                      wanted.from, wanted.line));
    return {};
}

/// What a package beside the project takes from a workspace of its own, whose manifest then goes along.
Result<Inheritance> WorkspaceReader::inheritanceOutside(const Manifest &manifest)
{
    const auto search = findRoot(manifest.folder, m_limits);
    if (!search)
        return std::unexpected(search.error());
    if (search->root == m_root.path)
        return Inheritance{&m_root, m_folder.shown(m_root.path)};
    const Folder folder(search->root.left(search->root.lastIndexOf(u'/')));
    std::shared_ptr<Manifest> &root = m_otherRoots[search->root];
    if (!root) {
        auto read = readManifest(folder, search->root, m_limits);
        if (!read)
            return std::unexpected(read.error());
        root = std::make_shared<Manifest>(std::move(*read));
    }
    if (!root->workspace().isTable())
        return Inheritance{};
    OutsideFolder taken;
    taken.folder = folder.root();
    taken.files = {u"Cargo.toml"_s};
    if (search->root != manifest.path && !isBelow(taken.folder, m_folder.root()))
        takeOutside(taken);
    return Inheritance{root.get(), displayText(root->path)};
}

/// Notes a folder, unless one around it goes whole or by that name; what lies in it goes with it then.
void WorkspaceReader::takeOutside(const OutsideFolder &taken)
{
    for (OutsideFolder &known : m_project.outsideFolders) {
        if (known.folder == taken.folder) {
            if (taken.isWhole || taken.files.size() + taken.folders.size() > known.files.size() + known.folders.size())
                known = taken;
            return;
        }
        const QString inner = isBelow(taken.folder, known.folder) ? taken.folder.mid(known.folder.size() + 1).section(u'/', 0, 0) : QString();
        if (!inner.isEmpty() && (known.isWhole || known.folders.contains(inner)))
            return;
    }
    m_project.outsideFolders.append(taken);
}

} // namespace slipway::reading
