// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/manifest.h"

#include <QHash>
#include <QSet>

namespace slipway::reading {

/// The manifest that rules the one nearest to a folder: a workspace's root, or the nearest itself (Cargo reference, "Workspaces").
/// Errors: Project when there is none, or when the nearest one cannot be read.
struct RootSearch
{
    QString nearest; ///< absolute path of the manifest that was found first, going up
    QString root;    ///< absolute path of the ruling manifest
};
[[nodiscard]] Result<RootSearch> findRoot(const QString &start, const ReadLimits &limits);

/// Whether the workspace of `manifest` leaves a folder out (`exclude`, unless `members` names it).
[[nodiscard]] bool isExcluded(const Manifest &manifest, const QString &folder);

/// The folders that a member of a list such as `crates/*` stands for, in the order of their names; `text` itself when nothing is there.
/// Patterns are those of the crate glob, which Cargo uses. Errors: Project for a malformed pattern or one that walks too many folders.
[[nodiscard]] Result<QStringList> expandMember(const Folder &folder, const QString &text);

/// Reads the packages of a workspace, or of a lone package, with all path dependencies in the folder.
class WorkspaceReader
{
public:
    WorkspaceReader(const Folder &folder, const ReadLimits &limits, Project &project);
    /// Fills in packages, name, resolver, profiles and what follows from [workspace]. Errors: Project with file and mostly a line.
    [[nodiscard]] Result<void> read(const RootSearch &search);

private:
    struct Wanted
    {
        QString folder;
        bool isPathDependency = false;
        QString from;            ///< manifest that asks for it
        QString dependency;      ///< name there
        QString package;         ///< the name it must have
        int line = 0;
        bool isPatch = false;    ///< never a member by itself
        bool isAbsolute = false; ///< written as an absolute path
    };

    [[nodiscard]] Result<void> readMembers();
    [[nodiscard]] Result<void> readDefaultMembers();
    [[nodiscard]] Result<QStringList> memberFolders(QStringView key) const;
    [[nodiscard]] Result<void> readAll(const Wanted &first);
    [[nodiscard]] Result<void> readOne(const Wanted &wanted, QList<Wanted> &more);
    [[nodiscard]] Result<void> readOutside(const Wanted &wanted, QList<Wanted> &more);
    [[nodiscard]] Result<Inheritance> inheritanceOutside(const Manifest &manifest);
    [[nodiscard]] Result<void> refuseOutside(const Wanted &wanted, const QString &why, const QString &advice);
    void takeOutside(const OutsideFolder &taken);
    [[nodiscard]] Result<void> checkPlace(const Wanted &wanted);
    [[nodiscard]] Result<void> checkFound(const Wanted &wanted, const QString &name) const;
    [[nodiscard]] Result<Inheritance> inheritanceFor(const Manifest &manifest, bool isMember);
    [[nodiscard]] bool isMemberFolder(const Wanted &wanted) const;
    void wantPathDependencies(const Package &package, QList<Wanted> &more) const;
    [[nodiscard]] Result<void> readPatches();
    [[nodiscard]] Result<void> readWorkspaceKeys();
    [[nodiscard]] Result<void> checkProfiles() const;
    void noteIgnoredTables(const Manifest &manifest);
    [[nodiscard]] Result<void> checkCircles() const;

    const Folder &m_folder;
    ReadLimits m_limits;
    Project &m_project;
    Manifest m_root;
    QHash<QString, qsizetype> m_packageByFolder;
    QSet<QString> m_virtualFolders;
    QList<Package> m_others;     ///< path dependencies that are no members
    QHash<QString, qsizetype> m_otherByFolder;
    QHash<QString, std::shared_ptr<Manifest>> m_otherRoots;
    QSet<QString> m_toldOutside;
};

} // namespace slipway::reading
