// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildselection.h"
#include "replay.h"
#include "timeline/timelineaccessible.h"
#include "timeline/timelineview.h"

#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

namespace {

/// Counts the frames of a widget.
class Frames : public QObject
{
public:
    explicit Frames(QWidget *widget) { widget->installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            ++count;
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

class TestTimelineView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPaints();
    void keysSelect();
    void clickSelects();
    void zoomKeepsTheRange();
    void wheelZoomsAtThePointer();
    void fittingGrowsWithTheBuild();
    void enterActivates();
    void tooltipIsPlain();
    void accessibleChildren();
    void accessibleChildIsPressed();
    void everyStatePaintsDifferently();
    void atMostThirtyFrames();
    void nothingIsPaintedWhenHidden();

private:
    void show(const QString &stream);
    Theme m_theme;
    std::unique_ptr<Replay> m_replay;
    std::unique_ptr<BuildSelection> m_selection;
    std::unique_ptr<TimelineView> m_view;
};

void TestTimelineView::init()
{
    installTimelineAccessibility();
    m_replay = std::make_unique<Replay>(shopDockerfile(), QStringList{u"linux/amd64"_s, u"linux/arm64"_s});
    m_selection = std::make_unique<BuildSelection>();
    m_view = std::make_unique<TimelineView>(m_selection.get(), &m_theme);
    m_view->resize(900, 400);
}

void TestTimelineView::cleanup()
{
    m_view.reset();
    m_replay.reset();
}

void TestTimelineView::show(const QString &stream)
{
    if (stream.isEmpty())
        playShop(*m_replay, true);
    else
        m_replay->play(stream);
    m_view->setBuild(&m_replay->state, u"linux/amd64"_s, [this] { return m_replay->state.lastEvent; });
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setFocus();
    m_view->viewport()->repaint();
}

void TestTimelineView::emptyPaints()
{
    m_view->setBuild(nullptr, {}, {});
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(400, 200));
    QCOMPARE(m_selection->step(), -1);
    QVERIFY(m_view->items().isEmpty());
}

void TestTimelineView::keysSelect()
{
    show({});
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    const int first = m_selection->step();
    QVERIFY(first >= 0);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QVERIFY(m_selection->step() != first);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_selection->step(), first);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_selection->step(), first);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QVERIFY(m_selection->step() != first);
}

void TestTimelineView::clickSelects()
{
    show({});
    for (const TimelineView::Item &item : m_view->items()) {
        const QRect rect = m_view->itemRect(m_view->itemOf(item.step));
        if (rect.isEmpty())
            continue;
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, rect.center());
        QCOMPARE(m_selection->step(), item.step);
    }
}

void TestTimelineView::zoomKeepsTheRange()
{
    show({});
    QVERIFY(m_selection->isFitting());
    const TimelineRange whole = m_selection->range();
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QVERIFY(!m_selection->isFitting());
    const TimelineRange nearer = m_selection->range();
    QVERIFY(nearer.end - nearer.start < whole.end - whole.start);
    m_view->viewport()->repaint();
    QCOMPARE(m_selection->range(), nearer);
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(m_selection->range().end - m_selection->range().start, nearer.end - nearer.start);
    QVERIFY(m_selection->range().start > nearer.start);
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QVERIFY(m_selection->isFitting());
    QCOMPARE(m_selection->range(), whole);
    QTest::keyClick(m_view.get(), Qt::Key_Minus); // farther than the whole makes no sense
    QVERIFY(m_selection->isFitting());
}

