// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"
#include "theme/theme.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace slipway {

class RoleLabel;

/// What the head of a running build says.
struct BuildProgress
{
    Session::Phase phase = Session::Phase::Building;
    QString title;                  ///< "Building shop-api, shop-worker for 2 platforms"
    QString doing;                  ///< "compiling dependencies", or empty
    qint64 elapsedMilliseconds = 0;
    qint64 expectedMilliseconds = 0; ///< 0: not known
    double share = -1;              ///< 0 to 1, below 0: not known
    bool operator==(const BuildProgress &) const = default;
};

/// The head of the build page while a build runs: what is built, how far, how long still, Cancel.
class BuildHead : public QFrame
{
    Q_OBJECT
public:
    explicit BuildHead(const Theme *theme, QWidget *parent = nullptr);
    using QFrame::show;
    void show(const BuildProgress &progress);
    /// Cancel was asked for and is on its way.
    void setCancelling(bool cancelling);

Q_SIGNALS:
    void cancelRequested();

private:
    const Theme *m_theme;
    QLabel *m_title = nullptr;
    RoleLabel *m_words = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_cancel = nullptr;
    bool m_isCancelling = false;
};

/// "Building shop-api, shop-worker for 2 platforms". Pure.
[[nodiscard]] QString buildTitle(const Plan &plan);
/// What a build does now, in the user's words, and how far it is: by the crates compiled where the plan knows their number, else by steps.
/// `expected` is the time of the last build that did the same, 0 unknown. Pure.
[[nodiscard]] BuildProgress buildProgress(const BuildState &state, const Plan &plan, qint64 now, qint64 expectedMilliseconds);

} // namespace slipway
