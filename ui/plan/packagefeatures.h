// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"
#include "theme/theme.h"

#include <QListWidget>

namespace slipway {

class OptionEditor;
struct PlanResult;

/// A feature that the person may switch on.
struct FeatureChoice
{
    QString package;
    QString feature;
    QString word; ///< what the option "features" calls it: "loud", or "api/loud" in a workspace
    bool isOn = false;
    QString reason; ///< why it is on without having been chosen, or empty
    bool operator==(const FeatureChoice &) const = default;
};

/// The features of the packages that a plan compiles, those of optional dependencies included (Cargo reference,
/// "Features"), by package and name; without `default`, which is a choice of its own. Pure.
[[nodiscard]] QList<FeatureChoice> featureChoices(const PlanResult &result);

/// A tick per feature, below the field that takes any text. What is on anyway is grey, with the reason as tool tip.
class PackageFeatures : public QListWidget
{
    Q_OBJECT
public:
    PackageFeatures(OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    void show(const PlanResult &result);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

private:
    void rebuild();
    void color();
    void ticked(const QListWidgetItem *item);
    OptionEditor *m_editor;
    const Theme *m_theme;
    QList<FeatureChoice> m_choices;
    QStringList m_chosen; ///< the option as slipway.toml and the person have it
    bool m_isFilling = false;
};

} // namespace slipway
