// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What the images are called and hold, and what a person adds.
class TestPlanImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waysOut();
    void assets();
    void images_data();
    void images();
    void imagesNeedBin();
    void labels_data();
    void labels();
};

void TestPlanImages::waysOut()
{
    const Plan plan =
        planOf(helloProject(), optionsOf({u"build.secrets=TOKEN=env:A"_s, u"build.ssh=true"_s, u"image.symbols=strip"_s, u"profile=dev"_s,
                                          u"image.provenance=max"_s, u"image.sbom=true"_s, u"image.volumes=/data"_s, u"image.stop-signal=SIGINT"_s}));
    QCOMPARE(plan.secrets.value(u"TOKEN"_s), u"env:A"_s);
    QVERIFY(plan.usesSsh && plan.hasSbom);
    QCOMPARE(plan.buildEnvironment.value(u"CARGO_PROFILE_DEV_STRIP"_s), u"symbols"_s);
    QCOMPARE(plan.provenance, u"max"_s);
    QCOMPARE(plan.volumes, QStringList{u"/data"_s});
    Project project = helloProject();
    project.git.commit = QString(40, u'a');
    QCOMPARE(planOf(project).images.constFirst().labels.value(u"org.opencontainers.image.revision"_s), QString(40, u'a'));
    Finding ssh;
    ssh.code = u"git-ssh"_s;
    project.findings.append(ssh);
    QCOMPARE(planOf(project).findings.constFirst().fixKey, u"build.ssh"_s);
    const Plan lent = planOf(project, optionsOf({u"build.ssh=true"_s}));
    QCOMPARE(lent.findings.constFirst().severity, Finding::Severity::Note);
    // Cargo's own git knows github.com's keys, where the ssh program knows no host; and no builder has to have that program.
    QVERIFY(!lent.buildEnvironment.contains(u"CARGO_NET_GIT_FETCH_WITH_CLI"_s));
}

void TestPlanImages::assets()
{
    Project project = helloProject();
    project.assetFolders = {u"templates"_s, u"$odd"_s};
    Plan plan = planOf(project);
    QCOMPARE(plan.assets, QStringList{u"templates"_s});
    QCOMPARE(plan.workingDirectory, u"/app"_s);
    plan = planOf(project, optionsOf({u"image.assets=my files,a[b]"_s, u"image.workdir=/srv"_s}));
    QCOMPARE(plan.assets, QStringList{u"my files"_s});
    QCOMPARE(plan.workingDirectory, u"/srv"_s);
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"asset-name"_s});
}

void TestPlanImages::images_data()
{
    QTest::addColumn<Project>("project");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QStringList>("images");
    Project odd = helloProject();
    odd.name = u"My Project!"_s;
    odd.packages[0].version = u"1.0.0-rc.1+build.5"_s;
    odd.packages[0].binaries[0].name = u"Tools"_s;
    Project committed = helloProject();
    committed.git.commit = u"0123456789abcdef0123456789abcdef01234567"_s;
    QTest::newRow("no registry") << helloProject() << QStringList{} << QString() << QStringList{u"hello"_s};
    QTest::newRow("one binary") << helloProject() << QStringList{} << u"r:5000"_s << QStringList{u"hello r:5000/hello:0.1.0 r:5000/hello:latest"_s};
    QTest::newRow("one each") << shopProject() << QStringList{} << u"r:5000"_s
                              << QStringList{u"shop-api r:5000/shop/shop-api:1.2.0 r:5000/shop/shop-api:latest"_s,
                                             u"shop-worker r:5000/shop/shop-worker:1.2.0 r:5000/shop/shop-worker:latest"_s};
    QTest::newRow("all in one") << shopProject() << QStringList{u"image.mode=single"_s} << u"r:5000"_s
                                << QStringList{u"shop r:5000/shop:1.2.0 r:5000/shop:latest"_s};
    QTest::newRow("named") << shopProject() << QStringList{u"image.name=ghcr.io/me/{project}-{bin}"_s, u"image.tags=v{version}"_s} << QString()
                           << QStringList{u"shop-api ghcr.io/me/shop-shop-api:v1.2.0"_s, u"shop-worker ghcr.io/me/shop-shop-worker:v1.2.0"_s};
    QTest::newRow("odd names") << odd << QStringList{} << u"r:5000"_s
                               << QStringList{u"image-tools r:5000/my-project:1.0.0-rc.1-build.5 r:5000/my-project:latest"_s};
    QTest::newRow("commit") << committed << QStringList{u"image.tags={commit}"_s} << u"r:5000"_s << QStringList{u"hello r:5000/hello:0123456789ab"_s};
    QTest::newRow("no commit") << helloProject() << QStringList{u"image.tags={commit},x"_s} << u"r:5000"_s << QStringList{u"hello r:5000/hello:x"_s};
}

void TestPlanImages::images()
{
    QFETCH(Project, project);
    QFETCH(QStringList, options);
    QFETCH(QString, registry);
    Facts facts;
    facts.defaultRegistry = registry;
    const Plan plan = planOf(project, optionsOf(options), {}, facts);
    QStringList images;
    for (const PlannedImage &image : plan.images) {
        images.append(QStringList(QStringList{image.stage} + image.references).join(u' '));
        QVERIFY(image.binaries.contains(image.entrypoint));
    }
    QTEST(images, "images");
}

void TestPlanImages::imagesNeedBin()
{
    const Plan plan = planOf(shopProject(), optionsOf({u"image.name=ghcr.io/me/shop"_s}));
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"name-without-bin"_s});
    QCOMPARE(plan.findings.constLast().fixValue, u"ghcr.io/me/shop/{bin}"_s);
}

void TestPlanImages::labels_data()
{
    QTest::addColumn<QString>("remote");
    QTest::addColumn<QString>("source");
    QTest::newRow("none") << QString() << QString();
    QTest::newRow("https") << u"https://github.com/me/shop.git"_s << u"https://github.com/me/shop"_s;
    QTest::newRow("ssh") << u"git@github.com:me/shop.git"_s << u"https://github.com/me/shop"_s;
    QTest::newRow("ssh address") << u"ssh://git@git.example/me/shop"_s << u"https://git.example/me/shop"_s;
    QTest::newRow("a folder") << u"/srv/git/shop.git"_s << QString();
    QTest::newRow("with a password") << u"https://me:secret@github.com/me/shop.git"_s << QString();
}

void TestPlanImages::labels()
{
    QFETCH(QString, remote);
    Project project = helloProject();
    project.git.remote = remote;
    const Plan plan = planOf(project);
    QTEST(plan.images.constFirst().labels.value(u"org.opencontainers.image.source"_s), "source");
    QCOMPARE(plan.images.constFirst().labels.value(u"org.opencontainers.image.version"_s), u"0.1.0"_s);
    const Plan own = planOf(project, optionsOf({u"image.labels=org.opencontainers.image.title=Mine"_s}));
    QCOMPARE(own.images.constFirst().labels.value(u"org.opencontainers.image.title"_s), u"Mine"_s);
}

QTEST_GUILESS_MAIN(TestPlanImages)
#include "tst_planimages.moc"
