// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/codeview.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestCodeView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void patchedTextIsTheText_data();
    void patchedTextIsTheText();
    void cursorStaysAtItsWord();
    void selectionSurvives();
    void scrollPositionSurvives();
    void changedLinesFlashOnce();
    void firstTextDoesNotFlash();
    void lineIsShown();
    void linesAreMarked();
};

namespace {

QList<CodeLine> lines(const QString &text)
{
    QList<CodeLine> result;
    for (const QString &line : text.split(u'\n'))
        result.append({line, QString::number(result.size() + 1), {}, {}});
    return result;
}

QString many(int count, const QString &word)
{
    QStringList result;
    for (int i = 1; i <= count; ++i)
        result.append(word + QString::number(i));
    return result.join(u'\n');
}

} // namespace

void TestCodeView::patchedTextIsTheText_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("a word in a line") << u"a\nb c\nd"_s << u"a\nb x\nd"_s;
    QTest::newRow("a line more at the start") << u"a\nb"_s << u"n\na\nb"_s;
    QTest::newRow("a line more at the end") << u"a\nb"_s << u"a\nb\nn"_s;
    QTest::newRow("two lines more inside") << u"a\nb"_s << u"a\nx\ny\nb"_s;
    QTest::newRow("a line less at the start") << u"a\nb\nc"_s << u"b\nc"_s;
    QTest::newRow("a line less at the end") << u"a\nb\nc"_s << u"a\nb"_s;
    QTest::newRow("lines less inside") << u"a\nb\nc\nd"_s << u"a\nd"_s;
    QTest::newRow("several hunks") << u"a\nb\nc\nd\ne"_s << u"A\nb\nd\nE\nf"_s;
    QTest::newRow("all another") << u"a\nb"_s << u"x\ny\nz"_s;
    QTest::newRow("repeated lines") << u"a\n\na\n\na"_s << u"a\n\na"_s;
    QTest::newRow("the same end in a changed line") << u"aa"_s << u"aaa"_s;
    QTest::newRow("only one line") << u"a"_s << u"b"_s;
    QTest::newRow("wide characters") << u"été 日本\n🦀 x"_s << u"été 日\n🦀 y"_s;
}

void TestCodeView::patchedTextIsTheText()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(before), true);
    QCOMPARE(view.toPlainText(), before);
    view.setLines(lines(after), true);
    QCOMPARE(view.toPlainText(), after);
    view.setLines(lines(before), true);
    QCOMPARE(view.toPlainText(), before);
}

void TestCodeView::cursorStaysAtItsWord()
{
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(u"one\ntwo\nthree four"_s), true);
    QTextCursor cursor = view.textCursor();
    cursor.setPosition(view.toPlainText().indexOf(u"four"_s));
    view.setTextCursor(cursor);
    view.setLines(lines(u"zero\none\n2\nthree four"_s), true);
    QCOMPARE(view.textCursor().position(), view.toPlainText().indexOf(u"four"_s));
    QCOMPARE(view.currentLine(), 4);
}

void TestCodeView::selectionSurvives()
{
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(u"one\ntwo\nthree four"_s), true);
    QTextCursor cursor = view.textCursor();
    cursor.setPosition(view.toPlainText().indexOf(u"three"_s));
    cursor.setPosition(cursor.position() + 5, QTextCursor::KeepAnchor);
    view.setTextCursor(cursor);
    view.setLines(lines(u"new\none\ntwo\nthree more"_s), true);
    QCOMPARE(view.textCursor().selectedText(), u"three"_s);
}

void TestCodeView::scrollPositionSurvives()
{
    Theme theme;
    CodeView view(&theme);
    view.resize(300, 200);
    view.show();
    view.setLines(lines(many(200, u"line "_s)), true);
    view.verticalScrollBar()->setValue(100);
    view.setLines(lines(u"two\nmore\n"_s + many(200, u"line "_s)), true);
    QCOMPARE(view.verticalScrollBar()->value(), 102); // the same lines are in sight
    view.setLines(lines(many(200, u"line "_s) + u"\nbelow"_s), true);
    QCOMPARE(view.verticalScrollBar()->value(), 100);
}

void TestCodeView::changedLinesFlashOnce()
{
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(u"a\nb\nc"_s), true);
    view.setLines(lines(u"a\nB\nc\nd"_s), true);
    QCOMPARE(view.flashedLines(), (QList<int>{1, 3}));
    QVERIFY(!view.extraSelections().isEmpty());
    QTRY_VERIFY(view.flashedLines().isEmpty());
    QVERIFY(view.extraSelections().isEmpty());
}

void TestCodeView::firstTextDoesNotFlash()
{
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(u"a\nb"_s), true);
    QVERIFY(view.flashedLines().isEmpty());
}

void TestCodeView::lineIsShown()
{
    Theme theme;
    CodeView view(&theme);
    view.resize(300, 200);
    view.show();
    view.setLines(lines(many(200, u"line "_s)), true);
    view.showLine(150);
    QCOMPARE(view.currentLine(), 150);
    QVERIFY(view.viewport()->rect().contains(view.cursorRect()));
    view.showLine(4000); // not there: nothing moves
    QCOMPARE(view.currentLine(), 150);
}

void TestCodeView::linesAreMarked()
{
    Theme theme;
    CodeView view(&theme);
    view.setLines(lines(u"a\nb\nc"_s), true);
    view.markLines(2, 3);
    QCOMPARE(view.extraSelections().size(), 2);
    view.markLines(0, 0);
    QVERIFY(view.extraSelections().isEmpty());
}

QTEST_MAIN(TestCodeView)
#include "tst_codeview.moc"
