// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/logstore.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QStringList texts(const LogStore &log)
{
    QStringList all;
    for (qint64 number = log.firstLine(); number < log.endLine(); ++number)
        all += log.line(number).text;
    return all;
}

} // namespace

class TestLogStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void text_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("plain with tab") << QByteArray("a\tb") << u"a\tb"_s;
        QTest::newRow("colour kept") << QByteArray("\x1b[1;31merror\x1b[0m: x") << u"\x1b[1;31merror\x1b[0m: x"_s;
        QTest::newRow("256 colours with colons") << QByteArray("\x1b[38:5:196mx") << u"\x1b[38:5:196mx"_s;
        QTest::newRow("cursor moves go") << QByteArray("\x1b[2K\x1b[1Ga\x1b[10;20Hb") << u"ab"_s;
        QTest::newRow("title goes") << QByteArray("\x1b]0;evil\x07"
                                                  "b")
                                    << u"b"_s;
        QTest::newRow("hyperlink keeps its text") << QByteArray("\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\") << u"text"_s;
        QTest::newRow("private mode is no colour") << QByteArray("\x1b[?25lx") << u"x"_s;
        QTest::newRow("cut escape") << QByteArray("x\x1b[31") << u"x"_s;
        QTest::newRow("bell and backspace go") << QByteArray("a\x07\x08"
                                                             "b")
                                               << u"ab"_s;
        QTest::newRow("bidi override goes") << QByteArray("a\xe2\x80\xae"
                                                          "b\xe2\x81\xa6"
                                                          "c")
                                            << u"abc"_s;
        QTest::newRow("umlaut and emoji") << QByteArray("gr\xc3\xbc\xc3\x9f \xf0\x9f\xa6\x80") << QString::fromUtf8("gr\xc3\xbc\xc3\x9f \xf0\x9f\xa6\x80");
        QTest::newRow("not UTF-8") << QByteArray("a\xff"
                                                 "b")
                                   << u"a\ufffdb"_s;
        QTest::newRow("windows line end") << QByteArray("a\r") << u"a"_s;
        QTest::newRow("rewritten") << QByteArray("10 %\r20 %\r100 %\r") << u"100 %"_s;
        QTest::newRow("only returns") << QByteArray("\r\r\r") << QString();
    }
    void text()
    {
        QFETCH(QByteArray, bytes);
        QTEST(logText(bytes), "expected");
    }

    void anyCutGivesTheSameLines_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {1, 2, 3, 7, 1000})
            QTest::addRow("%d bytes", piece) << piece;
    }
    void anyCutGivesTheSameLines()
    {
        QFETCH(int, piece);
        const QByteArray bytes = "gr\xc3\xbc\xc3\x9f\n\x1b[31mred\x1b[0m\r\n1 %\r2 %\r3 %\n\n\xf0\x9f\xa6\x80 last";
        LogStore log;
        for (qsizetype i = 0; i < bytes.size(); i += piece)
            log.append(4, 1, i, bytes.sliced(i, qMin<qsizetype>(piece, bytes.size() - i)));
        QCOMPARE(log.endLine(), 4);
        log.flush();
        const QStringList expected{QString::fromUtf8("gr\xc3\xbc\xc3\x9f"), u"\x1b[31mred\x1b[0m"_s, u"3 %"_s, QString(),
                                   QString::fromUtf8("\xf0\x9f\xa6\x80 last")};
        QCOMPARE(texts(log), expected);
    }

    void streamsAndStepsDoNotMix()
    {
        LogStore log;
        log.append(1, 1, 10, "one ");
        log.append(1, 2, 11, "warning\n");
        log.append(2, 1, 12, "two\n");
        log.append(1, 1, 13, "done\n");
        log.appendLine(-1, 14, u"ERROR: x"_s);
        QCOMPARE(texts(log), (QStringList{u"warning"_s, u"two"_s, u"one done"_s, u"ERROR: x"_s}));
        QCOMPARE(log.line(2).time, 10); // when the line began
        QCOMPARE(log.line(0).stream, 2);
        QCOMPARE(QList<qint64>(log.linesOf(1).begin(), log.linesOf(1).end()), (QList<qint64>{0, 2}));
        QCOMPARE(log.linesOf(-1).size(), 1u);
        QVERIFY(log.linesOf(7).empty());
    }

    void oldLinesGo()
    {
        LogStore log;
        log.setLimits(10, 1 << 20);
        for (int i = 0; i < 25; ++i)
            log.append(i % 2, 1, i, QByteArray::number(i) + '\n');
        QCOMPARE(log.firstLine(), 15);
        QCOMPARE(log.endLine(), 25);
        QCOMPARE(log.line(15).text, u"15"_s);
        QCOMPARE(log.linesOf(1).front(), 15);
        QCOMPARE(log.linesOf(0).size() + log.linesOf(1).size(), 10u);
        log.setLimits(10, 1); // a single byte: nothing fits
        QCOMPARE(log.firstLine(), log.endLine());
        QVERIFY(log.linesOf(0).empty());
    }

    void longLine()
    {
        LogStore log;
        const QByteArray part(1024 * 1024, 'x');
        for (int i = 0; i < 10; ++i)
            log.append(1, 1, i, part);
        log.append(1, 1, 11, "end\n");
        QCOMPARE(log.endLine(), 1);
        QCOMPARE(log.line(0).text.size(), 10 * part.size() + 3);
        for (int i = 0; i < 40; ++i)
            log.append(1, 1, i, part);
        QVERIFY(log.endLine() >= 3); // what has no end is broken
    }

    void progressBarStaysSmall()
    {
        LogStore log;
        for (int i = 0; i < 100'000; ++i)
            log.append(1, 2, i, "downloading " + QByteArray::number(i) + " of 100000\r");
        log.append(1, 2, 0, "done\n");
        QCOMPARE(texts(log), QStringList{u"done"_s});
    }

    void tellsOncePerTurn()
    {
        LogStore log;
        QSignalSpy changed(&log, &LogStore::changed);
        for (int i = 0; i < 1000; ++i)
            log.append(1, 1, i, "x\n");
        QCOMPARE(changed.size(), 0);
        QTRY_COMPARE(changed.size(), 1);
        log.appendLine(-1, 0, u"y"_s);
        QTRY_COMPARE(changed.size(), 2);
    }

    void clearing()
    {
        LogStore log;
        log.append(1, 1, 0, "a\nb");
        log.clear();
        QCOMPARE(log.endLine(), 0);
        log.flush();
        QCOMPARE(log.endLine(), 0);
    }

    /// 200,000 lines in pieces of 32 kB: each piece well below a frame, so that the pump's turns stay short.
    void isQuick()
    {
        QByteArray bytes;
        for (int i = 0; i < 200'000; ++i)
            bytes += "   Compiling crate-" + QByteArray::number(i) + " v1.2.3 (\x1b[32m/app/crate\x1b[0m)\n";
        LogStore log;
        qint64 worst = 0;
        QElapsedTimer whole;
        whole.start();
        for (qsizetype i = 0; i < bytes.size(); i += 32 * 1024) {
            QElapsedTimer one;
            one.start();
            log.append(3, 1, i, bytes.sliced(i, qMin<qsizetype>(32 * 1024, bytes.size() - i)));
            worst = qMax(worst, one.nsecsElapsed());
        }
        qInfo("200,000 lines in %lld ms, longest piece %.1f ms", whole.elapsed(), double(worst) / 1e6);
        QCOMPARE(log.endLine(), 200'000);
        QVERIFY2(whole.elapsed() < 20'000, "appending has become slow out of all proportion"); // a loaded machine, sanitizers
    }
};

QTEST_GUILESS_MAIN(TestLogStore)
#include "tst_logstore.moc"
