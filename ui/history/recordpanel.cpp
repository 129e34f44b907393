// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/recordpanel.h"

#include "base/text.h"
#include "build/delegates.h"
#include "history/durationdelegate.h"
#include "history/historymodel.h"
#include "widgets/labels.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeView>

#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

RecordPanel::RecordPanel(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(u"recordPanel"_s);
    const int unit = fontMetrics().height();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(unit, unit * 3 / 4, unit, 0);
    column->setSpacing(unit / 3);
    auto *head = new QHBoxLayout;
    m_title = plainLabel({}, this);
    m_title->setObjectName(u"recordTitle"_s);
    setRelativeFont(m_title, 110, true);
    head->addWidget(m_title, 1);
    m_remove = new QPushButton(m_theme->icon(u"remove"_s), tr("&Remove"), this);
    m_remove->setObjectName(u"recordRemove"_s);
    m_remove->setToolTip(tr("Takes the selected builds out of the history (Delete). Images stay where they are."));
    head->addWidget(m_remove, 0, Qt::AlignTop);
    column->addLayout(head);
    m_words = new RoleLabel({}, ColorRole::SubtleText, theme, this);
    m_words->setWordWrap(true);
    column->addWidget(m_words);
    m_facts = new QWidget(this);
    m_grid = new QGridLayout(m_facts);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(unit / 3);
    m_grid->setVerticalSpacing(unit / 5);
    m_grid->setColumnStretch(2, 1);
    column->addWidget(m_facts);
    m_sorted.setSourceModel(&m_model);
    m_sorted.setSortRole(RecordStepsModel::SortRole);
    m_steps = new QTreeView(this);
    m_steps->setObjectName(u"recordSteps"_s);
    m_steps->setAccessibleName(tr("Steps of the build"));
    m_steps->setModel(&m_sorted);
    m_steps->setRootIsDecorated(false);
    m_steps->setUniformRowHeights(true);
    m_steps->setAllColumnsShowFocus(true);
    m_steps->setFrameShape(QFrame::NoFrame);
    m_steps->setSortingEnabled(true);
    m_steps->header()->setSortIndicatorClearable(true);
    m_steps->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_sorted.sort(-1);
    m_steps->setItemDelegateForColumn(RecordStepsModel::StateColumn, new StateDelegate(RecordStepsModel::StateRole, theme, m_steps));
    for (const int time : {RecordStepsModel::BeforeColumn, RecordStepsModel::TimeColumn})
        m_steps->setItemDelegateForColumn(time, new DurationDelegate(RecordStepsModel::NanosecondsRole, RecordStepsModel::LongestRole, theme, m_steps));
    m_steps->header()->setStretchLastSection(false);
    m_steps->header()->setSectionResizeMode(RecordStepsModel::StepColumn, QHeaderView::Stretch);
    m_steps->setColumnWidth(RecordStepsModel::PlatformColumn, unit * 7);
    m_steps->setColumnWidth(RecordStepsModel::StateColumn, unit * 10);
    m_steps->setColumnWidth(RecordStepsModel::BeforeColumn, unit * 11);
    m_steps->setColumnWidth(RecordStepsModel::TimeColumn, unit * 11);
    m_steps->setColumnWidth(RecordStepsModel::ChangeColumn, unit * 6);
    column->addWidget(m_steps, 1);
    connect(m_remove, &QPushButton::clicked, this, &RecordPanel::removeRequested);
}

void RecordPanel::clearFacts()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
}

void RecordPanel::addFact(const QString &name, const QString &value, const QString &copyName)
{
    if (value.isEmpty())
        return;
    const int row = m_grid->rowCount();
    m_grid->addWidget(new RoleLabel(name, ColorRole::SubtleText, m_theme, m_facts), row, 0, Qt::AlignTop | Qt::AlignLeft);
    auto *text = plainLabel(displayText(value), m_facts);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->addWidget(text, row, 2, Qt::AlignTop);
    if (copyName.isEmpty())
        return;
    auto *copy = new QToolButton(m_facts);
    copy->setObjectName(copyName);
    copy->setIcon(m_theme->icon(u"copy"_s));
    copy->setAccessibleName(tr("Copy: %1").arg(name));
    copy->setToolTip(tr("Copies this to the clipboard."));
    copy->setAutoRaise(true);
    const int side = fontMetrics().height() + 2; // as high as the words beside it
    copy->setFixedSize(side, side);
    m_grid->addWidget(copy, row, 1, Qt::AlignTop);
    connect(copy, &QToolButton::clicked, this, [this, value] {
        QGuiApplication::clipboard()->setText(value);
        Q_EMIT notice(tr("Copied."));
    });
}

void RecordPanel::showColumns()
{
    m_steps->setColumnHidden(RecordStepsModel::BeforeColumn, !m_model.isComparison());
    m_steps->setColumnHidden(RecordStepsModel::ChangeColumn, !m_model.isComparison());
    m_steps->setVisible(m_model.rowCount() > 0);
}

void RecordPanel::showNothing(const QString &sentence)
{
    clearFacts();
    m_model.clear();
    showColumns();
    m_title->clear();
    m_title->hide();
    m_words->setText(sentence);
    m_remove->hide();
}

void RecordPanel::showRecord(const BuildRecord &record)
{
    clearFacts();
    m_title->show();
    m_remove->show();
    m_title->setText(tr("%1, %2", "project, plan").arg(displayText(record.projectName), displayText(record.planWords)));
    m_words->setText(tr("%1 on %2 · %3 · %4 % of the steps from the cache", "result, time, duration, share")
                         .arg(resultText(record.result), timeText(record.time), durationText(std::chrono::milliseconds(record.milliseconds)))
                         .arg(std::lround(record.cachedShare * 100)));
    addFact(tr("Error"), record.error);
    addFact(tr("Image"), record.references.join(u'\n'), u"recordReferenceCopy"_s);
    addFact(tr("Digest"), record.digest, u"recordDigestCopy"_s);
    addFact(tr("Platforms"), record.platforms.join(u", "_s));
    QStringList bases;
    for (auto base = record.baseDigests.begin(); base != record.baseDigests.end(); ++base)
        bases.append(base.key() + u"@"_s + base.value());
    addFact(tr("Bases"), bases.join(u'\n'));
    addFact(tr("Command"), record.command, u"recordCommandCopy"_s);
    m_model.show(record);
    showColumns();
}

void RecordPanel::showComparison(const BuildRecord &before, const BuildRecord &after)
{
    clearFacts();
    m_title->show();
    m_remove->show();
    m_title->setText(comparisonSentence(before, after));
    const auto words = [](const BuildRecord &record) { return tr("%1, %2", "time, plan").arg(timeText(record.time), displayText(record.planWords)); };
    m_words->setText(tr("First: %1. Second: %2.").arg(words(before), words(after)));
    m_model.compare(before, after);
    showColumns();
}

} // namespace slipway
