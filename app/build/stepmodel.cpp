// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/stepmodel.h"

#include "base/text.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 shownFrom = 50'000'000; ///< ns; a step from the cache that took less took no time

} // namespace

QString stepStateText(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return StepModel::tr("waiting");
    case StepState::Running:
        return StepModel::tr("running");
    case StepState::Done:
        return StepModel::tr("done");
    case StepState::Cached:
        return StepModel::tr("cached");
    case StepState::Failed:
        return StepModel::tr("failed");
    case StepState::Cancelled:
        return StepModel::tr("cancelled");
    }
    return {};
}

QString stepTitle(const BuildStep &step)
{
    // "RUN", its mounts and the digests of bases say nothing to a person who looks for a step.
    static const QRegularExpression noise(u"\\ARUN\\s+(?:--[a-z]+=\\S+\\s+)*|@sha256:[0-9a-f]+"_s);
    QString command = step.parsed.command.simplified();
    command.remove(noise);
    const QString title = step.parsed.stage.isEmpty() ? command : QString(step.parsed.stage + u"  "_s + command);
    return displayText(title.isEmpty() ? step.name : title);
}

StepModel::StepModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void StepModel::setBuild(const BuildState *state, qint64 now)
{
    beginResetModel();
    m_state = state;
    m_count = state ? static_cast<int>(state->steps.size()) : 0;
    m_now = now;
    endResetModel();
}

void StepModel::update(const QList<int> &steps, qint64 now)
{
    if (!m_state)
        return;
    m_now = now;
    const int known = m_count;
    const int all = static_cast<int>(m_state->steps.size());
    int first = known;
    int last = -1;
    const auto touch = [&](int row) {
        if (row < 0 || row >= known)
            return;
        first = std::min(first, row);
        last = std::max(last, row);
    };
    for (const int step : steps)
        touch(step);
    for (int row = 0; row < known; ++row) {
        if (m_state->steps[row].state == StepState::Running)
            touch(row);
    }
    if (all > known) {
        beginInsertRows({}, known, all - 1);
        m_count = all;
        endInsertRows();
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

int StepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int StepModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString StepModel::text(const BuildStep &step, int column) const
{
    switch (column) {
    case StateColumn:
        return stepStateText(step.state);
    case StageColumn:
        return displayText(step.parsed.stage);
    case CommandColumn:
        return displayText(step.parsed.command.isEmpty() ? step.name : step.parsed.command.simplified());
    case PlatformColumn:
        return step.platform.isEmpty() ? tr("builder") : displayText(step.platform);
    case DurationColumn:
        if (step.state == StepState::Waiting || step.startedAt() == 0 || (step.state == StepState::Cached && step.duration(m_now) < shownFrom))
            return {};
        return durationText(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(step.duration(m_now))))
               + (step.state == StepState::Running ? u" …"_s : QString());
    default:
        return {};
    }
}

QVariant StepModel::sortValue(int row, const BuildStep &step, int column) const
{
    switch (column) {
    case StateColumn:
        return static_cast<int>(step.state);
    case StageColumn:
        return QString(step.parsed.stage + u' ' + QString::number(step.parsed.index).rightJustified(4, u'0'));
    case PlatformColumn:
        return step.platform;
    case DurationColumn:
        return step.duration(m_now);
    default:
        return row;
    }
}

QVariant StepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_state)
        return {};
    const BuildStep &step = m_state->steps[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(step, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == StateColumn ? QVariant(stepStateText(step.state) + u", "_s + stepTitle(step)) : QVariant();
    case Qt::ToolTipRole:
        // Views take a tooltip for HTML where it looks like it.
        return displayText(step.error.isEmpty() ? step.name : QString(step.name + u'\n' + step.error)).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == DurationColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StepRole:
        return index.row();
    case StateRole:
        return static_cast<int>(step.state);
    case DurationRole:
        return step.duration(m_now);
    case StartedRole:
        return step.startedAt();
    case PlatformRole:
        return step.platform;
    case LineRole:
        return step.dockerfileLine;
    case ErrorRole:
        return step.error;
    case SortRole:
        return sortValue(index.row(), step, index.column());
    default:
        return {};
    }
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == DurationColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case StageColumn:
        return tr("Stage");
    case CommandColumn:
        return tr("Step");
    case PlatformColumn:
        return tr("For");
    case DurationColumn:
        return tr("Time");
    default:
        return {};
    }
}

QHash<int, QByteArray> StepModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{StepRole, "step"},
                  {StateRole, "state"},
                  {DurationRole, "duration"},
                  {StartedRole, "started"},
                  {PlatformRole, "platform"},
                  {LineRole, "line"},
                  {ErrorRole, "error"},
                  {SortRole, "sort"}});
    return names;
}

} // namespace slipway
