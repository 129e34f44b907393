// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"

#include <QAbstractListModel>

namespace slipway {

/// What went wrong or deserves a look, in the order it was seen. Rows are added; a row may gain its meaning later.
class ProblemModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StepRole = Qt::UserRole + 1, ///< int: id in BuildState::steps, -1: none
        KindRole,                    ///< int: BuildProblem::Kind
        MessageRole,                 ///< QString, the real words
        MeaningRole,                 ///< QString, one sentence or empty
        LineRole,                    ///< int: line of the Dockerfile, 0 unknown
        FixKeyRole,                  ///< QString: option that mends it, or empty
        FixValueRole,                ///< QString
    };
    explicit ProblemModel(QObject *parent = nullptr);
    /// Another build; `state` is not owned, must live until the next call, and may be null.
    void setBuild(const BuildState *state);
    void update();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    const BuildState *m_state = nullptr;
    QList<BuildProblem> m_problems;
};

} // namespace slipway
