// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/options.h"

#include <QSet>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableHasEachKeyOnce()
    {
        QSet<int> keys;
        QSet<QString> names;
        for (const OptionInfo &info : optionTable()) {
            QVERIFY(!keys.contains(int(info.key)) && !names.contains(info.name));
            keys.insert(int(info.key));
            names.insert(info.name);
            QVERIFY2(info.help.endsWith(u'.'), qPrintable(info.name));
            QCOMPARE(optionByName(info.name), &info);
            QCOMPARE(&optionInfo(info.key), &info);
        }
        QCOMPARE(keys.size(), int(OptionKey::Reproducible) + 1);
        QCOMPARE(optionByName(u"nothing"_s), nullptr);
    }

    void fromText_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("text") << u"profile"_s << u"dev"_s << QVariant(u"dev"_s);
        QTest::newRow("flag") << u"all-features"_s << u"true"_s << QVariant(true);
        QTest::newRow("list") << u"platforms"_s << u"linux/amd64, linux/arm64"_s << QVariant(QStringList{u"linux/amd64"_s, u"linux/arm64"_s});
        QTest::newRow("empty list") << u"features"_s << u""_s << QVariant(QStringList());
        QTest::newRow("map") << u"image.environment"_s << u"A=1,B=x=y"_s << QVariant(QVariantMap{{u"A"_s, u"1"_s}, {u"B"_s, u"x=y"_s}});
        QTest::newRow("map value with commas") << u"image.environment"_s << u"RUST_LOG=info,hyper=warn"_s
                                               << QVariant(QVariantMap{{u"RUST_LOG"_s, u"info"_s}, {u"hyper"_s, u"warn"_s}});
        QTest::newRow("map value with plain commas") << u"image.environment"_s << u"LIST=a,b,c"_s << QVariant(QVariantMap{{u"LIST"_s, u"a,b,c"_s}});
        QTest::newRow("whole line") << u"build.lines"_s << u"RUN echo a,b"_s << QVariant(QStringList{u"RUN echo a,b"_s});
        QTest::newRow("no tools image") << u"tools-image"_s << u""_s << QVariant(u""_s);
        QTest::newRow("name with placeholders") << u"image.name"_s << u"ghcr.io/me/{project}/{bin}"_s << QVariant(u"ghcr.io/me/{project}/{bin}"_s);
        QTest::newRow("reference with port and digest") << u"runtime"_s << QString(u"[::1]:5000/a/b:1@sha256:"_s + QString(64, u'a'))
                                                        << QVariant(QString(u"[::1]:5000/a/b:1@sha256:"_s + QString(64, u'a')));
        QTest::newRow("pin") << u"pins"_s << QString(u"debian:trixie-slim=sha256:"_s + QString(64, u'0'))
                             << QVariant(QVariantMap{{u"debian:trixie-slim"_s, QString(u"sha256:"_s + QString(64, u'0'))}});
    }

    void fromText()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QVariant, value);
        Options options;
        auto result = setOptionFromText(options, name, text);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(options.value(optionByName(name)->key), value);
    }

    void linesAndMapsGather()
    {
        Options options;
        QVERIFY(setOptionFromText(options, u"build.lines"_s, u"RUN a"_s));
        QVERIFY(setOptionFromText(options, u"build.lines"_s, u"RUN b"_s));
        QCOMPARE(options.list(OptionKey::BuildLines), QStringList({u"RUN a"_s, u"RUN b"_s}));
        QVERIFY(setOptionFromText(options, u"image.labels"_s, u"a=1"_s));
        QVERIFY(setOptionFromText(options, u"image.labels"_s, u"b=2"_s));
        QCOMPARE(options.map(OptionKey::Labels).size(), 2);
    }

    void saysWhatLinesTake()
    {
        Options options;
        QCOMPARE(setOptionFromText(options, u"image.lines"_s, u"CMD x"_s).error().message,
                 u"image.lines takes one Dockerfile instruction on one line, and none of FROM, ENTRYPOINT and CMD, not \"CMD x\"."_s);
        QCOMPARE(setOptionFromText(options, u"image.tags"_s, {}).error().message, u"image.tags takes at least one tag, not \"\"."_s);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *title, const QString &name, const QString &text) { QTest::newRow(title) << name << text; };
        row("unknown option", u"color"_s, u"red"_s);
        row("flag", u"all-features"_s, u"yes"_s);
        row("choice", u"cross"_s, u"magic"_s);
        row("empty text", u"profile"_s, u""_s);
        row("no platform", u"platforms"_s, u""_s);
        row("platform in capitals", u"platforms"_s, u"Linux/AMD64"_s);
        row("line break in a reference", u"runtime"_s, u"debian\nRUN evil"_s);
        row("space in a reference", u"builder-image"_s, u"rust AS x"_s);
        row("capitals in a repository", u"runtime"_s, u"Debian"_s);
        row("short digest", u"runtime"_s, u"debian@sha256:12"_s);
        row("tag in a name", u"image.name"_s, u"a:1"_s);
        row("bad tag", u"image.tags"_s, u"-x"_s);
        row("no tag", u"image.tags"_s, u""_s);
        row("long tag", u"image.tags"_s, QString(129, u'a'));
        row("user by name", u"image.user"_s, u"root"_s);
        row("user too large", u"image.user"_s, u"4294967295"_s);
        row("three users", u"image.user"_s, u"1:2:3"_s);
        row("port 0", u"image.ports"_s, u"0"_s);
        row("port too large", u"image.ports"_s, u"65536"_s);
        row("port protocol", u"image.ports"_s, u"80/icmp"_s);
        row("variable with a dash", u"image.environment"_s, u"A-B=1"_s);
        row("map without a value", u"image.environment"_s, u"A"_s);
        row("line break in a value", u"image.environment"_s, u"A=1\nUSER root"_s);
        row("unicode line break", u"image.labels"_s, QString(u"a=1"_s + QChar(0x2028)));
        row("escape in a label", u"image.labels"_s, u"a=\x1b[31m"_s);
        row("relative workdir", u"image.workdir"_s, u"app"_s);
        row("workdir with ..", u"image.workdir"_s, u"/app/../etc"_s);
        row("asset outside", u"image.assets"_s, u"../secret"_s);
        row("absolute asset", u"image.assets"_s, u"/etc"_s);
        row("package with a shell", u"build.packages"_s, u"git;rm"_s);
        row("option as a package", u"build.packages"_s, u"-y"_s);
        row("new stage", u"image.lines"_s, u"FROM scratch"_s);
        row("entry point among the lines", u"image.lines"_s, u"ENTRYPOINT [\"/bin/sh\"]"_s);
        row("arguments among the lines", u"image.lines"_s, u"CMD [\"-v\"]"_s);
        row("continued line", u"image.lines"_s, u"ENV A=1 \\"_s);
        row("heredoc", u"build.lines"_s, u"RUN <<EOF"_s);
        row("parser directive", u"build.lines"_s, u"# syntax=evil"_s);
        row("feature with a space", u"features"_s, u"a b"_s);
        row("option as a feature", u"features"_s, u"--offline"_s);
        row("binary with a slash", u"binaries"_s, u"../x"_s);
        row("option as a package name", u"packages"_s, u"-Zunstable"_s);
        row("native word", u"native"_s, u"openssl-sys=maybe"_s);
        row("pin without digest", u"pins"_s, u"debian=latest"_s);
        row("a secret's value", u"build.secrets"_s, u"TOKEN=hunter2"_s);
        row("a secret's file with a comma", u"build.secrets"_s, u"TOKEN=file:/a,type=env"_s);
        row("a secret's name with an option", u"build.secrets"_s, u"TOKEN;required=env:A"_s);
        row("a secret's variable with a blank", u"build.secrets"_s, u"TOKEN=env:A B"_s);
        row("argument with a shell", u"build.arguments"_s, u"A$(id)=1"_s);
        row("line break in an argument", u"build.arguments"_s, u"A=1\nRUN evil"_s);
        row("ssh", u"build.ssh"_s, u"default"_s);
        row("relative volume", u"image.volumes"_s, u"data"_s);
        row("volume outside", u"image.volumes"_s, u"/data/../etc"_s);
        row("volume with a variable", u"image.volumes"_s, u"/data/$HOME"_s);
        row("volume with a quote", u"image.volumes"_s, u"/data\"]"_s);
        row("signal with an instruction", u"image.stop-signal"_s, u"SIGINT\nUSER root"_s);
        row("signal in small letters", u"image.stop-signal"_s, u"sigint"_s);
        row("signal 0", u"image.stop-signal"_s, u"0"_s);
        row("empty word of a health check", u"image.healthcheck"_s, u""_s);
        row("line break in a health check", u"image.healthcheck"_s, u"/app\nUSER root"_s);
        row("package of another architecture", u"image.packages"_s, u"libc6:arm64"_s);
        row("package with a command", u"image.packages"_s, u"tzdata$(id)"_s);
        row("symbols", u"image.symbols"_s, u"none"_s);
        row("provenance", u"image.provenance"_s, u"mode=max"_s);
    }

    void refuses()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        Options options;
        auto result = setOptionFromText(options, name, text);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Usage);
        QVERIFY(result.error().message.endsWith(u'.') && !result.error().message.contains(u'\n'));
        QVERIFY(options.isEmpty());
    }

    void refusesWrongTypes()
    {
        QVERIFY(!checkOption(OptionKey::Profile, true));
        QVERIFY(!checkOption(OptionKey::Platforms, u"linux/amd64"_s));
        QVERIFY(!checkOption(OptionKey::AllFeatures, u"true"_s));
        QVERIFY(!checkOption(OptionKey::Labels, QStringList{u"a"_s}));
        QVERIFY(!checkOption(OptionKey::Labels, QVariantMap{{u"a"_s, 1}}));
    }

    void layers()
    {
        LayeredOptions layers;
        QCOMPARE(layers.origin(OptionKey::Profile), OptionOrigin::Automatic);
        layers.file.set(OptionKey::Profile, u"a"_s);
        layers.file.set(OptionKey::Libc, u"musl"_s);
        layers.user.set(OptionKey::Profile, u"b"_s);
        QCOMPARE(layers.effective().text(OptionKey::Profile), u"b"_s);
        QCOMPARE(layers.effective().text(OptionKey::Libc), u"musl"_s);
        QCOMPARE(layers.origin(OptionKey::Profile), OptionOrigin::User);
        QCOMPARE(layers.origin(OptionKey::Libc), OptionOrigin::File);
        layers.commandLine.set(OptionKey::Profile, u"c"_s);
        QCOMPARE(layers.effective().text(OptionKey::Profile), u"c"_s);
        QCOMPARE(layers.origin(OptionKey::Profile), OptionOrigin::CommandLine);
        QCOMPARE(layers.kept().text(OptionKey::Profile), u"b"_s);
    }

    void automaticOverTheFile()
    {
        LayeredOptions layers;
        layers.user.set(OptionKey::Profile, QVariant());
        QVERIFY(!layers.effective().contains(OptionKey::Profile));
        QVERIFY(!layers.isAutomaticOverFile(OptionKey::Profile));
        layers.file.set(OptionKey::Profile, u"a"_s);
        QVERIFY(!layers.effective().contains(OptionKey::Profile));
        QVERIFY(layers.isAutomaticOverFile(OptionKey::Profile));
        QCOMPARE(layers.origin(OptionKey::Profile), OptionOrigin::Automatic);
        layers.commandLine.set(OptionKey::Profile, u"c"_s);
        QCOMPARE(layers.effective().text(OptionKey::Profile), u"c"_s);
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
