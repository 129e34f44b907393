// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/codefolding.h"
#include "plan/codeview.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTranslator>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestCodeFolding : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void foldsOfADockerfile_data();
    void foldsOfADockerfile();
    void foldsOfADifference_data();
    void foldsOfADifference();
    void standsFoldedAndSaysWhatItIs();
    void copiesTheWhole();
    void turns_data();
    void turns();
    void keysGoPastIt_data();
    void keysGoPastIt();
    void findingAndShowingUnfold_data();
    void findingAndShowingUnfold();
    void staysAsItWasTurned();
    void positionSurvivesAChange();
    void foldGoesWithItsLines();
    void foldingTakesTheCursorOut();
    void pointingShowsTheHead();
    void tabReachesIt();

private:
    [[nodiscard]] FoldButton *button() const { return m_view->findChild<FoldButton *>(); }
    void setText(const QStringList &text, bool flash = false);
    QTranslator m_english;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<CodeView> m_view;
};

namespace {

QStringList script(int lines)
{
    QStringList text{u"FROM tools AS planner"_s, u"COPY <<\"PYTHON\" /usr/local/lib/dependencies.py"_s};
    for (int i = 0; i < lines; ++i)
        text.append(u"line %1"_s.arg(i));
    return text + QStringList{u"PYTHON"_s, u"COPY . ."_s, u"RUN true"_s};
}

DockerfileDocument documentOf(const QStringList &text)
{
    DockerfileDocument document;
    document.reasons.append({u"reduce"_s, 1, static_cast<int>(text.size()), u"So that it is."_s});
    for (const QString &line : text)
        document.lines.append({line, u"planner"_s, 0});
    return document;
}

} // namespace

void TestCodeFolding::initTestCase()
{
    QVERIFY(m_english.load(u":/i18n/slipway_en.qm"_s));
    QCoreApplication::installTranslator(&m_english);
}

void TestCodeFolding::init()
{
    m_theme = std::make_unique<Theme>();
    m_view = std::make_unique<CodeView>(m_theme.get());
    m_view->resize(700, 400);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void TestCodeFolding::cleanup()
{
    m_view.reset();
    m_theme.reset();
}

void TestCodeFolding::setText(const QStringList &text, bool flash)
{
    QList<CodeLine> lines;
    for (const QString &line : text)
        lines.append({line, QString::number(lines.size() + 1), {}, {}});
    m_view->setLines(lines, flash, foldsOf(documentOf(text)));
}

void TestCodeFolding::foldsOfADockerfile_data()
{
    QTest::addColumn<QStringList>("text");
    QTest::addColumn<QString>("folded");
    const QStringList nine{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s, u"7"_s, u"8"_s, u"9"_s};
    QTest::newRow("empty") << QStringList{} << QString();
    QTest::newRow("none") << QStringList{u"FROM a"_s, u"RUN b"_s} << QString();
    QTest::newRow("one") << script(126) << u"2: 3-128"_s;
    QTest::newRow("short enough to be read") << script(8) << QString();
    QTest::newRow("in single quotes") << QStringList(QStringList{u"RUN <<'EOF'"_s} + nine + QStringList{u"EOF"_s}) << u"1: 2-10"_s;
    QTest::newRow("without quotes, with a mount") << QStringList(QStringList{u"RUN --mount=type=cache,target=/a <<EOF bash"_s} + nine + QStringList{u"EOF"_s})
                                                  << u"1: 2-10"_s;
    QTest::newRow("tabs before the end") << QStringList(QStringList{u"copy <<-EOF /a"_s} + nine + QStringList{u"\tEOF"_s}) << u"1: 2-10"_s;
    QTest::newRow("never ends") << QStringList(QStringList{u"RUN <<EOF"_s} + nine) << QString();
    QTest::newRow("a shift, no document") << QStringList(QStringList{u"RUN echo $((1<<EOF))"_s} + nine + QStringList{u"EOF"_s}) << QString();
    QTest::newRow("two") << script(20) + script(30) << u"2: 3-22, 27: 28-57"_s;
    QTest::newRow("the start of one inside of another")
        << QStringList(QStringList{u"RUN <<OUTER"_s, u"RUN <<INNER"_s} + nine + QStringList{u"INNER"_s, u"OUTER"_s}) << u"1: 2-12"_s;
}

void TestCodeFolding::foldsOfADockerfile()
{
    QFETCH(QStringList, text);
    QFETCH(QString, folded);
    QStringList found;
    for (const CodeFold &fold : foldsOf(documentOf(text)))
        found.append(u"%1: %2-%3"_s.arg(fold.head).arg(fold.first).arg(fold.last));
    QCOMPARE(found.join(u", "_s), folded);
}

void TestCodeFolding::foldsOfADifference_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    QTest::addColumn<int>("count");
    QStringList changed = script(20);
    changed[10] = u"another"_s;
    QTest::newRow("the same script") << script(20) << QStringList(script(20) + QStringList{u"USER 1"_s}) << 1;
    QTest::newRow("a script that is new") << QStringList{u"FROM scratch"_s} << script(20) << 1;
    QTest::newRow("a change inside is always seen") << script(20) << changed << 0;
}

