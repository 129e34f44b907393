// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/recordstepsmodel.h"

#include "base/text.h"
#include "build/stepmodel.h"

#include <algorithm>
#include <cstdlib>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 sameWithin = 50'000'000; ///< ns; less is no change to a person

QString secondsText(qint64 nanoseconds)
{
    return durationText(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(nanoseconds)));
}

/// As the build page names it, without BuildKit's brackets.
QString titleOf(const StepComparison &row)
{
    BuildStep step;
    step.name = row.name;
    step.parsed = parseVertexName(row.name);
    return stepTitle(step);
}

} // namespace

RecordStepsModel::RecordStepsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RecordStepsModel::set(const QList<StepComparison> &rows, bool isComparison)
{
    beginResetModel();
    m_rows = rows;
    m_isComparison = isComparison;
    m_longest = 0;
    for (const StepComparison &row : rows)
        m_longest = std::max({m_longest, row.before, row.after});
    endResetModel();
}

void RecordStepsModel::clear()
{
    set({}, false);
}

void RecordStepsModel::show(const BuildRecord &record)
{
    QList<StepComparison> rows;
    for (const StepRecord &step : record.steps)
        rows.append({step.name, step.platform, step.stage, StepState::Waiting, step.state, -1, step.duration});
    set(rows, false);
}

void RecordStepsModel::compare(const BuildRecord &before, const BuildRecord &after)
{
    set(compareSteps(before, after), true);
}

int RecordStepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RecordStepsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RecordStepsModel::text(const StepComparison &row, int column) const
{
    switch (column) {
    case StepColumn:
        return titleOf(row);
    case PlatformColumn:
        return row.platform.isEmpty() ? tr("builder") : displayText(row.platform);
    case StateColumn:
        if (m_isComparison && row.before >= 0 && row.after >= 0 && row.beforeState != row.afterState)
            return tr("%1, was %2").arg(stepStateText(row.afterState), stepStateText(row.beforeState));
        return row.after < 0 ? tr("only in the first") : m_isComparison && row.before < 0 ? tr("only in the second") : stepStateText(row.afterState);
    case BeforeColumn:
        return row.before < 0 || (row.beforeState == StepState::Cached && row.before < sameWithin) ? QString() : secondsText(row.before);
    case TimeColumn:
        return row.after < 0 || (row.afterState == StepState::Cached && row.after < sameWithin) ? QString() : secondsText(row.after);
    case ChangeColumn:
        if (!m_isComparison || std::llabs(row.change()) < sameWithin)
            return {};
        return row.change() < 0 ? tr("−%1").arg(secondsText(-row.change())) : tr("+%1").arg(secondsText(row.change()));
    default:
        return {};
    }
}

QVariant RecordStepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StepComparison &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return displayText(row.name).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == ChangeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case NanosecondsRole:
        return index.column() == BeforeColumn ? row.before : row.after;
    case LongestRole:
        return m_longest;
    case StateRole:
        return static_cast<int>(row.after < 0 ? row.beforeState : row.afterState);
    case ChangeRole:
        return row.change();
    case SortRole:
        switch (index.column()) {
        case BeforeColumn:
            return row.before;
        case TimeColumn:
            return row.after;
        case ChangeColumn:
            return row.change();
        default:
            return text(row, index.column());
        }
    default:
        return {};
    }
}

QVariant RecordStepsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == ChangeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StepColumn:
        return tr("Step");
    case PlatformColumn:
        return tr("For");
    case StateColumn:
        return tr("State");
    case BeforeColumn:
        return tr("First");
    case TimeColumn:
        return m_isComparison ? tr("Second") : tr("Time");
    case ChangeColumn:
        return tr("Change");
    default:
        return {};
    }
}

QHash<int, QByteArray> RecordStepsModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{NanosecondsRole, "nanoseconds"}, {LongestRole, "longest"}, {StateRole, "state"}, {ChangeRole, "change"}, {SortRole, "sort"}});
    return names;
}

} // namespace slipway
