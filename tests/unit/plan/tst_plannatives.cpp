// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativerow.h"
#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// A version of the row's crate that the row is for.
QString versionOf(const NativeLibraryInfo &row)
{
    for (const QString &version : {u"1.0.0"_s, u"0.0.1"_s, u"180.0.0"_s, u"190.0.0"_s, u"200.0.0"_s, u"230.0.0"_s}) {
        if (isForVersion(row, version))
            return version;
    }
    return {};
}

QString crossWord(CrossMethod method)
{
    return QStringList{u"zig"_s, u"gcc"_s, u"native"_s, u"emulate"_s}.at(int(method));
}

} // namespace

/// How native libraries are met, and with which cross method.
class TestPlanNatives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
    void plainCompilerHeedsTheTarget();
    void nativeChoiceIsKept();
    void hostOnlyStaysOut();
    void unknownNativeIsNamed();
    void sourceFromOutside();
};

void TestPlanNatives::natives_data()
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
    QTest::newRow("vendored, seen by the dependency alone") << QStringList{u"openssl-sys 0.9.118 >openssl-src"_s, u"host:openssl-src 300.0.0"_s} << none
                                                            << u"zig"_s << QStringList{u"openssl-sys vendored"_s} << none;
    QTest::newRow("vendored for musl") << vendored << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"openssl-sys vendored"_s} << none;
    QTest::newRow("system's OpenSSL") << opensslCrates() << none << u"zig"_s << QStringList{u"openssl-sys static-package"_s} << none;
    QTest::newRow("system's OpenSSL, shared") << opensslCrates() << QStringList{u"native=openssl-sys=shared"_s} << u"gcc"_s
                                              << QStringList{u"openssl-sys shared-package"_s} << none;
    QTest::newRow("system's OpenSSL by gcc") << opensslCrates() << QStringList{u"cross=gcc"_s} << u"gcc"_s << QStringList{u"openssl-sys shared-package"_s}
                                             << none;
    QTest::newRow("system's OpenSSL for musl") << opensslCrates() << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"openssl-sys source-built"_s}
                                               << none;
    QTest::newRow("shared by Zig") << opensslCrates() << QStringList{u"native=openssl-sys=shared"_s, u"cross=zig"_s} << u"zig"_s
                                   << QStringList{u"openssl-sys refused"_s} << QStringList{u"native-refused"_s};
    QTest::newRow("never in the crate") << QStringList{u"libudev-sys 0.1.4"_s} << none << u"gcc"_s << QStringList{u"libudev-sys shared-package"_s} << none;
    QTest::newRow("never in the crate, musl") << QStringList{u"libudev-sys 0.1.4"_s} << QStringList{u"libc=musl"_s} << u"zig"_s
                                              << QStringList{u"libudev-sys refused"_s} << QStringList{u"native-refused"_s};
    QTest::newRow("SQLite bundled") << QStringList{u"libsqlite3-sys 0.40.0 +bundled"_s} << none << u"zig"_s << QStringList{u"libsqlite3-sys vendored"_s}
                                    << none;
    QTest::newRow("SQLite of the system") << QStringList{u"libsqlite3-sys 0.40.0"_s} << none << u"zig"_s << QStringList{u"libsqlite3-sys static-package"_s}
                                          << none;
    QTest::newRow("C++ of the image") << QStringList{u"opencv 0.94.0"_s} << none << u"emulate"_s << QStringList{u"opencv shared-package"_s} << none;
    QTest::newRow("C++ of the image by Zig") << QStringList{u"opencv 0.94.0"_s} << QStringList{u"cross=zig"_s} << u"zig"_s << QStringList{u"opencv refused"_s}
                                             << QStringList{u"native-refused"_s};
    const QStringList pq{u"pq-sys 0.7.8 >pkg-config"_s, u"host:pkg-config 0.3.34"_s};
    QTest::newRow("libpq of nobody") << pq << none << u"zig"_s << QStringList{u"pq-sys source-built"_s} << none;
    QTest::newRow("libpq of nobody, musl") << pq << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"pq-sys source-built"_s} << none;
    QTest::newRow("libpq of nobody by gcc") << pq << QStringList{u"cross=gcc"_s} << u"gcc"_s << QStringList{u"pq-sys shared-package"_s} << none;
    QTest::newRow("libpq shared by wish") << pq << QStringList{u"native=pq-sys=shared"_s} << u"gcc"_s << QStringList{u"pq-sys shared-package"_s} << none;
    QTest::newRow("libpq bundled") << QStringList{u"pq-sys 0.7.8 +bundled"_s} << none << u"zig"_s << QStringList{u"pq-sys vendored"_s} << none;
    QTest::newRow("libpq beside OpenSSL") << pq + opensslCrates() << none << u"zig"_s << QStringList{u"openssl-sys static-package"_s, u"pq-sys source-built"_s}
                                          << none;
    QTest::newRow("libpq beside what is shared only") << pq + QStringList{u"libudev-sys 0.1.4"_s} << none << u"gcc"_s
                                                      << QStringList{u"libudev-sys shared-package"_s, u"pq-sys shared-package"_s} << none;
    QTest::newRow("SQLite of the system, musl") << QStringList{u"libsqlite3-sys 0.40.0"_s} << QStringList{u"libc=musl"_s} << u"zig"_s
                                                << QStringList{u"libsqlite3-sys source-built"_s} << none;
    QTest::newRow("a tool") << QStringList{u"host:prost-build 0.13.0"_s} << none << u"zig"_s << QStringList{u"prost-build host-tool"_s} << none;
    QTest::newRow("pure Rust is no row") << QStringList{u"tiberius 0.12.0"_s} << none << u"zig"_s << none << none;
    QTest::newRow("compiled where it runs") << QStringList{u"gmp-mpfr-sys 1.7.0"_s} << none << u"emulate"_s << QStringList{u"gmp-mpfr-sys bundled"_s} << none;
    QTest::newRow("the system's by a feature") << QStringList{u"zstd-sys 2.0.16 +pkg-config"_s} << none << u"gcc"_s << QStringList{u"zstd-sys shared-package"_s}
                                               << none;
    QTest::newRow("the system's by a feature, musl") << QStringList{u"zstd-sys 2.0.16 +pkg-config"_s} << QStringList{u"libc=musl"_s} << u"zig"_s
                                                     << QStringList{u"zstd-sys refused"_s} << QStringList{u"native-refused"_s};
    QTest::newRow("linked by a feature") << QStringList{u"fuser 0.15.1 +libfuse"_s} << none << u"gcc"_s << QStringList{u"fuser shared-package"_s} << none;
    QTest::newRow("without the feature that links it") << QStringList{u"fuser 0.18.0"_s} << none << u"zig"_s << none << none;
    QTest::newRow("ready-made for glibc only") << QStringList{u"v8 130.0.0"_s} << QStringList{u"libc=musl"_s} << u"zig"_s << QStringList{u"v8 refused"_s}
                                               << QStringList{u"native-refused"_s};
}

