// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "knowledge/knowledge.h"

namespace slipway {

/// The row of resources/knowledge/native.toml for a crate as it is locked, or null: of several rows that whose requirement the version meets. A
/// pre-release counts as the version that it leads to, as its build script is that one's ("2.0.0-rc.3" meets ">=2"; Cargo itself would not take
/// it). For a version that cannot be read, or that no row is for, it is the first row.
[[nodiscard]] const NativeLibraryInfo *nativeRow(const Knowledge &knowledge, const QString &crate, const QString &version);

/// Whether the row is for that version of its crate.
[[nodiscard]] bool isForVersion(const NativeLibraryInfo &row, const QString &version);

} // namespace slipway
