// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"
#include "planfixtures.h"
#include "shortprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// The first instruction that holds a text; empty when there is none.
QString instruction(const DockerfileDocument &document, const QString &text)
{
    return instructions(document).filter(text).value(0);
}

} // namespace

/// What the cache strategies write, and what their shell commands do to files.
class TestCaches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void profiles_data();
    void profiles();
    void mounts();
    void incremental_data();
    void incremental();
    void hybrid();
    void hybridOfVendoredSources();
    void hybridOnEachPlatform();
    void folderBesideIsForgotten();
    void archive_data();
    void archive();
    void cargoHome();
};

void TestCaches::profiles_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QString>("folder");
    QTest::newRow("release") << u"release"_s << u"cargo zigbuild --release --locked"_s << u"target/$2/release/"_s;
    QTest::newRow("dev") << u"dev"_s << u"cargo zigbuild --locked"_s << u"target/$2/debug/"_s;
    QTest::newRow("declared") << u"dist"_s << u"cargo zigbuild --profile dist --locked"_s << u"target/$2/dist/"_s;
}

void TestCaches::profiles()
{
    QFETCH(QString, profile);
    QFETCH(QString, flags);
    QFETCH(QString, folder);
    Project project = helloProject();
    project.profiles.append(u"dist"_s);
    const QString text = writeDockerfile(planOf(project, optionsOf({u"profile="_s + profile}))).text();
    QVERIFY2(text.contains(flags), qPrintable(text));
    QVERIFY2(text.contains(folder), qPrintable(text));
}

/// All that Cargo fetches, and its locks, in one mount that nobody waits for; the compiled files in one that takes turns.
void TestCaches::mounts()
{
    const QString run = instruction(writeDockerfile(planOf(helloProject(), optionsOf({u"cache=mounts"_s}))), u"cargo zigbuild --release --locked"_s);
    QVERIFY(run.contains(u"--mount=type=cache,id=slipway-cargo,target=/var/cache/cargo "_s));
    QVERIFY(run.contains(u",target=/app/target,sharing=locked "_s) && run.contains(u" .package-cache "_s));
    const QString native =
        instruction(writeDockerfile(planOf(helloProject(), optionsOf({u"cache=mounts"_s, u"cross=native"_s}))), u"cargo build --release --locked"_s);
    QVERIFY(native.contains(u"id=slipway-cargo,"_s) && native.contains(u"id=slipway-target-hello-$TARGETPLATFORM,"_s));
    QCOMPARE(native.count(u"sharing=locked"_s), 1);
}

void TestCaches::incremental_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("isOn");
    QTest::addColumn<QStringList>("warnings");
    QTest::newRow("off by itself") << QStringList{u"cache=mounts"_s} << false << QStringList();
    QTest::newRow("mounts") << QStringList{u"cache=mounts"_s, u"incremental=true"_s} << true << QStringList();
    QTest::newRow("layers keep nothing of it") << QStringList{u"incremental=true"_s} << false << QStringList{u"incremental-without-mounts"_s};
    QTest::newRow("nor does hybrid") << QStringList{u"cache=hybrid"_s, u"incremental=true"_s} << false << QStringList{u"incremental-without-mounts"_s};
    QTest::newRow("own variable") << QStringList{u"cache=mounts"_s, u"incremental=true"_s, u"build.environment=CARGO_INCREMENTAL=0"_s} << false
                                  << QStringList();
    QTest::newRow("not the same to the byte") << QStringList{u"cache=mounts"_s, u"incremental=true"_s, u"reproducible=true"_s} << true
                                              << QStringList{u"reproducible-incremental"_s};
}

/// The variable stands before the step that compiles, and only where a mount keeps what rustc leaves behind.
void TestCaches::incremental()
{
    QFETCH(const QStringList, options);
    QFETCH(const bool, isOn);
    const Plan plan = planOf(helloProject(), optionsOf(options));
    QTEST(codes(plan, Finding::Severity::Warning), "warnings");
    const QString text = writeDockerfile(plan).text();
    QCOMPARE(text.contains(u"CARGO_INCREMENTAL=\"1\""_s), isOn);
    QCOMPARE(isOn && text.indexOf(u"CARGO_INCREMENTAL"_s) > text.indexOf(u"cargo zigbuild --release --locked"_s), false);
}

