// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/cratemodel.h"
#include "build/problemmodel.h"
#include "build/stepmodel.h"
#include "replay.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

class TestBuildModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stepsOfARecordedStream_data();
    void stepsOfARecordedStream();
    void emptyAndNone();
    void oneChangeSignalAFrame();
    void stepsGiveRawValues();
    void runningStepsGrow();
    void cratesAreAdded();
    void problemsAreAddedAndChange();
    void stepTitles_data();
    void stepTitles();
};

void TestBuildModels::stepsOfARecordedStream_data()
{
    QTest::addColumn<QString>("stream");
    for (const char *name :
         {"ok-multiplatform.rawjson", "fail-run.rawjson", "cancel-sigint.rawjson", "cached-multiplatform.rawjson", "bake-two-targets.rawjson"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

// Fed in ten pieces: rows only come, none is reset, and at the end the model says what the state says.
void TestBuildModels::stepsOfARecordedStream()
{
    QFETCH(QString, stream);
    Replay replay;
    StepModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setBuild(&replay.state, 0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    for (int i = 1; i <= 10; ++i)
        model.update(replay.play(stream, i / 10.0), replay.state.lastEvent);
    QCOMPARE(model.rowCount(), static_cast<int>(replay.state.steps.size()));
    QVERIFY(model.rowCount() > 3);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(removed.count(), 0);
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, StepModel::StateColumn);
        QCOMPARE(index.data(StepModel::StepRole).toInt(), row);
        QCOMPARE(index.data(StepModel::StateRole).toInt(), static_cast<int>(replay.state.steps[row].state));
        QCOMPARE(index.data().toString(), stepStateText(replay.state.steps[row].state));
        QVERIFY(!index.siblingAtColumn(StepModel::CommandColumn).data().toString().isEmpty());
    }
}

void TestBuildModels::emptyAndNone()
{
    StepModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.update({0, 1}, 1); // of a build that is gone
    QCOMPARE(model.rowCount(), 0);
    const BuildState state;
    model.setBuild(&state, 0);
    model.update({5}, 1);
    QCOMPARE(model.rowCount(), 0);
    model.setBuild(nullptr, 0);
    QVERIFY(!model.data(model.index(0, 0), Qt::DisplayRole).isValid());
}

void TestBuildModels::oneChangeSignalAFrame()
{
    Replay replay;
    replay.play(u"ok-multiplatform.rawjson"_s);
    StepModel model;
    model.setBuild(&replay.state, 0);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.update({4, 1, 3, 1}, replay.state.lastEvent);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 4);
}

void TestBuildModels::stepsGiveRawValues()
{
    Replay replay;
    playShop(replay, true);
    StepModel model;
    model.setBuild(&replay.state, replay.state.lastEvent);
    bool isFound = false;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, StepModel::DurationColumn);
        if (!replay.state.steps[row].name.contains("chef cook"_L1))
            continue;
        isFound = true;
        QCOMPARE(index.data(StepModel::DurationRole).toLongLong(), 156'800'000'000);
        QCOMPARE(index.data().toString(), u"2 min 37 s"_s);
        QCOMPARE(index.siblingAtColumn(StepModel::StageColumn).data().toString(), u"build"_s);
    }
    QVERIFY(isFound);
}

void TestBuildModels::runningStepsGrow()
{
    Replay replay;
    playShop(replay, false);
    StepModel model;
    model.setBuild(&replay.state, replay.state.lastEvent);
    int cook = -1;
    for (int row = 0; row < model.rowCount(); ++row)
        cook = replay.state.steps[row].state == StepState::Running ? row : cook;
    QVERIFY(cook >= 0);
    const qint64 before = model.index(cook, 0).data(StepModel::DurationRole).toLongLong();
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.update({}, replay.state.lastEvent + 1'000'000'000); // nothing was said, but time goes on
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.index(cook, 0).data(StepModel::DurationRole).toLongLong(), before + 1'000'000'000);
    QVERIFY(model.index(cook, StepModel::DurationColumn).data().toString().endsWith(u'…'));
}

void TestBuildModels::cratesAreAdded()
{
    Replay replay;
    CrateModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setBuild(&replay.state);
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    playShop(replay, false);
    model.update();
    QCOMPARE(model.rowCount(), 188);
    QCOMPARE(reset.count(), 0);
    const QModelIndex last = model.index(187, CrateModel::NameColumn);
    QCOMPARE(last.data().toString(), u"axum"_s);
    QCOMPARE(last.siblingAtColumn(CrateModel::VersionColumn).data().toString(), u"0.8.6"_s);
    QCOMPARE(last.siblingAtColumn(CrateModel::StartedColumn).data().toString(), u"2:12"_s);
    model.update();
    QCOMPARE(model.rowCount(), 188);
}

void TestBuildModels::problemsAreAddedAndChange()
{
    BuildState state;
    ProblemModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setBuild(&state);
    state.problems.append({BuildProblem::Kind::Error, u"error: linker `cc` not found"_s, {}, {}, {}, 2, 9});
    model.update();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data(ProblemModel::LineRole).toInt(), 9);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.update();
    QCOMPARE(changed.count(), 0);
    state.problems[0].meaning = u"The image has no C compiler."_s;
    state.problems[0].fixKey = u"cross"_s;
    model.update();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.index(0).data(ProblemModel::MeaningRole).toString(), u"The image has no C compiler."_s);
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith(u"Error: "_s));
    state.problems.clear();
    model.update();
    QCOMPARE(model.rowCount(), 0);
}

void TestBuildModels::stepTitles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("title");
    QTest::newRow("run in a stage") << u"[build 2/4] RUN cargo  build"_s << u"build  cargo build"_s;
    QTest::newRow("internal") << u"[internal] load build context"_s << u"load build context"_s;
    QTest::newRow("export") << u"exporting to image"_s << u"exporting to image"_s;
    QTest::newRow("hostile") << u"[build 1/1] RUN \u202egnp"_s << u"build  gnp"_s;
}

void TestBuildModels::stepTitles()
{
    QFETCH(QString, name);
    BuildStep step;
    step.name = name;
    step.parsed = parseVertexName(name);
    QTEST(stepTitle(step), "title");
}

QTEST_GUILESS_MAIN(TestBuildModels)
#include "tst_buildmodels.moc"
