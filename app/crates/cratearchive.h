// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace slipway {

/// What a .crate file (gzip, tar) says about its package.
struct CrateArchive
{
    QByteArray manifest; ///< Cargo.toml
    QStringList files;   ///< paths of the archive, without the leading NAME-VERSION/; complete only when isWhole
    bool isWhole = false;
};

/// Reads Cargo.toml from a .crate file. With `wantsAllNames` the whole archive is walked for the names of its files, else reading stops behind the
/// manifest (mostly the third entry). Errors: File, when there is no such file or no manifest in it.
[[nodiscard]] Result<CrateArchive> readCrateArchive(const QString &path, bool wantsAllNames = false);

/// The same for the bytes of a .crate file, or of its start.
[[nodiscard]] Result<CrateArchive> readCrateArchive(const QByteArray &bytes, const QString &shownPath, bool wantsAllNames = false);

} // namespace slipway
