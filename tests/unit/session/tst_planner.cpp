// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/planner.h"

#include "../project/badinput.h"
#include "planfixtures.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// A project and its slipway.toml, read together.
class TestPlanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { giveUpReadingEverything(); }
    void init();
    void hashesWhatItFollows();
    void everyNameIsHandedOver();
    void sourcesAreReadByTheTables();
    void badValues_data();
    void badValues();
    void badFiles_data();
    void badFiles();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

void TestPlanner::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_root = QFileInfo(m_dir->path()).canonicalFilePath();
    writeGood(m_root);
}

void TestPlanner::hashesWhatItFollows()
{
    ReadOutcome outcome = readProjectAndFile(m_root, {});
    QVERIFY(outcome.project && outcome.fileHash.isEmpty() && outcome.fileOptions.isEmpty());
    const QByteArray text = "libc = \"musl\"\n";
    writeFile(m_root, u"slipway.toml"_s, text);
    outcome = readProjectAndFile(m_root, {});
    QVERIFY(outcome.project);
    QCOMPARE(outcome.fileHash, QCryptographicHash::hash(text, QCryptographicHash::Sha256));
    QCOMPARE(outcome.fileHash, fileHash(projectFilePath(m_root)));
    QCOMPARE(outcome.fileOptions.text(OptionKey::Libc), u"musl"_s);
}

void TestPlanner::everyNameIsHandedOver()
{
    Knowledge tables;
    tables.embedders = {{u"a"_s, u"attribute"_s, {}, {}}, {u"b"_s, {}, u"macro"_s, {}}};
    tables.fileServers = {{u"c"_s, {u"C::one"_s, u"C::two"_s}, {}, {}}, {u"d"_s, {}, {u"D::mount"_s}, {}}};
    tables.frontEndTools = {{u"e"_s, {u"f"_s}, u"e.json"_s, u"e build"_s, {}}, {u"g"_s, {}, {}, {}, {}}};
    SourceNames names;
    names.embedders = {u"a"_s, u"b"_s};
    names.folderAttributes = {u"attribute"_s};
    names.folderMacros = {u"macro"_s};
    names.servers = {u"c"_s, u"d"_s};
    names.folderCalls = {u"C::one"_s, u"C::two"_s};
    names.mountCalls = {u"D::mount"_s};
    names.tools = {{u"e"_s, {u"f"_s}, u"e.json"_s, u"e build"_s}, {u"g"_s, {}, {}, {}}};
    QVERIFY(sourceNames(tables) == names);
}

void TestPlanner::sourcesAreReadByTheTables()
{
    writeFile(m_root, u"build.rs"_s, "fn main() { std::process::Command::new(\"npm\"); }\n");
    Planner planner(knowledge());
    const QFuture<ReadOutcome> reading = planner.read(m_root, {});
    QTRY_VERIFY(reading.isFinished());
    const ReadOutcome outcome = reading.result();
    QVERIFY(outcome.project);
    QVERIFY(std::ranges::contains(outcome.project->findings, u"build-script-front-end"_s, &Finding::code));
}

void TestPlanner::badValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("forbids");
    QTest::newRow("a value that is none") << QByteArray("libc = \"banana\"\n") << u"project-file-value"_s
                                          << u"libc takes one of auto, gnu, musl, not \"banana\"."_s << true;
    QTest::newRow("a value of another type") << QByteArray("platforms = \"linux/amd64\"\n") << u"project-file-value"_s << u"platforms takes a list of texts."_s
                                             << true;
    QTest::newRow("no tag at all") << QByteArray("[image]\ntags = []\n") << u"project-file-value"_s << u"image.tags takes at least one tag, not \"\"."_s
                                   << true;
    QTest::newRow("a key that is not known") << QByteArray("colour = \"red\"\n") << u"project-file"_s
                                             << u"There is no option \"colour\", so slipway.toml is not followed there."_s << false;
}

