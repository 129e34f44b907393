// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// A registry that is slow, overloaded, absent, or asked no longer.

#include "registryclientfixture.h"

#include <QElapsedTimer>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

using Request = FakeHttp::Request;
using Response = FakeHttp::Response;

class TestRegistryFailures : public QObject, private RegistryClientFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

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
        QTest::newRow("429 without end") << Response{429, {}, {}} << u"HOST allows no more requests for now: try again later, or log in for a higher limit."_s
                                         << 4;
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
};

QTEST_GUILESS_MAIN(TestRegistryFailures)
#include "tst_registryfailures.moc"
