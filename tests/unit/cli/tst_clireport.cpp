// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/report.h"
#include "jsonschema.h"

#include <QJsonArray>
#include <QTest>

using namespace slipway;
using namespace slipway::cli;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestCliReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasonsBecomeComments_data();
    void reasonsBecomeComments();
    void differenceShowsWhatChanged();
    void tableIsAligned();
    void mendsByWhatSetTakes_data();
    void mendsByWhatSetTakes();
    void countsOneCrate();
    void verifyFitsItsSchema();
    void historyFitsItsSchema();
    void schemasFindWhatIsWrong();
};

void TestCliReport::reasonsBecomeComments_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<int>("reasonLine");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("before its line") << QStringList{u"FROM a"_s, u"RUN b"_s} << 2 << QStringList{u"FROM a"_s, u"# why"_s, u"RUN b"_s};
    QTest::newRow("first line") << QStringList{u"FROM a"_s} << 1 << QStringList{u"# why"_s, u"FROM a"_s};
    QTest::newRow("inside a continued instruction") << QStringList{u"FROM a"_s, u"RUN b \\"_s, u"    c"_s} << 3
                                                    << QStringList{u"FROM a"_s, u"# why"_s, u"RUN b \\"_s, u"    c"_s};
    QTest::newRow("inside a heredoc") << QStringList{u"FROM a"_s, u"RUN <<EOT"_s, u"b"_s, u"EOT"_s, u"USER 1"_s} << 3
                                      << QStringList{u"FROM a"_s, u"# why"_s, u"RUN <<EOT"_s, u"b"_s, u"EOT"_s, u"USER 1"_s};
    QTest::newRow("after a heredoc") << QStringList{u"RUN <<EOT"_s, u"b"_s, u"EOT"_s, u"USER 1"_s} << 4
                                     << QStringList{u"RUN <<EOT"_s, u"b"_s, u"EOT"_s, u"# why"_s, u"USER 1"_s};
    QTest::newRow("directives stay first") << QStringList{u"# check=error=true"_s, u"FROM a"_s} << 1
                                           << QStringList{u"# check=error=true"_s, u"# why"_s, u"FROM a"_s};
}

void TestCliReport::reasonsBecomeComments()
{
    QFETCH(QStringList, lines);
    QFETCH(int, reasonLine);
    QFETCH(QStringList, expected);
    DockerfileDocument document;
    for (const QString &line : std::as_const(lines))
        document.lines.append({line, {}, -1});
    document.reasons.append({u"id"_s, reasonLine, reasonLine, u"why"_s});
    QCOMPARE(explainedDockerfile(document), expected.join(u'\n') + u'\n');
}

void TestCliReport::differenceShowsWhatChanged()
{
    QList<DiffLine> lines;
    for (int i = 1; i <= 20; ++i)
        lines.append({DiffLine::Kind::Same, QString::number(i), i, i});
    lines.insert(10, {DiffLine::Kind::Added, u"new"_s, 0, 11});
    lines[1].kind = DiffLine::Kind::Removed;
    QCOMPARE(differenceText(lines), (QStringList{u"  1"_s, u"- 2"_s, u"  3"_s, u"  4"_s, u"  5"_s, u"  …"_s, u"  8"_s, u"  9"_s, u"  10"_s, u"+ new"_s,
                                                 u"  11"_s, u"  12"_s, u"  13"_s}));
    QCOMPARE(differenceText({}), QStringList());
}

void TestCliReport::tableIsAligned()
{
    QCOMPARE(table({{u"a"_s, u"bb"_s}, {u"ccc"_s, u""_s}, {u"d"_s, u"e"_s}}, u" "_s), (QStringList{u" a    bb"_s, u" ccc"_s, u" d    e"_s}));
    QCOMPARE(table({{u"\x1b[31mred"_s, u"x"_s}}), QStringList{u"red  x"_s});
}

void TestCliReport::mendsByWhatSetTakes_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("line");
    QTest::newRow("a text") << u"libc"_s << QVariant(u"musl"_s) << u"    Mended by --set 'libc=musl'"_s;
    QTest::newRow("a flag") << u"build.ssh"_s << QVariant(true) << u"    Mended by --set 'build.ssh=true'"_s;
    QTest::newRow("a list") << u"packages"_s << QVariant(QStringList{u"a"_s, u"b"_s}) << u"    Mended by --set 'packages=a,b'"_s;
    QTest::newRow("a map") << u"build.secrets"_s << QVariant(QVariantMap{{u"A"_s, u"env:B"_s}, {u"C"_s, u"file:d"_s}})
                           << u"    Mended by --set 'build.secrets=A=env:B,C=file:d'"_s;
    QTest::newRow("an option without a value") << u"packages"_s << QVariant() << QString();
    QTest::newRow("nothing") << QString() << QVariant() << QString();
}

