// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// `slipway build` from its arguments to its exit code, against a `docker` that only says what an engine would: what it is asked for, and what the
// person is told. Real builds are in tests/engine.

#include "../../engine/runningprogram.h"
#include "fakeregistry.h"
#include "jsonschema.h"
#include "scripteddocker.h"
#include "support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestCliBuild : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void archiveIsWrittenWhereThePersonIs_data();
    void archiveIsWrittenWhereThePersonIs();
    void snapIsNamed();
    void loadedImageHasAName_data();
    void loadedImageHasAName();
    void everyLineIsAnObject_data();
    void everyLineIsAnObject();
    void warnsBeforeItBuilds_data();
    void warnsBeforeItBuilds();
    void nothingIsSaidOfTheProbe_data();
    void nothingIsSaidOfTheProbe();
    void whatTheRegistryHolds_data();
    void whatTheRegistryHolds();
    void generateExplainsInJson_data();
    void generateExplainsInJson();
    void pathsAreNamedOnce();
    void recordReadsAsACommand();

private:
    [[nodiscard]] std::unique_ptr<RunningProgram> run(const QStringList &arguments) const;
    [[nodiscard]] std::unique_ptr<RunningProgram> build(const QStringList &arguments, const QString &project = u"hello"_s) const
    {
        return run(QStringList{u"build"_s, sourcePath(u"tests/projects/"_s + project), u"--offline"_s} + arguments);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<ScriptedDocker> m_docker;
};

void TestCliBuild::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_docker = std::make_unique<ScriptedDocker>(m_home->path());
}

/// In a home of its own, with nothing of this machine's but the program and a shell.
std::unique_ptr<RunningProgram> TestCliBuild::run(const QStringList &arguments) const
{
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, m_home->path());
    environment.insert(u"PATH"_s, m_home->filePath(u"bin"_s) + u":/usr/bin:/bin"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    for (const QString &name : {u"ASAN_OPTIONS"_s, u"LSAN_OPTIONS"_s, u"UBSAN_OPTIONS"_s}) {
        if (const QString value = qEnvironmentVariable(name.toLatin1().constData()); !value.isEmpty())
            environment.insert(name, value);
    }
    return std::make_unique<RunningProgram>(qEnvironmentVariable("SLIPWAY_BINARY"), arguments, environment, m_home->path());
}

void TestCliBuild::archiveIsWrittenWhereThePersonIs_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("place");
    QTest::newRow("a name alone") << u"x.tar"_s << u"HOME/x.tar"_s;
    QTest::newRow("in a folder below") << u"out/x.tar"_s << u"HOME/out/x.tar"_s;
    QTest::newRow("from the top") << u"/srv/x.tar"_s << u"/srv/x.tar"_s;
}

void TestCliBuild::archiveIsWrittenWhereThePersonIs()
{
    QFETCH(QString, file);
    QFETCH(QString, place);
    const auto program = build({u"--platform"_s, u"linux/amd64"_s, u"--output"_s, QString(u"oci="_s + file), u"--progress"_s, u"none"_s});
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    QCOMPARE(program->results(), QStringList{file});
    const QString wanted = u"type=oci,dest="_s + place.replace(u"HOME"_s, QDir(m_home->path()).canonicalPath());
    QVERIFY2(m_docker->arguments().contains(wanted), qPrintable(m_docker->arguments().join(u'\n')));
}

/// Docker that came as a snap builds, but not everything: that is said before the build rather than after it.
void TestCliBuild::snapIsNamed()
{
    const QString docker = m_home->filePath(u"bin/docker"_s);
    QVERIFY(QFile::rename(docker, m_home->filePath(u"bin/snap"_s)));
    QVERIFY(QFile::link(m_home->filePath(u"bin/snap"_s), docker));
    const auto program = build({u"--platform"_s, u"linux/amd64"_s, u"--progress"_s, u"none"_s});
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    QCOMPARE(program->errors().filter(u"Docker comes from a snap"_s).size(), 1);
}

