// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/logstore.h"
#include "log/logaccessible.h"
#include "log/logview.h"

#include <QAccessible>
#include <QClipboard>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestLogView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPaints();
    void followsUntilScrolledUp();
    void endFollowsAgain();
    void stepFilter();
    void keysMoveAndChoose();
    void copyGivesPlainText();
    void mouseSelectsOverLines();
    void doubleClickTakesAWord();
    void searchFindsAndWraps();
    void searchGoesOnAsLinesCome();
    void oldLinesGo();
    void manyLinesArePaintedQuickly();
    void longestLineIsPaintedQuickly();
    void atMostThirtyFrames();
    void nothingIsPaintedWhenHidden();
    void storeThatGoes();
    void assistiveToolsReadIt();

private:
    void show();
    Theme m_theme;
    std::unique_ptr<LogStore> m_store;
    std::unique_ptr<LogView> m_view;
};

void TestLogView::init()
{
    installLogAccessibility(); // before the view: interfaces are kept
    m_store = std::make_unique<LogStore>();
    m_view = std::make_unique<LogView>(&m_theme);
    m_view->resize(800, 400);
    m_view->setStore(m_store.get());
}

void TestLogView::cleanup()
{
    m_view.reset();
    m_store.reset();
}

void TestLogView::show()
{
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setFocus();
}

static void fill(LogStore &store, int lines, int steps = 1)
{
    for (int i = 0; i < lines; ++i)
        store.appendLine(i % steps, i * 1'000'000LL, u"line %1"_s.arg(i));
}

void TestLogView::emptyPaints()
{
    show();
    QCOMPARE(m_view->rowCount(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(50, 50));
    QCOMPARE(m_view->currentLine(), -1);
    QVERIFY(m_view->selectedText().isEmpty());
}

void TestLogView::followsUntilScrolledUp()
{
    show();
    fill(*m_store, 500);
    QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 400);
    QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    QSignalSpy following(m_view.get(), &LogView::followingChanged);
    m_view->verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    QCOMPARE(following.count(), 1);
    QVERIFY(!m_view->isFollowing());
    const QString seen = m_view->visibleText();
    fill(*m_store, 500);
    QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 900);
    QCOMPARE(m_view->visibleText(), seen); // what is read does not run away
}

void TestLogView::endFollowsAgain()
{
    show();
    fill(*m_store, 500);
    QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 400);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QVERIFY(!m_view->isFollowing());
    QCOMPARE(m_view->currentLine(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QVERIFY(m_view->isFollowing());
    QCOMPARE(m_view->currentLine(), 499);
}

void TestLogView::stepFilter()
{
    show();
    fill(*m_store, 300, 3);
    m_view->setStep(1);
    QCOMPARE(m_view->rowCount(), 100);
    QCOMPARE(m_view->lineAt(0), 1);
    QCOMPARE(m_view->lineAt(99), 298);
    QCOMPARE(m_view->rowOf(298), 99);
    QCOMPARE(m_view->rowOf(2), 1); // not of this step: the next one that is
    m_view->setStep(7);
    QCOMPARE(m_view->rowCount(), 0);
    m_view->setStep(-1);
    QCOMPARE(m_view->rowCount(), 300);
}

void TestLogView::keysMoveAndChoose()
{
    show();
    fill(*m_store, 300, 3);
    QSignalSpy chosen(m_view.get(), &LogView::lineChosen);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(chosen.last().at(0).toInt(), 1);
    QCOMPARE(chosen.last().at(1).toLongLong(), 1);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_view->currentLine(), 0);
}

void TestLogView::copyGivesPlainText()
{
    show();
    m_store->appendLine(0, 0, u"\x1b[32mgreen\x1b[0m and 中"_s);
    m_store->appendLine(0, 0, u"second"_s);
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"green and 中\nsecond"_s);
    QTest::keyClick(m_view.get(), Qt::Key_Home); // without a selection: the current line
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"green and 中"_s);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_view->selectedText(), u"green and 中\nsecond"_s);
}

void TestLogView::mouseSelectsOverLines()
{
    show();
    fill(*m_store, 20);
    m_view->setFollowing(false);
    QTRY_VERIFY(m_view->visibleText().contains("line 3"_L1));
    const int height = m_view->viewport()->height() / static_cast<int>(m_view->visibleText().count(u'\n') + 1);
    QVERIFY(height > 0);
    const QWidget *port = m_view->viewport();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, QPoint(0, 2));
    QTest::mouseMove(m_view->viewport(), QPoint(port->width() - 2, 2));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, QPoint(port->width() - 2, 2));
    QCOMPARE(m_view->selectedText(), u"line 0"_s);
}

void TestLogView::doubleClickTakesAWord()
{
    show();
    m_store->appendLine(0, 0, u"first second third"_s);
    QTRY_VERIFY(m_view->visibleText().contains("second"_L1));
    const QFontMetricsF metrics(m_view->font());
    const double cell = metrics.horizontalAdvance(u'M');
    const double left = std::ceil(cell * 8.5) + 6;
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(left + 8.5 * cell), 5));
    QCOMPARE(m_view->selectedText(), u"second"_s);
}

