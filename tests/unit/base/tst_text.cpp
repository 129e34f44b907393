// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "shortprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

class TestText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void display_data();
    void display();
    void shellQuoteSurvivesSh_data();
    void shellQuoteSurvivesSh();
    void dockerfile_data();
    void dockerfile();
    void json();
    void duration_data();
    void duration();
    void bytes_data();
    void bytes();
    void clock_data();
    void clock();
    void suggests_data();
    void suggests();
    void listsOfWords_data();
    void listsOfWords();
};

void TestText::display_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("plain") << u"crate serde v1"_s << u"crate serde v1"_s;
    QTest::newRow("tab stays") << u"a\tb"_s << u"a\tb"_s;
    QTest::newRow("colour") << u"\x1b[1;31merror\x1b[0m: no"_s << u"error: no"_s;
    QTest::newRow("cursor") << u"a\x1b[2K\x1b[1Gb"_s << u"ab"_s;
    QTest::newRow("title by OSC and BEL") << u"a\x1b]0;owned\x07"
                                             u"b"_s
                                          << u"ab"_s;
    QTest::newRow("link by OSC 8 and ST") << u"\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\"_s << u"text"_s;
    QTest::newRow("unfinished OSC hides nothing") << u"a\x1b]0;rest"_s << u"a0;rest"_s;
    QTest::newRow("character set") << u"\x1b(Bok"_s << u"ok"_s;
    QTest::newRow("escape at the end") << u"ok\x1b"_s << u"ok"_s;
    QTest::newRow("C1 introducer") << QString(u"a"_s + QChar(0x9b) + u"31mb"_s) << u"ab"_s;
    QTest::newRow("bidi override") << QString(u"exe"_s + QChar(0x202e) + u"gpj"_s + QChar(0x2066) + QChar(0x2069)) << u"exegpj"_s;
    QTest::newRow("nul, newline, bell, delete") << QString(u"a"_s + QChar(0)
                                                           + u"\n\x07\x7f"
                                                             u"b"_s)
                                                << u"ab"_s;
    QTest::newRow("wide and combining stay") << u"クレートe\u0301"_s << u"クレートe\u0301"_s;
    QTest::newRow("html is left to the widget") << u"<b>x</b>"_s << u"<b>x</b>"_s;
}

void TestText::display()
{
    QFETCH(QString, text);
    QTEST(displayText(text), "shown");
    QCOMPARE(displayText(displayText(text)), displayText(text));
}

void TestText::shellQuoteSurvivesSh_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("plain") << u"a"_s;
    QTest::newRow("single quote") << u"it's"_s;
    QTest::newRow("substitution") << u"$(touch x) `id` $HOME \\ \" * ? ~ ! # & ; |"_s;
    QTest::newRow("line break") << u"a\nb"_s;
    QTest::newRow("only quotes") << u"'''"_s;
    QTest::newRow("an option") << u"--set=image.user=65532:65532"_s;
    QTest::newRow("home folder") << u"~/x"_s;
}

void TestText::shellQuoteSurvivesSh()
{
    QFETCH(QString, text);
    QCOMPARE(runToEnd(u"sh"_s, {u"-c"_s, QString(u"printf %s "_s + shellQuote(text))}).output, text);
    QCOMPARE(runToEnd(u"sh"_s, {u"-c"_s, QString(u"printf %s "_s + shellWord(text))}).output, text);
    const bool isPlain = text == "a"_L1 || text.startsWith("--set"_L1);
    QCOMPARE(shellWord(text), isPlain ? text : shellQuote(text));
}

void TestText::dockerfile_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("quoted");
    QTest::newRow("empty") << u""_s << u"\"\""_s;
    QTest::newRow("blank") << u"a b"_s << u"\"a b\""_s;
    QTest::newRow("variable and quotes") << u"$HOME \"x\" \\n"_s << u"\"\\$HOME \\\"x\\\" \\\\n\""_s;
    QTest::newRow("line break cannot start an instruction") << u"a\nRUN evil\r\n"_s << u"\"a RUN evil  \""_s;
}

void TestText::dockerfile()
{
    QFETCH(QString, text);
    QTEST(dockerfileQuote(text), "quoted");
}