void TestTimelineView::wheelZoomsAtThePointer()
{
    show({});
    const QPoint at(700, 200);
    QWheelEvent wheel(at, m_view->viewport()->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    const double width = m_view->viewport()->width() - 0.26 * m_view->viewport()->width();
    const double pixel = 700 - 0.26 * m_view->viewport()->width();
    const qint64 before = m_selection->range().toTime(pixel, width);
    QApplication::sendEvent(m_view->viewport(), &wheel);
    QVERIFY(!m_selection->isFitting());
    const qint64 after = m_selection->range().toTime(pixel, width);
    QVERIFY(std::abs(after - before) < (m_selection->range().end - m_selection->range().start) / 20);
}

void TestTimelineView::fittingGrowsWithTheBuild()
{
    m_replay->play(u"ok-multiplatform.rawjson"_s, 0.4);
    m_view->setBuild(&m_replay->state, {}, [this] { return m_replay->state.lastEvent; });
    m_view->setRunning(true);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    const qint64 before = m_selection->range().end;
    playShop(*m_replay, true); // three minutes
    m_view->updateBuild();
    QTRY_VERIFY(m_selection->range().end > before);
    QVERIFY(m_selection->range().end > m_replay->state.lastEvent);
}

void TestTimelineView::enterActivates()
{
    show({});
    QSignalSpy activated(m_view.get(), &TimelineView::stepActivated);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
}

void TestTimelineView::tooltipIsPlain()
{
    VertexEvent hostile;
    hostile.digest = u"sha256:x"_s;
    hostile.name = u"[stage 1/1] RUN <b>\x1b[31m\u202eevil</b>"_s;
    hostile.started = 1'000'000'000;
    m_replay->apply(hostile);
    m_view->setBuild(&m_replay->state, {}, {});
    const QString words = m_view->explain(0);
    QVERIFY(words.contains("<b>"_L1)); // shown as it is, escaped where it is shown
    QVERIFY(!words.contains(u'\x1b') && !words.contains(QChar(0x202e)));
}

void TestTimelineView::accessibleChildren()
{
    show(u"fail-run.rawjson"_s);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(interface);
    QCOMPARE(interface->role(), QAccessible::List);
    QVERIFY(interface->childCount() > 3);
    QCOMPARE(interface->childCount(), static_cast<int>(m_view->items().size()));
    bool isFailureSaid = false;
    for (int i = 0; i < interface->childCount(); ++i) {
        QAccessibleInterface *child = interface->child(i);
        QVERIFY(child && child->isValid());
        QCOMPARE(child->parent(), interface);
        QCOMPARE(interface->indexOfChild(child), i);
        QVERIFY(!child->text(QAccessible::Name).isEmpty());
        isFailureSaid = isFailureSaid || child->text(QAccessible::Name).contains(u"failed"_s);
        if (!child->state().offscreen) {
            QVERIFY(interface->rect().contains(child->rect().center()));
            QCOMPARE(interface->childAt(child->rect().center().x(), child->rect().center().y()), child);
        }
    }
    QVERIFY(isFailureSaid);
    QVERIFY(!interface->child(-1));
    QVERIFY(!interface->child(interface->childCount()));
}

void TestTimelineView::accessibleChildIsPressed()
{
    show({});
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
    QAccessibleInterface *child = interface->child(2);
    QVERIFY(child->actionInterface());
    child->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_selection->step(), m_view->items()[2].step);
    QVERIFY(child->state().selected);
    QCOMPARE(interface->focusChild(), m_view->hasFocus() ? child : nullptr);
}

// Without its colour: a picture in grey of each state differs from that of each other.
void TestTimelineView::everyStatePaintsDifferently()
{
    QList<QImage> seen;
    for (const StepState state : {StepState::Running, StepState::Done, StepState::Cached, StepState::Failed, StepState::Cancelled}) {
        Replay replay;
        VertexEvent step;
        step.digest = u"sha256:x"_s;
        step.name = u"[build 1/1] RUN x"_s;
        step.started = 1'000'000'000;
        step.completed = state == StepState::Running ? 0 : 5'000'000'000;
        step.isCached = state == StepState::Cached;
        step.error = state == StepState::Failed ? u"exit code: 1"_s : state == StepState::Cancelled ? u"context canceled"_s : QString();
        replay.apply(step);
        QCOMPARE(replay.state.steps[0].state, state);
        m_view->setBuild(&replay.state, {}, [] { return 5'000'000'000LL; });
        m_view->setRunning(state == StepState::Running);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        const QImage picture = m_view->viewport()->grab().toImage().convertToFormat(QImage::Format_Grayscale8);
        QVERIFY(!seen.contains(picture));
        seen.append(picture);
        m_view->setBuild(nullptr, {}, {});
    }
}

void TestTimelineView::atMostThirtyFrames()
{
    show({});
    m_view->setRunning(true);
    Frames frames(m_view->viewport());
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < 400) {
        m_view->updateBuild();
        QTest::qWait(1);
    }
    const double seconds = static_cast<double>(since.elapsed()) / 1000;
    QVERIFY2(frames.count <= seconds * 30 + 3, qPrintable(u"%1 frames in %2 s"_s.arg(frames.count).arg(seconds)));
    QVERIFY(frames.count > 0);
}

void TestTimelineView::nothingIsPaintedWhenHidden()
{
    show({});
    m_view->setRunning(true);
    m_view->hide();
    Frames frames(m_view->viewport());
    m_view->updateBuild();
    QTest::qWait(150);
    QCOMPARE(frames.count, 0);
    m_view->show();
    QTRY_VERIFY(frames.count > 0);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
