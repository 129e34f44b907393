// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"
#include "widgets/pagetabs.h"
#include "windowfixture.h"

#include <QScrollArea>
#include <QTabWidget>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

/// The plan in windows of any width: all that is there can be seen, and tabs do not scroll.
class TestWindowNarrow : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void partsHaveRoom_data();
    void partsHaveRoom();
    void partsComeBack();
    void focusStays();

private:
    /// A project with native libraries, findings and changes to a Dockerfile of its own.
    void openFull()
    {
        const QString project = m_parts->copyProject(u"openssl"_s);
        writeFile(project, u"rust-toolchain.toml"_s, "[toolchain]\nchannel = \"nightly-2026-01-15\"\n");
        writeFile(project, u"Dockerfile"_s, "FROM rust:1\nCOPY . .\nRUN cargo build --release\n");
        open(u"openssl"_s);
    }
    void resize(int width)
    {
        m_parts->window->resize(width, 640);
        QTRY_COMPARE(m_parts->window->width(), width);
        QTest::qWait(0);
    }
    [[nodiscard]] QRect place(const QString &name) const
    {
        const auto *page = m_parts->find<QWidget>(u"planPage"_s);
        const auto *part = m_parts->find<QWidget>(name);
        return {part->mapTo(page, QPoint()), part->size()};
    }
};

void TestWindowNarrow::partsHaveRoom_data()
{
    QTest::addColumn<int>("units"); // of the font's height; 0: the least
    QTest::addColumn<bool>("isSideBySide");
    QTest::newRow("wide") << 110 << true;
    QTest::newRow("as it comes") << 86 << true;
    QTest::newRow("half of a usual screen") << 62 << false;
    QTest::newRow("less") << 50 << false;
    QTest::newRow("least") << 0 << false;
}

void TestWindowNarrow::partsHaveRoom()
{
    QFETCH(int, units);
    QFETCH(bool, isSideBySide);
    openFull();
    resize(units > 0 ? units * m_parts->window->fontMetrics().height() : m_parts->window->minimumWidth());
    const QRect page(QPoint(), m_parts->find<QWidget>(u"planPage"_s)->size());
    QCOMPARE(page.width(), m_parts->window->width());
    QTRY_VERIFY(page.contains(place(u"choicePanel"_s)) && page.contains(place(u"foundPanel"_s)));
    const QRect middle = place(u"generatedTabs"_s);
    const QRect found = place(u"foundPanel"_s);
    const QRect choices = place(u"choicePanel"_s);
    QVERIFY(page.contains(middle));
    QVERIFY(choices.left() >= middle.right());
    QCOMPARE(found.right() <= middle.left(), isSideBySide);
    QCOMPARE(found.bottom() <= choices.top(), !isSideBySide);
    const auto *tabs = m_parts->find<PageTabWidget>(u"generatedTabs"_s)->pageTabs();
    QVERIFY(tabs->tabText(1).contains(u'('));
    for (int i = 0; i < tabs->count(); ++i) {
        QVERIFY2(!tabs->isElided(i), qPrintable(tabs->tabText(i)));
        QVERIFY2(tabs->rect().contains(tabs->tabRect(i)), qPrintable(tabs->tabText(i)));
    }
}

void TestWindowNarrow::partsComeBack()
{
    openFull();
    for (const int width : {1200, m_parts->window->minimumWidth(), 1200, m_parts->window->minimumWidth(), 1440}) {
        resize(width);
        const bool isNarrow = width < 1200;
        QTRY_COMPARE(place(u"foundPanel"_s).right() <= place(u"generatedTabs"_s).left(), !isNarrow);
        for (const QString &name : {u"foundPanel"_s, u"generatedTabs"_s, u"choicePanel"_s}) {
            QVERIFY2(m_parts->find<QWidget>(name)->isVisible(), qPrintable(name));
            QVERIFY2(place(name).width() >= 150 && place(name).height() >= 100, qPrintable(name));
        }
    }
}

void TestWindowNarrow::focusStays()
{
    openFull();
    auto *tree = m_parts->find<QTreeWidget>(u"projectTree"_s);
    tree->setFocus();
    for (const int width : {m_parts->window->minimumWidth(), 1440}) {
        resize(width);
        QTRY_COMPARE(QApplication::focusWidget(), tree);
    }
}

QTEST_MAIN(TestWindowNarrow)
#include "tst_windownarrow.moc"
