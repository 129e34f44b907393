// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <memory>

namespace slipway::test {

/// A window that stands at one station of the work, with all that it needs.
class Station
{
public:
    virtual ~Station() = default;
    [[nodiscard]] virtual QWidget *window() = 0;
    /// What the picture is of, once it has settled: the window, or a dialog of its own size before it.
    [[nodiscard]] virtual QWidget *subject() { return window(); }
    /// True when nothing is on its way any more.
    [[nodiscard]] virtual bool isSettled() { return true; }
};

/// Whether the contrast check sees what it is for, in each kind of widget; gives the number of problems, which it prints.
[[nodiscard]] int checkTheChecks();

[[nodiscard]] QStringList stationNames();
[[nodiscard]] std::unique_ptr<Station> makeStation(const QString &name, Theme::Scheme scheme);

} // namespace slipway::test
