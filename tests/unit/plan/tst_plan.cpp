// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

QStringList codes(const Plan &plan, Finding::Severity severity)
{
    QStringList list;
    for (const Finding &finding : plan.findings) {
        if (finding.severity == severity)
            list.append(finding.code);
    }
    return list;
}

const PlannedPlatform *platform(const Plan &plan, const QString &name)
{
    const auto found = std::ranges::find(plan.platforms, name, &PlannedPlatform::platform);
    return found == plan.platforms.end() ? nullptr : &*found;
}

QString crossWord(CrossMethod method)
{
    return QStringList{u"zig"_s, u"gcc"_s, u"native"_s, u"emulate"_s}.at(int(method));
}

Dependency dependency(const QString &name)
{
    Dependency made;
    made.name = name;
    made.package = name;
    return made;
}

LockedPackage locked(const QString &name)
{
    LockedPackage made;
    made.name = name;
    made.version = u"1.0.0"_s;
    return made;
}

Package member(const QString &name, const QStringList &binaries)
{
    Package package;
    package.name = name;
    package.version = u"1.0.0"_s;
    package.folder = u"/work/shop/"_s + name;
    package.isMember = true;
    package.isDefaultMember = true;
    for (const QString &binary : binaries)
        package.binaries.append({binary, u"src/main.rs"_s, {}});
    return package;
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainRoad();
    void everyOptionIsResolved();
    void bases_data();
    void bases();
    void glibcLimits_data();
    void glibcLimits();
    void gccLibraryIsCopied();
    void callsPerTarget();
    void recipes();
    void waysOut();
    void lockedAgainstRust_data();
    void lockedAgainstRust();
    void rustThatBuilds();
    void tokensOfRegistries();
    void foldersAndZones();
    void platforms_data();
    void platforms();
    void calls_data();
    void calls();
    void natives_data();
    void natives();
    void openSslByZig();
    void sourcesAreCompiledApart();
    void evidenceIsOfThisPlan();
    void evidenceIsOfWhatIsPlanned();
    void everyRowHasAPlan_data();
    void everyRowHasAPlan();
    void failedTrialsCount();
    void sharedLibrariesBringTheirFiles();
    void nativeChoiceIsKept();
    void hostOnlyStaysOut();
    void unknownNativeIsNamed();
    void sourceFromOutside();
    void foldersBesideTheWorkspace();
    void assets();
    void images_data();
    void images();
    void imagesNeedBin();
    void labels_data();
    void labels();
    void cargoConfig_data();
    void cargoConfig();
    void projectsWarningsAreMet();
    void ignoreFile_data();
    void ignoreFile();
    void mirrorsAndPins();
    void findingsOfTheProjectStay();
    void nothingToBuild();
    void isFast();
};

void TestPlan::plainRoad()
{
    const Plan plan = planOf(helloProject());
    QVERIFY2(plan.isBuildable(), qPrintable(plan.findings.value(0).message));
    QVERIFY(plan.findings.isEmpty());
    QCOMPARE(plan.chosenPlatforms(), (QStringList{u"linux/amd64"_s, u"linux/arm64"_s}));
    QCOMPARE(plan.platforms.size(), knowledge()->platforms.size());
    QCOMPARE(plan.targets.size(), 2);
    QCOMPARE(plan.targets.at(1).triple, u"aarch64-unknown-linux-gnu"_s);
    QCOMPARE(plan.libc, Libc::Gnu);
    QCOMPARE(plan.cross, CrossMethod::Zig);
    QCOMPARE(plan.cache, CacheMethod::Layers);
    QCOMPARE(plan.builder.reference, u"rust:1-trixie"_s);
    QVERIFY(!plan.builder.chefImage.isEmpty());
    QCOMPARE(plan.runtime.key, u"distroless-cc"_s);
    QCOMPARE(plan.glibcSuffix, QString());
    QVERIFY(plan.cargoPackages.isEmpty());
    QCOMPARE(plan.binaries, QStringList{u"hello"_s});
    QCOMPARE(plan.profile, u"release"_s);
    QVERIFY(plan.isLocked);
    QCOMPARE(plan.user, u"65532:65532"_s);
    QCOMPARE(plan.images.size(), 1);
    QCOMPARE(plan.images.constFirst().stage, u"hello"_s);
    QVERIFY(plan.images.constFirst().references.isEmpty());
    QVERIFY(plan.summary.contains(u"2 platforms"_s) && plan.summary.contains(u"nothing emulated"_s));
}

void TestPlan::everyOptionIsResolved()
{
    const Plan plan = planOf(shopProject(), optionsOf({u"image.user=1000"_s, u"libc=auto"_s}));
    for (const OptionInfo &info : optionTable()) {
        QVERIFY2(plan.options.contains(info.key), qPrintable(info.name));
        const ResolvedOption &option = plan.options[info.key];
        QVERIFY2(option.why.endsWith(u'.'), qPrintable(info.name));
        QVERIFY2(option.automatic.isValid() && option.value.isValid(), qPrintable(info.name));
    }
    QCOMPARE(plan.options.value(OptionKey::User).origin, OptionOrigin::CommandLine);
    QCOMPARE(plan.options.value(OptionKey::User).value, u"1000"_s);
    QCOMPARE(plan.options.value(OptionKey::User).automatic, u"65532:65532"_s);
    QCOMPARE(plan.options.value(OptionKey::Libc).value, u"gnu"_s);
    QCOMPARE(plan.options.value(OptionKey::Platforms).origin, OptionOrigin::Automatic);
    QCOMPARE(plan.options.value(OptionKey::Binaries).automatic, (QStringList{u"shop-api"_s, u"shop-worker"_s}));
}

