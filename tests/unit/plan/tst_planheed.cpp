// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What a stranger's project brings, and what of it goes to the builder.
class TestPlanHeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lockedAgainstRust_data();
    void lockedAgainstRust();
    void rustThatBuilds();
    void tokensOfRegistries();
    void foldersAndZones();
    void frontEnds();
    void embeddedFiles();
    void foldersBesideTheWorkspace();
    void foldersOutside();
    void foldersOutsideWithOddNames_data();
    void foldersOutsideWithOddNames();
    void cargoConfig_data();
    void cargoConfig();
    void projectsWarningsAreMet();
    void ignoreFile_data();
    void ignoreFile();
};

void TestPlanHeed::lockedAgainstRust_data()
{
    QTest::addColumn<QString>("crate");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("fix");
    QTest::newRow("time and the newest Rust") << u"time 0.3.34"_s << QStringList{} << u"rust:1.79-bookworm"_s;
    QTest::newRow("time and an older Rust") << u"time 0.3.34"_s << QStringList{u"builder-image=rust:1.79-bookworm"_s} << QString();
    QTest::newRow("time and the first Rust that refuses it")
        << u"time 0.3.34"_s << QStringList{u"builder-image=rust:1.80.1-bookworm"_s} << u"rust:1.79-bookworm"_s;
    QTest::newRow("the first time that compiles") << u"time 0.3.35"_s << QStringList{} << QString();
    QTest::newRow("time of another line") << u"time 0.2.27"_s << QStringList{} << QString();
    QTest::newRow("socket2") << u"socket2 0.3.12"_s << QStringList{} << u"rust:1.63-bookworm"_s;
    QTest::newRow("a newer socket2") << u"socket2 0.4.0"_s << QStringList{} << QString();
}

void TestPlanHeed::lockedAgainstRust()
{
    QFETCH(QString, crate);
    QFETCH(QStringList, options);
    const Plan plan = planOf(helloProject(), optionsOf(options), {u"member:hello 0.1.0"_s, crate});
    const auto found = std::ranges::find_if(plan.findings, [](const Finding &finding) { return finding.code == "crate-too-old"_L1; });
    QTEST(found == plan.findings.cend() ? QString() : found->fixValue.toString(), "fix");
}

/// What the toolchain file pins counts, and no other image mends it; a builder that is older than rust-version is refused.
void TestPlanHeed::rustThatBuilds()
{
    Project project = helloProject();
    project.toolchain.path = project.root + u"/rust-toolchain.toml"_s;
    project.toolchain.channel = u"1.79"_s;
    const QStringList crates{u"member:hello 0.1.0"_s, u"time 0.3.30"_s};
    QVERIFY(codes(planOf(project, {}, crates), Finding::Severity::Error).isEmpty());
    project.toolchain.channel = u"1.85"_s;
    const Plan pinned = planOf(project, {}, crates);
    QCOMPARE(codes(pinned, Finding::Severity::Error), QStringList{u"crate-too-old"_s});
    QVERIFY(pinned.findings.constLast().fixKey.isEmpty());
    Project wanting = helloProject();
    wanting.toolchain.minimumRust = u"1.85"_s;
    QCOMPARE(codes(planOf(wanting, optionsOf({u"builder-image=rust:1.80-bookworm"_s})), Finding::Severity::Error), QStringList{u"builder-old"_s});
    QVERIFY(codes(planOf(wanting, optionsOf({u"builder-image=rust:1.85-bookworm"_s})), Finding::Severity::Error).isEmpty());
}

