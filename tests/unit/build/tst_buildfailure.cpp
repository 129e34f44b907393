// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildfailure.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

/// What the person is told when the client fails before a step does.
class TestBuildFailure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientWords_data();
    void clientWords();
};

void TestBuildFailure::clientWords_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("message");
    QTest::newRow("builder") << u"ERROR: no builder \"far\" found"_s << u"The chosen builder does not exist any more: choose another one."_s;
    QTest::newRow("ssh agent") << u"ERROR: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set"_s
                               << u"No ssh agent runs whose keys could be lent to the build: start one (eval $(ssh-agent); ssh-add), then build again."_s;
    QTest::newRow("unknown") << u"ERROR: something else"_s << u"The build failed without a word of the engine's (exit code 1). ERROR: something else"_s;
}

void TestBuildFailure::clientWords()
{
    QFETCH(QString, words);
    BuildState state;
    state.plainText.append(words);
    ProcessOutcome outcome;
    outcome.exitCode = 1;
    const Error error = buildError(state, outcome);
    QTEST(error.message, "message");
    QCOMPARE(error.detail, words);
}

QTEST_GUILESS_MAIN(TestBuildFailure)
#include "tst_buildfailure.moc"
