// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/historymodel.h"
#include "history/historypage.h"
#include "history/recordpanel.h"
#include "history/recordstepsmodel.h"
#include "records.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

class TestHistoryPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptySaysWhatComes();
    void newestIsFirst();
    void oneIsShownTwoAreCompared();
    void selectionSurvivesAReload();
    void deleteTakesOut();
    void digestIsCopied();

private:
    void show();
    QTreeView *list() { return m_page->findChild<QTreeView *>(u"historyList"_s); }
    QString title() { return m_page->findChild<QLabel *>(u"recordTitle"_s)->text(); }
    Theme m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<History> m_history;
    std::unique_ptr<HistoryPage> m_page;
};

void TestHistoryPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_history = std::make_unique<History>(m_folder->path());
    m_page = std::make_unique<HistoryPage>(m_history.get(), nullptr, &m_theme);
    m_page->resize(1100, 700);
}

void TestHistoryPage::cleanup()
{
    m_page.reset();
    m_history.reset();
    m_folder.reset();
}

void TestHistoryPage::show()
{
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestHistoryPage::emptySaysWhatComes()
{
    show();
    QVERIFY(m_page->findChild<QLabel *>(u"historyEmpty"_s)->isVisible());
    QVERIFY(!list()->isVisible());
}

void TestHistoryPage::newestIsFirst()
{
    writeShopRecords(*m_history, u"/shop"_s);
    show();
    QVERIFY(list()->isVisible());
    QCOMPARE(list()->model()->rowCount(), 12);
    QVERIFY(list()->model()->index(0, 0).data(HistoryModel::TimeRole).toDateTime() > list()->model()->index(1, 0).data(HistoryModel::TimeRole).toDateTime());
    QCOMPARE(list()->currentIndex().row(), 0); // and shown without a click
    QVERIFY2(title().startsWith(u"shop"_s), qPrintable(title()));
}

void TestHistoryPage::oneIsShownTwoAreCompared()
{
    writeShopRecords(*m_history, u"/shop"_s);
    show();
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Home);
    QVERIFY2(title().startsWith(u"shop"_s), qPrintable(title()));
    auto *steps = m_page->findChild<QTreeView *>(u"recordSteps"_s);
    QCOMPARE(steps->model()->rowCount(), 5);
    QVERIFY(steps->isColumnHidden(RecordStepsModel::ChangeColumn));
    QTest::keyClick(list(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY2(title().startsWith(u"The second was "_s), qPrintable(title()));
    QVERIFY(!steps->isColumnHidden(RecordStepsModel::ChangeColumn));
    QTest::keyClick(list(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(title().isEmpty());
    QVERIFY(!steps->isVisible());
}

void TestHistoryPage::selectionSurvivesAReload()
{
    writeShopRecords(*m_history, u"/shop"_s);
    show();
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Home);
    QTest::keyClick(list(), Qt::Key_Down);
    const QString id = list()->currentIndex().data(HistoryModel::IdRole).toString();
    QVERIFY(m_history->add(shopRecord(u"/shop"_s, 600, u"done"_s, 1000)).has_value());
    m_page->reload();
    QCOMPARE(list()->model()->rowCount(), 13);
    QCOMPARE(list()->currentIndex().data(HistoryModel::IdRole).toString(), id);
    QCOMPARE(list()->selectionModel()->selectedRows().size(), 1);
}

void TestHistoryPage::deleteTakesOut()
{
    writeShopRecords(*m_history, u"/shop"_s);
    show();
    list()->setFocus();
    const QString id = list()->currentIndex().data(HistoryModel::IdRole).toString();
    QTest::keyClick(list(), Qt::Key_Delete);
    QCOMPARE(list()->model()->rowCount(), 11);
    QCOMPARE(list()->selectionModel()->selectedRows().size(), 1); // the next one
    QVERIFY(!m_history->find(id).has_value());
    QTest::keyClick(list(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(list(), Qt::Key_Delete);
    QVERIFY(m_page->findChild<QLabel *>(u"historyEmpty"_s)->isVisible());
}

void TestHistoryPage::digestIsCopied()
{
    QVERIFY(m_history->add(shopRecord(u"/shop"_s, 0, u"done"_s, 1000)).has_value());
    show();
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Home);
    QTest::mouseClick(m_page->findChild<QToolButton *>(u"recordDigestCopy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sha256:"_s + u"4f1ab0c9"_s.repeated(8));
}

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
