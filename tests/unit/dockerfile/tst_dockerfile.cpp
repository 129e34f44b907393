// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include "dockerfile/writer.h"
#include "planfixtures.h"
#include "shelltext.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What a Dockerfile says for plans that differ in one thing.
class TestDockerfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreQuoted_data();
    void wordsAreQuoted();
    void hostileNamesStayWords();
    void pinsAndMirrors();
    void membersAreForgotten();
    void lockIsNamed();
    void callPerTarget();
    void toolsImage();
    void reasonsAreTrue_data();
    void reasonsAreTrue();
    void secretsAndKeys();
    void loadedLibraries();
};

void TestDockerfile::wordsAreQuoted_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("plain") << u"shop-api"_s;
    QTest::newRow("blank") << u"my app"_s;
    QTest::newRow("quote") << u"it's"_s;
    QTest::newRow("double quote") << u"a\"b"_s;
    QTest::newRow("variable") << u"$HOME ${HOME}"_s;
    QTest::newRow("command") << u"$(id) `id`; id & id | id"_s;
    QTest::newRow("backslash at the end") << u"a\\"_s;
    QTest::newRow("heredoc") << u"<<EOF"_s;
    QTest::newRow("wildcards") << u"*?[a-z]~"_s;
    QTest::newRow("letters of the world") << u"größe-日本"_s;
}

void TestDockerfile::wordsAreQuoted()
{
    QFETCH(QString, word);
    QCOMPARE(shell({u"-c"_s, u"printf %s "_s + shellWord(word)}), word);
}

/// The plan refuses such names; should one come through, it stays a word.
void TestDockerfile::hostileNamesStayWords()
{
    Plan plan = planOf(helloProject());
    const QString hostile = u"a'; touch /pwned; $(id) \\"_s;
    plan.binaries = {hostile};
    plan.memberNames = {hostile};
    plan.features = {hostile};
    plan.images[0].binaries = {hostile};
    plan.images[0].entrypoint = hostile;
    plan.images[0].labels = {{u"org.opencontainers.image.title"_s, u"$HOME \" \\ \n RUN id"_s}};
    const DockerfileDocument document = writeDockerfile(plan);
    for (const QString &instruction : instructions(document)) {
        if (instruction.startsWith("RUN "_L1))
            QCOMPARE(shell({u"-n"_s, u"-c"_s, command(instruction)}), QString());
        if (instruction.startsWith("RUN "_L1) && instruction.contains("collect()"_L1))
            QVERIFY(instruction.contains(u"for name in "_s + shellWord(hostile)));
        if (instruction.startsWith("COPY "_L1) || instruction.startsWith("ENTRYPOINT "_L1))
            QVERIFY2(!instruction.contains("pwned; "_L1) && !instruction.contains("$("_L1), qPrintable(instruction));
        QVERIFY2(!instruction.trimmed().startsWith("RUN id"_L1), qPrintable(instruction));
    }
    QVERIFY(document.text().contains(u"=\"\\$HOME \\\" \\\\   RUN id\""_s));
}

void TestDockerfile::pinsAndMirrors()
{
    const QString digest = u"sha256:"_s + QString(64, u'a');
    Facts facts;
    const Options options = optionsOf({u"pins=rust:1-trixie="_s + digest + u",gcr.io/distroless/cc-debian13:nonroot="_s + digest});
    QString text = writeDockerfile(planOf(helloProject(), options, {}, facts)).text();
    QVERIFY(text.contains(u"FROM --platform=$BUILDPLATFORM rust:1-trixie@"_s + digest + u" AS tools"_s));
    QVERIFY(text.contains(u"FROM gcr.io/distroless/cc-debian13:nonroot@"_s + digest + u" AS hello"_s));
    facts.mirrors = {{u"rust:1-trixie"_s, u"mirror.example/rust"_s}};
    text = writeDockerfile(planOf(helloProject(), options, {}, facts)).text();
    QVERIFY(text.contains(u"FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools"_s));
}

