// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/historymodel.h"
#include "history/recordstepsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestHistoryModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newListIsTakenUpByRows_data();
    void newListIsTakenUpByRows();
    void rawValues();
    void comparison_data();
    void comparison();
    void comparisonModel();
    void sentence_data();
    void sentence();
};

static BuildRecord record(const QString &id, qint64 milliseconds = 1000)
{
    BuildRecord made;
    made.id = id;
    made.time = QDateTime(QDate(2026, 11, 24), QTime(2, 20), QTimeZone::UTC);
    made.projectName = u"shop"_s;
    made.planWords = u"2 platforms, Zig, layers"_s;
    made.result = u"done"_s;
    made.milliseconds = milliseconds;
    made.cachedShare = 0.5;
    return made;
}

static QList<BuildRecord> records(const QStringList &ids)
{
    QList<BuildRecord> list;
    for (const QString &id : ids)
        list.append(record(id));
    return list;
}

void TestHistoryModels::newListIsTakenUpByRows_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const auto ids = [](const char *letters) { return QString::fromLatin1(letters).split(u' ', Qt::SkipEmptyParts); };
    QTest::newRow("first") << ids("") << ids("b a");
    QTest::newRow("a new one") << ids("b a") << ids("c b a");
    QTest::newRow("the oldest went") << ids("c b a") << ids("c b");
    QTest::newRow("one in the middle went") << ids("c b a") << ids("c a");
    QTest::newRow("one came between") << ids("c a") << ids("c b a");
    QTest::newRow("all others") << ids("d c") << ids("b a");
    QTest::newRow("none left") << ids("b a") << ids("");
    QTest::newRow("the same") << ids("b a") << ids("b a");
}

void TestHistoryModels::newListIsTakenUpByRows()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRecords(records(before));
    const QPersistentModelIndex kept =
        before.contains(u"a"_s) && after.contains(u"a"_s) ? model.index(static_cast<int>(before.indexOf(u"a"_s)), 0) : QModelIndex();
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setRecords(records(after));
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row, 0).data(HistoryModel::IdRole).toString());
    QCOMPARE(ids, after);
    QCOMPARE(reset.count(), 0);
    if (before.contains(u"a"_s) && after.contains(u"a"_s)) // what is selected stays selected
        QCOMPARE(kept.data(HistoryModel::IdRole).toString(), u"a"_s);
}

void TestHistoryModels::rawValues()
{
    HistoryModel model;
    model.setRecords({record(u"b"_s, 500), record(u"a"_s, 2000)});
    QCOMPARE(model.index(0, 0).data(HistoryModel::MillisecondsRole).toLongLong(), 500);
    QCOMPARE(model.index(0, 0).data(HistoryModel::LongestRole).toLongLong(), 2000);
    QCOMPARE(model.index(0, HistoryModel::DurationColumn).data().toString(), u"0.5 s"_s);
    QCOMPARE(model.index(0, HistoryModel::CachedColumn).data().toString(), u"50 %"_s);
    QVERIFY(model.record(u"a"_s));
    QVERIFY(!model.record(u"z"_s));
    BuildRecord changed = record(u"b"_s, 4000);
    QSignalSpy spy(&model, &QAbstractItemModel::dataChanged);
    model.setRecords({changed, record(u"a"_s, 2000)});
    QVERIFY(spy.count() >= 1);
    QCOMPARE(model.index(1, 0).data(HistoryModel::LongestRole).toLongLong(), 4000);
}

