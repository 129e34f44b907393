// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "sessionfixture.h"

#include <QSignalSpy>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What cannot be opened, beside what is open.
class TestSessionOpen : public QObject, private SessionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { load(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void failedOpenLeavesTheOpenProject();
    void changeWhileAnotherIsReadIsTakenUp();
    void failedOpenOfTheOpenProjectIsItsOwn();
    void mendedAsItWasIsTold();
    void brokenProjectFileKeepsItsOwnOptions();
    void brokenProjectFileTakesNoOtherProjectsOptions();

private:
    void renameBinary(const QByteArray &name)
    {
        writeFile(m_dir->path(), u"Cargo.toml"_s,
                  "[package]\nname = \"small\"\nversion = \"0.3.1\"\nedition = \"2021\"\n\n[[bin]]\nname = \"" + name + "\"\npath = \"src/main.rs\"\n");
    }
    [[nodiscard]] QString binary() const { return m_session->current()->project->packages.value(0).binaries.value(0).name; }
};

void TestSessionOpen::failedOpenLeavesTheOpenProject()
{
    QVERIFY(openSmall());
    const QTemporaryDir bad;
    writeFile(bad.path(), u"Cargo.toml"_s, "[package\nname = ");
    QSignalSpy failed(m_session.get(), &Session::openFailed);
    m_session->open(bad.path());
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!m_session->openError());
    renameBinary("tiny");
    QTRY_COMPARE_WITH_TIMEOUT(binary(), u"tiny"_s, 2000);
    QCOMPARE(failed.size(), 1);
    // It can be built too: the build waits for the engine, nothing is refused.
    writeFile(m_home->path(), u"status"_s, "");
    m_session->followSetup(m_home->filePath(u"status"_s));
    QSignalSpy refused(m_session.get(), &Session::buildRefused);
    m_session->build({});
    QVERIFY(!refused.wait(200));
    QCOMPARE(m_session->phase(), Session::Phase::WaitingForEngine);
    m_session->cancelBuild();
}

void TestSessionOpen::changeWhileAnotherIsReadIsTakenUp()
{
    QVERIFY(openSmall());
    const QTemporaryDir bad;
    QSignalSpy failed(m_session.get(), &Session::openFailed);
    renameBinary("tiny");
    m_session->open(bad.path());
    m_session->reload(); // what the watcher of the open project asks for
    QTRY_COMPARE(failed.size(), 1);
    QTRY_COMPARE(binary(), u"tiny"_s);
    QVERIFY(!m_session->openError());
}

void TestSessionOpen::failedOpenOfTheOpenProjectIsItsOwn()
{
    QVERIFY(openSmall());
    QSignalSpy failed(m_session.get(), &Session::openFailed);
    writeFile(m_dir->path(), u"Cargo.toml"_s, "[package\nname = ");
    m_session->open(m_dir->filePath(u"src"_s)); // by another path, and the manifest that is broken is the open one's
    QTRY_VERIFY(m_session->openError());
    renameBinary("tiny");
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->openError(), 2000);
    QCOMPARE(binary(), u"tiny"_s);
}

void TestSessionOpen::mendedAsItWasIsTold()
{
    QVERIFY(openSmall());
    const QByteArray good = readFile(m_dir->filePath(u"Cargo.toml"_s));
    QSignalSpy failed(m_session.get(), &Session::openFailed);
    QSignalSpy opened(m_session.get(), &Session::opened);
    writeFile(m_dir->path(), u"Cargo.toml"_s, "[package\nname = ");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 2000);
    writeFile(m_dir->path(), u"Cargo.toml"_s, good);
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 2000);
    QVERIFY(!m_session->openError());
}

void TestSessionOpen::brokenProjectFileKeepsItsOwnOptions()
{
    writeFile(m_dir->path(), u"slipway.toml"_s, "libc = \"musl\"\n");
    QVERIFY(openSmall());
    writeFile(m_dir->path(), u"slipway.toml"_s, "libc = [\n");
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->current()->plan.isBuildable(), 2000);
    QCOMPARE(m_session->options().file.text(OptionKey::Libc), u"musl"_s);
}

void TestSessionOpen::brokenProjectFileTakesNoOtherProjectsOptions()
{
    writeFile(m_dir->path(), u"slipway.toml"_s, "libc = \"musl\"\n\n[image]\nuser = \"1234\"\n");
    QVERIFY(openSmall());
    const QTemporaryDir other;
    writeSmallProject(other.path(), "other");
    writeFile(other.path(), u"slipway.toml"_s, "libc = [\n");
    m_session->open(other.path());
    QTRY_COMPARE(m_session->current()->plan.projectName, u"other"_s);
    QVERIFY(m_session->options().file.isEmpty());
    QVERIFY(m_session->current()->plan.user != "1234"_L1);
    QCOMPARE(m_session->current()->plan.libc, Libc::Gnu);
}

QTEST_GUILESS_MAIN(TestSessionOpen)
#include "tst_sessionopen.moc"
