// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/comparison.h"

#include <QAbstractTableModel>

namespace slipway {

/// The steps of one record, or of two side by side.
class RecordStepsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { StepColumn, PlatformColumn, StateColumn, BeforeColumn, TimeColumn, ChangeColumn, ColumnCount };
    enum Role {
        NanosecondsRole = Qt::UserRole + 1, ///< qint64 of the column's time, -1: not in that build
        LongestRole,                        ///< qint64: the longest of all
        StateRole,                          ///< int: StepState (of the second, where there are two)
        ChangeRole,                         ///< qint64 ns
        SortRole,                           ///< raw value of the column
    };
    explicit RecordStepsModel(QObject *parent = nullptr);
    void clear();
    void show(const BuildRecord &record);
    void compare(const BuildRecord &before, const BuildRecord &after);
    [[nodiscard]] bool isComparison() const { return m_isComparison; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    void set(const QList<StepComparison> &rows, bool isComparison);
    [[nodiscard]] QString text(const StepComparison &row, int column) const;
    QList<StepComparison> m_rows;
    qint64 m_longest = 0;
    bool m_isComparison = false;
};

} // namespace slipway
