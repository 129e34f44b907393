// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"
#include "theme/theme.h"

#include <QWidget>

class QCheckBox;

namespace slipway {

class OptionEditor;
class LinkButton;
class RoleLabel;

/// A tick per platform; those the plan cannot serve are grey, with the reason below and, where there is one, the nearest way to have it.
class PlatformList : public QWidget
{
    Q_OBJECT
public:
    PlatformList(std::shared_ptr<const Knowledge> knowledge, OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    void show(const Plan &plan);

private:
    struct Row
    {
        QString platform;
        QCheckBox *box = nullptr;
        RoleLabel *reason = nullptr;
        QWidget *fixLine = nullptr;
        LinkButton *fix = nullptr;
        QString fixKey;
        QVariant fixValue;
    };
    void rebuild(const QList<PlannedPlatform> &platforms);
    void ticked(QCheckBox *box);
    void take(const QString &platform);
    std::shared_ptr<const Knowledge> m_knowledge;
    OptionEditor *m_editor;
    const Theme *m_theme;
    QList<Row> m_rows;
    QStringList m_automatic;
};

} // namespace slipway
