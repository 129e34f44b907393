// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/resultcard.h"
#include "samples.h"
#include "windowfixture.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QTabBar>

using namespace slipway;
using namespace slipway::test;

namespace {

/// Widgets that a person can act on, on the page that is seen.
QList<QWidget *> controls(MainWindow *window)
{
    QList<QWidget *> found;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        const bool isInner = widget->objectName().startsWith("qt_"_L1) || qobject_cast<QComboBox *>(widget->parentWidget())
                             || qobject_cast<QAbstractSpinBox *>(widget->parentWidget()) || qobject_cast<QLineEdit *>(widget->parentWidget())
                             || widget->inherits("QScrollBar") || widget->inherits("QSplitter") || widget->inherits("QMenu") || widget->inherits("QMenuBar")
                             || widget->inherits("QTabWidget");
        if (widget->isVisible() && !isInner && (widget->focusPolicy() & Qt::TabFocus) && widget->window() == window)
            found.append(widget);
    }
    return found;
}

/// Keys that more than one thing on the page wants.
QStringList sharedMnemonics(const MainWindow *window)
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

} // namespace

/// What keyboards and screen readers need of every page.
class TestWindowAccess : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void everyControlIsNamed();
    void tabOrderIsReadingOrder();
    void mnemonicsAreUnique();
};

void TestWindowAccess::everyControlIsNamed()
{
    writeFile(m_parts->copyProject(u"hello"_s), u"rust-toolchain.toml"_s, "[toolchain]\nchannel = \"nightly-2026-01-15\"\n");
    open(u"hello"_s);
    QStringList bare;
    for (const MainWindow::Page page :
         {MainWindow::Page::Start, MainWindow::Page::Plan, MainWindow::Page::Build, MainWindow::Page::History, MainWindow::Page::Preferences}) {
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
                bare.append(u"%1 %2 (%3): %4"_s.arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                                                    button ? button->text() : QString(), missing.join(u", "_s)));
        }
    }
    QVERIFY2(bare.isEmpty(), qPrintable(bare.join(u'\n')));
}

// From the top: header before page, left panel before middle before right, and down within each.
void TestWindowAccess::tabOrderIsReadingOrder()
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
    const QStringList order{u"openButton"_s,     u"builderChoice"_s, u"buildButton"_s,  u"buildPushButton"_s, u"projectTree"_s,
                            u"dockerfileView"_s, u"reasonView"_s,    u"builderImage"_s, u"runtimeImage"_s,    u"toolsImage"_s,
                            u"libcChoice"_s,     u"crossChoice"_s,   u"cacheChoice"_s,  u"imageName"_s,       u"imageTags"_s};
    for (qsizetype i = 1; i < order.size(); ++i)
        QVERIFY2(isBefore(order[i - 1], order[i]), qPrintable(order[i - 1] + u" is not before "_s + order[i]));
}

void TestWindowAccess::mnemonicsAreUnique()
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
    for (const MainWindow::Page page :
         {MainWindow::Page::Start, MainWindow::Page::Plan, MainWindow::Page::Build, MainWindow::Page::History, MainWindow::Page::Preferences}) {
        m_parts->window->showPage(page);
        QTest::qWait(20);
        twice += sharedMnemonics(m_parts->window.get());
    }
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
}

QTEST_MAIN(TestWindowAccess)
#include "tst_windowaccess.moc"
