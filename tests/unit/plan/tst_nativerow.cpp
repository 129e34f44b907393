// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativerow.h"
#include "planfixtures.h"
#include "project/requirement.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// Which row of the table of native libraries is for which version of a crate.
class TestNativeRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowOfVersion_data();
    void rowOfVersion();
    void eachVersionHasOneRow();
    void platformsGoByVersion();
    void packagesGoByVersion();
    void twoVersionsAreTwoDecisions();
    void evidenceIsOfTheVersion();
};

void TestNativeRow::rowOfVersion_data()
{
    QTest::addColumn<QString>("crate");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("versions");
    QTest::newRow("one row for all") << u"openssl-sys"_s << u"0.9.118"_s << QString();
    QTest::newRow("the newest") << u"ring"_s << u"0.17.14"_s << u">=0.17"_s;
    QTest::newRow("an older one") << u"ring"_s << u"0.16.20"_s << u"<0.17"_s;
    QTest::newRow("a pre-release") << u"ring"_s << u"0.17.0-alpha.1"_s << u">=0.17"_s;
    QTest::newRow("in between") << u"llvm-sys"_s << u"181.2.0"_s << u">=180, <190"_s;
    QTest::newRow("a pre-release in between") << u"llvm-sys"_s << u"191.0.0-rc1"_s << u">=190, <200"_s;
    QTest::newRow("build metadata") << u"openh264-sys2"_s << u"0.4.4+2.3.1"_s << u"<0.5"_s;
    QTest::newRow("a version that is none") << u"ring"_s << u"newest"_s << u">=0.17"_s;
    QTest::newRow("no version") << u"ring"_s << QString() << u">=0.17"_s;
    QTest::newRow("no such crate") << u"serde"_s << u"1.0.0"_s << u"no row"_s;
}

void TestNativeRow::rowOfVersion()
{
    QFETCH(QString, crate);
    QFETCH(QString, version);
    const NativeLibraryInfo *row = nativeRow(*knowledge(), crate, version);
    QTEST(row ? row->versions : u"no row"_s, "versions");
}

/// A requirement changes its mind only at the versions that it names, so these and their neighbours stand for all there are.
void TestNativeRow::eachVersionHasOneRow()
{
    static const QRegularExpression number(u"\\d+(?:\\.\\d+){0,2}"_s);
    qsizetype several = 0;
    for (const NativeLibraryInfo &row : knowledge()->nativeLibraries) {
        const QList<const NativeLibraryInfo *> rows = knowledge()->nativeRows(row.crate);
        several += rows.size() > 1 ? 1 : 0;
        QStringList versions{u"0.0.0"_s, u"0.0.1"_s, u"1.0.0"_s, u"9999.0.0"_s};
        for (const NativeLibraryInfo *one : rows) {
            if (rows.size() > 1 || !one->versions.isEmpty())
                QVERIFY2(reading::VersionRequirement::parse(one->versions), qPrintable(QString(one->crate + u' ' + one->versions)));
            for (auto match = number.globalMatch(one->versions); match.hasNext();) {
                const QStringList words = QString(match.next().captured() + u".0.0"_s).split(u'.');
                const qlonglong major = words.at(0).toLongLong();
                const qlonglong minor = words.at(1).toLongLong();
                const qlonglong patch = words.at(2).toLongLong();
                const QString version = u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch);
                versions << version << version + u"-rc.1"_s << u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch + 1);
                versions << u"%1.%2.0"_s.arg(major).arg(minor + 1) << u"%1.0.0"_s.arg(major + 1);
                if (patch > 0)
                    versions << u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch - 1);
                if (minor > 0)
                    versions << u"%1.%2.9999"_s.arg(major).arg(minor - 1);
                if (major > 0)
                    versions << u"%1.9999.9999"_s.arg(major - 1);
            }
        }
        for (const QString &version : std::as_const(versions)) {
            const auto meeting = std::ranges::count_if(rows, [&](const NativeLibraryInfo *one) { return isForVersion(*one, version); });
            QVERIFY2(meeting == 1, qPrintable(u"%1 %2 meets %3 rows"_s.arg(row.crate, version).arg(meeting)));
        }
    }
    QVERIFY(several > 0);
}

