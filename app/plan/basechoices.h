// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"

namespace slipway {

/// A runtime base of knowledge, and whether the plan could stand on it.
struct BaseChoice
{
    QString key; ///< of bases.toml, a value of the option "runtime"
    bool isPossible = true;
    QString reason;      ///< why it is not: one sentence
    QString fixKey{};    ///< option (name in slipway.toml) whose change is the nearest thing that works; "runtime":
                         ///< another base. Or empty
    QVariant fixValue{}; ///< any other option than "runtime" is meant together with this base
    bool operator==(const BaseChoice &) const = default;
};

/// Why not this base: every runtime base in the order of knowledge, each tried in a plan that has the user choose it.
/// An error that stands against every base is none of a base's. The nearest thing is what the error names, another option
/// for that base or another base, else the base most like it; either was tried as well. Pure; costs a plan without its
/// text for each base, so call it off the GUI thread. Empty when the command line names the base, as no choice counts then.
[[nodiscard]] QList<BaseChoice> baseChoices(const PlanInput &input);

} // namespace slipway
