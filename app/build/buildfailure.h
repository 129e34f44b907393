// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/process.h"
#include "build/buildstate.h"

namespace slipway {

/// What to tell the person of a build that failed: one sentence with place and the tool's own words, the client's last lines as detail. Code Engine
/// when there was no usable engine, else Build. Pure.
[[nodiscard]] Error buildError(const BuildState &state, const ProcessOutcome &outcome);

} // namespace slipway
