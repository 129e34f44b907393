// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/toml.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestToml : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAndLines();
    void version11_data();
    void version11();
    void refused_data();
    void refused();
    void depthIsBounded_data();
    void depthIsBounded();

private:
    static Result<TomlValue> parse(const QByteArray &text) { return parseToml(text, u"x.toml"_s, u"/p/x.toml"_s); }
};

void TestToml::valuesAndLines()
{
    const auto document = parse("\xef\xbb\xbf"
                                "a = \"text\"\r\nb = [1, -2.5,\n true]\n[c.'d e']\nf = { g = 07:32:00 }\n\n[[h]]\n[[h]]\ni = 'j'\n");
    QVERIFY(document);
    const TomlValue &root = *document;
    QCOMPARE(root[u"a"].text, u"text"_s);
    QCOMPARE(root[u"a"].line, 1);
    QVERIFY(root[u"b"].isArray());
    QCOMPARE(root[u"b"].items.at(0).integer, 1);
    QCOMPARE(root[u"b"].items.at(1).number, -2.5);
    QCOMPARE(root[u"b"].items.at(2).flag(), true);
    QCOMPARE(root[u"b"].items.at(2).line, 3);
    QCOMPARE(root[u"b"].texts(), QStringList());
    QCOMPARE(root[u"c"][u"d e"][u"f"][u"g"].type, TomlValue::Type::Date);
    QCOMPARE(root[u"h"].items.at(1)[u"i"].line, 9);
    QCOMPARE(root.entries.constFirst().line, 1);
    // What is not there can be asked for all the way down.
    QVERIFY(!root[u"a"][u"b"][u"c"].exists());
    QCOMPARE(root[u"nothing"].text, QString());
    QVERIFY(!root[u"nothing"].flag());
}

void TestToml::version11_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("value");
    QTest::newRow("line breaks and a last comma in an inline table") << QByteArray("a = {\n  b = \"x\", # why\n}\n") << u"x"_s;
    QTest::newRow("escape of a byte") << QByteArray("a.b = \"\\x41\"\n") << u"A"_s;
    QTest::newRow("escape of the escape") << QByteArray("a.b = \"\\e\"\n") << u"\x1b"_s;
}

void TestToml::version11()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, value);
    const auto document = parse(text);
    QVERIFY2(document, document ? "" : qPrintable(document.error().detail));
    QCOMPARE((*document)[u"a"][u"b"].text, value);
    QVERIFY(parse("a = 07:32\n"));
}

void TestToml::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("no value") << QByteArray("a = 1\nb =\n") << 2;
    QTest::newRow("key twice") << QByteArray("a = 1\n\na = 2\n") << 3;
    QTest::newRow("table twice") << QByteArray("[a]\n[a]\n") << 2;
    QTest::newRow("brackets where a key belongs") << QByteArray("a = 1\n[[[\n") << 2;
    QTest::newRow("sign where a key belongs") << QByteArray("[=]\n") << 1;
    QTest::newRow("control character") << QByteArray("a = \"\x01\"\n") << 1;
    QTest::newRow("half a surrogate") << QByteArray("a = \"\\ud800\"\n") << 1;
}

void TestToml::refused()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const auto document = parse(text);
    QVERIFY(!document);
    QCOMPARE(document.error().line, line);
    QCOMPARE(document.error().message, u"Line %1 of x.toml is not valid TOML; mend that line."_s.arg(line));
    QCOMPARE(document.error().file, u"/p/x.toml"_s);
    QVERIFY(!document.error().detail.isEmpty());
}

void TestToml::depthIsBounded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("a key of thirty parts") << QByteArray("a." + QByteArray("b.").repeated(28) + "c = 1\n") << true;
    QTest::newRow("a key of a million parts") << QByteArray(QByteArray("a.").repeated(1000000) + "a = 1\n") << false;
    QTest::newRow("a header of a million parts") << QByteArray("[" + QByteArray("a . ").repeated(1000000) + "a]\n") << false;
    QTest::newRow("quoted parts") << QByteArray(QByteArray("\"a\".'b'.").repeated(1000) + "a = 1\n") << false;
    QTest::newRow("an inline table in the way") << QByteArray("x = { y = \"\"\"'\"\"\", " + QByteArray("a.").repeated(1000) + "a = 1 }\n") << false;
    QTest::newRow("a million brackets") << QByteArray("a = " + QByteArray(1000000, '[')) << false;
    QTest::newRow("a million braces") << QByteArray("a = " + QByteArray("{a=").repeated(1000000)) << false;
    QTest::newRow("a comment full of dots") << QByteArray("# " + QByteArray("a.").repeated(1000) + "\na = 1 # " + QByteArray("b.").repeated(1000) + "\n")
                                            << true;
    QTest::newRow("a text full of dots") << QByteArray("a = \"" + QByteArray("a.").repeated(1000) + "\"\nb = '''\n" + QByteArray("b.").repeated(1000) + "'''\n")
                                         << true;
    QTest::newRow("many versions on a line") << QByteArray("a = [" + QByteArray("\"1.2\", ").repeated(1000) + "]\n") << true;
}

void TestToml::depthIsBounded()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isTaken);
    QCOMPARE(parse(text).has_value(), isTaken);
}

QTEST_GUILESS_MAIN(TestToml)
#include "tst_toml.moc"
