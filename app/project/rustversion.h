// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QString>

namespace slipway::reading {

/// "1.85", "1.85.1-beta" and the like as three numbers that order; empty for other names of a toolchain.
[[nodiscard]] QList<int> rustNumbers(const QString &version);
/// The first Rust that compiles an edition (Edition Guide), empty for the first edition and unknown ones.
[[nodiscard]] QString editionRust(const QString &edition);

} // namespace slipway::reading
