// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// How the client shows its log-in to a registry, and to nobody else: tokens, Basic, refusals, redirects.

#include "registryclientfixture.h"

#include <QUrlQuery>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

using Request = FakeHttp::Request;
using Response = FakeHttp::Response;

class TestRegistryLogin : public QObject, private RegistryClientFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    // --- doors

    void tokens_data()
    {
        QTest::addColumn<Credential>("login");
        QTest::addColumn<QString>("asked"); // what the token server must be asked with
        QTest::newRow("anonymous") << Credential() << u"GET service=fake scope=repository:app:pull"_s;
        QTest::newRow("password") << Credential{u"you"_s, u"p+w&d=ü"_s}
                                  << u"GET service=fake scope=repository:app:pull account=you client_id=slipway Basic you:p+w&d=ü"_s;
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
        QTest::newRow("token with a line break") << u"injection"_s << true
                                                 << u"The token server 127.0.0.1 of HOST gave no token (HTTP 200): try again later."_s;
        QTest::newRow("no such token server") << u"realm"_s << true << u"HOST names no token server that could be asked: check that it is a registry."_s;
        QTest::newRow("unknown kind")
            << u"digest"_s << true
            << u"HOST asks for a kind of log-in that Slipway does not know: use `docker login` and a registry that takes passwords or tokens."_s;
        QTest::newRow("no challenge")
            << u"bare"_s << true
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
};

QTEST_GUILESS_MAIN(TestRegistryLogin)
#include "tst_registrylogin.moc"
