// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>

class QAbstractScrollArea;

namespace slipway::test {

/// What is wrong in a window as it stands, one sentence each: text that is cut or elided (where no tooltip has it whole), widgets that
/// overlap or stick out, words whose contrast to what is behind them in `picture` is below WCAG AA.
[[nodiscard]] QStringList pictureProblems(const QWidget *window, const QImage &picture);

/// The last of these, for one widget: labels, lines, buttons, tabs, cells of lists and tables, code and log. Where a widget's colours are known (palette,
/// item, highlighted text), they are held against the ground in the picture; what paints itself is looked at in the picture alone.
[[nodiscard]] QStringList contrastProblems(const QWidget *window, const QWidget *widget, const QImage &picture);

/// The first widget on the way up that scrolls its content; what sticks out of it can be scrolled to.
[[nodiscard]] const QAbstractScrollArea *scrollerOf(const QWidget *widget);

} // namespace slipway::test
