// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/findinglist.h"

#include "base/text.h"
#include "plan/options.h"
#include "plan/optionwords.h"
#include "widgets/labels.h"

#include <QFileInfo>
#include <QHBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

FindingList::FindingList(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
{
    setObjectName(u"findingList"_s);
    setAccessibleName(tr("Findings"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(fontMetrics().height() / 2);
}

void FindingList::show(const QList<Finding> &findings, const QStringList &ignored)
{
    if (m_isFilled && findings == m_findings && ignored == m_ignored)
        return;
    m_isFilled = true;
    m_findings = findings;
    m_ignored = ignored;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    int hidden = 0;
    for (const Finding &finding : findings) {
        if (finding.severity != Finding::Severity::Error && ignored.contains(finding.code))
            ++hidden;
        else
            m_rows->addWidget(row(finding));
    }
    if (m_rows->count() == 0) // not isEmpty(), which is true of rows that are not shown yet
        m_rows->addWidget(new RoleLabel(tr("Nothing stands in the way."), ColorRole::SubtleText, m_theme, this));
    if (hidden > 0) {
        auto *again = new LinkButton(tr("Show %n ignored", nullptr, hidden), m_theme, this);
        again->setObjectName(u"showIgnored"_s);
        again->setToolTip(tr("Shows the findings again that you chose to ignore."));
        connect(again, &LinkButton::clicked, this, &FindingList::ignoredShown);
        m_rows->addWidget(again);
    }
}

QWidget *FindingList::row(const Finding &finding)
{
    auto *frame = new QWidget(this);
    frame->setObjectName(u"finding:"_s + finding.code);
    auto *across = new QHBoxLayout(frame);
    across->setContentsMargins(0, 0, 0, 0);
    const bool isError = finding.severity == Finding::Severity::Error;
    const bool isNote = finding.severity == Finding::Severity::Note;
    auto *icon = new QLabel(frame);
    icon->setPixmap(
        m_theme->icon(isError  ? u"error"_s
                      : isNote ? u"info"_s
                               : u"warning"_s,
                      isError  ? ColorRole::Bad
                      : isNote ? ColorRole::SubtleText
                               : ColorRole::Attention)
            .pixmap(QSize(16, 16), devicePixelRatio()));
    icon->setAccessibleName(isError ? tr("Error") : isNote ? tr("Note") : tr("Warning"));
    across->addWidget(icon, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    across->addLayout(words, 1);
    auto *message = plainLabel(displayText(finding.message), frame);
    words->addWidget(message);
    if (!finding.file.isEmpty()) {
        const QString name = displayText(QFileInfo(finding.file).fileName());
        auto *place = new RoleLabel(finding.line > 0 ? tr("%1, line %2").arg(name).arg(finding.line) : name, ColorRole::SubtleText, m_theme, frame);
        place->setToolTip(displayText(finding.file).toHtmlEscaped());
        words->addWidget(place);
    }
    auto *advice = new RoleLabel(displayText(finding.advice), ColorRole::SubtleText, m_theme, frame);
    advice->setWordWrap(true);
    advice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    advice->setVisible(m_opened.contains(finding.code));
    words->addWidget(advice);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(fontMetrics().height() / 2);
    if (const OptionInfo *option = finding.fixKey.isEmpty() ? nullptr : optionByName(finding.fixKey)) {
        auto *fix = new LinkButton(tr("Mend it"), m_theme, frame);
        fix->setObjectName(u"fixFinding"_s);
        const QString value = optionValueText(option->key, finding.fixValue, nullptr);
        fix->setToolTip((finding.fixValue.isValid() ? tr("Sets “%1” to %2.").arg(optionLabel(option->key), value)
                                                    : tr("Leaves “%1” to Slipway.").arg(optionLabel(option->key)))
                            .toHtmlEscaped());
        connect(fix, &LinkButton::clicked, this, [this, finding] { Q_EMIT fixRequested(finding); });
        buttons->addWidget(fix);
    }
    if (!finding.advice.isEmpty()) {
        auto *how = new LinkButton(advice->isHidden() ? tr("Show me how") : tr("Hide"), m_theme, frame);
        how->setObjectName(u"showFinding"_s);
        how->setToolTip(tr("Shows what to do about it."));
        connect(how, &LinkButton::clicked, this, [this, how, advice, code = finding.code] {
            const bool isShown = advice->isHidden();
            advice->setVisible(isShown);
            how->setText(isShown ? tr("Hide") : tr("Show me how"));
            how->updateGeometry();
            if (isShown)
                m_opened.append(code);
            else
                m_opened.removeAll(code);
        });
        buttons->addWidget(how);
    }
    if (!isError) {
        auto *ignore = new LinkButton(tr("Ignore"), m_theme, frame);
        ignore->setObjectName(u"ignoreFinding"_s);
        ignore->setToolTip(tr("Hides this finding for this project."));
        connect(ignore, &LinkButton::clicked, this, [this, code = finding.code] { Q_EMIT ignoreRequested(code); });
        buttons->addWidget(ignore);
    }
    buttons->addStretch();
    if (buttons->count() > 1)
        words->addLayout(buttons);
    else
        delete buttons;
    return frame;
}

} // namespace slipway
