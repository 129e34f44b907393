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

Project featuredProject()
{
    Project project = helloProject();
    project.packages[0].features = {{u"default"_s, {u"web"_s}}, {u"web"_s, {}}, {u"admin"_s, {u"dep:hidden"_s}}};
    Dependency optional = dependency(u"log"_s);
    optional.isOptional = true;
    Dependency hidden = dependency(u"hidden"_s);
    hidden.isOptional = true;
    project.packages[0].dependencies = {optional, hidden, dependency(u"serde"_s)};
    return project;
}

} // namespace

/// Choices that cannot work are told, with what there is to choose.
class TestPlanChoices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
    void taken_data();
    void taken();
    void assets();
    void doubles();
};

void TestPlanChoices::refused_data()
{
    QTest::addColumn<Project>("project");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words"); // sentence and advice
    QTest::addColumn<QVariant>("fix");
    using Severity = Finding::Severity;
    QTest::addColumn<Severity>("severity");
    const auto row = [](const char *name, const Project &project, const QStringList &options, const QString &code, const QString &words, const QVariant &fix,
                        Severity severity = Severity::Error) { QTest::newRow(name) << project << options << code << words << fix << severity; };
    row("a runtime base as builder", helloProject(), {u"builder-image=distroless-cc"_s}, u"builder-is-runtime"_s,
        u"distroless cc (Debian 13) has no Rust, so nothing can be compiled in it. Take rust:1-trixie as builder-image; the base of the image is the option runtime."_s,
        u"rust:1-trixie"_s);
    row("scratch as builder", helloProject(), {u"builder-image=scratch"_s}, u"builder-is-runtime"_s,
        u"Empty (scratch) has no Rust, so nothing can be compiled in it. Take rust:1-trixie as builder-image; the base of the image is the option runtime."_s,
        u"rust:1-trixie"_s);
    row("a feature that is none", featuredProject(), {u"features=nope"_s}, u"feature-unknown"_s,
        u"hello has no feature named nope. Choose among admin, log and web."_s, {});
    row("a misspelt feature", featuredProject(), {u"features=admni"_s}, u"feature-unknown"_s,
        u"hello has no feature named admni. Did you mean admin? Choose among admin, log and web."_s, QStringList{u"admin"_s});
    row("a feature where there are none", helloProject(), {u"features=nope"_s}, u"feature-unknown"_s,
        u"hello has no feature named nope. There is none to choose."_s, {});
    row("a feature that a hidden dependency is not", featuredProject(), {u"features=web,hidden"_s}, u"feature-unknown"_s,
        u"hello has no feature named hidden. Choose among admin, log and web."_s, QStringList{u"web"_s});
    row("a feature of no package of several", shopProject(), {u"features=nope"_s}, u"feature-unknown"_s,
        u"No chosen package has a feature named nope. There is none to choose."_s, {});
    row("a feature of a package that is not called", shopProject(), {u"packages=shop-api"_s, u"features=shop-worker/x"_s}, u"feature-unknown"_s,
        u"shop-api has no feature named shop-worker/x. There is none to choose."_s, {});
    row("a package that is none", shopProject(), {u"packages=shop-appi"_s}, u"package-unknown"_s,
        u"The project has no package named shop-appi. Did you mean shop-api? Choose among shop-api, shop-core and shop-worker."_s, QStringList{u"shop-api"_s});
    row("a binary that is none", shopProject(), {u"binaries=nope"_s}, u"binary-unknown"_s,
        u"The project has no binary named nope. Choose among shop-api and shop-worker."_s, {});
    row("a binary that is not the only one", helloProject(), {u"binaries=quite-another"_s}, u"binary-unknown"_s,
        u"The project has no binary named quite-another. There is only hello."_s, {});
    const QString platforms = u"Choose among linux/amd64, linux/arm64, linux/arm/v7, linux/386, linux/riscv64, linux/ppc64le and linux/s390x."_s;
    row("a platform as the kernel calls it", helloProject(), {u"platforms=linux/x86_64"_s}, u"platform-unknown"_s,
        u"The platform linux/x86_64 is not known. Did you mean linux/amd64? "_s + platforms, QStringList{u"linux/amd64"_s});
    row("another platform as the kernel calls it", helloProject(), {u"platforms=linux/amd64,linux/aarch64"_s}, u"platform-unknown"_s,
        u"The platform linux/aarch64 is not known. Did you mean linux/arm64? "_s + platforms, (QStringList{u"linux/amd64"_s, u"linux/arm64"_s}));
    row("a variant of a platform", helloProject(), {u"platforms=linux/amd64/v2"_s}, u"platform-unknown"_s,
        u"The platform linux/amd64/v2 is not known. Did you mean linux/amd64? "_s + platforms, QStringList{u"linux/amd64"_s});
    row("a misspelt platform", helloProject(), {u"platforms=linux/amd46"_s}, u"platform-unknown"_s,
        u"The platform linux/amd46 is not known. Did you mean linux/amd64? "_s + platforms, QStringList{u"linux/amd64"_s});
    row("a platform of another system", helloProject(), {u"platforms=windows/amd64"_s}, u"platform-unknown"_s,
        u"The platform windows/amd64 is not known. "_s + platforms, {});
    row("an entry point that no image of its own has", shopProject(), {u"image.entrypoint=shop-ap"_s}, u"entrypoint-unknown"_s,
        u"There is no binary named shop-ap to start. Did you mean shop-api? Choose among shop-api and shop-worker."_s, u"shop-api"_s);
    row("an entry point that the one image lacks", shopProject(), {u"image.mode=single"_s, u"image.entrypoint=nope"_s}, u"entrypoint-unknown"_s,
        u"There is no binary named nope to start. Choose among shop-api and shop-worker."_s, {});
    row("a tag without a commit", helloProject(), {u"image.tags={commit}"_s}, u"tag-without-commit"_s,
        u"The tag {commit} is left out: the project has no git commit. Commit once, or take {commit} out of image.tags."_s, QStringList{u"{version}"_s},
        Severity::Warning);
    row("a misspelt base", helloProject(), {u"runtime=distroles-cc"_s}, u"base-misspelt"_s,
        u"distroles-cc is taken for an image of Docker Hub; did you mean distroless-cc?"_s, u"distroless-cc"_s, Severity::Warning);
    row("a library of a crate that is none", guestbookProject(), {u"native=libsqlite-sys=static"_s}, u"native-unused"_s,
        u"The choice for libsqlite-sys has no effect: this build does not use it. Did you mean libsqlite3-sys?"_s,
        QVariantMap{{u"libsqlite3-sys"_s, u"static"_s}}, Severity::Warning);
}

