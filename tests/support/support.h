// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace slipway::test {

/// Absolute path of a file in the source tree.
inline QString sourcePath(const QString &relative)
{
    return QStringLiteral(SLIPWAY_SOURCE_DIR "/") + relative;
}

} // namespace slipway::test
