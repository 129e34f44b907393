// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <QDir>
#include <QSet>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

void PlanMaker::settleCache()
{
    const QString cache =
        settleText(OptionKey::Cache, u"layers"_s,
                   u"Layers survive on every builder and can be shared through a registry. On a builder that stays, hybrid compiles less after a change of "
                   u"dependencies, and mounts never compile them twice."_s);
    m_plan.cache = cache == "mounts"_L1 ? CacheMethod::Mounts : cache == "hybrid"_L1 ? CacheMethod::Hybrid : CacheMethod::Layers;
    if (m_plan.cache != CacheMethod::Hybrid || !m_project.hasVendoredSources)
        return;
    m_plan.cache = CacheMethod::Layers;
    Finding &finding =
        find(u"hybrid-vendored"_s, Finding::Severity::Warning,
             u"The crates stand in the project folder, where Cargo judges by times whether they changed; what was compiled before cannot be trusted."_s,
             u"The dependencies stay in layers."_s);
    finding.fixKey = u"cache"_s;
    finding.fixValue = u"layers"_s;
}

void PlanMaker::settleBuildEnvironment()
{
    const QMap<QString, QString> needed = m_plan.buildEnvironment;
    const QMap<QString, QString> own = settleMap(OptionKey::BuildEnvironment, {}, u"What crates of this build need is set without being named."_s);
    m_plan.userEnvironment = own.keys();
    m_plan.buildEnvironment.insert(own);
    m_plan.buildLines = settleList(OptionKey::BuildLines, {}, u"None."_s);
    m_plan.buildArguments = settleMap(OptionKey::BuildArguments, {}, u"None."_s);
    m_plan.secrets = settleMap(OptionKey::Secrets, {}, u"None: crates of public registries need no token."_s);
    m_plan.usesSsh = settle(OptionKey::Ssh, false, u"No key is lent to the build without being asked for."_s).toBool();
    for (Finding &finding : m_plan.findings) {
        if (finding.code == "git-ssh"_L1 && m_plan.usesSsh) {
            finding.severity = Finding::Severity::Note;
            finding.advice = u"The build borrows the keys of your ssh agent. Unless the host is github.com, which Cargo knows, put its line of your "
                             u"known_hosts into a file of the project and add the line COPY FILE /etc/ssh/ssh_known_hosts (build.lines)."_s;
        } else if (finding.code == "git-ssh"_L1) {
            finding.fixKey = u"build.ssh"_s;
            finding.fixValue = true;
        }
    }
    settleSymbols();
    settleIncremental();
}

/// Symbols are a matter of the profile; a variable of Cargo overrides it for dependencies and members alike, so that both are compiled once.
void PlanMaker::settleSymbols()
{
    m_plan.symbols =
        settleText(OptionKey::Symbols, u"auto"_s, u"As the profile says; Cargo's release profile leaves the names of functions in, for backtraces."_s);
    if (m_plan.symbols == "auto"_L1)
        return;
    const QString name = u"CARGO_PROFILE_"_s + m_plan.profile.toUpper().replace(u'-', u'_') + u"_STRIP"_s;
    if (!m_plan.buildEnvironment.contains(name))
        m_plan.buildEnvironment.insert(name, m_plan.symbols == "strip"_L1 ? u"symbols"_s : u"none"_s);
}

/// A variable of Cargo, too: it counts for the project's own crates alone (Cargo reference, "Profiles", incremental), and what rustc keeps lies in
/// the target folder, which only a mount keeps.
void PlanMaker::settleIncremental()
{
    const bool isAsked =
        settle(OptionKey::Incremental, false, u"The program is optimised as a whole; incremental compilation cuts it into more pieces."_s).toBool();
    if (!isAsked)
        return;
    if (m_plan.cache != CacheMethod::Mounts) {
        Finding &finding = find(u"incremental-without-mounts"_s, Finding::Severity::Warning,
                                u"Only cache mounts keep what incremental compilation needs until the next build; it stays off."_s,
                                u"Keep the cache in mounts, or switch incremental off."_s);
        finding.fixKey = u"cache"_s;
        finding.fixValue = u"mounts"_s;
        return;
    }
    if (!m_plan.buildEnvironment.contains(u"CARGO_INCREMENTAL"_s))
        m_plan.buildEnvironment.insert(u"CARGO_INCREMENTAL"_s, u"1"_s);
}

