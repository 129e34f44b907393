// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000'000;
/// As large as real ones, so that a loss of precision would show.
constexpr qint64 epoch = 1'795'000'000 * second;

TimelineRow group(const QString &label)
{
    TimelineRow row;
    row.isGroup = true;
    row.label = label;
    return row;
}

/// `times` in ms since the epoch: started, completed, …; completed 0 is open.
TimelineRow step(StepState state, const QList<int> &times, int id = 0)
{
    TimelineRow row;
    row.label = u"build  cargo chef cook"_s;
    row.step = id;
    row.depth = 1;
    row.state = state;
    for (qsizetype at = 0; at + 1 < times.size(); at += 2)
        row.intervals.append({epoch + times.at(at) * 1'000'000LL, times.at(at + 1) == 0 ? 0 : epoch + times.at(at + 1) * 1'000'000LL});
    return row;
}

double measure(const QString &text)
{
    return static_cast<double>(text.size()) * 6;
}

TimelineLayout layoutOf(const QList<TimelineRow> &rows, qint64 milliseconds = 100'000, double width = 1240, qint64 now = epoch + 50 * second)
{
    TimelineLayout layout;
    layout.build(rows, {epoch, epoch + milliseconds * 1'000'000}, width, TimelineMetrics(), now, measure);
    return layout;
}

/// "left..right state label@x" of each bar, in whole pixels.
QStringList printed(const TimelineLayout &layout)
{
    static const QStringList states{u"waiting"_s, u"running"_s, u"done"_s, u"cached"_s, u"failed"_s, u"cancelled"_s};
    QStringList lines;
    for (const TimelineBar &bar : layout.bars()) {
        QString line = QString::number(bar.rect.left(), 'f', 1) + u".."_s + QString::number(bar.rect.right(), 'f', 1) + u' ' + states.at(int(bar.state));
        if (!bar.label.isEmpty())
            line += u' ' + bar.label + (bar.labelRect.isEmpty() ? u"@nowhere"_s : QString(u'@' + QString::number(bar.labelRect.left(), 'f', 1)));
        lines.append(line);
    }
    return lines;
}

} // namespace

class TestTimeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pixels_data()
    {
        QTest::addColumn<qint64>("time");
        QTest::addColumn<double>("pixel");
        QTest::newRow("start") << epoch << 0.0;
        QTest::newRow("end") << epoch + 10 * second << 500.0;
        QTest::newRow("inside") << epoch + 2 * second << 100.0;
        QTest::newRow("before") << epoch - 2 * second << -100.0;
        QTest::newRow("after") << epoch + 20 * second << 1000.0;
        QTest::newRow("a millisecond") << epoch + second / 1000 << 0.05;
    }
    void pixels()
    {
        QFETCH(qint64, time);
        QFETCH(double, pixel);
        const TimelineRange range{epoch, epoch + 10 * second};
        QCOMPARE(range.toPixel(time, 500), pixel);
        QCOMPARE(range.toTime(pixel, 500), time);
    }

    void zoomKeepsTheTimeUnderThePointer_data()
    {
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("pixel");
        QTest::addColumn<qint64>("length");
        QTest::newRow("in at the left") << 2.0 << 0.0 << 5 * second;
        QTest::newRow("in at the middle") << 2.0 << 250.0 << 5 * second;
        QTest::newRow("in at the right") << 4.0 << 500.0 << 10 * second / 4;
        QTest::newRow("out") << 0.5 << 100.0 << 20 * second;
        QTest::newRow("not below a millisecond") << 1e9 << 250.0 << second / 1000;
        QTest::newRow("not above 30 days") << 1e-9 << 250.0 << 30 * 24 * 3600 * second;
    }
    void zoomKeepsTheTimeUnderThePointer()
    {
        QFETCH(double, factor);
        QFETCH(double, pixel);
        QFETCH(qint64, length);
        const TimelineRange range{epoch, epoch + 10 * second};
        const TimelineRange zoomed = range.zoomed(factor, pixel, 500);
        QCOMPARE(zoomed.end - zoomed.start, length);
        const qint64 off = zoomed.toTime(pixel, 500) - range.toTime(pixel, 500);
        QVERIFY2(std::abs(off) <= 1000, qPrintable(QString::number(off)));
    }

    void moved()
    {
        const TimelineRange range{5, 9};
        QVERIFY(range.moved(-7) == (TimelineRange{-2, 2}));
        QVERIFY(range.moved(0) == range);
    }

    void ticks_data()
    {
        QTest::addColumn<qint64>("from");  // ms after the origin
        QTest::addColumn<qint64>("length"); // ms
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("a minute") << 0LL << 60'000LL << QStringList{u"0:00@0"_s, u"0:15@250"_s, u"0:30@500"_s, u"0:45@750"_s, u"1:00@1000"_s};
        QTest::newRow("an hour") << 0LL << 3'600'000LL << QStringList{u"0:00@0"_s, u"15:00@250"_s, u"30:00@500"_s, u"45:00@750"_s, u"1:00:00@1000"_s};
        QTest::newRow("begins between ticks") << 10'000LL << 40'000LL << QStringList{u"0:10@0"_s, u"0:20@250"_s, u"0:30@500"_s, u"0:40@750"_s, u"0:50@1000"_s};
        QTest::newRow("begins off a tick") << 7'000LL << 40'000LL << QStringList{u"0:10@75"_s, u"0:20@325"_s, u"0:30@575"_s, u"0:40@825"_s};
        QTest::newRow("before the build") << -30'000LL << 60'000LL << QStringList{u"0:00@500"_s, u"0:15@750"_s, u"0:30@1000"_s};
        QTest::newRow("below a second") << 0LL << 800LL << QStringList{u"0:00.0@0"_s, u"0:00.2@250"_s, u"0:00.4@500"_s, u"0:00.6@750"_s, u"0:00.8@1000"_s};
        QTest::newRow("milliseconds") << 1'000LL << 4LL
                                      << QStringList{u"0:01.000@0"_s, u"0:01.001@250"_s, u"0:01.002@500"_s, u"0:01.003@750"_s, u"0:01.004@1000"_s};
        QTest::newRow("four days") << 0LL << 4 * 86'400'000LL
                                   << QStringList{u"0:00@0"_s, u"24:00:00@250"_s, u"48:00:00@500"_s, u"72:00:00@750"_s, u"96:00:00@1000"_s};
    }
    void ticks()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, length);
        QFETCH(QStringList, expected);
        const TimelineRange range{epoch + from * 1'000'000, epoch + (from + length) * 1'000'000};
        QStringList ticks;
        for (const TimelineTick &tick : timelineTicks(range, epoch, 1000, 240))
            ticks.append(tick.label + u'@' + QString::number(tick.x));
        QCOMPARE(ticks, expected);
    }

    void ticksKeepTheirDistance()
    {
        for (const double gap : {0.0, 1.0, 47.0, 80.0, 5000.0}) {
            for (qint64 length = 3'000'000; length < 90 * 24 * 3600 * second; length = length * 7 / 3) {
                const QList<TimelineTick> ticks = timelineTicks({epoch, epoch + length}, epoch, 800, gap);
                QVERIFY(!ticks.isEmpty());
                for (qsizetype at = 1; at < ticks.size(); ++at)
                    QVERIFY(ticks.at(at).x - ticks.at(at - 1).x >= gap - 1e-6);
            }
        }
        QCOMPARE(timelineTicks({epoch, epoch}, epoch, 800, 50).size(), 0);
        QCOMPARE(timelineTicks({epoch, epoch + second}, epoch, 0, 50).size(), 0);
    }

    // 1000 px for 100 s after a column of 240 px: 10 px a second.
    void bars_data()
    {
        QTest::addColumn<TimelineRow>("row");
        QTest::addColumn<QStringList>("expected");
        TimelineRow failed = step(StepState::Failed, {0, 20'000});
        failed.error = u"error[E0432]: unresolved import"_s;
        TimelineRow failedLate = step(StepState::Failed, {99'000, 100'000});
        failedLate.error = QString(500, u'x');
        QTest::newRow("done") << step(StepState::Done, {10'000, 30'000}) << QStringList{u"340.0..540.0 done 20 s@546.0"_s};
        QTest::newRow("running ends now") << step(StepState::Running, {10'000, 0}) << QStringList{u"340.0..740.0 running 40 s …@746.0"_s};
        QTest::newRow("cached can be seen") << step(StepState::Cached, {10'000, 10'000}) << QStringList{u"340.0..346.5 cached cached@352.5"_s};
        QTest::newRow("failed with its error") << failed << QStringList{u"240.0..440.0 failed ✕ 20 s  error[E0432]: unresolved import@446.0"_s};
        QTest::newRow("no room for the error") << failedLate << QStringList{u"1230.0..1240.0 failed ✕ 1.0 s@1182.0"_s};
        QTest::newRow("cancelled") << step(StepState::Cancelled, {0, 20'000}) << QStringList{u"240.0..440.0 cancelled 20 s, cancelled@446.0"_s};
        QTest::newRow("waiting") << step(StepState::Waiting, {}) << QStringList();
        QTest::newRow("no time at all") << step(StepState::Done, {10'000, 10'000}) << QStringList{u"340.0..341.0 done 0.0 s@347.0"_s};
        QTest::newRow("ends before it starts") << step(StepState::Done, {10'000, 9'000}) << QStringList{u"340.0..341.0 done 0.0 s@347.0"_s};
        QTest::newRow("two runs") << step(StepState::Failed, {0, 10'000, 20'000, 30'000})
                                  << QStringList{u"240.0..340.0 done"_s, u"440.0..540.0 failed ✕ 20 s@546.0"_s};
        QTest::newRow("less than a pixel between") << step(StepState::Done, {0, 10'000, 10'050, 20'000}) << QStringList{u"240.0..440.0 done 20 s@446.0"_s};
        QTest::newRow("many tiny runs are one") << step(StepState::Done, {0, 1, 20, 21, 40, 41, 60, 61}) << QStringList{u"240.0..241.6 done 0.0 s@247.6"_s};
        QTest::newRow("cut at the left") << step(StepState::Done, {-50'000, 10'000}) << QStringList{u"240.0..340.0 done 1 min@346.0"_s};
        QTest::newRow("over everything") << step(StepState::Done, {-50'000, 500'000}) << QStringList{u"240.0..1240.0 done 9 min 10 s@1174.0"_s};
        QTest::newRow("label to the left") << step(StepState::Done, {98'000, 100'000}) << QStringList{u"1220.0..1240.0 done 2.0 s@1184.0"_s};
        QTest::newRow("at the right edge") << step(StepState::Done, {100'000, 100'000}) << QStringList{u"1239.0..1240.0 done 0.0 s@1203.0"_s};
        QTest::newRow("before the range") << step(StepState::Done, {-50'000, -10'000}) << QStringList();
        QTest::newRow("after the range") << step(StepState::Done, {200'000, 210'000}) << QStringList();
    }
    void bars()
    {
        QFETCH(TimelineRow, row);
        QTEST(printed(layoutOf({row})), "expected");
    }

    void labelWithoutRoomIsNowhere()
    {
        // 60 px for the chart, a bar over most of it.
        const TimelineLayout layout = layoutOf({step(StepState::Done, {10'000, 85'000})}, 100'000, 300);
        QCOMPARE(printed(layout), QStringList{u"246.0..291.0 done 1 min 15 s@nowhere"_s});
    }

    void rowsAndPlaces()
    {
        const QList<TimelineRow> rows{group(u"linux/amd64"_s), step(StepState::Done, {0, 10'000}, 7), step(StepState::Waiting, {}, 8), group(u"linux/arm64"_s)};
        TimelineMetrics metrics;
        metrics.groupHeight = 30;
        TimelineLayout layout;
        layout.build(rows, {epoch, epoch + 100 * second}, 1240, metrics, epoch, measure);
        QCOMPARE(layout.height(), 24.0 + 30 + 19 + 19 + 30);
        QCOMPARE(layout.rowRect(0), QRectF(0, 24, 1240, 30));
        QCOMPARE(layout.rowRect(1), QRectF(0, 54, 1240, 19));
        QCOMPARE(layout.rowRect(4), QRectF());
        QCOMPARE(layout.rowRect(-1), QRectF());
        QCOMPARE(layout.rowAt(0), -1);
        QCOMPARE(layout.rowAt(24), 0);
        QCOMPARE(layout.rowAt(53.9), 0);
        QCOMPARE(layout.rowAt(54), 1);
        QCOMPARE(layout.rowAt(layout.height() - 0.1), 3);
        QCOMPARE(layout.rowAt(layout.height()), -1);
        QCOMPARE(layout.bars().size(), 1);
        const TimelineBar &bar = layout.bars().constFirst();
        QCOMPARE(bar.row, 1);
        QCOMPARE(bar.step, 7);
        QCOMPARE(bar.rect, QRectF(240, 57, 100, 13));
    }

    void hits_data()
    {
        QTest::addColumn<QPointF>("point");
        QTest::addColumn<int>("bar");
        QTest::newRow("first bar") << QPointF(250, 30) << 0;
        QTest::newRow("its edge") << QPointF(340, 30) << 0;
        QTest::newRow("beside it") << QPointF(350, 30) << -1;
        QTest::newRow("a thin one, from near") << QPointF(442.5, 50) << 1;
        QTest::newRow("the nearer of two") << QPointF(443.4, 50) << 2;
        QTest::newRow("too far") << QPointF(460, 50) << -1;
        QTest::newRow("names") << QPointF(10, 30) << -1;
        QTest::newRow("axis") << QPointF(250, 3) << -1;
        QTest::newRow("below") << QPointF(250, 300) << -1;
    }
    void hits()
    {
        QFETCH(QPointF, point);
        QFETCH(int, bar);
        const TimelineLayout layout = layoutOf({step(StepState::Done, {0, 10'000}), step(StepState::Done, {20'000, 20'010, 20'400, 20'410})});
        QCOMPARE(layout.bars().size(), 3);
        QCOMPARE(layout.barAt(point), bar);
    }

    void nothingToDraw()
    {
        QCOMPARE(layoutOf({}).bars().size(), 0);
        QCOMPARE(layoutOf({}).height(), 24.0);
        QCOMPARE(layoutOf({}).rowAt(30), -1);
        // Narrower than the column of names, or no time: rows, but no bars.
        const QList<TimelineRow> rows{step(StepState::Done, {0, 10'000})};
        QCOMPARE(layoutOf(rows, 100'000, 200).bars().size(), 0);
        QCOMPARE(layoutOf(rows, 100'000, 200).height(), 43.0);
        QCOMPARE(layoutOf(rows, 0).bars().size(), 0);
        // What was laid out before is gone.
        TimelineLayout layout = layoutOf(rows);
        layout.build({}, {epoch, epoch + second}, 1240, TimelineMetrics(), epoch, measure);
        QCOMPARE(layout.bars().size(), 0);
    }

    void svgIsWellFormed_data()
    {
        QTest::addColumn<QList<TimelineRow>>("rows");
        QTest::addColumn<int>("bars");
        TimelineRow hostile = step(StepState::Failed, {0, 3'000});
        hostile.label = u"<script>alert('x')</script> & \"quotes\" \u202e \x1b[31m"_s;
        hostile.error = u"</svg><b>"_s;
        QTest::newRow("empty") << QList<TimelineRow>() << 0;
        QTest::newRow("every state") << QList<TimelineRow>{group(u"linux/amd64 on the builder"_s),
                                                           step(StepState::Done, {0, 5'000}),
                                                           step(StepState::Cached, {1'000, 1'000}),
                                                           step(StepState::Failed, {2'000, 4'000}),
                                                           step(StepState::Cancelled, {2'000, 4'000}),
                                                           step(StepState::Running, {3'000, 0}),
                                                           step(StepState::Waiting, {})}
                                     << 5;
        QTest::newRow("hostile text") << QList<TimelineRow>{hostile} << 1;
    }
    void svgIsWellFormed()
    {
        QFETCH(QList<TimelineRow>, rows);
        QFETCH(int, bars);
        const QByteArray svg = timelineSvg(rows, epoch, epoch + 5 * second, u"shop <1> & \"2\""_s);
        QXmlStreamReader reader(svg);
        int rounded = 0;
        QStringList texts;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (reader.name() == "rect"_L1 && reader.attributes().hasAttribute("rx"_L1))
                ++rounded;
            QVERIFY2(QStringList({u"svg"_s, u"title"_s, u"rect"_s, u"text"_s, u"line"_s, u"pattern"_s, u"path"_s}).contains(reader.name().toString()),
                     qPrintable(reader.name().toString()));
            if (reader.name() == "text"_L1)
                texts.append(reader.readElementText());
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(rounded, bars);
        QVERIFY(texts.contains(u"shop <1> & \"2\""_s));
        QVERIFY(texts.contains(u"0:00.0"_s));
    }
};

QTEST_GUILESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
