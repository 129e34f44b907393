// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// The nearest way to have a platform that a plan forbids.
class TestNearest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isNamed_data();
    void isNamed();
    void makesItPossible_data();
    void makesItPossible();
};

namespace {

PlannedPlatform platformOf(const Plan &plan, const QString &name)
{
    const auto found = std::ranges::find(plan.platforms, name, &PlannedPlatform::platform);
    return found == plan.platforms.end() ? PlannedPlatform() : *found;
}

} // namespace

void TestNearest::isNamed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("fix");
    const QStringList none;
    QTest::newRow("possible: nothing to mend") << none << none << u"linux/riscv64"_s << QString();
    QTest::newRow("no musl") << QStringList{u"libc=musl"_s} << none << u"linux/s390x"_s << u"libc=gnu"_s;
    QTest::newRow("chosen base lacks it") << QStringList{u"runtime=distroless-cc"_s} << none << u"linux/386"_s << u"runtime=debian-slim"_s;
    QTest::newRow("chosen base lacks it, musl") << QStringList{u"runtime=distroless-static"_s, u"libc=musl"_s} << none << u"linux/386"_s
                                                << u"runtime=scratch"_s;
    QTest::newRow("not by Zig") << none << QStringList{u"aws-lc-sys 0.30.0"_s} << u"linux/ppc64le"_s << u"cross=gcc"_s;
    QTest::newRow("nowhere: no way is named") << none << QStringList{u"v8 130.0.0"_s} << u"linux/riscv64"_s << QString();
}

void TestNearest::isNamed()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    QFETCH(QString, platform);
    QFETCH(QString, fix);
    const PlannedPlatform planned = platformOf(planOf(helloProject(), optionsOf(options), crates), platform);
    QCOMPARE(planned.fixKey.isEmpty() ? QString() : QString(planned.fixKey + u'=' + planned.fixValue.toString()), fix);
    QVERIFY(!planned.isPossible || planned.fixKey.isEmpty());
}

void TestNearest::makesItPossible_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    for (const QString &libc : {u"auto"_s, u"gnu"_s, u"musl"_s}) {
        for (const QString &runtime : {u"auto"_s, u"distroless-cc"_s, u"distroless-static"_s, u"alpine"_s, u"ubi-micro"_s, u"scratch"_s}) {
            for (const QString &crate : {QString(), u"aws-lc-sys 0.30.0"_s, u"openssl-sys 0.9.1"_s}) {
                const QStringList options{u"libc="_s + libc, u"runtime="_s + runtime};
                QTest::addRow("%s %s", qPrintable(options.join(u' ')), qPrintable(crate)) << options << (crate.isEmpty() ? QStringList() : QStringList{crate});
            }
        }
    }
}

// One click: where a way is named, taking it with the platform gives a plan that has the platform.
void TestNearest::makesItPossible()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    for (const PlannedPlatform &planned : planOf(helloProject(), optionsOf(options), crates).platforms) {
        if (planned.fixKey.isEmpty())
            continue;
        QStringList after = options;
        after.removeIf([&](const QString &word) { return word.startsWith(planned.fixKey + u'='); });
        after << planned.fixKey + u'=' + planned.fixValue.toString() << u"platforms="_s + planned.platform;
        const PlannedPlatform now = platformOf(planOf(helloProject(), optionsOf(after), crates), planned.platform);
        QVERIFY2(now.isPossible, qPrintable(planned.platform + u": "_s + after.join(u' ') + u": "_s + now.reason));
        QVERIFY(now.isChosen);
    }
}

QTEST_APPLESS_MAIN(TestNearest)
#include "tst_nearest.moc"
