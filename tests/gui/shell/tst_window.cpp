// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildpage.h"
#include "build/resultcard.h"
#include "fakeregistry.h"
#include "log/logview.h"
#include "plan/codeview.h"
#include "samples.h"
#include "testwindow.h"
#include "timeline/timelineview.h"
#include "widgets/banner.h"

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QAbstractSpinBox>
#include <QDropEvent>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

/// The window as a person uses it: keys and clicks on what the object names name, over a scripted engine.
class TestWindowAsAPerson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void startPageSaysWhatThereIs();
    void untickedPlatformLeavesThePreview();
    void screenReaderTogglesAPlatform();
    void undoAndRedo();
    void lastTickStays();
    void typedNameIsInThePlanAndOneUndo();
    void wrongValueSaysWhy();
    void badProjectLeavesTheWindowUsable_data();
    void badProjectLeavesTheWindowUsable();
    void changeOfAManifestKeepsTheChoices();
    void choicesComeBack();
    void saveWritesTheFile();
    void pinsAreAChoiceLikeAnyOther();
    void lightAndDark();
    void pagesByKey();
    void folderIsDropped();
    void buildShowsItsEnd_data();
    void buildShowsItsEnd();
    void cancelByKey();
    void closingAsksWhileABuildRuns();
    void copiedDockerfileIsTheOneThatIsShown();
    void everyControlIsNamed();
    void tabOrderIsReadingOrder();
    void mnemonicsAreUnique();

private:
    void open(const QString &name);
    void waitForEngine();
    [[nodiscard]] QString preview() const { return m_parts->find<CodeView>(u"dockerfileView"_s)->toPlainText(); }
    QCheckBox *platform(const QString &name) const;
    QTranslator m_english;
    std::unique_ptr<TestWindow> m_parts;
};

void TestWindowAsAPerson::initTestCase()
{
    QVERIFY(m_english.load(u":/i18n/slipway_en.qm"_s)); // plural forms, as windowMain() does
    QApplication::installTranslator(&m_english);
}

void TestWindowAsAPerson::init()
{
    m_parts = std::make_unique<TestWindow>();
    m_parts->start();
    m_parts->window->resize(1280, 800);
    m_parts->window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_parts->window.get()));
}

void TestWindowAsAPerson::cleanup()
{
    m_parts.reset();
}

void TestWindowAsAPerson::open(const QString &name)
{
    m_parts->window->openPath(m_parts->copyProject(name));
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current() && !m_parts->session->isBusy(), 20'000);
    QTRY_COMPARE(m_parts->window->page(), MainWindow::Page::Plan);
}

void TestWindowAsAPerson::waitForEngine()
{
    m_parts->session->followSetup(m_parts->docker.setupFile());
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->engineFacts().isUsable && !m_parts->session->isBusy(), 20'000);
}

QCheckBox *TestWindowAsAPerson::platform(const QString &name) const
{
    for (QCheckBox *box : m_parts->find<QWidget>(u"platformList"_s)->findChildren<QCheckBox *>()) {
        if (box->text() == name)
            return box;
    }
    qFatal("There is no platform %s", qPrintable(name));
}

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

void TestWindowAsAPerson::buildShowsItsEnd_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("result");
    QTest::newRow("it works") << u"ok-multiplatform.rawjson"_s << 0 << u"done"_s;
    QTest::newRow("a step fails") << u"fail-run.rawjson"_s << 1 << u"failed"_s;
}

