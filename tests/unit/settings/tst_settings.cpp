// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"
#include "settings/migration.h"
#include "settings/settings.h"

#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(u"slipway.ini"_s);
    }

    void defaults_data();
    void defaults();
    void values_data();
    void values();
    void nonsense_data();
    void nonsense();
    void changedIsHeardOnce();
    void defaultsAreNotWritten();
    void unknownKeysAreKept();
    void recentProjects();
    void projectOptions();
    void storedOptionsThatAreNoLongerTaken();
    void ignoredFindings();
    void storedHosts();
    void twoUsersOfOneFile();
    void migrations_data();
    void migrations();

private:
    [[nodiscard]] QByteArray text() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
};

void TestSettings::defaults_data()
{
    QTest::addColumn<SettingKey>("key");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("theme") << SettingKey::Theme << QVariant(u"system"_s);
    QTest::newRow("log background") << SettingKey::LogBackground << QVariant(u"theme"_s);
    QTest::newRow("mirrors") << SettingKey::Mirrors << QVariant(QVariantMap());
    QTest::newRow("builder") << SettingKey::Builder << QVariant(QString());
    QTest::newRow("docker") << SettingKey::DockerProgram << QVariant(QString());
    QTest::newRow("history") << SettingKey::HistoryKeep << QVariant(200);
    QTest::newRow("follow") << SettingKey::Follow << QVariant(true);
    QTest::newRow("last project") << SettingKey::LastProject << QVariant(QString());
    QTest::newRow("geometry") << SettingKey::WindowGeometry << QVariant(QByteArray());
    QTest::newRow("state") << SettingKey::WindowState << QVariant(0);
    QTest::newRow("splitters") << SettingKey::Splitters << QVariant(QVariantMap());
}

void TestSettings::defaults()
{
    QFETCH(SettingKey, key);
    QFETCH(QVariant, value);
    QCOMPARE(Settings(m_file).value(key), value);
    QVERIFY(!QFileInfo::exists(m_file));
}

void TestSettings::values_data()
{
    QTest::addColumn<SettingKey>("key");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("word") << SettingKey::Theme << QVariant(u"dark"_s);
    QTest::newRow("path with everything") << SettingKey::DockerProgram << QVariant(u"/opt/d o;c\"k,er/\u00e9\u4e2d/docker"_s);
    QTest::newRow("word that begins with @") << SettingKey::Builder << QVariant(u"@Invalid()"_s);
    QTest::newRow("map of references") << SettingKey::Mirrors
                                       << QVariant(
                                              QVariantMap{{u"debian:trixie-slim"_s, u"127.0.0.1:5000/library/debian:trixie-slim"_s}, {u"a/b=c"_s, u"x"_s}});
    QTest::newRow("number") << SettingKey::HistoryKeep << QVariant(50);
    QTest::newRow("flag") << SettingKey::Follow << QVariant(false);
    QTest::newRow("bytes") << SettingKey::WindowGeometry << QVariant(QByteArray("\x00\x01\xff\n", 4));
    QTest::newRow("map of bytes") << SettingKey::Splitters << QVariant(QVariantMap{{u"plan"_s, QByteArray("\xff\x00", 2)}});
}

void TestSettings::values()
{
    QFETCH(SettingKey, key);
    QFETCH(QVariant, value);
    {
        Settings settings(m_file);
        settings.setValue(key, value);
        QCOMPARE(settings.value(key), value);
    }
    QCOMPARE(Settings(m_file).value(key), value);
    QVERIFY2(text().contains("version=1"), text().constData());
    QVERIFY2(!text().contains("@Variant") && !text().contains("@ByteArray"), "the file is to be readable text");
}

void TestSettings::nonsense_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<SettingKey>("key");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("word that is no choice") << QByteArray("[window]\ntheme=pink\n") << SettingKey::Theme << QVariant(u"system"_s);
    QTest::newRow("number that is none") << QByteArray("[history]\nkeep=many\n") << SettingKey::HistoryKeep << QVariant(200);
    QTest::newRow("number out of bounds") << QByteArray("[history]\nkeep=-3\n") << SettingKey::HistoryKeep << QVariant(200);
    QTest::newRow("flag that is none") << QByteArray("[build]\nfollow=perhaps\n") << SettingKey::Follow << QVariant(true);
    QTest::newRow("map that is no JSON") << QByteArray("[engine]\nmirrors=\"{\"\n") << SettingKey::Mirrors << QVariant(QVariantMap());
    QTest::newRow("no INI at all") << QByteArray("\x7f"
                                                 "ELF\0\0\n[[[",
                                                 10)
                                   << SettingKey::Theme << QVariant(u"system"_s);
}