void TestPlan::bases_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("libc");
    QTest::addColumn<QString>("runtime");
    QTest::addColumn<QStringList>("errors");
    QTest::newRow("nothing chosen") << QStringList{} << u"gnu"_s << u"distroless-cc"_s << QStringList{};
    QTest::newRow("musl") << QStringList{u"libc=musl"_s} << u"musl"_s << u"distroless-static"_s << QStringList{};
    QTest::newRow("scratch means musl") << QStringList{u"runtime=scratch"_s} << u"musl"_s << u"scratch"_s << QStringList{};
    QTest::newRow("Alpine means musl") << QStringList{u"runtime=alpine"_s} << u"musl"_s << u"alpine"_s << QStringList{};
    QTest::newRow("Alpine by reference") << QStringList{u"runtime=alpine:3.21"_s} << u"musl"_s << u"alpine:3.21"_s << QStringList{};
    QTest::newRow("any reference") << QStringList{u"runtime=registry.example/base:1"_s} << u"gnu"_s << u"registry.example/base:1"_s << QStringList{};
    QTest::newRow("a static binary runs on glibc too") << QStringList{u"libc=musl"_s, u"runtime=debian-slim"_s} << u"musl"_s << u"debian-slim"_s << QStringList{};
    QTest::newRow("glibc in scratch") << QStringList{u"libc=gnu"_s, u"runtime=scratch"_s} << u"gnu"_s << u"scratch"_s << QStringList{u"base-without-glibc"_s};
    QTest::newRow("a platform that distroless lacks") << QStringList{u"platforms=linux/amd64,linux/386"_s} << u"gnu"_s << u"debian-slim"_s << QStringList{};
    QTest::newRow("gcc with musl") << QStringList{u"libc=musl"_s, u"cross=gcc"_s} << u"musl"_s << u"distroless-static"_s << QStringList{u"gcc-with-musl"_s};
    QTest::newRow("gcc and an older runtime") << QStringList{u"cross=gcc"_s, u"runtime=debian-bookworm-slim"_s} << u"gnu"_s << u"debian-bookworm-slim"_s
                                             << QStringList{u"runtime-glibc-older"_s};
    QTest::newRow("gcc and an older runtime by reference") << QStringList{u"cross=gcc"_s, u"runtime=ubuntu:22.04"_s} << u"gnu"_s << u"ubuntu:22.04"_s
                                                          << QStringList{u"runtime-glibc-older"_s};
    QTest::newRow("Zig and an older runtime") << QStringList{u"runtime=debian-bookworm-slim"_s} << u"gnu"_s << u"debian-bookworm-slim"_s << QStringList{};
    QTest::newRow("gcc and a base without gcc's library") << QStringList{u"cross=gcc"_s, u"runtime=distroless-base"_s} << u"gnu"_s << u"distroless-base"_s << QStringList{};
    QTest::newRow("Zig on Ubuntu") << QStringList{u"runtime=ubuntu"_s} << u"gnu"_s << u"ubuntu"_s << QStringList{};
    QTest::newRow("Zig on Red Hat") << QStringList{u"runtime=ubi-micro"_s} << u"gnu"_s << u"ubi-micro"_s << QStringList{};
    QTest::newRow("Zig on Wolfi") << QStringList{u"runtime=wolfi"_s} << u"gnu"_s << u"wolfi"_s << QStringList{};
    QTest::newRow("an Alpine builder") << QStringList{u"builder-image=rust:1-alpine"_s} << u"gnu"_s << u"distroless-cc"_s << QStringList{u"builder-with-musl"_s};
}

void TestPlan::bases()
{
    QFETCH(QStringList, options);
    const Plan plan = planOf(helloProject(), optionsOf(options));
    QTEST(plan.libc == Libc::Musl ? u"musl"_s : u"gnu"_s, "libc");
    QTEST(plan.runtime.key, "runtime");
    QTEST(codes(plan, Finding::Severity::Error), "errors");
}

void TestPlan::glibcLimits_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("fix");
    const QStringList plain{u"member:hello 0.1.0"_s};
    const QStringList openssl = opensslCrates();
    QTest::newRow("as new as Zig's own") << QStringList{} << plain << QString() << QString() << QString();
    QTest::newRow("bookworm") << QStringList{u"runtime=debian-bookworm-slim"_s} << plain << QString() << QString() << QString();
    QTest::newRow("older than Zig's own") << QStringList{u"runtime=amazonlinux:2"_s} << plain << u"2.26"_s << QString() << QString();
    QTest::newRow("older than Zig's own on 32-bit ARM") << QStringList{u"runtime=debian:bullseye-slim"_s, u"platforms=linux/amd64,linux/arm/v7"_s} << plain << u"2.31"_s << QString()
                                                       << QString();
    QTest::newRow("Debian's libraries") << QStringList{} << openssl << u"2.41"_s << QString() << QString();
    QTest::newRow("Debian's libraries and an older runtime") << QStringList{u"runtime=debian-bookworm-slim"_s} << openssl << u"2.41"_s << u"runtime-glibc-older"_s
                                                            << u"builder-image=rust:1-bookworm"_s;
    QTest::newRow("Debian's libraries of the same Debian") << QStringList{u"runtime=debian-bookworm-slim"_s, u"builder-image=rust:1-bookworm"_s} << openssl << u"2.36"_s << QString()
                                                          << QString();
    QTest::newRow("gcc and an older runtime") << QStringList{u"cross=gcc"_s, u"runtime=debian-bookworm-slim"_s} << plain << QString() << u"runtime-glibc-older"_s
                                             << u"builder-image=rust:1-bookworm"_s;
    QTest::newRow("gcc and one that no builder fits to") << QStringList{u"cross=gcc"_s, u"runtime=ubuntu:22.04"_s} << plain << QString() << u"runtime-glibc-older"_s
                                                        << u"runtime=distroless-cc"_s;
    QTest::newRow("gcc and an unknown runtime") << QStringList{u"cross=gcc"_s, u"runtime=registry.example/base:1"_s} << plain << QString() << u"runtime-glibc-unknown"_s << u"="_s;
    QTest::newRow("static") << QStringList{u"libc=musl"_s, u"runtime=amazonlinux:2"_s} << plain << QString() << QString() << QString();
}

/// Never an image that dies with "GLIBC_2.xx not found": the target is told the runtime's version, or the plan is refused with a mend.
void TestPlan::glibcLimits()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    QFETCH(QString, code);
    const Plan plan = planOf(helloProject(), optionsOf(options), crates);
    QTEST(plan.glibcSuffix, "suffix");
    const auto found = std::ranges::find_if(plan.findings, [&](const Finding &finding) { return finding.code == code; });
    QCOMPARE(found != plan.findings.cend(), !code.isEmpty());
    for (const Finding &finding : plan.findings)
        QVERIFY2(finding.code == code || finding.severity == Finding::Severity::Note, qPrintable(finding.message));
    if (!code.isEmpty())
        QTEST(QString(found->fixKey + u'=' + found->fixValue.toString()), "fix");
}

