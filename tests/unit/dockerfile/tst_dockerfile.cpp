// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include "dockerfile/writer.h"
#include "planfixtures.h"
#include "shortprogram.h"
#include "support.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

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

/// The shell's command of a RUN instruction, without its mounts.
QString command(const QString &instruction)
{
    QString text = instruction.mid(4).trimmed();
    while (text.startsWith("--mount="_L1))
        text = text.mid(text.indexOf(u' ')).trimmed();
    return text;
}

/// What `sh` says to these arguments: its output, or "failed: " and its complaint.
QString shell(const QStringList &arguments)
{
    const ProgramEnd end = runToEnd(u"sh"_s, arguments);
    return end.code == 0 ? end.output : u"failed: "_s + end.errors;
}

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
class TestDockerfile : public QObject
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
    void wordsAreQuoted_data();
    void wordsAreQuoted();
    void hostileNamesStayWords();
    void pinsAndMirrors();
    void membersAreForgotten();
    void lockIsNamed();
    void callPerTarget();
    void toolsImage();
    void reasonsAreTrue_data();
    void reasonsAreTrue();
    void secretsAndKeys();
};

void TestDockerfile::golden_data()
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

void TestDockerfile::golden()
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
void TestDockerfile::goldenWasBuilt()
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

void TestDockerfile::everyLineHasItsReason()
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

void TestDockerfile::nothingIsEmulated()
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

void TestDockerfile::theShellUnderstandsIt()
{
    QFETCH(Golden, golden);
    for (const QString &instruction : instructions(writeDockerfile(planOf(golden.project, optionsOf(golden.options), golden.crates)))) {
        if (instruction.startsWith("RUN "_L1))
            QCOMPARE(shell({u"-n"_s, u"-c"_s, command(instruction)}), QString());
    }
}

void TestDockerfile::wordsAreQuoted_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("plain") << u"shop-api"_s;
    QTest::newRow("blank") << u"my app"_s;
    QTest::newRow("quote") << u"it's"_s;
    QTest::newRow("double quote") << u"a\"b"_s;
    QTest::newRow("variable") << u"$HOME ${HOME}"_s;
    QTest::newRow("command") << u"$(id) `id`; id & id | id"_s;
    QTest::newRow("backslash at the end") << u"a\\"_s;
    QTest::newRow("heredoc") << u"<<EOF"_s;
    QTest::newRow("wildcards") << u"*?[a-z]~"_s;
    QTest::newRow("letters of the world") << u"größe-日本"_s;
}

void TestDockerfile::wordsAreQuoted()
{
    QFETCH(QString, word);
    QCOMPARE(shell({u"-c"_s, u"printf %s "_s + shellWord(word)}), word);
}

/// The plan refuses such names; should one come through, it stays a word.
void TestDockerfile::hostileNamesStayWords()
{
    Plan plan = planOf(helloProject());
    const QString hostile = u"a'; touch /pwned; $(id) \\"_s;
    plan.binaries = {hostile};
    plan.memberNames = {hostile};
    plan.features = {hostile};
    plan.images[0].binaries = {hostile};
    plan.images[0].entrypoint = hostile;
    plan.images[0].labels = {{u"org.opencontainers.image.title"_s, u"$HOME \" \\ \n RUN id"_s}};
    const DockerfileDocument document = writeDockerfile(plan);
    for (const QString &instruction : instructions(document)) {
        if (instruction.startsWith("RUN "_L1))
            QCOMPARE(shell({u"-n"_s, u"-c"_s, command(instruction)}), QString());
        if (instruction.startsWith("RUN "_L1) && instruction.contains("collect()"_L1))
            QVERIFY(instruction.contains(u"for name in "_s + shellWord(hostile)));
        if (instruction.startsWith("COPY "_L1) || instruction.startsWith("ENTRYPOINT "_L1))
            QVERIFY2(!instruction.contains("pwned; "_L1) && !instruction.contains("$("_L1), qPrintable(instruction));
        QVERIFY2(!instruction.trimmed().startsWith("RUN id"_L1), qPrintable(instruction));
    }
    QVERIFY(document.text().contains(u"=\"\\$HOME \\\" \\\\   RUN id\""_s));
}