void TestCodeFolding::foldsOfADifference()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    QFETCH(int, count);
    QCOMPARE(foldsOf(diffLines(before.join(u'\n') + u'\n', after.join(u'\n') + u'\n')).size(), count);
}

void TestCodeFolding::standsFoldedAndSaysWhatItIs()
{
    setText(script(126));
    QVERIFY(button()->isVisible());
    QCOMPARE(button()->text(), u"… 126 lines: makes the recipe independent of your own versions and binaries"_s);
    for (int line = 3; line <= 128; ++line)
        QVERIFY(m_view->isFolded(line) && !m_view->document()->findBlockByNumber(line - 1).isVisible());
    QVERIFY(!m_view->isFolded(2) && !m_view->isFolded(129));
    // All of it is on one page: nothing to scroll, and the button stands between the head and the end.
    QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
    const QTextBlock head = m_view->document()->findBlockByNumber(1);
    const QTextBlock end = m_view->document()->findBlockByNumber(128);
    QVERIFY(button()->y() >= m_view->cursorRect(QTextCursor(head)).bottom());
    QVERIFY(button()->geometry().bottom() <= m_view->cursorRect(QTextCursor(end)).top());
    QVERIFY(!m_view->grab().isNull());
}

void TestCodeFolding::copiesTheWhole()
{
    setText(script(126));
    QCOMPARE(m_view->toPlainText(), script(126).join(u'\n'));
    m_view->setFocus();
    QTest::keySequence(m_view.get(), QKeySequence::SelectAll);
    QTest::keySequence(m_view.get(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), script(126).join(u'\n'));
    QVERIFY(m_view->isFolded(3));
}

void TestCodeFolding::turns_data()
{
    QTest::addColumn<QString>("how");
    QTest::newRow("by a click on its line") << u"click"_s;
    QTest::newRow("by Space on the button") << u"space"_s;
    QTest::newRow("by Return on the button") << u"return"_s;
    QTest::newRow("by Return in the text") << u"text"_s;
    QTest::newRow("by an assistive tool") << u"tool"_s;
}

void TestCodeFolding::turns()
{
    QFETCH(QString, how);
    setText(script(60));
    const auto turn = [&] {
        if (how == "click"_L1) {
            QTest::mouseClick(button(), Qt::LeftButton, {}, QPoint(8, button()->height() / 2));
        } else if (how == "text"_L1) {
            m_view->setFocus();
            m_view->setTextCursor(QTextCursor(m_view->document()->findBlockByNumber(1)));
            QTest::keyClick(m_view.get(), Qt::Key_Return);
        } else if (how == "tool"_L1) {
            QAccessibleInterface *tool = QAccessible::queryAccessibleInterface(button());
            QVERIFY(tool && tool->actionInterface());
            QVERIFY(tool->text(QAccessible::Name).contains(u"60 lines"_s));
            tool->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        } else {
            button()->setFocus();
            QTest::keyClick(button(), how == "space"_L1 ? Qt::Key_Space : Qt::Key_Return);
        }
    };
    turn();
    QTRY_VERIFY(!m_view->isFolded(3));
    QVERIFY(m_view->document()->findBlockByNumber(30).isVisible());
    QVERIFY(m_view->verticalScrollBar()->maximum() > 0);
    QVERIFY(button()->accessibleName().startsWith(u"Unfolded"_s));
    turn();
    QTRY_VERIFY(m_view->isFolded(3));
    QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
}

