// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"
#include "samples.h"
#include "shortprogram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What the Dockerfile does for native libraries that the goldens have none of.
class TestNatives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreThere_data();
    void stepsAreThere();
    void theShellUnderstandsIt_data();
    void theShellUnderstandsIt();
    void madeLibrariesAreTaken();
};

namespace {

QStringList steps(const QStringList &crates, const QStringList &options)
{
    return instructions(writeDockerfile(planOf(helloProject(), optionsOf(options), crates)));
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TestNatives::stepsAreThere_data()
{
    QTest::addColumn<QStringList>("crates");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("texts");
    const QStringList font{u"yeslogic-fontconfig-sys 6.0.1 +dlopen"_s};
    QTest::newRow("loaded, by Zig") << font << QStringList{}
                                    << QStringList{u"dpkg --add-architecture arm64"_s, u" libfontconfig1:amd64 libfontconfig1:arm64 "_s,
                                                   u"load usr/lib/aarch64-linux-gnu/libfontconfig.so.1 \"linux/arm64\" aarch64-linux-gnu arm64"_s,
                                                   u"take etc/fonts \"linux/amd64\" x86_64-linux-gnu amd64"_s, u"COPY --from=build /out/root/"_s};
    QTest::newRow("loaded, by gcc") << font << QStringList{u"cross=gcc"_s} << QStringList{u" libfontconfig1:amd64 libfontconfig1:arm64 "_s};
    QTest::newRow("loaded, on each platform") << font << QStringList{u"cross=emulate"_s} << QStringList{u" libfontconfig1 "_s};
    const QStringList sdl{u"sdl2-sys 0.38.0 +bundled"_s};
    QTest::newRow("made, by Zig") << sdl << QStringList{}
                                  << QStringList{u"find \"target/$3/release/build\" "_s,
                                                 u"do made \"/out/linux/arm64/$name\" \"linux/arm64\" aarch64-unknown-linux-gnu aarch64-linux-gnu; done"_s,
                                                 u"for made in \"/out/root/linux/arm64/usr/lib/\"aarch64-linux-gnu/*.so*"_s, u"COPY --from=build /out/root/"_s};
    QTest::newRow("made, on each platform") << sdl << QStringList{u"cross=emulate"_s}
                                            << QStringList{u"do made \"/out/$TARGETPLATFORM/$name\" \"$TARGETPLATFORM\" \"$(cat /target)\" \"$(dpkg-arch"_s};
    QTest::newRow("Fortran") << QStringList{u"openblas-src 0.10.16 +static"_s} << QStringList{}
                             << QStringList{u" gfortran-aarch64-linux-gnu "_s, u" libgfortran5:arm64 "_s, u"for pair in FC:gfortran; do"_s,
                                            u"FC_aarch64_unknown_linux_gnu=\"aarch64-linux-gnu-gfortran\""_s, u"FC=\"target-gfortran\""_s};
    QTest::newRow("alternatives") << QStringList{u"openblas-src 0.10.16 +system"_s} << QStringList{}
                                  << QStringList{u"dpkg-query -S \"*$(realpath \"$file\" | sed 's|^/usr||')\""_s};
}

void TestNatives::stepsAreThere()
{
    QFETCH(QStringList, crates);
    QFETCH(QStringList, options);
    QFETCH(QStringList, texts);
    const QString all = steps(crates, options).join(u'\n');
    for (const QString &text : std::as_const(texts))
        QVERIFY2(all.contains(text), qPrintable(QString(text + u"\n\n"_s + all)));
    // None of it where there is nothing of the kind.
    const QString plain = steps({u"ring 0.17.14"_s}, options).join(u'\n');
    for (const QString &word : {u"libfontconfig"_s, u"made()"_s, u"gfortran"_s, u"/out/root"_s})
        QVERIFY2(!plain.contains(word), qPrintable(plain));
}

void TestNatives::theShellUnderstandsIt_data()
{
    stepsAreThere_data();
}

void TestNatives::theShellUnderstandsIt()
{
    QFETCH(QStringList, crates);
    QFETCH(QStringList, options);
    for (const QString &step : steps(crates, options)) {
        if (!step.startsWith("RUN "_L1))
            continue;
        const ProgramEnd end = runToEnd(u"sh"_s, {u"-n"_s, u"-c"_s, step.mid(4)});
        QVERIFY2(end.code == 0 && end.errors.isEmpty(), qPrintable(QString(step + u'\n' + end.errors)));
    }
}

/// The step itself, with a stand-in for readelf that says which libraries a file asks for.
void TestNatives::madeLibrariesAreTaken()
{
    QString script;
    for (const QString &step : steps({u"sdl2-sys 0.38.0 +bundled"_s}, {u"platforms=linux/amd64"_s})) {
        if (step.contains("made() {"_L1))
            script = step.mid(step.indexOf("made() {"_L1));
    }
    QVERIFY(!script.isEmpty());
    QTemporaryDir folder;
    const QString root = folder.path();
    const QString readelf = root + u"/bin/readelf"_s;
    writeFile(root, u"bin/readelf"_s,
              "#!/bin/sh\nfor one in $(cat \"$NEEDED/${2##*/}\" 2>/dev/null); do echo \" 0x1 (NEEDED)  Shared library: [$one]\"; done\n");
    QVERIFY(QFile::setPermissions(readelf, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    writeFile(root, u"needed/hello"_s, "libSDL2-2.0.so.0 libc.so.6");
    writeFile(root, u"needed/libSDL2-2.0.so.0"_s, "libhelper.so.1 libm.so.6");
    const QString build = u"target/x86_64-unknown-linux-gnu/release/build/"_s;
    writeFile(root, build + u"sdl2-sys-0123456789abcdef/out/lib/libSDL2-2.0.so.0"_s, "old");
    writeFile(root, build + u"sdl2-sys-fedcba9876543210/out/lib/libSDL2-2.0.so.0"_s, "new");
    writeFile(root, build + u"helper-0123456789abcdef/out/libhelper.so.1"_s, "helper");
    writeFile(root, build + u"helper-0123456789abcdef/out/libunused.so.1"_s, "unused");
    writeFile(root, u"out/linux/amd64/hello"_s, "program");
    script.replace(u"/out/root/"_s, root + u"/out/root/"_s).replace(u"\"/out/linux/"_s, u"\""_s + root + u"/out/linux/"_s);
    const QString age = u"touch -d @1000 %1sdl2-sys-0123456789abcdef/out/lib/* && "_s.arg(build);
    const ProgramEnd end = runToEnd(u"sh"_s, {u"-c"_s, age + script}, {},
                                    {{u"PATH"_s, root + u"/bin:"_s + qEnvironmentVariable("PATH")}, {u"NEEDED"_s, root + u"/needed"_s}}, root);
    QVERIFY2(end.code == 0 && end.errors.isEmpty(), qPrintable(end.errors));
    const QString place = root + u"/out/root/linux/amd64/usr/lib/x86_64-linux-gnu/"_s;
    QCOMPARE(read(place + u"libSDL2-2.0.so.0"_s), QByteArray("new"));
    QCOMPARE(read(place + u"libhelper.so.1"_s), QByteArray("helper"));
    QVERIFY(!QFile::exists(place + u"libunused.so.1"_s) && !QFile::exists(place + u"libc.so.6"_s));
}

QTEST_GUILESS_MAIN(TestNatives)
#include "tst_natives.moc"
