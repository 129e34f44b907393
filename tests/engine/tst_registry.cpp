// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The registry client against the real thing: docker-registry processes of this test's own (open, htpasswd, tokens of a token server that stands
// in this file, TLS), and the images that buildx pushed to the registry of the test engine (SLIPWAY_TEST_ENGINE).

#include "registry/imagemanifest.h"
#include "registry/registryclient.h"

#include "fakehttp.h"
#include "realregistry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>
#include <QUuid>

#include <memory>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_home = std::make_unique<QTemporaryDir>(); }

    void open()
    {
        if (registryProgram().isEmpty())
            QSKIP("docker-registry is not in the PATH: install Debian's package docker-registry to try the client on registries of the test's own.");
        const RealRegistry registry(m_home->path(), {});
        QVERIFY(registry.isUp);
        Pusher pusher(u"http://"_s + registry.host, {});
        const QString digest = pusher.index(u"1"_s);
        QCOMPARE(pusher.failures, QStringList());
        RegistryClient client(nullptr);
        const auto report = verify(client, {registry.host + u"/app:1"_s, digest, both, true});
        QCOMPARE(printed(report), QStringList{u"linux/amd64,linux/arm64 in "_s + digest});
        QCOMPARE(resolve(client, registry.host + u"/app:1"_s), digest);
        // The same under the name of the machine, over which Docker also speaks http.
        QCOMPARE(resolve(client, u"localhost:"_s + registry.host.section(u':', 1) + u"/app:1"_s), digest);
        QVERIFY(resolve(client, registry.host + u"/other:1"_s).startsWith("error: 127.0.0.1:"_L1));
        QCOMPARE(tryLogin(client, registry.host, {u"you"_s, u"pw"_s}), u"good"_s);

        // A layer that was deleted after the push, and one platform alone.
        pusher.remove(u"blobs/"_s + digestOf("layer of arm64"));
        const auto spoilt = verify(client, {registry.host + u"/app:1"_s, digest, both, true});
        QCOMPARE(printed(spoilt), (QStringList{u"linux/amd64,linux/arm64 in "_s + digest,
                                               u"The layer %1 is not in the registry: push again."_s.arg(digestOf("layer of arm64"))}));
    }

    void htpasswd()
    {
        if (registryProgram().isEmpty())
            QSKIP("docker-registry is not in the PATH: install Debian's package docker-registry to try the client on registries of the test's own.");
        // "pw" for "you", by bcrypt, which is the only kind that it takes.
        QFile users(m_home->filePath(u"htpasswd"_s));
        QVERIFY(users.open(QIODevice::WriteOnly));
        users.write("you:$2b$05$QXvH7zDNX8OFwJk5kdtUGuVubnCIvI29qkOph1/5qB1PPwyvJFiqi\n");
        users.close();
        const RealRegistry registry(m_home->path(), "auth: {htpasswd: {realm: lab, path: " + users.fileName().toUtf8() + "}}\n");
        QVERIFY(registry.isUp);
        Pusher pusher(u"http://"_s + registry.host, "Basic " + QByteArray("you:pw").toBase64());
        const QString digest = pusher.index(u"1"_s);
        QCOMPARE(pusher.failures, QStringList());
        checkDoors(registry.host, digest);
    }

    void tokens()
    {
        if (registryProgram().isEmpty())
            QSKIP("docker-registry is not in the PATH: install Debian's package docker-registry to try the client on registries of the test's own.");
        QVERIFY(makeCertificate());
        FakeHttp server([this](const FakeHttp::Request &request) { return tokenAnswer(request); });
        const RealRegistry registry(m_home->path(), "auth: {token: {realm: 'http://" + server.host().toUtf8()
                                                        + "/token', service: lab, issuer: test, rootcertbundle: " + m_home->filePath(u"cert.pem"_s).toUtf8()
                                                        + "}}\n");
        QVERIFY(registry.isUp);
        Pusher pusher(u"http://"_s + registry.host, "Bearer " + token("repository", "app", "\"pull\",\"push\""));
        const QString digest = pusher.index(u"1"_s);
        QCOMPARE(pusher.failures, QStringList());
        checkDoors(registry.host, digest);
        // An identity token is exchanged by POST.
        server.clear();
        QCOMPARE(printed(verifyAs({u"<token>"_s, u"identity"_s}, registry.host, digest)), QStringList{u"linux/amd64,linux/arm64 in "_s + digest});
        QCOMPARE(server.lines(), QStringList{u"POST /token"_s});
    }

    void tlsOnLoopback()
    {
        if (registryProgram().isEmpty())
            QSKIP("docker-registry is not in the PATH: install Debian's package docker-registry to try the client on registries of the test's own.");
        QVERIFY(makeCertificate());
        const RealRegistry registry(m_home->path(), {},
                                    ", tls: {certificate: '" + m_home->filePath(u"cert.pem"_s).toUtf8() + "', key: '" + m_home->filePath(u"key.pem"_s).toUtf8()
                                        + "'}");
        QVERIFY(registry.isUp);
        Pusher pusher(u"https://"_s + registry.host, {});
        const QString digest = pusher.index(u"1"_s);
        QCOMPARE(pusher.failures, QStringList());
        RegistryClient client(nullptr);
        const auto report = verify(client, {registry.host + u"/app:1"_s, digest, both, true});
        QCOMPARE(printed(report), QStringList{u"linux/amd64,linux/arm64 in "_s + digest});
    }

    void pushedByBuildx()
    {
        const QJsonObject mirrors = testEngine().value("mirrors"_L1).toObject();
        if (mirrors.isEmpty())
            QSKIP("SLIPWAY_TEST_ENGINE names no test engine with images: run packaging/test.");
        for (auto mirror = mirrors.begin(); mirror != mirrors.end(); ++mirror) {
            RegistryClient client(nullptr);
            const auto report = verify(client, {mirror.value().toString(), {}, {}, true});
            QVERIFY2(report, report ? "" : qPrintable(report.error().message));
            QVERIFY2(report->problems.isEmpty(), report->problems.isEmpty() ? "" : qPrintable(report->problems.constFirst().message));
            QVERIFY(!report->platforms.isEmpty());
            for (const PlatformManifest &platform : report->platforms) {
                QVERIFY2(platform.platform.startsWith("linux/"_L1), qPrintable(platform.platform));
                QVERIFY(platform.bytes > 0);
            }
            QCOMPARE(resolve(client, mirror.value().toString()), report->digest);
        }
    }

