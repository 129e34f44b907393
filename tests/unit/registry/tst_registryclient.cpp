// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The client against a registry in this process, for what a real one will not do. tests/engine/tst_registry.cpp asks a real one.

#include "registry/registryclient.h"

#include "fakeregistry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

#include <memory>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

using Request = FakeHttp::Request;
using Response = FakeHttp::Response;

namespace {

const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};

/// One log-in for all hosts, kept in the only place that CredentialSource asks first.
class OneLogin : public KeyStore
{
public:
    void read(const QString &, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        ++reads;
        QMetaObject::invokeMethod(context, [answer, what = login] { answer(what); }, Qt::QueuedConnection);
    }
    void write(const QString &, const Credential &, QObject *, std::function<void(Result<void>)>) override {}
    void remove(const QString &, QObject *, std::function<void(Result<void>)>) override {}
    [[nodiscard]] QStringList hosts() const override { return login.isEmpty() ? QStringList() : knownHosts; }

    Credential login;
    QStringList knownHosts;
    int reads = 0;
};

/// "linux/amd64 15" for each platform, then each problem.
QStringList printed(const Result<ImageReport> &report)
{
    if (!report)
        return {u"error: "_s + report.error().message};
    QStringList lines;
    for (const PlatformManifest &platform : report->platforms)
        lines.append(platform.platform + u' ' + QString::number(platform.layers.size()));
    for (const Error &problem : report->problems)
        lines.append(problem.message);
    return lines;
}

} // namespace

class TestRegistryClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_registry = std::make_unique<FakeRegistry>();
        m_store = std::make_unique<OneLogin>();
        m_store->knownHosts = QStringList{m_registry->host()};
        m_credentials = std::make_unique<CredentialSource>(m_store.get());
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, m_home->path());
        m_credentials->setEnvironment(environment);
        m_client = std::make_unique<RegistryClient>(m_credentials.get());
        m_limits = RegistryLimits();
        m_limits.firstWait = std::chrono::milliseconds(5);
        m_client->setLimits(m_limits);
    }

    // --- what is there

    void index()
    {
        const QString digest = m_registry->addUsualIndex();
        const auto report = verify({m_registry->reference(), digest, both, true});
        QCOMPARE(printed(report), (QStringList{u"linux/amd64 2"_s, u"linux/arm64 2"_s}));
        QCOMPARE(report->digest, digest);
        QVERIFY(report->isIndex);
        QCOMPARE(report->mediaType, u"application/vnd.oci.image.index.v1+json"_s);
        QCOMPARE(report->reference, m_registry->reference());
        QVERIFY(report->platforms.at(0).bytes > 15);
        QVERIFY(report->platforms.at(1).bytes == report->platforms.at(0).bytes + 8);
        // The shared layer once, the attestation not at all: index, 2 manifests, 2 configurations, 3 layers.
        QCOMPARE(m_registry->http().requests().size(), 8);
        QCOMPARE(m_registry->http().lines().filter(u"HEAD "_s).size(), 3);
        for (const Request &request : m_registry->http().requests())
            QVERIFY(!request.headers.contains("authorization"));
    }

    void indexWithoutBlobs()
    {
        m_registry->addUsualIndex();
        QCOMPARE(printed(verify({m_registry->reference(), {}, both, false})).size(), 2);
        QCOMPARE(m_registry->http().requests().size(), 3);
    }

    void singleImage()
    {
        const QString digest = m_registry->addImage(u"linux/arm"_s, {"layer"}, u"1"_s);
        const auto report = verify({m_registry->reference(), digest, {u"linux/arm/v7"_s}, true});
        QCOMPARE(printed(report), QStringList{u"linux/arm/v7 1"_s});
        QVERIFY(!report->isIndex);
        QCOMPARE(report->platforms.constFirst().digest, digest);
    }

    void byDigest()
    {
        const QString digest = m_registry->addUsualIndex();
        QCOMPARE(printed(verify({m_registry->host() + u"/app@"_s + digest, {}, both, true})).size(), 2);
        QVERIFY(m_registry->http().lines().constFirst().endsWith(digest));
    }

    void emptyImage()
    {
        m_registry->addImage(u"linux/amd64"_s, {}, u"1"_s);
        QCOMPARE(printed(verify({m_registry->reference(), {}, {}, true})), QStringList{u"linux/amd64 0"_s});
    }

    void manyPlatformsManyLayers()
    {
        QStringList digests;
        QStringList platforms;
        for (int at = 0; at < 12; ++at) {
            QList<QByteArray> layers;
            for (int layer = 0; layer < 20; ++layer)
                layers.append(QByteArray::number(at * 100 + layer));
            platforms.append(u"linux/cpu%1"_s.arg(at));
            digests.append(m_registry->addImage(platforms.constLast(), layers));
        }
        m_registry->addIndex(digests, platforms);
        QCOMPARE(verify({m_registry->reference(), {}, platforms, true})->problems.size(), 0);
        QCOMPARE(m_registry->http().requests().size(), 1 + 12 + 12 + 12 * 20);
    }

    void resolved()
    {
        const QString digest = m_registry->addUsualIndex();
        QCOMPARE(resolve(m_registry->reference()), digest);
        QCOMPARE(m_registry->http().lines(), QStringList{u"HEAD /v2/app/manifests/1"_s});
        QCOMPARE(resolve(m_registry->host() + u"/app@"_s + digest), digest);
        QCOMPARE(resolve(m_registry->reference(u"no"_s)), u"error: %1 holds no %2: check name and tag."_s.arg(m_registry->host(), m_registry->reference(u"no"_s)));
        QCOMPARE(resolve(u"Not A Name"_s).left(7), u"error: "_s);
        m_registry->spoil = [](const Request &, Response &response) { response.headers.clear(); };
        QCOMPARE(resolve(m_registry->reference()), digest);
    }

    // --- what is not as it should be

    void problems_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QStringList>("expected"); // HOST, DIGEST and OTHER stand for the registry's name and for digests
        const QString push = u": push again."_s;
        QTest::newRow("nothing there") << u"tag"_s << QStringList{u"HOST holds no HOST/app:1: check name and tag, and that the push went there."_s};
        QTest::newRow("another image") << u"expected"_s
                                       << QStringList{u"linux/amd64 2"_s, u"linux/arm64 2"_s,
                                                      u"HOST/app:1 is DIGEST in the registry, not OTHER as it was pushed: somebody else has pushed since; push again, or use the digest."_s};
        QTest::newRow("platform missing") << u"platform"_s
                                          << QStringList{u"linux/amd64 1"_s, u"linux/arm64 is missing: the registry holds HOST/app:1 for linux/amd64."_s};
        QTest::newRow("manifest missing") << u"manifest"_s
                                          << QStringList{u"linux/amd64 2"_s, u"linux/arm64 0"_s,
                                                         u"The index of HOST/app:1 names linux/arm64, but HOST does not hold its manifest OTHER: push again."_s};
        QTest::newRow("layer missing") << u"layer"_s << QStringList{u"linux/amd64 2"_s, u"linux/arm64 2"_s, u"The layer OTHER is not in the registry"_s + push};
        QTest::newRow("layer short") << u"short"_s << QStringList{u"linux/amd64 1"_s, u"The layer OTHER has 3 bytes in the registry, not 5 as its manifest says"_s + push};
        QTest::newRow("configuration missing") << u"config"_s << QStringList{u" 1"_s, u"The configuration OTHER of HOST/app:1 is not in the registry"_s + push};
        QTest::newRow("index lies about the platform")
            << u"lie"_s << QStringList{u"linux/arm64 1"_s, u"The index calls an image linux/arm64 whose configuration says linux/amd64"_s + push};
        QTest::newRow("empty index") << u"empty"_s << QStringList{u"The index of HOST/app:1 names no image"_s + push};
        QTest::newRow("HTML") << u"html"_s << QStringList{u"What HOST holds as HOST/app:1 is no image: it is not JSON."_s};
        QTest::newRow("not an image") << u"artifact"_s
                                      << QStringList{u" 1"_s, u"What HOST holds as HOST/app:1 is no image: its configuration names no platform."_s};
    }
    void problems()
    {
        QFETCH(QString, what);
        QFETCH(QStringList, expected);
        VerifyRequest request{m_registry->reference(), {}, {}, true};
        QString digest;
        QString other;
        if (what == "expected"_L1) {
            digest = m_registry->addUsualIndex();
            other = request.expectedDigest = u"sha256:"_s + QString(64, u'0');
        } else if (what == "platform"_L1) {
            m_registry->addImage(u"linux/amd64"_s, {"x"}, u"1"_s);
            request.platforms = both;
        } else if (what == "manifest"_L1) {
            m_registry->addUsualIndex();
            other = m_registry->addImage(u"linux/arm64"_s, {"shared", "this is for arm64"});
            m_registry->removeManifest(other);
        } else if (what == "layer"_L1) {
            m_registry->addUsualIndex();
            other = m_registry->addBlob("shared");
            m_registry->removeBlob(other);
        } else if (what == "short"_L1) {
            m_registry->addImage(u"linux/amd64"_s, {"12345"}, u"1"_s);
            other = m_registry->addBlob("12345");
            m_registry->spoil = [other](const Request &asked, Response &response) {
                if (asked.path.endsWith(other))
                    response.body = "123";
            };
        } else if (what == "config"_L1 || what == "artifact"_L1) {
            m_registry->addImage(what == "config"_L1 ? u"linux/amd64"_s : QString(), {"x"}, u"1"_s);
            if (what == "config"_L1) {
                const QByteArray manifest = m_registry->manifest(u"1"_s);
                other = QString::fromLatin1(manifest.sliced(manifest.indexOf("sha256:"), 71));
                m_registry->removeBlob(other);
            }
        } else if (what == "lie"_L1) {
            m_registry->addIndex({m_registry->addImage(u"linux/amd64"_s, {"x"})}, {u"linux/arm64"_s});
        } else if (what == "empty"_L1) {
            m_registry->addIndex({}, {});
        } else if (what == "html"_L1) {
            m_registry->gate = [](const Request &) { return Response{200, {{"Content-Type", "text/html"}}, "<html>"}; };
        }
        QStringList sentences;
        for (QString sentence : std::as_const(expected))
            sentences.append(sentence.replace(u"HOST"_s, m_registry->host()).replace(u"DIGEST"_s, digest).replace(u"OTHER"_s, other));
        const auto report = verify(request);
        QCOMPARE(printed(report), sentences);
        for (const Error &problem : report->problems)
            QCOMPARE(problem.code, ErrorCode::Verification);
    }

    void wrongBytes_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("part");
        QTest::newRow("index, by tag") << u"/manifests/1"_s << u"but its bytes have the digest"_s;
        QTest::newRow("manifest of a platform") << u"/manifests/sha256:"_s << u"as the index says: do not use this image"_s;
        QTest::newRow("configuration") << u"/blobs/"_s << u"as its manifest says: do not use this image"_s;
    }
    void wrongBytes()
    {
        QFETCH(QString, where);
        QFETCH(QString, part);
        m_registry->addUsualIndex();
        m_registry->spoil = [where](const Request &request, Response &response) {
            if (request.method == "GET" && request.path.contains(where))
                response.body.replace("sha256:", "sha256: ").replace("\"os\"", " \"os\"").replace("sha256: ", "sha256:").append(' ');
        };
        const auto report = verify({m_registry->reference(), {}, both, true});
        QVERIFY(report);
        QVERIFY2(!report->problems.isEmpty() && report->problems.constFirst().message.contains(part), qPrintable(printed(report).join(u'\n')));
    }

    void wrongBytesForADigest()
    {
        const QString digest = m_registry->addUsualIndex();
        m_registry->spoil = [](const Request &request, Response &response) {
            if (request.path.contains("/manifests/"_L1))
                response.body.append(' ');
            response.headers.removeIf([](const auto &header) { return header.first == "Docker-Content-Digest"; });
        };
        const auto report = verify({m_registry->host() + u"/app@"_s + digest, {}, {}, false});
        QVERIFY(report);
        QVERIFY2(report->problems.constFirst().message.startsWith(m_registry->host() + u" answers to "_s + digest + u" with bytes whose digest is "_s),
                 qPrintable(printed(report).join(u'\n')));
    }

    // --- doors

    void tokens_data()
    {
        QTest::addColumn<Credential>("login");
        QTest::addColumn<QString>("asked"); // what the token server must be asked with
        QTest::newRow("anonymous") << Credential() << u"GET service=fake scope=repository:app:pull"_s;
        QTest::newRow("password") << Credential{u"you"_s, u"p+w&d=ü"_s} << u"GET service=fake scope=repository:app:pull account=you client_id=slipway Basic you:p+w&d=ü"_s;
        QTest::newRow("identity token") << Credential{u"<token>"_s, u"abc+/="_s}
                                        << u"POST service=fake scope=repository:app:pull grant_type=refresh_token client_id=slipway refresh_token=abc+/="_s;
    }
    void tokens()
    {
        QFETCH(Credential, login);
        QFETCH(QString, asked);
        m_store->login = login;
        QStringList questions;
        m_registry->addUsualIndex();
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (request.path.startsWith("/token"_L1)) {
                questions.append(tokenQuestion(request));
                return Response{200, {}, request.method == "POST" ? R"({"access_token":"let-me-in","expires_in":300})" : R"({"token":"let-me-in"})"};
            }
            return door(request, "Bearer let-me-in");
        };
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
        // One token is enough for all of it.
        QCOMPARE(questions, QStringList{asked});
        QCOMPARE(m_store->reads, login.isEmpty() ? 0 : 1);
    }

    void tokenRunsOut()
    {
        m_registry->addImage(u"linux/amd64"_s, {"x"}, u"1"_s);
        int tokens = 0;
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (request.path.startsWith("/token"_L1))
                return Response{200, {}, "{\"token\":\"t" + QByteArray::number(++tokens) + "\",\"expires_in\":300}"};
            return door(request, "Bearer t" + QByteArray::number(std::max(1, tokens)));
        };
        QCOMPARE(verify({m_registry->reference(), {}, {}, true})->problems.size(), 0);
        QCOMPARE(tokens, 1);
        ++tokens; // the server forgets it early
        QCOMPARE(verify({m_registry->reference(), {}, {}, true})->problems.size(), 0);
        QCOMPARE(tokens, 3);
    }

    void basic()
    {
        m_store->login = {u"you"_s, u"pw"_s};
        m_registry->addUsualIndex();
        const QByteArray header = "Basic " + QByteArray("you:pw").toBase64();
        m_registry->gate = [&](const Request &request) { return door(request, header, "Basic realm=\"x\""); };
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("hasLogin");
        QTest::addColumn<QString>("expected");
        const QString needs = u"HOST asks for a log-in: log in with Slipway, or with `docker login HOST`."_s;
        const QString denied = u"HOST does not let this log-in read app: check the name, and log in with a user who may."_s;
        const QString refused = u"HOST refused the log-in: check user and password, or log in again."_s;
        QTest::newRow("Basic, no log-in") << u"basic"_s << false << needs;
        QTest::newRow("Basic, wrong log-in") << u"basic"_s << true << denied;
        QTest::newRow("token refused, no log-in") << u"token 401"_s << false << needs;
        QTest::newRow("token refused, wrong log-in") << u"token 401"_s << true << refused;
        QTest::newRow("token that does not open") << u"useless"_s << true << denied;
        QTest::newRow("forbidden") << u"403"_s << true << denied;
        QTest::newRow("no token in the answer") << u"empty"_s << true << u"The token server 127.0.0.1 of HOST gave no token (HTTP 200): try again later."_s;
        QTest::newRow("token with a line break") << u"injection"_s << true << u"The token server 127.0.0.1 of HOST gave no token (HTTP 200): try again later."_s;
        QTest::newRow("no such token server") << u"realm"_s << true << u"HOST names no token server that could be asked: check that it is a registry."_s;
        QTest::newRow("unknown kind") << u"digest"_s << true
                                      << u"HOST asks for a kind of log-in that Slipway does not know: use `docker login` and a registry that takes passwords or tokens."_s;
        QTest::newRow("no challenge") << u"bare"_s << true
                                      << u"HOST asks for a kind of log-in that Slipway does not know: use `docker login` and a registry that takes passwords or tokens."_s;
    }
    void refusals()
    {
        QFETCH(QString, what);
        QFETCH(bool, hasLogin);
        QFETCH(QString, expected);
        if (hasLogin)
            m_store->login = {u"you"_s, u"hunter2"_s};
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (request.path.startsWith("/token"_L1)) {
                if (what == "token 401"_L1)
                    return Response{401, {}, "{}"};
                return Response{200, {}, what == "empty"_L1 ? "{}" : what == "injection"_L1 ? R"({"token":"a\r\nX: y"})" : R"({"token":"t"})"};
            }
            if (what == "403"_L1)
                return Response{403, {}, R"({"errors":[{"code":"DENIED","message":"no"}]})"};
            if (what == "basic"_L1)
                return Response{401, {{"WWW-Authenticate", "Basic realm=\"x\""}}, {}};
            if (what == "realm"_L1)
                return Response{401, {{"WWW-Authenticate", "Bearer realm=\"file:///etc/passwd\""}}, {}};
            if (what == "digest"_L1)
                return Response{401, {{"WWW-Authenticate", "Negotiate"}}, {}};
            if (what == "bare"_L1)
                return Response{401, {}, {}};
            return door(request, "Bearer never");
        };
        const auto report = verify({m_registry->reference(), {}, {}, true});
        QCOMPARE(printed(report), QStringList{u"error: "_s + QString(expected).replace(u"HOST"_s, m_registry->host())});
        const bool wantsAnotherLogIn = expected.contains(u"asks for a log-in"_s) || expected.contains(u"refused the log-in"_s);
        QCOMPARE(report.error().code, wantsAnotherLogIn ? ErrorCode::Credentials : ErrorCode::Registry);
        QVERIFY(!report.error().detail.contains(u"hunter2"_s));
    }

    void logins_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("expected");
        QTest::newRow("open to everybody") << u"open"_s << u"pw"_s << u"good"_s;
        QTest::newRow("Basic") << u"basic"_s << u"pw"_s << u"good"_s;
        QTest::newRow("Basic, wrong") << u"basic"_s << u"no"_s << u"HOST refused the log-in: check user and password."_s;
        QTest::newRow("token") << u"token"_s << u"pw"_s << u"good"_s;
        QTest::newRow("token, wrong") << u"token"_s << u"no"_s << u"HOST refused the log-in: check user and password, or log in again."_s;
        QTest::newRow("no registry") << u"web"_s << u"pw"_s << u"HOST is no registry: it knows no /v2/. Check the name."_s;
    }
    void logins()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, password);
        QFETCH(QString, expected);
        const QByteArray good = "Basic " + QByteArray("you:pw").toBase64();
        m_store->login = {u"other"_s, u"stored"_s}; // must not be used
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (scheme == "web"_L1)
                return Response{404, {}, {}};
            if (scheme == "open"_L1)
                return std::nullopt;
            if (scheme == "basic"_L1)
                return door(request, good, "Basic realm=\"x\"");
            if (request.path.startsWith("/token"_L1))
                return request.headers.value("authorization") == good ? Response{200, {}, R"({"token":"t"})"} : Response{401, {}, {}};
            return door(request, "Bearer t");
        };
        for (const QString &address : {m_registry->host(), QString(u"http://"_s + m_registry->host() + u"/v2/"_s)}) {
            std::optional<Result<void>> answer;
            m_client->tryLogin(address, {u"you"_s, password}, this, [&answer](const Result<void> &result) { answer = result; });
            QTRY_VERIFY(answer);
            QCOMPARE(*answer ? u"good"_s : answer->error().message, QString(expected).replace(u"HOST"_s, m_registry->host()));
        }
        QCOMPARE(m_store->reads, 0);
    }

    // --- redirects

    void redirectLeavesTheLogInBehind()
    {
        m_store->login = {u"you"_s, u"pw"_s};
        const QByteArray header = "Basic " + QByteArray("you:pw").toBase64();
        FakeRegistry store;
        store.addUsualIndex();
        m_registry->addUsualIndex();
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (auto refused = door(request, header, "Basic realm=\"x\""))
                return refused;
            if (request.path.contains("/blobs/"_L1))
                return Response{307, {{"Location", "http://" + store.host().toLatin1() + request.path.toLatin1()}}, {}};
            return std::nullopt;
        };
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
        QCOMPARE(store.http().requests().size(), 5);
        for (const Request &request : store.http().requests())
            QVERIFY(!request.headers.contains("authorization"));
    }

    void redirectHomeKeepsTheLogIn()
    {
        m_store->login = {u"you"_s, u"pw"_s};
        const QByteArray header = "Basic " + QByteArray("you:pw").toBase64();
        m_registry->addUsualIndex();
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (auto refused = door(request, header, "Basic realm=\"x\""))
                return refused;
            if (request.path == "/v2/app/manifests/1"_L1)
                return Response{302, {{"Location", "latest"}}, {}};
            return std::nullopt;
        };
        m_registry->addUsualIndex(u"latest"_s);
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
    }

    void storeThatTakesNoHead()
    {
        FakeRegistry store;
        store.addUsualIndex();
        store.gate = [](const Request &request) -> std::optional<Response> {
            return request.method == "HEAD" ? std::optional(Response{403, {}, {}}) : std::nullopt;
        };
        m_registry->addUsualIndex();
        m_registry->gate = [&](const Request &request) -> std::optional<Response> {
            if (request.path.contains("/blobs/"_L1))
                return Response{307, {{"Location", "http://" + store.host().toLatin1() + request.path.toLatin1()}}, {}};
            return std::nullopt;
        };
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
        store.removeBlob(store.addBlob("shared"));
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 1);
    }

    void badRedirects_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("in a circle") << QByteArray("/v2/app/manifests/1");
        QTest::newRow("to a file") << QByteArray("file:///etc/passwd");
        QTest::newRow("nowhere") << QByteArray("http://");
    }
    void badRedirects()
    {
        QFETCH(QByteArray, location);
        m_registry->gate = [&](const Request &) { return Response{307, {{"Location", location}}, {}}; };
        QCOMPARE(printed(verify({m_registry->reference(), {}, {}, true})),
                 QStringList{u"error: %1 sends this request on without an end: check that it is a registry."_s.arg(m_registry->host())});
        QVERIFY(m_registry->http().requests().size() <= 6);
    }

    // --- patience

    void tooManyRequests()
    {
        m_registry->addUsualIndex();
        int refusals = 2;
        m_registry->gate = [&](const Request &) -> std::optional<Response> {
            return refusals-- > 0 ? std::optional(Response{429, {{"Retry-After", "0"}}, {}}) : std::nullopt;
        };
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
    }

    void retryAfterIsKept()
    {
        m_registry->addImage(u"linux/amd64"_s, {"x"}, u"1"_s);
        bool isFirst = true;
        m_registry->gate = [&](const Request &) -> std::optional<Response> {
            return std::exchange(isFirst, false) ? std::optional(Response{429, {{"Retry-After", "1"}}, {}}) : std::nullopt;
        };
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(verify({m_registry->reference(), {}, {}, true})->problems.size(), 0);
        QVERIFY2(timer.elapsed() >= 990, qPrintable(QString::number(timer.elapsed())));
    }

    void failures_data()
    {
        QTest::addColumn<Response>("response");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("requests");
        Response silent;
        silent.isSilent = true;
        Response broken{200, {}, "{\"manif"};
        broken.length = 1000;
        broken.breaksOff = true;
        Response huge{200, {}, QByteArray(6 * 1024 * 1024, ' ')};
        QTest::newRow("429 for hours") << Response{429, {{"Retry-After", "7200"}}, R"({"errors":[{"code":"TOOMANYREQUESTS","message":"x"}]})"}
                                       << u"HOST allows no more requests for now: try again in 2 h, or log in for a higher limit."_s << 1;
        QTest::newRow("429 without end") << Response{429, {}, {}}
                                         << u"HOST allows no more requests for now: try again later, or log in for a higher limit."_s << 4;
        QTest::newRow("500") << Response{500, {}, {}} << u"HOST has a failure of its own (HTTP 500): try again later."_s << 4;
        QTest::newRow("503") << Response{503, {{"Retry-After", "0"}}, {}} << u"HOST has a failure of its own (HTTP 503): try again later."_s << 4;
        QTest::newRow("418") << Response{418, {}, {}} << u"HOST gave an answer that is not a registry's (HTTP 418): check the name and the port."_s << 1;
        QTest::newRow("silent") << silent << u"HOST did not answer in time: try again, or check your network and its proxy."_s << 1;
        QTest::newRow("breaks off") << broken << u"HOST broke the connection off: try again, or check your network and its proxy."_s << 4;
        QTest::newRow("too large") << huge << u"127.0.0.1 sends more than an answer to /v2/app/manifests/1 could hold: check that it is a registry."_s << 1;
    }
    void failures()
    {
        QFETCH(Response, response);
        QFETCH(QString, expected);
        QFETCH(int, requests);
        m_limits.silence = std::chrono::milliseconds(500);
        m_client->setLimits(m_limits);
        m_registry->gate = [&](const Request &) { return response; };
        const auto report = verify({m_registry->reference(), {}, {}, true});
        QCOMPARE(printed(report), QStringList{u"error: "_s + QString(expected).replace(u"HOST"_s, m_registry->host())});
        QCOMPARE(exitCode(report.error().code), 3);
        QCOMPARE(m_registry->http().requests().size(), requests);
    }

    void wholeTimeIsBounded()
    {
        // A byte now and then keeps the connection alive, but not for ever.
        m_limits.silence = std::chrono::seconds(60);
        m_limits.whole = std::chrono::milliseconds(300);
        m_client->setLimits(m_limits);
        Response silent;
        silent.isSilent = true;
        m_registry->gate = [&](const Request &) { return silent; };
        QCOMPARE(printed(verify({m_registry->reference(), {}, {}, true})),
                 QStringList{u"error: %1 did not answer in time: try again, or check your network and its proxy."_s.arg(m_registry->host())});
    }

    void nobodyThere()
    {
        const QString host = m_registry->host();
        m_registry.reset();
        const auto report = verify({host + u"/app:1"_s, {}, {}, true});
        QCOMPARE(printed(report),
                 QStringList{u"error: %1 cannot be reached: nothing answers there. Check the name and the port, and that the registry runs."_s.arg(host)});
        QCOMPARE(report.error().code, ErrorCode::Network);
    }

    void hostThatDoesNotExist()
    {
        const auto report = verify({u"registry.invalid/app:1"_s, {}, {}, true});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Network);
        QVERIFY2(report.error().message.startsWith("registry.invalid "_L1), qPrintable(report.error().message));
    }

    void notAReference()
    {
        const auto report = verify({u"Not A Name"_s, {}, {}, true});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Usage);
    }

    // --- endings

    void cancelled()
    {
        Response silent;
        silent.isSilent = true;
        m_registry->gate = [&](const Request &) { return silent; };
        QStringList answers;
        for (int at = 0; at < 10; ++at) // more than run at once
            m_client->verify({m_registry->reference(), {}, {}, true}, this, [&answers](const Result<ImageReport> &report) { answers += printed(report); });
        m_client->resolve(m_registry->reference(), this, [&answers](const Result<QString> &digest) { answers.append(u"error: "_s + digest.error().message); });
        m_client->tryLogin(m_registry->host(), {u"a"_s, u"b"_s}, this,
                           [&answers](const Result<void> &login) { answers.append(u"error: "_s + login.error().message); });
        QTRY_VERIFY(m_registry->http().requests().size() >= 7);
        m_client->cancelAll();
        QCOMPARE(answers.size(), 0); // never from within cancelAll()
        QTRY_COMPARE(answers.size(), 12);
        answers.removeDuplicates();
        QCOMPARE(answers, QStringList{u"error: The request was cancelled."_s});
        // It goes on after that.
        m_registry->gate = {};
        m_registry->addUsualIndex();
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
    }

    void cancelledWhileItWaits()
    {
        m_registry->gate = [&](const Request &) { return Response{429, {{"Retry-After", "20"}}, {}}; };
        QStringList answers;
        m_client->verify({m_registry->reference(), {}, {}, true}, this, [&answers](const Result<ImageReport> &report) { answers += printed(report); });
        QTRY_VERIFY(!m_registry->http().requests().isEmpty());
        m_client->cancelAll();
        QTRY_COMPARE(answers, QStringList{u"error: The request was cancelled."_s});
    }

    void deletedWhileItAsks()
    {
        Response silent;
        silent.isSilent = true;
        m_registry->gate = [&](const Request &) { return silent; };
        int answers = 0;
        m_client->verify({m_registry->reference(), {}, {}, true}, this, [&answers](const Result<ImageReport> &) { ++answers; });
        m_client->tryLogin(m_registry->host(), {u"a"_s, u"b"_s}, this, [&answers](const Result<void> &) { ++answers; });
        QTRY_COMPARE(m_registry->http().requests().size(), 2);
        m_client.reset();
        QCoreApplication::processEvents();
        QCOMPARE(answers, 0);
    }

    void nobodyListensAnyMore()
    {
        m_registry->addUsualIndex();
        int answers = 0;
        {
            QObject context;
            m_client->verify({m_registry->reference(), {}, {}, true}, &context, [&answers](const Result<ImageReport> &) { ++answers; });
            m_client->resolve(m_registry->reference(), &context, [&answers](const Result<QString> &) { ++answers; });
        }
        QCOMPARE(verify({m_registry->reference(), {}, both, true})->problems.size(), 0);
        QCOMPARE(answers, 0);
    }

