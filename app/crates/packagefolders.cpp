// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/packagefolders.h"

#include "base/toml.h"

#include <QDirListing>
#include <QFile>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostFolders = 20'000;

} // namespace

QString workspaceAround(QString folder, const QString &top)
{
    while (folder.size() >= top.size() && folder.startsWith(top)) {
        QFile file(folder + u"/Cargo.toml"_s);
        if (file.open(QIODevice::ReadOnly)) {
            const QByteArray bytes = file.readAll();
            if (bytes.startsWith("[workspace") || bytes.contains("\n[workspace"))
                return file.fileName();
        }
        folder.truncate(folder.lastIndexOf(u'/'));
    }
    return {};
}

QMultiHash<QString, QString> packagesBelow(const QString &folder)
{
    QMultiHash<QString, QString> packages;
    int seen = 0;
    for (const auto &entry : QDirListing(folder, {u"Cargo.toml"_s}, QDirListing::IteratorFlag::Recursive | QDirListing::IteratorFlag::FilesOnly)) {
        if (++seen > mostFolders)
            break;
        QFile file(entry.filePath());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const auto document = parseToml(file.readAll(), file.fileName(), file.fileName());
        if (document && (*document)[u"package"][u"name"].isText())
            packages.insert((*document)[u"package"][u"name"].text, entry.absolutePath());
    }
    return packages;
}

} // namespace slipway