void TestPlan::gccLibraryIsCopied()
{
    QVERIFY(planOf(helloProject(), optionsOf({u"cross=gcc"_s, u"runtime=distroless-base"_s})).copiesSharedLibraries);
    QVERIFY(!planOf(helloProject(), optionsOf({u"cross=gcc"_s})).copiesSharedLibraries);
    QVERIFY(!planOf(helloProject(), optionsOf({u"runtime=distroless-base"_s})).copiesSharedLibraries);
    const Plan red = planOf(opensslProject(), optionsOf({u"native=openssl-sys=shared"_s, u"runtime=ubi-micro"_s}), opensslCrates());
    QVERIFY(codes(red, Finding::Severity::Error).contains(u"shared-on-other-base"_s));
}

/// A feature that only one platform's dependencies ask for must not reach the other's program.
void TestPlan::callsPerTarget()
{
    PlanInput input;
    input.knowledge = knowledge();
    input.project = std::make_shared<const Project>(helloProject());
    bool differs = false;
    input.crates = [&](const Project &, const CrateRequest &request) {
        const bool hasArm = request.targets.contains(u"aarch64-unknown-linux-gnu"_s);
        return graphOf({u"member:hello 0.1.0 >wide"_s, hasArm && differs ? u"wide 1.0.0 +neon +std"_s : u"wide 1.0.0 +std"_s}, request.targets);
    };
    Plan plan = makePlan(input);
    QVERIFY(!plan.hasCallPerTarget && codes(plan, Finding::Severity::Note).isEmpty());
    differs = true;
    plan = makePlan(input);
    QVERIFY(plan.hasCallPerTarget);
    QCOMPARE(codes(plan, Finding::Severity::Note), QStringList{u"call-per-target"_s});
    QVERIFY2(plan.findings.constFirst().message.contains(u"wide would get the feature neon on linux/amd64"_s), qPrintable(plan.findings.constFirst().message));
    input.options.commandLine = optionsOf({u"platforms=linux/arm64"_s});
    QVERIFY(!makePlan(input).hasCallPerTarget);
}

/// A crate from outside that is compiled against a member keeps cargo-chef's own stand-ins.
void TestPlan::recipes()
{
    Project project = helloProject();
    QVERIFY(planOf(project).isRecipeReduced);
    project.lock = LockFile{4, {{u"hello"_s, u"0.1.0"_s, {}, {}, {}}, {u"user"_s, u"1.0.0"_s, u"registry+https://github.com/rust-lang/crates.io-index"_s, {}, {0}}}};
    QVERIFY(!planOf(project).isRecipeReduced);
    project.lock->packages[1].dependencies.clear();
    QVERIFY(planOf(project).isRecipeReduced);
    Package beside;
    beside.name = u"beside"_s;
    beside.folder = project.root + u"/beside"_s;
    project.packages.append(beside);
    QVERIFY(planOf(project).isRecipeReduced);
    project.packages[1].dependencies.append(Dependency{});
    project.packages[1].dependencies[0].path = project.root;
    QVERIFY(!planOf(project).isRecipeReduced);
}

void TestPlan::waysOut()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"build.secrets=TOKEN=env:A"_s, u"build.ssh=true"_s, u"image.symbols=strip"_s, u"profile=dev"_s, u"image.provenance=max"_s,
                                                        u"image.sbom=true"_s, u"image.volumes=/data"_s, u"image.stop-signal=SIGINT"_s}));
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
    QCOMPARE(planOf(project, optionsOf({u"build.ssh=true"_s})).findings.constFirst().severity, Finding::Severity::Note);
}

void TestPlan::lockedAgainstRust_data()
{
    QTest::addColumn<QString>("crate");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("fix");
    QTest::newRow("time and the newest Rust") << u"time 0.3.34"_s << QStringList{} << u"rust:1.79-bookworm"_s;
    QTest::newRow("time and an older Rust") << u"time 0.3.34"_s << QStringList{u"builder-image=rust:1.79-bookworm"_s} << QString();
    QTest::newRow("time and the first Rust that refuses it") << u"time 0.3.34"_s << QStringList{u"builder-image=rust:1.80.1-bookworm"_s} << u"rust:1.79-bookworm"_s;
    QTest::newRow("the first time that compiles") << u"time 0.3.35"_s << QStringList{} << QString();
    QTest::newRow("time of another line") << u"time 0.2.27"_s << QStringList{} << QString();
    QTest::newRow("socket2") << u"socket2 0.3.12"_s << QStringList{} << u"rust:1.63-bookworm"_s;
    QTest::newRow("a newer socket2") << u"socket2 0.4.0"_s << QStringList{} << QString();
}

void TestPlan::lockedAgainstRust()
{
    QFETCH(QString, crate);
    QFETCH(QStringList, options);
    const Plan plan = planOf(helloProject(), optionsOf(options), {u"member:hello 0.1.0"_s, crate});
    const auto found = std::ranges::find_if(plan.findings, [](const Finding &finding) { return finding.code == "crate-too-old"_L1; });
    QTEST(found == plan.findings.cend() ? QString() : found->fixValue.toString(), "fix");
}

/// What the toolchain file pins counts, and no other image mends it; a builder that is older than rust-version is refused.
void TestPlan::rustThatBuilds()
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

void TestPlan::tokensOfRegistries()
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
    QCOMPARE(plan.findings.constFirst().fixValue.toMap().value(u"CARGO_REGISTRIES_CORP_CRATES_TOKEN"_s).toString(), u"env:CARGO_REGISTRIES_CORP_CRATES_TOKEN"_s);
    const Plan lent = planOf(project, optionsOf({u"build.secrets=CARGO_REGISTRIES_CORP_CRATES_TOKEN=env:T"_s}));
    QCOMPARE(lent.findings.constFirst().severity, Finding::Severity::Note);
}

void TestPlan::foldersAndZones()
{
    Project project = helloProject();
    project.migrationFolders = {u"migrations"_s};
    QCOMPARE(codes(planOf(project), Finding::Severity::Note), QStringList{u"migrations"_s});
    QVERIFY(codes(planOf(project, optionsOf({u"image.assets=migrations"_s})), Finding::Severity::Note).isEmpty());
    const QStringList crates{u"member:hello 0.1.0"_s, u"iana-time-zone 0.1.60"_s};
    QCOMPARE(codes(planOf(helloProject(), optionsOf({u"runtime=scratch"_s}), crates), Finding::Severity::Note), QStringList{u"time-zones"_s});
    QVERIFY(codes(planOf(helloProject(), {}, crates), Finding::Severity::Note).isEmpty());
}

