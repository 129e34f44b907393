// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/record.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void timesAreCompared_data();
    void timesAreCompared();
    void digestsAreRead();
    void referencesTakeOver_data();
    void referencesTakeOver();
    void namesForTheStore_data();
    void namesForTheStore();
    void refusals_data();
    void refusals();
    void noticesOfThisBuild_data();
    void noticesOfThisBuild();
    void hosts();
    void refusedLogIn_data();
    void refusedLogIn();
    void results_data();
    void results();
};

namespace {

Plan shopPlan(const QStringList &binaries = {u"shop"_s})
{
    Plan plan;
    plan.projectName = u"shop"_s;
    plan.platforms = {{u"linux/amd64"_s, u"x86_64-unknown-linux-musl"_s, true, true, {}}, {u"linux/arm64"_s, u"aarch64-unknown-linux-musl"_s, true, true, {}}};
    for (const QString &binary : binaries)
        plan.images.append({u"runtime-"_s + binary, {binary}, binary, {u"127.0.0.1:5000/"_s + binary + u":1.0"_s}, {}});
    plan.builder.reference = u"rust:1-trixie"_s;
    plan.runtime.reference = u"gcr.io/distroless/cc-debian13:nonroot"_s;
    return plan;
}

EngineFacts goodEngine()
{
    EngineFacts facts;
    facts.isUsable = true;
    Builder builder;
    builder.name = u"default"_s;
    builder.driver = u"docker"_s;
    builder.isCurrent = true;
    builder.nodes.append(BuilderNode{u"default"_s, u"running"_s, u"v0.25.1"_s, {u"linux/amd64"_s, u"linux/arm64"_s}});
    facts.hasContainerdStore = true;
    facts.builders.append(builder);
    return facts;
}

} // namespace

void TestRecord::words_data()
{
    QTest::addColumn<int>("platforms");
    QTest::addColumn<int>("cross");
    QTest::addColumn<int>("libc");
    QTest::addColumn<int>("cache");
    QTest::addColumn<QString>("expected");
    QTest::newRow("two by Zig") << 2 << int(CrossMethod::Zig) << int(Libc::Musl) << int(CacheMethod::Layers) << u"2 platforms, Zig, musl, layers"_s;
    QTest::newRow("one by gcc") << 1 << int(CrossMethod::Gcc) << int(Libc::Gnu) << int(CacheMethod::Mounts) << u"linux/amd64, gcc, glibc, mounts"_s;
    QTest::newRow("emulated") << 2 << int(CrossMethod::Emulate) << int(Libc::Gnu) << int(CacheMethod::Layers) << u"2 platforms, emulated, glibc, layers"_s;
}

void TestRecord::words()
{
    QFETCH(int, platforms);
    QFETCH(int, cross);
    QFETCH(int, libc);
    QFETCH(int, cache);
    QFETCH(QString, expected);
    Plan plan = shopPlan();
    plan.platforms.resize(platforms);
    plan.cross = static_cast<CrossMethod>(cross);
    plan.libc = static_cast<Libc>(libc);
    plan.cache = static_cast<CacheMethod>(cache);
    QCOMPARE(planWords(plan), expected);
}

void TestRecord::timesAreCompared_data()
{
    QTest::addColumn<int>("now");
    QTest::addColumn<int>("before");
    QTest::addColumn<QString>("words");
    QTest::newRow("the first") << 38'000 << 0 << QString();
    QTest::newRow("faster") << 38'000 << 50'000 << u"12 s faster than last time"_s;
    QTest::newRow("slower") << 50'000 << 38'000 << u"12 s slower than last time"_s;
    QTest::newRow("about the same") << 50'000 << 51'000 << u"as long as last time"_s;
    QTest::newRow("a difference that is not seen") << 12 << 50 << u"as long as last time"_s;
    QTest::newRow("the smallest that is seen") << 100 << 200 << u"0.1 s faster than last time"_s;
}

void TestRecord::timesAreCompared()
{
    QFETCH(int, now);
    QFETCH(int, before);
    QTEST(comparedTime(now, before), "words");
}

void TestRecord::digestsAreRead()
{
    const QString digest = u"sha256:"_s + QString(64, u'a');
    BuildState state;
    BuildStep step;
    step.name = u"[linux/amd64 build 1/7] FROM docker.io/library/rust:1-trixie@"_s + digest;
    state.steps.append(step);
    step.name = u"[context gcr.io/distroless/cc] load metadata for gcr.io/distroless/cc"_s;
    state.steps.append(step);
    step.name = u"[build 3/7] RUN echo user@example.org"_s;
    state.steps.append(step);
    QCOMPARE(usedDigests(state), (QMap<QString, QString>{{u"docker.io/library/rust:1-trixie"_s, digest}}));
}

