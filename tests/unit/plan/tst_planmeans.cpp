// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// Native libraries that are neither put into the binary nor linked from Debian's packages alone: loaded when the program runs, made as shared
/// libraries by a build script, compiled by gfortran, or ready-made for gcc's C++ library.
class TestPlanMeans : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loaded_data();
    void loaded();
    void loadedGoesIntoTheImage();
    void loadedNeedsAnImageThatCan_data();
    void loadedNeedsAnImageThatCan();
    void loadedNamesOfOlderDebian();
    void madeShared_data();
    void madeShared();
    void madeSharedIsNotForMusl();
    void fortran_data();
    void fortran();
    void fortranOfTheSystem();
    void readyMadeForGcc();
    void readyMadeIsRefused_data();
    void readyMadeIsRefused();
    void cxxLibraryOfGcc();
    void sourceByGccAlone();
};

void TestPlanMeans::loaded_data()
{
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<CrossMethod>("cross");
    QTest::addColumn<QString>("method");
    QTest::newRow("linked by default") << QStringList{u"yeslogic-fontconfig-sys 6.0.1"_s} << CrossMethod::Gcc << u"shared-package"_s;
    QTest::newRow("loaded by a feature") << QStringList{u"yeslogic-fontconfig-sys 6.0.1 +dlopen"_s} << CrossMethod::Zig << u"loaded"_s;
    QTest::newRow("loaded whatever its features") << QStringList{u"x11-dl 2.21.0"_s} << CrossMethod::Zig << u"loaded"_s;
    QTest::newRow("no part of it is used") << QStringList{u"wayland-sys 0.31.11 +dlopen"_s} << CrossMethod::Zig << QString();
    QTest::newRow("a part is loaded") << QStringList{u"wayland-sys 0.31.11 +dlopen +client"_s} << CrossMethod::Zig << u"loaded"_s;
    QTest::newRow("a part is linked") << QStringList{u"wayland-sys 0.31.11 +client"_s} << CrossMethod::Gcc << u"shared-package"_s;
    QTest::newRow("pure Rust without a feature") << QStringList{u"x11rb 0.14.0"_s} << CrossMethod::Zig << QString();
    QTest::newRow("one feature links, the other loads") << QStringList{u"x11rb 0.14.0 +allow-unsafe-code +dl-libxcb"_s} << CrossMethod::Zig << u"loaded"_s;
    QTest::newRow("nothing is downloaded either") << QStringList{u"ort-sys 2.0.0-rc.15 +disable-linking"_s} << CrossMethod::Zig << u"loaded"_s;
    QTest::newRow("on the builder alone") << QStringList{u"host:x11-dl 2.21.0"_s} << CrossMethod::Zig << u"host-tool"_s;
}

void TestPlanMeans::loaded()
{
    QFETCH(QStringList, crates);
    QFETCH(QString, method);
    const Plan plan = planOf(helloProject(), {}, crates);
    QVERIFY(plan.isBuildable());
    QTEST(plan.cross, "cross");
    QCOMPARE(plan.natives.isEmpty() ? QString() : plan.natives.constFirst().method, method);
    if (method != "loaded"_L1)
        return;
    // Nothing is needed to compile it.
    QVERIFY(plan.targetPackages.isEmpty() && plan.builderPackages.isEmpty() && plan.glibcSuffix.isEmpty());
    QVERIFY(plan.natives.constFirst().choices.isEmpty());
    // Verified as a library that is loaded, or not at all: a build that linked it is none of this one.
    const NativeEvidence *evidence = knowledge()->evidence(plan.natives.constFirst().crate, u"loaded"_s, u"zig-glibc"_s);
    QCOMPARE(plan.natives.constFirst().isVerified, evidence && evidence->outcome == "built"_L1);
}

void TestPlanMeans::loadedGoesIntoTheImage()
{
    const Plan plan = planOf(helloProject(), {}, {u"yeslogic-fontconfig-sys 6.0.1 +dlopen"_s});
    QVERIFY(plan.copiesSharedLibraries);
    QCOMPARE(plan.loadedPackages, QStringList{u"libfontconfig1"_s});
    QCOMPARE(plan.runtimeFiles, (QStringList{u"etc/fonts"_s, u"usr/share/fontconfig"_s, u"usr/lib/{multiarch}/libfontconfig.so.1"_s}));
    QVERIFY(plan.natives.constFirst().decision.contains("libfontconfig1"_L1));
    // Where the program is told a path, nobody can know which library.
    const Plan told = planOf(helloProject(), {}, {u"ort-sys 2.0.0-rc.15 +disable-linking"_s});
    QVERIFY(!told.copiesSharedLibraries && told.loadedPackages.isEmpty() && told.runtimeFiles.isEmpty());
}

