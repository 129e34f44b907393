// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/crategraph.h"
#include "knowledge/knowledge.h"
#include "plan/options.h"
#include "project/project.h"

#include <functional>
#include <memory>

namespace slipway {

enum class Libc { Gnu, Musl };
enum class CrossMethod { Zig, Gcc, Native, Emulate };
enum class CacheMethod { Layers, Mounts, Hybrid };

/// What is known of the world outside the project when a plan is made. All of it may be empty.
struct Facts
{
    QStringList builderPlatforms;         ///< platforms the builder runs itself or by emulation; empty: not asked yet
    QStringList builderNativePlatforms;   ///< those that a node of the builder compiles natively, as buildx assigns them
    QString buildPlatform = QStringLiteral("linux/amd64");
    QMap<QString, QString> mirrors;       ///< public reference -> reference it is taken from (named contexts)
    QString defaultRegistry;              ///< registry of automatic image names ("127.0.0.1:5000"), or empty
    QString builderDriver;                ///< buildx's word: "docker", "docker-container"; empty: not asked yet
    QString buildkit;                     ///< version of the builder's BuildKit, of several nodes the oldest; empty: unknown
    QString sourceDateEpoch;              ///< SOURCE_DATE_EPOCH of the environment, as it stands there
    bool operator==(const Facts &) const = default;
};

/// Gives the crates of a cargo call. The session hands over one that remembers, so that a choice that leaves the cargo call as it was
/// costs no second resolution.
using CrateResolver = std::function<CrateGraph(const Project &, const CrateRequest &)>;

struct PlanInput
{
    std::shared_ptr<const Knowledge> knowledge;
    std::shared_ptr<const Project> project;
    LayeredOptions options;
    Facts facts;
    CrateResolver crates;                 ///< empty: resolveCrates
    std::function<bool(const QString &)> hasPath; ///< whether a relative path of the project is there; empty: taken for granted
};

/// One of the known platforms, chosen or not.
struct PlannedPlatform
{
    QString platform;
    QString target;           ///< Rust triple of the plan's C library
    bool isChosen = false;
    bool isPossible = true;
    QString reason;           ///< why it is not possible and what would make it so
    QString fixKey{};         ///< option (name in slipway.toml) whose change is the nearest way to have it, or empty
    QVariant fixValue{};
    bool operator==(const PlannedPlatform &) const = default;
};

/// What distributions call a library, for people who write a Dockerfile of their own.
struct LibraryPackages
{
    QStringList debianBuild;  ///< "libssl-dev"
    QStringList debianRun;    ///< "libssl3t64"
    QStringList alpineBuild;
    QStringList alpineRun;
    bool operator==(const LibraryPackages &) const = default;
};

/// What happens to a native library.
struct NativeDecision
{
    QString library;          ///< "OpenSSL"
    QString crate;            ///< "openssl-sys"
    QString version;
    QStringList via;          ///< chain of crates from a member
    QStringList platforms;
    QString method;           ///< stable word: bundled, vendored, source-built, static-package, shared-package, made-shared, loaded, host-tool, none, refused
    QString decision;         ///< for people: "compiled from source into the binary"
    QString advice;           ///< one sentence
    bool wantsDecision = false;
    bool forHostOnly = false;
    bool isVerified = false;  ///< a program with it was really built by this method and strategy, and ran on each of the platforms
    QString evidence;         ///< that build in one sentence, or why it failed; empty: not tried
    LibraryPackages packages;
    QStringList choices;      ///< values of the option "native" that make sense
    bool operator==(const NativeDecision &) const = default;
};

/// A chosen platform that the plan can serve, and what it is called by the tools of the build.
struct PlanTarget
{
    QString platform;         ///< "linux/arm64", also the folder below /out
    QString triple;           ///< Rust target of the plan's C library
    QString debianArch;       ///< "arm64"
    QString multiarch;        ///< "aarch64-linux-gnu"
    QString gccPrefix;        ///< of the cross compiler's programs
    QString elfMachine;       ///< what `readelf -h` prints as Machine
    bool isBuilders = false;  ///< the builder's own platform
    bool operator==(const PlanTarget &) const = default;
};

/// A library whose source a crate carries, compiled for all targets by a project of its own before anything of this one.
struct SourceBuild
{
    QString library;          ///< "OpenSSL"
    QStringList crates;       ///< lines of that project's dependencies
    QStringList libraries;    ///< the archives that come of it, below target/<triple>/release/build
    QStringList headers;      ///< and the headers
    QMap<QString, QString> pkgConfig;   ///< what pkg-config says of them: name -> version and libraries
    QStringList pkgConfigNeeds;         ///< and which other names go along
    QMap<QString, QString> environment; ///< of that project's build; {sysroot} is the folder of the target
    bool operator==(const SourceBuild &) const = default;
};

/// A folder beside the project, which goes to the builder as a named context.
struct OutsideSource
{
    QString context;          ///< name of the context: "outside-common"
    QString folder;           ///< absolute on this machine
    QString relative;         ///< from the project's folder: "../common"
    QString place;            ///< absolute in the builder, as far from the project as here
    QStringList files;        ///< of its top level; both empty: the folder as a whole
    QStringList folders;
    bool operator==(const OutsideSource &) const = default;
};

/// A container image that the plan gives.
struct PlannedImage
{
    QString stage;            ///< the runtime stage in the Dockerfile (bake target, --target)
    QStringList binaries;
    QString entrypoint;       ///< binary name
    QStringList references;   ///< full references with tags: "registry.example/shop/shop-api:1.0"
    QMap<QString, QString> labels; ///< OCI labels of this image, the plan's included
    bool operator==(const PlannedImage &) const = default;
};

/// An option after planning, for display: its value, origin, and what automatic would give.
struct ResolvedOption
{
    QVariant value;
    OptionOrigin origin = OptionOrigin::Automatic;
    QVariant automatic;
    QString why;              ///< one sentence on the automatic value
    bool operator==(const ResolvedOption &) const = default;
};

/// Everything that the Dockerfile and the build need, decided. Pure function of PlanInput.
struct Plan
{
    QString projectName;
    QList<PlannedPlatform> platforms;       ///< all known, in the order of knowledge
    QList<PlanTarget> targets;              ///< the chosen ones of them that are possible
    QList<PlannedImage> images;
    QList<NativeDecision> natives;
    QMap<OptionKey, ResolvedOption> options;
    QList<Finding> findings;                ///< of project and plan; an Error means: not buildable
    CrateGraph crates;
    Libc libc = Libc::Gnu;
    CrossMethod cross = CrossMethod::Zig;
    CacheMethod cache = CacheMethod::Layers;
    QString glibcSuffix;                    ///< "2.41" when the target needs it, else empty
    bool hasCallPerTarget = false;          ///< a cargo call for each target: one for all would switch further features on
    BaseImageInfo builder;
    BaseImageInfo runtime;
    QString toolsImage;
    QStringList cargoPackages;              ///< -p
    QStringList binaries;                   ///< --bin
    QStringList features;
    bool allFeatures = false;
    bool noDefaultFeatures = false;
    QString profile;                        ///< "release"
    bool isLocked = true;                   ///< --locked
    QStringList memberNames;
    QStringList localFolders;               ///< relative folders of path packages and vendored sources that cargo-chef's recipe does not hold
    QStringList localNames;                 ///< path packages that are no members, those outside included
    QString buildFolder = QStringLiteral("/app"); ///< where the project stands in the builder
    QList<OutsideSource> outside;
    bool isRecipeReduced = true;            ///< cargo-chef's recipe can be boiled down to one stand-in package
    QString toolchainFile;                  ///< relative path, or empty
    QString toolchainChannel;
    QMap<QString, QString> toolVersions;    ///< of knowledge: "ziglang" -> "0.16.0"
    QStringList builderPackages;            ///< Debian packages for the builder's own architecture
    QMap<QString, QStringList> targetPackages; ///< triple -> Debian packages of the target's architecture (libssl-dev:arm64)
    QStringList unpackedPackages;           ///< such packages for gcc that exclude each other: unpacked beside each other, not installed
    QStringList staticLibraries;            ///< of them, the archives that are linked in: "libssl.a"
    QStringList staticHeaders;              ///< and the headers: "openssl"
    QList<SourceBuild> sources;             ///< libraries that are compiled in the tools stage, in the order of their needs
    QMap<QString, QString> buildEnvironment; ///< variables of the build: what libraries and the project's configuration want, and the user's
    QStringList userEnvironment;            ///< names in it that the user gave
    bool isolatesPkgConfig = false;         ///< pkg-config must not find the builder's own libraries
    bool usesCxx = false;                   ///< a target crate compiles C++
    bool usesTargetCompiler = false;        ///< a build script takes the compiler from CC alone: one that heeds TARGET stands in for it
    bool usesFortran = false;               ///< gfortran compiles for the targets
    bool copiesSharedLibraries = false;     ///< the shared libraries that the binaries need go into the image
    bool copiesMadeLibraries = false;       ///< some of them are made by build scripts and lie below the target folder
    bool hasAlternatives = false;           ///< some of them are reached by Debian's alternatives
    QStringList runtimePackages;            ///< Debian packages that those come from
    QStringList loadedPackages;             ///< of them, those that nothing links: they are installed for each target to be copied, without development files
    QStringList runtimeFiles;               ///< folders that they read and libraries that they load, without the first slash; {multiarch} is of the target
    QStringList ignoreLines;                ///< the .dockerignore
    QMap<QString, QString> namedContexts;   ///< reference -> docker-image://… (from the mirrors), or the name of an outside folder -> that folder
    QString user;
    QStringList ports;
    QMap<QString, QString> environment;
    QMap<QString, QString> labels;
    QString workingDirectory;
    QStringList arguments;
    QStringList assets;
    QStringList imagePackages;              ///< Debian packages that the user puts into the image
    QStringList healthcheck;                ///< words of HEALTHCHECK CMD
    QString stopSignal;
    QStringList volumes;                    ///< folders that belong to the user of the image
    QString symbols;                        ///< "strip", "keep", or "auto": as the profile says
    QMap<QString, QString> buildArguments;
    QMap<QString, QString> secrets;         ///< name -> env:VARIABLE or file:PATH
    bool usesSsh = false;
    bool hasSbom = false;
    QString provenance;                     ///< "none", "min", "max"
    bool isReproducible = false;            ///< the same source gives the same image
    QString sourceDateEpoch;                ///< seconds since 1970 that such an image takes for now
    bool rewritesTimes = false;             ///< the builder sets the times of files that the Dockerfile cannot
    QStringList buildLines;
    QStringList runtimeLines;
    QMap<QString, QString> pins;            ///< reference -> digest
    QString summary;                        ///< the status line's sentence

    [[nodiscard]] QStringList chosenPlatforms() const;
    [[nodiscard]] bool hasSysroot() const;  ///< libraries of the targets lie in folders of their own, for Zig
    [[nodiscard]] bool isBuildable() const; ///< at least one image and platform, no finding of severity Error
    bool operator==(const Plan &) const = default;
};

bool operator==(const BaseImageInfo &a, const BaseImageInfo &b);
bool operator==(const CrateGraph &a, const CrateGraph &b);

/// The automatic value of OptionKey::Platforms.
[[nodiscard]] QStringList defaultPlatforms();

/// Decides. Never fails: what cannot be done stands in `findings`. Costs a few milliseconds; call it off the GUI thread.
[[nodiscard]] Plan makePlan(const PlanInput &input);

} // namespace slipway
