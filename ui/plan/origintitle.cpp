// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/origintitle.h"

#include "plan/originbutton.h"
#include "widgets/labels.h"

#include <QHBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

OriginTitle::OriginTitle(const QString &title, OptionKey key, const QString &name, OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_pattern(u"%1"_s)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(fontMetrics().height() / 3);
    row->addWidget(sectionTitle(title, theme, this));
    row->addStretch();
    m_words = new RoleLabel({}, ColorRole::SubtleText, theme, this);
    m_words->setObjectName(name + u"Origin"_s);
    setRelativeFont(m_words, 88, false);
    row->addWidget(m_words);
    m_button = new OriginButton(key, name + u"Reset"_s, editor, theme, this);
    row->addWidget(m_button);
}

void OriginTitle::setPattern(const QString &pattern)
{
    m_pattern = pattern;
}

void OriginTitle::showOrigin(OptionOrigin origin)
{
    m_button->showOrigin(origin);
    m_words->setText(m_pattern.arg(m_button->originWords()));
    m_words->setToolTip(m_button->isVisibleTo(this) ? m_button->toolTip() : QString());
}

OptionOrigin nativeOrigin(const LayeredOptions &options, const QString &crate)
{
    const auto valueIn = [&](const Options &layer) { return layer.map(OptionKey::Native).value(crate); };
    if (options.commandLine.contains(OptionKey::Native))
        return valueIn(options.commandLine).isValid() ? OptionOrigin::CommandLine : OptionOrigin::Automatic;
    const QVariant chosen = valueIn(options.kept());
    if (!chosen.isValid())
        return OptionOrigin::Automatic;
    // The person's map holds what the file says about other libraries as well.
    return chosen == valueIn(options.file) ? OptionOrigin::File : OptionOrigin::User;
}

} // namespace slipway
