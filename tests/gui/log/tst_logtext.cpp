// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "log/logtext.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestLogText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void width_data();
    void width();
    void runs_data();
    void runs();
    void colours_data();
    void colours();
    void columnAndIndex_data();
    void columnAndIndex();
    void onlyWhatIsSeenIsRead();
    void placesGiveTheSameRuns();
    void plainText_data();
    void plainText();
};

void TestLogText::width_data()
{
    QTest::addColumn<char32_t>("character");
    QTest::addColumn<int>("cells");
    QTest::newRow("letter") << U'a' << 1;
    QTest::newRow("umlaut") << U'\u00e4' << 1;
    QTest::newRow("combining acute") << U'\u0301' << 0;
    QTest::newRow("joiner") << U'\u200d' << 0;
    QTest::newRow("han") << U'\u4e2d' << 2;
    QTest::newRow("hangul") << U'\ud55c' << 2;
    QTest::newRow("fullwidth letter") << U'\uff21' << 2;
    QTest::newRow("halfwidth katakana") << U'\uff71' << 1;
    QTest::newRow("crab") << U'\U0001f980' << 2;
    QTest::newRow("skin tone") << U'\U0001f3fd' << 0;
    QTest::newRow("box drawing") << U'\u2500' << 1;
    QTest::newRow("tick") << U'\u2713' << 1;
}

void TestLogText::width()
{
    QFETCH(char32_t, character);
    QTEST(cellWidth(character), "cells");
}

// Runs as "column+cells:text".
static QStringList words(const QString &text, const QList<LogRun> &runs)
{
    QStringList list;
    for (const LogRun &run : runs)
        list.append(u"%1+%2:%3"_s.arg(run.column).arg(run.columns).arg(text.mid(run.begin, run.length)));
    return list;
}

void TestLogText::runs_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("empty") << QString() << 0 << 80 << QStringList();
    QTest::newRow("plain") << u"cargo build"_s << 0 << 80 << QStringList{u"0+11:cargo build"_s};
    QTest::newRow("tab") << u"a\tb"_s << 0 << 80 << QStringList{u"0+1:a"_s, u"8+1:b"_s};
    QTest::newRow("tab on its stop") << u"12345678\tb"_s << 0 << 80 << QStringList{u"0+8:12345678"_s, u"16+1:b"_s};
    QTest::newRow("wide") << u"a中b"_s << 0 << 80 << QStringList{u"0+1:a"_s, u"1+2:中"_s, u"3+1:b"_s};
    QTest::newRow("combining") << u"ae\u0301b"_s << 0 << 80 << QStringList{u"0+1:a"_s, u"1+1:e\u0301"_s, u"2+1:b"_s};
    QTest::newRow("combining first") << u"\u0301a"_s << 0 << 80 << QStringList{u"0+1:\u0301"_s, u"1+1:a"_s};
    QTest::newRow("joined emoji") << u"\U0001f468\u200d\U0001f4bbx"_s << 0 << 80 << QStringList{u"0+2:\U0001f468\u200d\U0001f4bb"_s, u"2+1:x"_s};
    QTest::newRow("lone surrogate") << u"a"_s + QChar(0xd800) + u"b"_s << 0 << 80 << QStringList{u"0+1:a"_s, u"1+1:"_s + QChar(0xd800), u"2+1:b"_s};
    QTest::newRow("from the middle of a wide one") << u"中中中"_s << 1 << 4 << QStringList{u"0+2:中"_s, u"2+2:中"_s};
    QTest::newRow("colour") << u"\x1b[32mok\x1b[0m no"_s << 0 << 80 << QStringList{u"0+2:ok"_s, u"2+3: no"_s};
    QTest::newRow("only colour") << u"\x1b[32m\x1b[0m"_s << 0 << 80 << QStringList();
    QTest::newRow("cut escape") << u"ab\x1b["_s << 0 << 80 << QStringList{u"0+2:ab"_s};
    QTest::newRow("escape alone at the end") << u"ab\x1b"_s << 0 << 80 << QStringList{u"0+2:ab"_s};
}

void TestLogText::runs()
{
    QFETCH(QString, text);
    QFETCH(int, from);
    QFETCH(int, to);
    QTEST(words(text, logRuns(text, from, to)), "expected");
}