void TestPlanNatives::natives()
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

void TestPlanNatives::openSslByZig()
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

void TestPlanNatives::sourcesAreCompiledApart()
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

void TestPlanNatives::evidenceIsOfThisPlan()
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
void TestPlanNatives::evidenceIsOfWhatIsPlanned()
{
    static const QMap<QString, QStringList> options{{u"zig-glibc"_s, {u"cross=zig"_s, u"libc=gnu"_s}},
                                                    {u"zig-musl"_s, {u"cross=zig"_s, u"libc=musl"_s}},
                                                    {u"gcc-glibc"_s, {u"cross=gcc"_s, u"libc=gnu"_s}}};
    for (const NativeEvidence &row : knowledge()->nativeEvidence) {
        if (row.probe != row.crate || knowledge()->nativeLibrary(row.crate)->bundled == "host"_L1)
            continue;
        const Plan plan = planOf(helloProject(), optionsOf(options.value(row.strategy)), {row.crate + u' ' + row.version});
        QCOMPARE(plan.natives.size(), 1);
        QVERIFY2(plan.natives.constFirst().method == row.method,
                 qPrintable(u"%1 %2: tried as %3, planned as %4"_s.arg(row.crate, row.strategy, row.method, plan.natives.constFirst().method)));
        QCOMPARE(plan.isBuildable(), row.outcome != "refused"_L1);
    }
}

void TestPlanNatives::everyRowHasAPlan_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("automatic") << QStringList();
    QTest::newRow("Zig, glibc") << QStringList{u"cross=zig"_s};
    QTest::newRow("Zig, musl") << QStringList{u"cross=zig"_s, u"libc=musl"_s};
    QTest::newRow("gcc") << QStringList{u"cross=gcc"_s};
}

void TestPlanNatives::everyRowHasAPlan()
{
    QFETCH(QStringList, options);
    static const QStringList words{u"bundled"_s,     u"vendored"_s, u"source-built"_s, u"static-package"_s, u"shared-package"_s,
                                   u"made-shared"_s, u"loaded"_s,   u"host-tool"_s,    u"refused"_s};
    for (const NativeLibraryInfo &row : knowledge()->nativeLibraries) {
        const Plan plan = planOf(helloProject(), optionsOf(options), {row.crate + u' ' + versionOf(row)});
        const QByteArray where = (row.crate + u' ' + row.versions).toUtf8();
        QVERIFY2(!versionOf(row).isEmpty(), where.constData());
        QVERIFY2(plan.natives.size() <= 1, where.constData());
        if (plan.natives.isEmpty()) {
            QVERIFY2(row.strategy == "nothing"_L1 || row.bundled == "pure"_L1 || !row.linkedFeatures.isEmpty(), where.constData());
            continue;
        }
        const NativeDecision &native = plan.natives.constFirst();
        QVERIFY2(words.contains(native.method), where.constData());
        QCOMPARE(codes(plan, Finding::Severity::Error).contains(u"native-refused"_s), native.method == "refused"_L1);
        QCOMPARE(plan.sources.isEmpty(), native.method != "source-built"_L1);
        QCOMPARE(plan.copiesSharedLibraries,
                 native.method == "shared-package"_L1 || plan.copiesMadeLibraries || plan.usesFortran || !plan.loadedPackages.isEmpty());
        QVERIFY2(native.method != "static-package"_L1 || !plan.staticLibraries.isEmpty(), where.constData());
        // Automatic finds a way wherever there is one: by Zig, else by gcc, else on each platform itself.
        QVERIFY2(!options.isEmpty() || native.method != "refused"_L1 || (row.debianDev.isEmpty() && row.source.crates.isEmpty()), where.constData());
        for (const Finding &finding : plan.findings)
            QVERIFY2(finding.severity != Finding::Severity::Error || !finding.fixKey.isEmpty() || !finding.advice.isEmpty(), qPrintable(finding.message));
    }
}