void TestPlanMeans::loadedNeedsAnImageThatCan_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("fix");
    QTest::newRow("static") << QStringList{u"libc=musl"_s} << u"libc=gnu"_s;
    QTest::newRow("another distribution") << QStringList{u"runtime=wolfi"_s} << u"runtime=debian-slim"_s;
    QTest::newRow("an older Debian than the builder's") << QStringList{u"runtime=debian-bookworm-slim"_s} << u"runtime=debian-slim"_s;
}

/// The build is none the worse for it, so it is a warning.
void TestPlanMeans::loadedNeedsAnImageThatCan()
{
    QFETCH(QStringList, options);
    const Plan plan = planOf(helloProject(), optionsOf(options), {u"x11-dl 2.21.0"_s});
    QVERIFY(plan.isBuildable() && !plan.copiesSharedLibraries && plan.loadedPackages.isEmpty() && plan.runtimeFiles.isEmpty());
    QVERIFY(codes(plan, Finding::Severity::Warning).contains(u"native-not-loaded"_s));
    for (const Finding &finding : plan.findings) {
        if (finding.code == "native-not-loaded"_L1)
            QTEST(QString(finding.fixKey + u'=' + finding.fixValue.toString()), "fix");
    }
}

void TestPlanMeans::loadedNamesOfOlderDebian()
{
    QVERIFY(planOf(helloProject(), {}, {u"x11-dl 2.21.0"_s}).loadedPackages.contains(u"libxt6t64"_s));
    const Plan older = planOf(helloProject(), optionsOf({u"runtime=debian-bookworm-slim"_s, u"builder-image=rust:1-bookworm"_s}), {u"x11-dl 2.21.0"_s});
    QVERIFY(older.isBuildable());
    QVERIFY(older.loadedPackages.contains(u"libxt6"_s) && !older.loadedPackages.contains(u"libxt6t64"_s));
}

void TestPlanMeans::madeShared_data()
{
    QTest::addColumn<QString>("crate");
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("isMade");
    QTest::newRow("Debian's") << u"sdl2-sys 0.38.0"_s << u"shared-package"_s << false;
    QTest::newRow("made") << u"sdl2-sys 0.38.0 +bundled"_s << u"made-shared"_s << true;
    QTest::newRow("made, but static") << u"sdl2-sys 0.38.0 +bundled +static-link"_s << u"vendored"_s << false;
    QTest::newRow("in the binary") << u"llama-cpp-sys-2 0.1.161"_s << u"bundled"_s << false;
    QTest::newRow("made by a feature") << u"llama-cpp-sys-2 0.1.161 +dynamic-link"_s << u"made-shared"_s << true;
    QTest::newRow("downloaded") << u"torch-sys 0.26.0"_s << u"made-shared"_s << true;
    QTest::newRow("made by gcc") << u"openblas-src 0.10.16"_s << u"made-shared"_s << true;
    QTest::newRow("made by gcc, but static") << u"openblas-src 0.10.16 +static"_s << u"bundled"_s << false;
    QTest::newRow("made by gcc, but the system's") << u"openblas-src 0.10.16 +system"_s << u"shared-package"_s << false;
}

void TestPlanMeans::madeShared()
{
    QFETCH(QString, crate);
    QFETCH(QString, method);
    QFETCH(bool, isMade);
    const Plan plan = planOf(helloProject(), optionsOf({u"platforms=linux/amd64"_s}), {crate});
    QVERIFY(plan.isBuildable());
    QCOMPARE(plan.natives.constFirst().method, method);
    QCOMPARE(plan.copiesMadeLibraries, isMade);
    QVERIFY(!isMade || plan.copiesSharedLibraries);
    QCOMPARE(plan.natives.constFirst().decision.contains("as a shared library, which goes into the image"_L1), isMade);
}

void TestPlanMeans::madeSharedIsNotForMusl()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"libc=musl"_s}), {u"sdl2-sys 0.38.0 +bundled"_s});
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"native-refused"_s});
    QCOMPARE(plan.findings.constLast().fixKey, u"libc"_s);
    QVERIFY(!plan.copiesMadeLibraries);
    QVERIFY(planOf(helloProject(), optionsOf({u"libc=musl"_s}), {u"sdl2-sys 0.38.0 +bundled +static-link"_s}).isBuildable());
}

void TestPlanMeans::fortran_data()
{
    QTest::addColumn<QString>("crate");
    QTest::newRow("OpenBLAS") << u"openblas-src 0.10.16 +static"_s;
    QTest::newRow("BLAS and LAPACK") << u"netlib-src 0.9.0 +static"_s;
}

