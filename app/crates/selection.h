// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/unitgraph.h"

namespace slipway {

/// The packages that a cargo call names (-p), else those that it takes by itself.
[[nodiscard]] QList<const Package *> selectedPackages(const Project &project, const CrateRequest &request);

/// Which packages a cargo call starts its features from, and with which (cargo 1.95, core/workspace.rs, members_with_features).
[[nodiscard]] QList<FeatureRoot> featureRoots(const Project &project, const CrateRequest &request, LockGraph &graph);

/// The libraries and binaries that it compiles: those whose required features are there.
[[nodiscard]] QList<UnitRoot> unitRoots(const Project &project, const CrateRequest &request, LockGraph &graph, const FeatureResolver &features);

} // namespace slipway
