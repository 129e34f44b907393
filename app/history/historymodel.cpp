// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/historymodel.h"

#include "base/text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

QString resultText(const QString &result)
{
    if (result == "done"_L1)
        return HistoryModel::tr("done");
    if (result == "failed"_L1)
        return HistoryModel::tr("failed");
    if (result == "cancelled"_L1)
        return HistoryModel::tr("cancelled");
    if (result == "unverified"_L1)
        return HistoryModel::tr("not verified");
    return result;
}

QString timeText(const QDateTime &time)
{
    // To the minute; the locale's own short time may have seconds.
    const QDateTime local = time.toLocalTime();
    return QLocale().toString(local.date(), QLocale::ShortFormat) + u' ' + local.time().toString(u"HH:mm"_s);
}

HistoryModel::HistoryModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void HistoryModel::setRecords(const QList<BuildRecord> &records)
{
    // Both lists are sorted by id, newest first: rows that went are taken out, rows that came put in between.
    qsizetype row = 0;
    for (const BuildRecord &record : records) {
        while (row < m_records.size() && m_records[row].id > record.id) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_records.removeAt(row);
            endRemoveRows();
        }
        if (row < m_records.size() && m_records[row].id == record.id) {
            if (m_records[row] != record) {
                m_records[row] = record;
                Q_EMIT dataChanged(index(static_cast<int>(row), 0), index(static_cast<int>(row), ColumnCount - 1));
            }
        } else {
            beginInsertRows({}, static_cast<int>(row), static_cast<int>(row));
            m_records.insert(row, record);
            endInsertRows();
        }
        ++row;
    }
    if (row < m_records.size()) {
        beginRemoveRows({}, static_cast<int>(row), static_cast<int>(m_records.size() - 1));
        m_records.resize(row);
        endRemoveRows();
    }
    qint64 longest = 0;
    for (const BuildRecord &record : std::as_const(m_records))
        longest = std::max(longest, record.milliseconds);
    if (longest != m_longest) {
        m_longest = longest;
        if (!m_records.isEmpty())
            Q_EMIT dataChanged(index(0, DurationColumn), index(rowCount() - 1, DurationColumn), {LongestRole});
    }
}

const BuildRecord *HistoryModel::record(const QString &id) const
{
    const auto found = std::ranges::find(m_records, id, &BuildRecord::id);
    return found == m_records.end() ? nullptr : &*found;
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString HistoryModel::text(const BuildRecord &record, int column) const
{
    switch (column) {
    case TimeColumn:
        return timeText(record.time);
    case ProjectColumn:
        return displayText(record.projectName);
    case PlanColumn:
        return displayText(record.planWords);
    case DurationColumn:
        return durationText(std::chrono::milliseconds(record.milliseconds));
    case CachedColumn:
        return tr("%1 %").arg(std::lround(record.cachedShare * 100));
    case ResultColumn:
        return resultText(record.result);
    default:
        return {};
    }
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BuildRecord &record = m_records[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(record, index.column());
    case Qt::ToolTipRole:
        return displayText(record.error.isEmpty() ? record.projectRoot : record.error).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == CachedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case IdRole:
        return record.id;
    case TimeRole:
        return record.time;
    case MillisecondsRole:
        return record.milliseconds;
    case LongestRole:
        return m_longest;
    case CachedShareRole:
        return record.cachedShare;
    case ResultRole:
        return record.result;
    case SortRole:
        switch (index.column()) {
        case TimeColumn:
            return record.time;
        case DurationColumn:
            return record.milliseconds;
        case CachedColumn:
            return record.cachedShare;
        default:
            return text(record, index.column());
        }
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == CachedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("When");
    case ProjectColumn:
        return tr("Project");
    case PlanColumn:
        return tr("Plan");
    case DurationColumn:
        return tr("Time");
    case CachedColumn:
        return tr("From the cache");
    case ResultColumn:
        return tr("Result");
    default:
        return {};
    }
}

QHash<int, QByteArray> HistoryModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{IdRole, "id"},
                  {TimeRole, "time"},
                  {MillisecondsRole, "milliseconds"},
                  {LongestRole, "longest"},
                  {CachedShareRole, "cachedShare"},
                  {ResultRole, "result"},
                  {SortRole, "sort"}});
    return names;
}

} // namespace slipway
