// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The build road on the real engine (SLIPWAY_TEST_ENGINE), against a registry that asks for a log-in: the installed command line from its arguments
// to its exit code, and the library beneath it. What a registry or a file holds is looked at without Slipway.

#include "history/history.h"
#include "lab.h"
#include "runningprogram.h"
#include "samples.h"
#include "session/session.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};
const QString secret = u"pw"_s;

/// A key store that holds one log-in, or none.
class OneLogin : public KeyStore
{
public:
    OneLogin(QString host, Credential credential)
        : m_host(std::move(host))
        , m_credential(std::move(credential))
    {
    }
    void read(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        const Credential found = host == m_host ? m_credential : Credential();
        QMetaObject::invokeMethod(context, [answer, found] { answer(found); }, Qt::QueuedConnection);
    }
    void write(const QString &, const Credential &, QObject *, std::function<void(Result<void>)>) override {}
    void remove(const QString &, QObject *, std::function<void(Result<void>)>) override {}
    [[nodiscard]] QStringList hosts() const override { return {m_host}; }

private:
    QString m_host;
    Credential m_credential;
};

QJsonObject auths(const QString &host, const QString &password)
{
    return {{host, QJsonObject{{u"auth"_s, QString::fromLatin1((u"you:"_s + password).toUtf8().toBase64())}}}};
}

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestBuildRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void pushesWithDockersLogin();
    void pushesWithTheKeyStore();
    void refusedLogins_data();
    void refusedLogins();
    void severalImages();
    void archive();
    void load();
    void compileError();
    void cancel();
    void nobodyAnswers();
    void libraryBuilds();
    void libraryNamesTheLine();

private:
    [[nodiscard]] QProcessEnvironment environment(const QJsonObject &auths) const;
    [[nodiscard]] std::unique_ptr<RunningProgram> slipway(const QStringList &arguments, const QJsonObject &auths = {}) const
    {
        return std::make_unique<RunningProgram>(qEnvironmentVariable("SLIPWAY_BINARY"), arguments, environment(auths), m_folder->path());
    }
    [[nodiscard]] QString project() const { return m_folder->filePath(u"project"_s); }
    [[nodiscard]] QString reference(const QString &name) const { return m_registry->host() + u'/' + name; }
    void checkNoSecret() const;

    Lab m_lab;
    std::unique_ptr<LabRegistry> m_registry;
    std::unique_ptr<QTemporaryDir> m_folder;    ///< of one test: home, project, the engine's file
};

void TestBuildRun::initTestCase()
{
    if (!m_lab.isThere())
        QSKIP("SLIPWAY_TEST_ENGINE names no engine: run packaging/test.");
    m_registry = std::make_unique<LabRegistry>(m_lab);
    QVERIFY2(m_registry->isUp(), "docker-registry does not run in a container of the engine");
}

void TestBuildRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    // The same files each time: only what a test changes is compiled anew.
    writeSmallProject(project());
}

QProcessEnvironment TestBuildRun::environment(const QJsonObject &auths) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DOCKER_HOST"_s, u"DOCKER_CONFIG"_s, u"DBUS_SESSION_BUS_ADDRESS"_s, u"XDG_DATA_HOME"_s, u"XDG_CONFIG_HOME"_s})
        environment.remove(name);
    environment.insert(u"HOME"_s, m_folder->path());
    environment.insert(u"SLIPWAY_SETUP_STATUS"_s, m_lab.setupFile(m_folder->path(), auths));
    environment.insert(u"DOCKER_CONFIG"_s, m_folder->filePath(u"docker"_s));
    return environment;
}

/// Log-ins are handed over, never written: nothing below the home (records, settings, logs) holds the password but Docker's own configuration, in base64.
void TestBuildRun::checkNoSecret() const
{
    QProcess grep;
    grep.start(u"grep"_s, {u"-rlF"_s, u"--exclude-dir=project"_s, u"--exclude-dir=docker"_s, u"-e"_s, u"\""_s + secret + u'"', u"-e"_s, u"you:"_s + secret,
                           u"-e"_s, QString::fromLatin1(QByteArray("you:" + secret.toUtf8()).toBase64()), m_folder->path()});
    QVERIFY(grep.waitForFinished());
    QCOMPARE(QString::fromUtf8(grep.readAllStandardOutput()), QString());
}

