// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/help.h"
#include "shortprogram.h"
#include "support.h"

#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway::cli;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestCliHelp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data();
    void golden();
    void fitsTheTerminal();
    void manualNamesEverything();
    void manualIsClean();
    void manualRenders();
    void shellsAccept_data();
    void shellsAccept();
    void bashCompletes_data();
    void bashCompletes();

private:
    static QString helpOf(const QString &verb) { return verb.isEmpty() ? programHelp() : verbHelp(*verbByName(verb)); }
};

void TestCliHelp::golden_data()
{
    QTest::addColumn<QString>("verb");
    QTest::newRow("program") << u""_s;
    for (const CliVerb &verb : verbs())
        QTest::newRow(qPrintable(verb.name)) << verb.name;
}

// SLIPWAY_WRITE_GOLDEN=1 writes the files anew; look at the difference before committing it.
void TestCliHelp::golden()
{
    QFETCH(QString, verb);
    QFile file(slipway::test::sourcePath(u"tests/data/cli/help"_s + (verb.isEmpty() ? QString() : QString(u'-' + verb)) + u".txt"_s));
    const QByteArray text = helpOf(verb).toUtf8();
    if (qEnvironmentVariableIsSet("SLIPWAY_WRITE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QCOMPARE(QString::fromUtf8(text), QString::fromUtf8(file.readAll()));
}

void TestCliHelp::fitsTheTerminal()
{
    for (const CliVerb &verb : verbs()) {
        const QStringList lines = verbHelp(verb).split(u'\n');
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }
}

void TestCliHelp::manualNamesEverything()
{
    const QString page = manualPage();
    for (const CliVerb &verb : verbs()) {
        QVERIFY(page.contains(u"slipway "_s + verb.name));
        const QList<CliOption> options = optionsOf(verb);
        for (const CliOption &option : options)
            QVERIFY2(page.contains(u"\\-\\-"_s + QString(option.name).replace(u'-', u"\\-"_s)), qPrintable(option.name));
    }
    QVERIFY(page.startsWith(u".\\\""_s));
    for (const CliVerb &verb : verbs()) {
        const QString sentence = page.section(u".SH \"PLAN OPTIONS\"\n"_s, 1).section(u'\n', 0, 0);
        QVERIFY2(sentence.contains(QRegularExpression(u"\\b%1\\b"_s.arg(verb.name))) == verb.takesPlanOptions, qPrintable(sentence));
    }
    // What mandoc -Tlint complains of.
    QVERIFY(page.contains(QRegularExpression(u"\n\\.TH SLIPWAY 1 \"\\d{4}-\\d{2}-\\d{2}\" "_s)));
    QVERIFY(!page.contains(QRegularExpression(u"\n\\.S[HS] [^\n]+\n\\.(PP|br)\n"_s)));
    QVERIFY(!page.contains(QRegularExpression(u"\n\\.(PP|br)\n\\.S[HS] "_s)));
}

void TestCliHelp::manualIsClean()
{
    const QString mandoc = QStandardPaths::findExecutable(u"mandoc"_s);
    if (mandoc.isEmpty())
        QSKIP("mandoc is not installed");
    const ProgramEnd end = runToEnd(mandoc, {u"-Tlint"_s, u"-Wwarning"_s}, manualPage().toUtf8());
    QVERIFY(end.code >= 0);
    QCOMPARE(end.output + end.errors, QString());
}

void TestCliHelp::manualRenders()
{
    const QString man = QStandardPaths::findExecutable(u"groff"_s);
    if (man.isEmpty())
        QSKIP("groff is not installed");
    const ProgramEnd end = runToEnd(man, {u"-man"_s, u"-ww"_s, u"-Tutf8"_s, u"-z"_s}, manualPage().toUtf8());
    QCOMPARE(end.errors, QString());
    QCOMPARE(end.code, 0);
}

void TestCliHelp::shellsAccept_data()
{
    QTest::addColumn<QString>("shell");
    for (const QString &shell : {u"bash"_s, u"zsh"_s, u"fish"_s})
        QTest::newRow(qPrintable(shell)) << shell;
}

void TestCliHelp::shellsAccept()
{
    QFETCH(QString, shell);
    const QString program = QStandardPaths::findExecutable(shell);
    if (program.isEmpty())
        QSKIP("this shell is not installed");
    const QTemporaryDir dir;
    QFile file(dir.filePath(u"completion"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(completions(shell).toUtf8());
    file.close();
    const ProgramEnd end = runToEnd(program, {u"-n"_s, file.fileName()});
    QCOMPARE(end.errors, QString());
    QCOMPARE(end.code, 0);
}

void TestCliHelp::bashCompletes_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("answer");
    QTest::newRow("command") << u"slipway bu"_s << u"build"_s;
    QTest::newRow("option") << u"slipway build --pus"_s << u"--push"_s;
    QTest::newRow("plan option") << u"slipway generate --libc"_s << u"--libc"_s;
    QTest::newRow("value") << u"slipway build --libc mu"_s << u"musl"_s;
    QTest::newRow("value behind =, not begun") << u"slipway build --libc ="_s << u"auto gnu musl"_s;
    QTest::newRow("value behind =") << u"slipway build --libc = mu"_s << u"musl"_s;
    QTest::newRow("value behind =, one word") << u"slipway build --libc=mu"_s << u"--libc=musl"_s;
    QTest::newRow("a command to be helped with") << u"slipway help ver"_s << u"verify"_s;
    QTest::newRow("second word") << u"slipway history ex"_s << u"export"_s;
    QTest::newRow("nothing of another command") << u"slipway verify --pus"_s << u""_s;
}

void TestCliHelp::bashCompletes()
{
    QFETCH(QString, words);
    QFETCH(QString, answer);
    const QString script =
        completions(u"bash"_s) + u"\nCOMP_WORDS=("_s + words + u")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_slipway\necho \"${COMPREPLY[*]}\"\n"_s;
    QCOMPARE(runToEnd(u"bash"_s, {u"--norc"_s, u"-c"_s, script}).output.trimmed(), answer);
}

QTEST_GUILESS_MAIN(TestCliHelp)
#include "tst_clihelp.moc"