void TestCodeFolding::keysGoPastIt_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<bool>("atEnd");
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("to");
    QTest::newRow("down") << 2 << false << int(Qt::Key_Down) << 63;
    QTest::newRow("up") << 63 << false << int(Qt::Key_Up) << 2;
    QTest::newRow("right at the end of the head") << 2 << true << int(Qt::Key_Right) << 63;
    QTest::newRow("left at the start of the line below") << 63 << false << int(Qt::Key_Left) << 2;
}

void TestCodeFolding::keysGoPastIt()
{
    QFETCH(int, from);
    QFETCH(bool, atEnd);
    QFETCH(int, key);
    QFETCH(int, to);
    setText(script(60));
    m_view->setFocus();
    QTextCursor cursor(m_view->document()->findBlockByNumber(from - 1));
    if (atEnd)
        cursor.movePosition(QTextCursor::EndOfBlock);
    m_view->setTextCursor(cursor);
    QTest::keyClick(m_view.get(), static_cast<Qt::Key>(key));
    QCOMPARE(m_view->currentLine(), to);
    QVERIFY(m_view->isFolded(3));
}

void TestCodeFolding::findingAndShowingUnfold_data()
{
    QTest::addColumn<bool>("isFound");
    QTest::newRow("found") << true;
    QTest::newRow("shown by its number") << false;
}

void TestCodeFolding::findingAndShowingUnfold()
{
    QFETCH(bool, isFound);
    setText(script(60));
    if (isFound)
        QVERIFY(m_view->find(u"line 41"_s));
    else
        m_view->showLine(44);
    QCOMPARE(m_view->currentLine(), 44);
    QVERIFY(!m_view->isFolded(44));
}

void TestCodeFolding::staysAsItWasTurned()
{
    setText(script(60));
    button()->click();
    setText(script(61), true);
    QVERIFY(!m_view->isFolded(3));
    button()->click();
    setText(script(62) + QStringList{u"USER 1"_s}, true);
    QVERIFY(m_view->isFolded(3) && m_view->isFolded(64) && !m_view->isFolded(65));
    QCOMPARE(m_view->toPlainText(), (script(62) + QStringList{u"USER 1"_s}).join(u'\n'));
    QVERIFY(button()->text().startsWith(u"… 62 lines"_s));
}

void TestCodeFolding::positionSurvivesAChange()
{
    QStringList text = script(60);
    for (int i = 0; i < 80; ++i)
        text.append(u"RUN step %1"_s.arg(i));
    setText(text);
    m_view->showLine(100); // below the fold
    const int top = m_view->cursorForPosition(QPoint(0, 0)).blockNumber();
    QVERIFY(top > 64);
    text.insert(0, u"# one more"_s);
    text.insert(10, u"one more in the script"_s);
    setText(text, true);
    QCOMPARE(m_view->currentLine(), 102);
    QCOMPARE(m_view->cursorForPosition(QPoint(0, 0)).blockNumber(), top + 2);
    QVERIFY(m_view->isFolded(12));
}

void TestCodeFolding::foldGoesWithItsLines()
{
    setText(script(60));
    setText({u"FROM tools AS planner"_s, u"COPY . ."_s}, true);
    QTRY_VERIFY(!button());
    QCOMPARE(m_view->toPlainText(), u"FROM tools AS planner\nCOPY . ."_s);
    for (QTextBlock block = m_view->document()->firstBlock(); block.isValid(); block = block.next())
        QVERIFY(block.isVisible() && block.lineCount() == 1);
    setText(script(20), true);
    QVERIFY(button() && m_view->isFolded(3));
}

void TestCodeFolding::foldingTakesTheCursorOut()
{
    setText(script(60));
    m_view->showLine(30);
    button()->click();
    QCOMPARE(m_view->currentLine(), 2);
    QVERIFY(m_view->isFolded(30));
}

void TestCodeFolding::pointingShowsTheHead()
{
    setText(script(60));
    QSignalSpy hovered(m_view.get(), &CodeView::lineHovered);
    QEnterEvent enter(QPointF(3, 3), QPointF(3, 3), QPointF(3, 3));
    QCoreApplication::sendEvent(button(), &enter);
    QCOMPARE(hovered.last().first().toInt(), 2);
}

void TestCodeFolding::tabReachesIt()
{
    setText(script(60));
    m_view->setFocus();
    QTest::keyClick(m_view.get(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), button());
}

QTEST_MAIN(TestCodeFolding)
#include "tst_codefolding.moc"
