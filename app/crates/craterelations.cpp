// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/crategraph.h"

#include "project/requirement.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <vector>

namespace slipway {

namespace {

/// The dominator tree of a graph below one root (K. Cooper, T. Harvey, K. Kennedy: "A Simple, Fast Dominance Algorithm").
class Dominators
{
public:
    /// `edges`: node 0 is the root, from which all others are to be reached; circles are allowed.
    explicit Dominators(std::vector<QList<int>> edges)
        : m_edges(std::move(edges))
        , m_place(m_edges.size(), -1)
        , m_dominator(m_edges.size(), -1)
        , m_before(m_edges.size())
    {
        number();
        for (size_t node = 0; node < m_edges.size(); ++node) {
            for (const int next : m_edges[node])
                m_before[size_t(next)].append(int(node));
        }
        m_dominator[0] = 0;
        for (bool isChanged = true; isChanged;)
            isChanged = improve();
    }

    /// Sums up `weights` from the leaves to the root.
    [[nodiscard]] std::vector<int> sums(std::vector<int> weights) const
    {
        for (const int node : m_postorder) {
            if (node != 0)
                weights[size_t(m_dominator[size_t(node)])] += weights[size_t(node)];
        }
        return weights;
    }

private:
    void number()
    {
        std::vector<qsizetype> nextEdge(m_edges.size(), 0);
        QList<int> path{0};
        m_place[0] = 0;
        while (!path.isEmpty()) {
            const size_t node = size_t(path.constLast());
            if (nextEdge[node] == m_edges[node].size()) {
                m_place[node] = int(m_postorder.size());
                m_postorder.append(int(node));
                path.removeLast();
                continue;
            }
            const int next = m_edges[node].at(nextEdge[node]++);
            if (m_place[size_t(next)] < 0) {
                m_place[size_t(next)] = 0;
                path.append(next);
            }
        }
    }

    bool improve()
    {
        bool isChanged = false;
        for (auto node = m_postorder.crbegin(); node != m_postorder.crend(); ++node) {
            if (*node == 0)
                continue;
            int nearest = -1;
            for (const int before : m_before[size_t(*node)]) {
                if (m_dominator[size_t(before)] >= 0)
                    nearest = nearest < 0 ? before : common(before, nearest);
            }
            isChanged = isChanged || m_dominator[size_t(*node)] != nearest;
            m_dominator[size_t(*node)] = nearest;
        }
        return isChanged;
    }

    [[nodiscard]] int common(int a, int b) const
    {
        while (a != b) {
            while (m_place[size_t(a)] < m_place[size_t(b)])
                a = m_dominator[size_t(a)];
            while (m_place[size_t(b)] < m_place[size_t(a)])
                b = m_dominator[size_t(b)];
        }
        return a;
    }

    std::vector<QList<int>> m_edges;
    std::vector<int> m_place;     ///< in m_postorder
    std::vector<int> m_dominator;
    std::vector<QList<int>> m_before;
    QList<int> m_postorder;
};

/// Marks what is reached from `start`, and gives how many of it are new and no mere build script.
int reach(const QList<CrateRow> &rows, int start, std::vector<int> &marks, int mark)
{
    int count = 0;
    QList<int> waiting{start};
    marks[size_t(start)] = mark;
    while (!waiting.isEmpty()) {
        const CrateRow &row = rows.at(waiting.takeLast());
        count += row.isBuildScript ? 0 : 1;
        for (const int next : row.dependencies) {
            if (marks[size_t(next)] == mark)
                continue;
            marks[size_t(next)] = mark;
            waiting.append(next);
        }
    }
    return count;
}

bool isLowerVersion(const QString &a, const QString &b)
{
    const auto left = reading::SemanticVersion::parse(a);
    const auto right = reading::SemanticVersion::parse(b);
    return left && right ? *left < *right : a < b;
}

} // namespace

QList<QList<int>> CrateGraph::dependents() const
{
    QList<QList<int>> turned(rows.size());
    for (int row = 0; row < rows.size(); ++row) {
        for (const int dependency : rows.at(row).dependencies)
            turned[dependency].append(row);
    }
    return turned;
}

QList<CrateDuplicate> CrateGraph::duplicates() const
{
    QMap<QString, CrateDuplicate> byName;
    for (int row = 0; row < rows.size(); ++row) {
        CrateDuplicate &one = byName[rows.at(row).name];
        one.name = rows.at(row).name;
        one.rows.append(row);
        if (!one.versions.contains(rows.at(row).version))
            one.versions.append(rows.at(row).version);
    }
    QList<CrateDuplicate> found;
    for (CrateDuplicate &one : byName) {
        const CrateRow &first = rows.at(one.rows.constFirst());
        const bool isSeveral =
            std::ranges::any_of(one.rows, [&](int row) { return rows.at(row).version != first.version || rows.at(row).source != first.source; });
        if (!isSeveral)
            continue;
        std::ranges::sort(one.versions, isLowerVersion);
        found.append(std::move(one));
    }
    return found;
}

QList<int> CrateGraph::exclusiveCounts() const
{
    // Node 0 stands for the cargo call; row N is node N + 1.
    std::vector<QList<int>> edges(size_t(rows.size()) + 1);
    std::vector<int> weights(edges.size(), 0);
    QSet<int> needed;
    for (int row = 0; row < rows.size(); ++row) {
        for (const int dependency : rows.at(row).dependencies) {
            edges[size_t(row) + 1].append(dependency + 1);
            needed.insert(dependency);
        }
        weights[size_t(row) + 1] = rows.at(row).isBuildScript ? 0 : 1;
    }
    std::vector<int> marks(size_t(rows.size()), 0);
    const auto start = [&](const auto &isStart) {
        for (int row = 0; row < rows.size(); ++row) {
            if (!isStart(row))
                continue;
            edges[0].append(row + 1);
            (void)reach(rows, row, marks, 1);
        }
    };
    start([&](int row) { return rows.at(row).isRoot; });
    // Where facts are missing, nothing may lead to a crate that is only possible, or only a circle: such a one stands for itself.
    start([&](int row) { return marks[size_t(row)] == 0 && !needed.contains(row); });
    start([&](int row) { return marks[size_t(row)] == 0; });
    const std::vector<int> sums = Dominators(std::move(edges)).sums(std::move(weights));
    return QList<int>(sums.cbegin() + 1, sums.cend());
}

QList<int> CrateGraph::reachableCounts() const
{
    QList<int> counts;
    std::vector<int> marks(size_t(rows.size()), -1);
    for (int row = 0; row < rows.size(); ++row)
        counts.append(reach(rows, row, marks, row));
    return counts;
}

} // namespace slipway
