// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "replayedstate.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestBuildState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsReplayTheSameHoweverCut_data()
    {
        QTest::addColumn<QString>("file");
        const QStringList files = QDir(test::sourcePath(u"tests/data/buildkit"_s)).entryList({u"*.rawjson"_s});
        QVERIFY(files.size() >= 10);
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file;
    }
    void recordsReplayTheSameHoweverCut()
    {
        QFETCH(QString, file);
        const QByteArray bytes = recorded(file);
        const QStringList targets = file.startsWith("bake"_L1) ? QStringList{u"app"_s, u"tools"_s} : QStringList();
        BuildState whole = replay(bytes, bytes.size(), {}, targets);
        BuildState single = replay(bytes, 1, {}, targets);
        QVERIFY(whole.steps.size() > 5);
        QCOMPARE(single.steps, whole.steps);
        QCOMPARE(single.crates, whole.crates);
        QCOMPARE(single.problems, whole.problems);
        QCOMPARE(single.plainText, whole.plainText);
        QVERIFY(whole.started > 0 && whole.lastEvent > whole.started);
        const bool cancelled = file.startsWith("cancel"_L1);
        whole.finish(whole.lastEvent, cancelled);
        for (const BuildStep &step : std::as_const(whole.steps)) {
            QVERIFY2(step.state != StepState::Running, qPrintable(step.name));
            for (const StepInterval &interval : step.intervals)
                QVERIFY(interval.completed >= interval.started);
        }
        const bool isBad = file.contains("fail"_L1) || file.contains("bad"_L1);
        QCOMPARE(whole.failedStep() >= 0, isBad);
        QCOMPARE(!errorsOf(whole).isEmpty(), isBad);
    }

    void lanesAndLinesFromTheDockerfile()
    {
        const BuildState state = replay(recorded(u"fail-run.rawjson"_s), 4096, documentOf(recordedDockerfile));
        const auto check = [&state](const QString &part, const QString &platform, int line) {
            const BuildStep *step = stepLike(state, part);
            QVERIFY2(step, qPrintable(part));
            QCOMPARE(step->platform, platform);
            QCOMPARE(step->dockerfileLine, line);
        };
        check(u"chef 1/3] FROM"_s, {}, 1);
        check(u"chef 3/3] RUN"_s, {}, 3);
        check(u"load metadata"_s, {}, 1);
        check(u"load build context"_s, {}, 0);
        check(u"[linux/amd64 builder 2/2]"_s, u"linux/amd64"_s, 9);
        check(u"[linux/amd64->arm64 builder 2/2]"_s, u"linux/arm64"_s, 9);
        check(u"[linux/arm64 runtime 2/2]"_s, u"linux/arm64"_s, 16);
        check(u"[linux/amd64 runtime 1/2]"_s, u"linux/amd64"_s, 15);
    }

    void lanesWithoutADockerfile()
    {
        const BuildState state = replay(recorded(u"fail-run.rawjson"_s), 4096);
        QCOMPARE(stepLike(state, u"chef 3/3] RUN"_s)->platform, QString());
        QCOMPARE(stepLike(state, u"[linux/amd64 builder 2/2]"_s)->platform, u"linux/amd64"_s);
        QCOMPARE(stepLike(state, u"[linux/arm64 runtime 2/2]"_s)->platform, u"linux/arm64"_s);
        QCOMPARE(stepLike(state, u"builder 1/2] COPY"_s)->dockerfileLine, 0);
    }

    void twoPlatformsFail()
    {
        BuildState state = replay(recorded(u"fail-run.rawjson"_s), 999, documentOf(recordedDockerfile));
        state.finish(state.lastEvent, false);
        const QList<BuildProblem> errors = errorsOf(state);
        QCOMPARE(errors.size(), 2);
        for (const BuildProblem &problem : errors) {
            QCOMPARE(problem.message, u"error[E0425]: boom"_s);
            QCOMPARE(problem.dockerfileLine, 9);
            QCOMPARE(state.steps[problem.step].firstErrorLine, problem.message);
            QCOMPARE(state.steps[problem.step].warnings, 3);
        }
        QVERIFY(errors[0].step != errors[1].step);
        QCOMPARE(state.crates.size(), 6);
        QCOMPARE(state.crates[0].name, u"crate1"_s);
        QCOMPARE(state.crates[0].version, u"0.1"_s);
    }

    void siblingOfAFailureIsCancelled()
    {
        const BuildState state = replay(recorded(u"docker-26.1.5_buildx-0.13.1-fail.rawjson"_s), 4096);
        QCOMPARE(stepLike(state, u"[linux/amd64 runtime 3/3]"_s)->state, StepState::Failed);
        QCOMPARE(stepLike(state, u"[linux/arm64 runtime 3/3]"_s)->state, StepState::Cancelled);
        QCOMPARE(state.failedStep(), state.stepOf(stepLike(state, u"[linux/amd64 runtime 3/3]"_s)->digest));
    }

    void cancelledHasNoError()
    {
        BuildState state = replay(recorded(u"cancel-sigint.rawjson"_s), 4096);
        state.finish(state.lastEvent + 5, true);
        QVERIFY(errorsOf(state).isEmpty());
        QCOMPARE(stepLike(state, u"builder 2/2] RUN"_s)->state, StepState::Cancelled);
    }

    void bakeSharesSteps()
    {
        const BuildState state = replay(recorded(u"bake-two-targets.rawjson"_s), 4096, documentOf(recordedDockerfile), {u"app"_s, u"tools"_s});
        const BuildStep *shared = stepLike(state, u"chef 3/3] RUN"_s);
        QVERIFY(shared);
        QCOMPARE(shared->parsed.target, QString());
        QCOMPARE(shared->platform, QString());
        QCOMPARE(stepLike(state, u"runtime 2/2"_s)->parsed.target, u"app"_s);
        QCOMPARE(std::ranges::count_if(state.steps, [](const BuildStep &step) { return step.name.contains("chef 3/3"_L1); }), 1);
    }

    void pushRefused()
    {
        BuildState state = replay(recorded(u"push-bad-password.rawjson"_s), 4096, {}, {}, {u"linux/amd64"_s});
        state.finish(state.lastEvent, false);
        const QList<BuildProblem> errors = errorsOf(state);
        QCOMPARE(errors.size(), 1);
        QVERIFY2(errors[0].message.contains("failed to authorize"_L1), qPrintable(errors[0].message));
        QCOMPARE(state.steps[errors[0].step].parsed.command, u"exporting to image"_s);
    }

    void shareOfTheCache()
    {
        const BuildState state = replay(recorded(u"cached-multiplatform.rawjson"_s), 4096);
        QVERIFY2(state.cachedShare() > 0.9, qPrintable(QString::number(state.cachedShare())));
        QCOMPARE(BuildState().cachedShare(), 0.0);
    }

    void intervals_data()
    {
        QTest::addColumn<QList<StepInterval>>("events");
        QTest::addColumn<QList<StepInterval>>("expected");
        QTest::addColumn<qint64>("duration"); // at 100
        using List = QList<StepInterval>;
        QTest::newRow("none") << List() << List() << qint64(0);
        QTest::newRow("one") << List{{10, 20}} << List{{10, 20}} << qint64(10);
        QTest::newRow("open") << List{{10, 0}} << List{{10, 0}} << qint64(90);
        QTest::newRow("closed later") << List{{10, 0}, {10, 30}} << List{{10, 30}} << qint64(20);
        QTest::newRow("two with a gap") << List{{10, 20}, {50, 60}} << List{{10, 20}, {50, 60}} << qint64(20);
        QTest::newRow("overlapping") << List{{10, 30}, {20, 40}} << List{{10, 40}} << qint64(30);
        QTest::newRow("touching") << List{{10, 20}, {20, 25}} << List{{10, 25}} << qint64(15);
        QTest::newRow("contained") << List{{10, 50}, {20, 30}} << List{{10, 50}} << qint64(40);
        QTest::newRow("open swallows") << List{{10, 0}, {20, 30}} << List{{10, 0}} << qint64(90);
        QTest::newRow("out of order") << List{{50, 60}, {10, 20}} << List{{10, 20}, {50, 60}} << qint64(20);
        QTest::newRow("no time at all") << List{{30, 30}} << List{{30, 30}} << qint64(0);
    }
    void intervals()
    {
        QFETCH(QList<StepInterval>, events);
        BuildState state;
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s));
        for (const StepInterval &event : events)
            state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s, event.started, event.completed));
        QTEST(state.steps[0].intervals, "expected");
        QTEST(state.steps[0].duration(100), "duration");
    }

    void announcementDoesNotReset()
    {
        BuildState state;
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s, 10, 20));
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s));
        QCOMPARE(state.steps[0].state, StepState::Done);
        VertexEvent failed = vertex(u"d"_s, u"[1/1] RUN x"_s, 30, 40);
        failed.error = u"exit code: 1"_s;
        state.apply(failed);
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s));
        QCOMPARE(state.steps[0].state, StepState::Failed);
        QCOMPARE(state.steps[0].error, u"exit code: 1"_s);
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s, 30, 40)); // the newest word wins
        QCOMPARE(state.steps[0].state, StepState::Done);
    }

    void startIsOfTheBuildsOwnSteps_data()
    {
        QTest::addColumn<QList<qint64>>("starts");
        QTest::addColumn<qint64>("expected");
        // This build was begun at 100; what began before belongs to another.
        QTest::newRow("none") << QList<qint64>{} << qint64(0);
        QTest::newRow("own alone") << QList<qint64>{150, 130} << qint64(130);
        QTest::newRow("shared alone") << QList<qint64>{40, 60} << qint64(100);
        QTest::newRow("shared first") << QList<qint64>{40, 150, 60} << qint64(150);
        QTest::newRow("shared last") << QList<qint64>{150, 40} << qint64(150);
    }

    void startIsOfTheBuildsOwnSteps()
    {
        QFETCH(QList<qint64>, starts);
        QFETCH(qint64, expected);
        BuildState state;
        state.notBefore = 100;
        for (const qint64 start : starts)
            state.apply(vertex(u"d%1"_s.arg(start), u"[1/1] FROM x"_s, start, start + 5));
        QCOMPARE(state.started, expected);
    }

    void streamThatEndsEarlyIsClosed()
    {
        for (const bool cancelled : {false, true}) {
            BuildState state;
            state.apply(vertex(u"a"_s, u"[1/2] FROM x"_s, 10, 20));
            state.apply(vertex(u"b"_s, u"[2/2] RUN y"_s, 30));
            state.apply(vertex(u"c"_s, u"exporting to image"_s));
            state.finish(50, cancelled);
            QCOMPARE(state.steps[1].state, cancelled ? StepState::Cancelled : StepState::Done);
            QCOMPARE(state.steps[1].duration(1000), 20);
            QCOMPARE(state.steps[2].state, StepState::Waiting);
        }
    }

    void firstRealError_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("meaning"); // beginning
        QTest::newRow("rustc") << QByteArray(
            "   Compiling app v0.1.0 (/app)\nerror[E0425]: cannot find value `x` in this scope\n --> src/main.rs:2:5\n  |\n\n"
            "error[E0433]: another\n --> src/main.rs:9:1\n\nerror: could not compile `app` (bin \"app\") due to 2 previous errors\n")
                               << u"error[E0425]: cannot find value `x` in this scope --> src/main.rs:2:5"_s << QString();
        QTest::newRow("coloured") << QByteArray("\x1b[1m\x1b[31merror[E0308]\x1b[0m\x1b[1m: mismatched types\x1b[0m\n") << u"error[E0308]: mismatched types"_s
                                  << QString();
        QTest::newRow("build script panics") << QByteArray(
            "error: failed to run custom build command for `openssl-sys v0.9.1`\n\nCaused by:\n  process didn't exit successfully\n  --- stderr\n"
            "  thread 'main' panicked at build.rs:9:1:\n  Could not find directory of OpenSSL installation, and this `-sys` crate cannot\n")
                                             << u"Could not find directory of OpenSSL installation, and this `-sys` crate cannot"_s
                                             << u"OpenSSL is not there"_s;
        QTest::newRow("C compiler in a build script") << QByteArray(
            "error: failed to run custom build command for `x v1.0.0`\n  src/x.c:1:10: fatal error: zlib.h: No such file or directory\n")
                                                      << u"src/x.c:1:10: fatal error: zlib.h: No such file or directory"_s << QString();
        QTest::newRow("linker") << QByteArray("error: linking with `zig` failed: exit status: 1\n  = note: ld.lld: error: undefined symbol: __isoc23_strtol\n")
                                << u"= note: ld.lld: error: undefined symbol: __isoc23_strtol"_s << u"A library was compiled for a newer glibc"_s;
        QTest::newRow("lock file") << QByteArray("error: the lock file /app/Cargo.lock needs to be updated but --locked was passed to prevent this\n")
                                   << u"error: the lock file /app/Cargo.lock needs to be updated but --locked was passed to prevent this"_s
                                   << u"Cargo.lock does not fit"_s;
        QTest::newRow("shell") << QByteArray("/bin/sh: 1: nonsense: not found\n") << u"/bin/sh: 1: nonsense: not found"_s << QString();
        QTest::newRow("known but not an error line") << QByteArray("checking\n/out/linux/arm64/app is not for linux/arm64\nbye\n")
                                                     << u"/out/linux/arm64/app is not for linux/arm64"_s << u"The binary"_s;
        QTest::newRow("only a summary") << QByteArray("make: *** [all] Error 2\n") << u"make: *** [all] Error 2"_s << QString();
        QTest::newRow("last line") << QByteArray("hello\nworld\n\n") << u"world"_s << QString();
        QTest::newRow("no line end") << QByteArray("error: cut") << u"error: cut"_s << QString();
        QTest::newRow("silent") << QByteArray() << u"The command did not complete: exit code: 1"_s << QString();
    }
    void firstRealError()
    {
        QFETCH(QByteArray, output);
        QFETCH(QString, meaning);
        BuildState state({}, {}, both, knowledge());
        state.apply(vertex(u"d"_s, u"[build 2/3] RUN cargo build"_s, 10));
        for (qsizetype i = 0; i < output.size(); i += 11)
            state.apply(LogEvent{u"d"_s, 2, output.mid(i, 11), 11 + i});
        VertexEvent end = vertex(u"d"_s, u"[build 2/3] RUN cargo build"_s, 10, 500);
        end.error = u"process \"/bin/sh -c cargo build\" did not complete successfully: exit code: 1"_s;
        state.apply(end);
        state.finish(600, false);
        const QList<BuildProblem> errors = errorsOf(state);
        QCOMPARE(errors.size(), 1);
        QTEST(errors[0].message, "message");
        QCOMPARE(errors[0].meaning.left(meaning.size()), meaning);
        QCOMPARE(errors[0].meaning.isEmpty(), meaning.isEmpty());
    }

    void syntaxErrorHasItsLine()
    {
        BuildState state;
        state.apply(PlainTextEvent{u"Dockerfile:2"_s});
        state.apply(
            PlainTextEvent{u"ERROR: failed to build: failed to solve: dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)"_s});
        state.finish(1, false);
        QCOMPARE(state.problems.size(), 1);
        QCOMPARE(state.problems[0].dockerfileLine, 2);
        QCOMPARE(state.problems[0].message, u"dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)"_s);
        QCOMPARE(state.problems[0].step, -1);
    }

    void warningsOnce()
    {
        BuildState state;
        state.apply(vertex(u"d"_s, u"[internal] load build definition from Dockerfile"_s, 1, 2));
        const WarningEvent warning{u"d"_s, u"FromAsCasing: casing (line 5)"_s, {u"why"_s}, u"https://docs"_s, u"Dockerfile"_s, 5};
        state.apply(warning);
        state.apply(warning);
        QCOMPARE(state.problems.size(), 1);
        QCOMPARE(state.problems[0].kind, BuildProblem::Kind::Warning);
        QCOMPARE(state.problems[0].dockerfileLine, 5);
    }

    void transfers()
    {
        BuildState state;
        state.apply(vertex(u"d"_s, u"[1/1] FROM x"_s, 1));
        QCOMPARE(state.apply(StatusEvent{u"sha256:a"_s, u"d"_s, {}, 5, 10, 2, 1, 0}), QList<int>{0});
        state.apply(StatusEvent{u"sha256:a"_s, u"d"_s, {}, 10, 10, 3, 1, 3});
        QCOMPARE(state.steps[0].transfers, (QList<StepTransfer>{{u"sha256:a"_s, 10, 10, true}}));
        QVERIFY(state.apply(StatusEvent{u"x"_s, u"nobody"_s, {}, 1, 1, 1, 1, 0}).isEmpty());
    }

    void isBounded()
    {
        BuildState state;
        state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s, 1));
        for (int i = 0; i < 30'000; ++i) {
            state.apply(vertex(u"v%1"_s.arg(i), u"[1/1] RUN y"_s, i + 1));
            state.apply(StatusEvent{u"s%1"_s.arg(i), u"d"_s, {}, 1, 1, 1, 1, 0});
            state.apply(PlainTextEvent{u"WARNING: %1"_s.arg(i)});
            state.apply(vertex(u"d"_s, u"[1/1] RUN x"_s, 10 * i + 1, 10 * i + 2));
        }
        QCOMPARE(state.steps.size(), 20'000);
        QVERIFY(state.steps[0].transfers.size() <= 200);
        QVERIFY(state.steps[0].intervals.size() <= 1'000);
        QVERIFY(state.problems.size() <= 1'000);
        QCOMPARE(state.plainText.size(), 200);
    }

    void nonsenseDoesNoHarm()
    {
        BuildState state;
        state.apply(VertexEvent());
        state.apply(StatusEvent());
        state.apply(LogEvent());
        state.apply(WarningEvent());
        state.apply(PlainTextEvent());
        state.apply(vertex(u"a"_s, {}, 5, 3, {u"a"_s, u"b"_s})); // its own input, ends before it begins
        state.apply(vertex(u"b"_s, u"[x/y] ]["_s, 0, 9, {u"a"_s}));
        state.finish(0, false);
        QCOMPARE(state.steps.size(), 2);
        QCOMPARE(state.steps[0].duration(0), 0);
    }

    void instructions_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("vertex");
        QTest::addColumn<int>("line");
        const QByteArray plain = "# syntax\nFROM scratch\n\n# copy\nCOPY a b\nENV X=1\nRUN a \\\n  # comment\n\n  && b\nWORKDIR /x\n";
        QTest::newRow("single stage") << plain << u"[1/3] COPY a b"_s << 5;
        QTest::newRow("behind an ENV") << plain << u"[2/3] RUN a && b"_s << 7;
        QTest::newRow("behind a continued one") << plain << u"[3/3] WORKDIR /x"_s << 11;
        QTest::newRow("other keyword: no line") << plain << u"[2/3] ADD a b"_s << 0;
        QTest::newRow("beyond the end") << plain << u"[9/9] RUN z"_s << 0;
        const QByteArray heredoc = "FROM a AS x\nRUN <<EOF\nFROM not AS this\nRUN nor this\nEOF\nCOPY <<A <<\"B\" /\nx\nA\ny\nB\nRUN last\n";
        QTest::newRow("heredoc") << heredoc << u"[x 2/4] RUN <<EOF (FROM not...)"_s << 2;
        QTest::newRow("behind heredocs") << heredoc << u"[x 4/4] RUN last"_s << 11;
        const QByteArray unnamed = "FROM a\nRUN 1\nFROM b\nRUN 2\n";
        QTest::newRow("unnamed stage") << unnamed << u"[stage-1 2/2] RUN 2"_s << 4;
        QTest::newRow("stage of a stage counts no FROM") << QByteArray("FROM a AS x\nFROM x AS y\nRUN 2\n") << u"[y 1/1] RUN 2"_s << 3;
        QTest::newRow("stage name in capitals") << QByteArray("FROM a AS X\nRUN 1\nFROM b as y\n") << u"[x 2/2] RUN 1"_s << 2;
        QTest::newRow("no file") << QByteArray() << u"[x 2/2] RUN 1"_s << 0;
    }
    void instructions()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, vertex);
        QStringList lines;
        for (const QByteArray &line : text.split('\n'))
            lines += QString::fromUtf8(line);
        QTEST(InstructionIndex(lines).place(parseVertexName(vertex)).line, "line");
    }
};

QTEST_GUILESS_MAIN(TestBuildState)
#include "tst_buildstate.moc"
