// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/basechoices.h"
#include "planfixtures.h"

#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// Why not this base, and the nearest thing that works.
class TestBaseChoices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isNamed_data();
    void isNamed();
    void nearestWorks_data();
    void nearestWorks();
    void allStandInOrder();
    void errorsOfOthersBarNothing();
    void commandLineLeavesNoChoice();
};

namespace {

BaseChoice choiceOf(const QList<BaseChoice> &choices, const QString &key)
{
    const auto found = std::ranges::find(choices, key, &BaseChoice::key);
    return found == choices.end() ? BaseChoice() : *found;
}

QStringList alsaCrates()
{
    return {u"member:hello 0.1.0 >alsa-sys"_s, u"alsa-sys 0.3.1 >pkg-config"_s, u"host:pkg-config 0.3.34"_s};
}

} // namespace

void TestBaseChoices::isNamed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("fix");
    const QStringList none;
    const QString noGlibc = u"%1 has no glibc, so a binary for glibc does not start in it."_s;
    const QString noPlatform = u"linux/386 cannot be built: %1 has no image for it; choose another runtime base, such as %2."_s;
    QTest::newRow("possible") << none << none << u"scratch"_s << QString() << QString();
    QTest::newRow("glibc is chosen: empty") << QStringList{u"libc=gnu"_s} << none << u"scratch"_s << noGlibc.arg(u"Empty (scratch)"_s) << u"libc=musl"_s;
    QTest::newRow("glibc is chosen: Alpine") << QStringList{u"libc=gnu"_s} << none << u"alpine"_s << noGlibc.arg(u"Alpine 3"_s) << u"libc=musl"_s;
    QTest::newRow("gcc is chosen") << QStringList{u"cross=gcc"_s} << none << u"distroless-static"_s << u"Debian's cross compilers know glibc only."_s
                                   << u"cross=zig"_s;
    QTest::newRow("a platform that it lacks") << QStringList{u"platforms=linux/386"_s} << none << u"distroless-cc"_s
                                              << noPlatform.arg(u"distroless cc (Debian 13)"_s, u"Debian slim"_s) << u"runtime=debian-slim"_s;
    QTest::newRow("a platform that it lacks, musl") << QStringList{u"platforms=linux/386"_s, u"libc=musl"_s} << none << u"distroless-static"_s
                                                    << noPlatform.arg(u"distroless static (Debian 13)"_s, u"scratch"_s) << u"runtime=scratch"_s;
    QTest::newRow("a platform without musl") << QStringList{u"platforms=linux/s390x"_s} << none << u"scratch"_s
                                             << u"linux/s390x cannot be built: Rust has no standard library for musl here; choose glibc."_s
                                             << u"runtime=distroless-cc"_s;
    QTest::newRow("a library for glibc only: empty")
        << none << alsaCrates() << u"scratch"_s
        << u"ALSA libasound (alsa-sys): Debian's packages of it are made for glibc, and this plan links musl; choose glibc."_s << u"runtime=distroless-cc"_s;
    QTest::newRow("a library for glibc only: Alpine")
        << none << alsaCrates() << u"alpine"_s
        << u"ALSA libasound (alsa-sys): Debian's packages of it are made for glibc, and this plan links musl; choose glibc."_s << u"runtime=debian-slim"_s;
    QTest::newRow("an older glibc") << QStringList{u"cross=gcc"_s} << none << u"debian-bookworm-slim"_s
                                    << u"The binary is linked with the builder's glibc 2.41, and Debian 12 slim has 2.36: it would not start."_s
                                    << u"builder-image=rust:1-bookworm"_s;
    QTest::newRow("an older glibc that no builder fits to")
        << QStringList{u"cross=gcc"_s} << none << u"ubi-micro"_s
        << u"The binary is linked with the builder's glibc 2.41, and Red Hat UBI 9 micro has 2.34: it would not start."_s << u"runtime=distroless-cc"_s;
    QTest::newRow("not Debian's folders")
        << none << alsaCrates() << u"wolfi"_s
        << u"The binary needs shared libraries of Debian, which Chainguard glibc-dynamic (Wolfi) does not look for where Debian has them."_s
        << u"runtime=debian-slim"_s;
    QTest::newRow("own lines need a shell") << QStringList{u"image.lines=RUN true"_s} << none << u"distroless-cc"_s
                                            << u"distroless cc (Debian 13) has no shell, so the lines that run something in it cannot work."_s
                                            << u"runtime=debian-slim"_s;
}

