// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "packedcrate.h"

namespace slipway::test {

QByteArray gzip(const QByteArray &bytes, int level)
{
    QByteArray deflated = qCompress(bytes, level).mid(6);
    deflated.chop(4);
    return QByteArray("\x1f\x8b\x08\x08\0\0\0\0\0\xff"
                      "name",
                      14)
           + '\0' + deflated + QByteArray(8, '\0');
}

QByteArray tarEntry(const QByteArray &name, const QByteArray &data, char kind)
{
    QByteArray header(512, '\0');
    header.replace(0, name.size(), name);
    const QByteArray size = QByteArray::number(data.size(), 8).rightJustified(11, '0');
    header.replace(124, size.size(), size);
    header[156] = kind;
    return header + data + QByteArray((512 - data.size() % 512) % 512, '\0');
}

QByteArray packedCrate(const QByteArray &name, const QByteArray &version, const QList<std::pair<QByteArray, QByteArray>> &files)
{
    QByteArray tar;
    for (const auto &[path, data] : files)
        tar += tarEntry(name + '-' + version + '/' + path, data);
    return gzip(tar + QByteArray(1024, '\0'));
}

} // namespace slipway::test