/// The pattern takes the member's own fingerprints and nobody else's.
void TestDockerfile::membersAreForgotten()
{
    QTemporaryDir dir;
    const QStringList names{
        u"target/release/.fingerprint/hello-0123456789abcdef"_s, u"target/x86_64-unknown-linux-gnu/release/.fingerprint/hello-fedcba9876543210"_s,
        u"target/release/.fingerprint/hello-common-0123456789abcdef"_s, u"target/x86_64-unknown-linux-gnu/release/.fingerprint/serde-0123456789abcdef"_s};
    for (const QString &name : names)
        QVERIFY(QDir(dir.path()).mkpath(name));
    QString script;
    Plan plan = planOf(helloProject());
    plan.isRecipeReduced = false;
    for (const QString &instruction : instructions(writeDockerfile(plan))) {
        if (instruction.contains("cargo chef cook"_L1))
            script = command(instruction).section(u"&&"_s, -1);
    }
    QVERIFY(script.contains(u"hello"_s));
    QCOMPARE(shell({u"-c"_s, u"cd "_s + dir.path() + u" && "_s + script}), QString());
    QStringList left;
    for (const QString &name : names) {
        if (QDir(dir.filePath(name)).exists())
            left.append(name);
    }
    QCOMPARE(left, names.mid(2));
}

void TestDockerfile::lockIsNamed()
{
    Project project = helloProject();
    project.lock.reset();
    QVERIFY(!writeDockerfile(planOf(project)).text().contains(u"--locked"_s));
    QVERIFY(writeDockerfile(planOf(helloProject(), optionsOf({u"features=loud"_s, u"packages=hello"_s})))
                .text()
                .contains(u"--features loud -p hello --bin hello"_s));
}

/// Where one call would unite features of the platforms, there is one for each; for the stand-in as for the program.
void TestDockerfile::callPerTarget()
{
    Plan plan = planOf(helloProject());
    QCOMPARE(writeDockerfile(plan).text().count(u"cargo zigbuild --release --locked"_s), 1);
    QVERIFY(writeDockerfile(plan).text().contains(u"cargo chef cook --recipe-path recipe.json --zigbuild --release"_s));
    plan.hasCallPerTarget = true;
    const QString text = writeDockerfile(plan).text();
    QCOMPARE(text.count(u"cargo zigbuild --release --locked --bin hello"_s), 2);
    QVERIFY(text.contains(u"cargo chef cook --recipe-path recipe.json --no-build"_s));
    QCOMPARE(text.count(u"cargo zigbuild --release \\\n"_s), 2);
}

/// The tools image holds what the tools stage would install, and the plan that uses it installs nothing and can tell when it is out of date.
void TestDockerfile::toolsImage()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"build.lines=RUN touch /own"_s, u"image.user=7"_s}));
    const QString tools = writeToolsDockerfile(plan).text();
    for (const QString &part : {u"AS tools"_s, u"ziglang=="_s, u"cargo-chef"_s, u"rustup target add aarch64-unknown-linux-gnu"_s, u"cmake"_s, toolsKey(plan)})
        QVERIFY2(tools.contains(part), qPrintable(part));
    QVERIFY(!tools.contains(u"/own"_s) && !tools.contains(u"AS build"_s));
    const Plan user = planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"tools-image=registry.example/tools:1"_s}));
    const QString text = writeDockerfile(user).text();
    QVERIFY(!text.contains(u"pip install"_s) && !text.contains(u"AS chef"_s));
    QVERIFY(text.contains(u"slipway-tools 2>/dev/null)\" = "_s + toolsKey(plan)));
    QVERIFY(text.contains(u"dpkg -s cmake > /dev/null 2>&1 ||"_s));
    QCOMPARE(toolsKey(user), toolsKey(plan));
    QVERIFY(toolsKey(planOf(helloProject(), optionsOf({u"build.packages=ninja-build"_s}))) != toolsKey(plan));
    QVERIFY(toolsKey(planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"platforms=linux/amd64"_s}))) != toolsKey(plan));
}

