// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/baseadvice.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "plan/optionfield.h"
#include "plan/optionwords.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// While somebody types, plans come faster than anybody looks at the list of bases.
constexpr std::chrono::milliseconds pauseBehindAPlan{150};

} // namespace

BaseAdvice::BaseAdvice(Session *session, std::shared_ptr<const Knowledge> knowledge, OptionEditor *editor, OptionField *field, const Theme *theme,
                       QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_knowledge(std::move(knowledge))
    , m_editor(editor)
    , m_field(field)
{
    setObjectName(u"runtimeAdvice"_s);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_reason = new RoleLabel({}, ColorRole::Attention, theme, this);
    m_reason->setObjectName(u"runtimeReason"_s);
    m_reason->setWordWrap(true);
    setRelativeFont(m_reason, 88, false);
    rows->addWidget(m_reason);
    m_fix = new LinkButton({}, theme, this);
    m_fix->setObjectName(u"runtimeFix"_s);
    rows->addWidget(m_fix, 0, Qt::AlignLeft);
    connect(m_fix, &LinkButton::clicked, this, &BaseAdvice::accept);
    connect(field, &OptionField::barredChosen, this, [this](const QVariant &base) { offer(base.toString()); });
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseBehindAPlan);
    connect(&m_pause, &QTimer::timeout, this, &BaseAdvice::ask);
    hide();
}

void BaseAdvice::show(const PlanResult &result)
{
    m_planned = result.plan.runtime.key;
    m_pause.start();
}

void BaseAdvice::ask()
{
    const std::shared_ptr<const PlanResult> current = m_session->current();
    if (!current)
        return;
    m_session->baseChoices().then(this, [this, generation = current->generation](const QList<BaseChoice> &choices) {
        if (m_session->current()->generation == generation) // else another plan is on its way here
            take(choices);
    });
}

void BaseAdvice::take(const QList<BaseChoice> &choices)
{
    m_choices = choices;
    QMap<QString, QString> barred;
    for (const BaseChoice &choice : choices) {
        if (choice.isPossible)
            continue;
        const QString nearest = nearestText(choice);
        barred.insert(choice.key, nearest.isEmpty() ? choice.reason : tr("%1 Nearest: %2.").arg(choice.reason, nearest));
    }
    m_field->setBarred(barred);
    offer(m_planned);
}

QString BaseAdvice::titleOf(const QString &base) const
{
    const BaseImageInfo *row = m_knowledge->base(base);
    return row ? row->title : base;
}

QString BaseAdvice::nearestText(const BaseChoice &choice) const
{
    const OptionInfo *option = choice.fixKey.isEmpty() ? nullptr : optionByName(choice.fixKey);
    if (!option)
        return {};
    if (option->key == OptionKey::RuntimeImage)
        return titleOf(choice.fixValue.toString());
    return tr("%1 with %2", "a base image, and the value of an option, such as musl")
        .arg(titleOf(choice.key), optionValueText(option->key, choice.fixValue, m_knowledge.get()));
}

void BaseAdvice::offer(const QString &base)
{
    const auto found = std::ranges::find(m_choices, base, &BaseChoice::key);
    const bool isBarred = found != m_choices.end() && !found->isPossible;
    m_offered = isBarred ? *found : BaseChoice();
    if (isBarred) {
        m_reason->setText(tr("%1: %2", "a base image and why it cannot be had").arg(titleOf(base), displayText(m_offered.reason)));
        const QString nearest = nearestText(m_offered);
        m_fix->setVisible(!nearest.isEmpty());
        m_fix->setText(tr("Use %1", "the value of an option, such as musl").arg(nearest));
        m_fix->setAccessibleName(m_fix->text());
        m_fix->setToolTip(tr("The nearest thing to %1 that works for this plan.").arg(titleOf(base)).toHtmlEscaped());
        m_fix->updateGeometry();
    }
    setVisible(isBarred);
}

// Base and option are one wish, and one step of undo.
void BaseAdvice::accept()
{
    const OptionInfo *option = m_offered.fixKey.isEmpty() ? nullptr : optionByName(m_offered.fixKey);
    if (!option)
        return;
    QList<std::pair<OptionKey, QVariant>> values{{OptionKey::RuntimeImage, m_offered.key}};
    if (option->key == OptionKey::RuntimeImage)
        values.first().second = m_offered.fixValue;
    else
        values.append({option->key, m_offered.fixValue});
    (void)m_editor->setTogether(values);
}

} // namespace slipway