void TestPlan::platforms_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reason");
    const QStringList none;
    QTest::newRow("possible") << none << none << u"linux/riscv64"_s << QString();
    QTest::newRow("automatic base follows") << none << none << u"linux/386"_s << QString();
    QTest::newRow("chosen base lacks it") << QStringList{u"runtime=distroless-cc"_s} << none << u"linux/386"_s
                                          << u"distroless cc (Debian 13) has no image for it; choose another runtime base, such as Debian slim."_s;
    QTest::newRow("no musl") << QStringList{u"libc=musl"_s} << none << u"linux/s390x"_s << u"Rust has no standard library for musl here; choose glibc."_s;
    QTest::newRow("library refuses") << none << QStringList{u"v8 130.0.0"_s} << u"linux/riscv64"_s << u"V8 is published for amd64 and arm64 only."_s;
    QTest::newRow("library refuses by Zig") << none << QStringList{u"aws-lc-sys 0.30.0"_s} << u"linux/ppc64le"_s << u"AWS-LC does not compile with Zig for ppc64le; gcc does."_s;
    QTest::newRow("gcc can") << QStringList{u"cross=gcc"_s} << QStringList{u"aws-lc-sys 0.30.0"_s} << u"linux/ppc64le"_s << QString();
}

void TestPlan::platforms()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    QFETCH(QString, name);
    QFETCH(QString, reason);
    const Plan plan = planOf(helloProject(), optionsOf(options), crates);
    QVERIFY(platform(plan, name));
    QCOMPARE(platform(plan, name)->reason, reason);
    QCOMPARE(platform(plan, name)->isPossible, reason.isEmpty());
    QVERIFY(codes(plan, Finding::Severity::Error).isEmpty());
    // Chosen all the same, it is an error with the way back.
    const Plan chosen = planOf(helloProject(), optionsOf(options + QStringList{u"platforms=linux/amd64,"_s + name}), crates);
    QCOMPARE(chosen.isBuildable(), reason.isEmpty());
    QCOMPARE(chosen.targets.size(), reason.isEmpty() ? 2 : 1);
    if (!reason.isEmpty()) {
        QCOMPARE(codes(chosen, Finding::Severity::Error), QStringList{u"platform-impossible"_s});
        QCOMPARE(chosen.findings.constLast().fixValue, QStringList{u"linux/amd64"_s});
    }
}

void TestPlan::calls_data()
{
    QTest::addColumn<Project>("project");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("packages");
    QTest::addColumn<QStringList>("binaries");
    QTest::addColumn<QStringList>("features");
    QTest::addColumn<QStringList>("errors");
    const QStringList none;
    QTest::newRow("whole workspace") << shopProject() << none << none << QStringList{u"shop-api"_s, u"shop-worker"_s} << none << none;
    QTest::newRow("one binary narrows") << shopProject() << QStringList{u"binaries=shop-api"_s} << QStringList{u"shop-api"_s} << QStringList{u"shop-api"_s} << none << none;
    QTest::newRow("one package") << shopProject() << QStringList{u"packages=shop-worker"_s} << QStringList{u"shop-worker"_s} << QStringList{u"shop-worker"_s} << none << none;
    QTest::newRow("unknown package") << shopProject() << QStringList{u"packages=nothing"_s} << QStringList{u"nothing"_s} << none << none << QStringList{u"package-unknown"_s};
    QTest::newRow("unknown binary") << shopProject() << QStringList{u"binaries=nothing"_s} << none << none << none << QStringList{u"binary-unknown"_s};
    QTest::newRow("library only") << shopProject() << QStringList{u"packages=shop-core"_s} << QStringList{u"shop-core"_s} << none << none << QStringList{u"no-binary"_s};
    Project xtask = shopProject();
    xtask.packages.append(member(u"xtask"_s, {u"xtask"_s}));
    QTest::newRow("xtask is no image") << xtask << none << QStringList{u"shop-api"_s, u"shop-worker"_s} << QStringList{u"shop-api"_s, u"shop-worker"_s} << none << none;
    QTest::newRow("xtask when asked for") << xtask << QStringList{u"binaries=xtask"_s} << QStringList{u"xtask"_s} << QStringList{u"xtask"_s} << none << none;
    Project admin = helloProject();
    admin.packages[0].features = {{u"default"_s, {u"web"_s}}, {u"web"_s, {}}, {u"admin"_s, {}}};
    admin.packages[0].binaries.append({u"serve"_s, u"src/bin/serve.rs"_s, {u"web"_s}});
    admin.packages[0].binaries.append({u"rule"_s, u"src/bin/rule.rs"_s, {u"admin"_s}});
    QTest::newRow("a feature that is off") << admin << none << none << QStringList{u"hello"_s, u"serve"_s} << none << none;
    QTest::newRow("default features off") << admin << QStringList{u"no-default-features=true"_s} << none << QStringList{u"hello"_s} << none << none;
    QTest::newRow("feature switched on") << admin << QStringList{u"features=admin"_s} << none << QStringList{u"hello"_s, u"serve"_s, u"rule"_s} << QStringList{u"admin"_s} << none;
    QTest::newRow("all features") << admin << QStringList{u"all-features=true"_s} << none << QStringList{u"hello"_s, u"serve"_s, u"rule"_s} << none << none;
    QTest::newRow("a chosen binary brings its feature") << admin << QStringList{u"binaries=rule"_s} << none << QStringList{u"rule"_s} << QStringList{u"admin"_s} << none;
    Project odd = helloProject();
    odd.packages[0].binaries.append({u"a\n\"b\" $c"_s, u"src/main.rs"_s, {}});
    QTest::newRow("a name that rustc refuses") << odd << none << none << QStringList{u"hello"_s} << none << QStringList{u"binary-name"_s};
    Project sourced = opensslProject();
    sourced.packages[0].dependencies.append(dependency(u"openssl"_s));
    QTest::newRow("source that the lock lacks") << sourced << QStringList{u"native=openssl-sys=bundled"_s} << none << QStringList{u"tls-probe"_s} << none << none;
    sourced.lock->packages.append(locked(u"openssl-src"_s));
    QTest::newRow("source by a feature of a dependency") << sourced << QStringList{u"native=openssl-sys=bundled"_s} << none << QStringList{u"tls-probe"_s}
                                                         << QStringList{u"openssl/vendored"_s} << none;
    Project twice = shopProject();
    twice.packages.append(member(u"other"_s, {u"shop-api"_s}));
    QTest::newRow("one name twice") << twice << none << none << QStringList{u"shop-api"_s, u"shop-worker"_s} << none << none;
    QTest::newRow("unknown profile") << helloProject() << QStringList{u"profile=fast"_s} << none << QStringList{u"hello"_s} << none << QStringList{u"profile-unknown"_s};
}

