// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"

namespace slipway {

/// A line of the generated Dockerfile.
struct DockerfileLine
{
    QString text;
    QString stage;            ///< "tools", "planner", "build", the runtime stage's name; empty above the first FROM
    int reason = -1;          ///< index into DockerfileDocument::reasons
    bool operator==(const DockerfileLine &) const = default;
};

/// Why some lines are there.
struct DockerfileReason
{
    QString id;               ///< stable, "cook"
    int firstLine = 0;        ///< 1-based, inclusive
    int lastLine = 0;
    QString text;             ///< for people, one or two sentences; "Added by you." for the user's own lines
    bool operator==(const DockerfileReason &) const = default;
};

struct DockerfileDocument
{
    QList<DockerfileLine> lines;
    QList<DockerfileReason> reasons;
    QString ignoreText;       ///< the .dockerignore that goes with it
    [[nodiscard]] QString text() const; ///< lines joined, ends with a line break
    bool operator==(const DockerfileDocument &) const = default;
};

/// The Dockerfile of a plan: pure, the same plan gives the same bytes. Uses only what BuildKit 0.13 (Dockerfile 1.7) knows.
[[nodiscard]] DockerfileDocument writeDockerfile(const Plan &plan);

/// The tools of a plan as an image of their own (`slipway tools build`): Rust, cargo-chef, Zig with the platforms' C libraries, packages. Its only
/// stage that is built is "tools"; it carries the key below as the label org.slipway.tools.key and in the file /usr/local/share/slipway-tools.
[[nodiscard]] DockerfileDocument writeToolsDockerfile(const Plan &plan);
/// What the contents of that image hang on, as 16 hexadecimal digits: another key means that it is out of date for the plan.
[[nodiscard]] QString toolsKey(const Plan &plan);

/// A difference of two texts by lines (Myers), for the diff view and `generate`.
struct DiffLine
{
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text;
    int oldLine = 0;          ///< 1-based, 0 when added
    int newLine = 0;          ///< 1-based, 0 when removed
    bool operator==(const DiffLine &) const = default;
};
[[nodiscard]] QList<DiffLine> diffLines(const QString &oldText, const QString &newText);

} // namespace slipway
