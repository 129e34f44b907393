// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/project.h"

#include "base/text.h"
#include "project/parts.h"
#include "project/workspace.h"

#include <QFileInfo>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;
using namespace slipway::reading;

namespace {

/// The folder to start from, without symbolic links on the way to it.
Result<QString> startFolder(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (absolute.contains(QChar::ReplacementCharacter) && !hasEntry(absolute))
        return refuse(u"The name of %1 is not UTF-8; rename it, since neither Cargo nor Docker can use it."_s.arg(displayText(absolute)), absolute);
    PathKind kind = pathKind(absolute);
    if (kind == PathKind::Folder && pathKind(absolute + u"/.") == PathKind::Denied)
        kind = PathKind::Denied;
    switch (kind) {
    case PathKind::Folder:
        return QFileInfo(absolute).canonicalFilePath();
    case PathKind::Missing:
        return refuse(u"%1 does not exist; open the folder of a Rust project."_s.arg(displayText(absolute)), absolute);
    case PathKind::Circle:
        return refuse(u"%1 is a symbolic link that leads in a circle; open the folder itself."_s.arg(displayText(absolute)), absolute);
    case PathKind::Dangling:
        return refuse(u"%1 is a symbolic link that leads nowhere; open the folder itself."_s.arg(displayText(absolute)), absolute);
    case PathKind::Denied:
        return refuse(u"%1 cannot be opened: permission denied. Give yourself the right to read it."_s.arg(displayText(absolute)), absolute);
    case PathKind::File:
    case PathKind::Special:
        break;
    }
    // A file means the folder that it stands in, wherever a link in its own place leads.
    return QFileInfo(QFileInfo(absolute).absolutePath()).canonicalFilePath();
}

void sortFindings(QList<Finding> &findings)
{
    std::ranges::stable_sort(findings, [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
}

} // namespace

const Package *Project::member(const QString &wanted) const
{
    const auto found = std::ranges::find_if(packages, [&](const Package &package) { return package.isMember && package.name == wanted; });
    return found != packages.end() ? &*found : nullptr;
}

QList<const Package *> Project::defaultPackages() const
{
    const Package *nearest = nullptr;
    for (const Package &package : packages) {
        if (package.isMember && isBelow(openedPath, package.folder) && (!nearest || package.folder.size() > nearest->folder.size()))
            nearest = &package;
    }
    if (nearest && nearest->folder != root)
        return {nearest};
    QList<const Package *> defaults;
    for (const Package &package : packages) {
        if (package.isDefaultMember)
            defaults.append(&package);
    }
    return defaults;
}

Result<Project> readProject(const QString &path, const SourceNames &names, const ReadLimits &limits)
{
    const auto start = startFolder(path);
    if (!start)
        return std::unexpected(start.error());
    const auto search = findRoot(*start, limits);
    if (!search)
        return std::unexpected(search.error());
    Project project;
    project.root = search->root.left(search->root.lastIndexOf(u'/'));
    project.openedPath = *start;
    const Folder folder(project.root);
    if (auto read = WorkspaceReader(folder, limits, project).read(*search); !read)
        return std::unexpected(read.error());
    readLockFile(folder, limits, project);
    readCargoConfig(folder, limits, project);
    readToolchain(folder, limits, project);
    readSurroundings(folder, project);
    readMentions(folder, names, project);
    readGitState(project.root, project);
    checkSources(folder, project);
    checkLock(project);
    checkProject(folder, project);
    sortFindings(project.findings);
    project.watchedFiles.removeDuplicates();
    return project;
}

} // namespace slipway