void TestPlan::calls()
{
    QFETCH(Project, project);
    QFETCH(QStringList, options);
    const Plan plan = planOf(project, optionsOf(options));
    QTEST(plan.binaries, "binaries");
    QTEST(plan.features, "features");
    QTEST(codes(plan, Finding::Severity::Error), "errors");
    if (qstrcmp(QTest::currentDataTag(), "one name twice") == 0)
        QCOMPARE(codes(plan, Finding::Severity::Warning), QStringList{u"binary-twice"_s});
    else
        QTEST(plan.cargoPackages, "packages");
}

void TestPlan::natives_data()
{
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("cross");
    QTest::addColumn<QStringList>("methods");
    QTest::addColumn<QStringList>("errors");
    const QStringList none;
    const QStringList vendored{u"openssl-sys 0.9.118 +vendored >openssl-src"_s, u"host:openssl-src 300.0.0"_s};
    QTest::newRow("nothing") << none << none << u"zig"_s << none << none;
    QTest::newRow("always in the crate") << QStringList{u"ring 0.17.14"_s} << none << u"zig"_s << QStringList{u"ring bundled"_s} << none;
    QTest::newRow("vendored by a feature") << vendored << none << u"zig"_s << QStringList{u"openssl-sys vendored"_s} << none;
    QTest::newRow("vendored, seen by the dependency alone") << QStringList{u"openssl-sys 0.9.118 >openssl-src"_s, u"host:openssl-src 300.0.0"_s} << none << u"zig"_s
                                                          << QStringList{u"openssl-sys vendored"_s} << none;
    QTest::newRow("vendored for musl") << vendored << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"openssl-sys vendored"_s} << none;
    QTest::newRow("system's OpenSSL") << opensslCrates() << none << u"zig"_s << QStringList{u"openssl-sys static-package"_s} << none;
    QTest::newRow("system's OpenSSL, shared") << opensslCrates() << QStringList{u"native=openssl-sys=shared"_s} << u"gcc"_s << QStringList{u"openssl-sys shared-package"_s} << none;
    QTest::newRow("system's OpenSSL by gcc") << opensslCrates() << QStringList{u"cross=gcc"_s} << u"gcc"_s << QStringList{u"openssl-sys shared-package"_s} << none;
    QTest::newRow("system's OpenSSL for musl") << opensslCrates() << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"openssl-sys source-built"_s} << none;
    QTest::newRow("shared by Zig") << opensslCrates() << QStringList{u"native=openssl-sys=shared"_s, u"cross=zig"_s} << u"zig"_s << QStringList{u"openssl-sys refused"_s}
                                   << QStringList{u"native-refused"_s};
    QTest::newRow("never in the crate") << QStringList{u"libudev-sys 0.1.4"_s} << none << u"gcc"_s << QStringList{u"libudev-sys shared-package"_s} << none;
    QTest::newRow("never in the crate, musl") << QStringList{u"libudev-sys 0.1.4"_s} << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"libudev-sys refused"_s}
                                             << QStringList{u"native-refused"_s};
    QTest::newRow("SQLite bundled") << QStringList{u"libsqlite3-sys 0.40.0 +bundled"_s} << none << u"zig"_s << QStringList{u"libsqlite3-sys vendored"_s} << none;
    QTest::newRow("SQLite of the system") << QStringList{u"libsqlite3-sys 0.40.0"_s} << none << u"zig"_s << QStringList{u"libsqlite3-sys static-package"_s} << none;
    QTest::newRow("C++ of the image") << QStringList{u"opencv 0.94.0"_s} << none << u"emulate"_s << QStringList{u"opencv shared-package"_s} << none;
    QTest::newRow("C++ of the image by Zig") << QStringList{u"opencv 0.94.0"_s} << QStringList{u"cross=zig"_s} << u"zig"_s << QStringList{u"opencv refused"_s}
                                            << QStringList{u"native-refused"_s};
    const QStringList pq{u"pq-sys 0.7.8 >pkg-config"_s, u"host:pkg-config 0.3.34"_s};
    QTest::newRow("libpq of nobody") << pq << none << u"zig"_s << QStringList{u"pq-sys source-built"_s} << none;
    QTest::newRow("libpq of nobody, musl") << pq << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"pq-sys source-built"_s} << none;
    QTest::newRow("libpq of nobody by gcc") << pq << QStringList{u"cross=gcc"_s} << u"gcc"_s << QStringList{u"pq-sys shared-package"_s} << none;
    QTest::newRow("libpq shared by wish") << pq << QStringList{u"native=pq-sys=shared"_s} << u"gcc"_s << QStringList{u"pq-sys shared-package"_s} << none;
    QTest::newRow("libpq bundled") << QStringList{u"pq-sys 0.7.8 +bundled"_s} << none << u"zig"_s << QStringList{u"pq-sys vendored"_s} << none;
    QTest::newRow("libpq beside OpenSSL") << pq + opensslCrates() << none << u"zig"_s << QStringList{u"openssl-sys static-package"_s, u"pq-sys source-built"_s} << none;
    QTest::newRow("libpq beside what is shared only") << pq + QStringList{u"libudev-sys 0.1.4"_s} << none << u"gcc"_s
                                                     << QStringList{u"libudev-sys shared-package"_s, u"pq-sys shared-package"_s} << none;
    QTest::newRow("SQLite of the system, musl") << QStringList{u"libsqlite3-sys 0.40.0"_s} << QStringList{u"libc=musl"_s} << u"zig"_s
                                               << QStringList{u"libsqlite3-sys source-built"_s} << none;
    QTest::newRow("a tool") << QStringList{u"host:prost-build 0.13.0"_s} << none << u"zig"_s << QStringList{u"prost-build host-tool"_s} << none;
    QTest::newRow("pure Rust is no row") << QStringList{u"tiberius 0.12.0"_s} << none << u"zig"_s << none << none;
    QTest::newRow("ready-made for glibc only") << QStringList{u"v8 130.0.0"_s} << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"v8 refused"_s}
                                              << QStringList{u"native-refused"_s};
}

