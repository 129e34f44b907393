// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The program itself, where it meets no engine: what is refused before one is asked, and registries that only the engine knows to be insecure.

#include "../project/badinput.h"
#include "fakeregistry.h"
#include "scripteddocker.h"
#include "support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

struct Ending
{
    int code = -1;
    QString results;
    QString words;
};

} // namespace

class TestCliRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusesBeforeTheEngine_data();
    void refusesBeforeTheEngine();
    void leavesOtherThanFiles_data();
    void leavesOtherThanFiles();
    void tellsWhenNothingIsWritten_data();
    void tellsWhenNothingIsWritten();
    void verifiesInsecureRegistry_data();
    void verifiesInsecureRegistry();

private:
    Ending run(const QStringList &arguments, const QMap<QString, QString> &variables = {}, const QString &results = {});

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestCliRun::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

/// With nothing of this machine's but the program: the only `docker` is what a test puts into m_home/bin.
Ending TestCliRun::run(const QStringList &arguments, const QMap<QString, QString> &variables, const QString &results)
{
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, m_home->path());
    environment.insert(u"PATH"_s, m_home->filePath(u"bin"_s) + u":/usr/bin:/bin"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    for (auto variable = variables.cbegin(); variable != variables.cend(); ++variable)
        environment.insert(variable.key(), variable.value());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_home->path());
    if (!results.isEmpty())
        process.setStandardOutputFile(results);
    process.start(qEnvironmentVariable("SLIPWAY_BINARY"), arguments);
    bool isOver = false;
    connect(&process, &QProcess::finished, &process, [&isOver] { isOver = true; });
    // The event loop goes on: registries of the test live in it.
    if (!process.waitForStarted() || !QTest::qWaitFor([&isOver] { return isOver; }, 30'000)) {
        process.kill();
        process.waitForFinished();
        return {-1, {}, u"no end in sight: "_s + QString::fromUtf8(process.readAllStandardError())};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

void TestCliRun::refusesBeforeTheEngine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    const QString hello = sourcePath(u"tests/projects/hello"_s);
    const QString workspace = sourcePath(u"tests/projects/workspace"_s);
    const auto row = [](const char *name, const QStringList &arguments, int code, const QString &sentence) {
        QTest::newRow(name) << arguments << code << sentence;
    };
    row("good", {u"build"_s, hello}, 0, {});
    row("good, with a name", {u"build"_s, hello, u"--push"_s, u"-t"_s, u"r.example/x:1"_s}, 0, {});
    row("good, the name comes with the engine", {u"build"_s, hello, u"--push"_s}, 0, {});
    row("unknown platform", {u"build"_s, hello, u"--platform"_s, u"linux/vax"_s}, 2, u"The platform linux/vax is not known."_s);
    row("not a platform", {u"build"_s, hello, u"--platform"_s, u"vax"_s}, 2, u"a platform such as linux/arm64"_s);
    row("platform that the base has not", {u"build"_s, hello, u"--platform"_s, u"linux/386"_s, u"--runtime"_s, u"distroless-cc"_s}, 2,
        u"linux/386 cannot be built"_s);
    row("unknown binary", {u"build"_s, hello, u"--bin"_s, u"nobody"_s}, 2, u"no binary named nobody"_s);
    row("unknown feature", {u"build"_s, hello, u"--features"_s, u"nope"_s}, 2, u"hello has no feature named nope"_s);
    row("assets that are not there", {u"build"_s, hello, u"--set"_s, u"image.assets=gone"_s}, 2, u"image.assets names gone"_s);
    row("a builder without Rust", {u"build"_s, hello, u"--builder-image"_s, u"scratch"_s}, 2, u"has no Rust"_s);
    row("unknown profile", {u"build"_s, hello, u"--profile"_s, u"nobody"_s}, 2, u"no profile named nobody"_s);
    row("not a reference", {u"build"_s, hello, u"-t"_s, u"Upper/Case"_s}, 2, u"is not an image reference"_s);
    row("a tag with a digest", {u"build"_s, hello, u"-t"_s, QString(u"a/b@sha256:"_s + QString(64, u'0'))}, 2, u"give a tag."_s);
    row("several images, one name", {u"build"_s, workspace, u"-t"_s, u"a/b:1"_s}, 2, u"has to hold {bin}"_s);
    row("several images, one file", {u"build"_s, workspace, u"--output"_s, u"oci=x.tar"_s}, 2, u"A file holds one image"_s);
    row("no project", {u"build"_s, u"."_s}, 2, u"Cargo.toml"_s);
    row("unknown command", {u"bulid"_s}, 2, u"Did you mean \"build\"?"_s);
    row("unknown option", {u"build"_s, u"--platfrom"_s, u"x"_s}, 2, u"Did you mean \"--platform\"?"_s);
    row("two outputs", {u"build"_s, hello, u"--push"_s, u"--load"_s}, 2, u"exclude each other"_s);
    row("verify", {u"verify"_s, u"r.example/x:1"_s}, 0, {});
    row("verify nothing", {u"verify"_s}, 2, u"needs REF"_s);
    row("verify what is no reference", {u"verify"_s, u"a b"_s}, 2, u"is not an image reference"_s);
    row("verify a platform that is none", {u"verify"_s, u"a/b"_s, u"--platform"_s, u"vax"_s}, 2, u"a platform such as linux/arm64"_s);
    row("window without a display", {u"open"_s, hello}, 2, u"There is no display for the window"_s);
}

void TestCliRun::refusesBeforeTheEngine()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const ScriptedDocker docker(m_home->path());
    QFile program(m_home->filePath(u"bin/docker"_s));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\n: >\"$HOME/asked\"\nexit 1\n");
    program.close();
    const Ending check = run(arguments, {{u"SLIPWAY_CHECK_ONLY"_s, u"1"_s}, {u"SLIPWAY_SETUP_STATUS"_s, m_home->filePath(u"never"_s)}});
    QVERIFY2(check.code == code, qPrintable(QString::number(check.code) + u": "_s + check.words));
    QCOMPARE(check.results, QString());
    QVERIFY2(check.words.contains(sentence), qPrintable(check.words));
    QVERIFY(code != 0 || check.words.isEmpty());
    // A set-up that never gets ready is not waited for either.
    if (code != 0) {
        const Ending whole = run(arguments, {{u"SLIPWAY_SETUP_STATUS"_s, m_home->filePath(u"never"_s)}});
        QVERIFY2(whole.code == code && whole.words.contains(sentence), qPrintable(whole.words));
    }
    QVERIFY2(!QFile::exists(m_home->filePath(u"asked"_s)), "the engine was asked");
}