void TestText::json()
{
    QCOMPARE(jsonTexts(QJsonArray{u"a"_s, 1, u"b c"_s}), (QStringList{u"a"_s, QString(), u"b c"_s}));
    QCOMPARE(jsonTexts(QJsonArray()), QStringList());
    QCOMPARE(jsonTexts(u"a"_s), QStringList());
    QCOMPARE(jsonArray({}), u"[]"_s);
    QCOMPARE(jsonArray({u"a"_s, u"b c"_s}), u"[\"a\", \"b c\"]"_s);
    const QStringList hard{u"\"\\"_s, u"a\nb\t\x01"_s, u"$x,]"_s, u"ü"_s};
    const QString text = jsonArray(hard);
    QVERIFY(!text.contains(u'\n'));
    QCOMPARE(QJsonDocument::fromJson(text.toUtf8()).array().toVariantList(), QVariantList(hard.begin(), hard.end()));
}

void TestText::duration_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0LL << u"0.0 s"_s;
    QTest::newRow("negative") << -5LL << u"0.0 s"_s;
    QTest::newRow("tenths") << 400LL << u"0.4 s"_s;
    QTest::newRow("last with a decimal") << 9949LL << u"9.9 s"_s;
    QTest::newRow("first without") << 9950LL << u"10 s"_s;
    QTest::newRow("seconds") << 38'000LL << u"38 s"_s;
    QTest::newRow("rounds to a minute") << 59'600LL << u"1 min"_s;
    QTest::newRow("minutes") << 132'000LL << u"2 min 12 s"_s;
    QTest::newRow("rounds to an hour") << 3'599'700LL << u"1 h"_s;
    QTest::newRow("hours") << 3'840'000LL << u"1 h 4 min"_s;
}

void TestText::duration()
{
    QFETCH(qint64, milliseconds);
    QTEST(durationText(std::chrono::milliseconds(milliseconds)), "text");
}

void TestText::bytes_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0LL << u"0 B"_s;
    QTest::newRow("bytes") << 999LL << u"999 B"_s;
    QTest::newRow("kilo") << 1000LL << u"1.0 kB"_s;
    QTest::newRow("mega") << 31'000'000LL << u"31 MB"_s;
    QTest::newRow("just below a unit") << 999'600LL << u"1.0 MB"_s;
    QTest::newRow("giga") << 1'200'000'000LL << u"1.2 GB"_s;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << u"9223 PB"_s;
}

void TestText::bytes()
{
    QFETCH(qint64, value);
    QTEST(bytesText(value), "text");
}

void TestText::clock_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0LL << u"0:00"_s;
    QTest::newRow("seconds") << 5LL << u"0:05"_s;
    QTest::newRow("minutes") << 132LL << u"2:12"_s;
    QTest::newRow("hours") << 3850LL << u"1:04:10"_s;
}

void TestText::clock()
{
    QFETCH(qint64, seconds);
    QTEST(clockText(std::chrono::seconds(seconds)), "text");
}

void TestText::suggests_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("meant");
    QTest::newRow("swapped") << u"biuld"_s << u"build"_s;
    QTest::newRow("missing") << u"inspct"_s << u"inspect"_s;
    QTest::newRow("one more") << u"verrify"_s << u"verify"_s;
    QTest::newRow("other case") << u"BUILD"_s << u"build"_s;
    QTest::newRow("far away") << u"zzz"_s << u""_s;
    QTest::newRow("empty") << u""_s << u""_s;
    QTest::newRow("long without end") << QString(1'000'000, u'x') << u""_s;
}

void TestText::suggests()
{
    QFETCH(QString, word);
    QFETCH(QString, meant);
    QCOMPARE(nearest(word, {u"inspect"_s, u"build"_s, u"verify"_s}), meant);
}

void TestText::listsOfWords_data()
{
    QTest::addColumn<qsizetype>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qsizetype(0) << u""_s;
    QTest::newRow("one") << qsizetype(1) << u"0"_s;
    QTest::newRow("two") << qsizetype(2) << u"0 and 1"_s;
    QTest::newRow("eleven") << qsizetype(11) << u"0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10"_s;
    QTest::newRow("twelve") << qsizetype(12) << u"0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"_s;
}

void TestText::listsOfWords()
{
    QFETCH(qsizetype, count);
    QStringList words;
    for (qsizetype i = 0; i < count; ++i)
        words.append(QString::number(i));
    QTEST(wordList(words), "text");
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
