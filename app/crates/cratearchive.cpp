// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratearchive.h"

#include "crates/inflate.h"

#include <QFile>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype block = 512;
constexpr qsizetype archiveLimit = 256 * 1024 * 1024; // crates.io takes 10 MiB packed
constexpr qint64 packedLimit = 64 * 1024 * 1024;

QByteArray field(const QByteArray &header, qsizetype at, qsizetype length)
{
    QByteArray text = header.mid(at, length);
    const qsizetype end = text.indexOf('\0');
    if (end >= 0)
        text.truncate(end);
    return text.trimmed();
}

/// `path` of a record of a pax header: "30 path=…\n" (POSIX pax).
QByteArray paxPath(const QByteArray &records)
{
    for (qsizetype at = 0; at < records.size();) {
        const qsizetype space = records.indexOf(' ', at);
        const qsizetype length = space > at ? records.mid(at, space - at).toLongLong() : 0;
        if (length <= 0 || at + length > records.size())
            break;
        const QByteArray record = records.mid(space + 1, length - (space - at) - 2);
        if (record.startsWith("path="))
            return record.mid(5);
        at += length;
    }
    return {};
}

/// Walks the entries of a tar file as far as it is there (POSIX ustar, GNU long names, pax paths).
CrateArchive walk(const QByteArray &tar)
{
    CrateArchive archive;
    QByteArray longName;
    for (qsizetype at = 0; at + block <= tar.size();) {
        const QByteArray header = tar.mid(at, block);
        if (header.at(0) == '\0') {
            archive.isWhole = true;
            break;
        }
        bool isNumber = false;
        const qsizetype size = field(header, 124, 12).toLongLong(&isNumber, 8);
        if (!isNumber || size < 0 || size > archiveLimit)
            break;
        const qsizetype next = at + block + (size + block - 1) / block * block;
        const char kind = header.at(156);
        if (kind == 'L' || kind == 'x') {
            const QByteArray data = tar.mid(at + block, size);
            longName = kind == 'L' ? field(data, 0, size) : paxPath(data);
        } else {
            QByteArray name = longName.isEmpty() ? field(header, 0, 100) : longName;
            const QByteArray prefix = field(header, 345, 155);
            if (longName.isEmpty() && header.mid(257, 6) == QByteArray("ustar\0", 6) && !prefix.isEmpty())
                name = prefix + '/' + name;
            longName.clear();
            const QString path = QString::fromUtf8(name.mid(name.indexOf('/') + 1));
            if (kind == '0' || kind == '\0')
                archive.files.append(path);
            if (path == u"Cargo.toml"_s && at + block + size <= tar.size())
                archive.manifest = tar.mid(at + block, size);
        }
        at = next;
    }
    return archive;
}

} // namespace

Result<CrateArchive> readCrateArchive(const QByteArray &bytes, const QString &shownPath, bool wantsAllNames)
{
    const auto hasManifest = [](const QByteArray &tar) { return !walk(tar).manifest.isEmpty(); };
    CrateArchive archive = walk(gunzipStart(bytes, archiveLimit, wantsAllNames ? std::function<bool(const QByteArray &)>() : hasManifest));
    if (archive.manifest.isEmpty())
        return fail(ErrorCode::File, u"There is no Cargo.toml in %1; remove the file and let Cargo fetch it again."_s.arg(shownPath));
    return archive;
}

Result<CrateArchive> readCrateArchive(const QString &path, bool wantsAllNames)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::File, u"%1 cannot be read: %2."_s.arg(path, file.errorString()));
    return readCrateArchive(file.read(packedLimit), path, wantsAllNames);
}

} // namespace slipway
