// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ProcessCommand shell(const QString &script)
{
    ProcessCommand command;
    command.program = u"/bin/sh"_s;
    command.arguments = {u"-c"_s, script};
    return command;
}

} // namespace

class TestProcess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEndingIsOneDone_data()
    {
        QTest::addColumn<ProcessCommand>("command");
        QTest::addColumn<ProcessOutcome::Kind>("kind");
        QTest::addColumn<int>("exitCode");
        using Kind = ProcessOutcome::Kind;
        ProcessCommand missing;
        missing.program = u"no-such-program-of-slipway"_s;
        ProcessCommand slow = shell(u"sleep 30"_s);
        slow.timeout = 100ms;
        QTest::newRow("exits") << shell(u"exit 0"_s) << Kind::Exited << 0;
        QTest::newRow("exits with a code") << shell(u"exit 7"_s) << Kind::Exited << 7;
        QTest::newRow("crashes") << shell(u"kill -SEGV $$"_s) << Kind::Crashed << SIGSEGV;
        QTest::newRow("is missing") << missing << Kind::FailedToStart << -1;
        QTest::newRow("takes too long") << slow << Kind::TimedOut << SIGINT;
    }
    void everyEndingIsOneDone()
    {
        QFETCH(ProcessCommand, command);
        Process process;
        QSignalSpy done(&process, &Process::done);
        process.start(command);
        QCOMPARE(done.size(), 0); // never from within start()
        QVERIFY(done.wait(5000));
        QTest::qWait(50); // a second ending would come now
        QCOMPARE(done.size(), 1);
        const auto outcome = done[0][0].value<ProcessOutcome>();
        QTEST(outcome.kind, "kind");
        QTEST(outcome.exitCode, "exitCode");
        QCOMPARE(outcome.error.isEmpty(), outcome.kind != ProcessOutcome::Kind::FailedToStart);
        QVERIFY(!process.isRunning());
    }

    void channelsAreApartAndInputArrives()
    {
        Command command;
        QSignalSpy finished(&command, &Command::finished);
        ProcessCommand call = shell(u"cat; echo words >&2"_s);
        call.standardInput = "given";
        command.start(call);
        QVERIFY(finished.wait(5000));
        QCOMPARE(finished[0][1].toByteArray(), "given");
        QCOMPARE(finished[0][2].toByteArray(), "words\n");
    }

    /// A program that ignores SIGINT, and its child, are gone within 2 s, and the ending is a cancel, not a crash.
    void cancelEndsTheWholeGroup()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"child"_s);
        Process process;
        QSignalSpy done(&process, &Process::done);
        process.start(shell(u"trap '' INT; (trap '' INT; echo $$ > /dev/null; exec sleep 60) & echo $! > '%1'; wait; sleep 60"_s.arg(file)));
        QTRY_VERIFY(QFile(file).size() > 0);
        QFile child(file);
        QVERIFY(child.open(QIODevice::ReadOnly));
        const int pid = child.readAll().trimmed().toInt();
        QVERIFY(pid > 1);
        QElapsedTimer clock;
        clock.start();
        process.cancel();
        QVERIFY(done.wait(5000));
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(done[0][0].value<ProcessOutcome>().kind, ProcessOutcome::Kind::Cancelled);
        const auto isAlive = [pid] {
            QFile stat(u"/proc/%1/stat"_s.arg(pid)); // a zombie waits for its new parent only
            return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
        };
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(), 1000);
    }

    void politeProgramEndsAtTheFirstSignal()
    {
        Process process;
        QSignalSpy done(&process, &Process::done);
        QSignalSpy output(&process, &Process::standardOutput);
        process.start(shell(u"trap 'exit 130' INT; echo ready; while :; do sleep 0.05; done"_s));
        QVERIFY(output.wait(5000));
        process.cancel();
        QVERIFY(done.wait(700)); // before the second signal
        QCOMPARE(done[0][0].value<ProcessOutcome>().kind, ProcessOutcome::Kind::Cancelled);
        QCOMPARE(done[0][0].value<ProcessOutcome>().exitCode, 130);
    }

    void deletedWhileRunningLeavesNothing()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s)); // on standard error, which is the person's
        qint64 pid = 0;
        {
            Process process;
            QSignalSpy output(&process, &Process::standardOutput);
            process.start(shell(u"echo ready; exec sleep 60"_s));
            QVERIFY(output.wait(5000));
            pid = process.processId();
        }
        QVERIFY(pid > 1);
        QTRY_VERIFY(::kill(static_cast<pid_t>(pid), 0) != 0);
    }

    void deletedAtOnceLeavesNothing()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        qint64 pid = 0;
        {
            Process process;
            process.start(shell(u"exec sleep 60"_s));
            pid = process.processId();
        }
        QVERIFY(pid > 1);
        QTRY_VERIFY(::kill(static_cast<pid_t>(pid), 0) != 0);
    }
};

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_process.moc"
