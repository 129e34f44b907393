// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"

#include <QTreeWidget>

namespace slipway {

class OptionEditor;
class Theme;
struct PlanResult;

/// The packages and binaries of the project; a tick says that a binary becomes an image.
class ProjectTree : public QTreeWidget
{
    Q_OBJECT
public:
    ProjectTree(OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    void show(const PlanResult &result);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

private:
    void rebuild(const PlanResult &result);
    void tickChanged(QTreeWidgetItem *item);
    OptionEditor *m_editor;
    const Theme *m_theme;
    std::shared_ptr<const PlanResult> m_shown;
    QList<QTreeWidgetItem *> m_binaries;
    QStringList m_automatic;
    QString m_structure;
    bool m_isFilling = false;
};

} // namespace slipway
