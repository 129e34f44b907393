// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace slipway::test {

/// Writes a file below `folder`, with the folders on the way. Fails the program when the disk does.
void writeFile(const QString &folder, const QString &path, const QByteArray &bytes);

/// A small Rust project with one binary and a lock file, no dependencies.
void writeSmallProject(const QString &folder, const QByteArray &name = "small");

/// A workspace with two services and a shared library.
void writeShopWorkspace(const QString &folder);

} // namespace slipway::test
