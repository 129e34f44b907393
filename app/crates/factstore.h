// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cratefacts.h"

namespace slipway {

/// Facts about crates of registries, kept in a folder: a small file each, named by name, version and checksum, so that a registry that changes its
/// mind changes nothing here. A file appears whole or not at all, and what is torn, cut or of another format is as if it were not there; any
/// number of processes may use the folder. Values without state: safe in any thread.
class FactStore
{
public:
    /// $SLIPWAY_CACHE, else $XDG_CACHE_HOME/slipway, else ~/.cache/slipway; in it crates/FORMAT.
    [[nodiscard]] static QString defaultFolder();
    explicit FactStore(QString folder = defaultFolder())
        : m_folder(std::move(folder))
    {
    }

    /// Null where nothing is kept, or the package has no checksum.
    [[nodiscard]] std::shared_ptr<const CrateFacts> find(const LockedPackage &package) const;
    /// False when it could not be written (a full disk, a folder without rights): the facts are then had again next time.
    bool keep(const LockedPackage &package, const CrateFacts &facts) const;
    /// Absolute path of the file for a package; empty for one without a checksum.
    [[nodiscard]] QString path(const LockedPackage &package) const;

private:
    QString m_folder;
};

/// The bytes of a kept file, and back; null for any bytes but whole ones of this format.
[[nodiscard]] QByteArray packFacts(const CrateFacts &facts);
[[nodiscard]] std::shared_ptr<const CrateFacts> unpackFacts(const QByteArray &bytes);

} // namespace slipway