void TestPlanHeed::tokensOfRegistries()
{
    Project project = helloProject();
    Dependency dependency;
    dependency.name = u"secret"_s;
    dependency.registry = u"corp-crates"_s;
    project.packages[0].dependencies.append(dependency);
    Finding finding;
    finding.code = u"private-registry"_s;
    finding.message = u"secret in Cargo.toml comes from the registry corp-crates, which the build has to reach, without a token."_s;
    project.findings.append(finding);
    const Plan plan = planOf(project);
    QCOMPARE(plan.findings.constFirst().fixKey, u"build.secrets"_s);
    QCOMPARE(plan.findings.constFirst().fixValue.toMap().value(u"CARGO_REGISTRIES_CORP_CRATES_TOKEN"_s).toString(),
             u"env:CARGO_REGISTRIES_CORP_CRATES_TOKEN"_s);
    const Plan lent = planOf(project, optionsOf({u"build.secrets=CARGO_REGISTRIES_CORP_CRATES_TOKEN=env:T"_s}));
    QCOMPARE(lent.findings.constFirst().severity, Finding::Severity::Note);
}

void TestPlanHeed::foldersAndZones()
{
    Project project = helloProject();
    project.migrationFolders = {u"migrations"_s};
    QCOMPARE(codes(planOf(project), Finding::Severity::Note), QStringList{u"migrations"_s});
    QVERIFY(codes(planOf(project, optionsOf({u"image.assets=migrations"_s})), Finding::Severity::Note).isEmpty());
    const QStringList crates{u"member:hello 0.1.0"_s, u"iana-time-zone 0.1.60"_s};
    QCOMPARE(codes(planOf(helloProject(), optionsOf({u"runtime=scratch"_s}), crates), Finding::Severity::Note), QStringList{u"time-zones"_s});
    QVERIFY(codes(planOf(helloProject(), {}, crates), Finding::Severity::Note).isEmpty());
}

/// One click installs what the build script runs, beside what the person has named already; then it is told, no more.
void TestPlanHeed::frontEnds()
{
    Project project = helloProject();
    Finding finding;
    finding.code = u"build-script-front-end"_s;
    finding.fixKey = u"build.packages"_s;
    finding.fixValue = QStringList{u"nodejs"_s, u"npm"_s};
    project.findings.append(finding);
    const Plan plan = planOf(project, optionsOf({u"build.packages=jq"_s}));
    QCOMPARE(plan.findings.constFirst().fixValue.toStringList(), (QStringList{u"jq"_s, u"nodejs"_s, u"npm"_s}));
    const Plan met = planOf(project, optionsOf({u"build.packages=jq,nodejs,npm"_s}));
    QCOMPARE(codes(met, Finding::Severity::Note), QStringList{u"build-script-front-end"_s});
    QVERIFY(met.builderPackages.contains(u"npm"_s));
}

/// The project's .dockerignore counts, except for what the sources take in; a name that a pattern could not carry is left to it.
void TestPlanHeed::embeddedFiles()
{
    Project project = helloProject();
    project.embeddedPaths = {u"README.md"_s, u"web/[x]/a"_s};
    QVERIFY(!planOf(project).ignoreLines.contains(u"!README.md"_s));
    project.dockerignoreText = u"*.md\n"_s;
    const QStringList lines = planOf(project).ignoreLines;
    QVERIFY(lines.indexOf(u"!README.md"_s) > lines.indexOf(u"*.md"_s));
    QVERIFY(!lines.contains(u"!web/[x]/a"_s));
}

void TestPlanHeed::foldersBesideTheWorkspace()
{
    Project project = shopProject();
    Package beside = member(u"beside"_s, {});
    beside.isMember = false;
    beside.isDefaultMember = false;
    beside.folder = u"/work/shop/libs/beside"_s;
    project.packages.append(beside);
    project.hasVendoredSources = true;
    Plan plan = planOf(project);
    QCOMPARE(plan.localFolders, (QStringList{u"libs/beside"_s, u"vendor"_s}));
    QVERIFY(!plan.memberNames.contains(u"beside"_s));
    project.packages.last().folder = u"/work/shop/libs/$beside"_s;
    plan = planOf(project);
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"folder-name"_s});
}

