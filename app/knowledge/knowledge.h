// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QStringList>

#include <functional>
#include <optional>

namespace slipway {

/// A row of resources/knowledge/platforms.toml: a container platform and what it is called elsewhere.
struct PlatformInfo
{
    QString platform;      ///< OCI name, "linux/arm/v7"
    QString gnuTarget;     ///< Rust target triple with glibc; empty when Rust ships no std for it
    QString muslTarget;    ///< Rust target triple with musl; empty when Rust ships no std for it
    QString debianArch;    ///< "armhf"
    QString multiarch;     ///< Debian's multiarch tuple, "arm-linux-gnueabihf"
    QString gccPackage;    ///< Debian's cross compiler package, "gcc-arm-linux-gnueabihf"
    QString gxxPackage;    ///< "g++-arm-linux-gnueabihf"
    QString gccPrefix;     ///< of the cross compiler's programs, "arm-linux-gnueabihf" (i686-linux-gnu, where the tuple says i386)
    QString elfMachine;    ///< what `readelf -h` prints as Machine, "ARM"
    QString qemu;          ///< binfmt handler, "qemu-arm"
    QStringList sources;   ///< where the row comes from
};

/// A row of resources/knowledge/bases.toml: a base image by the key the options use.
struct BaseImageInfo
{
    enum class Role { Builder, Runtime };
    QString key;           ///< "distroless-cc"
    Role role = Role::Runtime;
    QString reference;     ///< "gcr.io/distroless/cc-debian13:nonroot"; "scratch"
    QString title;         ///< for people: "distroless cc (Debian 13)"
    QString libc;          ///< C library inside: "gnu", "musl", or "" (none: static binaries only)
    QString glibc;         ///< "2.41", empty without glibc
    QStringList platforms; ///< OCI platforms it exists for; empty: all
    bool hasCertificates = false; ///< has /etc/ssl/certs/ca-certificates.crt
    bool hasShell = false;
    bool hasCargoChef = false;
    QString packageManager; ///< "apt", "apk" or ""
    QString user;           ///< numeric user set by the base, "65532", or ""
    QString chefImage;      ///< image to take cargo-chef from when the builder has none, or ""
    QStringList packages;   ///< Debian packages that are known to be inside
    qint64 bytes = 0;       ///< compressed size of the amd64 image, 0 when unknown
    QStringList sources;
};

/// A library's source that a crate carries: compiled once in the tools stage, where a locked build takes no further feature or package.
struct NativeSource
{
    QStringList crates;          ///< lines of a manifest's dependencies, at exact versions
    QStringList needs;           ///< crates of other rows that have to be there first, from Debian's archive or compiled as well
    QStringList libraries;       ///< archives below target/<triple>/release/build, may have wildcards
    QStringList headers;         ///< files and folders there that go into the include folder
    QMap<QString, QString> pkgConfig; ///< name -> version and what is linked: "3.6.3 -lssl -lcrypto"
    QStringList pkgConfigNeeds;              ///< names that go along: "libssl"
    QMap<QString, QString> buildEnvironment; ///< while it is compiled itself; {sysroot} is the folder of the target
    QMap<QString, QString> environment;      ///< for the project's own build, so that it is found
};

/// How a crate's C library can be met. Rows of resources/knowledge/native.toml; see that file for each field's meaning.
struct NativeLibraryInfo
{
    QString crate;               ///< the -sys crate, "openssl-sys"
    QString versions;            ///< Cargo's requirement on the crate's version, ">=0.17"; empty: any. Of the rows of a crate one meets each version
    QStringList alsoCrates;      ///< crates that mean the same library
    QString library;             ///< "OpenSSL"
    QString links;               ///< cargo `links` value, or empty
    QString language;            ///< "c", "c++", …
    QString bundled;             ///< "always", "default", "fallback", "feature", "never", "download", "host", "pure"
    QString bundledCrate;        ///< dependency of the crate that is there exactly when its source is compiled, or empty
    QStringList bundledFeatures; ///< "openssl/vendored"
    QStringList systemFeatures;  ///< "zstd-sys/pkg-config": with one of them, a crate that brings its source links the system's library instead
    QStringList linkedFeatures;  ///< "fuser/libfuse": only with one of them anything is linked; empty: always
    QStringList loadedFeatures;  ///< "wayland-sys/dlopen": with one of them nothing is linked, and the program loads the library when it runs
    QStringList loadedLibraries; ///< the names that it then loads, "libwayland-client.so.0", of debianRuntime; empty: whoever runs it says which
    bool makesShared = false;    ///< compiled from source it becomes a shared library, which the program asks for, unless
    QStringList staticFeatures;  ///< one of these is on, "sdl2-sys/static-link"
    QStringList sharedFeatures;  ///< or else it does so only with one of these, "llama-cpp-sys-2/dynamic-link"
    QString strategy;            ///< "source", "static", "shared", "native", "download", "host", "nothing", "gcc-only", "loaded"
    QStringList tools;           ///< Debian packages its build script needs on the builder: "cmake", "perl"
    QStringList bundledTools;    ///< those it needs only when it compiles the library from source
    QStringList bundledDev;      ///< for strategy "gcc-only": Debian packages for the target that a library compiled from source links
    QStringList debianDev;       ///< "libssl-dev"
    QStringList exclusive;       ///< of them, those that cannot be installed for two architectures at a time
    QStringList debianRuntime;   ///< "libssl3t64"
    bool hasAlternatives = false; ///< its shared libraries lie in a folder of their own, to which Debian's alternatives lead
    QStringList alpineDev;       ///< "openssl-dev"; for people: Slipway's own builders are Debian
    QStringList alpineRuntime;   ///< "libssl3"
    QStringList runtimeFiles;    ///< folders that its shared library reads, and libraries that it loads: "usr/share/alsa"; {multiarch} is replaced
    bool plainCompiler = false;  ///< its build script takes the compiler from CC, CXX and AR alone, whatever the target
    QMap<QString, QString> environment; ///< for the build; {target} {TARGET} {triple} {sysroot} are replaced
    QMap<QString, QString> zigEnvironment; ///< the same, where Zig compiles
    QStringList staticPackages;  ///< Debian packages with the archives for strategy "static"
    QStringList staticLibraries; ///< archives in the multiarch folder, "libssl.a"
    QStringList staticHeaders;   ///< folders or files below /usr/include (or its multiarch folder)
    QMap<QString, QString> staticEnvironment;
    NativeSource source;         ///< how Zig compiles it beside the project's own build; without crates: it cannot
    QMap<QString, QString> notOn; ///< "platform" or "platform:method" -> reason
    QString advice;              ///< one sentence for the person
    QStringList sources;
};

/// What became of a real build with a crate. Rows of resources/knowledge/native-evidence.toml, which tests/native-matrix/run writes.
struct NativeEvidence
{
    QString probe;               ///< of tests/native-matrix; "pq-sys+bundled" where a feature brings the source
    QString crate;               ///< row of native.toml
    QString strategy;            ///< "zig-glibc", "zig-musl", "gcc-glibc"
    QString outcome;             ///< "built" (and run), "refused", "failed"
    QString reason;              ///< why it was not built
    QString method;              ///< NativeDecision::method of that plan
    QString version;             ///< of the crate
    QString library;             ///< the version that the library itself named, "OpenSSL 3.5.9"
    QString date;                ///< "2026-11-24"
    QString image;               ///< digest of the pushed index
    QString log;                 ///< SHA-256 of the build's output
    QStringList platforms;
};

/// A row of resources/knowledge/diagnostics.toml: an error in a build's log, what it means, and the option that mends it.
struct DiagnosticInfo
{
    QString code;        ///< "linker-not-found"
    QString pattern;     ///< regular expression, one log line
    QString sample;      ///< a line that the pattern matches
    QString message;     ///< one sentence; %1… are the captures
    QString fixKey;      ///< option key that a button would set, or empty
    QString fixValue;
};

/// A row of resources/knowledge/tools.toml: a program that the Dockerfile installs.
struct ToolInfo
{
    QString name;        ///< "cargo-zigbuild"
    QString version;     ///< exact
    QString source;
};

/// A row of resources/knowledge/pairs.toml: locked versions of a crate that a newer Rust does not compile.
struct RustPairInfo
{
    QString crate;
    QString before;      ///< the first version that compiles, "0.3.35"
    QString same;        ///< only versions that begin so, or empty
    QString rust;        ///< the first Rust that refuses it, "1.80"
    QString why;         ///< half a sentence
};

/// A row of resources/knowledge/mentions.toml: a crate that takes a folder into the program while it is compiled.
struct EmbedderInfo
{
    QString crate;       ///< "rust-embed"
    QString attribute;   ///< that names the folder, "folder", or empty
    QString macro;       ///< that names the folder, "include_dir", or empty
    QStringList sources;
};

/// A row of the same table: a crate that reads a folder when the program runs.
struct FileServerInfo
{
    QString crate;          ///< "tower-http"
    QStringList calls;      ///< functions that take the folder first, "ServeDir::new"
    QStringList mountCalls; ///< functions that take it second, behind the path that it is served at, "Files::new"
    QStringList sources;
};

/// A row of the same table: a program for front ends that a build script may start.
struct FrontEndToolInfo
{
    QString program;      ///< "npm"
    QStringList packages; ///< Debian packages that bring it, or empty
    QString manifest;     ///< the file that lies beside a front end that it builds, "package.json", or empty
    QString build;        ///< how a person builds such a front end, or empty
    QStringList sources;
};

/// The tables under resources/knowledge/, read once at start. Immutable; share by std::shared_ptr<const Knowledge>.
class Knowledge
{
public:
    /// Reads the tables that are compiled into the program, or those of another folder (with "/" at its end). Fails with ErrorCode::Internal
    /// only when a table is broken (a test holds that it is not); the detail is "TABLE.toml:LINE: what is wrong".
    [[nodiscard]] static Result<Knowledge> load(const QString &folder = QStringLiteral(":/knowledge/"));

