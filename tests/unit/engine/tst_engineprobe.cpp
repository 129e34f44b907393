// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engine.h"
#include "engine/engineanswers.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray goodVersion = R"({"Client":{"Version":"28.5.2"},"Server":{"Version":"28.5.1"}})";
const QByteArray containerdInfo =
    R"({"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],"ClientInfo":{"Context":"default"},)"
    R"("RegistryConfig":{"InsecureRegistryCIDRs":["10.0.0.0/8"],"IndexConfigs":{"docker.io":{"Secure":true},"registry.lan:5000":{"Secure":false}}}})";
const QByteArray classicInfo = R"({"DriverStatus":[["Backing Filesystem","extfs"]],"ClientInfo":{"Context":"default"}})";
const QByteArray builders =
    R"({"Current":true,"Driver":"docker","Name":"default","Nodes":[{"Name":"default","Platforms":["linux/amd64","linux/amd64/v2","linux/arm64"],"Status":"running","Version":"v0.25"}]})";

/// A `docker` that answers as told: cases of a shell script over its arguments.
QByteArray script(const QByteArray &version, const QByteArray &info, const QByteArray &buildx, const QByteArray &list)
{
    return "#!/bin/sh\ncase \"$*\" in\n--version) echo 'Docker version 28.5.2, build x';;\nversion*) " + version + ";;\ninfo*) " + info
           + ";;\n'buildx version') " + buildx + ";;\n'buildx ls --format json') " + list + ";;\n'buildx ls') echo 'default*  docker';;\nesac\n";
}

QByteArray echo(const QByteArray &text)
{
    return "cat <<'END'\n" + text + "\nEND\n";
}

const QByteArray goodBuildx = "echo 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4'";

EngineAnswer said(const QByteArray &output)
{
    return {{ProcessOutcome::Kind::Exited, 0, {}}, output, {}};
}

/// Of an engine that is as it should be.
EngineAnswers calm()
{
    EngineAnswers answers;
    answers.program = u"/usr/bin/docker"_s;
    answers.clientVersion = said("Docker version 28.5.2, build x");
    answers.version = said(goodVersion);
    answers.info = said(containerdInfo);
    answers.buildx = said("github.com/docker/buildx v0.29.1 a32761a");
    answers.builders = said(builders);
    return answers;
}

/// The code of the first check that is not good, with its state; "good" when all are.
QString verdict(const EngineFacts &facts)
{
    for (const EngineCheck &check : facts.checks) {
        if (check.state == EngineCheck::State::Bad)
            return u"bad "_s + check.code;
    }
    for (const EngineCheck &check : facts.checks) {
        if (check.state == EngineCheck::State::Warning)
            return u"warning "_s + check.code;
    }
    return u"good"_s;
}

} // namespace

class TestEngineProbe : public QObject
{
    Q_OBJECT