void TestPlanChoices::refused()
{
    QFETCH(Project, project);
    QFETCH(QStringList, options);
    QFETCH(QString, code);
    QFETCH(QString, words);
    QFETCH(Finding::Severity, severity);
    const Plan plan = planOf(project, optionsOf(options), project.name == "guestbook"_L1 ? guestbookCrates() : QStringList());
    const auto found = std::ranges::find(plan.findings, code, &Finding::code);
    QVERIFY2(found != plan.findings.cend(), "nothing was said");
    QCOMPARE(found->advice.isEmpty() ? found->message : QString(found->message + u' ' + found->advice), words);
    QTEST(found->fixValue, "fix");
    QCOMPARE(found->severity, severity);
    if (severity == Finding::Severity::Error)
        QCOMPARE(codes(plan, Finding::Severity::Error).constFirst(), code);
    const OptionInfo *fixed = optionByName(found->fixKey);
    QVERIFY(fixed);
    // What mends it is taken.
    if (found->fixValue.isValid()) {
        QVERIFY(checkOption(fixed->key, found->fixValue));
        Options mended = optionsOf(options);
        mended.set(fixed->key, found->fixValue);
        const Plan after = planOf(project, mended, project.name == "guestbook"_L1 ? guestbookCrates() : QStringList());
        QVERIFY(std::ranges::find(after.findings, code, &Finding::code) == after.findings.cend());
    }
}

void TestPlanChoices::taken_data()
{
    QTest::addColumn<Project>("project");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("a feature") << featuredProject() << QStringList{u"features=admin"_s};
    QTest::newRow("the default one") << featuredProject() << QStringList{u"features=default"_s};
    QTest::newRow("that of an optional dependency") << featuredProject() << QStringList{u"features=log"_s};
    QTest::newRow("with the package") << featuredProject() << QStringList{u"features=hello/admin"_s};
    QTest::newRow("of a dependency") << featuredProject() << QStringList{u"features=serde/derive,log?/std"_s};
    QTest::newRow("a base of one's own") << helloProject() << QStringList{u"runtime=bananas"_s};
    QTest::newRow("the official image of a distribution") << helloProject() << QStringList{u"runtime=debian"_s};
    QTest::newRow("a builder of one's own") << helloProject() << QStringList{u"builder-image=registry.example/rust:1-trixie"_s};
    QTest::newRow("no entry point") << shopProject() << QStringList{u"image.entrypoint="_s};
}

void TestPlanChoices::taken()
{
    QFETCH(Project, project);
    QFETCH(QStringList, options);
    const Plan plan = planOf(project, optionsOf(options));
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList());
    QVERIFY(!codes(plan, Finding::Severity::Warning).contains(u"base-misspelt"_s));
}

void TestPlanChoices::assets()
{
    PlanInput input;
    input.knowledge = knowledge();
    input.project = std::make_shared<const Project>(helloProject());
    input.options.commandLine = optionsOf({u"image.assets=static,gone"_s});
    input.crates = [](const Project &, const CrateRequest &) { return CrateGraph(); };
    QVERIFY(codes(makePlan(input), Finding::Severity::Error).isEmpty());
    input.hasPath = [](const QString &path) { return path == "static"_L1; };
    const Plan plan = makePlan(input);
    QCOMPARE(codes(plan, Finding::Severity::Error), QStringList{u"asset-missing"_s});
    QCOMPARE(plan.findings.constLast().message, u"image.assets names gone, which is not in the project folder."_s);
    QCOMPARE(plan.findings.constLast().fixValue, QStringList{u"static"_s});
}

/// Who names a thing twice means it once.
void TestPlanChoices::doubles()
{
    const Plan plan = planOf(shopProject(), optionsOf({u"packages=shop-api,shop-api"_s, u"binaries=shop-api,shop-api"_s}));
    QVERIFY(codes(plan, Finding::Severity::Error).isEmpty() && codes(plan, Finding::Severity::Warning).isEmpty());
    QCOMPARE(plan.binaries, QStringList{u"shop-api"_s});
    QCOMPARE(plan.cargoPackages, QStringList{u"shop-api"_s});
}

QTEST_GUILESS_MAIN(TestPlanChoices)
#include "tst_planchoices.moc"
