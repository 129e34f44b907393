// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/originbutton.h"

#include "plan/optioneditor.h"
#include "plan/optionwords.h"

namespace slipway {

using namespace Qt::StringLiterals;

OriginButton::OriginButton(OptionKey key, const QString &name, OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QToolButton(parent)
    , m_key(key)
    , m_editor(editor)
    , m_theme(theme)
{
    setObjectName(name);
    setAutoRaise(true);
    const int size = fontMetrics().height();
    setIconSize(QSize(size, size) * 9 / 10);
    QSizePolicy keep = sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    setSizePolicy(keep);
    hide();
    connect(this, &QToolButton::clicked, this, &OriginButton::goBack);
}

QString OriginButton::originWords() const
{
    return m_isOverFile ? tr("automatic, as you chose over slipway.toml") : originText(m_origin);
}

void OriginButton::showOrigin(OptionOrigin origin)
{
    m_origin = origin;
    m_isOverFile = m_editor->isAutomaticOverFile(m_key) && origin != OptionOrigin::CommandLine;
    const QString label = optionLabel(m_key);
    if (m_isOverFile || origin == OptionOrigin::User) {
        setIcon(m_theme->icon(u"reset"_s, ColorRole::Accent));
        setAccessibleName(tr("Take back the choice of %1").arg(label));
        setToolTip(m_isOverFile ? tr("Automatic by your choice. Click to go back to what slipway.toml says.")
                                : tr("Chosen by you. Click to go back to automatic, or to what slipway.toml says."));
    } else if (origin == OptionOrigin::File) {
        setIcon(m_theme->icon(u"file"_s, ColorRole::SubtleText));
        setAccessibleName(tr("Make %1 automatic").arg(label));
        setToolTip(tr("This value is from slipway.toml. Click to leave it to Slipway instead."));
    } else {
        setIcon(m_theme->icon(u"terminal"_s, ColorRole::SubtleText));
        setAccessibleName(tr("%1 is %2").arg(label, originText(origin)));
        setToolTip(tr("This value is %1.").arg(originText(origin)));
    }
    setEnabled(origin != OptionOrigin::CommandLine);
    setVisible(m_isOverFile || origin != OptionOrigin::Automatic);
}

void OriginButton::goBack()
{
    if (m_origin == OptionOrigin::File)
        m_editor->setAutomatic(m_key);
    else
        m_editor->reset(m_key);
}

} // namespace slipway
