// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNamed = 5;

QString someOf(QStringList names)
{
    const qsizetype more = names.size() - mostNamed;
    if (more > 1)
        names = names.first(mostNamed) << u"%1 more"_s.arg(more);
    if (names.size() < 2)
        return names.join(QString());
    const QString last = names.takeLast();
    return names.join(u", "_s) + u" and " + last;
}

void checkBinaries(const Folder &folder, Project &project)
{
    QStringList withBinaries;
    bool isDefaultFilled = false;
    for (const Package &package : std::as_const(project.packages)) {
        if (!package.isMember || package.binaries.isEmpty())
            continue;
        withBinaries.append(package.name);
        isDefaultFilled = isDefaultFilled || package.isDefaultMember;
    }
    if (withBinaries.isEmpty()) {
        const bool isLone = project.packages.size() == 1;
        project.findings.append(finding(Finding::Severity::Error, u"no-binaries"_s,
                                        isLone ? u"%1 is a library without a binary, so there is nothing to put into an image."_s.arg(project.name)
                                               : u"No package of %1 has a binary, so there is nothing to put into an image."_s.arg(project.name),
                                        u"Add src/main.rs or a file in src/bin, or open the project that uses it."_s, folder.root() + u"/Cargo.toml"));
    } else if (!isDefaultFilled) {
        Finding one = finding(Finding::Severity::Warning, u"no-default-binaries"_s,
                              u"The packages that cargo build takes here have no binary; choose among %1."_s.arg(someOf(withBinaries)), {},
                              folder.root() + u"/Cargo.toml");
        one.fixKey = u"packages"_s;
        one.fixValue = withBinaries;
        project.findings.append(one);
    }
}

bool isDeveloperTool(const Package &package)
{
    return package.name == u"xtask"_s || package.name.startsWith(u"xtask-"_s) || package.name.endsWith(u"-xtask"_s);
}

void noteDeveloperTools(Project &project)
{
    for (const Package &package : std::as_const(project.packages)) {
        if (package.isMember && !package.binaries.isEmpty() && isDeveloperTool(package))
            project.findings.append(finding(Finding::Severity::Note, u"developer-tool"_s,
                                            u"%1 is a tool for developers by its name; it becomes an image only when it is chosen."_s.arg(package.name), {},
                                            package.manifestPath));
    }
}

/// Features that are on without a word.
QStringList defaultFeatures(const Package &package)
{
    QStringList on{u"default"_s};
    for (qsizetype i = 0; i < on.size(); ++i) {
        const QStringList more = package.features.value(on.at(i));
        for (const QString &feature : more) {
            if (!on.contains(feature))
                on.append(feature);
        }
    }
    return on;
}

void noteRequiredFeatures(Project &project)
{
    for (const Package &package : std::as_const(project.packages)) {
        if (!package.isMember)
            continue;
        const QStringList on = defaultFeatures(package);
        for (const Binary &binary : package.binaries) {
            QStringList lacking = binary.requiredFeatures;
            lacking.removeIf([&](const QString &feature) { return on.contains(feature); });
            if (!lacking.isEmpty())
                project.findings.append(
                    finding(Finding::Severity::Note, u"required-features"_s,
                            u"%1 is built only with the features %2, which are not on by default."_s.arg(binary.name, displayText(someOf(lacking))), {},
                            package.manifestPath));
        }
    }
}

Finding sshFinding(const QString &subject, const QString &file, int line)
{
    return finding(Finding::Severity::Warning, u"git-ssh"_s, u"%1 comes from a git repository over ssh, for which a key is needed."_s.arg(subject),
                   u"Lend the build the keys of your ssh agent, give the repository's https address, or put the crates into the folder with cargo vendor."_s,
                   file, line);
}

/// Git repositories over ssh that only dependencies ask for: they stand in the lock file alone. `toldNames` are the crates of those that manifests name.
void checkLockedSsh(const Folder &folder, Project &project, const QStringList &toldNames)
{
    if (!project.lock)
        return;
    QStringList told;
    for (const bool isTold : {true, false}) {
        for (const LockedPackage &package : std::as_const(project.lock->packages)) {
            const QString repository = package.source.section(u'#', 0, 0);
            if (!repository.startsWith("git+ssh://"_L1) || told.contains(repository) || toldNames.contains(package.name) != isTold)
                continue;
            told.append(repository);
            if (!isTold)
                project.findings.append(sshFinding(u"%1 in Cargo.lock"_s.arg(displayText(package.name)), folder.root() + u"/Cargo.lock"_s, 0));
        }
    }
}

