// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/cratemodel.h"

#include "base/text.h"
#include "build/stepmodel.h"

namespace slipway {

using namespace Qt::StringLiterals;

CrateModel::CrateModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void CrateModel::setBuild(const BuildState *state)
{
    beginResetModel();
    m_state = state;
    m_count = state ? static_cast<int>(state->crates.size()) : 0;
    endResetModel();
}

void CrateModel::update()
{
    const int all = m_state ? static_cast<int>(m_state->crates.size()) : 0;
    if (all <= m_count)
        return;
    beginInsertRows({}, m_count, all - 1);
    m_count = all;
    endInsertRows();
}

int CrateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int CrateModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CrateModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_state)
        return {};
    const BuildCrate &crate = m_state->crates[index.row()];
    const qint64 started = crate.started > 0 && m_state->started > 0 ? crate.started - m_state->started : 0;
    const BuildStep *step = crate.step >= 0 && crate.step < m_state->steps.size() ? &m_state->steps[crate.step] : nullptr;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return displayText(crate.name);
        case VersionColumn:
            return displayText(crate.version);
        case StepColumn:
            return step ? stepTitle(*step) : QString();
        case StartedColumn:
            return clockText(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(started)));
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return tr("cargo began to compile %1 %2 %3 after the start.")
            .arg(displayText(crate.name), displayText(crate.version),
                 durationText(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(started))))
            .toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == StartedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StepRole:
        return crate.step;
    case NameRole:
        return crate.name;
    case VersionRole:
        return crate.version;
    case StartedRole:
        return started;
    case SortRole:
        return index.column() == NameColumn      ? QVariant(crate.name)
               : index.column() == VersionColumn ? QVariant(crate.version)
               : index.column() == StepColumn    ? QVariant(crate.step)
                                                 : QVariant(started);
    default:
        return {};
    }
}

QVariant CrateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == StartedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Crate");
    case VersionColumn:
        return tr("Version");
    case StepColumn:
        return tr("Step");
    case StartedColumn:
        return tr("Begun at");
    default:
        return {};
    }
}

QHash<int, QByteArray> CrateModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{StepRole, "step"}, {NameRole, "name"}, {VersionRole, "version"}, {StartedRole, "started"}, {SortRole, "sort"}});
    return names;
}

} // namespace slipway
