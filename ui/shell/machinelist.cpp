// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/machinelist.h"

#include "base/text.h"
#include "widgets/labels.h"

#include <QHBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

MachineList::MachineList(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(u"machineList"_s);
    setAccessibleName(tr("This machine"));
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(fontMetrics().height() / 3);
}

void MachineList::show(const EngineFacts &facts, const QList<EngineSetup::Step> &steps, const Error &keyStore)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const EngineSetup::Step &step : steps) {
        const bool isRunning = step.state == u"running"_s;
        const bool isFailed = step.state == u"failed"_s;
        QString sentence = displayText(step.title);
        if (step.seconds >= 1)
            sentence = tr("%1 (%2)", "a step of the set-up and its time").arg(sentence, durationText(std::chrono::milliseconds(qRound64(step.seconds * 1000))));
        addRow(isFailed ? Mark::Bad : isRunning ? Mark::Running : Mark::Good, sentence, displayText(step.detail));
    }
    for (const EngineCheck &check : facts.checks) {
        const Mark mark = check.state == EngineCheck::State::Good      ? Mark::Good
                          : check.state == EngineCheck::State::Warning ? Mark::Warning
                          : check.state == EngineCheck::State::Bad     ? Mark::Bad
                                                                       : Mark::Unknown;
        addRow(mark, displayText(check.message), mark == Mark::Good ? QString() : displayText(check.remedy));
    }
    if (facts.checks.isEmpty())
        addRow(Mark::Running, tr("Looking for a container engine."), {});
    if (!keyStore.message.isEmpty())
        addRow(keyStore.code == ErrorCode::Credentials ? Mark::Warning : Mark::Good, keyStore.message, {});
    auto *again = new LinkButton(tr("Check again"), m_theme, this);
    again->setObjectName(u"checkAgain"_s);
    again->setToolTip(tr("Asks the container engine again."));
    connect(again, &LinkButton::clicked, this, &MachineList::checkRequested);
    m_rows->addWidget(again, 0, Qt::AlignLeft);
}

void MachineList::addRow(Mark mark, const QString &sentence, const QString &remedy)
{
    struct Look
    {
        QString icon;
        ColorRole role;
        QString word;
    };
    const Look look = [mark]() -> Look {
        switch (mark) {
        case Mark::Good:
            return {u"check"_s, ColorRole::Good, tr("Good")};
        case Mark::Warning:
            return {u"warning"_s, ColorRole::Attention, tr("Warning")};
        case Mark::Bad:
            return {u"error"_s, ColorRole::Bad, tr("Missing")};
        case Mark::Running:
            return {u"running"_s, ColorRole::Accent, tr("Running")};
        case Mark::Unknown:
            break;
        }
        return {u"unknown"_s, ColorRole::SubtleText, tr("Unknown")};
    }();
    auto *row = new QWidget(this);
    auto *across = new QHBoxLayout(row);
    across->setContentsMargins(0, 0, 0, 0);
    auto *icon = new QLabel(row);
    icon->setPixmap(m_theme->icon(look.icon, look.role).pixmap(QSize(16, 16), devicePixelRatio()));
    icon->setAccessibleName(look.word);
    across->addWidget(icon, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(plainLabel(sentence, row));
    if (!remedy.isEmpty()) {
        auto *detail = new RoleLabel(remedy, ColorRole::SubtleText, m_theme, row);
        detail->setWordWrap(true);
        detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->addWidget(detail);
    }
    across->addLayout(words, 1);
    m_rows->addWidget(row);
}

} // namespace slipway
