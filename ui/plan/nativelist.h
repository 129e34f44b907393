// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"
#include "theme/theme.h"

#include <QListWidget>

namespace slipway {

/// The native libraries: a row for each that something is done for, with what happens to it; the rest folded into one row.
class NativeList : public QListWidget
{
    Q_OBJECT
public:
    explicit NativeList(const Theme *theme, QWidget *parent = nullptr);
    void show(const QList<NativeDecision> &natives);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }
    [[nodiscard]] int shownCount() const { return m_shown; }

private:
    void fill();
    QList<NativeDecision> m_natives;
    bool m_isUnfolded = false;
    int m_shown = 0;
};

} // namespace slipway