void TestRecord::referencesTakeOver_data()
{
    QTest::addColumn<QStringList>("binaries");
    QTest::addColumn<QStringList>("references");
    QTest::addColumn<QStringList>("expected"); // of all images, in order
    QTest::addColumn<QString>("error");
    const QStringList one{u"shop"_s};
    const QStringList two{u"api"_s, u"worker"_s};
    QTest::newRow("none keeps the plan's") << one << QStringList() << QStringList{u"127.0.0.1:5000/shop:1.0"_s} << QString();
    QTest::newRow("one") << one << QStringList{u"r.example/x:2"_s} << QStringList{u"r.example/x:2"_s} << QString();
    QTest::newRow("two tags") << one << QStringList{u"r.example/x:2"_s, u"r.example/x:3"_s} << QStringList{u"r.example/x:2"_s, u"r.example/x:3"_s} << QString();
    QTest::newRow("each binary") << two << QStringList{u"r.example/{bin}:2"_s} << QStringList{u"r.example/api:2"_s, u"r.example/worker:2"_s} << QString();
    QTest::newRow("several images, one name")
        << two << QStringList{u"r.example/x:2"_s} << QStringList()
        << u"The plan gives several images, so the reference \"r.example/x:2\" has to hold {bin}, which stands for the binary's name."_s;
    QTest::newRow("a digest") << one << QStringList{u"r.example/x@sha256:"_s + QString(64, u'0')} << QStringList()
                              << u"\"r.example/x@sha256:"_s + QString(64, u'0') + u"\" holds a digest, and a push gives the digest itself: give a tag."_s;
    QTest::newRow("not a reference") << one << QStringList{u"Not A Name"_s} << QStringList() << u"*"_s;
}

void TestRecord::referencesTakeOver()
{
    QFETCH(QStringList, binaries);
    QFETCH(QStringList, references);
    QFETCH(QStringList, expected);
    QFETCH(QString, error);
    Plan plan = shopPlan(binaries);
    const auto applied = applyReferences(plan, references);
    if (!error.isEmpty()) {
        QVERIFY(!applied);
        QCOMPARE(exitCode(applied.error().code), 2);
        if (error != "*"_L1)
            QCOMPARE(applied.error().message, error);
        return;
    }
    QVERIFY(applied);
    QStringList all;
    for (const PlannedImage &image : std::as_const(plan.images))
        all += image.references;
    QCOMPARE(all, expected);
}

void TestRecord::namesForTheStore_data()
{
    QTest::addColumn<QString>("binary");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("reference");
    QTest::newRow("plain") << u"shop-api"_s << u"1.4.0"_s << u"shop-api:1.4.0"_s;
    QTest::newRow("build metadata") << u"shop"_s << u"1.0.0-rc.1+Build.5"_s << u"shop:1.0.0-rc.1-build.5"_s;
    QTest::newRow("a name that is none for images") << u"Shop__API"_s << u"1.0.0"_s << u"shop-api:1.0.0"_s;
    QTest::newRow("no version") << u"shop"_s << QString() << u"shop:latest"_s;
}

void TestRecord::namesForTheStore()
{
    QFETCH(QString, binary);
    QFETCH(QString, version);
    QFETCH(QString, reference);
    Plan plan = shopPlan({binary, u"other"_s});
    plan.images[0].references.clear();
    if (!version.isEmpty())
        plan.images[0].labels.insert(u"org.opencontainers.image.version"_s, version);
    nameForStore(plan);
    QCOMPARE(plan.images[0].references, QStringList{reference});
    QCOMPARE(plan.images[1].references, QStringList{u"127.0.0.1:5000/other:1.0"_s}); // it has one
}

