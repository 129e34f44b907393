// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cargosettings.h"
#include "crates/cratefacts.h"

#include <QMutex>

namespace slipway {

/// Facts from what lies on this machine: vendored folders, registry/src, registry/cache (.crate files), registry/index (without the kinds of
/// target) and git/checkouts of a Cargo home. Remembers what it found, for as long as it lives; what it did not find is looked for again.
class CargoCaches : public CrateFactsSource
{
public:
    explicit CargoCaches(const QString &home = cargoHome());
    [[nodiscard]] std::shared_ptr<const CrateFacts> locked(const LockedPackage &package, const CrateSource &place) override;
    [[nodiscard]] std::shared_ptr<const CrateFacts> inFolder(const QString &folder) override;

private:
    using Facts = std::shared_ptr<const CrateFacts>;
    /// A manifest or archive as it was when its facts were taken.
    struct Stamp
    {
        qint64 size = 0;
        qint64 modified = 0;
        Facts facts;
    };
    [[nodiscard]] Facts remembered(const QString &folder, const QString &workspaceManifest);
    [[nodiscard]] Facts find(const LockedPackage &package, const CrateSource &place);
    [[nodiscard]] Facts vendored(const LockedPackage &package, const QString &folder);
    [[nodiscard]] Facts fromRegistry(const LockedPackage &package) const;
    [[nodiscard]] Facts fromGit(const LockedPackage &package);
    /// The folders below `root` that belong to the registry of a source, the likely ones first.
    [[nodiscard]] static QStringList registryFolders(const QString &root, const QString &source);

    const QString m_home;
    QMutex m_mutex;
    QHash<QString, Facts> m_locked;                          ///< by name, version and source
    QHash<QString, Stamp> m_folders;                         ///< by manifest
    QHash<QString, QMultiHash<QString, QString>> m_checkouts; ///< by checkout: package name to folders
};

} // namespace slipway