void TestCliRun::leavesOtherThanFiles_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a pipe") << u"pipe"_s << u"slipway: pipe is a pipe or a device; name a file, or - for standard output.\n"_s;
    QTest::newRow("a device") << u"/dev/full"_s << u"slipway: /dev/full is a pipe or a device; name a file, or - for standard output.\n"_s;
    QTest::newRow("a link to a device") << u"link"_s << u"slipway: link is a pipe or a device; name a file, or - for standard output.\n"_s;
    QTest::newRow("a folder") << u"folder"_s << u"slipway: folder is a folder; name a file in it.\n"_s;
    QTest::newRow("a pipe as ignore file") << u"D"_s << u"slipway: D.dockerignore is a pipe or a device; name a file, or - for standard output.\n"_s;
}

void TestCliRun::leavesOtherThanFiles()
{
    QFETCH(QString, path);
    QFETCH(QString, sentence);
    makePipe(m_home->path(), u"pipe"_s);
    makePipe(m_home->path(), u"D.dockerignore"_s);
    linkAt(m_home->path(), u"link"_s, u"/dev/zero"_s);
    QVERIFY(QDir(m_home->path()).mkpath(u"folder"_s));
    const Ending ending = run({u"generate"_s, sourcePath(u"tests/projects/hello"_s), u"--offline"_s, u"-o"_s, path});
    QCOMPARE(ending.words, sentence);
    QCOMPARE(ending.code, 2);
    QVERIFY(!QFile::exists(m_home->filePath(u"D"_s)));
}

void TestCliRun::tellsWhenNothingIsWritten_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString hello = sourcePath(u"tests/projects/hello"_s);
    QTest::newRow("a Dockerfile") << QStringList{u"generate"_s, hello, u"--offline"_s};
    QTest::newRow("JSON") << QStringList{u"inspect"_s, hello, u"--offline"_s, u"--json"_s};
    QTest::newRow("help") << QStringList{u"--help"_s};
}

void TestCliRun::tellsWhenNothingIsWritten()
{
    QFETCH(QStringList, arguments);
    const Ending ending = run(arguments, {}, u"/dev/full"_s);
    QCOMPARE(ending.code, 2);
    QVERIFY2(ending.words.endsWith(u"slipway: The result cannot be written: No space left on device. Make room there, or write it elsewhere.\n"_s),
             qPrintable(ending.words));
}

void TestCliRun::verifiesInsecureRegistry_data()
{
    QTest::addColumn<QString>("list");  // of the engine's configuration
    QTest::addColumn<int>("code");
    QTest::newRow("named") << u"{\"IndexConfigs\":{\"HOST\":{\"Secure\":false}}}"_s << 0;
    QTest::newRow("in a network") << u"{\"InsecureRegistryCIDRs\":[\"0.0.0.0/8\"]}"_s << 0;
    QTest::newRow("named as secure") << u"{\"IndexConfigs\":{\"HOST\":{\"Secure\":true}}}"_s << 3;
    QTest::newRow("not named") << u"{}"_s << 3;
    QTest::newRow("no engine") << u""_s << 3;
}

void TestCliRun::verifiesInsecureRegistry()
{
    QFETCH(QString, list);
    QFETCH(int, code);
    FakeRegistry registry;
    const QString digest = registry.addUsualIndex();
    // Linux takes 0.0.0.0 to this machine, and it is no loopback address, which would be asked over http in any case.
    const QString host = u"0.0.0.0:"_s + registry.host().section(u':', 1);
    const ScriptedDocker docker(m_home->path());
    if (list.isEmpty()) {
        QVERIFY(QFile::remove(m_home->filePath(u"bin/docker"_s)));
    } else {
        QFile info(m_home->filePath(u"info"_s));
        QVERIFY(info.open(QIODevice::WriteOnly));
        info.write("{\"RegistryConfig\":" + list.replace(u"HOST"_s, host).toUtf8() + "}\n");
    }
    const Ending ending = run({u"verify"_s, QString(host + u"/app:1"_s), u"--json"_s});
    QVERIFY2(ending.code == code, qPrintable(ending.words));
    if (code == 0)
        QCOMPARE(QJsonDocument::fromJson(ending.results.toUtf8())["digest"_L1].toString(), digest);
    else
        QVERIFY2(ending.words.contains(QString(u"slipway: "_s + host)) && ending.results.isEmpty(), qPrintable(ending.words));
}

QTEST_GUILESS_MAIN(TestCliRun)
#include "tst_clirun.moc"