    QList<PlatformInfo> platforms; ///< in the order of preference
    QList<BaseImageInfo> bases;
    QList<NativeLibraryInfo> nativeLibraries;
    QList<DiagnosticInfo> diagnostics;
    QList<ToolInfo> tools;
    QList<RustPairInfo> pairs;
    QList<EmbedderInfo> embedders;
    QList<FileServerInfo> fileServers;
    QList<FrontEndToolInfo> frontEndTools;
    QList<NativeEvidence> nativeEvidence;

    /// The row of an OCI platform name ("linux/arm64"; "linux/arm" means v7), or null.
    [[nodiscard]] const PlatformInfo *platform(const QString &name) const;
    /// The row of a base by key or by reference, or null.
    [[nodiscard]] const BaseImageInfo *base(const QString &keyOrReference) const;
    /// Which versions of a crate are meant; empty: all.
    using VersionFilter = std::function<bool(const QString &version)>;

    /// The row of a crate by its name, or null; of several rows that of its newest versions, which stands first.
    [[nodiscard]] const NativeLibraryInfo *nativeLibrary(const QString &crate) const;
    /// All rows of a crate, each for some of its versions.
    [[nodiscard]] QList<const NativeLibraryInfo *> nativeRows(const QString &crate) const;
    /// What was really built with a crate by one method and strategy, or null. Of several builds that which came out best.
    [[nodiscard]] const NativeEvidence *evidence(const QString &crate, const QString &method, const QString &strategy, const VersionFilter &isMeant = {}) const;
    /// Whether a program with the crate was really built by a strategy, whatever the method.
    [[nodiscard]] bool wasBuilt(const QString &crate, const QString &strategy, const VersionFilter &isMeant = {}) const;
    /// The pinned version of a tool, or empty.
    [[nodiscard]] QString toolVersion(const QString &name) const;

private:
    QHash<QString, QList<qsizetype>> m_nativeByCrate; ///< rows of nativeLibraries by crate and other crates, in their order
};

/// The first diagnostic that matches a line of a log, with the captures put into its message; nothing when none does.
[[nodiscard]] std::optional<DiagnosticInfo> diagnose(const Knowledge &knowledge, const QString &line);

} // namespace slipway