void TestPlanner::badValues()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    QFETCH(QString, sentence);
    QFETCH(bool, forbids);
    writeFile(m_root, u"slipway.toml"_s, "cache = \"mounts\"\n" + text);
    const ReadOutcome outcome = readProjectAndFile(m_root, {});
    QVERIFY(outcome.project);
    QCOMPARE(outcome.project->findings.size(), 1);
    const Finding &finding = outcome.project->findings.constFirst();
    QCOMPARE(finding.code, code);
    QCOMPARE(finding.message, sentence);
    QCOMPARE(finding.severity == Finding::Severity::Error, forbids);
    QVERIFY(!forbids || !finding.advice.isEmpty());
    QVERIFY(finding.line >= 2);
    // The rest of the file is still followed.
    QCOMPARE(outcome.fileOptions.text(OptionKey::Cache), u"mounts"_s);
}

void TestPlanner::badFiles_data()
{
    QTest::addColumn<std::function<void(const QString &)>>("make");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("line");
    using Make = std::function<void(const QString &)>;
    QTest::newRow("a pipe") << Make([](const QString &root) { makePipe(root, u"slipway.toml"_s); })
                            << u"slipway.toml is not a regular file but a pipe or a device; put a text file there."_s << 0;
    QTest::newRow("a link to a device without end") << Make([](const QString &root) { linkAt(root, u"slipway.toml"_s, u"/dev/zero"_s); })
                                                    << u"slipway.toml is not a regular file but a pipe or a device; put a text file there."_s << 0;
    QTest::newRow("a link in a circle") << Make([](const QString &root) { linkAt(root, u"slipway.toml"_s, u"slipway.toml"_s); })
                                        << u"slipway.toml is a symbolic link that leads in a circle; put the file itself there."_s << 0;
    QTest::newRow("a link that leads nowhere") << Make([](const QString &root) { linkAt(root, u"slipway.toml"_s, u"gone.toml"_s); })
                                               << u"slipway.toml is a symbolic link that leads nowhere; put the file itself there."_s << 0;
    QTest::newRow("a link out of the folder") << Make([](const QString &root) { linkAt(root, u"slipway.toml"_s, u"/etc/hostname"_s); })
                                              << u"slipway.toml leads out of the project folder by a symbolic link; put the file itself there."_s << 0;
    QTest::newRow("a folder") << Make([](const QString &root) { QDir(root).mkpath(u"slipway.toml"_s); })
                              << u"slipway.toml is a folder where a file is expected; rename it."_s << 0;
    QTest::newRow("may not be read") << Make([](const QString &root) {
        writeFile(root, u"slipway.toml"_s, "libc = \"musl\"\n");
        setReadable(root + u"/slipway.toml", false);
    }) << u"slipway.toml cannot be read: permission denied. Give yourself the right to read it."_s
                                     << 0;
    QTest::newRow("broken") << Make([](const QString &root) { writeFile(root, u"slipway.toml"_s, "libc = \"musl\"\n= 1\n"); })
                            << u"Line 2 of slipway.toml is not valid TOML; mend that line."_s << 2;
}

void TestPlanner::badFiles()
{
    QFETCH(std::function<void(const QString &)>, make);
    QFETCH(QString, sentence);
    QFETCH(int, line);
    make(m_root);
    Options previous;
    previous.set(OptionKey::Profile, u"dev"_s);
    QElapsedTimer timer;
    timer.start();
    const ReadOutcome outcome = readProjectAndFile(m_root, previous);
    QVERIFY2(timer.elapsed() < 2000, "reading took too long");
    QVERIFY(outcome.project);
    const Finding &finding = outcome.project->findings.constFirst();
    QCOMPARE(finding.code, u"project-file-broken"_s);
    QCOMPARE(finding.severity, Finding::Severity::Error);
    QCOMPARE(finding.message, sentence);
    QCOMPARE(finding.file, projectFilePath(m_root));
    QCOMPARE(finding.line, line);
    QVERIFY(outcome.fileOptions == previous);
    // What cannot be read is the same when it is saved over: nothing.
    QCOMPARE(outcome.fileHash, fileHash(projectFilePath(m_root)));
}

QTEST_GUILESS_MAIN(TestPlanner)
#include "tst_planner.moc"
