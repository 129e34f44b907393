// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/challenge.h"
#include "registry/imagemanifest.h"
#include "registry/registryhttp.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray a64 = QByteArray(64, 'a');
const QByteArray good = "sha256:" + a64;
const QString ociIndex = u"application/vnd.oci.image.index.v1+json"_s;
const QString ociManifest = u"application/vnd.oci.image.manifest.v1+json"_s;

/// JSON with its quotes, which would have to be escaped here.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"').replace("GOOD", good);
}

QString printed(const QList<AuthChallenge> &challenges)
{
    QStringList list;
    for (const AuthChallenge &challenge : challenges) {
        list.append((challenge.scheme == AuthChallenge::Scheme::Basic ? u"Basic"_s : u"Bearer"_s) + u'|' + challenge.realm + u'|' + challenge.service + u'|'
                    + challenge.scope);
    }
    return list.join(u" + "_s);
}

} // namespace

class TestImageManifest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void challenges_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("Basic") << QByteArray("Basic realm=\"Registry Realm\"") << u"Basic|Registry Realm||"_s;
        QTest::newRow("Basic alone") << QByteArray("basic") << u"Basic|||"_s;
        QTest::newRow("Docker Hub") << QByteArray(
            "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/x:pull\"")
                                    << u"Bearer|https://auth.docker.io/token|registry.docker.io|repository:library/x:pull"_s;
        QTest::newRow("spaces and capitals") << QByteArray("BEARER Realm = \"https://a.example\" , Service=plain") << u"Bearer|https://a.example|plain|"_s;
        QTest::newRow("commas in a value") << QByteArray("Bearer realm=\"https://a.example\",scope=\"repository:x:pull,push\"")
                                           << u"Bearer|https://a.example||repository:x:pull,push"_s;
        QTest::newRow("escaped quote") << QByteArray("Basic realm=\"a \\\"b\\\" c\"") << u"Basic|a \"b\" c||"_s;
        QTest::newRow("two") << QByteArray("Bearer realm=\"https://a.example\", Basic realm=\"b\"") << u"Bearer|https://a.example|| + Basic|b||"_s;
        QTest::newRow("others are left out") << QByteArray("Negotiate abc==, Digest realm=\"x\", nonce=\"y\", Basic realm=\"b\"") << u"Basic|b||"_s;
        QTest::newRow("unknown parameters") << QByteArray("Bearer realm=\"https://a.example\",error=\"invalid_token\",x=1") << u"Bearer|https://a.example||"_s;
        QTest::newRow("quote not closed") << QByteArray("Basic realm=\"abc") << u"Basic|abc||"_s;
        QTest::newRow("noise") << QByteArray("=,;==\"\"\\") << QString();
    }
    void challenges()
    {
        QFETCH(QByteArray, header);
        QTEST(printed(parseChallenges(header)), "expected");
    }

    void platforms_data()
    {
        QTest::addColumn<QString>("platform");
        QTest::addColumn<QString>("normalized");
        QTest::newRow("amd64") << u"linux/amd64"_s << u"linux/amd64"_s;
        QTest::newRow("amd64 v1") << u"linux/amd64/v1"_s << u"linux/amd64"_s;
        QTest::newRow("amd64 v3") << u"linux/amd64/v3"_s << u"linux/amd64/v3"_s;
        QTest::newRow("arm64 v8") << u"linux/arm64/v8"_s << u"linux/arm64"_s;
        QTest::newRow("arm") << u"linux/arm"_s << u"linux/arm/v7"_s;
        QTest::newRow("arm v6") << u"linux/arm/v6"_s << u"linux/arm/v6"_s;
        QTest::newRow("other names") << u"linux/aarch64"_s << u"linux/arm64"_s;
        QTest::newRow("capitals") << u"Linux/AMD64"_s << u"linux/amd64"_s;
    }
    void platforms()
    {
        QFETCH(QString, platform);
        QTEST(normalizedPlatform(platform), "normalized");
    }

    void digests()
    {
        QVERIFY(isDigest(QString::fromLatin1(good)));
        QVERIFY(isDigest(u"sha512:"_s + QString(128, u'0')));
        for (const QString &bad : QStringList{u""_s, u"sha256:"_s, u"sha256:"_s + QString(63, u'a'), u"sha256:"_s + QString(64, u'A'),
                                              u"md5:"_s + QString(32, u'a'), QString::fromLatin1(good) + u'\n', u"sha256:../../"_s})
            QVERIFY2(!isDigest(bad), qPrintable(bad));
        QCOMPARE(digestOf("abc"), u"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
        QVERIFY(digestOf("abc", u"sha512:"_s).startsWith("sha512:ddaf35a1"_L1));
    }

    void index()
    {
        const auto manifest =
            parseImageManifest(json("{'schemaVersion':2,'mediaType':'application/vnd.oci.image.index.v1+json','manifests':["
                                    "{'mediaType':'x','digest':'GOOD','size':7,'platform':{'os':'linux','architecture':'arm','variant':'v7'}},"
                                    "{'mediaType':'x','digest':'GOOD','size':8,'platform':{'os':'linux','architecture':'arm64','variant':'v8'}},"
                                    "{'mediaType':'x','digest':'GOOD','size':9,'platform':{'os':'unknown','architecture':'unknown'}},"
                                    "{'mediaType':'x','digest':'GOOD','size':9,'annotations':{'vnd.docker.reference.type':'attestation-manifest'}}]}"),
                               {});
        QVERIFY(manifest);
        QVERIFY(manifest->isIndex);
        QCOMPARE(manifest->manifests.size(), 4);
        QCOMPARE(manifest->manifests.at(0).platform, u"linux/arm/v7"_s);
        QCOMPARE(manifest->manifests.at(0).size, 7);
        QCOMPARE(manifest->manifests.at(1).platform, u"linux/arm64"_s);
        QVERIFY(!manifest->manifests.at(1).isAttestation);
        QVERIFY(manifest->manifests.at(2).isAttestation);
        QVERIFY(manifest->manifests.at(3).isAttestation);
    }

    void image()
    {
        const auto manifest = parseImageManifest(json("{'schemaVersion':2,'config':{'mediaType':'c','digest':'GOOD','size':5},'layers':["
                                                      "{'mediaType':'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip','digest':'GOOD','size':6},"
                                                      "{'mediaType':'application/vnd.oci.image.layer.v1.tar+gzip','digest':'GOOD','size':6}]}"),
                                                 ociManifest + u"; charset=utf-8"_s);
        QVERIFY(manifest);
        QVERIFY(!manifest->isIndex);
        QCOMPARE(manifest->mediaType, ociManifest);
        QCOMPARE(manifest->config.size, 5);
        QCOMPARE(manifest->layers.size(), 2);
        QVERIFY(manifest->layers.at(0).isForeign);
        QVERIFY(!manifest->layers.at(1).isForeign);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("why");
        QTest::newRow("empty") << QByteArray() << ociIndex << u"it is not JSON"_s;
        QTest::newRow("HTML") << QByteArray("<html>") << u"text/html"_s << u"it is not JSON"_s;
        QTest::newRow("array") << QByteArray("[]") << ociIndex << u"it is not JSON"_s;
        QTest::newRow("no type") << QByteArray("{}") << u"application/json"_s << u"its type \"application/json\" is not that of an image"_s;
        QTest::newRow("schema 1") << QByteArray("{\"schemaVersion\":1}") << u"application/vnd.docker.distribution.manifest.v1+prettyjws"_s
                                  << u"it is in the format of before 2016 (schema 1), which nothing builds any more"_s;
        QTest::newRow("both at once") << QByteArray("{\"manifests\":[],\"layers\":[]}") << ociIndex << u"it is an index and an image at once"_s;
        QTest::newRow("index that is an image") << QByteArray("{\"layers\":[]}") << ociIndex << u"it calls itself an index and is an image"_s;
        QTest::newRow("image that is an index") << QByteArray("{\"manifests\":[]}") << ociManifest << u"it calls itself an image and is an index"_s;
        QTest::newRow("image without config") << QByteArray("{\"layers\":[]}") << ociManifest << u"it names something by \"\", which is not a digest"_s;
        QTest::newRow("path for a digest") << json("{'manifests':[{'digest':'../../x','size':1}]}") << ociIndex
                                           << u"it names something by \"../../x\", which is not a digest"_s;
        QTest::newRow("negative size") << json("{'manifests':[{'digest':'GOOD','size':-1}]}") << ociIndex
                                       << u"it gives no size for sha256:%1 that could be true"_s.arg(QString::fromLatin1(a64));
        QTest::newRow("size that overflows") << json("{'manifests':[{'digest':'GOOD','size':9223372036854775807}]}") << ociIndex
                                             << u"it gives no size for sha256:%1 that could be true"_s.arg(QString::fromLatin1(a64));
        QTest::newRow("no size") << json("{'manifests':[{'digest':'GOOD'}]}") << ociIndex
                                 << u"it gives no size for sha256:%1 that could be true"_s.arg(QString::fromLatin1(a64));
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, type);
        QFETCH(QString, why);
        const auto manifest = parseImageManifest(bytes, type);
        QVERIFY(!manifest);
        QCOMPARE(manifest.error().code, ErrorCode::Verification);
        QCOMPARE(manifest.error().message, why);
    }

    void configs()
    {
        QCOMPARE(parseConfigPlatform("{\"os\":\"linux\",\"architecture\":\"arm64\"}").value_or(QString()), u"linux/arm64"_s);
        QCOMPARE(parseConfigPlatform("{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v6\"}").value_or(QString()), u"linux/arm/v6"_s);
        QVERIFY(!parseConfigPlatform("{\"os\":\"linux\"}"));
        QVERIFY(!parseConfigPlatform("tar"));
    }

    void loopback_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("expected");
        for (const QString &host :
             {u"localhost"_s, u"localhost:5000"_s, u"127.0.0.1"_s, u"127.0.0.1:5000"_s, u"127.9.9.9:1"_s, u"[::1]:5000"_s, u"::1"_s, u"reg.localhost"_s})
            QTest::newRow(qPrintable(host)) << host << true;
        for (const QString &host :
             {u"ghcr.io"_s, u"127.evil.example"_s, u"localhost.evil.example"_s, u"10.0.0.1:5000"_s, u"[fe80::1]:5000"_s, u""_s, u"1270.0.0.1"_s})
            QTest::newRow(qPrintable(u"not "_s + host)) << host << false;
    }
    void loopback()
    {
        QFETCH(QString, host);
        QTEST(isLoopbackHost(host), "expected");
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("seconds") << QByteArray("30") << 30LL;
        QTest::newRow("none") << QByteArray("0") << 0LL;
        QTest::newRow("spaces") << QByteArray(" 5 ") << 5LL;
        QTest::newRow("date") << QByteArray("Tue, 24 Nov 2026 08:01:30 GMT") << 90LL;
        QTest::newRow("date that has passed") << QByteArray("Tue, 24 Nov 2026 07:00:00 GMT") << 0LL;
        QTest::newRow("missing") << QByteArray() << -1LL;
        QTest::newRow("negative") << QByteArray("-5") << -1LL;
        QTest::newRow("words") << QByteArray("soon") << -1LL;
    }
    void retryAfter()
    {
        QFETCH(QByteArray, header);
        const QDateTime now = QDateTime::fromString(u"2026-11-24T08:00:00Z"_s, Qt::ISODate);
        QTEST(retryAfterSeconds(header, now), "seconds");
    }
};

QTEST_GUILESS_MAIN(TestImageManifest)
#include "tst_imagemanifest.moc"
