// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/history.h"

namespace slipway {

/// A step of two builds side by side. A time of -1: the step is not in that build.
struct StepComparison
{
    QString name;
    QString platform;
    QString stage;
    StepState beforeState = StepState::Waiting;
    StepState afterState = StepState::Waiting;
    qint64 before = -1;       ///< ns
    qint64 after = -1;        ///< ns
    [[nodiscard]] qint64 change() const { return (after < 0 ? 0 : after) - (before < 0 ? 0 : before); } ///< ns, negative: faster
    bool operator==(const StepComparison &) const = default;
};

/// Steps of both builds, matched by name and platform (repeats in their order), those that changed most first. Pure.
[[nodiscard]] QList<StepComparison> compareSteps(const BuildRecord &before, const BuildRecord &after);

/// The comparison in one sentence: "12 s faster; 4 steps more came from the cache." Pure.
[[nodiscard]] QString comparisonSentence(const BuildRecord &before, const BuildRecord &after);

} // namespace slipway
