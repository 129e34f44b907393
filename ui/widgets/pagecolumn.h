// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

class QScrollArea;
class QVBoxLayout;

namespace slipway {

/// Makes a page of its own of an empty scroll area: a column in its middle, no wider than is good to read, with `top` pixels above it. What
/// is put into the column has its parentWidget() as parent.
[[nodiscard]] QVBoxLayout *makePageColumn(QScrollArea *area, int top);

} // namespace slipway
