// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/workspace.h"

#include "base/text.h"

#include <QDir>
#include <QFileInfo>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype lookedAtFolders = 200;

QString manifestIn(const QString &folder)
{
    return QDir(folder).filePath(u"Cargo.toml"_s);
}

QString parentFolder(const QString &folder)
{
    const QString parent = QFileInfo(folder).path();
    return parent == folder ? QString() : parent;
}

/// The first manifest in `folder` or above it.
QString nearestManifest(const QString &folder)
{
    for (QString at = folder; !at.isEmpty(); at = parentFolder(at)) {
        if (hasEntry(manifestIn(at)))
            return manifestIn(at);
    }
    return {};
}

/// What is told where there is no manifest: one below, or one in wrong letters, is a hint.
Result<RootSearch> noManifest(const QString &start)
{
    const Folder folder(start);
    const Listing listing = folder.list(start);
    if (listing.names.contains(u"cargo.toml"_s))
        return refuse(u"The manifest in %1 is named cargo.toml; Cargo takes only Cargo.toml, so rename it."_s.arg(displayText(start)), start + u"/cargo.toml");
    for (const QString &name : listing.names.first(qMin(lookedAtFolders, listing.names.size()))) {
        if (!name.startsWith(u'.') && folder.hasFile(manifestIn(start + u'/' + name)))
            return refuse(u"There is no Cargo.toml in %1 or above it, but there is one in %2; open that folder."_s.arg(displayText(start), displayText(name)),
                          start);
    }
    return refuse(u"There is no Cargo.toml in %1 or above it; open the folder of a Rust project."_s.arg(displayText(start)), start);
}

QString cargoHome()
{
    const QString set = qEnvironmentVariable("CARGO_HOME");
    return normalPath(set.isEmpty() ? QDir::home().filePath(u".cargo"_s) : set);
}

/// The workspace's root that `package.workspace` names.
Result<QString> namedRoot(const Manifest &manifest, const QString &shown)
{
    const TomlValue &pointer = manifest.package()[u"workspace"];
    QString path = manifestIn(normalPath(QDir(manifest.folder).absoluteFilePath(pointer.text)));
    if (hasEntry(path))
        return path;
    return refuse(
        u"%1 says that its workspace is %2, where there is no Cargo.toml; write where it is, or take the key out."_s.arg(shown, displayText(pointer.text)),
        manifest.path, pointer.line);
}

/// The workspace above a manifest that has none of its own; the manifest itself without one. Manifests on the way that cannot be read are of
/// other projects, unless they look like a workspace.
Result<QString> rootAbove(const Manifest &manifest, const ReadLimits &limits)
{
    const QString home = cargoHome();
    for (QString at = parentFolder(manifest.folder); !at.isEmpty() && at != home; at = parentFolder(at)) {
        QString path = manifestIn(at);
        if (!hasEntry(path))
            continue;
        const Folder folder(at);
        const auto above = readManifest(folder, path, limits);
        if (!above) {
            if (folder.read(path, limits.manifestBytes).value_or(QByteArray()).contains("[workspace"))
                return std::unexpected(above.error());
            continue;
        }
        if (above->workspace().isTable() && !isExcluded(*above, manifest.folder))
            return path;
        if (above->package()[u"workspace"].isText())
            return namedRoot(*above, displayText(path));
    }
    return manifest.path;
}

} // namespace

bool isExcluded(const Manifest &manifest, const QString &folder)
{
    const auto names = [&](QStringView key) {
        const QStringList texts = manifest.workspace()[key].texts();
        return std::ranges::any_of(texts, [&](const QString &text) { return isBelow(folder, normalPath(manifest.folder + u'/' + text)); });
    };
    return names(u"exclude") && !names(u"members");
}

Result<RootSearch> findRoot(const QString &start, const ReadLimits &limits)
{
    const QString nearest = nearestManifest(start);
    if (nearest.isEmpty())
        return noManifest(start);
    const Folder folder(QFileInfo(nearest).path());
    const auto manifest = readManifest(folder, nearest, limits);
    if (!manifest)
        return std::unexpected(manifest.error());
    if (manifest->workspace().isTable())
        return RootSearch{nearest, nearest};
    const auto root = manifest->package()[u"workspace"].isText() ? namedRoot(*manifest, folder.shown(nearest)) : rootAbove(*manifest, limits);
    return root ? Result<RootSearch>(RootSearch{nearest, *root}) : std::unexpected(root.error());
}

} // namespace slipway::reading
