// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QList>
#include <QMap>
#include <QStringList>
#include <QVariant>

#include <array>

namespace slipway {

/// Every choice of a plan. One table (optionTable()) gives each its key in slipway.toml and for `--set`, its type, help and choices;
/// file, window, command line, undo and origin display all work over it.
enum class OptionKey {
    Packages,          ///< "packages" list: cargo -p
    Binaries,          ///< "binaries" list: cargo --bin
    Features,          ///< "features" list
    AllFeatures,       ///< "all-features" bool
    NoDefaultFeatures, ///< "no-default-features" bool
    Profile,           ///< "profile" text
    Platforms,         ///< "platforms" list of OCI platforms
    BuilderImage,      ///< "builder-image" reference
    RuntimeImage,      ///< "runtime" key of bases.toml or reference
    ToolsImage,        ///< "tools-image" reference
    Libc,              ///< "libc" auto|gnu|musl
    Cross,             ///< "cross" auto|zig|gcc|native|emulate
    Cache,             ///< "cache" auto|layers|mounts|hybrid
    Incremental,       ///< "incremental" bool: the project's own crates keep what rustc knows of them
    Native,            ///< "native" map: crate -> auto|static|shared|bundled
    ImageMode,         ///< "image.mode" per-binary|single
    ImageName,         ///< "image.name" repository with {bin} {package} {project}
    ImageTags,         ///< "image.tags" list with {version} {commit}
    User,              ///< "image.user" numeric "65532" or "65532:65532"
    Ports,             ///< "image.ports" list "8080" or "53/udp"
    Environment,       ///< "image.environment" map
    Labels,            ///< "image.labels" map
    WorkingDirectory,  ///< "image.workdir"
    Arguments,         ///< "image.arguments" list: CMD
    Entrypoint,        ///< "image.entrypoint": binary name when an image holds several
    Assets,            ///< "image.assets" list: folders copied into the working directory
    Pins,              ///< "pins" map: reference -> sha256:…
    BuildPackages,     ///< "build.packages" list of Debian packages in the builder
    BuildEnvironment,  ///< "build.environment" map
    BuildLines,        ///< "build.lines" list: Dockerfile lines before the build, added by the user
    RuntimeLines,      ///< "image.lines" list: Dockerfile lines in the runtime stage, added by the user
    BuildArguments,    ///< "build.arguments" map: ARG with its default
    Secrets,           ///< "build.secrets" map: name -> env:VARIABLE or file:PATH; never a value
    Ssh,               ///< "build.ssh" bool: the build may use the ssh agent
    RuntimePackages,   ///< "image.packages" list of Debian packages whose files go into the image
    Healthcheck,       ///< "image.healthcheck" list: the words of HEALTHCHECK CMD
    StopSignal,        ///< "image.stop-signal" "SIGINT" or a number
    Volumes,           ///< "image.volumes" list of absolute folders that the program writes to
    Symbols,           ///< "image.symbols" auto|strip|keep
    Sbom,              ///< "image.sbom" bool
    Provenance,        ///< "image.provenance" none|min|max
    Reproducible,      ///< "reproducible" bool
};

enum class OptionType { Text, Flag, List, Map };

/// A row of the option table.
struct OptionInfo
{
    OptionKey key;
    QString name;          ///< dotted key in slipway.toml
    OptionType type;
    QStringList choices;   ///< allowed values of a Text, empty: free
    QString help;          ///< one sentence for --help, tooltip and manual
};

/// All options in their order. The position is not the enum's value; look up with optionInfo().
[[nodiscard]] const QList<OptionInfo> &optionTable();
[[nodiscard]] const OptionInfo &optionInfo(OptionKey key);
/// The option of a dotted name, or null.
[[nodiscard]] const OptionInfo *optionByName(const QString &name);

/// Chosen values only; what is not in it is automatic. Values: QString, bool, QStringList or QVariantMap of QString, by OptionType.
class Options
{
public:
    [[nodiscard]] bool contains(OptionKey key) const { return m_values.contains(key); }
    [[nodiscard]] QVariant value(OptionKey key) const { return m_values.value(key); }
    [[nodiscard]] QString text(OptionKey key) const { return m_values.value(key).toString(); }
    [[nodiscard]] bool flag(OptionKey key) const { return m_values.value(key).toBool(); }
    [[nodiscard]] QStringList list(OptionKey key) const { return m_values.value(key).toStringList(); }
    [[nodiscard]] QVariantMap map(OptionKey key) const { return m_values.value(key).toMap(); }
    [[nodiscard]] QList<OptionKey> keys() const { return m_values.keys(); }
    [[nodiscard]] bool isEmpty() const { return m_values.isEmpty(); }
    void set(OptionKey key, const QVariant &value) { m_values.insert(key, value); }
    void reset(OptionKey key) { m_values.remove(key); }
    bool operator==(const Options &) const = default;

private:
    QMap<OptionKey, QVariant> m_values;
};

/// Parses `KEY=VALUE` (lists split at commas, maps as key=value,…; flags true|false) into `options`.
/// Errors: Usage, one sentence that names the key and what it takes.
[[nodiscard]] Result<void> setOptionFromText(Options &options, const QString &name, const QString &value);
/// Checks a value against the table (choices, platforms, reference syntax, numeric user, port range, no line breaks, …).
[[nodiscard]] Result<void> checkOption(OptionKey key, const QVariant &value);

/// Where a value comes from; a later one wins.
enum class OptionOrigin { Automatic, File, User, CommandLine };

/// Options by origin; the effective value of a key is that of the highest origin that has it.
struct LayeredOptions
{
    Options file;        ///< slipway.toml of the project
    Options user;        ///< the window's choices, kept in the user's settings; an invalid value means automatic, whatever the file says
    Options commandLine;
    [[nodiscard]] Options effective() const;
    [[nodiscard]] Options kept() const; ///< the same without the command line, which is of this one run
    [[nodiscard]] OptionOrigin origin(OptionKey key) const;
    /// The person wants this one automatic although the file has a value.
    [[nodiscard]] bool isAutomaticOverFile(OptionKey key) const;
    bool operator==(const LayeredOptions &) const = default;
};

} // namespace slipway
