// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/folder.h"
#include "project/project.h"

namespace slipway::reading {

/// A Cargo.toml, parsed and not yet understood.
struct Manifest
{
    QString path;
    QString folder;
    TomlValue document;

    [[nodiscard]] const TomlValue &package() const;   ///< [package], or [project] of old
    [[nodiscard]] const TomlValue &workspace() const { return document[u"workspace"]; }
};

/// Parses a manifest. Errors: Project, with the file and mostly a line: unreadable, no TOML, or neither a package nor a workspace.
[[nodiscard]] Result<Manifest> readManifest(const Folder &folder, const QString &path, const ReadLimits &limits);

/// What a package takes from its workspace: the manifest with the [workspace] table, or null.
struct Inheritance
{
    const Manifest *root = nullptr;
    QString shownRoot; ///< for sentences
};

/// Understands [package], targets, features and dependencies of a manifest, inherited keys filled in (Cargo reference, "The workspace.package
/// table"). `isMember` and `isDefaultMember` are left to the caller. Errors: Project with file and line; the rest goes to `findings`.
[[nodiscard]] Result<Package> readPackage(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance, QList<Finding> &findings);

/// The dependencies of a manifest in Cargo's order: normal, dev, build, then those of [target.…].
[[nodiscard]] Result<QList<Dependency>> readDependencies(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance);

/// Fills in library, binaries, default-run and build script of a package whose name and edition are known.
[[nodiscard]] Result<void> readTargets(const Folder &folder, const Manifest &manifest, Package &package, QList<Finding> &findings);

/// Whether Cargo takes [features] of a package whose dependencies are known. Errors: Project, with the line.
[[nodiscard]] Result<void> checkFeatures(const Folder &folder, const Manifest &manifest, const Package &package);

/// The text of a key, which may be left out. Errors: Project when it is there and no text.
[[nodiscard]] Result<QString> optionalText(const Folder &folder, const Manifest &manifest, const TomlValue &table, QStringView key);

[[nodiscard]] Finding finding(Finding::Severity severity, const QString &code, const QString &message, const QString &advice = {}, const QString &file = {},
                              int line = 0);

} // namespace slipway::reading
