// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/parse.h"
#include "cli/table.h"

#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::cli;
using namespace Qt::StringLiterals;

class TestCliParse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_data();
    void understands();
    void planOptionsAreSet_data();
    void planOptionsAreSet();
    void refuses_data();
    void refuses();
    void folderOpens();
    void tableIsSound();
};

void TestCliParse::understands_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("values"); // "name=value name=value", sorted by name
    QTest::newRow("nothing") << u""_s << u"open"_s << u""_s << QStringList() << u""_s;
    QTest::newRow("a folder") << u"./x"_s << u"open"_s << u""_s << QStringList{u"./x"_s} << u""_s;
    QTest::newRow("open") << u"open ."_s << u"open"_s << u""_s << QStringList{u"."_s} << u""_s;
    QTest::newRow("flag before the path") << u"inspect --json ."_s << u"inspect"_s << u""_s << QStringList{u"."_s} << u"json="_s;
    QTest::newRow("flag after the path") << u"inspect . --json"_s << u"inspect"_s << u""_s << QStringList{u"."_s} << u"json="_s;
    QTest::newRow("value apart") << u"generate -o Dockerfile"_s << u"generate"_s << u""_s << QStringList() << u"output=Dockerfile"_s;
    QTest::newRow("value at once") << u"generate -oDockerfile"_s << u"generate"_s << u""_s << QStringList() << u"output=Dockerfile"_s;
    QTest::newRow("value by equals") << u"generate --output=D=1"_s << u"generate"_s << u""_s << QStringList() << u"output=D=1"_s;
    QTest::newRow("standard output") << u"generate -o -"_s << u"generate"_s << u""_s << QStringList() << u"output=-"_s;
    QTest::newRow("several tags") << u"build -t a/b:1 --tag=a/b:2 --push"_s << u"build"_s << u""_s << QStringList() << u"push= tag=a/b:1 tag=a/b:2"_s;
    QTest::newRow("archive") << u"build --output oci=x.tar"_s << u"build"_s << u""_s << QStringList() << u"output=oci=x.tar"_s;
    QTest::newRow("end of options") << u"inspect -- --json"_s << u"inspect"_s << u""_s << QStringList{u"--json"_s} << u""_s;
    QTest::newRow("verify") << u"verify r.example/x:1 --platform linux/amd64 --platform linux/arm64"_s << u"verify"_s << u""_s
                            << QStringList{u"r.example/x:1"_s} << u"platform=linux/amd64 platform=linux/arm64"_s;
    QTest::newRow("tools") << u"tools build --push r.example/t:1 shop"_s << u"tools"_s << u"build"_s << QStringList{u"shop"_s} << u"push=r.example/t:1"_s;
    QTest::newRow("history alone") << u"history"_s << u"history"_s << u"list"_s << QStringList() << u""_s;
    QTest::newRow("history show") << u"history show last"_s << u"history"_s << u"show"_s << QStringList{u"last"_s} << u""_s;
    QTest::newRow("history export") << u"history export last --svg a.svg"_s << u"history"_s << u"export"_s << QStringList{u"last"_s} << u"svg=a.svg"_s;
}

void TestCliParse::understands()
{
    QFETCH(QString, line);
    QFETCH(QString, verb);
    QFETCH(QString, word);
    QFETCH(QStringList, arguments);
    QFETCH(QString, values);
    const auto parsed = parseCommandLine(line.split(u' ', Qt::SkipEmptyParts));
    QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message));
    QCOMPARE(parsed->verb, verb);
    QCOMPARE(parsed->word, word);
    QCOMPARE(parsed->arguments, arguments);
    QStringList said;
    for (auto value = parsed->values.cbegin(); value != parsed->values.cend(); ++value) {
        for (const QString &text : value.value())
            said.append(value.key() + u'=' + text);
    }
    QCOMPARE(said.join(u' '), values);
}

void TestCliParse::planOptionsAreSet_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("platforms by comma") << u"build --platform linux/amd64,linux/arm64"_s << u"platforms"_s
                                        << QVariant(QStringList{u"linux/amd64"_s, u"linux/arm64"_s});
    QTest::newRow("platforms one by one") << u"build --platform linux/amd64 --platform linux/arm64"_s << u"platforms"_s
                                          << QVariant(QStringList{u"linux/amd64"_s, u"linux/arm64"_s});
    QTest::newRow("binaries") << u"inspect --bin a --bin b"_s << u"binaries"_s << QVariant(QStringList{u"a"_s, u"b"_s});
    QTest::newRow("flag") << u"generate --all-features"_s << u"all-features"_s << QVariant(true);
    QTest::newRow("choice") << u"generate --libc musl"_s << u"libc"_s << QVariant(u"musl"_s);
    QTest::newRow("runtime key") << u"generate --runtime scratch"_s << u"runtime"_s << QVariant(u"scratch"_s);
    QTest::newRow("any key") << u"generate --set image.user=1000"_s << u"image.user"_s << QVariant(u"1000"_s);
}

void TestCliParse::planOptionsAreSet()
{
    QFETCH(QString, line);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    const auto parsed = parseCommandLine(line.split(u' '));
    QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message));
    const OptionInfo *info = optionByName(key);
    QVERIFY(info);
    QCOMPARE(parsed->options.keys(), QList{info->key});
    QCOMPARE(parsed->options.value(info->key), value);
}

