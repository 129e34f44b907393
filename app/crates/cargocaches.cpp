// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargocaches.h"

#include "crates/cratemanifest.h"
#include "crates/packagefolders.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortestCommit = 7;

bool isCratesIo(const QString &source)
{
    return source == "registry+https://github.com/rust-lang/crates.io-index"_L1 || source == "sparse+https://index.crates.io/"_L1;
}

/// The host of "registry+https://host/path".
QString hostOf(const QString &source)
{
    const qsizetype start = source.indexOf("://"_L1);
    return start < 0 ? QString() : source.sliced(start + 3).section(u'/', 0, 0).section(u'@', -1).section(u':', 0, 0);
}

/// The checkout of a locked git source, below git/checkouts/NAME-HASH/SHORT-COMMIT; empty when it is not there.
QString checkoutOf(const QString &home, const QString &source)
{
    const QString commit = source.section(u'#', -1);
    QString name = source.section(u'#', 0, 0).section(u'?', 0, 0);
    while (name.endsWith(u'/'))
        name.chop(1);
    name = name.section(u'/', -1);
    if (name.endsWith(".git"_L1))
        name.chop(4);
    const QDir checkouts(home + u"/git/checkouts"_s);
    const QStringList repositories = checkouts.entryList({name + u"-*"_s}, QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &repository : repositories) {
        const QStringList commits = QDir(checkouts.filePath(repository)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &one : commits) {
            if (one.size() >= shortestCommit && commit.startsWith(one))
                return checkouts.filePath(repository) + u'/' + one;
        }
    }
    return {};
}

} // namespace

CargoCaches::CargoCaches(const QString &home)
    : m_home(home)
{
}

std::shared_ptr<const CrateFacts> CargoCaches::locked(const LockedPackage &package, const CrateSource &place)
{
    const QString key = package.name + u'\n' + package.version + u'\n' + package.source + u'\n' + place.place;
    {
        const QMutexLocker lock(&m_mutex);
        if (const auto known = m_locked.constFind(key); known != m_locked.cend())
            return *known;
    }
    Facts facts = find(package, place);
    // Facts of the index are what there is until the crate itself comes.
    if (facts && facts->isComplete()) {
        const QMutexLocker lock(&m_mutex);
        m_locked.insert(key, facts);
    }
    return facts;
}

std::shared_ptr<const CrateFacts> CargoCaches::inFolder(const QString &folder)
{
    return remembered(folder, workspaceAround(folder, u"/"_s));
}

CargoCaches::Facts CargoCaches::remembered(const QString &folder, const QString &workspaceManifest)
{
    const QFileInfo info(folder + u"/Cargo.toml"_s);
    if (!info.isFile())
        return nullptr;
    Stamp stamp{info.size(), info.lastModified().toMSecsSinceEpoch(), nullptr};
    if (!workspaceManifest.isEmpty()) {
        const QFileInfo workspace(workspaceManifest);
        stamp.size += workspace.size();
        stamp.modified ^= workspace.lastModified().toMSecsSinceEpoch() << 1;
    }
    {
        const QMutexLocker lock(&m_mutex);
        const auto known = m_folders.constFind(info.filePath());
        if (known != m_folders.cend() && known->size == stamp.size && known->modified == stamp.modified)
            return known->facts;
    }
    stamp.facts = factsFromFolder(folder, workspaceManifest);
    const QMutexLocker lock(&m_mutex);
    m_folders.insert(info.filePath(), stamp);
    return stamp.facts;
}

CargoCaches::Facts CargoCaches::find(const LockedPackage &package, const CrateSource &place)
{
    if (place.kind == CrateSource::Kind::Directory || place.kind == CrateSource::Kind::LocalRegistry) {
        if (Facts facts = vendored(package, place.place))
            return facts;
    }
    if (package.source.startsWith("git+"_L1))
        return fromGit(package);
    return package.source.isEmpty() ? nullptr : fromRegistry(package);
}

CargoCaches::Facts CargoCaches::vendored(const LockedPackage &package, const QString &folder)
{
    const QString full = package.name + u'-' + package.version;
    const auto in = [&](const QString &name) -> Facts {
        Facts facts = remembered(folder + u'/' + name, {});
        return facts && facts->name == package.name && facts->version == package.version ? facts : nullptr;
    };
    for (const QString &name : {full, package.name}) {
        if (Facts facts = in(name))
            return facts;
    }
    if (const QString archive = folder + u'/' + full + u".crate"_s; QFileInfo::exists(archive))
        return factsFromCrateFile(archive);
    // The name of a folder means nothing to Cargo.
    const QStringList others = QDir(folder).entryList({package.name + u"-*"_s}, QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : others) {
        if (Facts facts = in(name))
            return facts;
    }
    return nullptr;
}

QStringList CargoCaches::registryFolders(const QString &root, const QString &source)
{
    const QStringList names = QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QStringList folders;
    const QString host = hostOf(source) + u'-';
    const bool isDefault = isCratesIo(source);
    for (const QString &name : names) {
        if (name.startsWith(host) || (isDefault && (name.startsWith("index.crates.io-"_L1) || name.startsWith("github.com-"_L1))))
            folders.prepend(root + u'/' + name);
        // A mirror of crates.io keeps its crates under the mirror's name, with the same contents (the lock file's checksums hold them to it).
        else if (isDefault)
            folders.append(root + u'/' + name);
    }
    return folders;
}

CargoCaches::Facts CargoCaches::fromRegistry(const LockedPackage &package) const
{
    const QString full = package.name + u'-' + package.version;
    const QStringList sources = registryFolders(m_home + u"/registry/src"_s, package.source);
    for (const QString &folder : sources) {
        if (Facts facts = factsFromFolder(folder + u'/' + full); facts && facts->name == package.name)
            return facts;
    }
    const QStringList archives = registryFolders(m_home + u"/registry/cache"_s, package.source);
    for (const QString &folder : archives) {
        const QString path = folder + u'/' + full + u".crate"_s;
        if (!QFileInfo::exists(path))
            continue;
        if (Facts facts = factsFromCrateFile(path))
            return facts;
    }
    const QStringList indexes = registryFolders(m_home + u"/registry/index"_s, package.source);
    for (const QString &folder : indexes) {
        QFile file(folder + u"/.cache/"_s + indexPath(package.name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        if (Facts facts = factsFromIndexCache(file.readAll(), package.version))
            return facts;
    }
    return nullptr;
}

CargoCaches::Facts CargoCaches::fromGit(const LockedPackage &package)
{
    const QString checkout = checkoutOf(m_home, package.source);
    if (checkout.isEmpty())
        return nullptr;
    QMultiHash<QString, QString> packages;
    {
        const QMutexLocker lock(&m_mutex);
        packages = m_checkouts.value(checkout);
    }
    if (packages.isEmpty()) {
        packages = packagesBelow(checkout);
        const QMutexLocker lock(&m_mutex);
        m_checkouts.insert(checkout, packages);
    }
    const QStringList folders = packages.values(package.name);
    for (const QString &folder : folders) {
        Facts facts = factsFromFolder(folder, workspaceAround(folder, checkout));
        if (facts && (folders.size() == 1 || facts->version == package.version))
            return facts;
    }
    return nullptr;
}

} // namespace slipway
