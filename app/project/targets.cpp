// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/manifest.h"

#include <QSet>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// A binary that Cargo finds by itself.
struct Inferred
{
    QString name;
    QString path;
};

/// A name that rustc takes as a crate's name once dashes are underscores.
bool isCrateName(const QString &name)
{
    return !name.isEmpty()
           && std::ranges::all_of(name, [](QChar c) { return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'-' || c == u'_'; });
}

/// Finds the binaries of a package by Cargo's rules (Cargo reference "Cargo Targets"; cargo/util/toml/targets.rs).
class BinaryReader
{
public:
    BinaryReader(const Folder &folder, const Manifest &manifest, Package &package, QList<Finding> &findings)
        : m_folder(folder)
        , m_manifest(manifest)
        , m_package(package)
        , m_findings(findings)
        , m_shown(folder.shown(manifest.path))
    {
        infer();
    }

    Result<void> read()
    {
        const TomlValue &declared = m_manifest.document[u"bin"];
        if (declared.exists() && !declared.isArray())
            return refuse(u"bin in %1 must be a list of tables, each written as [[bin]]."_s.arg(m_shown), m_manifest.path, declared.line);
        for (const TomlValue &table : declared.items) {
            if (auto one = readDeclared(table); !one)
                return one;
        }
        if (auto inferred = addInferred(declared.exists()); !inferred)
            return inferred;
        return checkDefaultRun();
    }

private:
    void infer()
    {
        const QString &root = m_package.folder;
        if (m_folder.hasFile(root + u"/src/main.rs"))
            m_inferred.append({m_package.name, u"src/main.rs"_s});
        const Listing listing = m_folder.list(root + u"/src/bin");
        for (const QString &name : listing.names) {
            if (name.startsWith(u'.'))
                continue;
            const QString path = u"src/bin/"_s + name;
            const bool isFolder = m_folder.hasFolder(root + u'/' + path);
            if (isFolder && m_folder.hasFile(root + u'/' + path + u"/main.rs"))
                m_inferred.append({name, path + u"/main.rs"});
            else if (!isFolder && name.endsWith(u".rs"_s) && m_folder.hasFile(root + u'/' + path))
                m_inferred.append({name.chopped(3), path});
        }
        for (const QString &name : listing.unreadableNames)
            m_findings.append(finding(Finding::Severity::Warning, u"name-not-utf8"_s,
                                      u"The name of %1/%2 is not UTF-8, so it is left out; rename it."_s.arg(m_folder.shown(root + u"/src/bin"), name), {},
                                      root + u"/src/bin"));
    }

    Result<void> readDeclared(const TomlValue &table)
    {
        const TomlValue &name = table[u"name"];
        if (!name.isText() || name.text.trimmed().isEmpty())
            return refuse(u"A [[bin]] in %1 has no name; write name = \"…\" below it."_s.arg(m_shown), m_manifest.path, table.line);
        const bool isTwice = std::ranges::any_of(m_declared, [&](const Inferred &one) { return one.name == name.text; });
        if (isTwice)
            return refuseTwice(name.text, name.line);
        const auto path = declaredPath(table, name.text);
        if (!path)
            return std::unexpected(path.error());
        m_declared.append({name.text, table[u"path"].isText() ? *path : QString()});
        if (const QString place = normalPath(m_package.folder + u'/' + *path); !m_folder.hasFile(place))
            m_findings.append(finding(Finding::Severity::Error, u"binary-missing"_s, missing(name.text, *path, place),
                                      u"Add the file, or take the [[bin]] out."_s, m_manifest.path, table[u"path"].exists() ? table[u"path"].line : name.line));
        return add({name.text, *path, table[u"required-features"].texts()}, name.line);
    }

    /// Why there is no source at `place`.
    [[nodiscard]] QString missing(const QString &name, const QString &path, const QString &place) const
    {
        const QString sentence = u"The binary \"%1\" in %2 is built from %3, which "_s.arg(displayText(name), m_shown, displayText(path));
        const PathKind kind = pathKind(place);
        if (kind == PathKind::Folder)
            return sentence + u"is a folder.";
        if (kind == PathKind::Missing || !isBelow(place, m_folder.root()))
            return sentence + u"does not exist.";
        return m_folder.probe(place).error_or(Error()).message;
    }

