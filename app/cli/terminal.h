// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/output.h"

#include <QObject>

#include <optional>

namespace slipway::cli {

/// What the terminal behind the message channel is now. `NO_COLOR` and TERM=dumb make it none.
[[nodiscard]] Output::Terminal messageTerminal();

/// True when a display answers (X11 or Wayland socket; a name in the environment alone is not enough). Always true where windows need none.
[[nodiscard]] bool hasDisplay();

/// Turns SIGINT, SIGTERM and SIGHUP into a signal of the event loop, by a pipe. One per process.
class Interrupts : public QObject
{
    Q_OBJECT
public:
    explicit Interrupts(QObject *parent = nullptr);

Q_SIGNALS:
    void interrupted();
};

/// Why the window cannot be opened (no display, not installed beside this program), or nothing.
[[nodiscard]] std::optional<Error> windowObstacle(const QString &programFolder);

/// Puts the window's program in the place of this process. Comes back only when that failed: one sentence.
[[nodiscard]] Error becomeWindow(const QString &programFolder, const QStringList &arguments);

} // namespace slipway::cli
