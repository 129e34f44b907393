// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/crategraph.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace slipway {

/// The crates of a build as a tree: what the build asks for at the top, below each crate what it needs. A branch is made when somebody
/// looks into it, so that the size of the whole tree (the same crate stands in it once for each way to it) costs nothing. With a filter,
/// the top holds the crates that match, each with what it needs.
class CrateTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ForColumn, BringsColumn, ColumnCount };
    enum Role {
        RowRole = Qt::UserRole + 1, ///< int: index into CrateGraph::rows
        BringsRole,                 ///< int: crates that only it brings, itself included
        CertainRole,                ///< bool
    };
    enum class Filter { All, Duplicates, Host, Possible };
    explicit CrateTreeModel(QObject *parent = nullptr);
    ~CrateTreeModel() override;
    /// Another graph; an equal one changes nothing. Null: none.
    void setGraph(const std::shared_ptr<const CrateGraph> &graph);
    [[nodiscard]] const std::shared_ptr<const CrateGraph> &graph() const { return m_graph; }
    /// `text` in any case within the name; empty with Filter::All: the tree from the build's own crates.
    void setFilter(Filter filter, const QString &text);
    /// How many crates a filter would show without a text.
    [[nodiscard]] int count(Filter filter) const;
    /// What is known of a crate, a sentence or list a line: for whom, why it is here, who needs it, its features, other versions.
    [[nodiscard]] QStringList explain(int row) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    struct Node;
    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    void fill(Node *node) const;
    void makeTop();
    [[nodiscard]] bool matches(int row, Filter filter) const;
    [[nodiscard]] QString forWords(const CrateRow &row) const;

    std::shared_ptr<const CrateGraph> m_graph;
    Filter m_filter = Filter::All;
    QString m_text;
    QList<int> m_brings;               ///< exclusiveCounts() of the graph
    QList<QList<int>> m_dependents;
    QList<bool> m_isDuplicate;         ///< by row
    qsizetype m_targets = 0;           ///< how many targets the build has
    std::unique_ptr<Node> m_top;
};

} // namespace slipway
