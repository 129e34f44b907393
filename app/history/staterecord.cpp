// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/history.h"

#include <algorithm>

namespace slipway {

BuildRecord History::fromState(const BuildState &state, qint64 now)
{
    BuildRecord record;
    for (const BuildStep &step : state.steps) {
        StepRecord row;
        row.name = step.name;
        row.platform = step.platform;
        row.stage = step.parsed.stage;
        row.state = step.state;
        const qint64 started = step.startedAt();
        row.started = started > 0 ? std::max<qint64>(0, started - state.started) : 0;
        row.duration = step.duration(now);
        record.steps.append(row);
    }
    return record;
}

} // namespace slipway
