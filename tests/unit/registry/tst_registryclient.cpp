// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The client against a registry in this process, for what a real one will not do. tests/engine/tst_registry.cpp asks a real one.
// Here: what is there, and what is not as it should be.

#include "registryclientfixture.h"

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

using Request = FakeHttp::Request;
using Response = FakeHttp::Response;

class TestRegistryClient : public QObject, private RegistryClientFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

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
        QCOMPARE(resolve(m_registry->reference(u"no"_s)),
                 u"error: %1 holds no %2: check name and tag."_s.arg(m_registry->host(), m_registry->reference(u"no"_s)));
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
        QTest::newRow("another image")
            << u"expected"_s
            << QStringList{
                   u"linux/amd64 2"_s, u"linux/arm64 2"_s,
                   u"HOST/app:1 is DIGEST in the registry, not OTHER as it was pushed: somebody else has pushed since; push again, or use the digest."_s};
        QTest::newRow("platform missing") << u"platform"_s
                                          << QStringList{u"linux/amd64 1"_s, u"linux/arm64 is missing: the registry holds HOST/app:1 for linux/amd64."_s};
        QTest::newRow("manifest missing") << u"manifest"_s
                                          << QStringList{
                                                 u"linux/amd64 2"_s, u"linux/arm64 0"_s,
                                                 u"The index of HOST/app:1 names linux/arm64, but HOST does not hold its manifest OTHER: push again."_s};
        QTest::newRow("layer missing") << u"layer"_s << QStringList{u"linux/amd64 2"_s, u"linux/arm64 2"_s, u"The layer OTHER is not in the registry"_s + push};
        QTest::newRow("layer short") << u"short"_s
                                     << QStringList{u"linux/amd64 1"_s, u"The layer OTHER has 3 bytes in the registry, not 5 as its manifest says"_s + push};
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
};

QTEST_GUILESS_MAIN(TestRegistryClient)
#include "tst_registryclient.moc"
