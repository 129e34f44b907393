// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/process.h"
#include "build/credentialhandover.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

struct Answer
{
    int code = -1;
    QByteArray output;
    QByteArray error;
};

/// The helper as Docker calls it: found in PATH, verb as argument, the server on standard input.
Answer call(const QProcessEnvironment &environment, const QString &verb, const QByteArray &input)
{
    Command command;
    Answer answer;
    QSignalSpy done(&command, &Command::finished);
    QObject::connect(&command, &Command::finished, &command, [&answer](const ProcessOutcome &outcome, const QByteArray &output, const QByteArray &error) {
        answer = {outcome.exitCode, output, error};
    });
    command.start({u"docker-credential-slipway"_s, {verb}, {}, environment, input, std::chrono::seconds(20)});
    (void)QTest::qWaitFor([&done] { return !done.isEmpty(); }, 30'000);
    return answer;
}

} // namespace

class TestCredentialHandover : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("asked");
        QTest::newRow("plain") << u"ghcr.io"_s << u"ghcr.io"_s;
        QTest::newRow("port") << u"127.0.0.1:5000"_s << u"127.0.0.1:5000"_s;
        QTest::newRow("hub") << u"docker.io"_s << u"https://index.docker.io/v1/"_s;
        QTest::newRow("hub as Docker writes it") << u"https://index.docker.io/v1/"_s << u"https://index.docker.io/v1/"_s;
        QTest::newRow("hub's registry") << u"registry-1.docker.io"_s << u"https://index.docker.io/v1/"_s;
        QTest::newRow("address") << u"https://ghcr.io/v2/"_s << u"ghcr.io"_s;
    }
    void names()
    {
        QFETCH(QString, host);
        QTEST(CredentialHandover::askedName(host), "asked");
    }

    void configurationKeepsTheRest()
    {
        const QByteArray users = "{\"auths\":{\"old.example\":{\"auth\":\"bWU6czNjcjN0\"}},\"credsStore\":\"desktop\",\"credHelpers\":{\"gcr.io\":\"gcloud\"},"
                                 "\"currentContext\":\"far\",\"HttpHeaders\":{\"X-A\":\"b\"},\"proxies\":{\"default\":{\"httpProxy\":\"http://"
                                 "p\"}},\"cliPluginsExtraDirs\":[\"/opt/p\"],\"x-new\":1}";
        const QByteArray ours = CredentialHandover::configuration(users, {u"ghcr.io"_s, u"docker.io"_s}, u"/home/me/.docker/cli-plugins"_s);
        QVERIFY(!ours.contains("bWU6czNjcjN0"));
        const QJsonObject root = QJsonDocument::fromJson(ours).object();
        QCOMPARE(root["auths"_L1].toObject(), QJsonObject());
        QCOMPARE(root["credsStore"_L1].toString(), u"desktop"_s);
        QCOMPARE(root["credHelpers"_L1].toObject(),
                 (QJsonObject{{u"gcr.io"_s, u"gcloud"_s}, {u"ghcr.io"_s, u"slipway"_s}, {u"https://index.docker.io/v1/"_s, u"slipway"_s}}));
        QCOMPARE(root["currentContext"_L1].toString(), u"far"_s);
        QCOMPARE(root["HttpHeaders"_L1]["X-A"_L1].toString(), u"b"_s);
        QCOMPARE(root["proxies"_L1]["default"_L1]["httpProxy"_L1].toString(), u"http://p"_s);
        QCOMPARE(root["cliPluginsExtraDirs"_L1].toArray(), (QJsonArray{u"/opt/p"_s, u"/home/me/.docker/cli-plugins"_s}));
        QCOMPARE(root["x-new"_L1].toInt(), 1);
    }

    void openLogins_data()
    {
        QTest::addColumn<QByteArray>("users");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("secret");
        QTest::newRow("none") << QByteArray("{}") << u"ghcr.io"_s << QString() << QString();
        QTest::newRow("password with a colon") << QByteArray("{\"auths\":{\"https://ghcr.io\":{\"auth\":\"bWU6YTpi\"}}}") << u"ghcr.io"_s << u"me"_s
                                               << u"a:b"_s;
        QTest::newRow("token") << QByteArray("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"bWU6\",\"identitytoken\":\"tok\"}}}")
                               << u"https://index.docker.io/v1/"_s << u"<token>"_s << u"tok"_s;
        QTest::newRow("a store is asked instead") << QByteArray("{\"credsStore\":\"x\",\"auths\":{\"ghcr.io\":{\"auth\":\"bWU6YQ==\"}}}") << u"ghcr.io"_s
                                                  << QString() << QString();
        QTest::newRow("empty entry") << QByteArray("{\"auths\":{\"ghcr.io\":{}}}") << u"ghcr.io"_s << QString() << QString();
        QTest::newRow("nonsense") << QByteArray("]") << u"ghcr.io"_s << QString() << QString();
    }
    void openLogins()
    {
        QFETCH(QByteArray, users);
        QFETCH(QString, host);
        const Credential found = CredentialHandover::inlineCredentials(users).value(host);
        QTEST(found.user, "user");
        QTEST(found.secret, "secret");
    }

    void helperAnswers()
    {
        QTemporaryDir home;
        QFile config(home.filePath(u"config.json"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("{\"auths\":{\"open.example\":{\"auth\":\"eW91OmluIHRoZSBvcGVu\"}}}");
        config.close();
        QVERIFY(QDir(home.path()).mkdir(u"contexts"_s));

        QTemporaryDir parent;
        auto folder = BuildFolder::create(parent.path());
        QVERIFY(folder);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DOCKER_CONFIG"_s, home.path());
        CredentialHandover handover;
        const QString secret = u"p\"ä$\\ss"_s;
        const auto started = handover.start(**folder, {{u"127.0.0.1:5000"_s, {u"me"_s, secret}}, {u"docker.io"_s, {u"hub"_s, u"h"_s}}}, environment);
        QVERIFY2(started, qPrintable(started ? QString() : started.error().message));
        QCOMPARE(environment.value(u"BUILDX_CONFIG"_s), home.filePath(u"buildx"_s));
        QVERIFY(QFileInfo(environment.value(u"DOCKER_CONFIG"_s) + u"/contexts"_s).isDir());

        const Answer known = call(environment, u"get"_s, "127.0.0.1:5000");
        QCOMPARE(known.code, 0);
        const QJsonObject object = QJsonDocument::fromJson(known.output).object();
        QCOMPARE(object, (QJsonObject{{u"ServerURL"_s, u"127.0.0.1:5000"_s}, {u"Username"_s, u"me"_s}, {u"Secret"_s, secret}}));
        QVERIFY(known.error.isEmpty());
        QVERIFY(call(environment, u"get"_s, "https://index.docker.io/v1/\n").output.contains("\"hub\""));
        QVERIFY(call(environment, u"get"_s, "open.example").output.contains("in the open"));

        const Answer unknown = call(environment, u"get"_s, "other.example");
        QCOMPARE(unknown.code, 1);
        QCOMPARE(unknown.output.trimmed(), "credentials not found in native keychain");
        QCOMPARE(call(environment, u"list"_s, {}).output.trimmed(), "{}");
        QCOMPARE(call(environment, u"erase"_s, "127.0.0.1:5000").code, 1);
        QCOMPARE(call(environment, u"nonsense"_s, {}).code, 1);

        QProcessEnvironment stranger = environment;
        stranger.insert(u"SLIPWAY_CREDENTIAL_NONCE"_s, u"guessed"_s);
        QCOMPARE(call(stranger, u"get"_s, "127.0.0.1:5000").code, 1);

        // Nothing on disk, nothing in the environment.
        for (const QString &variable : environment.toStringList())
            QVERIFY2(!variable.contains(secret) && !variable.contains("in the open"_L1), qPrintable(variable));
        int files = 0;
        for (QDirIterator each(parent.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); each.hasNext();) {
            QFile file(each.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray bytes = file.readAll();
            ++files;
            QVERIFY2(!bytes.contains("ss\"") && !bytes.contains("eW91") && !bytes.contains("in the open"), qPrintable(file.fileName()));
        }
        QVERIFY(files >= 2);

        handover.stop();
        QCOMPARE(call(environment, u"get"_s, "127.0.0.1:5000").code, 1);
        const QString path = (*folder)->path();
        folder->reset();
        QVERIFY(!QFileInfo::exists(path));
    }
};

QTEST_GUILESS_MAIN(TestCredentialHandover)
#include "tst_credentialhandover.moc"