void TestPlanHeed::cargoConfig_data()
{
    QTest::addColumn<CargoConfig>("config");
    QTest::addColumn<QString>("rustflags");
    QTest::addColumn<QStringList>("findings");
    CargoConfig config;
    QTest::newRow("nothing") << config << QString() << QStringList{};
    config.buildRustflags = {u"-C"_s, u"target-cpu=native"_s, u"--cfg"_s, u"tokio_unstable"_s};
    QTest::newRow("processor of this machine") << config << u"--cfg tokio_unstable"_s << QStringList{u"config-machine-flags"_s};
    config.buildRustflags = {u"--cfg"_s, u"tokio_unstable"_s};
    QTest::newRow("harmless flags stay where they are") << config << QString() << QStringList{};
    config = {};
    config.targetRustflags = {{u"cfg(target_os = \"linux\")"_s, {u"-Clink-arg=-fuse-ld=mold"_s}}};
    QTest::newRow("linker of this machine") << config << u""_s << QStringList{u"config-machine-flags"_s};
    config.targetRustflags = {{u"x86_64-unknown-linux-gnu"_s, {u"-Ctarget-cpu=native"_s, u"-Cforce-frame-pointers=yes"_s}}};
    QTest::newRow("different for each target") << config << QString() << QStringList{u"config-machine-flags"_s};
    config.targetRustflags = {{u"x86_64-pc-windows-msvc"_s, {u"-Ctarget-cpu=native"_s}}, {u"cfg(windows)"_s, {u"-Ctarget-cpu=native"_s}}};
    QTest::newRow("another system") << config << QString() << QStringList{};
}

void TestPlanHeed::cargoConfig()
{
    QFETCH(CargoConfig, config);
    Project project = helloProject();
    project.config = config;
    const Plan plan = planOf(project);
    QTEST(plan.buildEnvironment.value(u"RUSTFLAGS"_s), "rustflags");
    QStringList found;
    for (const Finding &finding : plan.findings)
        found.append(finding.code);
    QTEST(found, "findings");
    QVERIFY(plan.isBuildable());
}

/// The project warns with file and line; a plan that meets the matter says so, and one that it does not reach says nothing.
void TestPlanHeed::projectsWarningsAreMet()
{
    Project project = helloProject();
    project.config.targetRustflags = {{u"x86_64-unknown-linux-musl"_s, {u"-C"_s, u"link-self-contained=yes"_s}}};
    project.config.rustcWrapper = u"sccache"_s;
    for (const QString &code : {u"link-self-contained"_s, u"rustc-wrapper"_s, u"sqlx-offline"_s}) {
        Finding finding;
        finding.code = code;
        project.findings.append(finding);
    }
    const Plan gnu = planOf(project);
    QCOMPARE(codes(gnu, Finding::Severity::Warning), QStringList{});
    QCOMPARE(codes(gnu, Finding::Severity::Note), QStringList{u"rustc-wrapper"_s});
    QCOMPARE(gnu.buildEnvironment.value(u"RUSTC_WRAPPER"_s, u"unset"_s), QString());
    const Plan musl = planOf(project, optionsOf({u"libc=musl"_s, u"platforms=linux/amd64"_s}), {u"host:sqlx-macros 0.8.0"_s});
    QCOMPARE(codes(musl, Finding::Severity::Warning), QStringList{u"sqlx-offline"_s});
    QCOMPARE(codes(musl, Finding::Severity::Note), (QStringList{u"link-self-contained"_s, u"rustc-wrapper"_s}));
    QCOMPARE(musl.buildEnvironment.value(u"RUSTFLAGS"_s, u"unset"_s), QString());
}

void TestPlanHeed::ignoreFile_data()
{
    QTest::addColumn<QString>("own");
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QStringList>("has");
    QTest::addColumn<QStringList>("hasNot");
    QTest::newRow("none of its own") << QString() << QStringList{} << QStringList{u"/target"_s, u"/.git"_s, u"**/.env"_s} << QStringList{u"!src"_s};
    QTest::newRow("git is read by a build script") << QString() << QStringList{u"host:vergen 9.0.0"_s} << QStringList{u"/target"_s} << QStringList{u"/.git"_s};
    QTest::newRow("its own hides what is needed") << u"# mine\n*\n!api\n"_s << QStringList{} << QStringList{u"*"_s, u"!api"_s, u"!core"_s, u"!Cargo.lock"_s}
                                                  << QStringList{u"# mine"_s};
}