void TestDockerfile::pinsAndMirrors()
{
    const QString digest = u"sha256:"_s + QString(64, u'a');
    Facts facts;
    const Options options = optionsOf({u"pins=rust:1-trixie="_s + digest + u",gcr.io/distroless/cc-debian13:nonroot="_s + digest});
    QString text = writeDockerfile(planOf(helloProject(), options, {}, facts)).text();
    QVERIFY(text.contains(u"FROM --platform=$BUILDPLATFORM rust:1-trixie@"_s + digest + u" AS tools"_s));
    QVERIFY(text.contains(u"FROM gcr.io/distroless/cc-debian13:nonroot@"_s + digest + u" AS hello"_s));
    facts.mirrors = {{u"rust:1-trixie"_s, u"mirror.example/rust"_s}};
    text = writeDockerfile(planOf(helloProject(), options, {}, facts)).text();
    QVERIFY(text.contains(u"FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools"_s));
}

/// The pattern takes the member's own fingerprints and nobody else's.
void TestDockerfile::membersAreForgotten()
{
    QTemporaryDir dir;
    const QStringList names{
        u"target/release/.fingerprint/hello-0123456789abcdef"_s, u"target/x86_64-unknown-linux-gnu/release/.fingerprint/hello-fedcba9876543210"_s,
        u"target/release/.fingerprint/hello-common-0123456789abcdef"_s, u"target/x86_64-unknown-linux-gnu/release/.fingerprint/serde-0123456789abcdef"_s};
    for (const QString &name : names)
        QVERIFY(QDir(dir.path()).mkpath(name));
    QString script;
    Plan plan = planOf(helloProject());
    plan.isRecipeReduced = false;
    for (const QString &instruction : instructions(writeDockerfile(plan))) {
        if (instruction.contains("cargo chef cook"_L1))
            script = command(instruction).section(u"&&"_s, -1);
    }
    QVERIFY(script.contains(u"hello"_s));
    QCOMPARE(shell({u"-c"_s, u"cd "_s + dir.path() + u" && "_s + script}), QString());
    QStringList left;
    for (const QString &name : names) {
        if (QDir(dir.filePath(name)).exists())
            left.append(name);
    }
    QCOMPARE(left, names.mid(2));
}

void TestDockerfile::lockIsNamed()
{
    Project project = helloProject();
    project.lock.reset();
    QVERIFY(!writeDockerfile(planOf(project)).text().contains(u"--locked"_s));
    QVERIFY(writeDockerfile(planOf(helloProject(), optionsOf({u"features=loud"_s, u"packages=hello"_s})))
                .text()
                .contains(u"--features loud -p hello --bin hello"_s));
}

/// Where one call would unite features of the platforms, there is one for each; for the stand-in as for the program.
void TestDockerfile::callPerTarget()
{
    Plan plan = planOf(helloProject());
    QCOMPARE(writeDockerfile(plan).text().count(u"cargo zigbuild --release --locked"_s), 1);
    QVERIFY(writeDockerfile(plan).text().contains(u"cargo chef cook --recipe-path recipe.json --zigbuild --release"_s));
    plan.hasCallPerTarget = true;
    const QString text = writeDockerfile(plan).text();
    QCOMPARE(text.count(u"cargo zigbuild --release --locked --bin hello"_s), 2);
    QVERIFY(text.contains(u"cargo chef cook --recipe-path recipe.json --no-build"_s));
    QCOMPARE(text.count(u"cargo zigbuild --release \\\n"_s), 2);
}

