// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

BuildStep step(const QString &name, StepState state, const QString &platform, qint64 started = 0, qint64 completed = 0)
{
    BuildStep step;
    step.name = name;
    step.parsed = parseVertexName(name);
    step.state = state;
    step.platform = platform;
    if (started > 0)
        step.intervals.append({started, completed});
    return step;
}

/// Rows as lines: groups as they are, steps indented, with their id.
QStringList printed(const QList<TimelineRow> &rows)
{
    QStringList lines;
    for (const TimelineRow &row : rows)
        lines.append(row.isGroup ? row.label : QString(QString(row.depth * 2, u' ') + QString::number(row.step) + u' ' + row.label));
    return lines;
}

} // namespace

class TestTimelineRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grouped()
    {
        BuildState state;
        state.steps = {step(u"[linux/arm64 runtime 2/2] COPY --from=build /out/shop /"_s, StepState::Waiting, u"linux/arm64"_s),
                       step(u"[linux/arm64 runtime 1/2] FROM gcr.io/distroless/cc"_s, StepState::Done, u"linux/arm64"_s, 9, 10),
                       step(u"[build 2/2] RUN cargo zigbuild"_s, StepState::Running, {}, 30), step(u"[build 1/2] FROM rust"_s, StepState::Done, {}, 5, 6),
                       step(u"[linux/amd64 runtime 1/2] FROM gcr.io/distroless/cc"_s, StepState::Done, u"linux/amd64"_s, 40, 41)};
        const QList<TimelineRow> rows = timelineRows(state, u"linux/amd64"_s);
        QCOMPARE(printed(rows), (QStringList{u"linux/amd64 on the builder"_s, u"  3 build  FROM rust"_s, u"  2 build  cargo zigbuild"_s, u"linux/amd64"_s,
                                             u"  4 runtime  FROM gcr.io/distroless/cc"_s, u"linux/arm64"_s, u"  1 runtime  FROM gcr.io/distroless/cc"_s,
                                             u"  0 runtime  COPY --from=build /out/shop /"_s}));
        QVERIFY(rows.at(2).intervals == QList<StepInterval>({{30, 0}}));
        QVERIFY(rows.at(2).state == StepState::Running);
    }

    void nothing() { QCOMPARE(timelineRows(BuildState(), u"linux/amd64"_s).size(), 0); }

    void builderUnknown()
    {
        BuildState state;
        state.steps = {step(u"exporting to image"_s, StepState::Running, {}, 1)};
        QCOMPARE(printed(timelineRows(state, {})), (QStringList{u"on the builder"_s, u"  0 exporting to image"_s}));
    }

    void waitingHasNoBar()
    {
        // A record gives every step a place in time, also one that never ran.
        BuildState state;
        state.steps = {step(u"exporting to image"_s, StepState::Waiting, {}, 1, 1)};
        QVERIFY(timelineRows(state, {}).at(1).intervals.isEmpty());
    }

    void sameStartKeepsTheOrder()
    {
        BuildState state;
        for (int at = 0; at < 20; ++at)
            state.steps.append(step(u"[internal] load metadata"_s, StepState::Done, {}, 7, 8));
        const QList<TimelineRow> rows = timelineRows(state, {});
        for (int at = 0; at < 20; ++at)
            QCOMPARE(rows.at(at + 1).step, at);
    }

    void labels_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("label");
        QTest::newRow("RUN") << u"[build 3/7] RUN cargo chef cook --release"_s << u"build  cargo chef cook --release"_s;
        QTest::newRow("RUN with flags") << u"[linux/amd64 build 3/7] RUN --mount=type=cache,target=/x --network=none cargo build"_s << u"build  cargo build"_s;
        QTest::newRow("RUN of one stage") << u"[3/7] RUN   cargo   build"_s << u"cargo build"_s;
        QTest::newRow("FROM") << u"[build 1/7] FROM docker.io/library/rust:1-trixie@sha256:"_s + QString(64, u'a') << u"build  FROM rust:1-trixie"_s;
        QTest::newRow("FROM a user's") << u"[build 1/7] FROM docker.io/you/x:1"_s << u"build  FROM you/x:1"_s;
        QTest::newRow("FROM elsewhere") << u"[build 1/7] FROM gcr.io/distroless/cc:nonroot@sha256:1"_s << u"build  FROM gcr.io/distroless/cc:nonroot"_s;
        QTest::newRow("internal") << u"[internal] load build context"_s << u"load build context"_s;
        QTest::newRow("export") << u"exporting to image"_s << u"exporting to image"_s;
        QTest::newRow("heredoc") << u"[build 2/2] RUN <<EOT\nset -e\nEOT"_s << u"build  <<EOT"_s;
        QTest::newRow("escapes") << u"[build 2/2] RUN echo \x1b[31mred\u202e"_s << u"build  echo red"_s;
        QTest::newRow("long") << u"[build 2/2] RUN "_s + QString(5000, u'x') << u"build  "_s + QString(200, u'x');
    }
    void labels()
    {
        QFETCH(QString, name);
        BuildState state;
        state.steps = {step(name, StepState::Done, {}, 1, 2)};
        QTEST(timelineRows(state, {}).at(1).label, "label");
    }

    void errors()
    {
        BuildState state;
        BuildStep failed = step(u"[build 2/2] RUN cargo build"_s, StepState::Failed, {}, 1, 2);
        failed.error = u"process did not complete: exit code: 101\nmore"_s;
        state.steps = {failed};
        QCOMPARE(timelineRows(state, {}).at(1).error, u"process did not complete: exit code: 101"_s);
        state.steps.first().firstErrorLine = u"error[E0432]: unresolved import"_s;
        QCOMPARE(timelineRows(state, {}).at(1).error, u"error[E0432]: unresolved import"_s);
        state.steps.first().state = StepState::Cancelled;
        QCOMPARE(timelineRows(state, {}).at(1).error, QString());
    }
};

QTEST_GUILESS_MAIN(TestTimelineRows)
#include "tst_timelinerows.moc"
