// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/history.h"

namespace slipway::test {

/// A record of the project "shop" at `root`: `minute` sorts it, `result` as in BuildRecord.
[[nodiscard]] BuildRecord shopRecord(const QString &root, int minute, const QString &result, qint64 milliseconds);

/// Twelve builds of a day, some quick, one failed, one cancelled.
void writeShopRecords(History &history, const QString &root);

} // namespace slipway::test