void TestCliBuild::loadedImageHasAName_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("name");
    QTest::newRow("none is given") << QStringList() << u"hello:1.0.0"_s;
    QTest::newRow("given") << QStringList{u"-t"_s, u"mine:2"_s} << u"mine:2"_s;
}

void TestCliBuild::loadedImageHasAName()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, name);
    const auto program = build(QStringList{u"--load"_s, u"--platform"_s, u"linux/amd64"_s, u"--progress"_s, u"none"_s} + arguments);
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    QCOMPARE(program->results(), QStringList{name});
    const QStringList asked = m_docker->arguments();
    QCOMPARE(asked.value(asked.indexOf(u"--tag"_s) + 1), name);
}

void TestCliBuild::everyLineIsAnObject_data()
{
    QTest::addColumn<QString>("project");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("stream");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("result");
    QTest::addColumn<QStringList>("images");
    const QStringList load{u"--load"_s, u"-t"_s, u"x/{bin}:1"_s};
    const QString good = u"ok-multiplatform.rawjson"_s;
    QTest::newRow("good") << u"hello"_s << load << good << 0 << u"done"_s << QStringList{u"x/hello:1"_s};
    QTest::newRow("several images") << u"workspace"_s << load << good << 0 << u"done"_s << QStringList{u"x/shop-api:1"_s, u"x/shop-worker:1"_s};
    QTest::newRow("to the cache alone") << u"hello"_s << QStringList() << good << 0 << u"done"_s << QStringList{QString()};
    QTest::newRow("failed") << u"hello"_s << load << u"fail-run.rawjson"_s << 1 << u"failed"_s << QStringList();
    QTest::newRow("refused by the plan") << u"workspace"_s << QStringList{u"--output"_s, u"oci=x.tar"_s} << good << 2 << u"refused"_s << QStringList();
    QTest::newRow("refused by the engine") << u"hello"_s << QStringList{u"--builder"_s, u"far"_s} << good << 3 << u"refused"_s << QStringList();
    QTest::newRow("no project") << u"."_s << load << good << 2 << u"refused"_s << QStringList();
}

/// A program that reads the channel line by line meets objects of the schema alone, whatever becomes of the build; the last says how it ended.
void TestCliBuild::everyLineIsAnObject()
{
    QFETCH(QString, project);
    QFETCH(QStringList, arguments);
    QFETCH(QString, stream);
    QFETCH(int, code);
    QFETCH(QStringList, images);
    const QByteArray digest = R"({"containerimage.digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111"})";
    const QByteArray metadata = project == "workspace"_L1 ? R"({"shop-api": )" + digest + R"(, "shop-worker": )" + digest + '}' : digest;
    m_docker->setBuild(recordedStream(stream), stream.startsWith("fail"_L1) ? 1 : 0, metadata);
    const auto program = build(QStringList{u"--progress"_s, u"json"_s} + arguments, project);
    QVERIFY2(program->wait() == code, qPrintable(program->words()));
    const QJsonObject schema = loadSchema(u"progress"_s);
    const QStringList lines = program->words().split(u'\n', Qt::SkipEmptyParts);
    QJsonObject last;
    int errors = 0;
    for (const QString &line : lines) {
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        QVERIFY2(document.isObject(), qPrintable(line));
        last = document.object();
        QVERIFY2(schemaProblems(last, schema).isEmpty(), qPrintable(line + u'\n' + schemaProblems(last, schema).join(u'\n')));
        errors += last.value(u"event"_s) == u"error"_s ? 1 : 0;
        QVERIFY2(!line.contains(u"\"slipway: "_s), qPrintable(line));
    }
    QCOMPARE(last.value(u"event"_s).toString(), u"result"_s);
    QTEST(last.value(u"result"_s).toString(), "result");
    QCOMPARE(last.value(u"exitCode"_s).toInt(), code);
    QCOMPARE(errors, code == 0 ? 0 : 1);
    QCOMPARE(last.value(u"error"_s).toString().isEmpty(), code == 0);
    QStringList names;
    for (const QJsonValue &image : last.value(u"images"_s).toArray())
        names.append(image[u"references"_s][0].toString());
    QCOMPARE(names, images);
}