void TestNativeRow::platformsGoByVersion()
{
    const Options options = optionsOf({u"platforms=linux/amd64,linux/riscv64"_s});
    const auto riscv = [](const Plan &plan) { return *std::ranges::find(plan.platforms, u"linux/riscv64"_s, &PlannedPlatform::platform); };
    const PlannedPlatform old = riscv(planOf(helloProject(), options, {u"ring 0.16.20"_s}));
    QVERIFY(!old.isPossible && old.reason.contains("0.17"_L1));
    QVERIFY(riscv(planOf(helloProject(), options, {u"ring 0.17.14"_s})).isPossible);
}

void TestNativeRow::packagesGoByVersion()
{
    const auto packages = [](const QString &crate) { return planOf(helloProject(), {}, {crate}).targetPackages.value(u"x86_64-unknown-linux-gnu"_s); };
    QVERIFY(packages(u"llvm-sys 191.1.0"_s).contains(u"llvm-dev:amd64"_s));
    QVERIFY(packages(u"llvm-sys 181.2.0"_s).contains(u"llvm-18-dev:amd64"_s));
    QVERIFY(packages(u"llvm-sys 221.1.2"_s).contains(u"llvm-22-dev:amd64"_s));
    QCOMPARE(codes(planOf(helloProject(), {}, {u"llvm-sys 231.0.2"_s}), Finding::Severity::Error), QStringList{u"native-refused"_s});
    // Its build script asks pkg-config for the version that its own names; Debian's is older than that of the newest.
    QVERIFY(packages(u"jpegxl-sys 0.12.1+libjxl-0.11.2"_s).contains(u"libjxl-dev:amd64"_s));
    QCOMPARE(codes(planOf(helloProject(), {}, {u"jpegxl-sys 0.13.0+libjxl-0.12.0"_s}), Finding::Severity::Error), QStringList{u"native-refused"_s});
    QVERIFY(planOf(helloProject(), {}, {u"jpegxl-sys 0.13.0+libjxl-0.12.0 +vendored"_s}).isBuildable());
    // Before 0.5 it was always compiled; since then by a feature.
    QCOMPARE(planOf(helloProject(), {}, {u"openh264-sys2 0.4.4"_s}).natives.size(), 1);
    QCOMPARE(planOf(helloProject(), {}, {u"openh264-sys2 0.9.9 +source"_s}).natives.size(), 1);
    QVERIFY(planOf(helloProject(), {}, {u"openh264-sys2 0.9.9 +libloading"_s}).natives.isEmpty());
}

void TestNativeRow::twoVersionsAreTwoDecisions()
{
    const Plan plan = planOf(helloProject(), {}, {u"ring 0.17.14"_s, u"ring 0.16.20"_s});
    QCOMPARE(plan.natives.size(), 2);
    QCOMPARE(plan.natives.at(0).version, u"0.17.14"_s);
    QCOMPARE(plan.natives.at(1).version, u"0.16.20"_s);
    // Two versions that one row is for are one decision, as before.
    QCOMPARE(planOf(helloProject(), {}, {u"ring 0.17.14"_s, u"ring 0.17.8"_s}).natives.size(), 1);
}

void TestNativeRow::evidenceIsOfTheVersion()
{
    QVERIFY(planOf(helloProject(), {}, {u"ring 0.17.8"_s}).natives.constFirst().isVerified);
    const NativeDecision old = planOf(helloProject(), {}, {u"ring 0.16.20"_s}).natives.constFirst();
    QVERIFY(!old.isVerified && old.evidence.isEmpty());
}

QTEST_GUILESS_MAIN(TestNativeRow)
#include "tst_nativerow.moc"