void TestCaches::hybrid()
{
    const Plan plan = planOf(shopProject(), optionsOf({u"cache=hybrid"_s}));
    QCOMPARE(plan.cache, CacheMethod::Hybrid);
    const DockerfileDocument document = writeDockerfile(plan);
    const QString cook = instruction(document, u"cargo chef cook"_s);
    QVERIFY(cook.contains(u"--mount=type=cache,id=slipway-dependencies-shop-release,target=/var/cache/slipway,sharing=locked"_s));
    // Compiled between the restoring and the keeping, and never by cargo-chef, which would hide what was compiled.
    const qsizetype restore = cook.indexOf(u"tar -xf"_s);
    const qsizetype compile = cook.indexOf(u"cargo zigbuild --message-format json-render-diagnostics --release"_s);
    const qsizetype keep = cook.indexOf(u"tar --format=posix"_s);
    QVERIFY(restore > 0 && restore < compile && compile < keep && cook.contains(u"cook --recipe-path recipe.json --no-build"_s));
    const QString build = instruction(document, u"cargo zigbuild --release --locked"_s);
    QVERIFY(!build.isEmpty() && !build.contains("--mount"_L1));
    // Other tools, other files.
    const QString other = instruction(writeDockerfile(planOf(shopProject(), optionsOf({u"cache=hybrid"_s, u"build.lines=RUN true"_s}))), u"cargo chef cook"_s);
    QVERIFY(other.section(u"sort;"_s, 1).section(u'}', 0, 0) != cook.section(u"sort;"_s, 1).section(u'}', 0, 0));
    // A secret is taken after the key is made.
    const QString secret =
        instruction(writeDockerfile(planOf(shopProject(), optionsOf({u"cache=hybrid"_s, u"build.secrets=TOKEN=env:T"_s}))), u"cargo chef cook"_s);
    QVERIFY(secret.indexOf(u"sha256sum"_s) < secret.indexOf(u"export TOKEN"_s));
}

void TestCaches::hybridOfVendoredSources()
{
    Project project = shopProject();
    project.hasVendoredSources = true;
    const Plan plan = planOf(project, optionsOf({u"cache=hybrid"_s}));
    QCOMPARE(plan.cache, CacheMethod::Layers);
    QCOMPARE(codes(plan, Finding::Severity::Warning), QStringList{u"hybrid-vendored"_s});
}

void TestCaches::hybridOnEachPlatform()
{
    const DockerfileDocument document = writeDockerfile(planOf(helloProject(), optionsOf({u"cache=hybrid"_s, u"cross=native"_s})));
    QVERIFY(instruction(document, u"cargo chef cook"_s).contains(u"id=slipway-dependencies-hello-release-$TARGETPLATFORM,"_s));
    QVERIFY(document.text().contains(u"ARG TARGETPLATFORM\nRUN --mount=type=cache,id=slipway-dependencies-"_s));
}

/// Cargo judges path packages by times, which a copy does not keep in order.
void TestCaches::folderBesideIsForgotten()
{
    Project project = shopProject();
    Package beside = member(u"beside"_s, {});
    beside.isMember = false;
    beside.folder = project.root + u"/libs/beside"_s;
    project.packages.append(beside);
    const QString cook = instruction(writeDockerfile(planOf(project, optionsOf({u"cache=hybrid"_s}))), u"cargo chef cook"_s);
    QVERIFY(cook.indexOf(u"for name in beside; do"_s) < cook.indexOf(u"cargo zigbuild"_s) && cook.contains(u"for name in beside; do"_s));
}

void TestCaches::archive_data()
{
    QTest::addColumn<QString>("kept");
    QTest::addColumn<bool>("isRestored");
    QTest::newRow("first build") << QString() << false;
    QTest::newRow("kept by an earlier build") << u"good"_s << true;
    QTest::newRow("broken") << u"broken"_s << false;
    QTest::newRow("cut off") << u"cut"_s << false;
}