void TestCliReport::mendsByWhatSetTakes()
{
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    QFETCH(QString, line);
    PlanResult result;
    result.project = std::make_shared<const Project>();
    result.plan.findings = {Finding{u"code"_s, Finding::Severity::Error, u"It cannot work."_s, {}, {}, 0, key, value}};
    const QStringList lines = inspectText(result);
    QCOMPARE(lines.constLast(), line.isEmpty() ? u"  error: It cannot work."_s : line);
}

void TestCliReport::countsOneCrate()
{
    PlanResult result;
    result.project = std::make_shared<const Project>();
    CrateRow crate;
    crate.name = u"hello"_s;
    crate.targets = {u"x86_64-unknown-linux-gnu"_s};
    result.plan.crates.isExact = true;
    result.plan.crates.rows = {crate};
    QVERIFY(inspectText(result).contains(u"  1 crate for the image, 0 for the builder itself"_s));
    crate.name = u"more"_s;
    result.plan.crates.rows.append(crate);
    QVERIFY(inspectText(result).contains(u"  2 crates for the image, 0 for the builder itself"_s));
}

void TestCliReport::verifyFitsItsSchema()
{
    ImageReport report;
    report.reference = u"r.example/x:1"_s;
    report.digest = u"sha256:"_s + QString(64, u'a');
    report.mediaType = u"application/vnd.oci.image.index.v1+json"_s;
    report.isIndex = true;
    report.platforms.append({u"linux/arm/v7"_s, u"sha256:"_s + QString(64, u'b'), 31'000'000, {u"sha256:"_s + QString(64, u'c')}});
    QCOMPARE(schemaProblems(verifyJson(report), loadSchema(u"verify"_s)), QStringList());
    QVERIFY(verifyJson(report).value(u"isVerified"_s).toBool());
    report.problems.append(Error{ErrorCode::Verification, u"linux/amd64 is missing."_s, {}, {}, 0});
    QCOMPARE(schemaProblems(verifyJson(report), loadSchema(u"verify"_s)), QStringList());
    QVERIFY(!verifyJson(report).value(u"isVerified"_s).toBool());
    QCOMPARE(verifyText(report).constFirst(), u"r.example/x:1"_s);
    QCOMPARE(verifyText(report).size(), 3);
}

void TestCliReport::historyFitsItsSchema()
{
    BuildRecord record;
    record.id = u"20261124-022010-3f2a"_s;
    record.time = QDateTime::fromString(u"2026-11-24T02:20:10Z"_s, Qt::ISODate);
    record.projectName = u"shop"_s;
    record.result = u"failed"_s;
    record.error = u"It did not work."_s;
    record.cachedShare = 0.5;
    record.baseDigests.insert(u"docker.io/library/rust:1"_s, u"sha256:"_s + QString(64, u'd'));
    record.steps.append({u"[build 1/2] RUN x"_s, u"linux/amd64"_s, u"build"_s, StepState::Failed, 0, 3'000'000'000});
    QCOMPARE(schemaProblems(recordJson(record, true), loadSchema(u"history"_s)), QStringList());
    QCOMPARE(schemaProblems(QJsonArray{recordJson(record, false)}, loadSchema(u"history-list"_s)), QStringList());
    QCOMPARE(schemaProblems(QJsonArray(), loadSchema(u"history-list"_s)), QStringList());
    QVERIFY(!schemaProblems(QJsonArray{recordJson(record, true)}, loadSchema(u"history-list"_s)).isEmpty());
    const QString text = recordText(record).join(u'\n');
    QVERIFY2(text.contains(u"It did not work."_s), qPrintable(text));
    QVERIFY2(text.contains(u"docker.io/library/rust:1@sha256:dddd"_s), qPrintable(text));
    QVERIFY2(historyText({record}).constFirst().contains(u"50 %"_s), qPrintable(historyText({record}).constFirst()));
}

void TestCliReport::schemasFindWhatIsWrong()
{
    QJsonObject report = verifyJson({});
    QCOMPARE(schemaProblems(report, loadSchema(u"verify"_s)), QStringList());
    report.insert(u"more"_s, 1);
    QCOMPARE(schemaProblems(report, loadSchema(u"verify"_s)), QStringList{u"$.more: not in the schema"_s});
    report.remove(u"more"_s);
    report.insert(u"digest"_s, u"md5"_s);
    QCOMPARE(schemaProblems(report, loadSchema(u"verify"_s)), QStringList{u"$.digest: not as pattern says"_s});
    report.remove(u"digest"_s);
    QCOMPARE(schemaProblems(report, loadSchema(u"verify"_s)), QStringList{u"$: digest is missing"_s});
}

QTEST_GUILESS_MAIN(TestCliReport)
#include "tst_clireport.moc"
