// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"
#include "theme/theme.h"

#include <QWidget>

class QCheckBox;

namespace slipway {

class OptionEditor;
class RoleLabel;

/// A tick per platform; those the plan cannot serve are grey, with the reason below.
class PlatformList : public QWidget
{
    Q_OBJECT
public:
    PlatformList(OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    void show(const Plan &plan);

private:
    struct Row
    {
        QString platform;
        QCheckBox *box = nullptr;
        RoleLabel *reason = nullptr;
    };
    void rebuild(const QList<PlannedPlatform> &platforms);
    void ticked(QCheckBox *box);
    OptionEditor *m_editor;
    const Theme *m_theme;
    QList<Row> m_rows;
    QStringList m_automatic;
};

} // namespace slipway
