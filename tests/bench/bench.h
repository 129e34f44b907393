// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "figures.h"

namespace slipway::bench {

/// From exec to the first frame that the display server has, with no project and with one.
[[nodiscard]] QList<Figure> measureStartup(int runs);
/// A project with a 700-package lock file: reading, until it is open, until its plan is made.
[[nodiscard]] QList<Figure> measureOpening(int runs);
/// 200,000 lines through a pipe with the log visible and following: how late the event loop is.
[[nodiscard]] QList<Figure> measureLogging(int runs);
/// From a key press in a field to the preview that shows its effect.
[[nodiscard]] QList<Figure> measureTyping(int runs);

} // namespace slipway::bench
