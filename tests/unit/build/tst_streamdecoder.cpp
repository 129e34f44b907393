// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/streamdecoder.h"
#include "support.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QByteArray recorded(const QString &name)
{
    QFile file(test::sourcePath(u"tests/data/buildkit/"_s + name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<StreamEvent> decode(const QByteArray &bytes, const std::function<qsizetype()> &piece)
{
    StreamDecoder decoder;
    QList<StreamEvent> events;
    for (qsizetype i = 0; i < bytes.size();) {
        const qsizetype size = qMin(piece(), bytes.size() - i);
        events += decoder.feed(bytes.sliced(i, size));
        i += size;
    }
    return events + decoder.finish();
}

template <typename T>
QList<T> only(const QList<StreamEvent> &events)
{
    QList<T> found;
    for (const StreamEvent &event : events) {
        if (const T *one = std::get_if<T>(&event))
            found += *one;
    }
    return found;
}

} // namespace

class TestStreamDecoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyCutGivesTheSameEvents_data()
    {
        QTest::addColumn<QString>("file");
        const QStringList files = QDir(test::sourcePath(u"tests/data/buildkit"_s)).entryList({u"*.rawjson"_s});
        QVERIFY(files.size() >= 10);
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file;
    }
    void anyCutGivesTheSameEvents()
    {
        QFETCH(QString, file);
        const QByteArray bytes = recorded(file);
        const QList<StreamEvent> whole = decode(bytes, [&] { return bytes.size(); });
        QVERIFY(!only<VertexEvent>(whole).isEmpty());
        QVERIFY(decode(bytes, [] { return 1; }) == whole);
        QRandomGenerator random(7);
        for (int i = 0; i < 5; ++i)
            QVERIFY(decode(bytes, [&] { return random.bounded(1, 900); }) == whole);
    }

    void indentedIsTheSameAsOneObjectALine()
    {
        const QByteArray lines = recorded(u"ok-multiplatform.rawjson"_s);
        const QByteArray indented = recorded(u"ok-multiplatform.indented-as-buildx-0.13.rawjson"_s);
        QVERIFY(!lines.isEmpty());
        QVERIFY(decode(indented, [&] { return indented.size(); }) == decode(lines, [&] { return lines.size(); }));
    }

    void failureKeepsTheToolsOwnWords()
    {
        const QByteArray bytes = recorded(u"fail-run.rawjson"_s);
        const QList<StreamEvent> events = decode(bytes, [] { return 4096; });
        QStringList text;
        for (const PlainTextEvent &event : only<PlainTextEvent>(events))
            text += event.line;
        QVERIFY(text.join(u'\n').contains(u"ERROR: failed to build"_s));
        bool failed = false;
        for (const VertexEvent &event : only<VertexEvent>(events))
            failed = failed || event.error.contains(u"did not complete successfully"_s);
        QVERIFY(failed);
    }

    void times()
    {
        StreamDecoder decoder;
        const auto events = decoder.feed(R"({"vertexes":[
            {"digest":"a","name":"x","started":"2026-11-23T23:16:42.4972Z","completed":"2026-11-24T00:16:42.000000001+01:00"},
            {"digest":"b","name":"y","started":"0001-01-01T00:00:00Z"}]})");
        const auto vertexes = only<VertexEvent>(events);
        QCOMPARE(vertexes.size(), 2);
        QCOMPARE(vertexes[0].started % 1'000'000'000, 497'200'000);
        QCOMPARE(vertexes[0].started / 1'000'000'000, vertexes[0].completed / 1'000'000'000);
        QCOMPARE(vertexes[0].completed % 1'000'000'000, 1);
        QCOMPARE(vertexes[1].started, 0);
    }

    void odd_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("text");
        QTest::newRow("empty") << QByteArray() << QStringList();
        QTest::newRow("empty object") << QByteArray("{}\n{}") << QStringList();
        QTest::newRow("text") << QByteArray("WARNING: a\r\n\nERROR: b") << QStringList{u"WARNING: a"_s, u"ERROR: b"_s};
        QTest::newRow("brace in a text line") << QByteArray("a {b\n{}\nc}\n") << QStringList{u"a {b"_s, u"c}"_s};
        QTest::newRow("another program's JSON") << QByteArray("{\"x\":1}\n") << QStringList{u"{\"x\":1}"_s};
        QTest::newRow("cut off") << QByteArray("{\"vertexes\":[{\"dig") << QStringList{u"{\"vertexes\":[{\"dig"_s};
        QTest::newRow("brace in a string") << QByteArray("{\"vertexes\":[{\"name\":\"}\\\"}\"}]}\nt\n") << QStringList{u"t"_s};
    }
    void odd()
    {
        QFETCH(QByteArray, bytes);
        QStringList text;
        for (const PlainTextEvent &event : only<PlainTextEvent>(decode(bytes, [] { return 3; })))
            text += event.line;
        QTEST(text, "text");
    }

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<VertexName>("expected");
        QTest::newRow("plain step") << u"[1/3] FROM scratch"_s << VertexName{{}, {}, {}, {}, 1, 3, false, u"FROM scratch"_s};
        QTest::newRow("stage") << u"[build  3/12] RUN a  b"_s << VertexName{{}, {}, {}, u"build"_s, 3, 12, false, u"RUN a  b"_s};
        QTest::newRow("platform") << u"[linux/arm/v7 shop 2/2] COPY a b"_s << VertexName{{}, u"linux/arm/v7"_s, {}, u"shop"_s, 2, 2, false, u"COPY a b"_s};
        QTest::newRow("cross") << u"[linux/amd64->arm64 build 4/7] RUN x"_s
                               << VertexName{{}, u"linux/amd64"_s, u"linux/arm64"_s, u"build"_s, 4, 7, false, u"RUN x"_s};
        QTest::newRow("internal") << u"[internal] load .dockerignore"_s << VertexName{{}, {}, {}, {}, 0, 0, true, u"load .dockerignore"_s};
        QTest::newRow("platform internal") << u"[linux/amd64 internal] load metadata for x"_s
                                           << VertexName{{}, u"linux/amd64"_s, {}, {}, 0, 0, true, u"load metadata for x"_s};
        QTest::newRow("bake") << u"[app linux/arm64 run 1/2] FROM y"_s << VertexName{u"app"_s, u"linux/arm64"_s, {}, u"run"_s, 1, 2, false, u"FROM y"_s};
        QTest::newRow("bake export") << u"[app] exporting to image"_s << VertexName{u"app"_s, {}, {}, {}, 0, 0, false, u"exporting to image"_s};
        QTest::newRow("no bracket") << u"exporting to image"_s << VertexName{{}, {}, {}, {}, 0, 0, false, u"exporting to image"_s};
    }
    void names()
    {
        QFETCH(QString, name);
        QFETCH(VertexName, expected);
        const VertexName parsed = parseVertexName(name, {u"app"_s});
        QCOMPARE(parsed.target, expected.target);
        QCOMPARE(parsed.platform, expected.platform);
        QCOMPARE(parsed.targetPlatform, expected.targetPlatform);
        QCOMPARE(parsed.stage, expected.stage);
        QCOMPARE(parsed.index, expected.index);
        QCOMPARE(parsed.count, expected.count);
        QCOMPARE(parsed.isInternal, expected.isInternal);
        QCOMPARE(parsed.command, expected.command);
    }
};

QTEST_GUILESS_MAIN(TestStreamDecoder)
#include "tst_streamdecoder.moc"
