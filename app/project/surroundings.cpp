// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/parts.h"

#include <QDir>

#include <algorithm>
#include <array>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dockerfileBytes = 1024 * 1024;
constexpr qsizetype watchedPackages = 300; ///< beyond that, manifests alone: the machine's watches are not ours

/// Folders that programs read at run time, by their usual names.
constexpr std::array assetNames{u"templates", u"static", u"public", u"assets", u"views", u"locales", u"i18n", u"www"};

void addUnreadable(const Error &problem, Project &project)
{
    project.watchedFiles.append(problem.file);
    project.findings.append(finding(Finding::Severity::Warning, u"file-unreadable"_s, problem.message, {}, problem.file, problem.line));
}

QString readText(const Folder &folder, const QString &path, Project &project)
{
    project.watchedFiles.append(path);
    if (!hasEntry(path))
        return {};
    const auto bytes = folder.read(path, dockerfileBytes);
    if (bytes)
        return QString::fromUtf8(*bytes);
    addUnreadable(bytes.error(), project);
    return {};
}

void readDockerfiles(const Folder &folder, Project &project)
{
    const QString &root = folder.root();
    for (const QString &name : {u"/Dockerfile"_s, u"/Containerfile"_s}) {
        const QString text = readText(folder, root + name, project);
        if (project.dockerfilePath.isEmpty() && folder.hasFile(root + name)) {
            project.dockerfilePath = root + name;
            project.dockerfileText = text;
        }
    }
    project.dockerignoreText = readText(folder, root + u"/.dockerignore", project);
    if (folder.hasFile(root + u"/.dockerignore"))
        project.dockerignorePath = root + u"/.dockerignore";
}

bool hasQueryData(const Folder &folder, const QString &place)
{
    const QStringList names = folder.list(place + u"/.sqlx").names;
    const bool isOffline = std::ranges::any_of(names, [](const QString &name) { return name.startsWith(u"query-"_s) && name.endsWith(u".json"_s); });
    // Before sqlx 0.7 all of it was in one file.
    return isOffline || folder.hasFile(place + u"/sqlx-data.json");
}

void readPlace(const Folder &folder, const QString &place, Project &project)
{
    const QDir root(folder.root());
    project.hasSqlxOffline = project.hasSqlxOffline || hasQueryData(folder, place);
    const auto addFilled = [&](QStringView name, QStringList &list) {
        const QString path = place + u'/' + name.toString();
        const Listing listing = folder.list(path);
        if (listing.isDenied)
            addUnreadable(folder.probeFolder(path).error_or(Error()), project);
        if (!listing.names.isEmpty())
            list.append(root.relativeFilePath(path));
    };
    addFilled(u"migrations", project.migrationFolders);
    for (const auto *name : assetNames)
        addFilled(name, project.assetFolders);
    project.watchedFiles.append(place + u"/.sqlx");
}

/// What decides which binaries there are: new files in these folders (their time changes with their entries).
void watchSources(Project &project)
{
    qsizetype count = 0;
    for (const Package &package : std::as_const(project.packages)) {
        project.watchedFiles.append(package.manifestPath);
        if (++count > watchedPackages)
            continue;
        project.watchedFiles.append({package.folder + u"/src", package.folder + u"/src/bin", package.folder + u"/build.rs"});
    }
}

} // namespace

void readSurroundings(const Folder &folder, Project &project)
{
    readDockerfiles(folder, project);
    readPlace(folder, folder.root(), project);
    for (const Package &package : std::as_const(project.packages)) {
        if (package.folder != folder.root())
            readPlace(folder, package.folder, project);
    }
    watchSources(project);
    // A new folder that a pattern of members means shows in the folder above.
    QStringList parents;
    for (const Package &package : std::as_const(project.packages)) {
        const QString parent = package.folder.left(package.folder.lastIndexOf(u'/'));
        if (package.folder != folder.root() && parent != folder.root() && !parents.contains(parent))
            parents.append(parent);
    }
    project.watchedFiles.append(parents);
}

} // namespace slipway::reading
