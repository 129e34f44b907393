// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "fakeregistry.h"
#include "samples.h"
#include "widgets/banner.h"
#include "windowfixture.h"

#include <QAccessible>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

/// The window as a person uses it: keys and clicks on what the object names name, over a scripted engine.
class TestWindowAsAPerson : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void startPageSaysWhatThereIs();
    void untickedPlatformLeavesThePreview();
    void screenReaderTogglesAPlatform();
    void undoAndRedo();
    void lastTickStays();
    void typedNameIsInThePlanAndOneUndo();
    void wrongValueSaysWhy();
    void badProjectLeavesTheWindowUsable_data();
    void badProjectLeavesTheWindowUsable();
    void failedOpenLeavesTheOpenProject();
    void bannerGoesWhenTheManifestIsMended();
    void changeOfAManifestKeepsTheChoices();
    void choicesComeBack();
    void saveWritesTheFile();
    void pinsAreAChoiceLikeAnyOther();
    void lightAndDark();
    void pagesByKey();
    void folderIsDropped();
};

void TestWindowAsAPerson::startPageSaysWhatThereIs()
{
    QCOMPARE(m_parts->window->page(), MainWindow::Page::Start);
    waitForEngine();
    bool isSaid = false;
    for (const QLabel *label : m_parts->find<QWidget>(u"startPage"_s)->findChildren<QLabel *>())
        isSaid = isSaid || label->text().contains("28.5.2"_L1);
    QVERIFY(isSaid);
    QVERIFY(!m_parts->find<QPushButton>(u"buildPushButton"_s)->isEnabled());
}

void TestWindowAsAPerson::untickedPlatformLeavesThePreview()
{
    open(u"workspace"_s);
    QVERIFY(preview().contains("aarch64-unknown-linux-gnu"_L1));
    QTest::mouseClick(platform(u"linux/arm64"_s), Qt::LeftButton, {}, QPoint(8, platform(u"linux/arm64"_s)->height() / 2));
    QTRY_VERIFY(!preview().contains("aarch64-unknown-linux-gnu"_L1));
    QVERIFY(preview().contains("x86_64-unknown-linux-gnu"_L1));
    QTRY_VERIFY(m_parts->find<QLabel>(u"summaryLine"_s)->text().startsWith(u"linux/amd64 "_s));
}

void TestWindowAsAPerson::screenReaderTogglesAPlatform()
{
    open(u"workspace"_s);
    QAccessibleInterface *box = QAccessible::queryAccessibleInterface(platform(u"linux/arm64"_s));
    QVERIFY(box && box->actionInterface());
    box->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
    QTRY_VERIFY(!preview().contains("aarch64-unknown-linux-gnu"_L1));
    QVERIFY(!platform(u"linux/arm64"_s)->isChecked());
    box->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
    QTRY_VERIFY(preview().contains("aarch64-unknown-linux-gnu"_L1));
}

void TestWindowAsAPerson::undoAndRedo()
{
    open(u"workspace"_s);
    const QString before = preview();
    platform(u"linux/arm64"_s)->setFocus();
    QTest::keyClick(platform(u"linux/arm64"_s), Qt::Key_Space);
    QTRY_VERIFY(preview() != before);
    const QString after = preview();
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(preview(), before);
    QVERIFY(platform(u"linux/arm64"_s)->isChecked());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(preview(), after);
    QVERIFY(!platform(u"linux/arm64"_s)->isChecked());
}

void TestWindowAsAPerson::lastTickStays()
{
    open(u"hello"_s);
    auto *tree = m_parts->find<QTreeWidget>(u"projectTree"_s);
    QTreeWidgetItem *binary = tree->topLevelItem(0)->child(0);
    binary->setCheckState(0, Qt::Unchecked); // what a click on the box does
    QCOMPARE(binary->checkState(0), Qt::Checked);
    QVERIFY(m_parts->session->current()->plan.isBuildable());
}

