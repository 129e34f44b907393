// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/crategraph.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// A graph of lines "name version: dependency dependency"; "!" before the name makes it a root, "~" a mere build script.
CrateGraph graphOf(const QStringList &lines)
{
    CrateGraph graph;
    QStringList names;
    for (const QString &line : lines) {
        QString head = line.section(u':', 0, 0);
        CrateRow row;
        row.isRoot = head.startsWith(u'!');
        row.isBuildScript = head.startsWith(u'~');
        if (row.isRoot || row.isBuildScript)
            head.remove(0, 1);
        row.name = head.section(u' ', 0, 0);
        row.version = head.section(u' ', 1, 1);
        row.source = head.section(u' ', 2, 2);
        row.forHost = row.isBuildScript;
        names.append((row.isBuildScript ? u"~"_s : QString()) + row.name + row.version);
        graph.rows.append(row);
    }
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QStringList words = lines.at(i).section(u':', 1).split(u' ', Qt::SkipEmptyParts);
        for (const QString &word : words)
            graph.rows[i].dependencies.append(int(names.indexOf(word)));
    }
    return graph;
}

} // namespace

class tst_CrateRelations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
    void manyRows();
    void duplicates_data();
    void duplicates();
    void dependents();
};

void tst_CrateRelations::counts_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QList<int>>("exclusive");
    QTest::addColumn<QList<int>>("reachable");
    QTest::newRow("nothing") << QStringList() << QList<int>() << QList<int>();
    QTest::newRow("one") << QStringList{u"!a 1:"_s} << QList<int>{1} << QList<int>{1};
    QTest::newRow("a chain") << QStringList{u"!a 1: b1"_s, u"b 1: c1"_s, u"c 1:"_s} << QList<int>{3, 2, 1} << QList<int>{3, 2, 1};
    QTest::newRow("shared by two branches is neither's")
        << QStringList{u"!a 1: b1 c1"_s, u"b 1: d1"_s, u"c 1: d1"_s, u"d 1:"_s} << QList<int>{4, 1, 1, 1} << QList<int>{4, 2, 2, 1};
    QTest::newRow("shared within one branch is that branch's")
        << QStringList{u"!a 1: b1"_s, u"b 1: c1 d1"_s, u"c 1: e1"_s, u"d 1: e1"_s, u"e 1:"_s} << QList<int>{5, 4, 1, 1, 1} << QList<int>{5, 4, 2, 2, 1};
    QTest::newRow("a root that another root needs is compiled anyway")
        << QStringList{u"!a 1: b1"_s, u"!b 1: c1"_s, u"c 1:"_s} << QList<int>{1, 2, 1} << QList<int>{3, 2, 1};
    QTest::newRow("a build script counts with its crate")
        << QStringList{u"!a 1: ~a1"_s, u"~a 1: cc1"_s, u"cc 1:"_s} << QList<int>{2, 1, 1} << QList<int>{2, 1, 1};
    QTest::newRow("without roots, what nothing leads to starts") << QStringList{u"a 1:"_s, u"b 1: a1"_s} << QList<int>{1, 2} << QList<int>{1, 2};
    QTest::newRow("a circle that nothing leads to") << QStringList{u"!a 1:"_s, u"b 1: c1"_s, u"c 1: b1"_s} << QList<int>{1, 2, 1} << QList<int>{1, 2, 2};
    QTest::newRow("a circle below a root") << QStringList{u"!a 1: b1 c1"_s, u"b 1: c1"_s, u"c 1: b1 d1"_s, u"d 1:"_s} << QList<int>{4, 1, 2, 1}
                                           << QList<int>{4, 3, 3, 1};
}

void tst_CrateRelations::counts()
{
    QFETCH(QStringList, lines);
    QFETCH(QList<int>, exclusive);
    QFETCH(QList<int>, reachable);
    const CrateGraph graph = graphOf(lines);
    QCOMPARE(graph.exclusiveCounts(), exclusive);
    QCOMPARE(graph.reachableCounts(), reachable);
}

/// Every row needs all behind it, so taking one out leaves the rest: nobody but the first has anything of its own.
void tst_CrateRelations::manyRows()
{
    constexpr int count = 400;
    CrateGraph graph;
    for (int i = 0; i < count; ++i) {
        CrateRow row;
        row.name = QString::number(i).rightJustified(4, u'0');
        row.isRoot = i == 0;
        for (int next = i + 1; next < count; ++next)
            row.dependencies.append(next);
        graph.rows.append(row);
    }
    QList<int> expected(count, 1);
    expected[0] = count;
    QCOMPARE(graph.exclusiveCounts(), expected);
    QCOMPARE(graph.reachableCounts().at(7), count - 7);
}

void tst_CrateRelations::duplicates_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QList<CrateDuplicate>>("found");
    QTest::newRow("nothing") << QStringList() << QList<CrateDuplicate>();
    QTest::newRow("the same version for the host") << QStringList{u"a 1.0.0:"_s, u"~a 1.0.0:"_s} << QList<CrateDuplicate>();
    QTest::newRow("versions by their order, not by text")
        << QStringList{u"a 10.0.0:"_s, u"a 9.0.0:"_s, u"b 1.0.0:"_s} << QList<CrateDuplicate>{{u"a"_s, {u"9.0.0"_s, u"10.0.0"_s}, {0, 1}}};
    QTest::newRow("one version from two sources") << QStringList{u"a 1.0.0 git+x:"_s, u"a 1.0.0 registry+y:"_s}
                                                  << QList<CrateDuplicate>{{u"a"_s, {u"1.0.0"_s}, {0, 1}}};
    QTest::newRow("rows that do not stand together") << QStringList{u"b 1.0.0:"_s, u"a 1.0.0:"_s, u"b 2.0.0:"_s, u"a 0.1.0:"_s}
                                                     << QList<CrateDuplicate>{{u"a"_s, {u"0.1.0"_s, u"1.0.0"_s}, {1, 3}},
                                                                              {u"b"_s, {u"1.0.0"_s, u"2.0.0"_s}, {0, 2}}};
}

void tst_CrateRelations::duplicates()
{
    QFETCH(QStringList, lines);
    QFETCH(QList<CrateDuplicate>, found);
    QCOMPARE(graphOf(lines).duplicates(), found);
}

void tst_CrateRelations::dependents()
{
    const CrateGraph graph = graphOf({u"!a 1: b1 c1"_s, u"b 1: c1"_s, u"c 1:"_s});
    QCOMPARE(graph.dependents(), (QList<QList<int>>{{}, {0}, {0, 1}}));
    QCOMPARE(CrateGraph().dependents(), QList<QList<int>>());
}

QTEST_APPLESS_MAIN(tst_CrateRelations)
#include "tst_craterelations.moc"