void TestRecord::refusals_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("exit");
    QTest::newRow("nothing is in the way") << u"good"_s << QString() << 0;
    QTest::newRow("no name to push to") << u"nameless"_s << u"There is nowhere to push to: give an image name with its registry, such as ghcr.io/you/shop."_s
                                        << 2;
    QTest::newRow("a name, but no tag") << u"tagless"_s << u"No tag is left to push: give one that needs no git commit, or commit once."_s << 2;
    QTest::newRow("no name, but only the cache") << u"cache"_s << QString() << 0;
    QTest::newRow("no platform") << u"platformless"_s << u"No platform is chosen: choose at least one."_s << 2;
    QTest::newRow("no binary") << u"imageless"_s << u"This plan gives no image: choose at least one binary."_s << 2;
    QTest::newRow("an error finding") << u"finding"_s << u"Cargo.lock is missing."_s << 2;
    QTest::newRow("engine") << u"engine"_s << u"Docker is not installed."_s << 3;
    QTest::newRow("builder") << u"builder"_s << u"There is no builder named \"far\"."_s << 3;
    QTest::newRow("two platforms in the classic store")
        << u"classic"_s << u"The engine keeps images in its classic store, which holds one platform only."_s << 3;
    QTest::newRow("a file from the classic store") << u"archive"_s
                                                   << u"The engine keeps images in its classic store, out of which no OCI archive can be written."_s << 3;
    QTest::newRow("two platforms to load into the classic store")
        << u"load"_s << u"The engine's classic image store holds one platform only, so several cannot be loaded into it."_s << 3;
    QTest::newRow("a platform that the builder cannot run") << u"emulate"_s << u"The builder \"default\" cannot run linux/arm64."_s << 3;
    QTest::newRow("two images, one file") << u"file"_s << u"A file holds one image, and this plan gives 2: choose one binary."_s << 2;
}

void TestRecord::refusals()
{
    QFETCH(QString, what);
    QFETCH(QString, sentence);
    QFETCH(int, exit);
    Plan plan = shopPlan(what == "file"_L1 ? QStringList{u"a"_s, u"b"_s} : QStringList{u"shop"_s});
    Session::BuildWish wish;
    EngineFacts engine = goodEngine();
    if (what == "tagless"_L1)
        plan.options[OptionKey::ImageName].value = u"ghcr.io/me/shop"_s;
    if (what == "nameless"_L1 || what == "tagless"_L1 || what == "cache"_L1)
        plan.images.first().references.clear();
    if (what == "cache"_L1)
        wish.output = BuildOutput::CacheOnly;
    if (what == "platformless"_L1) {
        for (PlannedPlatform &platform : plan.platforms)
            platform.isChosen = false;
    }
    if (what == "imageless"_L1)
        plan.images.clear();
    if (what == "finding"_L1) {
        Finding finding;
        finding.severity = Finding::Severity::Error;
        finding.message = u"Cargo.lock is missing."_s;
        plan.findings.append(finding);
    }
    if (what == "engine"_L1) {
        engine.isUsable = false;
        engine.checks.append({u"engine"_s, EngineCheck::State::Bad, u"Docker is not installed."_s, {}});
    }
    if (what == "builder"_L1)
        wish.builder = u"far"_s;
    if (what == "classic"_L1 || what == "archive"_L1 || what == "load"_L1)
        engine.hasContainerdStore = false;
    if (what == "archive"_L1)
        plan.platforms.resize(1);
    if (what == "load"_L1) {
        wish.output = BuildOutput::Load;
        engine.builders.first().driver = u"docker-container"_s;
    }
    if (what == "emulate"_L1) {
        plan.cross = CrossMethod::Emulate;
        engine.builders.first().nodes.first().platforms = QStringList{u"linux/amd64"_s};
    }
    if (what == "file"_L1 || what == "archive"_L1) {
        wish.output = BuildOutput::OciFile;
        wish.ociFile = u"/tmp/x.tar"_s;
    }
    const auto why = refusal(plan, wish, engine);
    QCOMPARE(why ? why->message : QString(), sentence);
    if (why)
        QCOMPARE(exitCode(why->code), exit);
}

void TestRecord::noticesOfThisBuild_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("driver");
    QTest::addColumn<int>("output");
    QTest::addColumn<bool>("isSaid");
    const int warning = int(EngineCheck::State::Warning);
    const int push = int(BuildOutput::Push);
    QTest::newRow("Docker from a snap") << u"snap"_s << warning << u"docker"_s << push << true;
    QTest::newRow("good news") << u"engine"_s << int(EngineCheck::State::Good) << u"docker"_s << push << false;
    QTest::newRow("not known yet") << u"platforms"_s << int(EngineCheck::State::Unknown) << u"docker"_s << push << false;
    QTest::newRow("classic store, one platform") << u"image-store"_s << warning << u"docker"_s << push << false;
    QTest::newRow("no engine here, a builder elsewhere") << u"engine"_s << warning << u"remote"_s << push << false;
    QTest::newRow("no engine here, but to load into it") << u"engine"_s << warning << u"remote"_s << int(BuildOutput::Load) << true;
    QTest::newRow("an old engine builds") << u"engine"_s << warning << u"docker"_s << push << true;
}

