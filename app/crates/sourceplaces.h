// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"

#include <QHash>

namespace slipway {

/// The absolute folders of all directory and local-registry sources in the configuration files that Cargo would read for a project: those
/// of its folder, of the folders around it, and of the Cargo home (Cargo reference, "Hierarchical structure").
[[nodiscard]] QStringList vendorFolders(const Project &project);

/// The folders that [patch] of the root manifest and of the configuration puts in the place of packages, by package name.
[[nodiscard]] QHash<QString, QString> patchFolders(const Project &project);

} // namespace slipway