void TestPlan::natives()
{
    QFETCH(QStringList, crates);
    QFETCH(QStringList, options);
    QFETCH(QStringList, errors);
    const Plan plan = planOf(helloProject(), optionsOf(options), crates);
    QTEST(crossWord(plan.cross), "cross");
    QStringList methods;
    for (const NativeDecision &native : plan.natives) {
        methods.append(native.crate + u' ' + native.method);
        QVERIFY(!native.library.isEmpty() && !native.version.isEmpty() && !native.decision.isEmpty() && !native.via.isEmpty());
        QVERIFY2(native.advice.endsWith(u'.'), qPrintable(native.crate));
        QCOMPARE(native.platforms, (QStringList{u"linux/amd64"_s, u"linux/arm64"_s}));
    }
    QTEST(methods, "methods");
    QCOMPARE(codes(plan, Finding::Severity::Error), errors);
    for (const Finding &finding : plan.findings) {
        // What is refused says which option mends it.
        if (finding.severity == Finding::Severity::Error)
            QVERIFY(!finding.fixKey.isEmpty() && finding.fixValue.isValid());
    }
}

void TestPlan::openSslByZig()
{
    const Plan plan = planOf(opensslProject(), {}, opensslCrates());
    QVERIFY(plan.isBuildable());
    QCOMPARE(plan.glibcSuffix, u"2.41"_s);
    QCOMPARE(plan.staticLibraries, (QStringList{u"libssl.a"_s, u"libcrypto.a"_s, u"libz.a"_s, u"libzstd.a"_s}));
    QCOMPARE(plan.targetPackages.value(u"aarch64-unknown-linux-gnu"_s), (QStringList{u"libssl-dev:arm64"_s, u"zlib1g-dev:arm64"_s, u"libzstd-dev:arm64"_s}));
    QCOMPARE(plan.buildEnvironment.value(u"AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_DIR"_s), u"/opt/sysroot/aarch64-unknown-linux-gnu"_s);
    QCOMPARE(plan.environment.value(u"SSL_CERT_FILE"_s), u"/etc/ssl/certs/ca-certificates.crt"_s);
    const NativeDecision &native = plan.natives.constFirst();
    QVERIFY(native.wantsDecision);
    QVERIFY(native.isVerified);
    QCOMPARE(native.choices, (QStringList{u"auto"_s, u"static"_s, u"shared"_s}));
    // Debian's archives are of the builder's glibc; an older runtime cannot have them.
    const Plan old = planOf(opensslProject(), optionsOf({u"runtime=debian-bookworm-slim"_s}), opensslCrates());
    QCOMPARE(codes(old, Finding::Severity::Error), QStringList{u"runtime-glibc-older"_s});
}

void TestPlan::sourcesAreCompiledApart()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"libc=musl"_s}), {u"pq-sys 0.7.8 >pkg-config"_s, u"host:pkg-config 0.3.34"_s});
    QVERIFY(plan.isBuildable() && plan.hasSysroot());
    QVERIFY(plan.staticLibraries.isEmpty() && plan.targetPackages.isEmpty());
    QCOMPARE(plan.glibcSuffix, QString());
    // What libpq needs comes before it, and once.
    QCOMPARE(plan.sources.size(), 2);
    QCOMPARE(plan.sources.at(0).library, u"OpenSSL"_s);
    QCOMPARE(plan.sources.at(1).library, u"PostgreSQL's libpq"_s);
    QCOMPARE(plan.sources.at(1).environment.value(u"OPENSSL_DIR"_s), u"{sysroot}"_s);
    QCOMPARE(plan.buildEnvironment.value(u"AARCH64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR"_s), u"/opt/sysroot/aarch64-unknown-linux-musl"_s);
    QVERIFY(plan.builderPackages.contains(u"perl"_s));
    // For glibc what it needs is Debian's.
    const Plan gnu = planOf(helloProject(), {}, {u"pq-sys 0.7.8 >pkg-config"_s, u"host:pkg-config 0.3.34"_s});
    QCOMPARE(gnu.sources.size(), 1);
    QVERIFY(gnu.staticLibraries.contains(u"libssl.a"_s));
    QCOMPARE(gnu.glibcSuffix, u"2.41"_s);
    const Plan gcc = planOf(helloProject(), optionsOf({u"cross=gcc"_s}), {u"pq-sys 0.7.8"_s});
    QVERIFY(gcc.sources.isEmpty() && !gcc.hasSysroot());
}

void TestPlan::evidenceIsOfThisPlan()
{
    const QStringList crates{u"libsqlite3-sys 0.40.0 +bundled"_s};
    const NativeDecision native = planOf(helloProject(), {}, crates).natives.constFirst();
    QVERIFY(native.isVerified);
    QVERIFY2(native.evidence.startsWith(u"libsqlite3-sys 0.40."_s) && native.evidence.contains(u" by Zig for glibc on 20"_s), qPrintable(native.evidence));
    // Built for two platforms, it is no proof for a third.
    const NativeDecision third = planOf(helloProject(), optionsOf({u"platforms=linux/amd64,linux/riscv64"_s}), crates).natives.constFirst();
    QVERIFY(!third.isVerified && !third.evidence.isEmpty());
    // Nor is a build by another compiler or method.
    QVERIFY(!planOf(helloProject(), optionsOf({u"cross=emulate"_s}), crates).natives.constFirst().isVerified);
    QVERIFY(planOf(helloProject(), {}, {u"v8 130.0.0"_s}).natives.constFirst().evidence.isEmpty());
}

/// A row that was changed since its trial plans something else: the trial has to be made again.
void TestPlan::evidenceIsOfWhatIsPlanned()
{
    static const QMap<QString, QStringList> options{{u"zig-glibc"_s, {u"cross=zig"_s, u"libc=gnu"_s}}, {u"zig-musl"_s, {u"cross=zig"_s, u"libc=musl"_s}}, {u"gcc-glibc"_s, {u"cross=gcc"_s, u"libc=gnu"_s}}};
    for (const NativeEvidence &row : knowledge()->nativeEvidence) {
        if (row.probe != row.crate || knowledge()->nativeLibrary(row.crate)->bundled == "host"_L1)
            continue;
        const Plan plan = planOf(helloProject(), optionsOf(options.value(row.strategy)), {row.crate + u' ' + row.version});
        QCOMPARE(plan.natives.size(), 1);
        QVERIFY2(plan.natives.constFirst().method == row.method, qPrintable(u"%1 %2: tried as %3, planned as %4"_s.arg(row.crate, row.strategy, row.method, plan.natives.constFirst().method)));
        QCOMPARE(plan.isBuildable(), row.outcome != "refused"_L1);
    }
}

