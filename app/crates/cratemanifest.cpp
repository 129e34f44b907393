// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratemanifest.h"

#include "base/text.h"
#include "crates/cratearchive.h"
#include "project/manifest.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

using HasFile = std::function<bool(const QString &)>;

void readLibrary(const reading::Manifest &manifest, const HasFile &hasFile, CrateFacts &facts)
{
    const TomlValue &library = manifest.document[u"lib"];
    const bool isFoundByItself = manifest.package()[u"autolib"].flag().value_or(true);
    facts.hasLibrary = library.isTable() || (isFoundByItself && hasFile(u"src/lib.rs"_s));
    facts.isProcMacro =
        library[u"proc-macro"].flag().value_or(library[u"proc_macro"].flag().value_or(false)) || library[u"crate-type"].texts().contains(u"proc-macro"_s);
}

void readBuildScript(const reading::Manifest &manifest, const HasFile &hasFile, CrateFacts &facts)
{
    const TomlValue &build = manifest.package()[u"build"];
    if (build.isFlag() && !build.isTrue)
        facts.hasBuildScript = false;
    else
        facts.hasBuildScript = build.isText() || build.isArray() || hasFile(u"build.rs"_s);
}

std::shared_ptr<const CrateFacts> understand(const reading::Folder &folder, const reading::Manifest &manifest, const reading::Inheritance &inheritance,
                                             const HasFile &hasFile)
{
    auto dependencies = reading::readDependencies(folder, manifest, inheritance);
    const TomlValue &name = manifest.package()[u"name"];
    if (!dependencies || !name.isText())
        return nullptr;
    auto facts = std::make_shared<CrateFacts>();
    facts->name = name.text;
    const TomlValue &version = manifest.package()[u"version"];
    if (version.isText())
        facts->version = version.text;
    else if (inheritance.root && version.isTable())
        facts->version = inheritance.root->workspace()[u"package"][u"version"].text;
    QMap<QString, QStringList> features;
    for (const TomlEntry &entry : manifest.document[u"features"].entries)
        features.insert(entry.key, entry.value.texts());
    // Nobody needs the development dependencies of somebody else's crate.
    dependencies->removeIf([](const Dependency &one) { return one.kind == Dependency::Kind::Dev; });
    facts->features = featureMap(features, *dependencies);
    facts->dependencies = std::move(*dependencies);
    facts->links = manifest.package()[u"links"].text;
    readLibrary(manifest, hasFile, *facts);
    readBuildScript(manifest, hasFile, *facts);
    return facts;
}

Dependency indexDependency(const QJsonObject &row)
{
    Dependency dependency;
    dependency.name = row.value("name"_L1).toString();
    // A renamed one has its own name in "package", and its key in "name".
    dependency.package = row.value("package"_L1).toString(dependency.name);
    dependency.requirement = row.value("req"_L1).toString(u"*"_s);
    const QString kind = row.value("kind"_L1).toString();
    dependency.kind = kind == "build"_L1 ? Dependency::Kind::Build : kind == "dev"_L1 ? Dependency::Kind::Dev : Dependency::Kind::Normal;
    dependency.isOptional = row.value("optional"_L1).toBool();
    dependency.defaultFeatures = row.value("default_features"_L1).toBool(true);
    dependency.features = jsonTexts(row.value("features"_L1));
    dependency.target = row.value("target"_L1).toString();
    dependency.registry = row.value("registry"_L1).toString();
    return dependency;
}

/// The line of a page that is about a version; empty without one.
QByteArray rowOfVersion(const QByteArray &page, const QString &version)
{
    const QByteArray wanted = version.toUtf8();
    const QList<QByteArray> lines = page.split('\n');
    for (const QByteArray &line : lines) {
        if (line.contains(wanted) && QJsonDocument::fromJson(line).object().value("vers"_L1).toString() == version)
            return line;
    }
    return {};
}

/// A line of the index (Cargo reference, "Index Format").
std::shared_ptr<const CrateFacts> factsFromIndexRow(const QByteArray &json)
{
    const QJsonObject row = QJsonDocument::fromJson(json).object();
    if (row.isEmpty())
        return nullptr;
    auto facts = std::make_shared<CrateFacts>();
    facts->name = row.value("name"_L1).toString();
    facts->version = row.value("vers"_L1).toString();
    facts->links = row.value("links"_L1).toString();
    const QJsonArray dependencies = row.value("deps"_L1).toArray();
    for (const QJsonValue &value : dependencies) {
        const Dependency dependency = indexDependency(value.toObject());
        if (dependency.kind != Dependency::Kind::Dev)
            facts->dependencies.append(dependency);
    }
    QMap<QString, QStringList> features;
    for (const auto key : {"features"_L1, "features2"_L1}) {
        const QJsonObject map = row.value(key).toObject();
        for (auto feature = map.begin(); feature != map.end(); ++feature)
            features[feature.key()].append(jsonTexts(feature.value()));
    }
    facts->features = featureMap(features, facts->dependencies);
    return facts;
}

} // namespace

