// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"

#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// The option that gives the same image for the same source: what it plans, what it says, and what it writes.
class TestReproducible : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offChangesNothing();
    void epoch_data();
    void epoch();
    void ownLines_data();
    void ownLines();
    void basesByTagAreNamed();
    void dependenciesKeepTheirLayer();
    void modesAreSettled_data();
    void modesAreSettled();
    void allComesInOneCopy_data();
    void allComesInOneCopy();
};

namespace {

const Finding *findingOf(const Plan &plan, const QString &code)
{
    const auto found = std::ranges::find(plan.findings, code, &Finding::code);
    return found == plan.findings.end() ? nullptr : &*found;
}

QStringList instructionsOf(const QStringList &options, const Project &project = helloProject())
{
    return instructions(writeDockerfile(planOf(project, optionsOf(options))));
}

qsizetype placeOf(const QStringList &lines, const QString &part)
{
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines.at(i).contains(part))
            return i;
    }
    return -1;
}

} // namespace

void TestReproducible::offChangesNothing()
{
    Facts facts;
    facts.sourceDateEpoch = u"1700000000"_s;
    facts.builderDriver = u"docker"_s;
    const Plan plan = planOf(helloProject(), optionsOf({u"image.lines=RUN true"_s, u"runtime=debian-slim"_s}), {}, facts);
    QVERIFY(!plan.isReproducible && !plan.rewritesTimes && plan.sourceDateEpoch.isEmpty());
    QVERIFY(!findingOf(plan, u"own-times"_s));
    QVERIFY(!writeDockerfile(plan).text().contains(u"SOURCE_DATE_EPOCH"_s));
}

void TestReproducible::epoch_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("epoch");
    QTest::addColumn<bool>("isWarned");
    QTest::newRow("not set: 1970") << QString() << u"0"_s << false;
    QTest::newRow("set") << u"1700000000"_s << u"1700000000"_s << false;
    QTest::newRow("a date") << u"2026-11-27"_s << u"0"_s << true;
    QTest::newRow("negative") << u"-1"_s << u"0"_s << true;
    QTest::newRow("another option of buildx behind it") << u"1,push=true"_s << u"0"_s << true;
    QTest::newRow("too long for a time") << QString(40, u'1') << u"0"_s << true;
}

void TestReproducible::epoch()
{
    QFETCH(QString, variable);
    QFETCH(bool, isWarned);
    Facts facts;
    facts.sourceDateEpoch = variable;
    const Plan plan = planOf(helloProject(), optionsOf({u"reproducible=true"_s}), {}, facts);
    QVERIFY(plan.isReproducible && plan.isBuildable());
    QTEST(plan.sourceDateEpoch, "epoch");
    QCOMPARE(findingOf(plan, u"epoch-unreadable"_s) != nullptr, isWarned);
    QVERIFY(!writeDockerfile(plan).text().contains(u"1700000000"_s)); // the moment is no part of the text
}

void TestReproducible::ownLines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("driver");
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("rewrites");
    QTest::addColumn<bool>("isWarned");
    const QString run = u"RUN touch /x"_s;
    QTest::newRow("no lines: nothing is left to rewrite") << QString() << u"docker-container"_s << u"v0.25.1"_s << false << false;
    QTest::newRow("a line that writes nothing") << u"ENV A=1"_s << u"docker"_s << u"v0.25.1"_s << false << false;
    QTest::newRow("nobody asked yet") << run << QString() << QString() << false << false;
    QTest::newRow("a container") << run << u"docker-container"_s << u"v0.25.1"_s << true << false;
    QTest::newRow("the first that can") << run << u"docker-container"_s << u"v0.13.0"_s << true << false;
    QTest::newRow("without v") << run << u"remote"_s << u"0.13.2"_s << true << false;
    QTest::newRow("version unknown") << run << u"kubernetes"_s << QString() << true << false;
    QTest::newRow("version left out by the distribution") << run << u"docker-container"_s << u"v0.0.0+unknown"_s << true << false;
    QTest::newRow("too old") << run << u"docker-container"_s << u"v0.12.5"_s << false << true;
    QTest::newRow("Docker's own") << u"COPY a /a"_s << u"docker"_s << u"v0.25.1"_s << false << true;
}

void TestReproducible::ownLines()
{
    QFETCH(QString, line);
    Facts facts;
    QFETCH(bool, isWarned);
    Options options = optionsOf({u"reproducible=true"_s, u"runtime=debian-slim"_s});
    if (!line.isEmpty())
        options.set(OptionKey::RuntimeLines, QStringList{line});
    QFETCH(QString, driver);
    facts.builderDriver = driver;
    QFETCH(QString, version);
    facts.buildkit = version;
    const Plan plan = planOf(helloProject(), options, {}, facts);
    QTEST(plan.rewritesTimes, "rewrites");
    QCOMPARE(findingOf(plan, u"own-times"_s) != nullptr, isWarned);
    QVERIFY(plan.isBuildable());
}

void TestReproducible::basesByTagAreNamed()
{
    const QString digest = u"=sha256:"_s + QString(64, u'a');
    const Plan byTag = planOf(helloProject(), optionsOf({u"reproducible=true"_s}));
    QVERIFY(findingOf(byTag, u"reproducible-by-tag"_s)->message.contains(u"rust:1-trixie and gcr.io/distroless/cc-debian13:nonroot"_s));
    const Plan pinned = planOf(helloProject(), optionsOf({u"reproducible=true"_s, u"runtime=scratch"_s, u"pins=rust:1-trixie"_s + digest}));
    QVERIFY(!findingOf(pinned, u"reproducible-by-tag"_s));
}

