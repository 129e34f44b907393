// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"
#include "theme/theme.h"

#include <QListWidget>

namespace slipway {

/// The native libraries: a row for each that wants a decision, with what happens to it; the rest folded into one row that names them.
class NativeList : public QListWidget
{
    Q_OBJECT
public:
    explicit NativeList(const Theme *theme, QWidget *parent = nullptr);
    void show(const QList<NativeDecision> &natives);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }
    [[nodiscard]] int decisionCount() const { return m_decisions; }

private:
    void fill();
    QList<NativeDecision> m_natives;
    bool m_isUnfolded = false;
    int m_decisions = 0;
};

} // namespace slipway