/// Runs the step's own commands in a folder, with a compiler that does nothing.
void TestCaches::archive()
{
    QFETCH(QString, kept);
    QFETCH(bool, isRestored);
    QTemporaryDir dir;
    const QString cache = dir.filePath(u"cache"_s);
    QVERIFY(QDir(dir.path()).mkpath(u"cache"_s) && QDir(dir.path()).mkpath(u"app"_s) && QDir(dir.path()).mkpath(u"bin"_s));
    QString cook = instruction(writeDockerfile(planOf(shopProject(), optionsOf({u"cache=hybrid"_s}))), u"cargo chef cook"_s).mid(4).trimmed();
    while (cook.startsWith("--mount="_L1))
        cook = cook.mid(cook.indexOf(u' ')).trimmed();
    cook.replace(u"/var/cache/slipway"_s, cache).replace(u"/tmp/units"_s, dir.filePath(u"units"_s));
    // The compiler: one unit that is used, one that is new, and what it says of both.
    const QString program =
        u"#!/bin/sh\ncase \"$1\" in zigbuild) ;; *) exit 0 ;; esac\n"
        "[ ! -e target/release/deps/libold-0123456789abcdef.rlib ] || echo yes > %1/restored\n"
        "mkdir -p target/release/deps target/release/.fingerprint/new-fedcba9876543210 target/release/build/used-aaaaaaaaaaaaaaaa/out\n"
        "echo new > target/release/deps/libnew-fedcba9876543210.rlib\n"
        "echo '{\"filenames\":[\"/app/target/release/deps/libnew-fedcba9876543210.rlib\",\"/app/target/release/build/used-aaaaaaaaaaaaaaaa/out\"]}'\n"_s.arg(
            dir.path());
    for (const QString &name : {u"cargo"_s, u"rustc"_s, u"dpkg-query"_s}) {
        QFile file(dir.filePath(u"bin/"_s + name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(program.toUtf8());
        file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
    }
    const auto run = [&](const QString &script) {
        const ProgramEnd end = runToEnd(u"sh"_s, {u"-e"_s, u"-c"_s, script}, {}, {{u"PATH"_s, dir.filePath(u"bin"_s) + u':' + qEnvironmentVariable("PATH")}},
                                        dir.filePath(u"app"_s));
        return end.code == 0 ? QString() : u"failed: "_s + end.errors + end.output;
    };
    if (!kept.isEmpty()) {
        QCOMPARE(run(u"mkdir -p target/release/deps && echo old > target/release/deps/libold-0123456789abcdef.rlib"_s), QString());
        QCOMPARE(run(cook), QString());
        const QString file = QDir(cache).filePath(QDir(cache).entryList(QDir::Files).value(0));
        QCOMPARE(
            run(u"rm -rf target && mkdir -p target/release/deps && echo old > target/release/deps/libold-0123456789abcdef.rlib && tar -cf \"%1\" target && rm -rf target"_s
                    .arg(file)),
            QString());
        if (kept == "broken"_L1)
            QCOMPARE(run(u"echo nonsense > \"%1\""_s.arg(file)), QString());
        if (kept == "cut"_L1)
            QCOMPARE(run(u"truncate -s 700 \"%1\""_s.arg(file)), QString());
        QVERIFY(QFile::exists(file));
        QFile::remove(dir.filePath(u"restored"_s));
    }
    QCOMPARE(run(u"touch %1/stale.tar %1/other.tar.new"_s.arg(cache)), QString());
    QCOMPARE(run(cook), QString());
    QCOMPARE(QFile::exists(dir.filePath(u"restored"_s)), isRestored);
    // What was not used is gone, from the layer and from the archive, and so are archives of other tools and of builds that were killed.
    QVERIFY(!QFile::exists(dir.filePath(u"app/target/release/deps/libold-0123456789abcdef.rlib"_s)));
    QVERIFY(QFile::exists(dir.filePath(u"app/target/release/deps/libnew-fedcba9876543210.rlib"_s))
            && QDir(dir.filePath(u"app/target/release/build/used-aaaaaaaaaaaaaaaa/out"_s)).exists());
    const QStringList files = QDir(cache).entryList(QDir::Files);
    QCOMPARE(files.size(), 1);
    QVERIFY(files.constFirst().size() == 20 && files.constFirst().endsWith(".tar"_L1));
    QCOMPARE(
        run(u"rm -rf target && tar -xf %1/*.tar && [ -e target/release/deps/libnew-fedcba9876543210.rlib ] && [ ! -e target/release/deps/libold-0123456789abcdef.rlib ]"_s
                .arg(cache)),
        QString());
}

/// Links take the place of what the image has in Cargo's home, and a second build finds the same.
void TestCaches::cargoHome()
{
    QTemporaryDir dir;
    const QString run = instruction(writeDockerfile(planOf(helloProject(), optionsOf({u"cache=mounts"_s}))), u"cargo zigbuild --release --locked"_s);
    QString script = run.mid(run.indexOf(u"home="_s));
    script = script.left(script.indexOf(u"for name in hello;"_s)).trimmed().chopped(2); // without the && to what follows
    script.replace(u"/var/cache/cargo"_s, dir.filePath(u"cache"_s));
    QVERIFY(QDir(dir.path()).mkpath(u"home/registry/old"_s) && QDir(dir.path()).mkpath(u"home/bin"_s));
    for (int i = 0; i < 2; ++i) {
        const ProgramEnd end = runToEnd(u"sh"_s, {u"-c"_s, script + u" && echo lock > \"$home/.package-cache\" && touch \"$home/registry/file\""_s}, {},
                                        {{u"CARGO_HOME"_s, dir.filePath(u"home"_s)}});
        QCOMPARE(end.errors, QString());
        QCOMPARE(end.code, 0);
        QVERIFY(QFile::exists(dir.filePath(u"cache/.package-cache"_s)) && QFile::exists(dir.filePath(u"cache/registry/file"_s)));
        QVERIFY(QDir(dir.filePath(u"home/bin"_s)).exists() && !QFile::exists(dir.filePath(u"home/registry/old"_s)));
    }
}

QTEST_GUILESS_MAIN(TestCaches)
#include "tst_caches.moc"
