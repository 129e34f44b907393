// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Flags may be one text, parted at spaces, or a list (Cargo reference, "build.rustflags").
QStringList flags(const TomlValue &value)
{
    return value.isText() ? value.text.simplified().split(u' ', Qt::SkipEmptyParts) : value.texts();
}

/// A path of the configuration starts from the folder that holds .cargo; a bare program name does not.
QString program(const TomlValue &value)
{
    return value.isText() ? value.text : value[u"path"].text;
}

void readTargets(const TomlValue &targets, CargoConfig &config)
{
    for (const TomlEntry &target : targets.entries) {
        const QStringList own = flags(target.value[u"rustflags"]);
        if (!own.isEmpty())
            config.targetRustflags.insert(target.key, own);
        const QString linker = program(target.value[u"linker"]);
        if (!linker.isEmpty())
            config.linkers.insert(target.key, linker);
    }
}

void readSources(const TomlValue &document, CargoConfig &config)
{
    for (const TomlEntry &source : document[u"source"].entries) {
        if (source.value[u"replace-with"].isText())
            config.sourceReplacements.insert(source.key, source.value[u"replace-with"].text);
    }
    for (const TomlEntry &registry : document[u"registries"].entries) {
        if (registry.value[u"index"].isText())
            config.registries.insert(registry.key, registry.value[u"index"].text);
    }
}

void readEnvironment(const TomlValue &variables, CargoConfig &config)
{
    for (const TomlEntry &variable : variables.entries)
        config.environment.insert(variable.key, variable.value.isText() ? variable.value.text : variable.value[u"value"].text);
}

void fill(const TomlValue &document, Project &project)
{
    CargoConfig &config = project.config;
    const TomlValue &build = document[u"build"];
    const TomlValue &target = build[u"target"];
    config.buildTarget = target.isText() ? target.text : target.texts().join(u',');
    config.buildRustflags = flags(build[u"rustflags"]);
    config.rustcWrapper = program(build[u"rustc-wrapper"]);
    if (config.rustcWrapper.isEmpty())
        config.rustcWrapper = program(build[u"rustc-workspace-wrapper"]);
    config.targetDirectory = build[u"target-dir"].text;
    readTargets(document[u"target"], config);
    readSources(document, config);
    readEnvironment(document[u"env"], config);
    for (const TomlEntry &profile : document[u"profile"].entries) {
        if (!project.profiles.contains(profile.key) && profile.key != u"test"_s && profile.key != u"bench"_s)
            project.profiles.append(profile.key);
    }
}

/// Whether the crates are in the folder: crates-io is replaced by a directory source that is there.
void readVendored(const Folder &folder, const TomlValue &document, const QString &path, Project &project)
{
    for (auto replacement = project.config.sourceReplacements.cbegin(); replacement != project.config.sourceReplacements.cend(); ++replacement) {
        const TomlValue &source = document[u"source"][replacement.value()];
        const TomlValue &directory = source[u"directory"].isText() ? source[u"directory"] : source[u"local-registry"];
        if (!directory.isText())
            continue;
        const QString place = normalPath(directory.text.startsWith(u'/') ? directory.text : folder.root() + u'/' + directory.text);
        if (folder.hasFolder(place)) {
            project.hasVendoredSources = true;
            continue;
        }
        const bool isInside = isBelow(place, folder.root());
        project.findings.append(finding(Finding::Severity::Error, u"vendor-missing"_s,
                                        u"%1 takes the crates from %2, which %3."_s.arg(folder.shown(path), displayText(directory.text),
                                                                                        isInside ? u"does not exist"_s : u"lies outside the project folder"_s),
                                        u"Run cargo vendor, or take the source replacement out."_s, path, directory.line));
    }
}

} // namespace

void readCargoConfig(const Folder &folder, const ReadLimits &limits, Project &project)
{
    const QString old = folder.root() + u"/.cargo/config";
    const QString current = old + u".toml";
    project.watchedFiles.append({current, old});
    // Cargo takes the file without the ending when both are there, and says so.
    const QString path = hasEntry(old) ? old : hasEntry(current) ? current : QString();
    if (pathKind(old) == PathKind::Denied) {
        const QString place = folder.root() + u"/.cargo";
        project.watchedFiles.append(place);
        project.findings.append(finding(Finding::Severity::Error, u"config-unreadable"_s, folder.probeFolder(place).error_or(Error()).message, {}, place));
    }
    if (path.isEmpty())
        return;
    const auto document = folder.readToml(path, limits.manifestBytes);
    if (!document) {
        project.findings.append(finding(Finding::Severity::Error, u"config-broken"_s, document.error().message, {}, path, document.error().line));
        return;
    }
    project.config.files.append(path);
    fill(*document, project);
    readVendored(folder, *document, path, project);
    checkCargoConfig(folder, *document, path, project);
}

} // namespace slipway::reading
