// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "figures.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace slipway {
class MainWindow;
class Session;
} // namespace slipway

namespace slipway::bench {

/// Ends the program with one sentence: a figure of something that did not work would be a lie.
[[noreturn]] void giveUp(const QString &sentence);
/// Runs the event loop until `done` or the time is over (then it gives up).
void waitFor(const QString &what, const std::function<bool()> &done, std::chrono::seconds limit = std::chrono::seconds(60));
/// Runs the event loop for that long, so that all that is due is painted.
void settle(std::chrono::milliseconds time);
/// As waitFor(), and how long it took.
[[nodiscard]] Milliseconds timeUntil(const QString &what, const std::function<bool()> &done, std::chrono::seconds limit = std::chrono::seconds(60));

/// Writes a project whose lock file has that many packages, each used by another, below `folder`.
void writeLargeProject(const QString &folder, int packages);
/// A stream of one build with `lines` lines of cargo's words, colours among them.
[[nodiscard]] QByteArray cargoStream(int lines);

/// The window as windowMain() puts it together, without anything of the user's.
class Window
{
public:
    Window();
    ~Window();
    [[nodiscard]] MainWindow *window() const;
    [[nodiscard]] Session *session() const;
    void show();    ///< until it is exposed

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::bench