void TestWindowAsAPerson::buildShowsItsEnd()
{
    QFETCH(QString, stream);
    QFETCH(int, code);
    QFETCH(QString, result);
    waitForEngine();
    open(u"hello"_s);
    m_parts->docker.setBuild(recordedStream(stream), code, "{\"containerimage.digest\": \"sha256:1111111111111111111111111111111111111111111111111111111111111111\"}");
    m_parts->docker.setHeld(true);
    QTRY_VERIFY(m_parts->find<QPushButton>(u"buildButton"_s)->isEnabled());
    QTest::keyClick(m_parts->window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(m_parts->window->page(), MainWindow::Page::Build);
    QTRY_VERIFY(m_parts->find<QPushButton>(u"cancelButton"_s)->isVisible());
    QTRY_VERIFY(!m_parts->find<TimelineView>(u"timelineView"_s)->items().isEmpty());
    m_parts->docker.setHeld(false);
    auto *card = m_parts->window->findChild<ResultCard *>();
    QTRY_VERIFY_WITH_TIMEOUT(card->isVisible(), 20'000);
    QVERIFY(!m_parts->find<QPushButton>(u"cancelButton"_s)->isVisible());
    QCOMPARE(m_parts->session->result()->record.result, result);
    QVERIFY(!card->findChild<QLabel *>(u"resultTitle"_s)->text().isEmpty());
    QVERIFY(m_parts->find<LogView>(u"logView"_s)->rowCount() > 0);
    QTest::keyClick(m_parts->window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_COMPARE(m_parts->find<QTreeView>(u"historyList"_s)->model()->rowCount(), 1);
}

void TestWindowAsAPerson::cancelByKey()
{
    waitForEngine();
    open(u"hello"_s);
    m_parts->docker.setBuild(recordedStream(u"ok-multiplatform.rawjson"_s));
    m_parts->docker.setHeld(true);
    QTest::keyClick(m_parts->window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(!m_parts->find<TimelineView>(u"timelineView"_s)->items().isEmpty());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Period, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->window->findChild<ResultCard *>()->isVisible(), 5'000);
    QCOMPARE(m_parts->session->result()->record.result, u"cancelled"_s);
    QTRY_VERIFY(m_parts->find<QPushButton>(u"buildButton"_s)->isEnabled());
}

void TestWindowAsAPerson::closingAsksWhileABuildRuns()
{
    waitForEngine();
    open(u"hello"_s);
    m_parts->docker.setBuild(recordedStream(u"ok-multiplatform.rawjson"_s));
    m_parts->docker.setHeld(true);
    QTest::keyClick(m_parts->window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(!m_parts->find<TimelineView>(u"timelineView"_s)->items().isEmpty());
    QVERIFY(!m_parts->window->close());
    auto *question = m_parts->find<QMessageBox>(u"closeQuestion"_s);
    QTRY_VERIFY(question->isVisible());
    QTest::mouseClick(question->findChild<QPushButton *>(u"keepBuilding"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_parts->window->findChild<QMessageBox *>(u"closeQuestion"_s));
    QVERIFY(m_parts->window->isVisible());
    QCOMPARE(m_parts->session->phase(), Session::Phase::Building);
    QVERIFY(!m_parts->window->close());
    QTest::mouseClick(m_parts->find<QPushButton>(u"closeAnyway"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!m_parts->window->isVisible(), 5'000);
    QCOMPARE(m_parts->history.list().first().result, u"cancelled"_s);
}

void TestWindowAsAPerson::copiedDockerfileIsTheOneThatIsShown()
{
    open(u"hello"_s);
    QTest::keyClick(m_parts->window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), m_parts->session->current()->document.text());
    QCOMPARE(QGuiApplication::clipboard()->text().trimmed(), preview().trimmed());
}

/// Widgets that a person can act on, on the page that is seen.
static QList<QWidget *> controls(MainWindow *window)
{
    QList<QWidget *> found;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        const bool isInner = widget->objectName().startsWith("qt_"_L1) || qobject_cast<QComboBox *>(widget->parentWidget())
            || qobject_cast<QAbstractSpinBox *>(widget->parentWidget()) || qobject_cast<QLineEdit *>(widget->parentWidget()) || widget->inherits("QScrollBar")
            || widget->inherits("QSplitter") || widget->inherits("QMenu") || widget->inherits("QMenuBar") || widget->inherits("QTabWidget");
        if (widget->isVisible() && !isInner && (widget->focusPolicy() & Qt::TabFocus) && widget->window() == window)
            found.append(widget);
    }
    return found;
}

void TestWindowAsAPerson::everyControlIsNamed()
{
    writeFile(m_parts->copyProject(u"hello"_s), u"rust-toolchain.toml"_s, "[toolchain]\nchannel = \"nightly-2026-01-15\"\n");
    open(u"hello"_s);
    QStringList bare;
    for (const MainWindow::Page page : {MainWindow::Page::Start, MainWindow::Page::Plan, MainWindow::Page::Build, MainWindow::Page::History, MainWindow::Page::Preferences}) {
        m_parts->window->showPage(page);
        QTest::qWait(20);
        for (const QWidget *widget : controls(m_parts->window.get())) {
            QStringList missing;
            if (widget->objectName().isEmpty())
                missing.append(u"object name"_s);
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
                missing.append(u"accessible name"_s);
            // Lists, tables and texts explain themselves; what can be pressed or chosen has a tooltip.
            const bool wantsTip = button || qobject_cast<const QComboBox *>(widget) || qobject_cast<const QLineEdit *>(widget);
            if (wantsTip && widget->toolTip().isEmpty())
                missing.append(u"tooltip"_s);
            if (!missing.isEmpty())
                bare.append(u"%1 %2 (%3): %4"_s.arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(), button ? button->text() : QString(), missing.join(u", "_s)));
        }
    }
    QVERIFY2(bare.isEmpty(), qPrintable(bare.join(u'\n')));
}

/// Keys that more than one thing on the page wants.
static QStringList sharedMnemonics(const MainWindow *window)
{
    QStringList shared;
    QMap<QString, QString> keys;
    const auto take = [&](const QString &text, const QString &where) {
        const QString key = QKeySequence::mnemonic(text).toString();
        if (key.isEmpty())
            return;
        if (keys.contains(key) && keys[key] != where)
            shared.append(u"%1: %2 and %3"_s.arg(key, keys[key], where));
        keys.insert(key, where);
    };
    for (const QWidget *widget : window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->window() != window)
            continue;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            take(button->text(), button->objectName());
        } else if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy()) {
            take(label->text(), label->buddy()->objectName());
        } else if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                take(tabs->tabText(i), u"tab "_s + tabs->tabText(i));
        }
    }
    for (const QAction *action : window->findChild<QMenuBar *>()->actions())
        take(action->text(), u"menu "_s + action->text());
    return shared;
}

// From the top: header before page, left panel before middle before right, and down within each.
void TestWindowAsAPerson::tabOrderIsReadingOrder()
{
    open(u"workspace"_s);
    const auto isBefore = [&](const QString &first, const QString &second) {
        QWidget *from = m_parts->find<QWidget>(first);
        QWidget *to = m_parts->find<QWidget>(second);
        for (QWidget *next = m_parts->find<QWidget>(u"openButton"_s); next; next = next->nextInFocusChain()) {
            if (next == from)
                return true;
            if (next == to)
                return false;
        }
        return false;
    };
    const QStringList order{u"openButton"_s, u"builderChoice"_s, u"buildButton"_s, u"buildPushButton"_s, u"projectTree"_s, u"dockerfileView"_s,
                            u"reasonView"_s, u"builderImage"_s, u"runtimeImage"_s, u"toolsImage"_s, u"libcChoice"_s, u"crossChoice"_s, u"cacheChoice"_s,
                            u"imageName"_s, u"imageTags"_s};
    for (qsizetype i = 1; i < order.size(); ++i)
        QVERIFY2(isBefore(order[i - 1], order[i]), qPrintable(order[i - 1] + u" is not before "_s + order[i]));
}

void TestWindowAsAPerson::mnemonicsAreUnique()
{
    waitForEngine();
    open(u"workspace"_s);
    m_parts->docker.setBuild(recordedStream(u"fail-run.rawjson"_s), 1);
    m_parts->docker.setHeld(true);
    QTest::keyClick(m_parts->window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(m_parts->find<QPushButton>(u"cancelButton"_s)->isVisible());
    QStringList twice = sharedMnemonics(m_parts->window.get()); // a build that runs
    m_parts->docker.setHeld(false);
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->window->findChild<ResultCard *>()->isVisible(), 20'000);
    for (const MainWindow::Page page : {MainWindow::Page::Start, MainWindow::Page::Plan, MainWindow::Page::Build, MainWindow::Page::History, MainWindow::Page::Preferences}) {
        m_parts->window->showPage(page);
        QTest::qWait(20);
        twice += sharedMnemonics(m_parts->window.get());
    }
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
}

QTEST_MAIN(TestWindowAsAPerson)
#include "tst_window.moc"
