// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "fakehttp.h"

namespace slipway::test {

/// A sparse registry on 127.0.0.1 of four crates, all 1.0.0: leaf with a build script that needs made, the proc macro macro, and winonly.
class SmallRegistry
{
public:
    SmallRegistry();
    /// The lines of config.toml that put it in the place of crates.io.
    [[nodiscard]] QByteArray configuration() const;
    /// A program that depends on leaf and macro, on Windows on winonly too, with its lock file.
    void writeProject(const QString &folder) const;

    QMap<QByteArray, QByteArray> crates;               ///< .crate files by name
    QMap<QByteArray, QByteArray> pages;                ///< of the index, by name
    QMap<QString, FakeHttp::Response> specials;        ///< by path, instead of the true answer
    FakeHttp server;

private:
    void add(const QByteArray &name, const QByteArray &manifest, const QByteArray &dependencies, bool hasBuildScript = false);
    [[nodiscard]] FakeHttp::Response answer(const FakeHttp::Request &request) const;
};

} // namespace slipway::test