void TestPlanNatives::failedTrialsCount()
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

void TestPlanNatives::sharedLibrariesBringTheirFiles()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"cross=gcc"_s}), {u"mysqlclient-sys 0.5.2"_s, u"alsa-sys 0.4.0"_s});
    QVERIFY(plan.copiesSharedLibraries);
    QCOMPARE(plan.runtimeFiles, (QStringList{u"usr/share/alsa"_s, u"usr/lib/{multiarch}/libmariadb3/plugin"_s}));
    QVERIFY(planOf(helloProject(), {}, {u"ring 0.17.14"_s}).runtimeFiles.isEmpty());
    QCOMPARE(planOf(helloProject(), {}, {u"pcsc-sys 1.2.1"_s}).runtimeFiles, QStringList{u"usr/lib/{multiarch}/libpcsclite_real.so.1"_s});
    // Debian allows libmariadb-dev once; what it would have brought along is named.
    QCOMPARE(plan.unpackedPackages, (QStringList{u"libmariadb-dev:amd64"_s, u"libmariadb-dev:arm64"_s}));
    const QStringList arm = plan.targetPackages.value(u"aarch64-unknown-linux-gnu"_s);
    QVERIFY(arm.contains(u"libmariadb3:arm64"_s) && arm.contains(u"libasound2-dev:arm64"_s) && !arm.contains(u"libmariadb-dev:arm64"_s));
}

/// librdkafka's configure script asks for CC; where targets differ it gets a program that looks the compiler up.
void TestPlanNatives::plainCompilerHeedsTheTarget()
{
    const QStringList crates{u"rdkafka-sys 4.10.0"_s};
    for (const QString &cross : {u"cross=zig"_s, u"cross=gcc"_s}) {
        const Plan plan = planOf(helloProject(), optionsOf({cross}), crates);
        QVERIFY(plan.usesTargetCompiler);
        QCOMPARE(plan.buildEnvironment.value(u"CC"_s), u"target-cc"_s);
        QCOMPARE(plan.buildEnvironment.value(u"CXX"_s), u"target-c++"_s);
    }
    const Plan emulated = planOf(helloProject(), optionsOf({u"cross=emulate"_s}), crates);
    QVERIFY(!emulated.usesTargetCompiler && !emulated.buildEnvironment.contains(u"CC"_s));
    const Plan own = planOf(helloProject(), optionsOf({u"build.environment=CC=clang"_s}), crates);
    QCOMPARE(own.buildEnvironment.value(u"CC"_s), u"clang"_s);
    QVERIFY(!planOf(helloProject(), {}, {u"ring 0.17.14"_s}).usesTargetCompiler);
    // What only Zig's compiler has to be told.
    const QStringList deflate{u"libdeflate-sys 1.26.1"_s};
    QCOMPARE(planOf(helloProject(), {}, deflate).buildEnvironment.value(u"CFLAGS_x86_64_unknown_linux_gnu"_s), u"-mevex512"_s);
    QVERIFY(!planOf(helloProject(), optionsOf({u"cross=gcc"_s}), deflate).buildEnvironment.contains(u"CFLAGS_x86_64_unknown_linux_gnu"_s));
}

void TestPlanNatives::nativeChoiceIsKept()
{
    const Plan plan = planOf(opensslProject(), optionsOf({u"native=openssl-sys=static,ring=shared"_s}), opensslCrates());
    QVERIFY(!plan.natives.constFirst().wantsDecision);
    QCOMPARE(plan.natives.constFirst().method, u"static-package"_s);
    QCOMPARE(codes(plan, Finding::Severity::Warning), QStringList{u"native-unused"_s});
}

void TestPlanNatives::hostOnlyStaysOut()
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

void TestPlanNatives::unknownNativeIsNamed()
{
    const Plan plan = planOf(helloProject(), {}, {u"strange-sys 1.0.0 >cc"_s, u"linux-raw-sys 0.9.0"_s, u"host:cc 1.2.0"_s});
    QCOMPARE(plan.natives.size(), 1);
    QCOMPARE(plan.natives.constFirst().crate, u"strange-sys"_s);
    QCOMPARE(plan.natives.constFirst().method, u"none"_s);
    QVERIFY(plan.isBuildable());
}

void TestPlanNatives::sourceFromOutside()
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

QTEST_GUILESS_MAIN(TestPlanNatives)
#include "tst_plannatives.moc"
