// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>

namespace slipway::test {

/// What is wrong in a window as it stands, one sentence each: text that is cut or elided (where no tooltip has it whole), widgets that
/// overlap or stick out, words whose contrast to what is behind them in `picture` is below WCAG AA.
[[nodiscard]] QStringList pictureProblems(const QWidget *window, const QImage &picture);

} // namespace slipway::test
