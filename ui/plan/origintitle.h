// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"
#include "theme/theme.h"

#include <QWidget>

namespace slipway {

class OptionEditor;
class OriginButton;
class RoleLabel;

/// The heading of a section that is one option: its title, where its value comes from in words, and the way back.
class OriginTitle : public QWidget
{
    Q_OBJECT
public:
    OriginTitle(const QString &title, OptionKey key, const QString &name, OptionEditor *editor, const Theme *theme, QWidget *parent);
    /// "binaries: %1", where the title does not say what has the value.
    void setPattern(const QString &pattern);
    void showOrigin(OptionOrigin origin);

private:
    QString m_pattern;
    RoleLabel *m_words = nullptr;
    OriginButton *m_button = nullptr;
};

/// Where the choice for one native library comes from: the map of all of them is one option.
[[nodiscard]] OptionOrigin nativeOrigin(const LayeredOptions &options, const QString &crate);

} // namespace slipway