void TestBuildRun::pushesWithDockersLogin()
{
    const QString name = reference(u"small:1"_s);
    const auto build = slipway({u"build"_s, project(), u"--push"_s, u"-t"_s, name, u"--progress"_s, u"plain"_s}, auths(m_registry->host(), secret));
    QVERIFY2(build->wait() == 0, qPrintable(build->words()));
    QVERIFY2(build->words().contains(u"Verified: the registry holds every platform"_s), qPrintable(build->words()));
    checkNoSecret();

    const QByteArray index = m_registry->manifest(u"small"_s, u"1"_s);
    QCOMPARE(LabRegistry::platforms(index), both);
    const QString digest = u"sha256:"_s + QString::fromLatin1(QCryptographicHash::hash(index, QCryptographicHash::Sha256).toHex());
    QCOMPARE(build->results(), QStringList{QString(name + u'@' + digest)});

    const auto verify = slipway({u"verify"_s, name, u"--platform"_s, both.join(u','), u"--json"_s}, auths(m_registry->host(), secret));
    QVERIFY2(verify->wait() == 0, qPrintable(verify->words()));
    QCOMPARE(parsed(verify->results().join(u'\n').toUtf8())["digest"_L1].toString(), digest);

    const auto missing = slipway({u"verify"_s, name, u"--platform"_s, u"linux/riscv64"_s}, auths(m_registry->host(), secret));
    QCOMPARE(missing->wait(), 4);
    QVERIFY2(missing->errors().size() == 1 && missing->errors().constFirst().contains(u"linux/riscv64"_s), qPrintable(missing->words()));

    const auto stranger = slipway({u"verify"_s, name});
    QCOMPARE(stranger->wait(), 3);
    QVERIFY2(stranger->errors().size() == 1 && stranger->errors().constFirst().contains(u"asks for a log-in"_s), qPrintable(stranger->words()));
}

