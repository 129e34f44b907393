// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/platformlist.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "plan/optionwords.h"
#include "widgets/labels.h"

#include <QCheckBox>
#include <QHBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

PlatformList::PlatformList(std::shared_ptr<const Knowledge> knowledge, OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_knowledge(std::move(knowledge))
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
        row.fixLine = new QWidget(this);
        auto *line = new QHBoxLayout(row.fixLine);
        line->setContentsMargins(fontMetrics().height() * 3 / 2, 0, 0, 0);
        row.fix = new LinkButton({}, m_theme, row.fixLine);
        row.fix->setObjectName(u"platformFix:"_s + planned.platform);
        line->addWidget(row.fix);
        line->addStretch();
        connect(row.fix, &LinkButton::clicked, this, [this, platform = planned.platform] { take(platform); });
        layout()->addWidget(row.fixLine);
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
        Row &row = m_rows[i];
        {
            const QSignalBlocker quiet(row.box); // it says what is planned, not what is wished
            row.box->setChecked(planned.isChosen);
        }
        // A chosen one that became impossible can still be unticked.
        row.box->setEnabled(planned.isPossible || planned.isChosen);
        const QString reason = displayText(planned.reason);
        row.reason->setText(reason);
        row.reason->setVisible(!planned.isPossible && !reason.isEmpty());
        row.fixKey = planned.fixKey;
        row.fixValue = planned.fixValue;
        const OptionInfo *option = planned.fixKey.isEmpty() ? nullptr : optionByName(planned.fixKey);
        row.fixLine->setVisible(option != nullptr);
        if (option) {
            row.fix->setText(tr("Use %1", "the value of an option, such as musl").arg(optionValueText(option->key, planned.fixValue, m_knowledge.get())));
            row.fix->setAccessibleName(tr("%1 for %2").arg(row.fix->text(), planned.platform));
            row.fix->setToolTip(tr("Sets “%1” to that, and builds for %2 too.").arg(optionLabel(option->key), planned.platform).toHtmlEscaped());
            row.fix->updateGeometry();
        }
        const QString tip = planned.isPossible ? tr("Builds an image for %1 (%2).").arg(planned.platform, planned.target) : reason;
        row.box->setToolTip(tip.toHtmlEscaped());
        row.box->setAccessibleDescription(planned.isPossible ? QString() : reason);
    }
}

// The change and the tick are one wish, and one step of undo.
void PlatformList::take(const QString &platform)
{
    QStringList chosen;
    const Row *wanted = nullptr;
    for (const Row &row : std::as_const(m_rows)) {
        if (row.box->isChecked() || row.platform == platform)
            chosen.append(row.platform);
        if (row.platform == platform)
            wanted = &row;
    }
    const OptionInfo *option = wanted ? optionByName(wanted->fixKey) : nullptr;
    if (option)
        (void)m_editor->setTogether({{option->key, wanted->fixValue}, {OptionKey::Platforms, chosen}});
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
    m_editor->setTicks(OptionKey::Platforms, chosen, m_automatic);
}

} // namespace slipway
