// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include "planfixtures.h"
#include "shelltext.h"
#include "support.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

struct Golden
{
    Project project;
    QStringList crates;
    QStringList options;
};

/// Every choice that adds lines of the person's own.
QStringList extras()
{
    return {u"build.packages=cmake"_s,
            u"build.environment=GREETING=it's 50 $ \"each\""_s,
            u"build.lines=RUN echo \"$GREETING\" > /greeting"_s,
            u"image.environment=PRICE=50 $ \"each\""_s,
            u"image.labels=org.example.team=A \"B\" $C"_s,
            u"image.ports=8080,53/udp"_s,
            u"image.arguments=it's"_s,
            u"image.arguments=50 $"_s,
            u"image.assets=src"_s,
            u"image.workdir=/srv/my app"_s,
            u"image.lines=VOLUME /data"_s,
            u"image.user=1000:1000"_s,
            u"build.arguments=CHANNEL=beta $1 \"x\""_s,
            u"build.secrets=TOKEN=env:TOKEN"_s,
            u"image.volumes=/var/lib/hello"_s,
            u"image.healthcheck=/usr/local/bin/hello"_s,
            u"image.healthcheck=$HOME's"_s,
            u"image.stop-signal=SIGINT"_s,
            u"image.symbols=strip"_s,
            u"image.packages=media-types"_s};
}

Project sqliteProject()
{
    Project project = helloProject();
    project.name = u"sqlite-system"_s;
    project.packages[0].name = u"sqlite-system"_s;
    project.packages[0].binaries[0].name = u"sqlite-system"_s;
    return project;
}

Project siblingsProject()
{
    auto project = readProject(sourcePath(u"tests/projects/siblings/greeter"_s));
    if (!project)
        qFatal("%s", qPrintable(project.error().message));
    project->git = {}; // that of this checkout
    return *project;
}

Project toolchainProject()
{
    Project project = helloProject();
    project.toolchain.path = project.root + u"/rust-toolchain.toml"_s;
    project.toolchain.channel = u"stable"_s;
    return project;
}

} // namespace
Q_DECLARE_METATYPE(Golden)

/// Golden Dockerfiles: tests/data/dockerfile/NAME.Dockerfile. SLIPWAY_WRITE_GOLDEN=1 writes them anew; tests/data/dockerfile/README.md says
/// how each was built for real before it was taken in.
class TestGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data();
    void golden();
    void goldenWasBuilt_data() { golden_data(); }
    void goldenWasBuilt();
    void everyLineHasItsReason_data() { golden_data(); }
    void everyLineHasItsReason();
    void nothingIsEmulated_data() { golden_data(); }
    void nothingIsEmulated();
    void theShellUnderstandsIt_data() { golden_data(); }
    void theShellUnderstandsIt();
};

void TestGolden::golden_data()
{
    QTest::addColumn<Golden>("golden");
    QTest::newRow("hello") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {}};
    QTest::newRow("hello-musl-scratch") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"runtime=scratch"_s}};
    QTest::newRow("hello-musl-distroless") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"libc=musl"_s}};
    QTest::newRow("hello-gcc-debian") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"cross=gcc"_s, u"runtime=debian-slim"_s}};
    QTest::newRow("hello-extras") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, extras()};
    QTest::newRow("hello-toolchain") << Golden{toolchainProject(), {u"member:hello 0.1.0"_s}, {}};
    QTest::newRow("hello-tools-image") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"tools-image=registry.example/tools:1"_s}};
    QTest::newRow("sqlite-system") << Golden{
        sqliteProject(), {u"libsqlite3-sys 0.40.0 >pkg-config >vcpkg"_s, u"host:pkg-config 0.3.34"_s, u"host:vcpkg 0.2.15"_s}, {}};
    QTest::newRow("hello-reproducible") << Golden{
        helloProject(), {u"member:hello 0.1.0"_s}, {u"reproducible=true"_s, u"image.assets=src"_s, u"image.volumes=/var/lib/hello"_s}};
    QTest::newRow("hello-emulate") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"cross=emulate"_s}};
    QTest::newRow("guestbook-mounts") << Golden{guestbookProject(), guestbookCrates(), {u"cache=mounts"_s}};
    QTest::newRow("shop-hybrid") << Golden{shopProject(), {}, {u"cache=hybrid"_s}};
    QTest::newRow("openssl") << Golden{opensslProject(), opensslCrates(), {}};
    QTest::newRow("openssl-shared") << Golden{opensslProject(), opensslCrates(), {u"native=openssl-sys=shared"_s}};
    QTest::newRow("siblings") << Golden{siblingsProject(), {u"member:greeter 0.2.0"_s}, {}};
    QTest::newRow("shop") << Golden{shopProject(), {}, {}};
    QTest::newRow("shop-single") << Golden{shopProject(), {}, {u"image.mode=single"_s}};
}

