// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratetreemodel.h"

#include "base/text.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

struct CrateTreeModel::Node
{
    int row = -1;                  // of the graph; -1: the top
    int place = 0;                 // among its parent's children
    Node *parent = nullptr;
    bool isFilled = false;
    std::vector<std::unique_ptr<Node>> children;

    void add(int which)
    {
        auto child = std::make_unique<Node>();
        child->row = which;
        child->place = static_cast<int>(children.size());
        child->parent = this;
        children.push_back(std::move(child));
    }
};

namespace {

QString crateText(const CrateRow &row)
{
    return displayText(row.version.isEmpty() ? row.name : QString(row.name + u' ' + row.version));
}

// "serde_derive", or "serde_derive and 22 more".
QString someOf(const QStringList &names)
{
    constexpr qsizetype most = 6;
    if (names.size() <= most)
        return names.join(u", "_s);
    return CrateTreeModel::tr("%1 and %n more", nullptr, static_cast<int>(names.size() - most + 1)).arg(names.first(most - 1).join(u", "_s));
}

} // namespace

CrateTreeModel::CrateTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_top(std::make_unique<Node>())
{
}

CrateTreeModel::~CrateTreeModel() = default;

void CrateTreeModel::setGraph(const std::shared_ptr<const CrateGraph> &graph)
{
    if (graph == m_graph)
        return;
    if (graph && m_graph && graph->rows == m_graph->rows && graph->gaps == m_graph->gaps && graph->isExact == m_graph->isExact) {
        m_graph = graph; // the same in another plan
        return;
    }
    beginResetModel();
    m_graph = graph;
    m_brings = graph ? graph->exclusiveCounts() : QList<int>();
    m_dependents = graph ? graph->dependents() : QList<QList<int>>();
    m_isDuplicate.assign(graph ? graph->rows.size() : 0, false);
    m_targets = 0;
    if (graph) {
        for (const CrateDuplicate &duplicate : graph->duplicates()) {
            for (const int row : duplicate.rows)
                m_isDuplicate[row] = true;
        }
        for (const CrateRow &row : graph->rows)
            m_targets = std::max(m_targets, row.targets.size());
    }
    makeTop();
    endResetModel();
}

void CrateTreeModel::setFilter(Filter filter, const QString &text)
{
    if (filter == m_filter && text == m_text)
        return;
    beginResetModel();
    m_filter = filter;
    m_text = text;
    makeTop();
    endResetModel();
}

bool CrateTreeModel::matches(int row, Filter filter) const
{
    const CrateRow &crate = m_graph->rows[row];
    switch (filter) {
    case Filter::Duplicates:
        return m_isDuplicate[row];
    case Filter::Host:
        return crate.forHost;
    case Filter::Possible:
        return !crate.isCertain;
    case Filter::All:
        break;
    }
    return true;
}

int CrateTreeModel::count(Filter filter) const
{
    int number = 0;
    for (int row = 0; m_graph && row < m_graph->rows.size(); ++row)
        number += matches(row, filter) ? 1 : 0;
    return number;
}

void CrateTreeModel::makeTop()
{
    m_top = std::make_unique<Node>();
    m_top->isFilled = true;
    if (!m_graph)
        return;
    const bool isWhole = m_filter == Filter::All && m_text.isEmpty();
    for (int row = 0; row < m_graph->rows.size(); ++row) {
        const CrateRow &crate = m_graph->rows[row];
        // The build script of a crate that stands at the top is met below it.
        if (isWhole ? crate.isRoot && !crate.isBuildScript : matches(row, m_filter) && crate.name.contains(m_text, Qt::CaseInsensitive))
            m_top->add(row);
    }
}

CrateTreeModel::Node *CrateTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_top.get();
}

void CrateTreeModel::fill(Node *node) const
{
    if (node->isFilled || !m_graph)
        return;
    node->isFilled = true;
    for (const int dependency : m_graph->rows[node->row].dependencies)
        node->add(dependency);
}

QModelIndex CrateTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    Node *node = nodeOf(parent);
    fill(node);
    if (row < 0 || column < 0 || column >= ColumnCount || row >= static_cast<int>(node->children.size()) || parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[static_cast<size_t>(row)].get());
}

