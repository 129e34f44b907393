// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratetreemodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

CrateRow row(const QString &name, const QString &version, const QList<int> &dependencies, bool forHost = false)
{
    CrateRow made;
    made.name = name;
    made.version = version;
    made.forHost = forHost;
    made.targets = forHost ? QStringList() : QStringList{u"x86_64-unknown-linux-gnu"_s, u"aarch64-unknown-linux-gnu"_s};
    made.dependencies = dependencies;
    return made;
}

/// app -> serde -> serde_derive (host) -> syn 2 (host); app -> old -> syn 1, which is only possible; app -> libc, of arm64 alone.
std::shared_ptr<CrateGraph> sample()
{
    auto graph = std::make_shared<CrateGraph>();
    graph->rows = {
        row(u"app"_s, u"0.1.0"_s, {1, 2, 3}),          row(u"libc"_s, u"0.2.1"_s, {}),  row(u"old"_s, u"1.0.0"_s, {5}),       row(u"serde"_s, u"1.0.2"_s, {4}),
        row(u"serde_derive"_s, u"1.0.2"_s, {6}, true), row(u"syn"_s, u"1.0.109"_s, {}), row(u"syn"_s, u"2.0.100"_s, {}, true)};
    graph->rows[0].isMember = graph->rows[0].isRoot = true;
    graph->rows[1].targets = {u"aarch64-unknown-linux-gnu"_s};
    graph->rows[3].features = {u"derive"_s, u"std"_s};
    graph->rows[5].isCertain = false;
    graph->gaps = {{{u"syn"_s, u"1.0.109"_s, {}, {}, {}, -1}, false, u"The manifest of syn 1.0.109 is not on this machine."_s}};
    return graph;
}

/// The rows that are shown, those below indented, as far as `depth`.
QStringList printed(const CrateTreeModel &model, int depth, const QModelIndex &parent = {}, const QString &indent = {})
{
    QStringList lines;
    for (int at = 0; at < model.rowCount(parent); ++at) {
        const QModelIndex index = model.index(at, 0, parent);
        lines.append(indent + index.data().toString() + u", "_s + index.siblingAtColumn(CrateTreeModel::ForColumn).data().toString() + u", "_s
                     + index.siblingAtColumn(CrateTreeModel::BringsColumn).data().toString());
        if (depth > 0)
            lines += printed(model, depth - 1, index, indent + u"  "_s);
    }
    return lines;
}

} // namespace

class TestCrateTreeModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void empty();
    void tree();
    void filters_data();
    void filters();
    void explains_data();
    void explains();
    void equalGraphKeepsTheRows();
    void graphGoesAway();
    void hundredsOpenAtOnce();
};

void TestCrateTreeModel::empty()
{
    CrateTreeModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.count(CrateTreeModel::Filter::All), 0);
    QCOMPARE(model.explain(0), QStringList());
    model.setFilter(CrateTreeModel::Filter::Host, u"x"_s);
    model.setGraph(std::make_shared<CrateGraph>());
    QCOMPARE(model.rowCount(), 0);
}

void TestCrateTreeModel::tree()
{
    CrateTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setGraph(sample());
    const QStringList expected{u"app 0.1.0, image, 7"_s,     u"  libc 0.2.1, image: aarch64, 1"_s,
                               u"  old 1.0.0, image, 2"_s,   u"    syn 1.0.109 (possible), image, 1"_s,
                               u"  serde 1.0.2, image, 3"_s, u"    serde_derive 1.0.2, builder, 2"_s};
    QCOMPARE(printed(model, 2), expected);
}

void TestCrateTreeModel::filters_data()
{
    QTest::addColumn<CrateTreeModel::Filter>("filter");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("a part of the name, in any case") << CrateTreeModel::Filter::All << u"SERDE"_s << QStringList{u"serde 1.0.2"_s, u"serde_derive 1.0.2"_s};
    QTest::newRow("nothing is like that") << CrateTreeModel::Filter::All << u"tokio"_s << QStringList{};
    QTest::newRow("in several versions") << CrateTreeModel::Filter::Duplicates << QString() << QStringList{u"syn 1.0.109 (possible)"_s, u"syn 2.0.100"_s};
    QTest::newRow("for the builder") << CrateTreeModel::Filter::Host << QString() << QStringList{u"serde_derive 1.0.2"_s, u"syn 2.0.100"_s};
    QTest::newRow("for the builder, with a text") << CrateTreeModel::Filter::Host << u"syn"_s << QStringList{u"syn 2.0.100"_s};
    QTest::newRow("only possible") << CrateTreeModel::Filter::Possible << QString() << QStringList{u"syn 1.0.109 (possible)"_s};
}

