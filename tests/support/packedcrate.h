// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>

namespace slipway::test {

/// gzip as any tool writes it: zlib's deflate in another wrapping. The checksum is left empty: nobody looks at it.
[[nodiscard]] QByteArray gzip(const QByteArray &bytes, int level = 9);

/// An entry of a tar file (POSIX ustar).
[[nodiscard]] QByteArray tarEntry(const QByteArray &name, const QByteArray &data, char kind = '0');

/// A .crate file: `files` by path without the leading NAME-VERSION/.
[[nodiscard]] QByteArray packedCrate(const QByteArray &name, const QByteArray &version, const QList<std::pair<QByteArray, QByteArray>> &files);

} // namespace slipway::test
