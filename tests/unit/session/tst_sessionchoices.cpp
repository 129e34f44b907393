// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "sessionfixture.h"

#include <QSignalSpy>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// Where choices are kept: the user's settings, slipway.toml, the command line.
class TestSessionChoices : public QObject, private SessionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { load(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void choicesComeBack();
    void projectFileIsTakenUp();
    void brokenProjectFileIsAFinding();
    void savesToTheProjectFile();
    void savingOutdatesAReading();
    void savingNeverOverwritesUnseen();
    void commandLineWinsAndIsNotSaved();
    void automaticOverTheFile();
};

void TestSessionChoices::choicesComeBack()
{
    QVERIFY(openSmall());
    m_session->setUserOptions(withText(OptionKey::User, u"12345"_s));
    QTRY_VERIFY(!m_session->isBusy());
    m_session = makeSession();
    QVERIFY(openSmall());
    QCOMPARE(m_session->options().user.text(OptionKey::User), u"12345"_s);
    QCOMPARE(m_session->current()->plan.user, u"12345"_s);
}

void TestSessionChoices::projectFileIsTakenUp()
{
    QVERIFY(openSmall());
    writeFile(m_dir->path(), u"slipway.toml"_s, "[image]\nuser = \"4242\"\n");
    QTRY_COMPARE_WITH_TIMEOUT(m_session->current()->plan.user, u"4242"_s, 1000);
    QCOMPARE(m_session->current()->plan.options.value(OptionKey::User).origin, OptionOrigin::File);
    QVERIFY(!m_session->hasUnsavedOptions());
}

void TestSessionChoices::brokenProjectFileIsAFinding()
{
    writeFile(m_dir->path(), u"slipway.toml"_s, "image = [\n");
    QVERIFY(openSmall());
    const auto current = m_session->current();
    QVERIFY(!current->plan.isBuildable());
    const bool isFound = std::ranges::any_of(current->plan.findings, [](const Finding &finding) { return finding.code == "project-file-broken"_L1; });
    QVERIFY(isFound);
}

void TestSessionChoices::savesToTheProjectFile()
{
    writeFile(m_dir->path(), u"slipway.toml"_s, "# ours\nprofile = \"release\" # keep\n");
    QVERIFY(openSmall());
    m_session->setUserOptions(withText(OptionKey::User, u"12345"_s));
    QVERIFY(m_session->hasUnsavedOptions());
    const auto saved = m_session->saveProjectFile();
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().message));
    const QByteArray text = readFile(m_dir->filePath(u"slipway.toml"_s));
    QVERIFY(text.startsWith("# ours\nprofile = \"release\" # keep\n"));
    QVERIFY(text.contains("12345"));
    QVERIFY(!m_session->hasUnsavedOptions());
    QTRY_VERIFY(!m_session->isBusy());
    QCOMPARE(m_session->current()->plan.user, u"12345"_s);
    QCOMPARE(m_session->current()->plan.options.value(OptionKey::User).origin, OptionOrigin::File);
    // Our own save is not a change from outside.
    QSignalSpy planned(m_session.get(), &Session::planChanged);
    QVERIFY(!planned.wait(600));
}

/// What was read before a save and is heard of after it.
void TestSessionChoices::savingOutdatesAReading()
{
    QVERIFY(openSmall());
    m_session->setUserOptions(withText(OptionKey::User, u"12345"_s));
    QTRY_VERIFY(!m_session->isBusy());
    bool isOutdated = false;
    connect(m_session.get(), &Session::opened, this, [&] { isOutdated = m_session->options().file.text(OptionKey::User) != "12345"_L1; });
    m_session->reload();
    QTest::qSleep(300); // without the event loop: the reading ends, and nobody hears of it
    QVERIFY(m_session->saveProjectFile());
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(!isOutdated && m_session->saveProjectFile());
    QCOMPARE(m_session->options().file.text(OptionKey::User), u"12345"_s);
}

void TestSessionChoices::savingNeverOverwritesUnseen()
{
    QVERIFY(openSmall());
    m_session->setUserOptions(withText(OptionKey::User, u"12345"_s));
    const QByteArray theirs = "# somebody else's\n";
    writeFile(m_dir->path(), u"slipway.toml"_s, theirs);
    const auto saved = m_session->saveProjectFile();
    QVERIFY(!saved);
    QCOMPARE(saved.error().message, u"slipway.toml was changed by another program. It has been read again: look at the plan, then save once more."_s);
    QCOMPARE(readFile(m_dir->filePath(u"slipway.toml"_s)), theirs);
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(m_session->saveProjectFile());
    QVERIFY(readFile(m_dir->filePath(u"slipway.toml"_s)).startsWith(theirs));
}

void TestSessionChoices::commandLineWinsAndIsNotSaved()
{
    m_session->setCommandLineOptions(withText(OptionKey::User, u"99"_s));
    writeFile(m_dir->path(), u"slipway.toml"_s, "[image]\nuser = \"4242\"\n");
    QVERIFY(openSmall());
    QCOMPARE(m_session->current()->plan.user, u"99"_s);
    QVERIFY(m_session->saveProjectFile());
    QVERIFY(!readFile(m_dir->filePath(u"slipway.toml"_s)).contains("99"));
}

void TestSessionChoices::automaticOverTheFile()
{
    writeFile(m_dir->path(), u"slipway.toml"_s, "# ours\nlibc = \"gnu\"\n\n[image]\nuser = \"4242\"\n");
    QVERIFY(openSmall());
    QCOMPARE(m_session->current()->plan.user, u"4242"_s);
    Options automatic;
    automatic.set(OptionKey::User, QVariant());
    m_session->setUserOptions(automatic);
    QVERIFY(m_session->hasUnsavedOptions());
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(m_session->current()->plan.user != "4242"_L1);
    const ResolvedOption user = m_session->current()->plan.options.value(OptionKey::User);
    QCOMPARE(user.origin, OptionOrigin::Automatic);
    QCOMPARE(user.value, user.automatic);
    // It is kept like any choice, and saving takes the value out of the file.
    m_session = makeSession();
    m_session->open(m_dir->path());
    QTRY_VERIFY(m_session->current());
    QVERIFY(m_session->current()->plan.user != "4242"_L1);
    QVERIFY(m_session->saveProjectFile());
    const QByteArray text = readFile(m_dir->filePath(u"slipway.toml"_s));
    QVERIFY2(text.contains("libc") && !text.contains("4242"), text.constData());
    QVERIFY(!m_session->hasUnsavedOptions());
}

QTEST_GUILESS_MAIN(TestSessionChoices)
#include "tst_sessionchoices.moc"
