// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/toml.h"

#include <QHash>

namespace slipway {

class CfgValues;

/// What the user's own Cargo keeps: $CARGO_HOME, else ~/.cargo.
[[nodiscard]] QString cargoHome();

/// Where Cargo takes the crates of a source from, replacements followed.
struct CrateSource
{
    enum class Kind { Registry, Git, Directory, LocalRegistry };
    Kind kind = Kind::Registry;
    QString place;                 ///< index ("sparse+https://…/" or the address of a git repository), git address, or absolute folder
    bool isUsers = true;           ///< by default, the environment or the Cargo home; false: only files of the project name it
    bool operator==(const CrateSource &) const = default;
};

/// The part of Cargo's configuration that decides which crates are compiled and where they come from: config.toml of a folder, of all folders
/// around it and of the Cargo home, with what they include, and the environment (Cargo reference, "Configuration"). The nearest file counts
/// most, lists add up. What cannot be read counts as empty: the project's own file is complained of where the project is read.
class CargoSettings
{
public:
    /// `folder`: absolute. Reads files and the environment, runs nothing.
    [[nodiscard]] static CargoSettings read(const QString &folder, const QString &home = cargoHome());

    /// All files that were read, nearest first.
    [[nodiscard]] QStringList files() const;
    /// The flags for what is compiled for a target, from the one place that counts: CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, target.*.rustflags of the
    /// triple and of all cfg() that match, build.rustflags. `values`: those of the target without any flags.
    [[nodiscard]] QStringList rustflags(const CfgValues &values) const;
    /// Absolute folders of `paths`: the packages in them stand in for those of the same name.
    [[nodiscard]] QStringList pathOverrides() const;
    /// The folders of [patch], by package name.
    [[nodiscard]] QMultiHash<QString, QString> patchFolders() const;
    /// Where the crates of a source of Cargo.lock come from.
    [[nodiscard]] CrateSource source(const QString &locked) const;
    /// The text of a key that the user's own files or the environment set (CARGO_HTTP_CAINFO for {"http", "cainfo"}), else empty; a key that
    /// is a path is made absolute with `isPath`. Never from files of the project.
    [[nodiscard]] QString usersText(const QStringList &key, bool isPath = false) const;

private:
    struct File
    {
        QString path;
        QString base;              ///< what its paths start from
        bool isUsers = false;
        TomlValue document;
    };
    struct Named
    {
        CrateSource source;
        QString replacement;
        bool isReplacedByUser = true;
    };
    void add(const QString &path, bool isUsers, int depth);
    void readSources();
    [[nodiscard]] QStringList list(const QStringList &key) const;
    [[nodiscard]] std::optional<Named> named(const QString &name) const;
    [[nodiscard]] QString nameOf(const QString &locked) const;

    QList<File> m_files;
    QHash<QString, Named> m_sources;      ///< [source], by name
};

} // namespace slipway
