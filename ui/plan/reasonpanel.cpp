// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/reasonpanel.h"

#include "base/text.h"
#include "widgets/labels.h"

#include <QListWidget>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString linesText(const DockerfileReason &reason)
{
    return reason.firstLine == reason.lastLine ? QString::number(reason.firstLine) : u"%1–%2"_s.arg(reason.firstLine).arg(reason.lastLine);
}

} // namespace

ReasonPanel::ReasonPanel(const Theme *theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName(u"reasonPanel"_s);
    const int space = fontMetrics().height();
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"reasonSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    whole->addWidget(m_splitter);

    auto *words = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(words);
    column->setContentsMargins(space, space / 2, space / 2, space / 2);
    column->setSpacing(space / 4);
    m_title = plainLabel({}, words);
    m_title->setObjectName(u"reasonTitle"_s);
    setRelativeFont(m_title, 100, true);
    column->addWidget(m_title);
    m_cost = new RoleLabel({}, ColorRole::Good, theme, words);
    m_cost->setObjectName(u"reasonCost"_s);
    m_cost->setWordWrap(true);
    column->addWidget(m_cost);
    m_text = new QPlainTextEdit(words);
    m_text->setObjectName(u"reasonView"_s);
    m_text->setAccessibleName(tr("Why these lines are there"));
    m_text->setToolTip(tr("Explains the line at the cursor, or under the mouse."));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(NoFrame);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it wraps
    m_text->document()->setDocumentMargin(0);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->setMinimumHeight(space * 2);
    setMinimumHeight(space * 7);
    column->addWidget(m_text, 1);

    m_list = new QListWidget(m_splitter);
    m_list->setObjectName(u"reasonList"_s);
    m_list->setAccessibleName(tr("All reasons"));
    m_list->setToolTip(tr("Every reason of this Dockerfile; choose one to see its lines."));
    m_list->setFrameShape(NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!m_isFilling && row >= 0 && row < m_document.reasons.size())
            Q_EMIT lineChosen(m_document.reasons[row].firstLine);
    });
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
}

void ReasonPanel::setDocument(const DockerfileDocument &document, const StepCosts &costs)
{
    m_costs = costs;
    m_shown = -2;
    m_isFilling = true;
    m_document = document;
    const int row = m_list->currentRow();
    // Rows are kept and renamed: the list does not jump while somebody reads it.
    while (m_list->count() > document.reasons.size())
        delete m_list->takeItem(m_list->count() - 1);
    while (m_list->count() < document.reasons.size())
        new QListWidgetItem(m_list);
    for (int i = 0; i < document.reasons.size(); ++i) {
        const DockerfileReason &reason = document.reasons[i];
        const QString text = linesText(reason) + u"  "_s + displayText(reason.text);
        m_list->item(i)->setText(text);
        m_list->item(i)->setToolTip(displayText(reason.text).toHtmlEscaped());
    }
    m_list->setCurrentRow(qMin(row, m_list->count() - 1));
    m_isFilling = false;
}

void ReasonPanel::showLine(int line)
{
    int index = -1;
    if (line >= 1 && line <= m_document.lines.size())
        index = m_document.lines[line - 1].reason;
    if (index >= m_document.reasons.size())
        index = -1;
    if (index == m_shown)
        return;
    m_shown = index;
    if (index < 0) {
        m_title->setText(tr("Why"));
        m_text->setPlainText(tr("Point at a line, or move the cursor to it, to see why it is there."));
        m_cost->hide();
        Q_EMIT reasonShown(0, 0);
        return;
    }
    const DockerfileReason &reason = m_document.reasons[index];
    m_title->setText(reason.firstLine == reason.lastLine ? tr("Why line %1").arg(reason.firstLine)
                                                         : tr("Why lines %1–%2").arg(reason.firstLine).arg(reason.lastLine));
    m_text->setPlainText(displayText(reason.text));
    const StepCost cost = m_costs.of(m_document, reason.firstLine, reason.lastLine);
    QStringList parts;
    if (cost.lastNanoseconds > 0)
        parts.append(tr("Last time: %1").arg(durationText(std::chrono::milliseconds(cost.lastNanoseconds / 1000000))));
    if (cost.builds > 0)
        parts.append(tr("reused in %1 of the last %n builds", nullptr, cost.builds).arg(cost.reused));
    m_cost->setText(parts.join(u" · "_s));
    m_cost->setVisible(!parts.isEmpty());
    m_isFilling = true;
    m_list->setCurrentRow(index);
    m_isFilling = false;
    Q_EMIT reasonShown(reason.firstLine, reason.lastLine);
}

} // namespace slipway
