// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"

#include <QAbstractTableModel>

namespace slipway {

/// The crates that cargo said it compiles, in its order. Rows are only added while a build runs.
class CrateModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, VersionColumn, StepColumn, StartedColumn, ColumnCount };
    enum Role {
        StepRole = Qt::UserRole + 1, ///< int: id in BuildState::steps, -1 unknown
        NameRole,                    ///< QString
        VersionRole,                 ///< QString
        StartedRole,                 ///< qint64 ns since the build's start
        SortRole,                    ///< raw value of the column
    };
    explicit CrateModel(QObject *parent = nullptr);
    /// Another build; `state` is not owned, must live until the next call, and may be null.
    void setBuild(const BuildState *state);
    void update(); ///< takes up the crates that came

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    const BuildState *m_state = nullptr;
    int m_count = 0;
};

} // namespace slipway