void TestWindowAsAPerson::typedNameIsInThePlanAndOneUndo()
{
    open(u"hello"_s);
    auto *name = m_parts->find<QLineEdit>(u"imageName"_s);
    name->setFocus();
    QTest::keyClicks(name, u"ghcr.io/ferris/hello"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(!m_parts->session->isBusy() && m_parts->session->current()->plan.images.first().references.first().startsWith("ghcr.io/ferris/hello:"_L1));
    m_parts->find<QTreeWidget>(u"projectTree"_s)->setFocus(); // in the field, Ctrl+Z is the field's own
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(m_parts->session->options().user.isEmpty());
}

void TestWindowAsAPerson::wrongValueSaysWhy()
{
    open(u"hello"_s);
    const QString before = preview();
    auto *user = m_parts->find<QLineEdit>(u"imageUser"_s);
    user->setFocus();
    QTest::keyClicks(user, u"root user"_s);
    QTest::keyClick(user, Qt::Key_Return);
    auto *problem = m_parts->find<QLabel>(u"imageUserProblem"_s);
    QVERIFY(problem->isVisible() && !problem->text().isEmpty());
    QVERIFY(m_parts->session->options().user.isEmpty());
    QCOMPARE(preview(), before);
}

void TestWindowAsAPerson::badProjectLeavesTheWindowUsable_data()
{
    QTest::addColumn<QByteArray>("manifest"); // empty: there is none
    QTest::newRow("no manifest") << QByteArray();
    QTest::newRow("broken TOML") << QByteArray("[package\nname = 1");
    QTest::newRow("HTML") << QByteArray("<html><body><b>404</b></body></html>");
    QTest::newRow("a library") << QByteArray("[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\npath = \"lib.rs\"\n");
}

void TestWindowAsAPerson::badProjectLeavesTheWindowUsable()
{
    QFETCH(QByteArray, manifest);
    open(u"hello"_s);
    const QString before = preview();
    const QString folder = m_parts->folder.filePath(u"bad"_s);
    writeFile(folder, u"README"_s, "x");
    if (!manifest.isEmpty())
        writeFile(folder, u"Cargo.toml"_s, manifest);
    m_parts->window->openPath(folder);
    auto *banner = m_parts->window->findChild<Banner *>();
    QVERIFY(banner);
    const auto isTold = [&] {
        return (banner->isVisible() && !banner->sentence().isEmpty())
               || (m_parts->session->current()->project->root == folder && !m_parts->session->current()->plan.isBuildable());
    };
    QTRY_VERIFY_WITH_TIMEOUT(isTold() && !m_parts->session->isBusy(), 20'000);
    m_parts->window->openPath(m_parts->copyProject(u"hello"_s)); // and on with the work
    QTRY_VERIFY_WITH_TIMEOUT(!m_parts->session->isBusy() && !m_parts->session->openError(), 20'000);
    QTRY_COMPARE(preview(), before);
    QVERIFY(!banner->isVisible());
}

void TestWindowAsAPerson::failedOpenLeavesTheOpenProject()
{
    open(u"hello"_s);
    const QString root = m_parts->session->current()->project->root;
    writeFile(m_parts->folder.filePath(u"bad"_s), u"Cargo.toml"_s, "[package");
    m_parts->window->openPath(m_parts->folder.filePath(u"bad"_s));
    auto *banner = m_parts->find<Banner>(u"banner"_s);
    QTRY_VERIFY(!banner->sentence().isEmpty());
    QFile manifest(root + u"/Cargo.toml"_s);
    QVERIFY(manifest.open(QIODevice::ReadOnly));
    const QByteArray text = manifest.readAll();
    manifest.close();
    writeFile(root, u"Cargo.toml"_s, QByteArray(text).replace("\nversion = \"", "\nversion = \"9"));
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current()->project->packages.first().version.startsWith(u'9'), 10'000);
    QVERIFY2(banner->isVisible(), "the other project cannot be opened for all that");
}

void TestWindowAsAPerson::bannerGoesWhenTheManifestIsMended()
{
    open(u"hello"_s);
    const QString root = m_parts->session->current()->project->root;
    QFile manifest(root + u"/Cargo.toml"_s);
    QVERIFY(manifest.open(QIODevice::ReadOnly));
    const QByteArray text = manifest.readAll();
    manifest.close();
    auto *banner = m_parts->find<Banner>(u"banner"_s);
    for (const QByteArray &mended : {text, QByteArray(text).replace("\nversion = \"", "\nversion = \"9")}) {
        writeFile(root, u"Cargo.toml"_s, "[package");
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 10'000);
        writeFile(root, u"Cargo.toml"_s, mended);
        QTRY_VERIFY_WITH_TIMEOUT(!m_parts->session->openError() && !m_parts->session->isBusy(), 10'000);
        QTRY_VERIFY(!banner->isVisible());
    }
}

void TestWindowAsAPerson::changeOfAManifestKeepsTheChoices()
{
    open(u"hello"_s);
    QTest::mouseClick(platform(u"linux/arm64"_s), Qt::LeftButton, {}, QPoint(8, platform(u"linux/arm64"_s)->height() / 2));
    QTRY_VERIFY(!preview().contains("aarch64"_L1));
    const QString root = m_parts->session->current()->project->root;
    QFile manifest(root + u"/Cargo.toml"_s);
    QVERIFY(manifest.open(QIODevice::ReadOnly));
    QByteArray text = manifest.readAll();
    manifest.close();
    text.replace("\nversion = \"", "\nversion = \"9");
    writeFile(root, u"Cargo.toml"_s, text);
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current()->project->packages.first().version.startsWith(u'9'), 10'000);
    QTRY_VERIFY(!m_parts->session->isBusy());
    QVERIFY(!preview().contains("aarch64"_L1));
    QVERIFY(!platform(u"linux/arm64"_s)->isChecked());
}

void TestWindowAsAPerson::choicesComeBack()
{
    open(u"hello"_s);
    QTest::mouseClick(platform(u"linux/arm64"_s), Qt::LeftButton, {}, QPoint(8, platform(u"linux/arm64"_s)->height() / 2));
    QTRY_VERIFY(!preview().contains("aarch64"_L1));
    m_parts->window.reset();
    m_parts->session.reset();
    QTest::failOnWarning(QRegularExpression(u"setWindowModified"_s)); // they are unsaved from the first plan on
    m_parts->start();
    m_parts->window->show();
    m_parts->window->openLast();
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current() && !m_parts->session->isBusy(), 20'000);
    QTRY_COMPARE(m_parts->window->page(), MainWindow::Page::Plan);
    QVERIFY(!platform(u"linux/arm64"_s)->isChecked());
}

void TestWindowAsAPerson::saveWritesTheFile()
{
    open(u"hello"_s);
    auto *save = m_parts->find<QPushButton>(u"saveButton"_s);
    QVERIFY(!save->isVisible());
    QTest::mouseClick(platform(u"linux/arm64"_s), Qt::LeftButton, {}, QPoint(8, platform(u"linux/arm64"_s)->height() / 2));
    QTRY_VERIFY(save->isVisible());
    QTest::keyClick(m_parts->window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!save->isVisible());
    QFile file(m_parts->session->current()->project->root + u"/slipway.toml"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("linux/amd64"));
}

void TestWindowAsAPerson::pinsAreAChoiceLikeAnyOther()
{
    FakeRegistry registry;
    const QString base = registry.reference(u"trixie"_s);
    const QString digest = registry.addUsualIndex(u"trixie"_s);
    const QString root = m_parts->copyProject(u"hello"_s);
    const QByteArray written = u"# Ours.\ntools-image = \"%1\"\nruntime = \"%1\"\n"_s.arg(base).toUtf8();
    QFile file(root + u"/slipway.toml"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(written) == written.size());
    file.close();
    open(u"hello"_s);
    auto *pin = m_parts->find<QPushButton>(u"pinButton"_s);
    auto *unpin = m_parts->find<QToolButton>(u"unpinButton"_s);
    QVERIFY(preview().contains(base) && !preview().contains(digest) && unpin->isHidden());
    QCOMPARE(pin->accessibleName(), u"Pin the base images by digest"_s);
    pin->click();
    QTRY_VERIFY(preview().contains(base + u'@' + digest));
    QCOMPARE(pin->accessibleName(), u"Update the pins of the base images"_s);
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(!preview().contains(digest) && unpin->isHidden());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(preview().contains(digest) && !unpin->isHidden());
    auto *save = m_parts->find<QPushButton>(u"saveButton"_s);
    QTest::keyClick(m_parts->window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!save->isVisible());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains(digest.toUtf8()));
    file.close();
    unpin->click(); // overrules the file's
    QTRY_VERIFY(!preview().contains(digest) && save->isVisible());
    QTest::keyClick(m_parts->window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!save->isVisible());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed(), written.trimmed());
    file.close();
    registry.removeManifest(u"trixie"_s);
    pin->click();
    QTRY_VERIFY(m_parts->find<Banner>(u"banner"_s)->isVisible());
    QVERIFY(!preview().contains(digest));
}

void TestWindowAsAPerson::lightAndDark()
{
    QTest::keyClick(m_parts->window.get(), Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(m_parts->window->page(), MainWindow::Page::Preferences);
    auto *theme = m_parts->find<QComboBox>(u"themeChoice"_s);
    for (const QString &wanted : {u"dark"_s, u"light"_s}) {
        theme->setCurrentIndex(theme->findData(wanted));
        Q_EMIT theme->activated(theme->currentIndex());
        QTRY_COMPARE(m_parts->window->palette().color(QPalette::Window).lightness() < 128, wanted == "dark"_L1);
    }
}

void TestWindowAsAPerson::pagesByKey()
{
    open(u"hello"_s);
    QTest::keyClick(m_parts->window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_parts->window->page(), MainWindow::Page::Build);
    QTest::keyClick(m_parts->window.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(m_parts->window->page(), MainWindow::Page::History);
    QTest::keyClick(m_parts->window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_parts->window->page(), MainWindow::Page::Plan);
}

void TestWindowAsAPerson::folderIsDropped()
{
    const QString project = m_parts->copyProject(u"hello"_s);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(project)});
    QWidget *over = m_parts->find<QWidget>(u"startPage"_s);
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(over, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(over, &drop);
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current() && m_parts->session->current()->project->root == QFileInfo(project).canonicalFilePath(), 20'000);
}

QTEST_MAIN(TestWindowAsAPerson)
#include "tst_window.moc"