// A moment that follows the commits must not compile the dependencies anew with each of them.
void TestReproducible::dependenciesKeepTheirLayer()
{
    for (const QString &cache : {u"layers"_s, u"hybrid"_s}) {
        const QStringList lines = instructionsOf({u"reproducible=true"_s, u"cache="_s + cache});
        const qsizetype cook = placeOf(lines, u"cargo chef cook"_s);
        QVERIFY(lines.at(cook).startsWith("RUN"_L1) && lines.at(cook).contains("export SOURCE_DATE_EPOCH=0"_L1));
        QVERIFY(placeOf(lines, u"ARG SOURCE_DATE_EPOCH"_s) > cook);
    }
    const QStringList mounts = instructionsOf({u"reproducible=true"_s, u"cache=mounts"_s});
    const qsizetype build = placeOf(mounts, u"cargo zigbuild --release --locked"_s);
    QVERIFY(mounts.at(build).contains("export SOURCE_DATE_EPOCH=0"_L1)); // one call for all
    QVERIFY(placeOf(mounts, u"ARG SOURCE_DATE_EPOCH"_s) > build);
    const QStringList openssl = instructions(writeDockerfile(planOf(opensslProject(), optionsOf({u"reproducible=true"_s, u"libc=musl"_s}), opensslCrates())));
    QVERIFY(openssl.at(placeOf(openssl, u"compile()"_s)).contains("SOURCE_DATE_EPOCH=0 "_L1)); // OpenSSL tells the day that it was built
}

void TestReproducible::modesAreSettled_data()
{
    QTest::addColumn<QString>("cache");
    QTest::newRow("layers") << u"layers"_s;
    QTest::newRow("mounts") << u"mounts"_s;
    QTest::newRow("hybrid") << u"hybrid"_s;
}

void TestReproducible::modesAreSettled()
{
    QFETCH(QString, cache);
    const QStringList lines = instructionsOf({u"reproducible=true"_s, u"cache="_s + cache});
    const QString build = lines.at(placeOf(lines, u"--locked"_s));
    const qsizetype modes = build.indexOf("find /app -path /app/target -prune -o ! -type l -exec chmod u=rwX,go=rX"_L1);
    QVERIFY2(modes >= 0 && modes < build.indexOf("cargo zigbuild"_L1), qPrintable(build));
    Project vendored = helloProject();
    vendored.hasVendoredSources = true;
    const QStringList beside = instructionsOf({u"reproducible=true"_s}, vendored);
    QVERIFY(beside.at(placeOf(beside, u"cargo chef cook"_s)).contains("chmod u=rwX,go=rX"_L1)); // dependencies that come from the project's folder
}

void TestReproducible::allComesInOneCopy_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("parts");
    const QString certificates = u"install -D -m 644 /etc/ssl/certs/ca-certificates.crt \"$root/etc/ssl/certs/ca-certificates.crt\""_s;
    QTest::newRow("plain") << QStringList{}
                           << QStringList{u"lay hello linux/amd64 hello && "_s, u"lay hello linux/arm64 hello"_s, u"touch -h -d \"@$SOURCE_DATE_EPOCH\""_s};
    QTest::newRow("scratch") << QStringList{u"runtime=scratch"_s} << QStringList{u"cp -a /base/. \"$root/\""_s};
    QTest::newRow("no certificates in the base") << QStringList{u"runtime=debian-slim"_s} << QStringList{certificates};
    QTest::newRow("libraries") << QStringList{u"image.packages=tzdata"_s} << QStringList{u"cp -a \"/out/root/$platform/.\" \"$root/\""_s};
    QTest::newRow("assets") << QStringList{u"image.assets=web/static,my files"_s, u"image.workdir=/srv/app"_s}
                            << QStringList{u"mkdir -p \"$root\"/srv/app/web/ && cp -aH web/static \"$root\"/srv/app/web/"_s,
                                           u"cp -aH 'my files' \"$root\"/srv/app/"_s};
    QTest::newRow("volumes") << QStringList{u"image.volumes=/data"_s, u"image.user=7"_s} << QStringList{u"install -d -o 7 -g 7 \"$root\"/data"_s};
    QTest::newRow("on each platform") << QStringList{u"cross=emulate"_s} << QStringList{u"lay hello \"$TARGETPLATFORM\" hello"_s};
}

// A file that is copied by itself leaves the time of the build on the folder that it comes into, which Docker's own builder cannot set back.
void TestReproducible::allComesInOneCopy()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, parts);
    const Plan plan = planOf(helloProject(), optionsOf(QStringList{u"reproducible=true"_s} + options));
    const DockerfileDocument document = writeDockerfile(plan);
    const QStringList lines = instructions(document);
    const QString layout = lines.at(placeOf(lines, u"lay()"_s)).simplified();
    for (const QString &part : std::as_const(parts))
        QVERIFY2(layout.contains(part), qPrintable(layout));
    QStringList copies;
    for (const DockerfileLine &line : document.lines) {
        if (line.stage == "hello"_L1 && line.text.startsWith("COPY"_L1))
            copies.append(line.text);
    }
    QCOMPARE(copies, QStringList{u"COPY --from=build /out/images/hello/${TARGETPLATFORM}/ /"_s});
}

QTEST_GUILESS_MAIN(TestReproducible)
#include "tst_reproducible.moc"