/// The tools image holds what the tools stage would install, and the plan that uses it installs nothing and can tell when it is out of date.
void TestDockerfile::toolsImage()
{
    const Plan plan = planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"build.lines=RUN touch /own"_s, u"image.user=7"_s}));
    const QString tools = writeToolsDockerfile(plan).text();
    for (const QString &part : {u"AS tools"_s, u"ziglang=="_s, u"cargo-chef"_s, u"rustup target add aarch64-unknown-linux-gnu"_s, u"cmake"_s, toolsKey(plan)})
        QVERIFY2(tools.contains(part), qPrintable(part));
    QVERIFY(!tools.contains(u"/own"_s) && !tools.contains(u"AS build"_s));
    const Plan user = planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"tools-image=registry.example/tools:1"_s}));
    const QString text = writeDockerfile(user).text();
    QVERIFY(!text.contains(u"pip install"_s) && !text.contains(u"AS chef"_s));
    QVERIFY(text.contains(u"slipway-tools 2>/dev/null)\" = "_s + toolsKey(plan)));
    QVERIFY(text.contains(u"dpkg -s cmake > /dev/null 2>&1 ||"_s));
    QCOMPARE(toolsKey(user), toolsKey(plan));
    QVERIFY(toolsKey(planOf(helloProject(), optionsOf({u"build.packages=ninja-build"_s}))) != toolsKey(plan));
    QVERIFY(toolsKey(planOf(helloProject(), optionsOf({u"build.packages=cmake"_s, u"platforms=linux/amd64"_s}))) != toolsKey(plan));
}

void TestDockerfile::reasonsAreTrue_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("start");
    QTest::newRow("an ordinary user") << QStringList{} << u"user:hello"_s << u"Not root. "_s;
    QTest::newRow("root") << QStringList{u"image.user=0"_s} << u"user:hello"_s << u"Root, as you chose: "_s;
    QTest::newRow("root with a group") << QStringList{u"image.user=0:100"_s} << u"user:hello"_s << u"Root, as you chose: "_s;
    QTest::newRow("root's group alone") << QStringList{u"image.user=10:0"_s} << u"user:hello"_s << u"Not root. "_s;
    QTest::newRow("nothing runs") << QStringList{} << u"runtime:hello"_s
                                  << u"distroless cc (Debian 13): the image that is pushed. Nothing runs in this stage"_s;
    QTest::newRow("a line that runs nothing") << QStringList{u"image.lines=ENV A=1"_s} << u"runtime:hello"_s
                                              << u"distroless cc (Debian 13): the image that is pushed. Nothing runs in this stage"_s;
    QTest::newRow("a line that runs") << QStringList{u"runtime=debian-slim"_s, u"image.lines=RUN id"_s} << u"runtime:hello"_s
                                      << u"Debian 13 slim: the image that is pushed. The RUN lines that you added run in this stage"_s;
}

void TestDockerfile::reasonsAreTrue()
{
    QFETCH(QStringList, options);
    QFETCH(QString, id);
    QFETCH(QString, start);
    const DockerfileDocument document = writeDockerfile(planOf(helloProject(), optionsOf(options)));
    const auto reason = std::ranges::find(document.reasons, id, &DockerfileReason::id);
    QVERIFY(reason != document.reasons.cend());
    QVERIFY2(reason->text.startsWith(start), qPrintable(reason->text));
}

/// No value of a secret is in the text, only where the step finds it.
void TestDockerfile::secretsAndKeys()
{
    const QString text = writeDockerfile(planOf(helloProject(), optionsOf({u"build.secrets=TOKEN=env:MY_TOKEN"_s, u"build.ssh=true"_s}))).text();
    QCOMPARE(text.count(u"--mount=type=secret,id=TOKEN,required=true"_s), 2); // where crates are fetched and compiled
    QCOMPARE(text.count(u"--mount=type=ssh"_s), 2);
    QCOMPARE(text.count(u"export TOKEN=\"$(cat /run/secrets/TOKEN)\""_s), 2);
    QVERIFY(!text.contains(u"MY_TOKEN"_s) && !text.contains(u"ENV TOKEN"_s) && !text.contains(u"ARG TOKEN"_s));
}

QTEST_GUILESS_MAIN(TestDockerfile)
#include "tst_dockerfile.moc"