void TestPlan::everyRowHasAPlan_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("automatic") << QStringList();
    QTest::newRow("Zig, glibc") << QStringList{u"cross=zig"_s};
    QTest::newRow("Zig, musl") << QStringList{u"cross=zig"_s, u"libc=musl"_s};
    QTest::newRow("gcc") << QStringList{u"cross=gcc"_s};
}

void TestPlan::everyRowHasAPlan()
{
    QFETCH(QStringList, options);
    static const QStringList words{u"bundled"_s, u"vendored"_s, u"source-built"_s, u"static-package"_s, u"shared-package"_s, u"host-tool"_s, u"refused"_s};
    for (const NativeLibraryInfo &row : knowledge()->nativeLibraries) {
        const Plan plan = planOf(helloProject(), optionsOf(options), {row.crate + u" 1.0.0"_s});
        const QByteArray where = row.crate.toUtf8();
        QVERIFY2(plan.natives.size() <= 1, where.constData());
        if (plan.natives.isEmpty()) {
            QVERIFY2(row.strategy == "nothing"_L1 || row.bundled == "pure"_L1, where.constData());
            continue;
        }
        const NativeDecision &native = plan.natives.constFirst();
        QVERIFY2(words.contains(native.method), where.constData());
        QCOMPARE(codes(plan, Finding::Severity::Error).contains(u"native-refused"_s), native.method == "refused"_L1);
        QCOMPARE(plan.sources.isEmpty(), native.method != "source-built"_L1);
        QCOMPARE(plan.copiesSharedLibraries, native.method == "shared-package"_L1);
        QVERIFY2(native.method != "static-package"_L1 || !plan.staticLibraries.isEmpty(), where.constData());
        // Automatic finds a way wherever there is one: by Zig, else by gcc, else on each platform itself.
        QVERIFY2(!options.isEmpty() || native.method != "refused"_L1 || (row.debianDev.isEmpty() && row.source.crates.isEmpty()), where.constData());
        for (const Finding &finding : plan.findings)
            QVERIFY2(finding.severity != Finding::Severity::Error || !finding.fixKey.isEmpty() || !finding.advice.isEmpty(), qPrintable(finding.message));
    }
}

void TestPlan::failedTrialsCount()
{
    Knowledge table = *knowledge();
    const auto planned = [&](const QStringList &options) {
        PlanInput input;
        input.knowledge = std::make_shared<const Knowledge>(table);
        input.project = std::make_shared<const Project>(helloProject());
        input.options.commandLine = optionsOf(options);
        input.crates = [](const Project &, const CrateRequest &request) { return graphOf({u"llama-cpp-sys-2 0.1.0"_s}, request.targets); };
        return makePlan(input);
    };
    QCOMPARE(planned({}).cross, CrossMethod::Zig);
    NativeEvidence evidence;
    evidence.crate = u"llama-cpp-sys-2"_s;
    evidence.strategy = u"zig-glibc"_s;
    evidence.outcome = u"failed"_s;
    evidence.method = u"bundled"_s;
    evidence.version = u"0.1.0"_s;
    evidence.date = u"2026-11-24"_s;
    table.nativeEvidence.append(evidence);
    const Plan warned = planned({});
    QCOMPARE(warned.cross, CrossMethod::Zig); // nothing else is known to work
    QCOMPARE(codes(warned, Finding::Severity::Warning), QStringList{u"native-failed"_s});
    QVERIFY(!warned.natives.constFirst().isVerified && warned.isBuildable());
    evidence.strategy = u"gcc-glibc"_s;
    evidence.outcome = u"built"_s;
    evidence.platforms = defaultPlatforms();
    table.nativeEvidence.append(evidence);
    const Plan other = planned({});
    QCOMPARE(other.cross, CrossMethod::Gcc);
    QVERIFY(other.natives.constFirst().isVerified && codes(other, Finding::Severity::Warning).isEmpty());
    const Plan insisted = planned({u"cross=zig"_s});
    QCOMPARE(insisted.cross, CrossMethod::Zig);
    QCOMPARE(insisted.findings.constLast().fixValue.toString(), u"gcc"_s);
}

void TestPlan::sharedLibrariesBringTheirFiles()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"cross=gcc"_s}), {u"mysqlclient-sys 0.5.2"_s, u"alsa-sys 0.4.0"_s});
    QVERIFY(plan.copiesSharedLibraries);
    QCOMPARE(plan.runtimeFiles, (QStringList{u"usr/share/alsa"_s, u"usr/lib/{multiarch}/libmariadb3/plugin"_s}));
    QVERIFY(planOf(helloProject(), {}, {u"ring 0.17.14"_s}).runtimeFiles.isEmpty());
    // Debian allows libmariadb-dev once; what it would have brought along is named.
    QCOMPARE(plan.unpackedPackages, (QStringList{u"libmariadb-dev:amd64"_s, u"libmariadb-dev:arm64"_s}));
    const QStringList arm = plan.targetPackages.value(u"aarch64-unknown-linux-gnu"_s);
    QVERIFY(arm.contains(u"libmariadb3:arm64"_s) && arm.contains(u"libasound2-dev:arm64"_s) && !arm.contains(u"libmariadb-dev:arm64"_s));
}

void TestPlan::nativeChoiceIsKept()
{
    const Plan plan = planOf(opensslProject(), optionsOf({u"native=openssl-sys=static,ring=shared"_s}), opensslCrates());
    QVERIFY(!plan.natives.constFirst().wantsDecision);
    QCOMPARE(plan.natives.constFirst().method, u"static-package"_s);
    QCOMPARE(codes(plan, Finding::Severity::Note), QStringList{u"native-unused"_s});
}

void TestPlan::hostOnlyStaysOut()
{
    const Plan plan = planOf(helloProject(), {}, {u"host:openssl-sys 0.9.118"_s, u"host:bindgen 0.72.0"_s});
    QVERIFY(plan.isBuildable());
    QVERIFY(plan.targetPackages.isEmpty());
    QVERIFY(plan.builderPackages.contains(u"libssl-dev"_s));
    QVERIFY(plan.builderPackages.contains(u"libclang-dev"_s));
    QVERIFY(plan.environment.isEmpty());
    for (const NativeDecision &native : plan.natives) {
        QCOMPARE(native.method, u"host-tool"_s);
        QVERIFY(!native.wantsDecision);
    }
}

