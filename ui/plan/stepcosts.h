// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "dockerfile/dockerfile.h"
#include "history/history.h"

namespace slipway {

/// What an instruction cost in the last builds.
struct StepCost
{
    qint64 lastNanoseconds = 0; ///< when it last really ran, 0: it never did
    int reused = 0;             ///< builds in which it came from the cache
    int builds = 0;             ///< builds in which it stood
    bool operator==(const StepCost &) const = default;
};

/// Costs by instruction, from the records of a project (newest first; at most 15 are looked at). Pure.
class StepCosts
{
public:
    StepCosts() = default;
    StepCosts(const QList<BuildRecord> &records, const QString &projectRoot);
    /// The cost of lines `first` to `last` (1-based, inclusive) of a Dockerfile: the sum over their instructions.
    [[nodiscard]] StepCost of(const DockerfileDocument &document, int first, int last) const;

private:
    QHash<QString, StepCost> m_costs;
};

/// The instructions in lines `first` to `last`, continuation lines joined, white space single, as BuildKit names a step.
[[nodiscard]] QStringList instructionsIn(const DockerfileDocument &document, int first, int last);

} // namespace slipway
