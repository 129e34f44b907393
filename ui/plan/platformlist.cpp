// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/platformlist.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "widgets/labels.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

PlatformList::PlatformList(OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_theme(theme)
{
    setObjectName(u"platformList"_s);
    setAccessibleName(tr("Platforms"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(fontMetrics().height() / 4);
}

void PlatformList::rebuild(const QList<PlannedPlatform> &platforms)
{
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_rows.clear();
    for (const PlannedPlatform &planned : platforms) {
        Row row;
        row.platform = planned.platform;
        row.box = new QCheckBox(planned.platform, this);
        row.box->setObjectName(u"platform:"_s + planned.platform);
        row.box->setAccessibleName(planned.platform);
        row.reason = new RoleLabel({}, ColorRole::Attention, m_theme, this);
        row.reason->setWordWrap(true);
        row.reason->setIndent(fontMetrics().height() * 3 / 2);
        setRelativeFont(row.reason, 88, false);
        // Not clicked(): screen readers toggle.
        connect(row.box, &QCheckBox::toggled, this, [this, box = row.box] { ticked(box); });
        layout()->addWidget(row.box);
        layout()->addWidget(row.reason);
        m_rows.append(row);
    }
}

void PlatformList::show(const Plan &plan)
{
    bool isSame = m_rows.size() == plan.platforms.size();
    for (int i = 0; isSame && i < m_rows.size(); ++i)
        isSame = m_rows[i].platform == plan.platforms[i].platform;
    if (!isSame)
        rebuild(plan.platforms);
    m_automatic = plan.options.value(OptionKey::Platforms).automatic.toStringList();
    for (int i = 0; i < m_rows.size(); ++i) {
        const PlannedPlatform &planned = plan.platforms[i];
        const Row &row = m_rows[i];
        {
            const QSignalBlocker quiet(row.box); // it says what is planned, not what is wished
            row.box->setChecked(planned.isChosen);
        }
        // A chosen one that became impossible can still be unticked.
        row.box->setEnabled(planned.isPossible || planned.isChosen);
        const QString reason = displayText(planned.reason);
        row.reason->setText(reason);
        row.reason->setVisible(!planned.isPossible && !reason.isEmpty());
        const QString tip = planned.isPossible ? tr("Builds an image for %1 (%2).").arg(planned.platform, planned.target) : reason;
        row.box->setToolTip(tip.toHtmlEscaped());
        row.box->setAccessibleDescription(planned.isPossible ? QString() : reason);
    }
}

void PlatformList::ticked(QCheckBox *box)
{
    QStringList chosen;
    for (const Row &row : std::as_const(m_rows)) {
        if (row.box->isChecked())
            chosen.append(row.platform);
    }
    if (chosen.isEmpty()) { // a plan has one platform at least
        const QSignalBlocker quiet(box);
        box->setChecked(true);
        return;
    }
    QStringList automatic = m_automatic;
    QStringList sorted = chosen;
    automatic.sort();
    sorted.sort();
    if (sorted == automatic)
        m_editor->reset(OptionKey::Platforms);
    else
        (void)m_editor->set(OptionKey::Platforms, chosen);
}

} // namespace slipway
