// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"
#include "project/sourcenames.h"

#include <QList>
#include <QMap>
#include <QStringList>
#include <QVariant>

#include <optional>

namespace slipway {

/// Something the person should know, with the option that mends it where there is one.
struct Finding
{
    enum class Severity { Note, Warning, Error }; ///< Error: a build cannot work until it is mended
    QString code;          ///< stable, kebab-case: "lock-missing"
    Severity severity = Severity::Warning;
    QString message;       ///< one sentence, plain text
    QString advice;        ///< what to do, or empty
    QString file;          ///< absolute path or empty
    int line = 0;          ///< 1-based, 0 unknown
    QString fixKey;        ///< key of an option that mends it ("cross"), or empty
    QVariant fixValue;

    bool operator==(const Finding &) const = default;
};

/// A binary target of a package (declared, src/main.rs or src/bin/*; cargo reference "Cargo Targets").
struct Binary
{
    QString name;
    QString path;                  ///< relative to the package's folder
    QStringList requiredFeatures;
    bool operator==(const Binary &) const = default;
};

struct Dependency
{
    enum class Kind { Normal, Build, Dev };
    QString name;                  ///< the key in the manifest (the name used in code)
    QString package;               ///< the package's own name (differs when renamed)
    QString requirement;           ///< semver requirement, "*" when none
    Kind kind = Kind::Normal;
    bool isOptional = false;
    bool defaultFeatures = true;
    QStringList features;
    QString target;                ///< `cfg(...)` or a triple of the [target.…] table, empty for all
    QString path;                  ///< absolute folder of a path dependency, or empty
    bool isPathAbsolute = false;   ///< written as such, so that it leads nowhere on another machine
    QString git;                   ///< URL, or empty
    QString registry;              ///< named registry, or empty
    int line = 0;
    bool operator==(const Dependency &) const = default;
};

/// A folder beside the project that a path dependency leads to, and what of it goes into a build: no target folder, nothing hidden, and no
/// link that leads out of it.
struct OutsideFolder
{
    QString folder;                ///< absolute, without symbolic links in it
    bool isWhole = false;          ///< it has a .dockerignore of its own, which says what goes
    QStringList files;             ///< else: names in it
    QStringList folders;
    bool operator==(const OutsideFolder &) const = default;
};

/// A package that lives in the project's folder (a workspace member, or a path dependency), or beside it (a path dependency).
struct Package
{
    QString name;
    QString version;
    QString edition;               ///< "2015" when the manifest says nothing
    QString rustVersion;
    QString folder;                ///< absolute
    QString manifestPath;          ///< absolute
    QList<Binary> binaries;
    QString defaultRun;
    bool hasLibrary = false;
    bool isProcMacro = false;
    bool hasBuildScript = false;
    QString links;
    QMap<QString, QStringList> features; ///< [features] as written, implicit ones of optional dependencies not added
    QList<Dependency> dependencies;      ///< workspace inheritance already applied
    bool isMember = false;
    bool isDefaultMember = false;
    bool operator==(const Package &) const = default;
};

/// A row of Cargo.lock (versions 3 and 4).
struct LockedPackage
{
    QString name;
    QString version;
    QString source;                ///< "registry+https://…", "git+…", empty for a path
    QString checksum;
    QList<int> dependencies;       ///< indexes into LockFile::packages
    int replacement = -1;          ///< index of the package that [replace] puts in its place, or -1
    bool operator==(const LockedPackage &) const = default;
};

struct LockFile
{
    int version = 0;
    QList<LockedPackage> packages;
    bool operator==(const LockFile &) const = default;
};

/// What decides the Rust that builds: rust-toolchain(.toml), rust-version, edition.
struct Toolchain
{
    QString channel;               ///< "1.85", "stable", "nightly-2026-01-01"; empty without a file
    QStringList components;
    QStringList targets;
    QString path;                  ///< absolute path of the file, or empty
    QString minimumRust;           ///< highest rust-version of the members, or empty
    bool operator==(const Toolchain &) const = default;
};

/// What .cargo/config.toml (project only) says that matters to a build in a container.
struct CargoConfig
{
    QStringList files;                          ///< absolute paths read
    QString buildTarget;                        ///< build.target
    QStringList buildRustflags;
    QMap<QString, QStringList> targetRustflags; ///< by triple or cfg()
    QMap<QString, QString> linkers;             ///< by triple or cfg()
    QString rustcWrapper;
    QString targetDirectory;
    QMap<QString, QString> sourceReplacements;  ///< "crates-io" -> "vendored-sources" and so on
    QMap<QString, QString> registries;          ///< name -> index URL
    QMap<QString, QString> environment;         ///< [env]
    bool operator==(const CargoConfig &) const = default;
};

struct GitState
{
    QString commit;                ///< 40 hex digits from HEAD and refs (read from files, git is not called), or empty
    QString branch;
    QString remote;                ///< url of "origin" without credentials, or empty
    bool operator==(const GitState &) const = default;
};

/// A Rust project as it stands on disk. A plain value: reading it runs no program.
struct Project
{
    QString root;                  ///< absolute, the workspace root
    QString openedPath;            ///< absolute, what was asked for
    QString name;                  ///< of the root package, else of the folder
    bool isWorkspace = false;
    bool isVirtual = false;
    QString resolver;              ///< "1", "2", "3": what Cargo would use
    QList<Package> packages;       ///< members first, in the workspace's order
    QList<OutsideFolder> outsideFolders;
    std::optional<LockFile> lock;
    Toolchain toolchain;
    CargoConfig config;
    QStringList profiles;          ///< usable names: "release", "dev" and the declared ones
    QString dockerfilePath;        ///< absolute path of an existing Dockerfile, or empty
    QString dockerfileText;
    QString dockerignorePath;
    QString dockerignoreText;
    bool hasSqlxOffline = false;   ///< a .sqlx folder with query data
    QStringList migrationFolders;  ///< relative to root
    QStringList assetFolders;      ///< relative to root: templates, static, public, …
    QStringList embeddedPaths;     ///< relative to root: what macros take in, as far as a .dockerignore could keep it out
    bool hasVendoredSources = false;
    GitState git;
    QList<Finding> findings;
    QStringList watchedFiles;      ///< absolute paths whose change means: read again

    bool operator==(const Project &) const = default;
    /// The package of that name among the members, or null.
    [[nodiscard]] const Package *member(const QString &name) const;
    /// Members that `cargo build` in `openedPath` would build: the package there, else the default members.
    [[nodiscard]] QList<const Package *> defaultPackages() const;
};

/// Bounds on what is read; a test lowers them.
struct ReadLimits
{
    qint64 manifestBytes = 8 * 1024 * 1024;
    qint64 lockBytes = 64 * 1024 * 1024;
    int members = 5000;
};

/// Finds the project around `path` (a folder or a file in it) and reads it; by `names` its sources are looked through for what they need beside
/// them. Runs nothing, follows no symbolic link out of the folder.
/// Unusable projects give ErrorCode::Project with file and line; what can be lived with becomes a Finding.
[[nodiscard]] Result<Project> readProject(const QString &path, const SourceNames &names = {}, const ReadLimits &limits = {});

} // namespace slipway