QModelIndex CrateTreeModel::parent(const QModelIndex &index) const
{
    Node *parent = index.isValid() ? nodeOf(index)->parent : nullptr;
    return parent && parent != m_top.get() ? createIndex(parent->place, 0, parent) : QModelIndex();
}

int CrateTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    Node *node = nodeOf(parent);
    fill(node);
    return static_cast<int>(node->children.size());
}

int CrateTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool CrateTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    const Node *node = nodeOf(parent);
    return node->row < 0 ? !node->children.empty() : !m_graph->rows[node->row].dependencies.isEmpty();
}

QString CrateTreeModel::forWords(const CrateRow &row) const
{
    if (row.forHost)
        return row.isBuildScript ? tr("build script") : tr("builder");
    if (row.targets.size() >= m_targets)
        return tr("image");
    QStringList words; // of some platforms only
    for (const QString &triple : row.targets)
        words.append(triple.section(u'-', 0, 0));
    return tr("image: %1").arg(words.join(u", "_s));
}

QStringList CrateTreeModel::explain(int row) const
{
    if (!m_graph || row < 0 || row >= m_graph->rows.size())
        return {};
    const CrateRow &crate = m_graph->rows[row];
    QStringList lines;
    const QString who = crate.forHost    ? tr("%1 runs on the builder: a build script, a macro, or what they need.")
                        : crate.isMember ? tr("%1 is a crate of this project.")
                                         : tr("%1 goes into the image.");
    lines.append(who.arg(crateText(crate)));
    if (!crate.isCertain) {
        const auto gap =
            std::ranges::find_if(m_graph->gaps, [&](const CrateGap &one) { return one.package.name == crate.name && one.package.version == crate.version; });
        lines.append(gap != m_graph->gaps.end() ? tr("Possible only: %1").arg(displayText(gap->reason))
                                                : tr("Possible only: too little is known of what asks for it."));
    }
    const QStringList chain = m_graph->why(row);
    if (chain.size() > 1)
        lines.append(tr("Why it is here: %1").arg(displayText(chain.join(u" → "_s))));
    QStringList users;
    for (const int user : m_dependents[row]) {
        const QString name = displayText(m_graph->rows[user].name);
        if (!users.contains(name) && m_graph->rows[user].name != crate.name)
            users.append(name);
    }
    if (!users.isEmpty())
        lines.append(tr("Needed by: %1").arg(someOf(users)));
    if (m_brings[row] > 1)
        lines.append(tr("Without it, %n crates less would be compiled.", nullptr, m_brings[row]));
    if (!crate.features.isEmpty())
        lines.append(tr("Features: %1").arg(displayText(crate.features.join(u", "_s))));
    for (const CrateDuplicate &duplicate : m_graph->duplicates()) {
        if (duplicate.name == crate.name)
            lines.append(tr("Compiled in several versions: %1").arg(displayText(duplicate.versions.join(u", "_s))));
    }
    return lines;
}

QVariant CrateTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_graph)
        return {};
    const int row = nodeOf(index)->row;
    const CrateRow &crate = m_graph->rows[row];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == NameColumn)
            return crate.isCertain ? crateText(crate) : tr("%1 (possible)").arg(crateText(crate));
        if (index.column() == ForColumn)
            return forWords(crate);
        return m_brings[row] > 0 ? QString::number(m_brings[row]) : QString(); // a build script comes with its crate
    case Qt::ToolTipRole:
        return QString(u"<p>"_s + explain(row).join(u'\n').toHtmlEscaped().replace(u'\n', u"</p><p>"_s) + u"</p>"_s);
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == BringsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case RowRole:
        return row;
    case BringsRole:
        return m_brings[row];
    case CertainRole:
        return crate.isCertain;
    default:
        return {};
    }
}

QVariant CrateTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == BringsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == BringsColumn)
        return tr("How many crates would not be compiled without this one, itself included.");
    if (role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Crate") : section == ForColumn ? tr("For") : tr("Brings");
}

QHash<int, QByteArray> CrateTreeModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractItemModel::roleNames();
    names.insert({{RowRole, "row"}, {BringsRole, "brings"}, {CertainRole, "certain"}});
    return names;
}

} // namespace slipway