/// What goes to the builder: the ignore file, and folders that compile before the sources of the members are there.
void PlanMaker::settleContext()
{
    const QDir root(m_project.root);
    for (const Package &package : m_project.packages) {
        if (package.isMember)
            continue;
        const QString folder = root.relativeFilePath(package.folder);
        if (folder.startsWith(".."_L1) || QDir::isAbsolutePath(folder) || m_plan.localFolders.contains(folder))
            continue;
        if (isPlainPath(folder) && !folder.contains(u' ')) {
            m_plan.localFolders.append(folder);
            m_plan.localNames.append(package.name);
        } else {
            find(u"folder-name"_s, Finding::Severity::Error,
                 u"The folder \"%1\" of the package %2 cannot be named in a Dockerfile."_s.arg(displayText(folder), package.name),
                 u"Give it a name of letters, digits, dots, dashes and underscores."_s)
                .file = package.manifestPath;
        }
    }
    if (m_project.hasVendoredSources)
        m_plan.localFolders.append(u"vendor"_s);

    QStringList &lines = m_plan.ignoreLines;
    if (!m_project.dockerignoreText.isEmpty()) {
        lines.append(u"# From the project's own .dockerignore"_s);
        for (const QString &line : m_project.dockerignoreText.split(u'\n')) {
            if (!line.trimmed().isEmpty() && !line.startsWith(u'#'))
                lines.append(line.trimmed());
        }
        lines.append(u"# What the build cannot do without"_s);
        for (const QString &name :
             {u"Cargo.toml"_s, u"Cargo.lock"_s, u".cargo"_s, u"rust-toolchain"_s, u"rust-toolchain.toml"_s, u"build.rs"_s, u"src"_s, u".sqlx"_s})
            lines.append(u'!' + name);
        for (const Package &package : m_project.packages) {
            const QString folder = root.relativeFilePath(package.folder);
            if (folder != "."_L1 && !folder.startsWith(".."_L1) && !folder.contains(u'\n'))
                lines.append(u'!' + folder);
        }
        for (const QString &folder : m_plan.assets + m_project.migrationFolders + (m_project.hasVendoredSources ? QStringList{u"vendor"_s} : QStringList()))
            lines.append(u'!' + folder);
        for (const QString &path : m_project.embeddedPaths) {
            if (isPlainPath(path))
                lines.append(u'!' + path);
        }
        lines.append(u"# What never belongs into a build"_s);
    }
    lines.append(u"/target"_s);
    if (!m_project.config.targetDirectory.isEmpty() && !QDir::isAbsolutePath(m_project.config.targetDirectory)
        && !m_project.config.targetDirectory.startsWith(".."_L1))
        lines.append(u'/' + m_project.config.targetDirectory);
    for (const Package &package : m_project.packages) {
        const QString folder = root.relativeFilePath(package.folder);
        // A package that was built on its own has a folder of gigabytes; a folder named target elsewhere may well be source.
        if (folder != "."_L1 && !folder.startsWith(".."_L1) && !folder.contains(u'\n'))
            lines.append(u'/' + folder + u"/target"_s);
    }
    if (!m_keepsGit)
        lines.append(u"/.git"_s);
    lines += QStringList{u"**/.env"_s,  u"**/.env.*"_s,   u"!**/.env.example"_s,         u"**/node_modules"_s, u"**/.DS_Store"_s, u"/.idea"_s,
                         u"/.vscode"_s, u"/Dockerfile"_s, u"/Dockerfile.dockerignore"_s, u"/.dockerignore"_s,  u"/slipway.toml"_s};
}

/// The stand-in package of a reduced recipe takes the place of all members. That cannot be where a crate from outside is compiled against one of
/// them: by [patch], or as a path package beside the workspace.
void PlanMaker::settleRecipe()
{
    QSet<QString> folders;
    QSet<QString> names;
    for (const Package &package : m_project.packages) {
        if (package.isMember) {
            folders.insert(package.folder);
            names.insert(package.name);
        }
    }
    for (const Package &package : m_project.packages) {
        const bool asksMember =
            !package.isMember && std::ranges::any_of(package.dependencies, [&](const Dependency &one) { return folders.contains(one.path); });
        m_plan.isRecipeReduced = m_plan.isRecipeReduced && !asksMember;
    }
    for (const LockedPackage &package : m_project.lock ? m_project.lock->packages : QList<LockedPackage>()) {
        const bool asksMember = !package.source.isEmpty() && std::ranges::any_of(package.dependencies, [&](int i) {
            const LockedPackage &asked = m_project.lock->packages.at(i);
            return asked.source.isEmpty() && names.contains(asked.name);
        });
        m_plan.isRecipeReduced = m_plan.isRecipeReduced && !asksMember;
    }
    if (m_plan.isRecipeReduced && m_plan.cache != CacheMethod::Mounts && m_plan.cross != CrossMethod::Zig)
        addBuilderPackages({u"python3"_s});
    if (m_plan.hasSbom && m_plan.cross != CrossMethod::Zig)
        addBuilderPackages({u"python3"_s});
}

/// References that are taken from elsewhere, and what that does to a pin.
void PlanMaker::settleNamedContexts()
{
    QStringList used;
    if (m_plan.toolsImage.isEmpty())
        used << m_plan.builder.reference << (m_plan.builder.hasCargoChef || m_plan.cache == CacheMethod::Mounts ? QString() : m_plan.builder.chefImage);
    else
        used << m_plan.toolsImage;
    used << m_plan.runtime.reference;
    used.removeAll(QString());
    for (const QString &reference : std::as_const(used)) {
        const QString mirror = m_input.facts.mirrors.value(reference);
        if (mirror.isEmpty())
            continue;
        m_plan.namedContexts.insert(reference, u"docker-image://"_s + mirror);
        if (m_plan.pins.contains(reference)) {
            find(u"pin-void"_s, Finding::Severity::Warning, u"%1 is taken from %2, so its pinned digest does not hold."_s.arg(reference, mirror),
                 u"Pin by digest where the mirror has the same image, or take the mirror off."_s);
        }
    }
    for (auto pin = m_plan.pins.cbegin(); pin != m_plan.pins.cend(); ++pin) {
        if (!used.contains(pin.key()))
            find(u"pin-unused"_s, Finding::Severity::Note, u"The pin of %1 has no effect: this plan does not use it."_s.arg(pin.key())).fixKey = u"pins"_s;
    }
}

} // namespace slipway
