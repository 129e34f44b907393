// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"
#include "theme/theme.h"

#include <QToolButton>

namespace slipway {

class OptionEditor;

/// The mark of where the value of an option comes from, and the way back: from the person's choice to what slipway.toml
/// says or else to automatic, and from what slipway.toml says to automatic. Not there while nobody has said anything.
class OriginButton : public QToolButton
{
    Q_OBJECT
public:
    OriginButton(OptionKey key, const QString &name, OptionEditor *editor, const Theme *theme, QWidget *parent);
    void showOrigin(OptionOrigin origin);
    /// "from slipway.toml"
    [[nodiscard]] QString originWords() const;

private:
    void goBack();
    OptionKey m_key;
    OptionEditor *m_editor;
    const Theme *m_theme;
    OptionOrigin m_origin = OptionOrigin::Automatic;
    bool m_isOverFile = false;
};

} // namespace slipway