void TestLogText::colours_data()
{
    QTest::addColumn<QString>("sequence");
    QTest::addColumn<LogStyle>("style");
    const auto style = [](qint64 foreground, qint64 background = -1) {
        LogStyle made;
        made.foreground = foreground;
        made.background = background;
        return made;
    };
    LogStyle bold = style(2);
    bold.isBold = true;
    QTest::newRow("green") << u"\x1b[32m"_s << style(2);
    QTest::newRow("bright red") << u"\x1b[91m"_s << style(9);
    QTest::newRow("ground") << u"\x1b[44m"_s << style(-1, 4);
    QTest::newRow("bold green in one") << u"\x1b[1;32m"_s << bold;
    QTest::newRow("bold green in two") << u"\x1b[1m\x1b[32m"_s << bold;
    QTest::newRow("256: one of the sixteen") << u"\x1b[38;5;12m"_s << style(12);
    QTest::newRow("256: cube") << u"\x1b[38;5;196m"_s << style(0xffff0000);
    QTest::newRow("256: grey") << u"\x1b[38;5;232m"_s << style(0xff080808);
    QTest::newRow("rgb") << u"\x1b[38;2;1;2;3m"_s << style(0xff010203);
    QTest::newRow("256 without a number") << u"\x1b[38;5m"_s << style(-1);
    QTest::newRow("empty is reset") << u"\x1b[31m\x1b[m"_s << style(-1);
    QTest::newRow("back to default") << u"\x1b[31;42m\x1b[39;49m"_s << style(-1);
    QTest::newRow("unknown number") << u"\x1b[31;73m"_s << style(1);
    QTest::newRow("not a colour") << u"\x1b[31m\x1b[2K"_s << style(1);
}

void TestLogText::colours()
{
    QFETCH(QString, sequence);
    const QString text = sequence + u'x';
    const QList<LogRun> runs = logRuns(text, 0, 10);
    QCOMPARE(runs.size(), 1);
    QFETCH(LogStyle, style);
    QVERIFY(runs[0].style == style);
}

void TestLogText::columnAndIndex_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("column");
    QTest::addColumn<qsizetype>("index");
    QTest::newRow("plain") << u"abc"_s << 2 << qsizetype(2);
    QTest::newRow("after a wide one") << u"中b"_s << 2 << qsizetype(1);
    QTest::newRow("after a surrogate pair") << u"\U0001f980b"_s << 2 << qsizetype(2);
    QTest::newRow("after a colour") << u"\x1b[32mab"_s << 1 << qsizetype(6);
    QTest::newRow("after combined") << u"e\u0301b"_s << 1 << qsizetype(2);
    QTest::newRow("after a tab") << u"a\tb"_s << 8 << qsizetype(2);
    QTest::newRow("past the end") << u"ab"_s << 2 << qsizetype(2);
}

void TestLogText::columnAndIndex()
{
    QFETCH(QString, text);
    QFETCH(int, column);
    QFETCH(qsizetype, index);
    QCOMPARE(logIndexAt(text, column), index);
    QCOMPARE(logColumnAt(text, index), column);
}

void TestLogText::onlyWhatIsSeenIsRead()
{
    // 10 MB: the first screen costs what a short line costs.
    const QString text(10'000'000, u'x');
    QElapsedTimer since;
    since.start();
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(logRuns(text, 0, 200).first().columns, 200);
    QVERIFY2(since.elapsed() < 1000, "reads more than it shows");
}

void TestLogText::placesGiveTheSameRuns()
{
    QString text;
    for (int i = 0; i < 3000; ++i)
        text += i % 7 == 0 ? u"\x1b[3%1m中\t"_s.arg(i % 8) : u"word "_s;
    const QList<LogPlace> places = logPlaces(text, 512);
    QVERIFY(places.size() > 10);
    QCOMPARE(places.first(), LogPlace());
    for (const LogPlace &place : places) {
        const int from = place.column + 40;
        QCOMPARE(words(text, logRuns(text, from, from + 80, place)), words(text, logRuns(text, from, from + 80)));
        QCOMPARE(logRuns(text, from, from + 80, place), logRuns(text, from, from + 80));
    }
}

void TestLogText::plainText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::newRow("nothing to do") << u"a\tb"_s << u"a\tb"_s;
    QTest::newRow("colours") << u"\x1b[1m\x1b[32mCompiling\x1b[0m a"_s << u"Compiling a"_s;
    QTest::newRow("at the end") << u"a\x1b[0m"_s << u"a"_s;
}

void TestLogText::plainText()
{
    QFETCH(QString, text);
    QTEST(logPlainText(text), "plain");
}

QTEST_GUILESS_MAIN(TestLogText)
#include "tst_logtext.moc"
