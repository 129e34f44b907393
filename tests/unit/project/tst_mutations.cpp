// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/project.h"
#include "samples.h"
#include "support.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// A file of tests/data/project: between them they hold every kind of table.
QByteArray rich(const char *name)
{
    QFile file(sourcePath(u"tests/data/project/rich."_s + QString::fromLatin1(name)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no test data %s", name);
    return file.readAll();
}

const QByteArray richToolchain = "[toolchain]\nchannel = \"1.85\"\ncomponents = [\"clippy\"]\ntargets = [\"x86_64-unknown-linux-musl\"]\n";

/// One of: a byte changed, a piece cut out, doubled or moved, a line dropped, the end cut off, a word of TOML put in.
QByteArray mutated(QByteArray bytes, QRandomGenerator &random)
{
    static const QList<QByteArray> words{"[",
                                         "]",
                                         "{",
                                         "}",
                                         "\"",
                                         "\"\"\"",
                                         "'",
                                         "''",
                                         "=",
                                         "\n",
                                         ".",
                                         ",",
                                         "#",
                                         "[[",
                                         "]]",
                                         "true",
                                         "1e999",
                                         "-",
                                         "\\u0000",
                                         "\xff",
                                         "\xef\xbb\xbf",
                                         "workspace = true",
                                         "path = \".\"",
                                         "path = \"..\"",
                                         "path = \"/\"",
                                         "**",
                                         "\x00",
                                         "1979-05-27",
                                         "0x",
                                         "package",
                                         "[package]\n",
                                         "\r"};
    for (int i = random.bounded(1, 4); i > 0 && !bytes.isEmpty(); --i) {
        const int at = random.bounded(int(bytes.size()));
        const int length = random.bounded(1, 40);
        switch (random.bounded(7)) {
        case 0:
            bytes[at] = char(random.bounded(256));
            break;
        case 1:
            bytes.remove(at, length);
            break;
        case 2:
            bytes.insert(at, bytes.mid(at, length));
            break;
        case 3:
            bytes.insert(random.bounded(int(bytes.size())), bytes.mid(at, length));
            break;
        case 4: {
            const qsizetype line = bytes.lastIndexOf('\n', at) + 1;
            const qsizetype end = bytes.indexOf('\n', at);
            bytes.remove(line, (end < 0 ? bytes.size() : end + 1) - line);
            break;
        }
        case 5:
            bytes.truncate(at);
            break;
        default:
            bytes.insert(at, words.at(random.bounded(int(words.size()))));
            break;
        }
    }
    return bytes;
}

void writeRich(const QString &root)
{
    writeFile(root, u"Cargo.toml"_s, rich("Cargo.toml"));
    writeFile(root, u"Cargo.lock"_s, rich("Cargo.lock"));
    writeFile(root, u".cargo/config.toml"_s, rich("config.toml"));
    writeFile(root, u"rust-toolchain.toml"_s, richToolchain);
    for (const QString &source :
         {u"src/lib.rs"_s, u"src/main.rs"_s, u"src/second.rs"_s, u"build.rs"_s, u"crates/util/src/lib.rs"_s, u"crates/real/src/lib.rs"_s})
        writeFile(root, source, {});
    writeFile(root, u"crates/util/Cargo.toml"_s, "[package]\nname = \"util\"\nversion.workspace = true\n[features]\nx = []\n");
    writeFile(root, u"crates/real/Cargo.toml"_s, "[package]\nname = \"real\"\nversion = \"1.2.0\"\n");
    writeFile(root, u"tools/a1/Cargo.toml"_s, "[package]\nname = \"a1\"\n");
    writeFile(root, u"tools/a1/src/main.rs"_s, {});
    writeFile(root, u"vendor/x/Cargo.toml"_s, {});
}

} // namespace

/// Whatever stands in the files: reading ends, in short time, with a project or one sentence.
class TestMutations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_root = QFileInfo(m_dir.path()).canonicalFilePath();
        writeRich(m_root);
    }
    void richProjectIsReadWhole();
    void mutations_data();
    void mutations();
    void readsInManyThreads();

private:
    QTemporaryDir m_dir;
    QString m_root;
};

void TestMutations::richProjectIsReadWhole()
{
    const auto project = readProject(m_root);
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    QCOMPARE(project->packages.size(), 4);
    QCOMPARE(project->packages.constFirst().name, u"real"_s);
    QCOMPARE(project->packages.constLast().name, u"rich"_s);
    QCOMPARE(project->packages.constLast().dependencies.size(), 5);
    QCOMPARE(project->lock->packages.size(), 6);
    QVERIFY(project->hasVendoredSources);
}

void TestMutations::mutations_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("the root manifest") << u"Cargo.toml"_s << rich("Cargo.toml");
    QTest::newRow("a member's manifest") << u"crates/util/Cargo.toml"_s
                                         << QByteArray("[package]\nname = \"util\"\nversion.workspace = true\n[features]\nx = []\n");
    QTest::newRow("the lock file") << u"Cargo.lock"_s << rich("Cargo.lock");
    QTest::newRow("the configuration") << u".cargo/config.toml"_s << rich("config.toml");
    QTest::newRow("the toolchain file") << u"rust-toolchain.toml"_s << richToolchain;
}

void TestMutations::mutations()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, bytes);
    QRandomGenerator random(20261124);
    int opened = 0;
    int refused = 0;
    bool isAsked = false;
    const int asked = qEnvironmentVariableIntValue("SLIPWAY_MUTATIONS", &isAsked);
    const int rounds = isAsked ? asked : 150; // 3000 have been run
    for (int round = 0; round < rounds; ++round) {
        const QByteArray text = mutated(bytes, random);
        writeFile(m_root, file, text);
        QElapsedTimer timer;
        timer.start();
        const auto project = readProject(m_root);
        QVERIFY2(timer.elapsed() < 5000, text.constData());
        if (project) {
            ++opened;
            for (const Finding &finding : project->findings)
                QVERIFY2(!finding.code.isEmpty() && finding.message.endsWith(u'.') && finding.line >= 0, qPrintable(finding.message));
        } else {
            ++refused;
            QVERIFY2(!project.error().message.isEmpty() && project.error().message.front().isPrint(), text.constData());
            QVERIFY2(project.error().message.endsWith(u'.') && !project.error().message.contains(u'\n'), qPrintable(project.error().message));
            QCOMPARE(project.error().code, ErrorCode::Project);
        }
    }
    writeFile(m_root, file, bytes);
    QVERIFY(readProject(m_root));
    QVERIFY2(opened > 0, "no mutation was mild enough");
    QVERIFY(refused > 0 || !file.endsWith(u"Cargo.toml"_s));
}

void TestMutations::readsInManyThreads()
{
    const auto wanted = readProject(m_root);
    QVERIFY(wanted);
    std::atomic<int> equal = 0;
    QList<QThread *> threads;
    for (int i = 0; i < 4; ++i) {
        threads.append(QThread::create([&] {
            for (int round = 0; round < 10; ++round) {
                const auto project = readProject(m_root);
                equal += project && *project == *wanted ? 1 : 0;
            }
        }));
        threads.constLast()->start();
    }
    for (QThread *thread : std::as_const(threads)) {
        thread->wait();
        delete thread;
    }
    QCOMPARE(equal.load(), 40);
}

QTEST_GUILESS_MAIN(TestMutations)
#include "tst_mutations.moc"
