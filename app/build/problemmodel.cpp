// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/problemmodel.h"

#include "base/text.h"

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString kindText(BuildProblem::Kind kind)
{
    switch (kind) {
    case BuildProblem::Kind::Error:
        return ProblemModel::tr("Error");
    case BuildProblem::Kind::Warning:
        return ProblemModel::tr("Warning");
    case BuildProblem::Kind::Note:
        break;
    }
    return ProblemModel::tr("Note");
}

} // namespace

ProblemModel::ProblemModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void ProblemModel::setBuild(const BuildState *state)
{
    beginResetModel();
    m_state = state;
    m_problems = state ? state->problems : QList<BuildProblem>();
    endResetModel();
}

void ProblemModel::update()
{
    if (!m_state)
        return;
    const qsizetype known = m_problems.size();
    const qsizetype all = m_state->problems.size();
    int first = -1;
    int last = -1;
    for (qsizetype row = 0; row < std::min(known, all); ++row) {
        if (m_problems[row] == m_state->problems[row])
            continue;
        m_problems[row] = m_state->problems[row];
        first = first < 0 ? static_cast<int>(row) : first;
        last = static_cast<int>(row);
    }
    if (first >= 0)
        Q_EMIT dataChanged(index(first), index(last));
    if (all > known) {
        beginInsertRows({}, static_cast<int>(known), static_cast<int>(all - 1));
        m_problems.append(m_state->problems.mid(known));
        endInsertRows();
    } else if (all < known) {
        beginRemoveRows({}, static_cast<int>(all), static_cast<int>(known - 1));
        m_problems.resize(all);
        endRemoveRows();
    }
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BuildProblem &problem = m_problems[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return displayText(problem.message);
    case Qt::AccessibleTextRole:
        return QString(kindText(problem.kind) + u": "_s + displayText(problem.message) + u' ' + displayText(problem.meaning)).trimmed();
    case Qt::ToolTipRole:
        return displayText(problem.meaning.isEmpty() ? problem.message : problem.meaning).toHtmlEscaped();
    case StepRole:
        return problem.step;
    case KindRole:
        return static_cast<int>(problem.kind);
    case MessageRole:
        return problem.message;
    case MeaningRole:
        return problem.meaning;
    case LineRole:
        return problem.dockerfileLine;
    case FixKeyRole:
        return problem.fixKey;
    case FixValueRole:
        return problem.fixValue;
    default:
        return {};
    }
}

QHash<int, QByteArray> ProblemModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{StepRole, "step"},
                  {KindRole, "kind"},
                  {MessageRole, "message"},
                  {MeaningRole, "meaning"},
                  {LineRole, "line"},
                  {FixKeyRole, "fixKey"},
                  {FixValueRole, "fixValue"}});
    return names;
}

} // namespace slipway
