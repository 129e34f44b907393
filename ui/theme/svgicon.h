// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QColor>
#include <QIcon>

#include <functional>

namespace slipway {

/// An icon from an SVG of ours whose `currentColor` is replaced when it is painted, so that it follows palette, mode and scale.
/// `color` gives the colour of the normal mode; without it, the palette's text colour. An unknown name gives a null icon.
[[nodiscard]] QIcon svgIcon(const QString &name, std::function<QColor()> color = {});

} // namespace slipway
