// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "dockerfile/dockerfile.h"

namespace slipway {

/// Lines that a view can show as one: an embedded file or script in a Dockerfile.
struct CodeFold
{
    int head = 0;      ///< 1-based: the line that stays, with the fold's words below it
    int first = 0;     ///< 1-based, inclusive: what is folded
    int last = 0;
    QString words;     ///< "… 126 lines: makes the recipe independent of …"
    QString brief;     ///< where that has no room
    bool operator==(const CodeFold &) const = default;
};

/// The embedded files of a Dockerfile (here-documents, Dockerfile reference 1.4) that are long enough to be in the way. Pure.
[[nodiscard]] QList<CodeFold> foldsOf(const DockerfileDocument &document);
/// The same in a difference, as far as all lines of one are of the same kind: what changes inside of a script is always seen.
[[nodiscard]] QList<CodeFold> foldsOf(const QList<DiffLine> &difference);

} // namespace slipway