std::shared_ptr<const CrateFacts> factsFromManifest(const QByteArray &bytes, const QString &path, const HasFile &hasFile)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    const reading::Folder folder(path.first(qMax(slash, qsizetype(0))));
    auto document = folder.parse(bytes, path);
    if (!document)
        return nullptr;
    return understand(folder, {path, folder.root(), std::move(*document)}, {}, hasFile);
}

namespace {

std::shared_ptr<const CrateFacts> factsOfArchive(const Result<CrateArchive> &archive, const QString &shownPath, bool &needsNames)
{
    if (!archive)
        return nullptr;
    return factsFromManifest(archive->manifest, shownPath, [&](const QString &file) {
        needsNames = true;
        return archive->files.contains(file);
    });
}

} // namespace

std::shared_ptr<const CrateFacts> factsFromCrateFile(const QString &path)
{
    bool needsNames = false;
    const auto archive = readCrateArchive(path);
    auto facts = factsOfArchive(archive, path, needsNames);
    // An old manifest leaves it to the files whether there is a build script.
    if (!facts || !needsNames || archive->isWhole)
        return facts;
    return factsOfArchive(readCrateArchive(path, true), path, needsNames);
}

std::shared_ptr<const CrateFacts> factsFromCrate(const QByteArray &bytes, const QString &shownPath)
{
    bool needsNames = false;
    const auto archive = readCrateArchive(bytes, shownPath);
    auto facts = factsOfArchive(archive, shownPath, needsNames);
    if (!facts || !needsNames || archive->isWhole)
        return facts;
    return factsOfArchive(readCrateArchive(bytes, shownPath, true), shownPath, needsNames);
}

std::shared_ptr<const CrateFacts> factsFromFolder(const QString &folder, const QString &workspaceManifest)
{
    const auto hasFile = [&folder](const QString &path) { return QFileInfo::exists(folder + u'/' + path); };
    const auto read = [](const QString &path) -> std::optional<reading::Manifest> {
        QFile file(path);
        if (!QFileInfo(path).isFile() || file.size() > ReadLimits().manifestBytes || !file.open(QIODevice::ReadOnly))
            return std::nullopt;
        auto document = parseToml(file.readAll(), path, path);
        if (!document)
            return std::nullopt;
        return reading::Manifest{path, path.first(path.lastIndexOf(u'/')), std::move(*document)};
    };
    const auto manifest = read(folder + u"/Cargo.toml"_s);
    if (!manifest)
        return nullptr;
    const auto workspace = workspaceManifest.isEmpty() ? std::nullopt : read(workspaceManifest);
    return understand(reading::Folder(folder), *manifest, {workspace ? &*workspace : nullptr, workspaceManifest}, hasFile);
}

std::shared_ptr<const CrateFacts> factsFromIndexCache(const QByteArray &bytes, const QString &version)
{
    // A version number, the index's revision, then pairs of version and row, each ended by a zero byte.
    const QByteArray key = '\0' + version.toUtf8() + '\0';
    const qsizetype start = bytes.indexOf(key);
    if (start < 0)
        return nullptr;
    const qsizetype from = start + key.size();
    const qsizetype end = bytes.indexOf('\0', from);
    return factsFromIndexRow(bytes.mid(from, end < 0 ? -1 : end - from));
}

std::shared_ptr<const CrateFacts> factsFromIndexPage(const QByteArray &bytes, const QString &version)
{
    return factsFromIndexRow(rowOfVersion(bytes, version));
}

QString checksumInIndexPage(const QByteArray &bytes, const QString &version)
{
    return QJsonDocument::fromJson(rowOfVersion(bytes, version)).object().value("cksum"_L1).toString();
}

QString indexPrefix(const QString &name)
{
    if (name.size() < 4)
        return QString::number(name.size()) + (name.size() == 3 ? u'/' + name.first(1) : QString());
    return name.first(2) + u'/' + name.sliced(2, 2);
}

QString indexPath(const QString &name)
{
    const QString lower = name.toLower();
    return indexPrefix(lower) + u'/' + lower;
}

} // namespace slipway