void TestCrateTreeModel::filters()
{
    QFETCH(CrateTreeModel::Filter, filter);
    QFETCH(QString, text);
    QFETCH(QStringList, names);
    CrateTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setGraph(sample());
    model.setFilter(filter, text);
    QStringList found;
    for (int at = 0; at < model.rowCount(); ++at)
        found.append(model.index(at, 0).data().toString());
    QCOMPARE(found, names);
    model.setFilter(CrateTreeModel::Filter::All, {});
    QCOMPARE(model.rowCount(), 1);
}

void TestCrateTreeModel::explains_data()
{
    QTest::addColumn<int>("crate");
    QTest::addColumn<QString>("line");
    QTest::newRow("the project's own") << 0 << u"app 0.1.0 is a crate of this project."_s;
    QTest::newRow("of the image") << 3 << u"serde 1.0.2 goes into the image."_s;
    QTest::newRow("the way to it") << 6 << u"Why it is here: app → serde → serde_derive → syn"_s;
    QTest::newRow("who needs it") << 4 << u"Needed by: serde"_s;
    QTest::newRow("its features") << 3 << u"Features: derive, std"_s;
    QTest::newRow("other versions") << 6 << u"Compiled in several versions: 1.0.109, 2.0.100"_s;
    QTest::newRow("why it is only possible") << 5 << u"Possible only: The manifest of syn 1.0.109 is not on this machine."_s;
    QTest::newRow("what it brings") << 3 << u"Without it, 3 crates less would be compiled."_s;
}

void TestCrateTreeModel::explains()
{
    QFETCH(int, crate);
    QFETCH(QString, line);
    CrateTreeModel model;
    model.setGraph(sample());
    QVERIFY2(model.explain(crate).contains(line), qPrintable(model.explain(crate).join(u'\n')));
}

void TestCrateTreeModel::equalGraphKeepsTheRows()
{
    CrateTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setGraph(sample());
    const QPersistentModelIndex serde = model.index(2, 0, model.index(0, 0));
    QCOMPARE(serde.data().toString(), u"serde 1.0.2"_s);
    model.setGraph(sample());
    QVERIFY(serde.isValid());
    auto other = sample();
    other->rows[3].version = u"1.0.3"_s;
    model.setGraph(other);
    QCOMPARE(model.index(2, 0, model.index(0, 0)).data().toString(), u"serde 1.0.3"_s);
}

void TestCrateTreeModel::graphGoesAway()
{
    CrateTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setGraph(sample());
    model.setGraph(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

// Each of 600 crates needs the two behind it: as a tree it would have more branches than there is memory.
void TestCrateTreeModel::hundredsOpenAtOnce()
{
    auto graph = std::make_shared<CrateGraph>();
    for (int i = 0; i < 600; ++i) {
        QList<int> needs;
        for (int next = i + 1; next <= std::min(i + 2, 599); ++next)
            needs.append(next);
        graph->rows.append(row(u"crate%1"_s.arg(1000 + i), u"1.0.0"_s, needs));
    }
    graph->rows[0].isRoot = graph->rows[0].isMember = true;
    CrateTreeModel model;
    QElapsedTimer timer;
    timer.start();
    model.setGraph(graph);
    QModelIndex index = model.index(0, 0);
    for (int depth = 0; depth < 599; ++depth) {
        QVERIFY(model.rowCount(index) >= 1);
        index = model.index(0, 0, index);
    }
    model.setFilter(CrateTreeModel::Filter::All, u"crate"_s);
    QCOMPARE(model.rowCount(), 600);
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed()))); // a few milliseconds; the bar is for busy machines
}

QTEST_MAIN(TestCrateTreeModel)
#include "tst_cratetreemodel.moc"