void TestCliBuild::warnsBeforeItBuilds_data()
{
    QTest::addColumn<QString>("progress");
    QTest::addColumn<QString>("runtime");
    QTest::addColumn<int>("count");
    QTest::newRow("plain") << u"plain"_s << u"rust:1-trixie"_s << 1;
    QTest::newRow("as objects") << u"json"_s << u"rust:1-trixie"_s << 1;
    QTest::newRow("asked for silence") << u"none"_s << u"rust:1-trixie"_s << 0;
    QTest::newRow("nothing to warn of") << u"plain"_s << u"debian:trixie-slim"_s << 0;
}

/// What a plan warns of is told once, before the first step of the build: afterwards it would cost a second build.
void TestCliBuild::warnsBeforeItBuilds()
{
    QFETCH(QString, progress);
    QFETCH(QString, runtime);
    QFETCH(int, count);
    m_docker->setBuild(recordedStream(u"ok-multiplatform.rawjson"_s), 0, R"({"containerimage.digest": "sha256:1"})");
    const auto program = build({u"--runtime"_s, runtime, u"--load"_s, u"--progress"_s, progress});
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    const QStringList lines = program->words().split(u'\n');
    const QStringList warnings = lines.filter(u"holds a whole compiler"_s);
    QVERIFY2(warnings.size() == count, qPrintable(program->words()));
    if (count == 0)
        return;
    QVERIFY2(warnings.constFirst().contains(u"warning: Rust (Debian 13) "_s), qPrintable(warnings.constFirst()));
    const auto firstStep = std::ranges::find_if(lines, [](const QString &line) { return line.contains(u"docker.io/"_s); });
    QVERIFY2(firstStep != lines.cend() && lines.indexOf(warnings.constFirst()) < firstStep - lines.cbegin(), qPrintable(program->words()));
}

void TestCliBuild::nothingIsSaidOfTheProbe_data()
{
    QTest::addColumn<bool>("isInterrupted");
    QTest::addColumn<int>("code");
    QTest::newRow("refused while the engine is asked") << false << 2;
    QTest::newRow("Ctrl+C while the engine is asked") << true << 130;
}