static StepRecord step(const QString &name, qint64 seconds, StepState state = StepState::Done, const QString &platform = {})
{
    return {name, platform, u"build"_s, state, 0, seconds * 1'000'000'000};
}

void TestHistoryModels::comparison_data()
{
    QTest::addColumn<QList<StepRecord>>("before");
    QTest::addColumn<QList<StepRecord>>("after");
    QTest::addColumn<QStringList>("rows"); // "name before>after", in seconds, - where it is not
    QTest::newRow("nothing") << QList<StepRecord>() << QList<StepRecord>() << QStringList();
    QTest::newRow("the same") << QList{step(u"a"_s, 5)} << QList{step(u"a"_s, 5)} << QStringList{u"a 5>5"_s};
    QTest::newRow("most changed first") << QList{step(u"a"_s, 5), step(u"b"_s, 50)} << QList{step(u"a"_s, 6), step(u"b"_s, 10)}
                                        << QStringList{u"b 50>10"_s, u"a 5>6"_s};
    QTest::newRow("came and went") << QList{step(u"a"_s, 5)} << QList{step(u"b"_s, 6)} << QStringList{u"b ->6"_s, u"a 5>-"_s};
    QTest::newRow("the same name for two platforms") << QList{step(u"a"_s, 1, StepState::Done, u"linux/amd64"_s),
                                                              step(u"a"_s, 2, StepState::Done, u"linux/arm64"_s)}
                                                     << QList{step(u"a"_s, 12, StepState::Done, u"linux/arm64"_s),
                                                              step(u"a"_s, 1, StepState::Done, u"linux/amd64"_s)}
                                                     << QStringList{u"a 2>12"_s, u"a 1>1"_s};
    QTest::newRow("twice in one") << QList{step(u"a"_s, 3), step(u"a"_s, 1)} << QList{step(u"a"_s, 3)} << QStringList{u"a 1>-"_s, u"a 3>3"_s};
    QTest::newRow("another digest behind the tag") << QList{step(u"FROM rust:1@sha256:aa"_s, 3)} << QList{step(u"FROM rust:1@sha256:bb"_s, 4)}
                                                   << QStringList{u"FROM rust:1@sha256:aa 3>4"_s};
}

void TestHistoryModels::comparison()
{
    QFETCH(QList<StepRecord>, before);
    QFETCH(QList<StepRecord>, after);
    BuildRecord first;
    first.steps = before;
    BuildRecord second;
    second.steps = after;
    QStringList rows;
    const auto seconds = [](qint64 time) { return time < 0 ? u"-"_s : QString::number(time / 1'000'000'000); };
    for (const StepComparison &row : compareSteps(first, second))
        rows.append(row.name + u' ' + seconds(row.before) + u'>' + seconds(row.after));
    QTEST(rows, "rows");
}

void TestHistoryModels::comparisonModel()
{
    RecordStepsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    BuildRecord first = record(u"a"_s);
    first.steps = {step(u"cook"_s, 50), step(u"gone"_s, 1)};
    BuildRecord second = record(u"b"_s);
    second.steps = {step(u"cook"_s, 0, StepState::Cached)};
    model.show(first);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.isComparison());
    QVERIFY(model.index(0, RecordStepsModel::ChangeColumn).data().toString().isEmpty());
    model.compare(first, second);
    QVERIFY(model.isComparison());
    QCOMPARE(model.index(0, RecordStepsModel::ChangeColumn).data().toString(), u"−50 s"_s);
    QCOMPARE(model.index(0, RecordStepsModel::StateColumn).data().toString(), u"cached, was done"_s);
    QCOMPARE(model.index(1, RecordStepsModel::StateColumn).data().toString(), u"only in the first"_s);
    QCOMPARE(model.index(1, RecordStepsModel::TimeColumn).data(RecordStepsModel::NanosecondsRole).toLongLong(), -1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestHistoryModels::sentence_data()
{
    QTest::addColumn<qint64>("before");
    QTest::addColumn<qint64>("after");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("faster") << qint64(50'000) << qint64(38'000) << u"The second was 12 s faster."_s;
    QTest::newRow("slower") << qint64(38'000) << qint64(50'000) << u"The second was 12 s slower."_s;
    QTest::newRow("the same") << qint64(38'000) << qint64(38'050) << u"The second took as long as the first."_s;
}

void TestHistoryModels::sentence()
{
    QFETCH(qint64, before);
    QFETCH(qint64, after);
    QTEST(comparisonSentence(record(u"a"_s, before), record(u"b"_s, after)), "sentence");
}

QTEST_GUILESS_MAIN(TestHistoryModels)
#include "tst_historymodels.moc"