void TestSettings::nonsense()
{
    QFETCH(QByteArray, file);
    QFETCH(SettingKey, key);
    QFETCH(QVariant, value);
    writeFile(m_dir->path(), u"slipway.ini"_s, file);
    QCOMPARE(Settings(m_file).value(key), value);
}

void TestSettings::changedIsHeardOnce()
{
    Settings settings(m_file);
    QSignalSpy changed(&settings, &Settings::changed);
    settings.setValue(SettingKey::Theme, u"dark"_s);
    settings.setValue(SettingKey::Theme, u"dark"_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.constFirst().constFirst().value<SettingKey>(), SettingKey::Theme);
    settings.setValue(SettingKey::Theme, u"pink"_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(settings.value(SettingKey::Theme), QVariant(u"dark"_s));
    settings.setValue(SettingKey::HistoryKeep, 0);
    QCOMPARE(settings.value(SettingKey::HistoryKeep), QVariant(1));
}

void TestSettings::defaultsAreNotWritten()
{
    {
        Settings settings(m_file);
        settings.setValue(SettingKey::Theme, u"system"_s);
        settings.setValue(SettingKey::Follow, false);
        settings.setValue(SettingKey::Builder, u"big"_s);
        settings.setValue(SettingKey::Follow, true);
    }
    QVERIFY(!text().contains("theme"));
    QVERIFY(!text().contains("follow"));
    QVERIFY(text().contains("builder=big"));
}

void TestSettings::unknownKeysAreKept()
{
    writeFile(m_dir->path(), u"slipway.ini"_s, "[General]\nversion=7\n[window]\ntheme=dark\nfuture=\"x, y\"\n");
    {
        Settings settings(m_file);
        QCOMPARE(settings.value(SettingKey::Theme), QVariant(u"dark"_s));
        settings.setValue(SettingKey::Theme, u"light"_s);
    }
    QVERIFY(text().contains("future=\"x, y\""));
    QVERIFY2(text().contains("version=7"), "a newer file is not made older");
}

void TestSettings::recentProjects()
{
    Settings settings(m_file);
    QCOMPARE(settings.recentProjects(), QStringList());
    settings.removeRecentProject(u"/never"_s);
    for (int i = 1; i <= 14; ++i)
        settings.addRecentProject(u"/p, %1"_s.arg(i));
    QCOMPARE(settings.recentProjects().size(), 12);
    QCOMPARE(settings.recentProjects().constFirst(), u"/p, 14"_s);
    settings.addRecentProject(u"/p, 5"_s);
    QCOMPARE(settings.recentProjects().size(), 12);
    QCOMPARE(settings.recentProjects().constFirst(), u"/p, 5"_s);
    QCOMPARE(settings.recentProjects().count(u"/p, 5"_s), 1);
    const QStringList all = settings.recentProjects();
    for (const QString &one : all)
        settings.removeRecentProject(one);
    QCOMPARE(settings.recentProjects(), QStringList());
    settings.addRecentProject(u"/only"_s);
    QCOMPARE(Settings(m_file).recentProjects(), QStringList{u"/only"_s});
}

void TestSettings::projectOptions()
{
    Options options;
    QVERIFY(setOptionFromText(options, u"profile"_s, u"dist"_s));
    QVERIFY(setOptionFromText(options, u"all-features"_s, u"false"_s));
    QVERIFY(setOptionFromText(options, u"platforms"_s, u"linux/amd64,linux/arm64"_s));
    QVERIFY(setOptionFromText(options, u"image.environment"_s, u"A=1,B=x=\"y\""_s));
    options.set(OptionKey::Features, QStringList());
    options.set(OptionKey::User, QVariant()); // automatic, whatever the project says
    options.set(OptionKey::Ports, QVariant());
    {
        Settings settings(m_file);
        settings.setProjectOptions(u"/home/me/shop"_s, options);
        QVERIFY(settings.projectOptions(u"/home/me/other"_s).isEmpty());
    }
    QVERIFY(Settings(m_file).projectOptions(u"/home/me/shop"_s) == options);
    QVERIFY(text().contains("root=/home/me/shop"));
    Settings(m_file).setProjectOptions(u"/home/me/shop"_s, {});
    QVERIFY2(!text().contains("/home/me/shop"), "nothing is kept of a project without choices");
}

void TestSettings::storedOptionsThatAreNoLongerTaken()
{
    {
        Settings settings(m_file);
        Options options;
        options.set(OptionKey::Profile, u"dist"_s);
        options.set(OptionKey::Libc, u"gnu"_s);
        settings.setProjectOptions(u"/p"_s, options);
    }
    QByteArray changed = text();
    changed.replace("\\\"gnu\\\"", "\\\"klibc\\\"")
        .replace("\\\"profile\\\":\\\"dist\\\"", "\\\"profile\\\":\\\"dist\\\",\\\"gone\\\":1,\\\"platforms\\\":\\\"x\\\"");
    writeFile(m_dir->path(), u"slipway.ini"_s, changed);
    Options wanted;
    wanted.set(OptionKey::Profile, u"dist"_s);
    QVERIFY2(changed.contains("klibc") && changed.contains("gone"), changed.constData());
    QVERIFY(Settings(m_file).projectOptions(u"/p"_s) == wanted);
}

void TestSettings::ignoredFindings()
{
    Settings settings(m_file);
    settings.setIgnoredFindings(u"/p"_s, {u"b"_s, u"a"_s, u"b"_s});
    QCOMPARE(settings.ignoredFindings(u"/p"_s), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(settings.ignoredFindings(u"/q"_s), QStringList());
    // The project's options and its ignored findings come and go by themselves.
    Options options;
    options.set(OptionKey::Profile, u"dist"_s);
    settings.setProjectOptions(u"/p"_s, options);
    settings.setIgnoredFindings(u"/p"_s, {});
    QVERIFY(settings.projectOptions(u"/p"_s) == options);
    QCOMPARE(settings.ignoredFindings(u"/p"_s), QStringList());
}

void TestSettings::storedHosts()
{
    Settings settings(m_file);
    settings.setStoredHosts({u"ghcr.io"_s, u"docker.io"_s, u"ghcr.io"_s});
    QCOMPARE(Settings(m_file).storedHosts(), (QStringList{u"docker.io"_s, u"ghcr.io"_s}));
    settings.setStoredHosts({});
    QCOMPARE(settings.storedHosts(), QStringList());
    settings.setCrateHosts({u"crates.example.org"_s, u"crates.example.org"_s});
    QCOMPARE(Settings(m_file).crateHosts(), QStringList{u"crates.example.org"_s});
    QCOMPARE(settings.storedHosts(), QStringList());
    settings.setCrateHosts({});
    QCOMPARE(settings.crateHosts(), QStringList());
}

void TestSettings::twoUsersOfOneFile()
{
    Settings window(m_file);
    Settings other(m_file);
    window.setValue(SettingKey::Theme, u"dark"_s);
    other.addRecentProject(u"/p"_s);
    QCOMPARE(other.value(SettingKey::Theme), QVariant(u"dark"_s));
    QCOMPARE(window.recentProjects(), QStringList{u"/p"_s});
}

void TestSettings::migrations_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("version");
    QTest::newRow("from the first") << QByteArray("first=x\n") << u"third"_s << 3;
    QTest::newRow("from the second") << QByteArray("second=x\nversion=2\n") << u"third"_s << 3;
    QTest::newRow("up to date") << QByteArray("second=x\nversion=3\n") << u"second"_s << 3;
    QTest::newRow("newer than we") << QByteArray("first=x\nversion=9\n") << u"first"_s << 9;
}

void TestSettings::migrations()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, name);
    QFETCH(int, version);
    const auto toSecond = [](QSettings &file) {
        file.setValue(u"second"_s, file.value(u"first"_s));
        file.remove(u"first"_s);
    };
    const auto toThird = [](QSettings &file) {
        file.setValue(u"third"_s, file.value(u"second"_s));
        file.remove(u"second"_s);
    };
    writeFile(m_dir->path(), u"slipway.ini"_s, "[General]\nkept=1\n" + before);
    QSettings file(m_file, QSettings::IniFormat);
    migrate(file, {{2, toSecond}, {3, toThird}});
    QCOMPARE(file.value(u"version"_s).toInt(), version);
    QCOMPARE(file.value(name).toString(), u"x"_s);
    QCOMPARE(file.allKeys().size(), 3);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
