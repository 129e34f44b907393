// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/process.h"
#include "build/buildstate.h"

namespace slipway {

/// The first error of the step that failed, else the first at all; nullptr without one. Lives as long as `state` is not changed.
[[nodiscard]] const BuildProblem *firstError(const BuildState &state);

/// What to tell the person of a build that failed: one sentence with place and the tool's own words, the client's last lines as detail. Code Engine
/// when there was no usable engine, else Build. Pure.
[[nodiscard]] Error buildError(const BuildState &state, const ProcessOutcome &outcome);

} // namespace slipway