private:
    /// The right log-in, none, and a wrong one.
    void checkDoors(const QString &host, const QString &digest)
    {
        QCOMPARE(printed(verifyAs({u"you"_s, u"pw"_s}, host, digest)), QStringList{u"linux/amd64,linux/arm64 in "_s + digest});
        for (const Credential &wrong : {Credential(), Credential{u"you"_s, u"wrong"_s}}) {
            const auto report = verifyAs(wrong, host, digest);
            QVERIFY(!report);
            const QString expected = wrong.isEmpty() ? u"%1 asks for a log-in"_s : u"%1 refused the log-in"_s;
            const bool isDenied = !wrong.isEmpty() && report.error().message.startsWith(host + u" does not let this log-in read app"_s);
            QCOMPARE(report.error().code, isDenied ? ErrorCode::Registry : ErrorCode::Credentials);
            QVERIFY2(isDenied || report.error().message.startsWith(expected.arg(host)), qPrintable(report.error().message));
        }
        RegistryClient client(nullptr);
        QCOMPARE(tryLogin(client, host, {u"you"_s, u"pw"_s}), u"good"_s);
        QVERIFY(tryLogin(client, host, {u"you"_s, u"wrong"_s}).startsWith(host + u" refused the log-in"_s));
    }

    /// With Docker's configuration as the only source of log-ins.
    Result<ImageReport> verifyAs(const Credential &credential, const QString &host, const QString &digest)
    {
        const QJsonObject entry = credential.user == "<token>"_L1
                                      ? QJsonObject{{u"identitytoken"_s, credential.secret}}
                                      : QJsonObject{{u"auth"_s, QString::fromLatin1((credential.user + u':' + credential.secret).toUtf8().toBase64())}};
        QFile config(m_home->filePath(u"config.json"_s));
        if (!config.open(QIODevice::WriteOnly))
            qFatal("cannot write the configuration");
        config.write(
            QJsonDocument(QJsonObject{{u"auths"_s, credential.isEmpty() ? QJsonObject{{u"x.example"_s, entry}} : QJsonObject{{host, entry}}}}).toJson());
        config.close();
        QProcessEnvironment environment;
        environment.insert(u"DOCKER_CONFIG"_s, m_home->path());
        CredentialSource credentials(nullptr);
        credentials.setEnvironment(environment);
        RegistryClient client(&credentials);
        return verify(client, {host + u"/app:1"_s, digest, both, true});
    }

    /// A key pair with a certificate of its own, for tokens and TLS.
    bool makeCertificate()
    {
        if (QFile::exists(m_home->filePath(u"cert.pem"_s)))
            return true;
        run(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=lab"_s, u"-keyout"_s,
                           m_home->filePath(u"key.pem"_s), u"-out"_s, m_home->filePath(u"cert.pem"_s)});
        m_certificate = run(u"openssl"_s, {u"x509"_s, u"-in"_s, m_home->filePath(u"cert.pem"_s), u"-outform"_s, u"DER"_s});
        return !m_certificate.isEmpty();
    }

    /// A token as distribution.github.io/distribution/spec/auth/jwt has it, signed with RS256.
    [[nodiscard]] QByteArray token(const QByteArray &type, const QByteArray &name, const QByteArray &actions) const
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const QByteArray access = type.isEmpty() ? QByteArray() : "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"actions\":[" + actions + "]}";
        const QByteArray text =
            base64Url("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + m_certificate.toBase64() + "\"]}") + '.'
            + base64Url("{\"iss\":\"test\",\"sub\":\"you\",\"aud\":\"lab\",\"jti\":\"1\",\"nbf\":" + QByteArray::number(now - 10)
                        + ",\"iat\":" + QByteArray::number(now - 10) + ",\"exp\":" + QByteArray::number(now + 300) + ",\"access\":[" + access + "]}");
        return text + '.' + base64Url(run(u"openssl"_s, {u"dgst"_s, u"-sha256"_s, u"-sign"_s, m_home->filePath(u"key.pem"_s)}, text));
    }

    [[nodiscard]] FakeHttp::Response tokenAnswer(const FakeHttp::Request &request) const
    {
        const bool isPost = request.method == "POST";
        const QUrlQuery query(isPost ? QString::fromUtf8(request.body) : request.path.section(u'?', 1));
        const bool isKnown = isPost ? query.queryItemValue(u"refresh_token"_s) == "identity"_L1 && query.queryItemValue(u"grant_type"_s) == "refresh_token"_L1
                                    : request.headers.value("authorization") == "Basic " + QByteArray("you:pw").toBase64();
        if (!isKnown || query.queryItemValue(u"service"_s) != "lab"_L1)
            return {401, {}, "{}"};
        const QStringList scope = query.queryItemValue(u"scope"_s, QUrl::FullyDecoded).split(u':');
        const QByteArray made = scope.size() == 3 ? token(scope.at(0).toUtf8(), scope.at(1).toUtf8(), "\"" + scope.at(2).toUtf8() + "\"") : token({}, {}, {});
        return {200, {}, (isPost ? "{\"access_token\":\"" : "{\"token\":\"") + made + "\",\"expires_in\":300}"};
    }

    Result<ImageReport> verify(RegistryClient &client, const VerifyRequest &request)
    {
        std::optional<Result<ImageReport>> answer;
        client.verify(request, this, [&answer](const Result<ImageReport> &report) { answer = report; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 60'000))
            qFatal("no answer");
        return *answer;
    }

    QString resolve(RegistryClient &client, const QString &reference)
    {
        std::optional<Result<QString>> answer;
        client.resolve(reference, this, [&answer](const Result<QString> &digest) { answer = digest; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 60'000))
            qFatal("no answer");
        return *answer ? **answer : QString(u"error: "_s + answer->error().message);
    }

    QString tryLogin(RegistryClient &client, const QString &host, const Credential &credential)
    {
        std::optional<Result<void>> answer;
        client.tryLogin(host, credential, this, [&answer](const Result<void> &result) { answer = result; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 60'000))
            qFatal("no answer");
        return *answer ? u"good"_s : answer->error().message;
    }

    static QStringList printed(const Result<ImageReport> &report)
    {
        if (!report)
            return {u"error: "_s + report.error().message};
        QStringList platforms;
        for (const PlatformManifest &platform : report->platforms)
            platforms.append(platform.platform);
        QStringList lines{platforms.join(u',') + u" in "_s + report->digest};
        for (const Error &problem : report->problems)
            lines.append(problem.message);
        return lines;
    }

    std::unique_ptr<QTemporaryDir> m_home;
    QByteArray m_certificate;
};

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
