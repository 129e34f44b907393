// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/chip.h"
#include "widgets/labels.h"
#include "widgets/pagetabs.h"
#include "widgets/primarybutton.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestWidgets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsAreNeverHtml();
    void labelFollowsTheTheme();
    void chipSaysItsWord();
    void tabsChangeByKeyAndMouse();
    void tabsDoNotJumpWhenTheCurrentOneIsBold();
    void tabsInLittleRoom();
    void arrowOpensItsMenuWithoutALoop();
    void linkButtonIsPressedByKey();
    void summaryWrapsWhenNarrow();
};

void TestWidgets::labelsAreNeverHtml()
{
    Theme theme;
    const QString hostile = u"<img src=x><b>shop</b>"_s;
    QCOMPARE(std::unique_ptr<QLabel>(plainLabel(hostile))->textFormat(), Qt::PlainText);
    QCOMPARE(std::unique_ptr<QLabel>(sectionTitle(hostile, &theme))->textFormat(), Qt::PlainText);
    QCOMPARE(RoleLabel(hostile, ColorRole::Bad, &theme).textFormat(), Qt::PlainText);
}

void TestWidgets::labelFollowsTheTheme()
{
    Theme theme;
    theme.setScheme(Theme::Scheme::Light);
    RoleLabel label(u"text"_s, ColorRole::Good, &theme);
    QCOMPARE(label.palette().color(QPalette::WindowText), Theme::color(ColorRole::Good, false));
    theme.setScheme(Theme::Scheme::Dark);
    QTRY_COMPARE(label.palette().color(QPalette::WindowText), Theme::color(ColorRole::Good, true));
    label.setRole(ColorRole::Bad);
    QCOMPARE(label.palette().color(QPalette::WindowText), Theme::color(ColorRole::Bad, true));
}

void TestWidgets::chipSaysItsWord()
{
    Theme theme;
    Chip chip(&theme);
    chip.setState(u"bundled"_s, ChipKind::Good);
    QCOMPARE(chip.accessibleName(), u"bundled"_s);
    const int width = chip.sizeHint().width();
    chip.setState(u"bundled and more"_s, ChipKind::Good);
    QVERIFY(chip.sizeHint().width() > width);
}

void TestWidgets::tabsChangeByKeyAndMouse()
{
    Theme theme;
    PageTabs tabs(&theme);
    tabs.addTab(u"Plan"_s);
    tabs.addTab(u"Build"_s);
    tabs.show();
    QSignalSpy changed(&tabs, &QTabBar::currentChanged);
    QTest::keyClick(&tabs, Qt::Key_Right);
    QCOMPARE(tabs.currentIndex(), 1);
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(0).center());
    QCOMPARE(tabs.currentIndex(), 0);
    QCOMPARE(changed.count(), 2);
}

void TestWidgets::tabsDoNotJumpWhenTheCurrentOneIsBold()
{
    Theme theme;
    PageTabs tabs(&theme);
    tabs.addTab(u"Plan"_s);
    tabs.addTab(u"Build"_s);
    const QRect before = tabs.tabRect(1);
    tabs.setCurrentIndex(1);
    QCOMPARE(tabs.tabRect(1), before);
}

/// Space goes first, then ends of words; all tabs stay in sight, and there are no arrows.
void TestWidgets::tabsInLittleRoom()
{
    Theme theme;
    PageTabs tabs(&theme);
    for (const QString &words : {u"&Dockerfile"_s, u"Changes (128)"_s, u".dockerignore"_s, u"Crates"_s})
        tabs.addTab(words);
    tabs.setTabToolTip(1, u"What differs."_s);
    tabs.show();
    const int roomy = tabs.sizeHint().width();
    const int whole = tabs.wholeWidth();
    QVERIFY(whole < roomy);
    for (const int width : {roomy * 2, roomy, (roomy + whole) / 2, whole, whole * 3 / 4, tabs.minimumSizeHint().width()}) {
        tabs.resize(width, tabs.sizeHint().height());
        int elided = 0;
        for (int i = 0; i < tabs.count(); ++i) {
            QVERIFY2(tabs.rect().contains(tabs.tabRect(i)), qPrintable(QString::number(width)));
            elided += tabs.isElided(i) ? 1 : 0;
        }
        QCOMPARE(elided > 0, width < whole);
        for (const QToolButton *arrow : tabs.findChildren<QToolButton *>())
            QVERIFY(!arrow->isVisible());
    }
    const QPoint place = tabs.tabRect(1).center();
    QHelpEvent help(QEvent::ToolTip, place, tabs.mapToGlobal(place));
    QVERIFY(QCoreApplication::sendEvent(&tabs, &help));
    QCOMPARE(QToolTip::text(), u"Changes (128)\nWhat differs."_s);
    QToolTip::hideText();
}

void TestWidgets::arrowOpensItsMenuWithoutALoop()
{
    Theme theme;
    QMenu menu;
    menu.addAction(u"One"_s);
    PrimaryButton arrow({}, PrimaryButton::Part::Arrow, &theme);
    arrow.setPopup(&menu);
    arrow.show();
    QTest::mouseClick(&arrow, Qt::LeftButton);
    QVERIFY(menu.isVisible()); // we are here again while it is open
    menu.hide();
    QTest::keyClick(&arrow, Qt::Key_Down);
    QVERIFY(menu.isVisible());
}

void TestWidgets::linkButtonIsPressedByKey()
{
    Theme theme;
    LinkButton button(u"Ignore"_s, &theme);
    button.show();
    QSignalSpy clicked(&button, &QToolButton::clicked);
    QTest::keyClick(&button, Qt::Key_Space);
    QCOMPARE(clicked.count(), 1);
    QCOMPARE(button.accessibleName(), u"Ignore"_s);
}

void TestWidgets::summaryWrapsWhenNarrow()
{
    SummaryLabel label;
    label.setText(u"2 platforms · 304 crates · nothing emulated"_s);
    label.resize(1000, 20);
    const int wide = label.sizeHint().height();
    label.resize(120, 20);
    QCOMPARE(label.sizeHint().height(), wide + label.fontMetrics().height());
}

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
