// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/history.h"

#include <QAbstractTableModel>

namespace slipway {

/// Builds that ended, newest first. A new list is taken up row by row (by id), so that selection and scroll position survive.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn, ProjectColumn, PlanColumn, DurationColumn, CachedColumn, ResultColumn, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString
        TimeRole,                  ///< QDateTime
        MillisecondsRole,          ///< qint64
        LongestRole,               ///< qint64: the longest of all, for bars
        CachedShareRole,           ///< double, 0 to 1
        ResultRole,                ///< QString: "done", "failed", "cancelled", "unverified"
        SortRole,                  ///< raw value of the column
    };
    explicit HistoryModel(QObject *parent = nullptr);
    void setRecords(const QList<BuildRecord> &records);
    [[nodiscard]] const QList<BuildRecord> &records() const { return m_records; }
    [[nodiscard]] const BuildRecord *record(const QString &id) const; ///< or null

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] QString text(const BuildRecord &record, int column) const;
    QList<BuildRecord> m_records;
    qint64 m_longest = 0;
};

/// When, to the minute, in local time.
[[nodiscard]] QString timeText(const QDateTime &time);
/// The word for a result: "done", "not verified".
[[nodiscard]] QString resultText(const QString &result);

} // namespace slipway
