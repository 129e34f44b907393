// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"

#include <QAbstractTableModel>

namespace slipway {

/// The word for a state, for people: "running", "cached".
[[nodiscard]] QString stepStateText(StepState state);
/// A step as people name it: "build  cargo chef cook --release", without BuildKit's brackets; for internal steps the plain words.
[[nodiscard]] QString stepTitle(const BuildStep &step);

/// The steps of a build, a row each; the row is the step's id. Rows are only added, changes are one dataChanged per update, never a reset
/// while a build runs.
class StepModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { StateColumn, StageColumn, CommandColumn, PlatformColumn, DurationColumn, ColumnCount };
    enum Role {
        StepRole = Qt::UserRole + 1, ///< int: id in BuildState::steps
        StateRole,                   ///< int: StepState
        DurationRole,                ///< qint64 ns
        StartedRole,                 ///< qint64 ns since the epoch, 0 before
        PlatformRole,                ///< QString, empty: on the builder
        LineRole,                    ///< int: line of the Dockerfile, 0 unknown
        ErrorRole,                   ///< QString
        SortRole,                    ///< raw value of the column
    };
    explicit StepModel(QObject *parent = nullptr);
    /// Another build; `state` is not owned, must live until the next call, and may be null. `now` in ns since the epoch.
    void setBuild(const BuildState *state, qint64 now);
    /// Steps that changed or came (as BuildState::apply gives them); time goes on to `now` for those that run.
    void update(const QList<int> &steps, qint64 now);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] QString text(const BuildStep &step, int column) const;
    [[nodiscard]] QVariant sortValue(int row, const BuildStep &step, int column) const;
    const BuildState *m_state = nullptr;
    int m_count = 0;      ///< rows told to the views; the state may be ahead
    qint64 m_now = 0;
};

} // namespace slipway