void TestBuildRun::pushesWithTheKeyStore()
{
    if (!SecretService::isInstalled())
        QSKIP("dbus-daemon and gnome-keyring-daemon are needed for a real Secret Service: install dbus and gnome-keyring.");
    QProcessEnvironment variables = environment({});
    const SecretService service(m_folder->path(), variables);
    QVERIFY(service.isUp());
    // A process keeps the bus that it met first, so this program stores the log-in as a child.
    RunningProgram store(QCoreApplication::applicationFilePath(), {u"--store"_s, m_registry->host()}, variables);
    QVERIFY2(store.wait(60'000) == 0, qPrintable(store.words()));

    RunningProgram build(qEnvironmentVariable("SLIPWAY_BINARY"),
                         {u"build"_s, project(), u"--push"_s, u"-t"_s, reference(u"small:kept"_s), u"--progress"_s, u"plain"_s}, variables);
    QVERIFY2(build.wait() == 0, qPrintable(build.words()));
    QCOMPARE(LabRegistry::platforms(m_registry->manifest(u"small"_s, u"kept"_s)), both);
    checkNoSecret();
}

void TestBuildRun::refusedLogins_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("wrong") << u"wrong"_s << u"refused the log-in that is stored for it: log in again"_s;
    QTest::newRow("none") << QString() << u"asks for a log-in: log in with Slipway"_s;
}

void TestBuildRun::refusedLogins()
{
    QFETCH(QString, password);
    QFETCH(QString, sentence);
    const auto build = slipway({u"build"_s, project(), u"--push"_s, u"-t"_s, reference(u"refused:1"_s), u"--progress"_s, u"none"_s},
                               password.isEmpty() ? QJsonObject() : auths(m_registry->host(), password));
    QCOMPARE(build->wait(), 1);
    QVERIFY2(build->errors().size() == 1 && build->errors().constFirst().startsWith(QString(m_registry->host() + u' ' + sentence)), qPrintable(build->words()));
    QCOMPARE(build->results(), QStringList());
    QVERIFY(m_registry->manifest(u"refused"_s, u"1"_s).isEmpty());
}

void TestBuildRun::severalImages()
{
    const QString shop = m_folder->filePath(u"shop"_s);
    writeShopWorkspace(shop);
    const auto build =
        slipway({u"build"_s, shop, u"--push"_s, u"-t"_s, reference(u"shop/{bin}:1"_s), u"--progress"_s, u"plain"_s}, auths(m_registry->host(), secret));
    QVERIFY2(build->wait() == 0, qPrintable(build->words()));
    QStringList expected;
    for (const QString &name : {u"shop/shop-api"_s, u"shop/shop-worker"_s}) {
        const QByteArray index = m_registry->manifest(name, u"1"_s);
        QCOMPARE(LabRegistry::platforms(index), both);
        expected.append(reference(name) + u":1@sha256:"_s + QString::fromLatin1(QCryptographicHash::hash(index, QCryptographicHash::Sha256).toHex()));
    }
    QCOMPARE(build->results(), expected);
    // Compiled once for both images: one step of cargo zigbuild.
    static const QRegularExpression compiled(u"#(\\d+) (?:running|done|cached) +build [^\\n]*cargo zigbuild"_s);
    QSet<QString> steps;
    for (auto match = compiled.globalMatch(build->words()); match.hasNext();)
        steps.insert(match.next().captured(1));
    QCOMPARE(steps.size(), 1);
}

void TestBuildRun::archive()
{
    // A name without a folder is meant from where the person is, not from where Docker's client runs.
    const QString file = m_folder->filePath(u"small image.tar"_s);
    const auto build = slipway({u"build"_s, project(), u"--output"_s, u"oci=small image.tar"_s, u"--progress"_s, u"none"_s});
    QVERIFY2(build->wait() == 0, qPrintable(build->words()));
    QCOMPARE(build->results(), QStringList{u"small image.tar"_s});
    const auto member = [&file](const QString &name) {
        QProcess tar;
        tar.start(u"tar"_s, {u"-xOf"_s, file, name});
        tar.waitForFinished();
        return tar.readAllStandardOutput();
    };
    QCOMPARE(parsed(member(u"oci-layout"_s))["imageLayoutVersion"_L1].toString(), u"1.0.0"_s);
    // index.json names the image's own index, by digest.
    const QString digest = parsed(member(u"index.json"_s))["manifests"_L1].toArray().at(0)["digest"_L1].toString();
    const QByteArray index = member(u"blobs/sha256/"_s + digest.section(u':', 1));
    QCOMPARE(digest, QString(u"sha256:"_s + QString::fromLatin1(QCryptographicHash::hash(index, QCryptographicHash::Sha256).toHex())));
    QCOMPARE(LabRegistry::platforms(index), both);
}

void TestBuildRun::load()
{
    const auto build = slipway({u"build"_s, project(), u"--load"_s, u"-t"_s, u"slipway-test/small:loaded"_s, u"--progress"_s, u"none"_s});
    QVERIFY2(build->wait() == 0, qPrintable(build->words()));
    QCOMPARE(build->results(), QStringList{u"slipway-test/small:loaded"_s});
    QCOMPARE(m_lab.docker({u"run"_s, u"--rm"_s, u"slipway-test/small:loaded"_s}), QByteArray("small\n"));
    m_lab.docker({u"rmi"_s, u"slipway-test/small:loaded"_s});
}

void TestBuildRun::compileError()
{
    writeFile(project(), u"src/main.rs"_s, "fn main() {\n    let x: u32 = \"four\";\n}\n");
    const auto build = slipway({u"build"_s, project(), u"--progress"_s, u"plain"_s});
    QCOMPARE(build->wait(), 1);
    static const QRegularExpression step(u"\\nFailed: \\[linux/amd64 build \\d/\\d\\] RUN cargo zigbuild"_s);
    static const QRegularExpression line(u"\\nDockerfile line \\d+: RUN cargo zigbuild"_s);
    QVERIFY2(step.match(build->words()).hasMatch() && line.match(build->words()).hasMatch(), qPrintable(build->words()));
    QVERIFY2(build->words().contains(u"error[E0308]: mismatched types"_s) && build->words().contains(u"src/main.rs:2:18"_s), qPrintable(build->words()));
    QCOMPARE(build->errors().size(), 1);
}

void TestBuildRun::cancel()
{
    // Runs on the builder, for as long as it is let.
    writeFile(project(), u"build.rs"_s, "fn main() {\n    std::thread::sleep(std::time::Duration::from_secs(600));\n}\n");
    const auto build = slipway({u"build"_s, project(), u"--progress"_s, u"plain"_s});
    QVERIFY2(build->waitForWords(u"Compiling small"_s), qPrintable(build->words()));
    QElapsedTimer timer;
    timer.start();
    build->interrupt();
    QCOMPARE(build->wait(20'000), 130);
    qInfo("ended %lld ms after the SIGINT", timer.elapsed());
    QVERIFY2(build->words().contains(u"The build was cancelled; its record is "_s), qPrintable(build->words()));
    const auto records = slipway({u"history"_s, u"--json"_s});
    QCOMPARE(records->wait(), 0);
    QCOMPARE(QJsonDocument::fromJson(records->results().join(u'\n').toUtf8())[0]["result"_L1].toString(), u"cancelled"_s);
}

void TestBuildRun::nobodyAnswers()
{
    const auto verify = slipway({u"verify"_s, u"127.0.0.1:1/small:1"_s});
    QCOMPARE(verify->wait(), 3);
    QCOMPARE(verify->errors(),
             QStringList{u"127.0.0.1:1 cannot be reached: nothing answers there. Check the name and the port, and that the registry runs."_s});
    // The push is a part of the build, which has failed then.
    const auto build = slipway({u"build"_s, project(), u"--push"_s, u"-t"_s, u"127.0.0.1:1/small:1"_s, u"--progress"_s, u"none"_s});
    QCOMPARE(build->wait(), 1);
    QVERIFY2(build->errors().size() == 1 && build->errors().constFirst().contains(u"127.0.0.1:1"_s), qPrintable(build->words()));
}

void TestBuildRun::libraryBuilds()
{
    auto knowledge = Knowledge::load();
    QVERIFY(knowledge);
    Settings settings(m_folder->filePath(u"slipway.ini"_s));
    History history(m_folder->filePath(u"history"_s));
    OneLogin keyStore(m_registry->host(), {u"you"_s, secret});
    Session session({std::make_shared<const Knowledge>(std::move(*knowledge)), &settings, &keyStore, &history});
    QSignalSpy started(&session, &Session::buildStarted);
    QSignalSpy finished(&session, &Session::buildFinished);
    QSignalSpy refused(&session, &Session::buildRefused);
    session.followSetup(m_lab.setupFile(m_folder->path(), {}));
    session.open(project());
    Session::BuildWish wish;
    wish.references = {reference(u"small:library"_s)};
    session.build(wish);
    QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty() || !refused.isEmpty(); }, longestBuild));
    QVERIFY2(refused.isEmpty(), refused.isEmpty() ? "" : qPrintable(refused.constFirst().constFirst().value<Error>().message));
    QCOMPARE(started.size(), 1);
    const BuildResult &result = *session.result();
    QVERIFY2(result.outcome.kind == BuildOutcome::Kind::Done, qPrintable(result.outcome.error.message));
    QVERIFY(result.isVerified);
    QCOMPARE(result.reports.size(), 1);
    QStringList platforms;
    for (const PlatformManifest &platform : result.reports.constFirst().platforms)
        platforms.append(platform.platform);
    QCOMPARE(platforms, both);
    QCOMPARE(result.reports.constFirst().digest, result.outcome.images.constFirst().digest);
    QCOMPARE(LabRegistry::platforms(m_registry->manifest(u"small"_s, u"library"_s)), both);
    // Every step has ended, none failed, and the record says so.
    const BuildState &state = session.run()->state();
    QCOMPARE(state.failedStep(), -1);
    for (const BuildStep &step : state.steps)
        QVERIFY2(step.state == StepState::Done || step.state == StepState::Cached, qPrintable(step.name));
    const QList<BuildRecord> records = history.list(10);
    QCOMPARE(records.size(), 1);
    QCOMPARE(records.constFirst().result, u"done"_s);
    QCOMPARE(records.constFirst().digest, result.outcome.images.constFirst().digest);
}

