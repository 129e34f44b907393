// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/resultcard.h"
#include "log/logview.h"
#include "samples.h"
#include "timeline/timelineview.h"
#include "windowfixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeView>

using namespace slipway;
using namespace slipway::test;

/// A build in the window, from the click to its end.
class TestWindowBuilds : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void buildShowsItsEnd_data();
    void buildShowsItsEnd();
    void cancelByKey();
    void closingAsksWhileABuildRuns();
    void copiedDockerfileIsTheOneThatIsShown();
};

void TestWindowBuilds::buildShowsItsEnd_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("result");
    QTest::newRow("it works") << u"ok-multiplatform.rawjson"_s << 0 << u"done"_s;
    QTest::newRow("a step fails") << u"fail-run.rawjson"_s << 1 << u"failed"_s;
}

void TestWindowBuilds::buildShowsItsEnd()
{
    QFETCH(QString, stream);
    QFETCH(int, code);
    QFETCH(QString, result);
    waitForEngine();
    open(u"hello"_s);
    m_parts->docker.setBuild(recordedStream(stream), code,
                             "{\"containerimage.digest\": \"sha256:1111111111111111111111111111111111111111111111111111111111111111\"}");
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

void TestWindowBuilds::cancelByKey()
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

void TestWindowBuilds::closingAsksWhileABuildRuns()
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

void TestWindowBuilds::copiedDockerfileIsTheOneThatIsShown()
{
    open(u"hello"_s);
    QTest::keyClick(m_parts->window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), m_parts->session->current()->document.text());
    QCOMPARE(QGuiApplication::clipboard()->text().trimmed(), preview().trimmed());
}

QTEST_MAIN(TestWindowBuilds)
#include "tst_windowbuilds.moc"