    /// The source of a [[bin]]: what it says, else the one file that has its name.
    Result<QString> declaredPath(const TomlValue &table, const QString &name) const
    {
        if (table[u"path"].isText())
            return normalPath(table[u"path"].text);
        QStringList matching;
        for (const Inferred &one : m_inferred) {
            if (one.name == name)
                matching.append(one.path);
        }
        if (matching.size() == 1)
            return matching.constFirst();
        if (QString path = m_package.edition == u"2015"_s ? oldPath(name) : QString(); !path.isEmpty())
            return path;
        if (matching.isEmpty())
            return refuse(u"The source of the binary \"%1\" in %2 is not found; put it in src/bin or give its path."_s.arg(displayText(name), m_shown),
                          m_manifest.path, table[u"name"].line);
        return refuse(
            u"The source of the binary \"%1\" in %2 could be %3; give its path."_s.arg(displayText(name), m_shown, displayText(matching.join(u" or "_s))),
            m_manifest.path, table[u"name"].line);
    }

    /// Where edition 2015 looked as well.
    [[nodiscard]] QString oldPath(const QString &name) const
    {
        QStringList paths{u"src/main.rs"_s, u"src/bin/main.rs"_s};
        if (!m_package.hasLibrary)
            paths.prepend(u"src/"_s + name + u".rs");
        for (const QString &path : std::as_const(paths)) {
            if (m_folder.hasFile(m_package.folder + u'/' + path))
                return path;
        }
        return {};
    }

    [[nodiscard]] std::unexpected<Error> refuseTwice(const QString &name, int line) const
    {
        return refuse(u"Two binaries of %1 are named \"%2\"; rename one of them."_s.arg(m_shown, displayText(name)), m_manifest.path, line);
    }

    Result<void> addInferred(bool isDeclared)
    {
        const std::optional<bool> wish = m_manifest.package()[u"autobins"].flag();
        // Edition 2015 stops looking once a [[bin]] is there.
        if (!wish.value_or(!isDeclared || m_package.edition != u"2015"_s))
            return {};
        for (const Inferred &one : std::as_const(m_inferred)) {
            const bool isKnown = std::ranges::any_of(m_declared, [&](const Inferred &known) { return known.name == one.name || known.path == one.path; });
            const bool isTwice = std::ranges::any_of(m_package.binaries, [&](const Binary &known) { return known.name == one.name; });
            if (isKnown)
                continue;
            if (isTwice)
                return refuseTwice(one.name, 0);
            if (auto added = add({one.name, one.path, {}}, 0); !added)
                return added;
        }
        return {};
    }

    Result<void> add(const Binary &binary, int line)
    {
        // The folders of its own below target/debug (cargo, restricted_names.rs).
        static const QStringList taken{u"deps"_s, u"examples"_s, u"build"_s, u"incremental"_s};
        if (taken.contains(binary.name))
            return refuse(u"The binary \"%1\" of %2 has a name that Cargo keeps for a folder of its own; rename it."_s.arg(binary.name, m_package.name),
                          m_manifest.path, line);
        const bool isOption = binary.name.startsWith(u'-');
        if (isCrateName(binary.name) && !isOption) {
            m_package.binaries.append(binary);
            return {};
        }
        m_findings.append(finding(Finding::Severity::Warning, u"binary-name"_s,
                                  (isOption ? u"The binary \"%1\" of %2 is left out: commands take a name that begins with - for an option."_s
                                            : u"The binary \"%1\" of %2 is left out: rustc takes only letters, digits, - and _ in a name."_s)
                                      .arg(displayText(binary.name), m_package.name),
                                  u"Rename it to build it."_s, m_manifest.path, line));
        return {};
    }

