// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differs_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("both empty") << u""_s << u""_s << u""_s;
        QTest::newRow("equal") << u"a\nb\n"_s << u"a\nb\n"_s << u" a b"_s;
        QTest::newRow("new file") << u""_s << u"a\nb\n"_s << u"+a+b"_s;
        QTest::newRow("emptied file") << u"a\nb\n"_s << u""_s << u"-a-b"_s;
        QTest::newRow("added in the middle") << u"a\nc\n"_s << u"a\nb\nc\n"_s << u" a+b c"_s;
        QTest::newRow("removed at the start") << u"a\nb\n"_s << u"b\n"_s << u"-a b"_s;
        QTest::newRow("changed at the end") << u"a\nb\n"_s << u"a\nc\n"_s << u" a-b+c"_s;
        QTest::newRow("no line break at the end") << u"a\nb"_s << u"a\nb\n"_s << u" a b"_s;
        QTest::newRow("all of it") << u"a\nb\n"_s << u"c\nd\n"_s << u"-a-b+c+d"_s;
    }

    void differs()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QString told;
        for (const DiffLine &line : diffLines(before, after))
            told += (line.kind == DiffLine::Kind::Same ? u' ' : line.kind == DiffLine::Kind::Added ? u'+' : u'-') + line.text;
        QTEST(told, "expected");
    }

    void bothTextsComeBack()
    {
        // Numbers from a fixed recurrence: every kind of neighbourhood, the same at each run.
        quint32 state = 1;
        const auto next = [&] { return state = state * 1664525u + 1013904223u; };
        for (int round = 0; round < 200; ++round) {
            QStringList a;
            QStringList b;
            for (quint32 i = next() >> 27; i > 0; --i)
                a.append(QString(QChar(u'a' + int(next() >> 30))));
            for (quint32 i = next() >> 27; i > 0; --i)
                b.append(QString(QChar(u'a' + int(next() >> 30))));
            QStringList oldLines;
            QStringList newLines;
            for (const DiffLine &line : diffLines(a.join(u'\n'), b.join(u'\n'))) {
                if (line.kind != DiffLine::Kind::Added) {
                    oldLines.append(line.text);
                    QCOMPARE(line.oldLine, int(oldLines.size()));
                }
                if (line.kind != DiffLine::Kind::Removed) {
                    newLines.append(line.text);
                    QCOMPARE(line.newLine, int(newLines.size()));
                }
            }
            QCOMPARE(oldLines, a);
            QCOMPARE(newLines, b);
        }
    }
};

QTEST_GUILESS_MAIN(TestDifference)
#include "tst_difference.moc"
