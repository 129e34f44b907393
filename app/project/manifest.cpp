// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/manifest.h"

#include "base/text.h"
#include "project/requirement.h"
#include "project/rustversion.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Cargo's rule for a package's name (restricted_names.rs): an identifier of Unicode, with dashes.
bool isPackageName(const QString &name)
{
    const auto isStart = [](QChar c) { return c.isLetter() || c == u'_' || c.isSurrogate(); };
    return !name.isEmpty() && isStart(name.front())
           && std::ranges::all_of(name, [&](QChar c) { return isStart(c) || c.isLetterOrNumber() || c.isMark() || c == u'-'; });
}

/// The value of a key of [package], taken from [workspace.package] where it says `workspace = true`.
Result<QString> packageText(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance, QStringView key)
{
    const TomlValue &value = manifest.package()[key];
    if (!value.isTable())
        return optionalText(folder, manifest, manifest.package(), key);
    if (value[u"workspace"].flag() != true)
        return refuse(u"package.%1 in %2 must be a text, or have workspace = true."_s.arg(key, folder.shown(manifest.path)), manifest.path, value.line);
    if (!inheritance.root)
        return refuse(u"package.%1 in %2 is taken from a workspace, but there is none around it; write it out."_s.arg(key, folder.shown(manifest.path)),
                      manifest.path, value.line);
    const TomlValue &inherited = inheritance.root->workspace()[u"package"][key];
    if (!inherited.isText())
        return refuse(u"package.%1 in %2 is taken from the workspace, but %3 has no workspace.package.%1; add it there."_s.arg(key, folder.shown(manifest.path),
                                                                                                                               inheritance.shownRoot),
                      manifest.path, value.line);
    return inherited.text;
}

QMap<QString, QStringList> readFeatures(const Manifest &manifest)
{
    QMap<QString, QStringList> features;
    for (const TomlEntry &entry : manifest.document[u"features"].entries)
        features.insert(entry.key, entry.value.texts());
    return features;
}

Result<void> readIdentity(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance, Package &package)
{
    const TomlValue &table = manifest.package();
    const QString shown = folder.shown(manifest.path);
    const TomlValue &name = table[u"name"];
    if (!name.isText())
        return refuse(u"The package in %1 has no name; write name = \"…\" below [package]."_s.arg(shown), manifest.path, table.line);
    package.name = name.text;
    if (!isPackageName(name.text))
        return refuse(
            u"The package name \"%1\" in %2 cannot be used: Cargo takes letters, digits, - and _, and no digit first."_s.arg(displayText(name.text), shown),
            manifest.path, name.line);
    const auto version = packageText(folder, manifest, inheritance, u"version");
    if (!version)
        return std::unexpected(version.error());
    // Since Cargo 1.75 a package need not have one.
    package.version = version->isEmpty() ? u"0.0.0"_s : *version;
    if (!SemanticVersion::parse(package.version))
        return refuse(u"The version \"%1\" in %2 cannot be used: a version has three numbers, such as 1.0.0."_s.arg(displayText(package.version), shown),
                      manifest.path, table[u"version"].line);
    const auto edition = packageText(folder, manifest, inheritance, u"edition");
    if (!edition)
        return std::unexpected(edition.error());
    package.edition = edition->isEmpty() ? u"2015"_s : *edition;
    static const QRegularExpression year(QRegularExpression::anchoredPattern(u"20\\d\\d"_s));
    if (!year.match(package.edition).hasMatch())
        return refuse(u"The edition \"%1\" in %2 is none; write one such as 2024."_s.arg(displayText(package.edition), shown), manifest.path,
                      table[u"edition"].line);
    const auto rustVersion = packageText(folder, manifest, inheritance, u"rust-version");
    if (!rustVersion)
        return std::unexpected(rustVersion.error());
    package.rustVersion = *rustVersion;
    // A bare version, without a pre-release (Cargo reference, "The rust-version field").
    static const QRegularExpression bare(QRegularExpression::anchoredPattern(u"\\d{1,5}(?:\\.\\d{1,5}){0,2}"_s));
    if (!package.rustVersion.isEmpty() && !bare.match(package.rustVersion).hasMatch())
        return refuse(u"rust-version \"%1\" in %2 is no version of Rust; write one such as 1.85."_s.arg(displayText(package.rustVersion), shown), manifest.path,
                      table[u"rust-version"].line);
    const QString needed = editionRust(package.edition);
    if (!package.rustVersion.isEmpty() && rustNumbers(package.rustVersion) < rustNumbers(needed))
        return refuse(u"rust-version %1 in %2 is older than edition %3, which takes Rust %4; write a newer one."_s.arg(displayText(package.rustVersion), shown,
                                                                                                                       package.edition, needed),
                      manifest.path, table[u"rust-version"].line);
    return {};
}

} // namespace

const TomlValue &Manifest::package() const
{
    const TomlValue &table = document[u"package"];
    return table.exists() ? table : document[u"project"];
}

Finding finding(Finding::Severity severity, const QString &code, const QString &message, const QString &advice, const QString &file, int line)
{
    return {code, severity, message, advice, file, line, {}, {}};
}

Result<QString> optionalText(const Folder &folder, const Manifest &manifest, const TomlValue &table, QStringView key)
{
    const TomlValue &value = table[key];
    if (value.exists() && !value.isText())
        return refuse(u"%1 in %2 must be a text."_s.arg(key, folder.shown(manifest.path)), manifest.path, value.line);
    return value.text;
}

Result<Manifest> readManifest(const Folder &folder, const QString &path, const ReadLimits &limits)
{
    Result<TomlValue> document = folder.readToml(path, limits.manifestBytes);
    if (!document)
        return std::unexpected(document.error());
    Manifest manifest{path, path.left(path.lastIndexOf(u'/')), std::move(*document)};
    const QString shown = folder.shown(path);
    for (const QString &key : {u"package"_s, u"project"_s, u"workspace"_s}) {
        const TomlValue &value = manifest.document[key];
        if (value.exists() && !value.isTable())
            return refuse(u"%1 in %2 must be a table, written as [%1]."_s.arg(key, shown), path, value.line);
    }
    if (!manifest.package().exists() && !manifest.workspace().exists())
        return refuse(u"%1 has neither a [package] nor a [workspace] table; write one, such as [package] with a name."_s.arg(shown), path);
    return manifest;
}

Result<Package> readPackage(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance, QList<Finding> &findings)
{
    Package package;
    package.folder = manifest.folder;
    package.manifestPath = manifest.path;
    if (auto identity = readIdentity(folder, manifest, inheritance, package); !identity)
        return std::unexpected(identity.error());
    const auto links = optionalText(folder, manifest, manifest.package(), u"links");
    if (!links)
        return std::unexpected(links.error());
    package.links = *links;
    package.features = readFeatures(manifest);
    auto dependencies = readDependencies(folder, manifest, inheritance);
    if (!dependencies)
        return std::unexpected(dependencies.error());
    package.dependencies = std::move(*dependencies);
    if (auto features = checkFeatures(folder, manifest, package); !features)
        return std::unexpected(features.error());
    if (auto targets = readTargets(folder, manifest, package, findings); !targets)
        return std::unexpected(targets.error());
    if (!package.links.isEmpty() && !package.hasBuildScript)
        return refuse(u"links in %1 takes a build script, and there is none; add build.rs, or take links out."_s.arg(folder.shown(manifest.path)),
                      manifest.path, manifest.package()[u"links"].line);
    return package;
}

} // namespace slipway::reading
