// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"

#include <algorithm>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

Package package(const QString &root, const QString &name, const QString &version, const QString &folder, const QStringList &binaries)
{
    Package made;
    made.name = name;
    made.version = version;
    made.edition = u"2024"_s;
    made.folder = folder.isEmpty() ? root : root + u'/' + folder;
    made.manifestPath = made.folder + u"/Cargo.toml"_s;
    for (const QString &binary : binaries)
        made.binaries.append({binary, u"src/main.rs"_s, {}});
    made.hasLibrary = binaries.isEmpty();
    made.isMember = true;
    made.isDefaultMember = true;
    return made;
}

Project project(const QString &name)
{
    Project made;
    made.root = u"/work/"_s + name;
    made.openedPath = made.root;
    made.name = name;
    made.resolver = u"3"_s;
    made.lock = LockFile{4, {}};
    made.profiles = {u"release"_s, u"dev"_s};
    return made;
}

} // namespace

CrateGraph graphOf(const QStringList &crates, const QStringList &targets)
{
    CrateGraph graph;
    graph.isExact = true;
    QStringList names;
    for (QString line : crates) {
        CrateRow row;
        row.forHost = line.startsWith("host:"_L1);
        row.isMember = line.startsWith("member:"_L1);
        line = line.section(u':', -1);
        const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
        row.name = words.value(0);
        row.version = words.value(1);
        row.source = row.isMember ? QString() : u"registry+https://github.com/rust-lang/crates.io-index"_s;
        if (!row.forHost)
            row.targets = targets;
        for (const QString &word : words.mid(2)) {
            if (word.startsWith(u'+'))
                row.features.append(word.mid(1));
        }
        names.append(row.name);
        graph.rows.append(row);
    }
    for (qsizetype i = 0; i < crates.size(); ++i) {
        for (const QString &word : crates.at(i).split(u' ', Qt::SkipEmptyParts)) {
            if (word.startsWith(u'>') && names.contains(word.mid(1)))
                graph.rows[i].dependencies.append(int(names.indexOf(word.mid(1))));
        }
    }
    return graph;
}

Project helloProject()
{
    Project made = project(u"hello"_s);
    made.packages.append(package(made.root, u"hello"_s, u"0.1.0"_s, {}, {u"hello"_s}));
    return made;
}

Project opensslProject()
{
    Project made = project(u"tls-probe"_s);
    made.packages.append(package(made.root, u"tls-probe"_s, u"0.2.0"_s, {}, {u"tls-probe"_s}));
    return made;
}

Project guestbookProject()
{
    Project made = project(u"guestbook"_s);
    made.packages.append(package(made.root, u"guestbook"_s, u"0.4.0"_s, {}, {u"guestbook"_s}));
    return made;
}

Project shopProject()
{
    Project made = project(u"shop"_s);
    made.isWorkspace = true;
    made.isVirtual = true;
    made.packages.append(package(made.root, u"shop-api"_s, u"1.2.0"_s, u"api"_s, {u"shop-api"_s}));
    made.packages.append(package(made.root, u"shop-core"_s, u"1.2.0"_s, u"core"_s, {}));
    made.packages.append(package(made.root, u"shop-worker"_s, u"1.2.0"_s, u"worker"_s, {u"shop-worker"_s}));
    return made;
}

QStringList opensslCrates()
{
    return {u"member:tls-probe 0.2.0 >openssl"_s,
            u"openssl 0.10.82 >openssl-sys"_s,
            u"openssl-sys 0.9.118 >cc >pkg-config >vcpkg"_s,
            u"host:cc 1.2.0"_s,
            u"host:pkg-config 0.3.34"_s,
            u"host:vcpkg 0.2.15"_s};
}

QStringList guestbookCrates()
{
    return {u"member:guestbook 0.4.0 >rusqlite >ureq"_s,
            u"rusqlite 0.43.0 +bundled >libsqlite3-sys"_s,
            u"libsqlite3-sys 0.40.0 +bundled +bundled_bindings +cc >cc >pkg-config >vcpkg"_s,
            u"ureq 3.5.2 >rustls"_s,
            u"rustls 0.23.46 >ring"_s,
            u"ring 0.17.14 >cc"_s,
            u"host:cc 1.2.0"_s,
            u"host:pkg-config 0.3.34"_s,
            u"host:vcpkg 0.2.15"_s};
}

std::shared_ptr<const Knowledge> knowledge()
{
    static const std::shared_ptr<const Knowledge> tables = [] {
        auto loaded = Knowledge::load();
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().detail));
        return std::make_shared<const Knowledge>(std::move(*loaded));
    }();
    return tables;
}

Dependency dependency(const QString &name)
{
    Dependency made;
    made.name = name;
    made.package = name;
    return made;
}

LockedPackage locked(const QString &name)
{
    LockedPackage made;
    made.name = name;
    made.version = u"1.0.0"_s;
    return made;
}

Package member(const QString &name, const QStringList &binaries)
{
    Package package;
    package.name = name;
    package.version = u"1.0.0"_s;
    package.folder = u"/work/shop/"_s + name;
    package.isMember = true;
    package.isDefaultMember = true;
    for (const QString &binary : binaries)
        package.binaries.append({binary, u"src/main.rs"_s, {}});
    return package;
}

QStringList codes(const Plan &plan, Finding::Severity severity)
{
    QStringList list;
    for (const Finding &finding : plan.findings) {
        if (finding.severity == severity)
            list.append(finding.code);
    }
    return list;
}

PlanInput inputOf(const Project &project, const Options &options, const QStringList &crates, const Facts &facts)
{
    PlanInput input;
    input.knowledge = knowledge();
    input.project = std::make_shared<const Project>(project);
    input.options.user = options;
    input.facts = facts;
    input.crates = [crates](const Project &, const CrateRequest &request) { return graphOf(crates, request.targets); };
    return input;
}

Plan planOf(const Project &project, const Options &options, const QStringList &crates, const Facts &facts)
{
    PlanInput input = inputOf(project, {}, crates, facts);
    input.options.commandLine = options;
    return makePlan(input);
}

Options optionsOf(const QStringList &words)
{
    Options options;
    for (const QString &word : words) {
        const auto done = setOptionFromText(options, word.section(u'=', 0, 0), word.section(u'=', 1));
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
    }
    return options;
}

QStringList instructions(const DockerfileDocument &document)
{
    QStringList list;
    QString open;
    for (const DockerfileLine &line : document.lines) {
        const bool goesOn = line.text.endsWith(u'\\');
        open += goesOn ? line.text.chopped(1) : line.text;
        if (goesOn)
            continue;
        if (!open.isEmpty())
            list.append(open);
        open.clear();
    }
    return list;
}

} // namespace slipway::test