void TestBuildRun::libraryNamesTheLine()
{
    writeFile(project(), u"src/main.rs"_s, "fn main() {\n    nowhere();\n}\n");
    auto knowledge = Knowledge::load();
    QVERIFY(knowledge);
    History history(m_folder->filePath(u"history"_s));
    Session session({std::make_shared<const Knowledge>(std::move(*knowledge)), nullptr, nullptr, &history});
    QSignalSpy finished(&session, &Session::buildFinished);
    session.followSetup(m_lab.setupFile(m_folder->path(), {}));
    session.open(project());
    Session::BuildWish wish;
    wish.output = BuildOutput::CacheOnly;
    session.build(wish);
    QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty(); }, longestBuild));
    QCOMPARE(session.result()->outcome.kind, BuildOutcome::Kind::Failed);
    const BuildState &state = session.run()->state();
    QVERIFY(state.failedStep() >= 0);
    const BuildStep &step = state.steps.at(state.failedStep());
    const QList<DockerfileLine> &lines = session.run()->request().document.lines;
    QVERIFY(step.dockerfileLine > 0 && step.dockerfileLine <= lines.size());
    QVERIFY2(lines.at(step.dockerfileLine - 1).text.contains(u"cargo zigbuild"_s), qPrintable(lines.at(step.dockerfileLine - 1).text));
    const auto compiler = std::ranges::find_if(state.problems, [](const BuildProblem &problem) { return problem.kind == BuildProblem::Kind::Error; });
    QVERIFY(compiler != state.problems.end());
    QVERIFY2(compiler->message.contains(u"cannot find function `nowhere`"_s), qPrintable(compiler->message));
    QCOMPARE(history.list(10).constFirst().result, u"failed"_s);
}

/// `--store HOST`: puts the log-in into the key store of this process's bus, as the window's dialog does.
int storeLogin(const QString &host)
{
    QCoreApplication::setApplicationName(u"slipway"_s);
    const std::unique_ptr<KeyStore> store = makeSystemKeyStore();
    store->write(credentialKey(host), {u"you"_s, secret}, QCoreApplication::instance(), [](const Result<void> &result) {
        if (!result)
            qWarning("%s", qPrintable(result.error().message));
        QCoreApplication::exit(result ? 0 : 1);
    });
    return QCoreApplication::exec();
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--store"_L1)
        return storeLogin(arguments.value(2));
    TestBuildRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_buildrun.moc"