void TestCliParse::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QStringList &arguments, const QString &sentence) { QTest::newRow(name) << arguments << sentence; };
    row("misspelt command", {u"biuld"_s}, u"There is no command \"biuld\", and no such folder. Did you mean \"build\"?"_s);
    row("unheard-of command", {u"frobnicate"_s}, u"There is no command \"frobnicate\", and no such folder."_s);
    row("misspelt option", {u"build"_s, u"--platfrom"_s, u"linux/amd64"_s}, u"\"build\" has no option \"--platfrom\". Did you mean \"--platform\"?"_s);
    row("option of another command", {u"verify"_s, u"--push"_s, u"x"_s}, u"\"verify\" has no option \"--push\"."_s);
    row("unknown letter", {u"build"_s, u"-x"_s}, u"\"build\" has no option \"-x\"."_s);
    row("no value at the end", {u"build"_s, u"--builder"_s}, u"\"--builder\" needs a value: NAME."_s);
    row("an option instead of a value", {u"build"_s, u"--builder"_s, u"--push"_s}, u"\"--builder\" needs a value: NAME."_s);
    row("a list without a value", {u"build"_s, u"--platform"_s}, u"\"--platform\" needs a value: P,..."_s);
    row("empty value", {u"build"_s, u"--builder="_s}, u"\"--builder\" needs a value: NAME."_s);
    row("value for a flag", {u"build"_s, u"--push=yes"_s}, u"\"--push\" takes no value."_s);
    row("twice", {u"generate"_s, u"-o"_s, u"a"_s, u"-o"_s, u"b"_s}, u"\"-o\" is given twice."_s);
    row("two outputs", {u"build"_s, u"--push"_s, u"--load"_s}, u"--push, --load and --output exclude each other: give one."_s);
    row("unknown output", {u"build"_s, u"--output"_s, u"tar=x"_s}, u"\"--output\" takes oci=FILE."_s);
    row("two paths", {u"inspect"_s, u"a"_s, u"b"_s}, u"\"b\" is one argument too many."_s);
    row("choice", {u"build"_s, u"--libc"_s, u"mussl"_s}, u"\"--libc\" does not know \"mussl\"; it takes auto, gnu, musl. Did you mean \"musl\"?"_s);
    row("progress", {u"build"_s, u"--progress"_s, u"fancy"_s}, u"\"--progress\" does not know \"fancy\"; it takes auto, plain, json, none."_s);
    row("set without a value", {u"build"_s, u"--set"_s, u"libc"_s}, u"\"--set\" takes KEY=VALUE, and \"libc\" is not that."_s);
    row("set of an unknown key", {u"build"_s, u"--set"_s, u"image.usr=1"_s}, u"slipway.toml has no key \"image.usr\". Did you mean \"image.user\"?"_s);
    row("verify alone", {u"verify"_s}, u"\"verify\" needs REF."_s);
    row("history of something", {u"history"_s, u"shwo"_s}, u"\"history shwo\" is not a command. Did you mean \"show\"?"_s);
    row("tools alone", {u"tools"_s}, u"\"tools\" needs the word build: slipway tools build --push REF."_s);
    row("tools without a name", {u"tools"_s, u"build"_s}, u"\"tools build\" needs --push REF, the name that the image gets."_s);
    row("history show alone", {u"history"_s, u"show"_s}, u"\"history show\" needs the ID of a build, or \"last\"."_s);
    row("export without a file", {u"history"_s, u"export"_s, u"last"_s}, u"\"history export\" needs --svg FILE."_s);
    row("unknown shell", {u"--generate"_s, u"tcsh"_s}, u"\"--generate\" does not know \"tcsh\"; it takes man, bash, zsh, fish."_s);
    row("escape sequences are not passed on", {u"build"_s, u"--\x1b[31mred"_s}, u"\"build\" has no option \"--red\"."_s);
}

void TestCliParse::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const auto parsed = parseCommandLine(arguments);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().message, sentence);
    QCOMPARE(exitCode(parsed.error().code), 2);
    QVERIFY(parsed.error().detail.contains(u"--help"_s));
}

void TestCliParse::folderOpens()
{
    const QTemporaryDir dir;
    const auto parsed = parseCommandLine({dir.path()});
    QVERIFY(parsed);
    QCOMPARE(parsed->verb, u"open"_s);
    QCOMPARE(parsed->arguments, QStringList{dir.path()});
}

void TestCliParse::tableIsSound()
{
    for (const CliVerb &verb : verbs()) {
        QVERIFY2(!verb.examples.isEmpty(), qPrintable(verb.name));
        QVERIFY2(verb.summary.size() < 50, qPrintable(verb.name));
        QStringList names;
        const QList<CliOption> options = optionsOf(verb) + globalOptions();
        for (const CliOption &option : options) {
            QVERIFY2(!names.contains(option.name), qPrintable(verb.name + u' ' + option.name));
            names.append(option.name);
            QVERIFY2(option.help.endsWith(u'.'), qPrintable(option.name));
        }
        for (const CliExample &example : verb.examples) {
            // Examples are command lines that work: redirections aside, each parses.
            QStringList words = example.command.split(u' ').mid(1);
            words.removeIf([](const QString &word) { return word.startsWith("2>"_L1); });
            const auto parsed = parseCommandLine(words);
            QVERIFY2(parsed, qPrintable(example.command));
            QCOMPARE(parsed->verb, verb.name);
        }
    }
    for (const CliOption &option : planOptions()) {
        if (option.planKey.isEmpty())
            continue;
        const OptionInfo *info = optionByName(option.planKey);
        QVERIFY2(info, qPrintable(option.planKey));
        QCOMPARE(info->type == OptionType::Flag, option.value.isEmpty());
        QCOMPARE(info->type == OptionType::List, option.repeats);
        if (!option.choices.isEmpty())
            QCOMPARE(option.choices, info->choices);
    }
}

QTEST_GUILESS_MAIN(TestCliParse)
#include "tst_cliparse.moc"