void TestPlanHeed::ignoreFile()
{
    QFETCH(QString, own);
    QFETCH(QStringList, crates);
    QFETCH(QStringList, has);
    QFETCH(QStringList, hasNot);
    Project project = shopProject();
    project.dockerignoreText = own;
    const Plan plan = planOf(project, {}, crates);
    for (const QString &line : has)
        QVERIFY2(plan.ignoreLines.contains(line), qPrintable(line));
    for (const QString &line : hasNot)
        QVERIFY2(!plan.ignoreLines.contains(line), qPrintable(line));
    if (plan.ignoreLines.contains(u"*"_s))
        QVERIFY(plan.ignoreLines.indexOf(u"*"_s) < plan.ignoreLines.indexOf(u"!core"_s));
    QVERIFY(plan.ignoreLines.contains(u"/core/target"_s));
}

/// Every relative path has to lead in the builder where it leads here.
void TestPlanHeed::foldersOutside()
{
    Project project = helloProject();
    project.root = u"/home/me/work/hello"_s;
    project.packages[0].folder = project.root;
    Package common = member(u"common"_s, {});
    common.isMember = false;
    common.folder = u"/home/me/libs/common"_s;
    project.packages.append(common);
    project.outsideFolders = {{common.folder, false, {u"Cargo.toml"_s, u"build.rs"_s}, {u"src"_s}}, {u"/home/me/work/common"_s, true, {}, {}}};
    project.config.targetDirectory = u"out"_s;
    const Plan plan = planOf(project);
    QVERIFY2(plan.isBuildable(), qPrintable(plan.findings.value(0).message));
    QCOMPARE(plan.buildFolder, u"/app/work/hello"_s);
    QCOMPARE(plan.buildEnvironment.value(u"CARGO_TARGET_DIR"_s), u"/app/work/hello/target"_s);
    QCOMPARE(plan.localNames, QStringList{u"common"_s});
    QVERIFY(plan.localFolders.isEmpty());
    QCOMPARE(plan.namedContexts,
             (QMap<QString, QString>{{u"outside-common"_s, u"/home/me/libs/common"_s}, {u"outside-common-2"_s, u"/home/me/work/common"_s}}));
    QCOMPARE(plan.outside.at(0).place, u"/app/libs/common"_s);
    QCOMPARE(plan.outside.at(0).relative, u"../../libs/common"_s);
    QCOMPARE(plan.outside.at(1).place, u"/app/work/common"_s);
    QVERIFY(plan.outside.at(1).files.isEmpty() && plan.outside.at(1).folders.isEmpty());
    QCOMPARE(planOf(helloProject()).buildFolder, u"/app"_s);
}

void TestPlanHeed::foldersOutsideWithOddNames_data()
{
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("outside");
    QTest::addColumn<QString>("file");
    QTest::newRow("the project's folder") << u"/home/me/my $app"_s << u"/home/me/common"_s << u"Cargo.toml"_s;
    QTest::newRow("the folder outside") << u"/home/me/app"_s << u"/home/me/c\n&"_s << u"Cargo.toml"_s;
    QTest::newRow("a file in it") << u"/home/me/app"_s << u"/home/me/common"_s << u"[a]*"_s;
}

void TestPlanHeed::foldersOutsideWithOddNames()
{
    QFETCH(QString, root);
    QFETCH(QString, outside);
    QFETCH(QString, file);
    Project project = helloProject();
    project.root = root;
    project.packages[0].folder = root;
    project.outsideFolders = {{outside, false, {file}, {}}};
    const Plan plan = planOf(project);
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"folder-name"_s});
    QVERIFY(plan.outside.isEmpty() && plan.namedContexts.isEmpty());
}

QTEST_GUILESS_MAIN(TestPlanHeed)
#include "tst_planheed.moc"
