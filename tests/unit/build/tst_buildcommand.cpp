// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildrun.h"
#include "support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

PlannedPlatform platform(const QString &name, bool isChosen = true)
{
    PlannedPlatform planned;
    planned.platform = name;
    planned.isChosen = isChosen;
    return planned;
}

BuildRequest request(const QStringList &stages)
{
    BuildRequest made;
    made.contextFolder = u"/home/me/my project"_s;
    made.plan.platforms = {platform(u"linux/amd64"_s), platform(u"linux/arm64"_s)};
    for (const QString &stage : stages)
        made.plan.images.append({stage, {stage}, stage, {u"ghcr.io/me/"_s + stage + u":1"_s}, {}});
    return made;
}

QStringList arguments(const BuildRequest &made)
{
    return buildCommand(made, u"/t/Dockerfile"_s, u"/t/metadata.json"_s, u"/t/bake.json"_s).arguments;
}

QJsonObject bakeFile(const BuildRequest &made)
{
    return QJsonDocument::fromJson(buildCommand(made, u"/t/Dockerfile"_s, u"/t/m"_s, u"/t/b"_s).bakeFile).object();
}

} // namespace

class TestBuildCommand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneImage()
    {
        const QStringList expected{u"buildx"_s,
                                   u"build"_s,
                                   u"--progress"_s,
                                   u"rawjson"_s,
                                   u"--provenance=false"_s,
                                   u"--metadata-file"_s,
                                   u"/t/metadata.json"_s,
                                   u"--file"_s,
                                   u"/t/Dockerfile"_s,
                                   u"--target"_s,
                                   u"app"_s,
                                   u"--platform"_s,
                                   u"linux/amd64,linux/arm64"_s,
                                   u"--output"_s,
                                   u"type=cacheonly"_s,
                                   u"/home/me/my project"_s};
        QCOMPARE(arguments(request({u"app"_s})), expected);
        QVERIFY(buildCommand(request({u"app"_s}), {}, {}, {}).bakeFile.isEmpty());
    }

    void choices_data()
    {
        QTest::addColumn<BuildRequest>("made");
        QTest::addColumn<QStringList>("words"); // stand one after the other
        BuildRequest push = request({u"app"_s});
        push.output = BuildOutput::Push;
        QTest::newRow("push") << push << QStringList{u"--tag"_s, u"ghcr.io/me/app:1"_s, u"--push"_s, push.contextFolder};
        BuildRequest load = request({u"app"_s});
        load.output = BuildOutput::Load;
        QTest::newRow("load") << load << QStringList{u"--load"_s, load.contextFolder};
        BuildRequest file = request({u"app"_s});
        file.output = BuildOutput::OciFile;
        file.ociFile = u"/tmp/a \"b\",c.tar"_s;
        QTest::newRow("file with comma and quotes") << file << QStringList{u"--output"_s, u"type=oci,\"dest=/tmp/a \"\"b\"\",c.tar\""_s};
        file.ociFile = u"/tmp/a.tar"_s;
        QTest::newRow("file") << file << QStringList{u"--output"_s, u"type=oci,dest=/tmp/a.tar"_s};
        BuildRequest builder = request({u"app"_s});
        builder.builder = u"far"_s;
        builder.noCache = true;
        QTest::newRow("builder") << builder << QStringList{u"build"_s, u"--builder"_s, u"far"_s};
        QTest::newRow("no cache") << builder << QStringList{u"--no-cache"_s};
        BuildRequest mirror = request({u"app"_s});
        mirror.plan.namedContexts.insert(u"gcr.io/x:y"_s, u"docker-image://127.0.0.1:5000/x"_s);
        QTest::newRow("named context") << mirror << QStringList{u"--build-context"_s, u"gcr.io/x:y=docker-image://127.0.0.1:5000/x"_s};
        BuildRequest one = request({u"app"_s});
        one.plan.platforms[0].isChosen = false;
        QTest::newRow("one platform") << one << QStringList{u"--platform"_s, u"linux/arm64"_s};
    }
    void choices()
    {
        QFETCH(BuildRequest, made);
        QFETCH(QStringList, words);
        const QStringList all = arguments(made);
        const qsizetype at = all.indexOf(words.first());
        QVERIFY2(at >= 0, qPrintable(all.join(u'|')));
        QCOMPARE(all.mid(at, words.size()), words);
    }

    void severalImages()
    {
        BuildRequest made = request({u"shop-api"_s, u"shop.worker"_s});
        made.output = BuildOutput::Push;
        made.contextFolder = u"/home/me/${HOME} %{if}"_s;
        made.plan.namedContexts.insert(u"a/b:1"_s, u"docker-image://m/a/b:1"_s);
        const QStringList expected{u"buildx"_s,           u"bake"_s,   u"--progress"_s,  u"rawjson"_s, u"--provenance=false"_s, u"--metadata-file"_s,
                                   u"/t/metadata.json"_s, u"--file"_s, u"/t/bake.json"_s};
        QCOMPARE(arguments(made), expected);
        const QJsonObject file = bakeFile(made);
        QCOMPARE(file["group"_L1]["default"_L1]["targets"_L1].toArray(), (QJsonArray{u"shop-api"_s, u"shop_worker"_s}));
        const QJsonObject worker = file["target"_L1]["shop_worker"_L1].toObject();
        QCOMPARE(worker["target"_L1].toString(), u"shop.worker"_s);
        QCOMPARE(worker["context"_L1].toString(), u"/home/me/$${HOME} %%{if}"_s); // a template otherwise
        QCOMPARE(worker["dockerfile"_L1].toString(), u"/t/Dockerfile"_s);
        QCOMPARE(worker["platforms"_L1].toArray(), (QJsonArray{u"linux/amd64"_s, u"linux/arm64"_s}));
        QCOMPARE(worker["tags"_L1].toArray(), (QJsonArray{u"ghcr.io/me/shop.worker:1"_s}));
        QCOMPARE(worker["output"_L1].toArray(), (QJsonArray{u"type=registry"_s}));
        QCOMPARE(worker["contexts"_L1]["a/b:1"_L1].toString(), u"docker-image://m/a/b:1"_s);
    }

    void lentThings()
    {
        BuildRequest made = request({u"app"_s});
        made.plan.secrets = {{u"TOKEN"_s, u"env:MY_TOKEN"_s}, {u"KEY"_s, u"file:/home/me/my key"_s}};
        made.plan.usesSsh = true;
        made.plan.hasSbom = true;
        made.plan.provenance = u"max"_s;
        const QString all = arguments(made).join(u'|');
        for (const QString &part : {u"|--secret|id=KEY,src=/home/me/my key|--secret|id=TOKEN,env=MY_TOKEN|"_s, u"|--ssh|default|"_s, u"|--sbom=true|"_s,
                                    u"|--provenance=mode=max|"_s})
            QVERIFY2(all.contains(part), qPrintable(all));
        made.plan.images.append({u"b"_s, {}, u"b"_s, {u"ghcr.io/me/b:1"_s}, {}});
        const QJsonObject target = bakeFile(made)["target"_L1]["app"_L1].toObject();
        QCOMPARE(target["secret"_L1].toArray(), (QJsonArray{u"id=KEY,src=/home/me/my key"_s, u"id=TOKEN,env=MY_TOKEN"_s}));
        QCOMPARE(target["ssh"_L1].toArray(), QJsonArray{u"default"_s});
    }

    void sameImageTwice()
    {
        BuildRequest made = request({u"app"_s});
        made.output = BuildOutput::Push;
        QVERIFY(!arguments(made).join(u' ').contains("SOURCE_DATE_EPOCH"_L1));
        made.plan.isReproducible = true;
        made.plan.sourceDateEpoch = u"1700000000"_s;
        QString all = arguments(made).join(u'|');
        QVERIFY2(all.contains("|--build-arg|SOURCE_DATE_EPOCH=1700000000|"_L1) && all.contains("|--push|"_L1), qPrintable(all));
        made.plan.rewritesTimes = true;
        all = arguments(made).join(u'|');
        QVERIFY2(all.contains("|--output|type=registry,rewrite-timestamp=true|"_L1) && !all.contains("--push"_L1), qPrintable(all));
        made.output = BuildOutput::Load;
        QVERIFY(arguments(made).contains(u"type=docker,rewrite-timestamp=true"_s));
        made.output = BuildOutput::OciFile;
        made.ociFile = u"/t/a,b.tar"_s;
        QVERIFY(arguments(made).contains(u"type=oci,\"dest=/t/a,b.tar\",rewrite-timestamp=true"_s));
        made.output = BuildOutput::CacheOnly;
        QVERIFY(arguments(made).contains(u"type=cacheonly"_s));
        made.output = BuildOutput::Push;
        made.plan.images.append({u"b"_s, {}, u"b"_s, {u"ghcr.io/me/b:1"_s}, {}});
        const QJsonObject target = bakeFile(made)["target"_L1]["b"_L1].toObject();
        QCOMPARE(target["args"_L1]["SOURCE_DATE_EPOCH"_L1].toString(), u"1700000000"_s);
        QCOMPARE(target["output"_L1].toArray(), QJsonArray{u"type=registry,rewrite-timestamp=true"_s});
    }

    void secretsAreNowhere()
    {
        for (const QStringList &stages : {QStringList{u"a"_s}, QStringList{u"a"_s, u"b"_s}}) {
            BuildRequest made = request(stages);
            made.credentials.insert(u"ghcr.io"_s, {u"me"_s, u"s3cr3t"_s});
            const BuildCommand command = buildCommand(made, {}, {}, {});
            QVERIFY(!command.arguments.join(u' ').contains("s3cr3t"_L1));
            QVERIFY(!command.bakeFile.contains("s3cr3t"));
        }
    }

    void metadata_data()
    {
        QTest::addColumn<QStringList>("stages");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("digests");
        QTest::addColumn<QString>("reference");
        QTest::newRow("build") << QStringList{u"app"_s} << QByteArray(R"({"buildx.build.ref":"d/d/x","containerimage.digest":"sha256:1"})")
                               << QStringList{u"sha256:1"_s} << u"d/d/x"_s;
        QTest::newRow("several nodes: the digest alone")
            << QStringList{u"app"_s} << QByteArray(R"({"containerimage.digest":"sha256:1"})") << QStringList{u"sha256:1"_s} << QString();
        QTest::newRow("cache only") << QStringList{u"app"_s} << QByteArray(R"({"buildx.build.ref":"d/d/x"})") << QStringList() << u"d/d/x"_s;
        QTest::newRow("bake")
            << QStringList{u"app"_s, u"to.ols"_s}
            << QByteArray(
                   R"({"app":{"buildx.build.ref":"d/d/a","containerimage.digest":"sha256:1"},"to_ols":{"buildx.build.ref":"d/d/b","containerimage.digest":"sha256:2"}})")
            << QStringList{u"sha256:1"_s, u"sha256:2"_s} << u"d/d/a"_s;
        QTest::newRow("bake, one without an image") << QStringList{u"app"_s, u"tools"_s}
                                                    << QByteArray(R"({"app":{"containerimage.digest":"sha256:1"},"tools":{}})") << QStringList{u"sha256:1"_s}
                                                    << QString();
        QTest::newRow("empty file") << QStringList{u"app"_s} << QByteArray() << QStringList() << QString();
        QTest::newRow("nonsense") << QStringList{u"app"_s} << QByteArray("[1,{]") << QStringList() << QString();
    }
    void metadata()
    {
        QFETCH(QStringList, stages);
        QFETCH(QByteArray, json);
        BuildOutcome outcome;
        readMetadata(json, request(stages).plan, outcome);
        QStringList digests;
        for (const PushedImage &image : std::as_const(outcome.images))
            digests += image.digest;
        QTEST(digests, "digests");
        QTEST(outcome.buildReference, "reference");
    }
};

QTEST_GUILESS_MAIN(TestBuildCommand)
#include "tst_buildcommand.moc"