private:
    /// Lets a request in that has `header`, and shows the challenge to any other.
    std::optional<Response> door(const Request &request, const QByteArray &header, QByteArray challenge = {}) const
    {
        if (request.headers.value("authorization") == header)
            return std::nullopt;
        if (challenge.isEmpty())
            challenge = "Bearer realm=\"http://" + m_registry->host().toLatin1() + "/token\",service=\"fake\"";
        return Response{401, {{"WWW-Authenticate", challenge}}, R"({"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]})"};
    }

    static QString tokenQuestion(const Request &request)
    {
        const QString query = request.method == "POST" ? QString::fromUtf8(request.body) : request.path.section(u'?', 1);
        QStringList words{QString::fromLatin1(request.method)};
        for (const auto &[name, value] : QUrlQuery(query).queryItems(QUrl::FullyDecoded))
            words.append(name + u'=' + value);
        const QByteArray header = request.headers.value("authorization");
        if (header.startsWith("Basic "))
            words.append(u"Basic "_s + QString::fromUtf8(QByteArray::fromBase64(header.sliced(6))));
        return words.join(u' ');
    }

    Result<ImageReport> verify(const VerifyRequest &request)
    {
        int count = 0;
        Result<ImageReport> answer;
        m_client->verify(request, this, [&](const Result<ImageReport> &report) {
            answer = report;
            ++count;
        });
        if (count != 0 || !QTest::qWaitFor([&count] { return count > 0; }, 30'000) || count != 1)
            qFatal("%d answers", count);
        return answer;
    }

    QString resolve(const QString &reference)
    {
        std::optional<Result<QString>> answer;
        m_client->resolve(reference, this, [&answer](const Result<QString> &digest) { answer = digest; });
        if (answer || !QTest::qWaitFor([&answer] { return answer.has_value(); }, 30'000))
            qFatal("no answer");
        return *answer ? **answer : QString(u"error: "_s + answer->error().message);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeRegistry> m_registry;
    std::unique_ptr<OneLogin> m_store;
    std::unique_ptr<CredentialSource> m_credentials;
    std::unique_ptr<RegistryClient> m_client;
    RegistryLimits m_limits;
};

QTEST_GUILESS_MAIN(TestRegistryClient)
#include "tst_registryclient.moc"
