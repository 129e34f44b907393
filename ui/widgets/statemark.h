// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"
#include "theme/theme.h"

class QPainter;

namespace slipway {

/// The colour role of a state's word and mark.
[[nodiscard]] ColorRole stateRole(StepState state);
/// The colour role of a stage of our Dockerfiles; runtime stages are named after their binary. Empty: no stage.
[[nodiscard]] ColorRole stageRole(const QString &stage, const QString &command);
/// Paints the shape of a state: a ring (waiting), a filled triangle (running), a tick (done), a dashed ring (cached), a cross (failed),
/// a hatched square (cancelled). Each differs without its colour.
void paintStateMark(QPainter *painter, const QRectF &rect, StepState state, const QColor &color);
/// Fills `rect` with diagonal lines, as cancelled bars have.
void paintHatching(QPainter *painter, const QRectF &rect, const QColor &color);

} // namespace slipway