void TestPlan::unknownNativeIsNamed()
{
    const Plan plan = planOf(helloProject(), {}, {u"strange-sys 1.0.0 >cc"_s, u"linux-raw-sys 0.9.0"_s, u"host:cc 1.2.0"_s});
    QCOMPARE(plan.natives.size(), 1);
    QCOMPARE(plan.natives.constFirst().crate, u"strange-sys"_s);
    QCOMPARE(plan.natives.constFirst().method, u"none"_s);
    QVERIFY(plan.isBuildable());
}

void TestPlan::sourceFromOutside()
{
    const Options options = optionsOf({u"native=openssl-sys=bundled"_s});
    const Plan refused = planOf(opensslProject(), options, opensslCrates());
    QCOMPARE(codes(refused, Finding::Severity::Error), QStringList{u"native-not-bundled"_s});
    Project project = opensslProject();
    project.packages[0].dependencies.append(dependency(u"openssl"_s));
    project.lock->packages.append(locked(u"openssl-src"_s));
    QVERIFY(planOf(project, {}, opensslCrates()).natives.constFirst().choices.contains(u"bundled"_s));
    const Plan plan = planOf(project, options, {u"openssl-sys 0.9.118 +vendored"_s});
    QVERIFY(plan.isBuildable());
    QCOMPARE(plan.natives.constFirst().method, u"vendored"_s);
    QVERIFY(plan.natives.constFirst().choices.contains(u"bundled"_s));
}

void TestPlan::foldersBesideTheWorkspace()
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

void TestPlan::assets()
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

void TestPlan::images_data()
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
    QTest::newRow("all in one") << shopProject() << QStringList{u"image.mode=single"_s} << u"r:5000"_s << QStringList{u"shop r:5000/shop:1.2.0 r:5000/shop:latest"_s};
    QTest::newRow("named") << shopProject() << QStringList{u"image.name=ghcr.io/me/{project}-{bin}"_s, u"image.tags=v{version}"_s} << QString()
                           << QStringList{u"shop-api ghcr.io/me/shop-shop-api:v1.2.0"_s, u"shop-worker ghcr.io/me/shop-shop-worker:v1.2.0"_s};
    QTest::newRow("odd names") << odd << QStringList{} << u"r:5000"_s
                               << QStringList{u"image-tools r:5000/my-project:1.0.0-rc.1-build.5 r:5000/my-project:latest"_s};
    QTest::newRow("commit") << committed << QStringList{u"image.tags={commit}"_s} << u"r:5000"_s << QStringList{u"hello r:5000/hello:0123456789ab"_s};
    QTest::newRow("no commit") << helloProject() << QStringList{u"image.tags={commit},x"_s} << u"r:5000"_s << QStringList{u"hello r:5000/hello:x"_s};
}

void TestPlan::images()
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

void TestPlan::imagesNeedBin()
{
    const Plan plan = planOf(shopProject(), optionsOf({u"image.name=ghcr.io/me/shop"_s}));
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"name-without-bin"_s});
    QCOMPARE(plan.findings.constLast().fixValue, u"ghcr.io/me/shop/{bin}"_s);
}

void TestPlan::labels_data()
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

void TestPlan::labels()
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

void TestPlan::cargoConfig_data()
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

void TestPlan::cargoConfig()
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
void TestPlan::projectsWarningsAreMet()
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

void TestPlan::ignoreFile_data()
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

void TestPlan::ignoreFile()
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

void TestPlan::mirrorsAndPins()
{
    Facts facts;
    facts.mirrors = {{u"gcr.io/distroless/cc-debian13:nonroot"_s, u"mirror.example/cc:1"_s}, {u"alpine:3"_s, u"mirror.example/alpine"_s}};
    const QString digest = u"sha256:"_s + QString(64, u'a');
    Plan plan = planOf(helloProject(), optionsOf({u"pins=rust:1-trixie="_s + digest}), {}, facts);
    QCOMPARE(plan.namedContexts, (QMap<QString, QString>{{u"gcr.io/distroless/cc-debian13:nonroot"_s, u"docker-image://mirror.example/cc:1"_s}}));
    QVERIFY(plan.findings.isEmpty());
    QCOMPARE(plan.pins.value(u"rust:1-trixie"_s), digest);
    plan = planOf(helloProject(), optionsOf({u"pins=gcr.io/distroless/cc-debian13:nonroot="_s + digest}), {}, facts);
    QCOMPARE(codes(plan, Finding::Severity::Warning), QStringList{u"pin-void"_s});
}

void TestPlan::findingsOfTheProjectStay()
{
    Project project = helloProject();
    project.lock.reset();
    Finding finding;
    finding.code = u"lock-missing"_s;
    project.findings.append(finding);
    const Plan plan = planOf(project);
    QCOMPARE(plan.findings.constFirst().code, u"lock-missing"_s);
    QVERIFY(!plan.isLocked);
    QVERIFY(plan.isBuildable());
}

void TestPlan::nothingToBuild()
{
    Project project = helloProject();
    project.packages[0].binaries.clear();
    const Plan plan = planOf(project);
    QVERIFY(plan.images.isEmpty());
    QVERIFY(!plan.isBuildable());
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"no-binary"_s});
}

void TestPlan::isFast()
{
    QStringList crates = guestbookCrates();
    for (int i = 0; i < 700; ++i)
        crates.append(u"crate-%1 1.0.%1"_s.arg(i));
    PlanInput input;
    input.knowledge = knowledge();
    input.project = std::make_shared<const Project>(guestbookProject());
    const CrateGraph graph = graphOf(crates, {u"x86_64-unknown-linux-gnu"_s, u"aarch64-unknown-linux-gnu"_s});
    input.crates = [&](const Project &, const CrateRequest &) { return graph; };
    QList<qint64> times;
    for (int i = 0; i < 21; ++i) {
        QElapsedTimer timer;
        timer.start();
        const Plan plan = makePlan(input);
        times.append(timer.nsecsElapsed());
        QVERIFY(plan.isBuildable());
    }
    std::ranges::sort(times);
    qInfo("a plan over 700 crates: median %.2f ms", double(times.at(10)) / 1e6);
    QVERIFY2(times.at(10) < 10'000'000, "a plan takes 10 ms or more");
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