void TestLogView::searchFindsAndWraps()
{
    show();
    for (int i = 0; i < 1000; ++i)
        m_store->appendLine(0, 0, i % 100 == 50 ? u"\x1b[31mERROR\x1b[0m here"_s : u"nothing"_s);
    m_view->search()->setText(u"error h"_s); // over a colour's end, in either case
    QTRY_VERIFY(!m_view->search()->isSearching());
    QCOMPARE(m_view->search()->lines().size(), size_t(10));
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    m_view->findNext();
    QCOMPARE(m_view->currentLine(), 50);
    m_view->findNext(true);
    QCOMPARE(m_view->currentLine(), 950);
    m_view->findNext();
    QCOMPARE(m_view->currentLine(), 50);
    m_view->search()->setText(u"not there"_s);
    QTRY_VERIFY(!m_view->search()->isSearching());
    m_view->findNext();
    QCOMPARE(m_view->currentLine(), 50);
}

void TestLogView::searchGoesOnAsLinesCome()
{
    show();
    fill(*m_store, 100, 2);
    m_view->search()->setText(u"line 9"_s);
    QTRY_COMPARE(m_view->search()->lines().size(), size_t(11));
    m_view->setStep(1); // the odd ones
    QTRY_COMPARE(m_view->search()->lines().size(), size_t(6));
    m_store->appendLine(1, 0, u"line 9 again"_s);
    m_store->appendLine(0, 0, u"line 9 elsewhere"_s);
    QTRY_COMPARE(m_view->search()->lines().size(), size_t(7));
}

void TestLogView::oldLinesGo()
{
    show();
    m_store->setLimits(200, 1'000'000);
    fill(*m_store, 150);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    for (int i = 0; i < 140; ++i)
        QTest::keyClick(m_view.get(), Qt::Key_Down);
    const qint64 current = m_view->currentLine();
    QCOMPARE(current, 140);
    fill(*m_store, 100);
    QTRY_VERIFY(m_store->firstLine() > 0);
    QCOMPARE(m_view->rowCount(), m_store->endLine() - m_store->firstLine());
    QTRY_VERIFY(m_view->visibleText().contains("line 140"_L1)); // the same lines, though their rows are others now
    fill(*m_store, 1000);
    QTRY_VERIFY(m_store->firstLine() > current);
    m_view->copy(); // a caret on a line that is gone does no harm
    QVERIFY(m_view->selectedText().isEmpty());
}

void TestLogView::manyLinesArePaintedQuickly()
{
    fill(*m_store, 200'000, 5);
    show();
    QElapsedTimer since;
    since.start();
    for (int i = 0; i < 50; ++i) {
        m_view->verticalScrollBar()->setValue(i * 4000);
        m_view->viewport()->repaint();
    }
    QVERIFY2(since.elapsed() < 50 * 16 * 4, qPrintable(u"%1 ms for 50 frames"_s.arg(since.elapsed()))); // debug build: four times the frame
}

void TestLogView::longestLineIsPaintedQuickly()
{
    QString line(10'000'000, u'x');
    for (qsizetype i = 0; i < line.size(); i += 1000)
        line[i] = u'中';
    m_store->appendLine(0, 0, line);
    show();
    QTRY_VERIFY(m_view->horizontalScrollBar()->maximum() > 9'000'000);
    m_view->horizontalScrollBar()->setValue(9'000'000);
    m_view->viewport()->repaint(); // the places are found here, once
    QElapsedTimer since;
    since.start();
    for (int i = 0; i < 50; ++i) {
        m_view->horizontalScrollBar()->setValue(i * 190'000);
        m_view->viewport()->repaint();
    }
    QVERIFY2(since.elapsed() < 50 * 16 * 4, qPrintable(u"%1 ms for 50 frames"_s.arg(since.elapsed())));
}

void TestLogView::atMostThirtyFrames()
{
    show();
    QSignalSpy painted(m_view.get(), &LogView::painted);
    QElapsedTimer since;
    since.start();
    int lines = 0;
    while (since.elapsed() < 400) {
        fill(*m_store, 50);
        lines += 50;
        QTest::qWait(1);
    }
    const double seconds = static_cast<double>(since.elapsed()) / 1000;
    QVERIFY(lines > 1000);
    QVERIFY2(painted.count() <= seconds * 30 + 4, qPrintable(u"%1 frames in %2 s"_s.arg(painted.count()).arg(seconds)));
    QVERIFY(painted.count() > 0);
}

void TestLogView::nothingIsPaintedWhenHidden()
{
    show();
    m_view->hide();
    QSignalSpy painted(m_view.get(), &LogView::painted);
    fill(*m_store, 1000);
    QTest::qWait(100);
    QCOMPARE(painted.count(), 0);
    m_view->show();
    QTRY_VERIFY(painted.count() > 0);
    QTRY_VERIFY(m_view->visibleText().contains("line 999"_L1));
}

void TestLogView::storeThatGoes()
{
    show();
    fill(*m_store, 100);
    m_store.reset();
    QCOMPARE(m_view->rowCount(), 0);
    QCOMPARE(m_view->store(), nullptr);
    m_view->viewport()->repaint();
}

void TestLogView::assistiveToolsReadIt()
{
    fill(*m_store, 500);
    show();
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(interface && interface->textInterface());
    QTRY_VERIFY(interface->text(QAccessible::Value).contains("line 499"_L1));
    const QString seen = m_view->visibleText();
    QCOMPARE(interface->textInterface()->characterCount(), static_cast<int>(seen.size()));
    QCOMPARE(interface->textInterface()->text(0, 8), seen.first(8));
    QVERIFY(interface->state().readOnly);
}

QTEST_MAIN(TestLogView)
#include "tst_logview.moc"