void TestPlanMeans::fortran()
{
    QFETCH(QString, crate);
    const Plan plan = planOf(helloProject(), {}, {crate});
    QVERIFY(plan.isBuildable() && plan.usesFortran && plan.copiesSharedLibraries);
    QCOMPARE(plan.cross, CrossMethod::Gcc);
    QVERIFY(plan.options.value(OptionKey::Cross).why.contains("gfortran"_L1));
    QCOMPARE(plan.targetPackages.value(u"aarch64-unknown-linux-gnu"_s), QStringList{u"libgfortran5:arm64"_s});
    QCOMPARE(plan.buildEnvironment.value(u"FC"_s), u"target-gfortran"_s);
    // On the platform itself there is one compiler, whose name everybody knows.
    const Plan emulated = planOf(helloProject(), optionsOf({u"cross=emulate"_s}), {crate});
    QVERIFY(emulated.usesFortran && !emulated.buildEnvironment.contains(u"FC"_s) && emulated.builderPackages.contains(u"gfortran"_s));
    const Plan zig = planOf(helloProject(), optionsOf({u"cross=zig"_s}), {crate});
    QCOMPARE(codes(zig, Finding::Severity::Error), QStringList{u"native-refused"_s});
    QCOMPARE(zig.findings.constLast().fixValue.toString(), u"gcc"_s);
}

void TestPlanMeans::fortranOfTheSystem()
{
    // OpenBLAS brings all that it needs; what uses Debian's BLAS links Fortran's library itself.
    QVERIFY(!planOf(helloProject(), {}, {u"openblas-src 0.10.16 +system"_s}).usesFortran);
    const Plan plan = planOf(helloProject(), {}, {u"netlib-src 0.9.0 +system"_s});
    QVERIFY(plan.usesFortran && plan.hasAlternatives);
    QCOMPARE(plan.natives.constFirst().method, u"shared-package"_s);
}

void TestPlanMeans::readyMadeForGcc()
{
    const Plan plan = planOf(helloProject(), {}, {u"ort-sys 2.0.0-rc.15 +download-binaries"_s});
    QVERIFY(plan.isBuildable());
    QCOMPARE(plan.cross, CrossMethod::Gcc);
    QVERIFY(plan.options.value(OptionKey::Cross).why.contains("gcc's C++ library"_L1));
    QCOMPARE(plan.natives.constFirst().method, u"bundled"_s);
    QVERIFY(plan.natives.constFirst().decision.startsWith("downloaded ready-made"_L1));
    const Plan third = planOf(helloProject(), optionsOf({u"platforms=linux/amd64,linux/riscv64"_s}), {u"ort-sys 2.0.0-rc.15"_s});
    QVERIFY(!third.isBuildable());
    // Where it is loaded, any platform will do.
    QVERIFY(planOf(helloProject(), optionsOf({u"platforms=linux/amd64,linux/riscv64"_s}), {u"ort-sys 2.0.0-rc.9 +load-dynamic"_s}).isBuildable());
}

void TestPlanMeans::readyMadeIsRefused_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("fix");
    QTest::newRow("by Zig") << u"cross=zig"_s << u"cross=gcc"_s;
    QTest::newRow("for musl") << u"libc=musl"_s << u"libc=gnu"_s;
}

void TestPlanMeans::readyMadeIsRefused()
{
    QFETCH(QString, option);
    const Plan plan = planOf(helloProject(), optionsOf({option}), {u"ort-sys 2.0.0-rc.15"_s});
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"native-refused"_s});
    QTEST(QString(plan.findings.constLast().fixKey + u'=' + plan.findings.constLast().fixValue.toString()), "fix");
}

/// What gcc links of C++ asks for gcc's library; of the bases, only that for C and C++ has it.
void TestPlanMeans::cxxLibraryOfGcc()
{
    const QStringList crates{u"ort-sys 2.0.0-rc.15"_s};
    const Plan cc = planOf(helloProject(), {}, crates);
    QVERIFY(!cc.copiesSharedLibraries && cc.targetPackages.isEmpty());
    const Plan slim = planOf(helloProject(), optionsOf({u"runtime=debian-slim"_s}), crates);
    QVERIFY(slim.copiesSharedLibraries);
    QCOMPARE(slim.targetPackages.value(u"aarch64-unknown-linux-gnu"_s), QStringList{u"libstdc++6:arm64"_s});
    // Zig puts its own into the binary.
    const Plan zig = planOf(helloProject(), optionsOf({u"runtime=debian-slim"_s}), {u"snappy_src 0.2.7"_s});
    QVERIFY(zig.usesCxx && !zig.copiesSharedLibraries);
}

void TestPlanMeans::sourceByGccAlone()
{
    const Plan without = planOf(helloProject(), {}, {u"faiss-sys 0.7.0"_s});
    QCOMPARE(codes(without, Finding::Severity::Error), QStringList{u"native-refused"_s});
    const Plan plan = planOf(helloProject(), {}, {u"faiss-sys 0.7.0 +static"_s});
    QVERIFY(plan.isBuildable() && plan.copiesSharedLibraries && plan.hasAlternatives);
    QCOMPARE(plan.cross, CrossMethod::Gcc);
    QVERIFY(plan.targetPackages.value(u"aarch64-unknown-linux-gnu"_s).contains(u"libblas-dev:arm64"_s));
    QVERIFY(!plan.natives.constFirst().isVerified);
}

QTEST_GUILESS_MAIN(TestPlanMeans)
#include "tst_planmeans.moc"