void TestRecord::noticesOfThisBuild()
{
    QFETCH(QString, code);
    QFETCH(int, state);
    QFETCH(QString, driver);
    QFETCH(int, output);
    QFETCH(bool, isSaid);
    EngineFacts engine = goodEngine();
    engine.builders.first().driver = driver;
    engine.checks.append({code, static_cast<EngineCheck::State>(state), u"It is so."_s, u"Do this."_s});
    Session::BuildWish wish;
    wish.output = static_cast<BuildOutput>(output);
    QCOMPARE(buildNotices(wish, engine), isSaid ? QStringList{u"It is so. Do this."_s} : QStringList());
}

void TestRecord::hosts()
{
    Plan plan = shopPlan();
    QCOMPARE(concernedHosts(plan, BuildOutput::Push), (QStringList{u"127.0.0.1:5000"_s, u"docker.io"_s, u"gcr.io"_s}));
    QCOMPARE(concernedHosts(plan, BuildOutput::CacheOnly), (QStringList{u"docker.io"_s, u"gcr.io"_s}));
    plan.runtime.reference = u"scratch"_s;
    plan.namedContexts.insert(u"rust:1-trixie"_s, u"docker-image://127.0.0.1:5000/rust:1"_s);
    QCOMPARE(concernedHosts(plan, BuildOutput::Push), QStringList{u"127.0.0.1:5000"_s});
}

void TestRecord::refusedLogIn_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::newRow("token refused")
        << u"failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized"_s << u"ghcr.io"_s;
    QTest::newRow("push refused") << u"server message: insufficient_scope: authorization failed"_s << u"docker.io"_s;
    QTest::newRow("basic") << u"failed to push 127.0.0.1:5000/x: no basic auth credentials"_s << u"docker.io"_s;
    QTest::newRow("something else") << u"process \"/bin/sh -c cargo build\" did not complete successfully: exit code: 101"_s << QString();
    QTest::newRow("a number in a name") << u"RUN curl https://x.example/v401.tar failed"_s << QString();
}

void TestRecord::refusedLogIn()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    const Error error{ErrorCode::Build, u"The push failed."_s, text, {}, 0};
    QCOMPARE(refusedHost(error, {}, {u"docker.io"_s, u"ghcr.io"_s}), host);
    QCOMPARE(refusedHost({}, {text}, {u"docker.io"_s, u"ghcr.io"_s}), host);
}

void TestRecord::results_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("asked");
    QTest::addColumn<bool>("verified");
    QTest::addColumn<QString>("result");
    QTest::newRow("verified") << int(BuildOutcome::Kind::Done) << true << true << u"done"_s;
    QTest::newRow("not asked for") << int(BuildOutcome::Kind::Done) << false << false << u"done"_s;
    QTest::newRow("unverified") << int(BuildOutcome::Kind::Done) << true << false << u"unverified"_s;
    QTest::newRow("failed") << int(BuildOutcome::Kind::Failed) << false << false << u"failed"_s;
    QTest::newRow("cancelled") << int(BuildOutcome::Kind::Cancelled) << false << false << u"cancelled"_s;
    QTest::newRow("cancelled while verifying") << int(BuildOutcome::Kind::Cancelled) << true << false << u"cancelled"_s;
}

void TestRecord::results()
{
    QFETCH(int, kind);
    QFETCH(bool, asked);
    QFETCH(bool, verified);
    QFETCH(QString, result);
    PlanResult plan;
    auto project = std::make_shared<Project>();
    project->root = u"/src/shop"_s;
    plan.project = project;
    plan.plan = shopPlan();
    BuildOutcome outcome;
    outcome.kind = static_cast<BuildOutcome::Kind>(kind);
    outcome.error.message = u"It broke."_s;
    outcome.milliseconds = 4200;
    RecordInput input;
    input.plan = &plan;
    input.outcome = &outcome;
    input.wasVerificationAsked = asked;
    input.isVerified = verified;
    input.time = QDateTime::currentDateTime();
    const BuildRecord record = makeRecord(input);
    QCOMPARE(record.result, result);
    QCOMPARE(record.error, outcome.kind == BuildOutcome::Kind::Failed ? u"It broke."_s : QString());
    QCOMPARE(record.projectRoot, u"/src/shop"_s);
    QCOMPARE(record.milliseconds, 4200);
    QCOMPARE(record.platforms, (QStringList{u"linux/amd64"_s, u"linux/arm64"_s}));
    QVERIFY(!record.id.isEmpty());
}

QTEST_GUILESS_MAIN(TestRecord)
#include "tst_record.moc"