    Result<void> checkDefaultRun()
    {
        const auto name = optionalText(m_folder, m_manifest, m_manifest.package(), u"default-run");
        if (!name)
            return std::unexpected(name.error());
        m_package.defaultRun = *name;
        const bool isThere = std::ranges::any_of(m_package.binaries, [&](const Binary &one) { return one.name == *name; });
        if (!name->isEmpty() && !isThere)
            return refuse(u"default-run in %1 names \"%2\", which is no binary of the package; %3."_s.arg(m_shown, displayText(*name), wayOut()),
                          m_manifest.path, m_manifest.package()[u"default-run"].line);
        return {};
    }

    [[nodiscard]] QString wayOut() const
    {
        QStringList names;
        for (const Binary &binary : m_package.binaries)
            names.append(binary.name);
        return names.isEmpty() ? u"take it out"_s : u"write %1"_s.arg(names.join(u" or "_s));
    }

    const Folder &m_folder;
    const Manifest &m_manifest;
    Package &m_package;
    QList<Finding> &m_findings;
    QString m_shown;
    QList<Inferred> m_inferred;
    QList<Inferred> m_declared; ///< path empty where it is not given
};

void readLibrary(const Folder &folder, const Manifest &manifest, Package &package)
{
    const TomlValue &library = manifest.document[u"lib"];
    const bool isAutomatic = manifest.package()[u"autolib"].flag().value_or(true);
    package.hasLibrary = library.isTable() || (isAutomatic && folder.hasFile(package.folder + u"/src/lib.rs"));
    const QStringList kinds = library[u"crate-type"].exists() ? library[u"crate-type"].texts() : library[u"crate_type"].texts();
    package.isProcMacro = library[u"proc-macro"].isTrue || library[u"proc_macro"].isTrue || kinds.contains(u"proc-macro"_s);
}

void readBuildScript(const Folder &folder, const Manifest &manifest, Package &package, QList<Finding> &findings)
{
    const TomlValue &build = manifest.package()[u"build"];
    if (build.isFlag()) {
        package.hasBuildScript = build.isTrue;
        return;
    }
    if (build.isArray()) {
        package.hasBuildScript = !build.items.isEmpty();
        return;
    }
    package.hasBuildScript = build.isText() || folder.hasFile(package.folder + u"/build.rs");
    if (build.isText() && !folder.hasFile(normalPath(package.folder + u'/' + build.text)))
        findings.append(finding(Finding::Severity::Error, u"build-script-missing"_s,
                                u"The build script %1 that %2 names does not exist."_s.arg(displayText(build.text), folder.shown(manifest.path)),
                                u"Add the file, or take the key out."_s, manifest.path, build.line));
}

/// Cargo refuses a package that has no target of any kind.
Result<void> checkSomeTarget(const Folder &folder, const Manifest &manifest, const Package &package)
{
    if (package.hasLibrary || !package.binaries.isEmpty() || manifest.document[u"bin"].exists())
        return {};
    for (const QString &kind : {u"example"_s, u"test"_s, u"bench"_s}) {
        const QString place = package.folder + u'/' + (kind == u"bench"_s ? u"benches"_s : kind + u's');
        if (manifest.document[kind].exists() || !folder.list(place).names.isEmpty())
            return {};
    }
    // What is there but cannot be read, or leads elsewhere, is not the same as nothing.
    const QString source = package.folder + u"/src";
    if (hasEntry(source)) {
        if (auto fine = folder.probeFolder(source); !fine)
            return fine;
    }
    for (const QString &path : QStringList{source + u"/main.rs", source + u"/lib.rs"}) {
        if (!hasEntry(path))
            continue;
        if (auto fine = folder.probe(path); !fine)
            return fine;
    }
    return refuse(u"%1 has nothing to compile; add src/main.rs, or src/lib.rs for a library."_s.arg(package.name), manifest.path, manifest.package().line);
}

} // namespace

Result<void> readTargets(const Folder &folder, const Manifest &manifest, Package &package, QList<Finding> &findings)
{
    readLibrary(folder, manifest, package);
    readBuildScript(folder, manifest, package, findings);
    const qsizetype toldBefore = findings.size();
    if (auto binaries = BinaryReader(folder, manifest, package, findings).read(); !binaries)
        return binaries;
    // A binary that is left out was there all the same.
    return findings.size() > toldBefore ? Result<void>() : checkSomeTarget(folder, manifest, package);
}

} // namespace slipway::reading
