// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>

#include <functional>

namespace slipway {

/// Unpacks the start of a gzip stream (RFC 1952, 1951): as far as the input goes, `limit` bytes are reached, or `isEnough` says so (asked now
/// and then with what there is). What is broken ends the output there; a checksum is not looked at, for the end may never be reached.
/// (Qt unpacks whole zlib streams only, and a crate may be megabytes of which the first few thousand bytes matter.)
[[nodiscard]] QByteArray gunzipStart(const QByteArray &bytes, qsizetype limit, const std::function<bool(const QByteArray &)> &isEnough = {});

} // namespace slipway