/// The engine is asked as soon as there is one; who refuses or gives up before it has answered ends without a word of it.
void TestCliBuild::nothingIsSaidOfTheProbe()
{
    QFETCH(bool, isInterrupted);
    QFETCH(int, code);
    QFile docker(m_home->filePath(u"bin/docker"_s));
    QVERIFY(docker.open(QIODevice::WriteOnly));
    docker.write("#!/bin/sh\nexec sleep 30\n");
    docker.close();
    const QStringList arguments = isInterrupted ? QStringList{u"--progress"_s, u"plain"_s} : QStringList{u"-t"_s, u"Upper/Case"_s};
    const auto program = build(arguments);
    if (isInterrupted) {
        QVERIFY(program->waitForWords(u"Waiting for the engine"_s));
        program->interrupt();
    }
    QCOMPARE(program->wait(20'000), code);
    QVERIFY2(!program->words().contains(u"QProcess"_s), qPrintable(program->words()));
}

void TestCliBuild::whatTheRegistryHolds_data()
{
    QTest::addColumn<QString>("registry");
    QTest::addColumn<bool>("isPushed");
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("errors");    // their beginnings
    QTest::newRow("what was pushed") << u"fake"_s << true << 0 << QStringList();
    QTest::newRow("nothing") << u"fake"_s << false << 4 << QStringList{u"HOST/x:1: HOST holds no"_s, u"HOST/x:2: HOST holds no"_s};
    QTest::newRow("cannot be asked") << u"127.0.0.1:1"_s << true << 3 << QStringList{u"127.0.0.1:1 cannot be reached"_s};
}

/// `build --push` and `verify` agree on what it means that a registry does not answer.
void TestCliBuild::whatTheRegistryHolds()
{
    QFETCH(QString, registry);
    QFETCH(bool, isPushed);
    QFETCH(int, code);
    QFETCH(QStringList, errors);
    FakeRegistry fake;
    const QString digest = fake.addUsualIndex();
    const QString host = registry == "fake"_L1 ? fake.host() : registry;
    const QString name = host + (isPushed ? u"/app:"_s : u"/x:"_s);
    m_docker->setBuild(recordedStream(u"ok-multiplatform.rawjson"_s), 0, "{\"containerimage.digest\": \"" + digest.toUtf8() + "\"}");
    const auto program = build({u"--push"_s, u"-t"_s, QString(name + u'1'), u"-t"_s, QString(name + (isPushed ? u"1"_s : u"2"_s)), u"--progress"_s, u"none"_s});
    QVERIFY2(program->wait(60'000) == code, qPrintable(program->words()));
    const QStringList said = program->errors();
    QVERIFY2(said.size() == errors.size(), qPrintable(program->words()));
    for (qsizetype i = 0; i < said.size(); ++i)
        QVERIFY2(said[i].startsWith(QString(errors[i]).replace(u"HOST"_s, host)), qPrintable(said[i]));
    QCOMPARE(program->results().isEmpty(), false); // it was pushed, and by this digest
    QCOMPARE(program->words().contains(u"Run it: "_s), code == 0);
    const auto verify = run({u"verify"_s, QString(name + u'1')});
    QCOMPARE(verify->wait(60'000), code);
}

void TestCliBuild::generateExplainsInJson_data()
{
    QTest::addColumn<bool>("isExplained");
    QTest::newRow("plain") << false;
    QTest::newRow("with --explain") << true;
}

void TestCliBuild::generateExplainsInJson()
{
    QFETCH(bool, isExplained);
    QStringList arguments{u"generate"_s, sourcePath(u"tests/projects/hello"_s), u"--offline"_s, u"--json"_s};
    if (isExplained)
        arguments.append(u"--explain"_s);
    const auto program = run(arguments);
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    const QJsonObject object = QJsonDocument::fromJson(program->results().join(u'\n').toUtf8()).object();
    QCOMPARE(schemaProblems(object, loadSchema(u"generate"_s)), QStringList());
    QCOMPARE(object.contains(u"explained"_s), isExplained);
    const QString reason = object[u"reasons"_s][0][u"text"_s].toString().section(u' ', 0, 2);
    QVERIFY(!reason.isEmpty());
    QCOMPARE(object[u"explained"_s].toString().contains(QString(u"# "_s + reason)), isExplained);
    QVERIFY(!object[u"dockerfile"_s].toString().contains(QString(u"# "_s + reason)));
}

void TestCliBuild::pathsAreNamedOnce()
{
    const QString place = QDir(m_home->path()).canonicalPath() + u"/nowhere"_s;
    const auto program = run({u"inspect"_s, place});
    QCOMPARE(program->wait(), 2);
    QCOMPARE(program->errors().value(0), QString(place + u" does not exist; open the folder of a Rust project."_s));
}

/// Words are in quotes where a shell needs them, and nowhere else.
void TestCliBuild::recordReadsAsACommand()
{
    const auto program = build({u"--platform"_s, u"linux/amd64"_s, u"--output"_s, u"oci=an image.tar"_s, u"--progress"_s, u"none"_s});
    QVERIFY2(program->wait() == 0, qPrintable(program->words()));
    const auto show = run({u"history"_s, u"show"_s, u"last"_s, u"--json"_s});
    QCOMPARE(show->wait(), 0);
    const QString command = QJsonDocument::fromJson(show->results().join(u'\n').toUtf8())[u"command"_s].toString();
    QVERIFY2(command.startsWith("docker buildx build --progress rawjson "_L1), qPrintable(command));
    QVERIFY2(command.contains(u" --output 'type=oci,dest="_s) && command.contains(u"/an image.tar' "_s), qPrintable(command));
}

QTEST_GUILESS_MAIN(TestCliBuild)
#include "tst_clibuild.moc"
