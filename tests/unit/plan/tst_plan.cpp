// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"
#include "planfixtures.h"

#include <QTest>

#include <algorithm>
#include <ctime>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainRoad();
    void everyOptionIsResolved();
    void calls_data();
    void calls();
    void callsPerTarget();
    void recipes();
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
    QTest::newRow("one binary narrows") << shopProject() << QStringList{u"binaries=shop-api"_s} << QStringList{u"shop-api"_s} << QStringList{u"shop-api"_s}
                                        << none << none;
    QTest::newRow("one package") << shopProject() << QStringList{u"packages=shop-worker"_s} << QStringList{u"shop-worker"_s} << QStringList{u"shop-worker"_s}
                                 << none << none;
    QTest::newRow("unknown package") << shopProject() << QStringList{u"packages=nothing"_s} << QStringList{u"nothing"_s} << none << none
                                     << QStringList{u"package-unknown"_s};
    QTest::newRow("unknown binary") << shopProject() << QStringList{u"binaries=nothing"_s} << none << none << none << QStringList{u"binary-unknown"_s};
    QTest::newRow("library only") << shopProject() << QStringList{u"packages=shop-core"_s} << QStringList{u"shop-core"_s} << none << none
                                  << QStringList{u"no-binary"_s};
    Project xtask = shopProject();
    xtask.packages.append(member(u"xtask"_s, {u"xtask"_s}));
    QTest::newRow("xtask is no image") << xtask << none << QStringList{u"shop-api"_s, u"shop-worker"_s} << QStringList{u"shop-api"_s, u"shop-worker"_s} << none
                                       << none;
    QTest::newRow("xtask when asked for") << xtask << QStringList{u"binaries=xtask"_s} << QStringList{u"xtask"_s} << QStringList{u"xtask"_s} << none << none;
    Project admin = helloProject();
    admin.packages[0].features = {{u"default"_s, {u"web"_s}}, {u"web"_s, {}}, {u"admin"_s, {}}};
    admin.packages[0].binaries.append({u"serve"_s, u"src/bin/serve.rs"_s, {u"web"_s}});
    admin.packages[0].binaries.append({u"rule"_s, u"src/bin/rule.rs"_s, {u"admin"_s}});
    QTest::newRow("a feature that is off") << admin << none << none << QStringList{u"hello"_s, u"serve"_s} << none << none;
    QTest::newRow("default features off") << admin << QStringList{u"no-default-features=true"_s} << none << QStringList{u"hello"_s} << none << none;
    QTest::newRow("feature switched on") << admin << QStringList{u"features=admin"_s} << none << QStringList{u"hello"_s, u"serve"_s, u"rule"_s}
                                         << QStringList{u"admin"_s} << none;
    QTest::newRow("all features") << admin << QStringList{u"all-features=true"_s} << none << QStringList{u"hello"_s, u"serve"_s, u"rule"_s} << none << none;
    QTest::newRow("a chosen binary brings its feature")
        << admin << QStringList{u"binaries=rule"_s} << none << QStringList{u"rule"_s} << QStringList{u"admin"_s} << none;
    Project odd = helloProject();
    odd.packages[0].binaries.append({u"a\n\"b\" $c"_s, u"src/main.rs"_s, {}});
    QTest::newRow("a name that rustc refuses") << odd << none << none << QStringList{u"hello"_s} << none << QStringList{u"binary-name"_s};
    Project sourced = opensslProject();
    sourced.packages[0].dependencies.append(dependency(u"openssl"_s));
    QTest::newRow("source that the lock lacks") << sourced << QStringList{u"native=openssl-sys=bundled"_s} << none << QStringList{u"tls-probe"_s} << none
                                                << none;
    sourced.lock->packages.append(locked(u"openssl-src"_s));
    QTest::newRow("source by a feature of a dependency")
        << sourced << QStringList{u"native=openssl-sys=bundled"_s} << none << QStringList{u"tls-probe"_s} << QStringList{u"openssl/vendored"_s} << none;
    Project twice = shopProject();
    twice.packages.append(member(u"other"_s, {u"shop-api"_s}));
    QTest::newRow("one name twice") << twice << none << none << QStringList{u"shop-api"_s, u"shop-worker"_s} << none << none;
    QTest::newRow("unknown profile") << helloProject() << QStringList{u"profile=fast"_s} << none << QStringList{u"hello"_s} << none
                                     << QStringList{u"profile-unknown"_s};
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
    project.lock =
        LockFile{4, {{u"hello"_s, u"0.1.0"_s, {}, {}, {}}, {u"user"_s, u"1.0.0"_s, u"registry+https://github.com/rust-lang/crates.io-index"_s, {}, {0}}}};
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
    // The processor's time: a plan waits for nothing, and how busy the machine is says nothing of it.
    QList<double> times;
    for (int i = 0; i < 21; ++i) {
        const std::clock_t begin = std::clock();
        const Plan plan = makePlan(input);
        times.append(double(std::clock() - begin) * 1000 / CLOCKS_PER_SEC);
        QVERIFY(plan.isBuildable());
    }
    std::ranges::sort(times);
    qInfo("a plan over 700 crates: median %.2f ms", times.at(10));
    QVERIFY2(times.at(10) < 10, "a plan takes 10 ms or more");
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
