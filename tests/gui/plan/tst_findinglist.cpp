// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/findinglist.h"

#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestFindingList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhenThereIsNone_data();
    void saysWhenThereIsNone();

private:
    static bool saysNothing(const QWidget &list)
    {
        bool isSaid = false;
        for (const QLabel *label : list.findChildren<QLabel *>())
            isSaid = isSaid || (label->isVisible() && label->text() == "Nothing stands in the way."_L1);
        return isSaid;
    }
};

void TestFindingList::saysWhenThereIsNone_data()
{
    QTest::addColumn<QList<Finding>>("findings");
    QTest::addColumn<QStringList>("ignored");
    QTest::addColumn<bool>("isSaid");
    const Finding error{u"broken"_s, Finding::Severity::Error, u"It cannot be built."_s, {}, {}, 0, {}, {}};
    const Finding warning{u"odd"_s, Finding::Severity::Warning, u"It is odd."_s, {}, {}, 0, {}, {}};
    QTest::newRow("none") << QList<Finding>() << QStringList() << true;
    QTest::newRow("an error") << QList<Finding>{error} << QStringList() << false;
    QTest::newRow("a warning") << QList<Finding>{warning} << QStringList() << false;
    QTest::newRow("an ignored warning") << QList<Finding>{warning} << QStringList{u"odd"_s} << true;
    QTest::newRow("an error cannot be ignored") << QList<Finding>{error} << QStringList{u"broken"_s} << false;
}

void TestFindingList::saysWhenThereIsNone()
{
    QFETCH(QList<Finding>, findings);
    QFETCH(QStringList, ignored);
    QFETCH(bool, isSaid);
    Theme theme;
    QWidget page; // on the screen already, as the plan page is: rows made now are not shown yet
    auto *column = new QVBoxLayout(&page);
    auto *list = new FindingList(&theme, &page);
    column->addWidget(list);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    list->show(findings, ignored);
    QCoreApplication::processEvents();
    QCOMPARE(saysNothing(*list), isSaid);
}

QTEST_MAIN(TestFindingList)
#include "tst_findinglist.moc"
