// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/sourceplaces.h"

#include "crates/cargocaches.h"

#include "base/toml.h"

#include <QDir>
#include <QFile>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct ConfigFile
{
    QString base; ///< what its paths start from: the folder that holds .cargo
    TomlValue document;
};

std::optional<TomlValue> readToml(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() > ReadLimits().manifestBytes || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    auto document = parseToml(file.readAll(), path, path);
    return document ? std::optional(std::move(*document)) : std::nullopt;
}

void addConfig(const QString &folder, const QString &base, QList<ConfigFile> &files)
{
    for (const QString &name : {u"/config"_s, u"/config.toml"_s}) {
        if (auto document = readToml(folder + name)) {
            files.append({base, std::move(*document)});
            return;
        }
    }
}

QList<ConfigFile> configFiles(const Project &project)
{
    QList<ConfigFile> files;
    const QString home = cargoHome();
    QString folder = project.root;
    while (!folder.isEmpty()) {
        if (folder + u"/.cargo"_s != home)
            addConfig(folder + u"/.cargo"_s, folder, files);
        folder.truncate(folder.lastIndexOf(u'/'));
    }
    addConfig(home, QFileInfo(home).path(), files);
    return files;
}

QString absolutePath(const QString &base, const QString &path)
{
    return QDir::cleanPath(QDir(base).absoluteFilePath(path));
}

} // namespace

QStringList vendorFolders(const Project &project)
{
    QStringList folders;
    const QList<ConfigFile> files = configFiles(project);
    for (const ConfigFile &file : files) {
        for (const TomlEntry &source : file.document[u"source"].entries) {
            for (const QStringView key : {u"directory", u"local-registry"}) {
                if (source.value[key].isText())
                    folders.append(absolutePath(file.base, source.value[key].text));
            }
        }
    }
    return folders;
}

QHash<QString, QString> patchFolders(const Project &project)
{
    QHash<QString, QString> folders;
    QList<ConfigFile> files = configFiles(project);
    if (auto document = readToml(project.root + u"/Cargo.toml"_s))
        files.prepend({project.root, std::move(*document)});
    for (const ConfigFile &file : std::as_const(files)) {
        for (const TomlEntry &source : file.document[u"patch"].entries) {
            for (const TomlEntry &patch : source.value.entries) {
                const QString name = patch.value[u"package"].isText() ? patch.value[u"package"].text : patch.key;
                if (patch.value[u"path"].isText() && !folders.contains(name))
                    folders.insert(name, absolutePath(file.base, patch.value[u"path"].text));
            }
        }
    }
    return folders;
}

} // namespace slipway