    EngineFacts probe(const QByteArray &dockerScript, const QString &name = u"docker"_s)
    {
        QTemporaryDir dir;
        if (!dockerScript.isEmpty()) {
            QFile file(dir.filePath(name));
            if (file.open(QIODevice::WriteOnly))
                file.write(dockerScript);
            file.close();
            file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
            if (name != "docker"_L1)
                QFile::link(file.fileName(), dir.filePath(u"docker"_s));
        }
        EngineEnvironment environment;
        environment.variables.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        environment.path = {dir.path()};
        if (dockerScript.isEmpty())
            environment.variables.insert(u"PATH"_s, u"/no/such/folder"_s);
        EngineProbe probe;
        QSignalSpy finished(&probe, &EngineProbe::finished);
        probe.start(environment);
        if (!finished.isEmpty())
            qFatal("answered from within start()");
        if (!QTest::qWaitFor([&finished] { return !finished.isEmpty(); }, 30'000))
            qFatal("no answer");
        return finished.first().first().value<EngineFacts>();
    }

private Q_SLOTS:
    void verdicts_data()
    {
        QTest::addColumn<QByteArray>("docker");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("usable");
        const QString plain = u"docker"_s;
        const QByteArray good = script(echo(goodVersion), echo(containerdInfo), goodBuildx, echo(builders));
        QTest::newRow("all good") << good << plain << u"good"_s << true;
        QTest::newRow("no docker") << QByteArray() << plain << u"bad client"_s << false;
        QTest::newRow("no buildx") << script(echo(goodVersion), echo(containerdInfo), "echo \"docker: unknown command: docker buildx\" >&2; exit 1", "exit 1")
                                   << plain << u"bad buildx"_s << false;
        QTest::newRow("old buildx") << script(echo(goodVersion), echo(containerdInfo), "echo 'github.com/docker/buildx v0.11.2 9872040'", echo(builders))
                                    << plain << u"bad buildx"_s << false;
        QTest::newRow("engine not running") << script(
            echo(R"({"Client":{"Version":"28.5.2"},"Server":null})")
                + "echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?' >&2; exit 1",
            "exit 1", goodBuildx, echo(R"({"Current":true,"Driver":"docker","Name":"default","Nodes":[],"Err":"Cannot connect"})"))
                                            << plain << u"bad engine"_s << false;
        QTest::newRow("no permission") << script(
            "echo 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock' >&2; exit 1", "exit 1", goodBuildx,
            "exit 1") << plain << u"bad permission"_s
                                       << false;
        QTest::newRow("dead context") << script(
            "echo 'Failed to initialize: unable to resolve docker endpoint: context \"far\": context not found' >&2; exit 1", "exit 1", goodBuildx, "exit 1")
                                      << plain << u"bad context"_s << false;
        QTest::newRow("classic store") << script(echo(goodVersion), echo(classicInfo), goodBuildx, echo(builders)) << plain << u"warning image-store"_s << true;
        QTest::newRow("podman linked as docker") << QByteArray("#!/bin/sh\necho podman version 5.4.2\n") << u"podman"_s << u"bad podman"_s << false;
        QTest::newRow("podman's script") << QByteArray(
            "#!/bin/sh\necho 'Emulate Docker CLI using podman.' >&2\ncase \"$1\" in --version) echo podman version 5.4.2;; buildx) echo buildah 1.39;; esac\n")
                                         << plain << u"bad podman"_s << false;
        const auto engine = [](const QByteArray &server, const QByteArray &info) {
            return script(echo(R"({"Client":{"Version":"28.5.2"},"Server":)" + server + '}'), echo(info), goodBuildx, echo(builders));
        };
        QTest::newRow("Podman's socket") << engine(R"({"Version":"5.4.2","Components":[{"Name":"Podman Engine"}]})", classicInfo) << plain << u"bad podman"_s
                                         << false;
        QTest::newRow("Windows containers") << engine(R"({"Version":"28.5.1","Os":"windows"})", classicInfo) << plain << u"bad engine"_s << false;
        QTest::newRow("old engine") << engine(R"({"Version":"25.0.8","Os":"linux"})", containerdInfo) << plain << u"warning engine"_s << true;
        QTest::newRow("oldest engine") << engine(R"({"Version":"26.0.0+dfsg1","Os":"linux"})", containerdInfo) << plain << u"good"_s << true;
        QTest::newRow("snap") << good << u"snap"_s << u"warning snap"_s << true;
        QTest::newRow("remote builder without an engine")
            << script("echo 'Cannot connect to the Docker daemon' >&2; exit 1", "exit 1", goodBuildx,
                      echo(R"({"Current":true,"Driver":"remote","Name":"far","Nodes":[{"Name":"far0","Status":"running","Platforms":["linux/amd64"]}]})"))
            << plain << u"warning engine"_s << true;
        QTest::newRow("builder that is gone") << script(echo(goodVersion), echo(containerdInfo), goodBuildx,
                                                        echo(R"({"Current":true,"Driver":"docker","Name":"far","Nodes":[],"Err":"no such host"})"))
                                              << plain << u"bad engine"_s << false;
        QTest::newRow("client that crashes") << QByteArray("#!/bin/sh\nkill -SEGV $$\n") << plain << u"bad client"_s << false;
        QTest::newRow("client without its interpreter") << QByteArray("#!/no/such/interpreter\n") << plain << u"bad client"_s << false;
        QTest::newRow("crashes when it asks the engine") << script("kill -SEGV $$", "kill -SEGV $$", goodBuildx, "exit 1") << plain << u"bad engine"_s << false;
        QTest::newRow("says nothing") << script("exit 3", "exit 3", goodBuildx, "exit 1") << plain << u"bad engine"_s << false;
        QTest::newRow("buildx that crashes") << script(echo(goodVersion), echo(containerdInfo), "kill -SEGV $$", "exit 1") << plain << u"bad buildx"_s << false;
        QTest::newRow("nonsense") << QByteArray("#!/bin/sh\necho '{{{'\n") << plain << u"bad engine"_s << false;
    }
    void verdicts()
    {
        QFETCH(QByteArray, docker);
        QFETCH(QString, name);
        QFETCH(bool, usable);
        const EngineFacts facts = probe(docker, name);
        QTEST(verdict(facts), "expected");
        QCOMPARE(facts.isUsable, usable);
        if (usable && docker.contains("registry.lan"))
            QCOMPARE(facts.insecureRegistries, (QStringList{u"registry.lan:5000"_s, u"10.0.0.0/8"_s}));
        for (const EngineCheck &check : facts.checks) {
            QVERIFY(!check.message.isEmpty() && check.message.endsWith(u'.'));
            QVERIFY2(!check.message.contains(u": ."_s) && !check.message.endsWith(u".."_s), qPrintable(check.message));
            if (check.state == EngineCheck::State::Bad)
                QVERIFY2(!check.remedy.isEmpty(), qPrintable(check.message));
        }
        if (!usable) {
            QCOMPARE(facts.error().code, ErrorCode::Engine);
            QVERIFY(!facts.error().message.isEmpty());
        }
    }

    void enginesElsewhere_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("context");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("remedy");    // a part of it
        const auto ssh = [](const QByteArray &said) -> QByteArray {
            return "error during connect: Get \"http://docker.example.com/v1.51/version\": command [ssh -o ConnectTimeout=30 -T -l nobody -- far.example "
                   "docker system "
                   "dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr="
                   + said;
        };
        const QString far = u"ssh://nobody@far.example"_s;
        QTest::newRow("no key") << far << QByteArray() << ssh("nobody@far.example: Permission denied (publickey).") << u"permission"_s
                                << u"The log-in over ssh to ssh://nobody@far.example was refused: nobody@far.example: Permission denied (publickey)."_s
                                << u"ssh ssh://nobody@far.example docker version"_s;
        QTest::newRow("unknown host key") << far << QByteArray() << ssh("No ED25519 host key is known.\nHost key verification failed.") << u"permission"_s
                                          << u"The log-in over ssh to ssh://nobody@far.example was refused: Host key verification failed."_s
                                          << u"has to be known"_s;
        QTest::newRow("no such name") << far << QByteArray() << ssh("ssh: Could not resolve hostname far.example: Name or service not known") << u"context"_s
                                      << u"The container engine's address ssh://nobody@far.example leads nowhere: there is no host of that name."_s
                                      << u"unset DOCKER_HOST"_s;
        QTest::newRow("no docker there")
            << far << QByteArray() << ssh("bash: line 1: docker: command not found") << u"engine"_s
            << u"The container engine at ssh://nobody@far.example cannot be reached over ssh: bash: line 1: docker: command not found."_s
            << u"unset DOCKER_HOST"_s;
        const auto silent = [](const QByteArray &address) -> QByteArray {
            return "Cannot connect to the Docker daemon at " + address + ". Is the docker daemon running?";
        };
        const QByteArray port = "tcp://10.0.0.9:2376";
        const QString nobody = u"No container engine answers at tcp://10.0.0.9:2376."_s;
        QTest::newRow("nobody listens") << QString::fromLatin1(port) << QByteArray() << silent(port) << u"engine"_s << nobody << u"on that machine"_s;
        QTest::newRow("by a context") << QString() << QByteArray(port + '\n') << silent(port) << u"engine"_s << nobody << u"docker context use default"_s;
        QTest::newRow("only the complaint names it") << QString() << QByteArray() << silent(port) << u"engine"_s << nobody << u"on that machine"_s;
        QTest::newRow("on this machine") << u"unix:///var/run/docker.sock"_s << QByteArray("unix:///var/run/docker.sock\n")
                                         << QByteArray("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?") << u"engine"_s
                                         << u"The container engine is not running."_s << u"systemctl start docker"_s;
    }
    void enginesElsewhere()
    {
        QFETCH(QString, host);
        QFETCH(QByteArray, context);
        QFETCH(QByteArray, words);
        QFETCH(QString, remedy);
        EngineAnswers answers = calm();
        answers.host = host;
        answers.context.output = context;
        answers.version = {{ProcessOutcome::Kind::Exited, 1, {}}, R"({"Client":{"Version":"28.5.2"},"Server":null})", words};
        const EngineCheck check = engineFacts(answers).checks.constFirst();
        QTEST(check.code, "code");
        QTEST(check.message, "message");
        QVERIFY2(check.remedy.contains(remedy), qPrintable(check.remedy));
        QCOMPARE(check.remedy.contains(u"systemctl"_s), host.startsWith("unix:"_L1));
    }

    void brokenClients_data()
    {
        QTest::addColumn<QByteArray>("docker");
        QTest::addColumn<QString>("words");
        QTest::newRow("crashes") << QByteArray("#!/bin/sh\nkill -SEGV $$\n") << u"/docker crashes."_s;
        QTest::newRow("no interpreter") << QByteArray("#!/no/such/interpreter\n") << u"Docker's client cannot be used: "_s;
        QTest::newRow("crashes later") << script("kill -SEGV $$", "exit 1", goodBuildx, "exit 1")
                                       << u"gave no usable answer: the program \"docker\" crashed."_s;
        QTest::newRow("silent") << script("exit 3", "exit 3", goodBuildx, "exit 1") << u"the program \"docker\" ended with 3 and said nothing."_s;
    }
    void brokenClients()
    {
        QFETCH(QByteArray, docker);
        QFETCH(QString, words);
        const QString message = probe(docker).error().message;
        QVERIFY2(message.contains(words), qPrintable(message));
    }

    void podmanAtTheSocketIsNamed()
    {
        EngineAnswers answers = calm();
        answers.context.output = "unix:///run/user/1000/podman/podman.sock\n";
        answers.version.output = R"({"Client":{"Version":"28.5.2"},"Server":{"Version":"5.4.2","Components":[{"Name":"Podman Engine"}]}})";
        QCOMPARE(engineFacts(answers).error().message, u"The engine at unix:///run/user/1000/podman/podman.sock is Podman, which has no BuildKit."_s);
    }

    void engineElsewhereThatHangs()
    {
        EngineAnswers answers = calm();
        answers.host = u"ssh://far.example"_s;
        answers.version.outcome.kind = ProcessOutcome::Kind::TimedOut;
        answers.version.output.clear();
        QCOMPARE(engineFacts(answers).checks.constFirst().message, u"The container engine at ssh://far.example does not answer."_s);
    }

    void engineThatHangs()
    {
        QElapsedTimer clock;
        clock.start();
        const EngineFacts facts = probe(script("sleep 60", "sleep 60", goodBuildx, "sleep 60"));
        QCOMPARE(verdict(facts), u"bad engine"_s);
        QVERIFY(facts.error().message.contains("does not answer"_L1));
        QVERIFY2(clock.elapsed() > 10'000, "a busy engine has time to answer");
        QVERIFY2(clock.elapsed() < 30'000, "the questions are asked side by side");
    }

    void buildxThatHangsIsNotCalledMissing()
    {
        EngineAnswers answers = calm();
        answers.buildx = {};
        answers.buildx.outcome.kind = ProcessOutcome::Kind::TimedOut;
        const EngineFacts facts = engineFacts(answers);
        QVERIFY(!facts.isUsable);
        QCOMPARE(facts.error().message, u"Docker's build plugin buildx does not answer."_s);
    }

    void answersOfAnEarlierStartAreDropped()
    {
        EngineEnvironment nothing;
        nothing.variables.insert(u"PATH"_s, u"/no/such/folder"_s);
        EngineProbe probe;
        QSignalSpy finished(&probe, &EngineProbe::finished);
        probe.start(nothing);
        probe.start(nothing);
        QTRY_COMPARE(finished.size(), 1);
        QTest::qWait(50);
        QCOMPARE(finished.size(), 1);
    }

    void versions_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("version");
        QTest::newRow("Docker's") << QByteArray("github.com/docker/buildx v0.29.1 a32761a") << u"0.29.1"_s;
        QTest::newRow("Debian's") << QByteArray("github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3") << u"0.13.1"_s;
        QTest::newRow("desktop's") << QByteArray("github.com/docker/buildx v0.29.1-desktop.1 abc") << u"0.29.1"_s;
        QTest::newRow("buildah") << QByteArray("buildah 1.39.3 (image-spec 1.1.0)") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }
    void versions()
    {
        QFETCH(QByteArray, output);
        QTEST(parseBuildxVersion(output), "version");
    }

    void oldListRepeatsBuilders()
    {
        // buildx 0.13: a line per node, the whole builder each time, no "Current".
        const QByteArray line =
            R"({"Name":"two","Driver":"docker-container","Nodes":[{"Name":"two0","Status":"running","Platforms":["linux/amd64*","linux/386"]},{"Name":"two1","Status":"inactive","Platforms":["linux/arm64/v8","linux/arm/v7"]}]})";
        const QByteArray json = line + '\n' + line + "\n{\"Name\":\"default\",\"Driver\":\"docker\",\"Nodes\":[]}\n";
        const QList<Builder> list = parseBuilders(json, "NAME/NODE DRIVER\ntwo *  docker-container\ndefault* docker\n  two0 x\n");
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[0].nodes.size(), 2);
        QCOMPARE(list[0].platforms(), (QStringList{u"linux/amd64"_s, u"linux/386"_s, u"linux/arm64"_s, u"linux/arm/v7"_s}));
        QVERIFY(list[1].isCurrent);
        QVERIFY(!list[0].isCurrent);
    }

    void checksOfABuild_data()
    {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<bool>("hasStore");
        QTest::addColumn<QString>("builder");
        QTest::addColumn<QStringList>("platforms");
        QTest::addColumn<bool>("runs");
        QTest::addColumn<ImageTarget>("target");
        QTest::addColumn<QStringList>("codes");
        using enum ImageTarget;
        const QStringList two{u"linux/amd64"_s, u"linux/arm64"_s};
        QTest::newRow("good") << u"docker"_s << true << QString() << two << false << Anywhere << QStringList();
        QTest::newRow("classic store, two") << u"docker"_s << false << QString() << two << false << Anywhere << QStringList{u"image-store"_s};
        QTest::newRow("classic store, one") << u"docker"_s << false << QString() << two.first(1) << false << Anywhere << QStringList();
        QTest::newRow("container driver brings its own") << u"docker-container"_s << false << QString() << two << false << Anywhere << QStringList();
        const QStringList store{u"image-store"_s};
        QTest::newRow("archive of one from the classic store") << u"docker"_s << false << QString() << two.first(1) << false << Archive << store;
        QTest::newRow("archive from the containerd store") << u"docker"_s << true << QString() << two << false << Archive << QStringList();
        QTest::newRow("archive from a builder of its own") << u"docker-container"_s << false << QString() << two << false << Archive << QStringList();
        QTest::newRow("load one into the classic store") << u"docker"_s << false << QString() << two.first(1) << false << EngineStore << QStringList();
        QTest::newRow("load one from another builder") << u"docker-container"_s << false << QString() << two.first(1) << false << EngineStore << QStringList();
        QTest::newRow("load two into the classic store") << u"docker"_s << false << QString() << two << false << EngineStore << store;
        QTest::newRow("load two from another builder") << u"docker-container"_s << false << QString() << two << false << EngineStore << store;
        QTest::newRow("load two into the containerd store") << u"docker-container"_s << true << QString() << two << false << EngineStore << QStringList();
        QTest::newRow("cannot run it, need not") << u"docker"_s << true << QString() << QStringList{u"linux/s390x"_s} << false << Anywhere << QStringList();
        QTest::newRow("cannot run it") << u"docker"_s << true << QString() << QStringList{u"linux/s390x"_s} << true << Anywhere << QStringList{u"platforms"_s};
        QTest::newRow("unknown builder") << u"docker"_s << true << u"gone"_s << two << false << Anywhere << QStringList{u"buildx"_s};
    }
    void checksOfABuild()
    {
        QFETCH(QString, driver);
        QFETCH(bool, hasStore);
        QFETCH(QString, builder);
        QFETCH(QStringList, platforms);
        QFETCH(bool, runs);
        QFETCH(ImageTarget, target);
        EngineFacts facts;
        facts.hasContainerdStore = hasStore;
        facts.builders = {{u"default"_s, driver, true, {{u"default"_s, u"running"_s, {}, {u"linux/amd64"_s, u"linux/arm64"_s}}}, {}}};
        QStringList codes;
        for (const EngineCheck &check : buildChecks(facts, builder, platforms, runs, target)) {
            QVERIFY(!check.remedy.isEmpty());
            codes += check.code;
        }
        QTEST(codes, "codes");
    }

    void environment()
    {
        EngineEnvironment engine;
        engine.variables.insert(u"DOCKER_HOST"_s, u"unix:///x"_s);
        engine.path = {u"/first"_s, u"/second"_s};
        const QProcessEnvironment environment = engine.processEnvironment();
        QCOMPARE(environment.value(u"DOCKER_HOST"_s), u"unix:///x"_s);
        QVERIFY(environment.value(u"PATH"_s).startsWith("/first:/second:"_L1));
        QVERIFY(EngineEnvironment().processEnvironment() == QProcessEnvironment::systemEnvironment());
    }
};

QTEST_GUILESS_MAIN(TestEngineProbe)
#include "tst_engineprobe.moc"
