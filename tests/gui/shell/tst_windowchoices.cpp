// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"
#include "windowfixture.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

/// The choices of a person over those of a slipway.toml: what is shown is what is planned, and each way leads back.
class TestWindowChoices : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void tickOverTheFileIsPlanned();
    void tickedBinaryOverTheFileIsPlanned();
    void tickUnderTheCommandLineShowsThePlan();
    void clearedFieldIsAutomatic();
    void automaticInAChoiceLeavesTheFile();
    void buttonLeavesTheFileAndComesBack();
    void ticksSayTheirOrigin();
    void librarySaysItsOrigin();
    void featuresAreOffered();
    void findingWithoutAValueMakesAutomatic();
    void undoAfterSave();
    void undoAfterSaveOfText();

private:
    void openWith(const QString &name, const QByteArray &projectFile)
    {
        writeFile(m_parts->copyProject(name), u"slipway.toml"_s, projectFile);
        open(name);
    }
    void settle() const { QTRY_VERIFY(!m_parts->session->isBusy()); }
    void save() const
    {
        QTest::keyClick(m_parts->window.get(), Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!m_parts->find<QPushButton>(u"saveButton"_s)->isVisible());
    }
    void undo() const
    {
        m_parts->find<QTreeWidget>(u"projectTree"_s)->setFocus();
        QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier);
        settle();
    }
    [[nodiscard]] const Plan &plan() const { return m_parts->session->current()->plan; }
    [[nodiscard]] QByteArray savedFile() const
    {
        QFile file(m_parts->session->current()->project->root + u"/slipway.toml"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void TestWindowChoices::tickOverTheFileIsPlanned()
{
    openWith(u"hello"_s, "platforms = [\"linux/amd64\"]\n");
    QVERIFY(!platform(u"linux/arm64"_s)->isChecked());
    platform(u"linux/arm64"_s)->setChecked(true); // now as many as are automatic
    QTRY_VERIFY(preview().contains("aarch64-unknown-linux-gnu"_L1));
    QVERIFY(platform(u"linux/arm64"_s)->isChecked());
    QVERIFY(m_parts->find<QPushButton>(u"saveButton"_s)->isVisible());
    platform(u"linux/arm64"_s)->setChecked(false); // as the file has it: no choice any more
    QTRY_VERIFY(!preview().contains("aarch64"_L1));
    QVERIFY(m_parts->session->options().user.isEmpty());
    platform(u"linux/arm64"_s)->setChecked(true);
    settle();
    save();
    QVERIFY(savedFile().contains("linux/arm64"));
}

void TestWindowChoices::tickedBinaryOverTheFileIsPlanned()
{
    open(u"workspace"_s);
    const QStringList all = plan().binaries;
    QVERIFY(all.size() > 1);
    openWith(u"workspace"_s, u"binaries = [\"%1\"]\n"_s.arg(all.first()).toUtf8());
    m_parts->session->reload();
    QTRY_COMPARE(plan().binaries, all.first(1));
    settle();
    auto *tree = m_parts->find<QTreeWidget>(u"projectTree"_s);
    for (QTreeWidgetItemIterator item(tree); *item; ++item) {
        if ((*item)->text(0) == all.last())
            (*item)->setCheckState(0, Qt::Checked);
    }
    QTRY_VERIFY(plan().binaries.contains(all.last()));
}

void TestWindowChoices::tickUnderTheCommandLineShowsThePlan()
{
    Options given;
    given.set(OptionKey::Platforms, QStringList{u"linux/amd64"_s});
    m_parts->session->setCommandLineOptions(given);
    open(u"hello"_s);
    for (int i = 0; i < 2; ++i) { // a choice that is not planned, then, as it is the same, none at all
        platform(u"linux/arm64"_s)->setChecked(true);
        settle();
        QTRY_VERIFY(!platform(u"linux/arm64"_s)->isChecked());
    }
}

void TestWindowChoices::clearedFieldIsAutomatic()
{
    openWith(u"hello"_s, "[image]\nuser = \"1234\"\n");
    auto *user = m_parts->find<QLineEdit>(u"imageUser"_s);
    QCOMPARE(user->text(), u"1234"_s);
    user->setFocus();
    user->selectAll();
    QTest::keyClick(user, Qt::Key_Delete);
    QTRY_VERIFY(plan().user != "1234"_L1);
    settle();
    QVERIFY(user->text().isEmpty());
    save();
    QVERIFY(!savedFile().contains("1234"));
    QTRY_VERIFY(!m_parts->find<QToolButton>(u"imageUserReset"_s)->isVisible());
}

void TestWindowChoices::automaticInAChoiceLeavesTheFile()
{
    openWith(u"hello"_s, "libc = \"musl\"\n");
    auto *libc = m_parts->find<QComboBox>(u"libcChoice"_s);
    QVERIFY(preview().contains("-musl"_L1));
    libc->setCurrentIndex(0);
    Q_EMIT libc->activated(0);
    QTRY_VERIFY(!preview().contains("-musl"_L1));
    QCOMPARE(libc->currentIndex(), 0);
    save();
    QVERIFY(!savedFile().contains("libc"));
}

void TestWindowChoices::buttonLeavesTheFileAndComesBack()
{
    openWith(u"hello"_s, "[image]\nuser = \"1234\"\n");
    auto *back = m_parts->find<QToolButton>(u"imageUserReset"_s);
    auto *user = m_parts->find<QLineEdit>(u"imageUser"_s);
    QVERIFY(back->isVisible() && back->isEnabled());
    back->click();
    QTRY_VERIFY(plan().user != "1234"_L1);
    settle();
    QVERIFY(back->isVisible() && back->isEnabled());
    back->click();
    QTRY_COMPARE(plan().user, u"1234"_s);
    settle();
    QCOMPARE(user->text(), u"1234"_s);
    QVERIFY(m_parts->session->options().user.isEmpty());
}

void TestWindowChoices::ticksSayTheirOrigin()
{
    open(u"workspace"_s);
    const auto origin = [this](const QString &name) { return m_parts->find<QLabel>(name)->text(); };
    QCOMPARE(origin(u"platformsOrigin"_s), u"automatic"_s);
    QCOMPARE(origin(u"binariesOrigin"_s), u"binaries: automatic"_s);
    QVERIFY(!m_parts->find<QToolButton>(u"platformsReset"_s)->isVisible());
    platform(u"linux/arm64"_s)->setChecked(false);
    QTRY_COMPARE(origin(u"platformsOrigin"_s), u"chosen by you"_s);
    auto *tree = m_parts->find<QTreeWidget>(u"projectTree"_s);
    const QString last = plan().binaries.last();
    for (QTreeWidgetItemIterator item(tree); *item; ++item) {
        if ((*item)->text(0) == last)
            (*item)->setCheckState(0, Qt::Unchecked);
    }
    QTRY_COMPARE(origin(u"binariesOrigin"_s), u"binaries: chosen by you"_s);
    settle();
    save();
    QTRY_COMPARE(origin(u"platformsOrigin"_s), u"from slipway.toml"_s);
    QTRY_COMPARE(origin(u"binariesOrigin"_s), u"binaries: from slipway.toml"_s);
    m_parts->find<QToolButton>(u"binariesReset"_s)->click();
    QTRY_VERIFY(plan().binaries.contains(last));
    QTRY_COMPARE(origin(u"binariesOrigin"_s), u"binaries: automatic, as you chose over slipway.toml"_s);
    m_parts->find<QToolButton>(u"binariesReset"_s)->click();
    QTRY_COMPARE(origin(u"binariesOrigin"_s), u"binaries: from slipway.toml"_s);
}

void TestWindowChoices::librarySaysItsOrigin()
{
    open(u"openssl"_s);
    settle();
    const NativeDecision native = [this] {
        for (const NativeDecision &each : plan().natives) {
            if (m_parts->window->findChild<QLabel *>(u"nativeOrigin:"_s + each.crate))
                return each;
        }
        return NativeDecision();
    }();
    QVERIFY2(!native.crate.isEmpty(), "OpenSSL wants a decision");
    const auto origin = [&] { return m_parts->find<QLabel>(u"nativeOrigin:"_s + native.crate)->text(); };
    const auto button = [&](const QString &choice) { return m_parts->find<QRadioButton>(u"native:"_s + native.crate + u':' + choice); };
    QCOMPARE(origin(), u"automatic"_s);
    button(native.choices.last())->setChecked(true);
    QTRY_COMPARE(origin(), u"chosen by you"_s);
    settle();
    save();
    QTRY_COMPARE(origin(), u"from slipway.toml"_s);
    button(u"auto"_s)->setChecked(true);
    QTRY_COMPARE(origin(), u"chosen by you"_s);
}

void TestWindowChoices::featuresAreOffered()
{
    const QString root = m_parts->copyProject(u"hello"_s);
    QFile manifest(root + u"/Cargo.toml"_s);
    QVERIFY(manifest.open(QIODevice::Append));
    manifest.write("\n[features]\ndefault = [\"calm\"]\ncalm = []\nloud = []\nproud = []\n");
    manifest.close();
    open(u"hello"_s);
    m_parts->find<QToolButton>(u"moreBuild"_s)->click();
    auto *ticks = m_parts->find<QListWidget>(u"featureTicks"_s);
    auto *text = m_parts->find<QLineEdit>(u"featureList"_s);
    QVERIFY(ticks->isVisible());
    QCOMPARE(ticks->count(), 3);
    QListWidgetItem *calm = ticks->item(0);
    QListWidgetItem *loud = ticks->item(1);
    QCOMPARE(loud->text(), u"loud"_s);
    QCOMPARE(calm->checkState(), Qt::Checked); // by default, so it is no choice here
    QVERIFY(!calm->flags().testFlag(Qt::ItemIsUserCheckable) && !calm->toolTip().isEmpty());
    loud->setCheckState(Qt::Checked);
    QTRY_COMPARE(plan().features, QStringList{u"loud"_s});
    settle();
    QCOMPARE(text->text(), u"loud"_s);
    text->setFocus();
    text->selectAll();
    QTest::keyClicks(text, u"proud"_s);
    QTRY_COMPARE(plan().features, QStringList{u"proud"_s});
    settle();
    QCOMPARE(loud->checkState(), Qt::Unchecked);
    QCOMPARE(ticks->item(2)->checkState(), Qt::Checked);
    ticks->item(2)->setCheckState(Qt::Unchecked);
    QTRY_VERIFY(plan().features.isEmpty());
    settle();
    QVERIFY(m_parts->session->options().user.isEmpty());
}

void TestWindowChoices::findingWithoutAValueMakesAutomatic()
{
    openWith(u"hello"_s, "packages = [\"gone\"]\n");
    QVERIFY(!plan().isBuildable());
    auto *finding = m_parts->find<QWidget>(u"finding:package-unknown"_s);
    auto *fix = finding->findChild<QToolButton *>(u"fixFinding"_s);
    QVERIFY(fix);
    fix->click();
    QTRY_VERIFY(plan().isBuildable());
}

void TestWindowChoices::undoAfterSave()
{
    open(u"hello"_s);
    platform(u"linux/arm64"_s)->setChecked(false);
    QTRY_VERIFY(!preview().contains("aarch64"_L1));
    save();
    undo();
    QTRY_VERIFY(preview().contains("aarch64"_L1));
    QVERIFY(platform(u"linux/arm64"_s)->isChecked());
    QVERIFY(m_parts->session->hasUnsavedOptions());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(!preview().contains("aarch64"_L1));
    QVERIFY(!m_parts->session->hasUnsavedOptions());
}

void TestWindowChoices::undoAfterSaveOfText()
{
    openWith(u"hello"_s, "[image]\nuser = \"1234\"\n");
    auto *user = m_parts->find<QLineEdit>(u"imageUser"_s);
    user->setFocus();
    user->selectAll();
    QTest::keyClicks(user, u"4321"_s);
    QTRY_COMPARE(plan().user, u"4321"_s);
    settle();
    save();
    QVERIFY(savedFile().contains("4321"));
    undo();
    QTRY_COMPARE(plan().user, u"1234"_s);
    QCOMPARE(user->text(), u"1234"_s);
}

QTEST_MAIN(TestWindowChoices)
#include "tst_windowchoices.moc"
