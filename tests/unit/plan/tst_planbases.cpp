// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const PlannedPlatform *platform(const Plan &plan, const QString &name)
{
    const auto found = std::ranges::find(plan.platforms, name, &PlannedPlatform::platform);
    return found == plan.platforms.end() ? nullptr : &*found;
}

} // namespace

/// Platforms, C library and base images.
class TestPlanBases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bases_data();
    void bases();
    void glibcLimits_data();
    void glibcLimits();
    void gccLibraryIsCopied();
    void platforms_data();
    void platforms();
    void mirrorsAndPins();
};

void TestPlanBases::bases_data()
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
    QTest::newRow("a static binary runs on glibc too")
        << QStringList{u"libc=musl"_s, u"runtime=debian-slim"_s} << u"musl"_s << u"debian-slim"_s << QStringList{};
    QTest::newRow("glibc in scratch") << QStringList{u"libc=gnu"_s, u"runtime=scratch"_s} << u"gnu"_s << u"scratch"_s << QStringList{u"base-without-glibc"_s};
    QTest::newRow("a platform that distroless lacks") << QStringList{u"platforms=linux/amd64,linux/386"_s} << u"gnu"_s << u"debian-slim"_s << QStringList{};
    QTest::newRow("gcc with musl") << QStringList{u"libc=musl"_s, u"cross=gcc"_s} << u"musl"_s << u"distroless-static"_s << QStringList{u"gcc-with-musl"_s};
    QTest::newRow("gcc and an older runtime") << QStringList{u"cross=gcc"_s, u"runtime=debian-bookworm-slim"_s} << u"gnu"_s << u"debian-bookworm-slim"_s
                                              << QStringList{u"runtime-glibc-older"_s};
    QTest::newRow("gcc and an older runtime by reference")
        << QStringList{u"cross=gcc"_s, u"runtime=ubuntu:22.04"_s} << u"gnu"_s << u"ubuntu:22.04"_s << QStringList{u"runtime-glibc-older"_s};
    QTest::newRow("Zig and an older runtime") << QStringList{u"runtime=debian-bookworm-slim"_s} << u"gnu"_s << u"debian-bookworm-slim"_s << QStringList{};
    QTest::newRow("gcc and a base without gcc's library")
        << QStringList{u"cross=gcc"_s, u"runtime=distroless-base"_s} << u"gnu"_s << u"distroless-base"_s << QStringList{};
    QTest::newRow("Zig on Ubuntu") << QStringList{u"runtime=ubuntu"_s} << u"gnu"_s << u"ubuntu"_s << QStringList{};
    QTest::newRow("Zig on Red Hat") << QStringList{u"runtime=ubi-micro"_s} << u"gnu"_s << u"ubi-micro"_s << QStringList{};
    QTest::newRow("Zig on Wolfi") << QStringList{u"runtime=wolfi"_s} << u"gnu"_s << u"wolfi"_s << QStringList{};
    QTest::newRow("an Alpine builder") << QStringList{u"builder-image=rust:1-alpine"_s} << u"gnu"_s << u"distroless-cc"_s
                                       << QStringList{u"builder-with-musl"_s};
}

void TestPlanBases::bases()
{
    QFETCH(QStringList, options);
    const Plan plan = planOf(helloProject(), optionsOf(options));
    QTEST(plan.libc == Libc::Musl ? u"musl"_s : u"gnu"_s, "libc");
    QTEST(plan.runtime.key, "runtime");
    QTEST(codes(plan, Finding::Severity::Error), "errors");
}

void TestPlanBases::glibcLimits_data()
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
    QTest::newRow("older than Zig's own on 32-bit ARM")
        << QStringList{u"runtime=debian:bullseye-slim"_s, u"platforms=linux/amd64,linux/arm/v7"_s} << plain << u"2.31"_s << QString() << QString();
    QTest::newRow("Debian's libraries") << QStringList{} << openssl << u"2.41"_s << QString() << QString();
    QTest::newRow("Debian's libraries and an older runtime")
        << QStringList{u"runtime=debian-bookworm-slim"_s} << openssl << u"2.41"_s << u"runtime-glibc-older"_s << u"builder-image=rust:1-bookworm"_s;
    QTest::newRow("Debian's libraries of the same Debian")
        << QStringList{u"runtime=debian-bookworm-slim"_s, u"builder-image=rust:1-bookworm"_s} << openssl << u"2.36"_s << QString() << QString();
    QTest::newRow("gcc and an older runtime") << QStringList{u"cross=gcc"_s, u"runtime=debian-bookworm-slim"_s} << plain << QString()
                                              << u"runtime-glibc-older"_s << u"builder-image=rust:1-bookworm"_s;
    QTest::newRow("gcc and one that no builder fits to")
        << QStringList{u"cross=gcc"_s, u"runtime=ubuntu:22.04"_s} << plain << QString() << u"runtime-glibc-older"_s << u"runtime=distroless-cc"_s;
    QTest::newRow("gcc and an unknown runtime") << QStringList{u"cross=gcc"_s, u"runtime=registry.example/base:1"_s} << plain << QString()
                                                << u"runtime-glibc-unknown"_s << u"="_s;
    QTest::newRow("static") << QStringList{u"libc=musl"_s, u"runtime=amazonlinux:2"_s} << plain << QString() << QString() << QString();
}

/// Never an image that dies with "GLIBC_2.xx not found": the target is told the runtime's version, or the plan is refused with a mend.
void TestPlanBases::glibcLimits()
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

void TestPlanBases::gccLibraryIsCopied()
{
    QVERIFY(planOf(helloProject(), optionsOf({u"cross=gcc"_s, u"runtime=distroless-base"_s})).copiesSharedLibraries);
    QVERIFY(!planOf(helloProject(), optionsOf({u"cross=gcc"_s})).copiesSharedLibraries);
    QVERIFY(!planOf(helloProject(), optionsOf({u"runtime=distroless-base"_s})).copiesSharedLibraries);
    const Plan red = planOf(opensslProject(), optionsOf({u"native=openssl-sys=shared"_s, u"runtime=ubi-micro"_s}), opensslCrates());
    QVERIFY(codes(red, Finding::Severity::Error).contains(u"shared-on-other-base"_s));
}

void TestPlanBases::platforms_data()
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
    QTest::newRow("library refuses by Zig") << none << QStringList{u"aws-lc-sys 0.30.0"_s} << u"linux/ppc64le"_s
                                            << u"AWS-LC does not compile with Zig for ppc64le; gcc does."_s;
    QTest::newRow("gcc can") << QStringList{u"cross=gcc"_s} << QStringList{u"aws-lc-sys 0.30.0"_s} << u"linux/ppc64le"_s << QString();
}

void TestPlanBases::platforms()
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

void TestPlanBases::mirrorsAndPins()
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

QTEST_GUILESS_MAIN(TestPlanBases)
#include "tst_planbases.moc"