void TestBaseChoices::isNamed()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    QFETCH(QString, base);
    QFETCH(QString, reason);
    QFETCH(QString, fix);
    const BaseChoice choice = choiceOf(baseChoices(inputOf(helloProject(), optionsOf(options), crates)), base);
    QCOMPARE(choice.key, base);
    QCOMPARE(choice.reason, reason);
    QCOMPARE(choice.isPossible, reason.isEmpty());
    QCOMPARE(choice.fixKey.isEmpty() ? QString() : QString(choice.fixKey + u'=' + choice.fixValue.toString()), fix);
}

void TestBaseChoices::nearestWorks_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("crates");
    for (const QString &libc : {u"auto"_s, u"gnu"_s, u"musl"_s}) {
        for (const QString &cross : {u"auto"_s, u"gcc"_s, u"emulate"_s}) {
            for (const QString &platforms : {u"linux/amd64,linux/arm64"_s, u"linux/386"_s, u"linux/s390x"_s}) {
                const QStringList options{u"libc="_s + libc, u"cross="_s + cross, u"platforms="_s + platforms};
                QTest::addRow("%s", qPrintable(options.join(u' '))) << options << QStringList();
                QTest::addRow("%s, shared library", qPrintable(options.join(u' '))) << options << alsaCrates();
            }
        }
    }
}

// One click: taking the way that is named gives a plan with fewer errors than the base alone would, and none of that base's.
void TestBaseChoices::nearestWorks()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, crates);
    for (const BaseChoice &choice : baseChoices(inputOf(helloProject(), optionsOf(options), crates))) {
        QCOMPARE(choice.isPossible, choice.reason.isEmpty());
        QVERIFY(!choice.isPossible || choice.fixKey.isEmpty());
        if (choice.fixKey.isEmpty())
            continue;
        Options after = optionsOf(options);
        after.set(OptionKey::RuntimeImage, choice.key);
        after.set(optionByName(choice.fixKey)->key, choice.fixValue);
        const QList<BaseChoice> then = baseChoices(inputOf(helloProject(), after, crates));
        const BaseChoice now = choiceOf(then, after.text(OptionKey::RuntimeImage));
        QVERIFY2(now.isPossible, qPrintable(choice.key + u" with "_s + choice.fixKey + u'=' + choice.fixValue.toString() + u": "_s + now.reason));
    }
}

void TestBaseChoices::allStandInOrder()
{
    QStringList wanted;
    for (const BaseImageInfo &base : knowledge()->bases) {
        if (base.role == BaseImageInfo::Role::Runtime)
            wanted.append(base.key);
    }
    QStringList found;
    for (const BaseChoice &choice : baseChoices(inputOf(helloProject()))) {
        found.append(choice.key);
        QVERIFY2(choice.isPossible, qPrintable(choice.key + u": "_s + choice.reason)); // a plain program runs on each
    }
    QCOMPARE(found, wanted);
}

// What stands against any base (here a binary that is not there) is not the bases' fault.
void TestBaseChoices::errorsOfOthersBarNothing()
{
    const PlanInput input = inputOf(helloProject(), optionsOf({u"binaries=nothing"_s}));
    QVERIFY(!makePlan(input).isBuildable());
    for (const BaseChoice &choice : baseChoices(input))
        QVERIFY2(choice.isPossible, qPrintable(choice.reason));
}

void TestBaseChoices::commandLineLeavesNoChoice()
{
    PlanInput input = inputOf(helloProject());
    input.options.commandLine = optionsOf({u"runtime=alpine"_s});
    QVERIFY(baseChoices(input).isEmpty());
}

QTEST_GUILESS_MAIN(TestBaseChoices)
#include "tst_basechoices.moc"
