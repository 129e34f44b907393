// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "../project/badinput.h"
#include "session/projectwatch.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

class TestProjectWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void staysSilent();
    void burstIsOne();
    void leavesAloneWhatMayNotBeRead_data();
    void leavesAloneWhatMayNotBeRead();
    void looksOnce();
};

void TestProjectWatch::tells_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("written in place") << u"write"_s;
    QTest::newRow("replaced by a rename") << u"replace"_s;
    QTest::newRow("replaced twice") << u"twice"_s;
    QTest::newRow("removed") << u"remove"_s;
    QTest::newRow("made anew") << u"make"_s;
    QTest::newRow("made in a folder that was not there") << u"deep"_s;
}

void TestProjectWatch::tells()
{
    QFETCH(QString, what);
    const QTemporaryDir dir;
    writeFile(dir.path(), u"Cargo.toml"_s, "one");
    ProjectWatch watch;
    watch.setFiles({dir.filePath(u"Cargo.toml"_s), dir.filePath(u"slipway.toml"_s), dir.filePath(u".cargo/config.toml"_s)});
    QSignalSpy changed(&watch, &ProjectWatch::changed);
    const auto replace = [&dir](const QByteArray &bytes) {
        QSaveFile file(dir.filePath(u"Cargo.toml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        QVERIFY(file.commit());
    };
    if (what == "write"_L1) {
        writeFile(dir.path(), u"Cargo.toml"_s, "longer");
    } else if (what == "replace"_L1) {
        replace("two");
    } else if (what == "twice"_L1) {
        replace("two");
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
        changed.clear();
        replace("thr");
    } else if (what == "remove"_L1) {
        QVERIFY(QFile::remove(dir.filePath(u"Cargo.toml"_s)));
    } else if (what == "make"_L1) {
        writeFile(dir.path(), u"slipway.toml"_s, "");
    } else {
        writeFile(dir.path(), u".cargo/config.toml"_s, "[build]\n");
    }
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
}

void TestProjectWatch::staysSilent()
{
    const QTemporaryDir dir;
    writeFile(dir.path(), u"Cargo.toml"_s, "one");
    ProjectWatch watch;
    watch.setFiles({dir.filePath(u"Cargo.toml"_s)});
    QSignalSpy changed(&watch, &ProjectWatch::changed);
    writeFile(dir.path(), u"notes.txt"_s, "nothing to us");
    writeFile(dir.path(), u"target/debug/app"_s, "nor this");
    QVERIFY(!changed.wait(500));
    writeFile(dir.path(), u"Cargo.toml"_s, "the watch is alive");
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
}

void TestProjectWatch::burstIsOne()
{
    const QTemporaryDir dir;
    writeFile(dir.path(), u"Cargo.toml"_s, "one");
    ProjectWatch watch;
    watch.setFiles({dir.filePath(u"Cargo.toml"_s), dir.filePath(u"Cargo.lock"_s)});
    QSignalSpy changed(&watch, &ProjectWatch::changed);
    for (int i = 0; i < 20; ++i)
        writeFile(dir.path(), i % 2 ? u"Cargo.toml"_s : u"Cargo.lock"_s, QByteArray(i + 10, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
    QVERIFY(!changed.wait(400));
}

void TestProjectWatch::leavesAloneWhatMayNotBeRead_data()
{
    QTest::addColumn<QString>("shut");
    QTest::newRow("a file") << u"src/main.rs"_s;
    QTest::newRow("a folder") << u"src"_s;
}

void TestProjectWatch::leavesAloneWhatMayNotBeRead()
{
    QFETCH(QString, shut);
    giveUpReadingEverything();
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    const QTemporaryDir dir;
    writeFile(dir.path(), u"src/main.rs"_s, "one");
    setReadable(dir.filePath(shut), false);
    const auto removable = qScopeGuard([&] { setReadable(dir.filePath(shut), true); });
    ProjectWatch watch;
    watch.setFiles({dir.filePath(u"src"_s), dir.filePath(u"src/main.rs"_s), dir.filePath(u"src/bin/a.rs"_s)});
    QSignalSpy changed(&watch, &ProjectWatch::changed);
    QVERIFY(!changed.wait(300));
    setReadable(dir.filePath(shut), true);
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 1000);
    // And it is watched now.
    writeFile(dir.path(), u"src/main.rs"_s, "longer");
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 1000);
}

void TestProjectWatch::looksOnce()
{
    const QTemporaryDir dir;
    writeFile(dir.path(), u"Cargo.toml"_s, "one");
    ProjectWatch watch;
    watch.setActive(false);
    watch.setFiles({dir.filePath(u"Cargo.toml"_s)});
    QSignalSpy changed(&watch, &ProjectWatch::changed);
    writeFile(dir.path(), u"Cargo.toml"_s, "longer");
    QVERIFY(!changed.wait(400));
}

QTEST_GUILESS_MAIN(TestProjectWatch)
#include "tst_projectwatch.moc"
