// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/history.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestStateRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsOfAState()
    {
        BuildState state;
        state.started = 1'000'000'000;
        BuildStep step;
        step.name = u"[build 1/2] FROM rust:1"_s;
        step.parsed = parseVertexName(step.name);
        step.state = StepState::Done;
        step.intervals = {{1'000'000'000, 1'500'000'000}, {2'000'000'000, 2'250'000'000}};
        state.steps.append(step);
        step.platform = u"linux/arm64"_s;
        step.state = StepState::Running;
        step.intervals = {{3'000'000'000, 0}};
        state.steps.append(step);
        step.state = StepState::Waiting;
        step.intervals.clear();
        state.steps.append(step);
        const BuildRecord record = History::fromState(state, 4'000'000'000);
        QCOMPARE(record.steps.size(), 3);
        QVERIFY(record.steps.at(0) == (StepRecord{u"[build 1/2] FROM rust:1"_s, {}, u"build"_s, StepState::Done, 0, 750'000'000}));
        QVERIFY(record.steps.at(1) == (StepRecord{step.name, u"linux/arm64"_s, u"build"_s, StepState::Running, 2'000'000'000, 1'000'000'000}));
        QVERIFY(record.steps.at(2) == (StepRecord{step.name, u"linux/arm64"_s, u"build"_s, StepState::Waiting, 0, 0}));
        QCOMPARE(History::fromState(BuildState(), 1).steps.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestStateRecord)
#include "tst_staterecord.moc"