void TestGolden::golden()
{
    QFETCH(Golden, golden);
    const Plan plan = planOf(golden.project, optionsOf(golden.options), golden.crates);
    for (const Finding &finding : plan.findings)
        QVERIFY2(finding.severity != Finding::Severity::Error, qPrintable(finding.message));
    const DockerfileDocument document = writeDockerfile(plan);
    const QString path = sourcePath(u"tests/data/dockerfile/"_s + QString::fromLatin1(QTest::currentDataTag()) + u".Dockerfile"_s);
    QFile file(path);
    if (qEnvironmentVariableIsSet("SLIPWAY_WRITE_GOLDEN")) {
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
        file.write(document.text().toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    QCOMPARE(document.text(), QString::fromUtf8(file.readAll()));
}

/// A golden text that nobody has built is a wish.
void TestGolden::goldenWasBuilt()
{
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    QFile text(sourcePath(u"tests/data/dockerfile/"_s + name + u".Dockerfile"_s));
    QFile proven(sourcePath(u"tests/data/dockerfile/proven.tsv"_s));
    QVERIFY(text.open(QIODevice::ReadOnly) && proven.open(QIODevice::ReadOnly));
    const QString sum = QString::fromLatin1(QCryptographicHash::hash(text.readAll(), QCryptographicHash::Sha256).toHex());
    for (const QString &line : QString::fromUtf8(proven.readAll()).split(u'\n')) {
        const QStringList cells = line.split(u'\t');
        if (cells.size() != 5 || cells.at(0) != name)
            continue;
        QVERIFY2(cells.at(1) == sum, "the text has changed since it was built; tests/data/dockerfile/prove builds it");
        QVERIFY(!cells.at(2).isEmpty() && cells.at(3).contains(u"linux/"_s) && !cells.at(4).isEmpty());
        return;
    }
    QFAIL("it was never built; tests/data/dockerfile/prove builds it");
}

void TestGolden::everyLineHasItsReason()
{
    QFETCH(Golden, golden);
    const Plan plan = planOf(golden.project, optionsOf(golden.options), golden.crates);
    const DockerfileDocument document = writeDockerfile(plan);
    QCOMPARE(document, writeDockerfile(plan));
    QSet<QString> ids;
    int last = 0;
    for (const DockerfileReason &reason : document.reasons) {
        QVERIFY2(!ids.contains(reason.id), qPrintable(reason.id));
        ids.insert(reason.id);
        QVERIFY2(reason.firstLine > last && reason.lastLine >= reason.firstLine, qPrintable(reason.id));
        last = reason.lastLine;
        QVERIFY2(reason.text.endsWith(u'.') && !reason.text.contains(u"%"_s), qPrintable(reason.text));
    }
    for (qsizetype i = 0; i < document.lines.size(); ++i) {
        const DockerfileLine &line = document.lines.at(i);
        QCOMPARE(line.text.isEmpty(), line.reason < 0);
        QVERIFY(!line.text.contains(u'\n') && !line.stage.isEmpty());
        if (line.reason < 0)
            continue;
        const DockerfileReason &reason = document.reasons.at(line.reason);
        QVERIFY(reason.firstLine <= i + 1 && reason.lastLine >= i + 1);
    }
    QVERIFY(last <= document.lines.size());
    QVERIFY(document.ignoreText.endsWith(u'\n'));
}

void TestGolden::nothingIsEmulated()
{
    QFETCH(Golden, golden);
    const Plan plan = planOf(golden.project, optionsOf(golden.options), golden.crates);
    if (plan.cross == CrossMethod::Emulate)
        return;
    QSet<QString> stages;
    for (const PlannedImage &image : plan.images)
        stages.insert(image.stage);
    for (const DockerfileLine &line : writeDockerfile(plan).lines) {
        if (stages.contains(line.stage))
            QVERIFY2(!line.text.startsWith("RUN"_L1), qPrintable(line.text));
        else if (line.text.startsWith("FROM "_L1))
            QVERIFY2(line.text.startsWith("FROM --platform=$BUILDPLATFORM "_L1) || line.text.startsWith("FROM tools AS "_L1), qPrintable(line.text));
        QVERIFY2(!line.text.startsWith("RUN <<"_L1) && !line.text.startsWith("# syntax"_L1), qPrintable(line.text));
    }
}

void TestGolden::theShellUnderstandsIt()
{
    QFETCH(Golden, golden);
    for (const QString &instruction : instructions(writeDockerfile(planOf(golden.project, optionsOf(golden.options), golden.crates)))) {
        if (instruction.startsWith("RUN "_L1))
            QCOMPARE(shell({u"-n"_s, u"-c"_s, command(instruction)}), QString());
    }
}

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"
