// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"
#include "base/toml.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace slipway::reading {

/// What stands at a path, symbolic links followed.
enum class PathKind { Missing, File, Folder, Special, Denied, Circle, Dangling };
[[nodiscard]] PathKind pathKind(const QString &path);
/// Whether a directory entry of that name is there, whatever it is and wherever it leads.
[[nodiscard]] bool hasEntry(const QString &path);
/// `path` without `.`, `..` and doubled slashes, by text alone (Cargo's normalize_path).
[[nodiscard]] QString normalPath(const QString &path);
/// Whether `path` is `folder` or below it, by whole components.
[[nodiscard]] bool isBelow(const QString &path, const QString &folder);

/// The names in a folder, sorted by code point.
struct Listing
{
    QStringList names;
    QStringList unreadableNames; ///< those that are not UTF-8, as far as they can be shown
    bool isDenied = false;       ///< the folder is there, and may not be listed
};

/// Reads what lies in one folder: regular files up to a size, no symbolic link out of the folder, never a pipe or a device. Never blocks for
/// longer than a read of that file.
class Folder
{
public:
    /// `root`: absolute, without symbolic links in it.
    explicit Folder(QString root)
        : m_root(std::move(root))
    {
    }
    [[nodiscard]] const QString &root() const { return m_root; }
    /// `path` relative to the root and safe to show; absolute when it lies outside.
    [[nodiscard]] QString shown(const QString &path) const;
    /// Whether `path` exists and lies in the folder with all links followed.
    [[nodiscard]] bool holds(const QString &path) const;
    [[nodiscard]] bool hasFile(const QString &path) const { return pathKind(path) == PathKind::File && holds(path); }
    [[nodiscard]] bool hasFolder(const QString &path) const { return pathKind(path) == PathKind::Folder && holds(path); }
    /// The bytes of a text file. Errors: Project, one sentence that names the file and says what to do.
    [[nodiscard]] Result<QByteArray> read(const QString &path, qint64 limit) const;
    /// Whether read() would find a file that it may open; none of it is read. Errors: those of read().
    [[nodiscard]] Result<void> probe(const QString &path) const;
    /// The same for a folder that is to be listed.
    [[nodiscard]] Result<void> probeFolder(const QString &path) const;
    /// Reads and parses a TOML file; says so when it holds a web page, a Dockerfile or marks of a merge conflict instead.
    [[nodiscard]] Result<TomlValue> readToml(const QString &path, qint64 limit) const;
    /// The same for bytes that were read from `path`.
    [[nodiscard]] Result<TomlValue> parse(const QByteArray &bytes, const QString &path) const;
    /// What is in a folder, nothing when it cannot be listed.
    [[nodiscard]] Listing list(const QString &folder) const;

private:
    [[nodiscard]] Result<void> check(const QString &path, bool wantsFolder) const;

    QString m_root;
};

/// The 1-based line of the first mark of a merge conflict ("<<<<<<< "), or 0.
[[nodiscard]] int conflictLine(const QByteArray &bytes);
/// The unexpected side of a Result: a project that cannot be used, with the place.
[[nodiscard]] std::unexpected<Error> refuse(const QString &message, const QString &file = {}, int line = 0);

} // namespace slipway::reading
