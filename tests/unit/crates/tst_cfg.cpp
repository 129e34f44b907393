// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cfg.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class tst_Cfg : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void flags_data();
    void flags();
    void everyPlatformIsInTheTable_data();
    void everyPlatformIsInTheTable();
};

void tst_Cfg::matches_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("answer");
    const QString gnu = u"x86_64-unknown-linux-gnu"_s;
    const QString musl = u"aarch64-unknown-linux-musl"_s;
    QTest::newRow("a name") << gnu << u"cfg(unix)"_s << u"yes"_s;
    QTest::newRow("another system") << gnu << u"cfg(windows)"_s << u"no"_s;
    QTest::newRow("a pair with spaces") << gnu << u"cfg( target_os = \"linux\" )"_s << u"yes"_s;
    QTest::newRow("all") << musl << u"cfg(all(unix, target_arch = \"aarch64\", not(target_env = \"gnu\")))"_s << u"yes"_s;
    QTest::newRow("any with a comma at the end") << gnu << u"cfg(any(windows, target_env = \"musl\",))"_s << u"no"_s;
    QTest::newRow("empty all") << gnu << u"cfg(all())"_s << u"yes"_s;
    QTest::newRow("empty any") << gnu << u"cfg(any())"_s << u"no"_s;
    QTest::newRow("true") << gnu << u"cfg(true)"_s << u"yes"_s;
    QTest::newRow("raw true is a name") << gnu << u"cfg(r#true)"_s << u"no"_s;
    QTest::newRow("Cargo never passes the profile") << gnu << u"cfg(debug_assertions)"_s << u"yes"_s;
    QTest::newRow("Cargo asks for proc macros too, which are never static") << musl << u"cfg(target_feature = \"crt-static\")"_s << u"no"_s;
    QTest::newRow("a triple") << gnu << gnu << u"yes"_s;
    QTest::newRow("another triple") << gnu << musl << u"no"_s;
    QTest::newRow("a target nobody knows") << u"z80-none"_s << u"cfg(unix)"_s << u"open"_s;
    QTest::newRow("one part decides") << u"z80-none"_s << u"cfg(all(unix, false))"_s << u"no"_s;
    QTest::newRow("not of open") << u"z80-none"_s << u"cfg(not(unix))"_s << u"open"_s;
    QTest::newRow("not of two") << gnu << u"cfg(not(unix, windows))"_s << u"malformed"_s;
    QTest::newRow("no end") << gnu << u"cfg(all(unix)"_s << u"malformed"_s;
    QTest::newRow("an unknown function") << gnu << u"cfg(version(\"1.0\"))"_s << u"malformed"_s;
    QTest::newRow("empty") << gnu << u"cfg()"_s << u"malformed"_s;
    QTest::newRow("too deep") << gnu << u"cfg("_s + u"not("_s.repeated(100'000) + u"unix"_s + u")"_s.repeated(100'000) + u')' << u"malformed"_s;
}

void tst_Cfg::matches()
{
    QFETCH(QString, target);
    QFETCH(QString, expression);
    QFETCH(QString, answer);
    const auto parsed = TargetExpression::parse(expression);
    const Maybe maybe = parsed ? parsed->matches(CfgValues::ofTarget(target)) : Maybe();
    QCOMPARE(!parsed ? u"malformed"_s : !maybe ? u"open"_s : *maybe ? u"yes"_s : u"no"_s, answer);
}

void tst_Cfg::flags_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<QString>("value");
    QTest::addColumn<Maybe>("isSet");
    QTest::newRow("--cfg in two words") << QStringList{u"--cfg"_s, u"tokio_unstable"_s} << u"tokio_unstable"_s << Maybe(true);
    QTest::newRow("--cfg in one") << QStringList{u"--cfg=tokio_unstable"_s} << u"tokio_unstable"_s << Maybe(true);
    QTest::newRow("panic") << QStringList{u"-Cpanic=abort"_s} << u"panic=\"unwind\""_s << Maybe(false);
    QTest::newRow("static") << QStringList{u"-C"_s, u"target-feature=+crt-static"_s} << u"target_feature=\"crt-static\""_s << Maybe(true);
    QTest::newRow("a processor opens the features") << QStringList{u"-Ctarget-cpu=native"_s} << u"target_feature=\"avx2\""_s << Maybe();
    QTest::newRow("and nothing else") << QStringList{u"-Ctarget-cpu=native"_s} << u"windows"_s << Maybe(false);
    QTest::newRow("a flag without its value") << QStringList{u"-C"_s} << u"unix"_s << Maybe(true);
}

void tst_Cfg::flags()
{
    QFETCH(QStringList, flags);
    QFETCH(QString, value);
    QFETCH(Maybe, isSet);
    CfgValues values = CfgValues::ofTarget(u"x86_64-unknown-linux-gnu"_s);
    values.applyFlags(flags);
    QVERIFY(values.isSet(value) == isSet);
}

void tst_Cfg::everyPlatformIsInTheTable_data()
{
    QTest::addColumn<QString>("target");
    for (const char *target : {"x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl",
                               "armv7-unknown-linux-gnueabihf", "armv7-unknown-linux-musleabihf", "i686-unknown-linux-gnu", "i686-unknown-linux-musl",
                               "riscv64gc-unknown-linux-gnu", "riscv64gc-unknown-linux-musl", "powerpc64le-unknown-linux-gnu", "s390x-unknown-linux-gnu"})
        QTest::newRow(target) << QString::fromLatin1(target);
}

void tst_Cfg::everyPlatformIsInTheTable()
{
    QFETCH(QString, target);
    const CfgValues values = CfgValues::ofTarget(target);
    QVERIFY(values.isKnown());
    QVERIFY(values.isSet(u"target_os=\"linux\""_s) == Maybe(true));
    QVERIFY(values.isSet(u"target_env=\"musl\""_s) == Maybe(target.contains("musl"_L1)));
}

QTEST_APPLESS_MAIN(tst_Cfg)
#include "tst_cfg.moc"