void TestDockerfile::reasonsAreTrue_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("start");
    QTest::newRow("an ordinary user") << QStringList{} << u"user:hello"_s << u"Not root. "_s;
    QTest::newRow("root") << QStringList{u"image.user=0"_s} << u"user:hello"_s << u"Root, as you chose: "_s;
    QTest::newRow("root with a group") << QStringList{u"image.user=0:100"_s} << u"user:hello"_s << u"Root, as you chose: "_s;
    QTest::newRow("root's group alone") << QStringList{u"image.user=10:0"_s} << u"user:hello"_s << u"Not root. "_s;
    QTest::newRow("nothing runs") << QStringList{} << u"runtime:hello"_s
                                  << u"distroless cc (Debian 13): the image that is pushed. Nothing runs in this stage"_s;
    QTest::newRow("a line that runs nothing") << QStringList{u"image.lines=ENV A=1"_s} << u"runtime:hello"_s
                                              << u"distroless cc (Debian 13): the image that is pushed. Nothing runs in this stage"_s;
    QTest::newRow("a line that runs") << QStringList{u"runtime=debian-slim"_s, u"image.lines=RUN id"_s} << u"runtime:hello"_s
                                      << u"Debian 13 slim: the image that is pushed. The RUN lines that you added run in this stage"_s;
}

void TestDockerfile::reasonsAreTrue()
{
    QFETCH(QStringList, options);
    QFETCH(QString, id);
    QFETCH(QString, start);
    const DockerfileDocument document = writeDockerfile(planOf(helloProject(), optionsOf(options)));
    const auto reason = std::ranges::find(document.reasons, id, &DockerfileReason::id);
    QVERIFY(reason != document.reasons.cend());
    QVERIFY2(reason->text.startsWith(start), qPrintable(reason->text));
}

/// No value of a secret is in the text, only where the step finds it.
void TestDockerfile::secretsAndKeys()
{
    const QString text = writeDockerfile(planOf(helloProject(), optionsOf({u"build.secrets=TOKEN=env:MY_TOKEN"_s, u"build.ssh=true"_s}))).text();
    QCOMPARE(text.count(u"--mount=type=secret,id=TOKEN,required=true"_s), 2); // where crates are fetched and compiled
    QCOMPARE(text.count(u"--mount=type=ssh"_s), 2);
    QCOMPARE(text.count(u"export TOKEN=\"$(cat /run/secrets/TOKEN)\""_s), 2);
    QVERIFY(!text.contains(u"MY_TOKEN"_s) && !text.contains(u"ENV TOKEN"_s) && !text.contains(u"ARG TOKEN"_s));
}

/// A library that is loaded by its name goes into the image beside those that the binaries ask for, and its package is named by the same lines.
void TestDockerfile::loadedLibraries()
{
    Plan plan = planOf(opensslProject(), optionsOf({u"native=openssl-sys=shared"_s}), opensslCrates());
    QVERIFY(plan.copiesSharedLibraries);
    plan.runtimeFiles = {u"usr/lib/{multiarch}/libextra.so.1"_s};
    QString gathers;
    for (const QString &instruction : instructions(writeDockerfile(plan))) {
        if (instruction.contains("load() {"_L1))
            gathers = command(instruction);
    }
    QCOMPARE(shell({u"-n"_s, u"-c"_s, gathers}), QString());
    QVERIFY(gathers.contains(u"package=$(dpkg-query -S \"*/$3/$(basename \"$(realpath \"$file\")\")\" | head -n 1 | cut -d : -f 1);"_s));
    QVERIFY(gathers.contains(u"package=$(dpkg-query -S \"*/$3/$(basename \"$(realpath \"/$1\")\")\" | head -n 1 | cut -d : -f 1);"_s));
    QCOMPARE(gathers.count(u"dpkg-query -s \"$package:$4\" > \"/out/root/$2/var/lib/dpkg/status.d/$package\" || exit 1;"_s), 2);
    QCOMPARE(gathers.count(u"load usr/lib/aarch64-linux-gnu/libextra.so.1 \"linux/arm64\" aarch64-linux-gnu arm64"_s), 1);
}

QTEST_GUILESS_MAIN(TestDockerfile)
#include "tst_dockerfile.moc"