void checkGitDependencies(const Folder &folder, Project &project)
{
    QStringList told;
    QStringList toldNames;
    for (const Package &package : std::as_const(project.packages)) {
        for (const Dependency &dependency : package.dependencies) {
            if (dependency.git.isEmpty())
                continue;
            toldNames.append(dependency.package);
            if (told.contains(dependency.git))
                continue;
            told.append(dependency.git);
            const bool isSsh = dependency.git.startsWith(u"ssh://"_s) || dependency.git.startsWith(u"git@"_s);
            const QString subject = u"%1 in %2"_s.arg(displayText(dependency.name), folder.shown(package.manifestPath));
            project.findings.append(isSsh ? sshFinding(subject, package.manifestPath, dependency.line)
                                          : finding(Finding::Severity::Note, u"git-dependency"_s,
                                                    u"%1 comes from a git repository, which the build has to reach."_s.arg(subject), {}, package.manifestPath,
                                                    dependency.line));
        }
    }
    checkLockedSsh(folder, project, toldNames);
}

void checkRegistries(const Folder &folder, Project &project)
{
    QStringList told{u"crates-io"_s};
    for (const Package &package : std::as_const(project.packages)) {
        for (const Dependency &dependency : package.dependencies) {
            if (dependency.registry.isEmpty() || told.contains(dependency.registry))
                continue;
            told.append(dependency.registry);
            const bool isIndex = dependency.registry.contains(u"://"_s);
            if (!isIndex && !project.config.registries.contains(dependency.registry)) {
                project.findings.append(
                    finding(Finding::Severity::Error, u"registry-unknown"_s,
                            u"%1 in %2 comes from the registry %3, which no .cargo/config.toml of the project names."_s.arg(
                                displayText(dependency.name), folder.shown(package.manifestPath), displayText(dependency.registry)),
                            u"Write [registries.%1] with its index into .cargo/config.toml of the project."_s.arg(displayText(dependency.registry)),
                            package.manifestPath, dependency.line));
                continue;
            }
            project.findings.append(finding(Finding::Severity::Warning, u"private-registry"_s,
                                            u"%1 in %2 comes from the registry %3, which the build has to reach, without a token."_s.arg(
                                                displayText(dependency.name), folder.shown(package.manifestPath), displayText(dependency.registry)),
                                            u"Put the crates into the folder with cargo vendor if it takes a token."_s, package.manifestPath, dependency.line));
        }
    }
}

void checkSqlx(Project &project)
{
    if (!project.lock || project.hasSqlxOffline)
        return;
    const bool hasMacros = std::ranges::any_of(project.lock->packages, [](const LockedPackage &one) { return one.name == u"sqlx-macros"_s; });
    if (hasMacros)
        project.findings.append(
            finding(Finding::Severity::Warning, u"sqlx-offline"_s,
                    u"sqlx checks its query macros against a database, which a build in a container does not have; there is no .sqlx folder."_s,
                    u"Run cargo sqlx prepare --workspace and commit .sqlx; without query macros there is nothing to do."_s, project.root + u"/.sqlx"));
}

void checkResolver(const Folder &folder, Project &project)
{
    const bool isModern = std::ranges::any_of(project.packages, [](const Package &one) { return one.edition > u"2018"_s; });
    if (project.isVirtual && project.resolver == u"1"_s && isModern)
        project.findings.append(finding(Finding::Severity::Note, u"resolver-old"_s,
                                        u"The workspace names no resolver, so Cargo takes the old one, which may compile crates that nothing needs."_s,
                                        u"Write resolver = \"2\" below [workspace]."_s, folder.root() + u"/Cargo.toml"));
}

void checkEditions(const Folder &folder, Project &project)
{
    for (const Package &package : std::as_const(project.packages)) {
        if (!QStringList{u"2015"_s, u"2018"_s, u"2021"_s, u"2024"_s}.contains(package.edition))
            project.findings.append(finding(
                Finding::Severity::Warning, u"edition-unknown"_s,
                u"%1 is of edition %2, which this version of Slipway does not know."_s.arg(folder.shown(package.manifestPath), displayText(package.edition)),
                u"Write 2015, 2018, 2021 or 2024, unless your Cargo knows it."_s, package.manifestPath));
    }
}

} // namespace

void checkProject(const Folder &folder, Project &project)
{
    checkBinaries(folder, project);
    noteDeveloperTools(project);
    noteRequiredFeatures(project);
    checkGitDependencies(folder, project);
    checkRegistries(folder, project);
    checkSqlx(project);
    checkResolver(folder, project);
    checkEditions(folder, project);
}

} // namespace slipway::reading
