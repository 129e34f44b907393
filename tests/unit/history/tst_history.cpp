// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/history.h"
#include "history/recordjson.h"

#include "jsonschema.h"
#include "samples.h"

#include <QDir>
#include <QJsonDocument>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QString digest = u"sha256:"_s + QString(64, u'a');

/// A record with a value in every field.
BuildRecord fullRecord(const QString &id = u"20261124-022010-3f2a"_s)
{
    BuildRecord record;
    record.id = id;
    record.time = QDateTime::fromString(u"2026-11-24T02:20:10.250Z"_s, Qt::ISODateWithMs);
    record.projectName = u"shöp"_s;
    record.projectRoot = u"/src/shöp"_s;
    record.planWords = u"2 platforms, Zig, layers"_s;
    record.result = u"unverified"_s;
    record.error = u"The registry holds no linux/arm64 \"x\"."_s;
    record.milliseconds = 132'000;
    record.cachedShare = 0.25;
    record.platforms = QStringList{u"linux/amd64"_s, u"linux/arm64"_s};
    record.references = QStringList{u"127.0.0.1:5000/shop:1"_s};
    record.digest = digest;
    record.baseDigests.insert(u"docker.io/library/rust:1"_s, digest);
    record.builder = u"default"_s;
    record.command = u"docker buildx build --push ."_s;
    record.steps.append({u"[build 1/2] FROM rust:1"_s, u"linux/amd64"_s, u"build"_s, StepState::Cached, 0, 0});
    record.steps.append({u"[build 2/2] RUN x"_s, {}, u"build"_s, StepState::Done, 1'000'000'000, 3'002'000'000});
    ImageReport image;
    image.reference = u"127.0.0.1:5000/shop:1"_s;
    image.digest = digest;
    image.mediaType = u"application/vnd.oci.image.index.v1+json"_s;
    image.isIndex = true;
    image.platforms.append({u"linux/amd64"_s, digest, 31'000'000, QStringList{digest}});
    image.problems.append({ErrorCode::Verification, u"linux/arm64 is missing."_s, {}, {}, 0});
    record.images.append(image);
    return record;
}

QString idAt(int minute)
{
    return u"20261124-02%1-3f2a"_s.arg(minute * 100, 4, 10, QChar(u'0'));
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void comesBackWhole()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        QCOMPARE(history.list().size(), 1);
        QVERIFY(history.list().constFirst() == fullRecord());
        const auto found = history.find(u"last"_s);
        QVERIFY(found);
        QVERIFY(*found == fullRecord());
    }

    void emptyRecordComesBack()
    {
        BuildRecord record;
        record.id = History::newId(QDateTime::currentDateTime());
        record.time = QDateTime::fromString(u"2026-11-24T02:20:10.000+01:00"_s, Qt::ISODateWithMs);
        History history(folder());
        QVERIFY(history.add(record));
        QVERIFY(history.list().constFirst() == record);
    }

    void isAsTheSchemaSays() { QCOMPARE(schemaProblems(recordToJson(fullRecord()), loadSchema(u"history"_s)), QStringList()); }

    void filesAreTheUsersOwn()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        const QFileInfo file(folder() + u'/' + fullRecord().id + u".json"_s);
        QVERIFY(file.exists());
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
        QCOMPARE(QDir(folder()).entryList({u"*"_s}, QDir::Files), QStringList{file.fileName()});
    }

    void newestFirst()
    {
        History history(folder());
        for (const int minute : {3, 1, 2})
            QVERIFY(history.add(fullRecord(idAt(minute))));
        QStringList ids;
        for (const BuildRecord &record : history.list())
            ids.append(record.id);
        QCOMPARE(ids, (QStringList{idAt(3), idAt(2), idAt(1)}));
        QCOMPARE(history.list(1).size(), 1);
        QCOMPARE(history.list(1).constFirst().id, idAt(3));
        QCOMPARE(history.list(0).size(), 0);
    }

    void unreadable_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("{\"schema\": 1, \"id\": \"x\", \"ti");
        QTest::newRow("not an object") << QByteArray("[1]");
        QTest::newRow("something else") << QByteArray("{\"name\": \"x\"}");
        QTest::newRow("later version") << QByteArray("{\"schema\": 2, \"id\": \"x\", \"time\": \"2026-11-24T02:20:10.000Z\"}");
        QTest::newRow("no time") << QByteArray("{\"schema\": 1, \"id\": \"x\", \"time\": \"yesterday\"}");
        QTest::newRow("binary") << QByteArray("\0\xff\xfe", 3);
    }
    void unreadable()
    {
        QFETCH(QByteArray, bytes);
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        writeFile(folder(), u"20261125-000000-0000.json"_s, bytes);
        int skipped = -1;
        QCOMPARE(history.list(10, &skipped).size(), 1);
        QCOMPARE(skipped, 1);
        const auto found = history.find(u"20261125"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::File);
        QVERIFY(found.error().file.endsWith("20261125-000000-0000.json"_L1));
        // The last one that can be read is what a person means.
        QCOMPARE(history.find(u"last"_s)->id, fullRecord().id);
    }

    void notReadableForUs()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        QFile file(folder() + u"/20261125-000000-0000.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QVERIFY(file.setPermissions({}));
        int skipped = 0;
        QCOMPARE(history.list(10, &skipped).size(), 1);
        QCOMPARE(skipped, 1);
    }

    void foundBy_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("found");
        QTest::addColumn<QString>("sentence");
        const QString none = u"There is no build %1 on record; \"slipway history\" lists them."_s;
        QTest::newRow("id") << idAt(1) << idAt(1) << QString();
        QTest::newRow("beginning") << u"20261124-0202"_s << idAt(2) << QString();
        QTest::newRow("last") << u"last"_s << idAt(3) << QString();
        QTest::newRow("ambiguous") << u"20261124"_s << QString() << u"20261124 is the beginning of 3 ids: give more of it, such as 20261124-020300-3f2a."_s;
        QTest::newRow("unknown") << u"2025"_s << QString() << none.arg(u"2025"_s);
        QTest::newRow("a path") << u"../../etc/passwd"_s << QString() << none.arg(u"../../etc/passwd"_s);
        QTest::newRow("nothing") << QString() << QString() << none.arg(QString());
    }
    void foundBy()
    {
        QFETCH(QString, id);
        QFETCH(QString, found);
        QFETCH(QString, sentence);
        History history(folder());
        for (const int minute : {1, 2, 3})
            QVERIFY(history.add(fullRecord(idAt(minute))));
        const auto record = history.find(id);
        QCOMPARE(record ? record->id : QString(), found);
        QCOMPARE(record ? QString() : record.error().message, sentence);
        if (!record)
            QCOMPARE(record.error().code, ErrorCode::Usage);
    }

    void nothingThereYet()
    {
        History history(folder());
        QCOMPARE(history.list().size(), 0);
        history.prune(5);
        const auto last = history.find(u"last"_s);
        QVERIFY(!last);
        QCOMPARE(last.error().message, u"There are no builds on record yet; \"slipway build\" makes one."_s);
        QVERIFY(!QDir(folder()).exists());
    }

    void removed()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        QVERIFY(history.remove(fullRecord().id));
        QCOMPARE(history.list().size(), 0);
        QVERIFY(!history.remove(fullRecord().id));
        writeFile(m_home->path(), u"other.json"_s, "{}");
        QVERIFY(!history.remove(u"../other"_s));
        QVERIFY(QFile::exists(m_home->filePath(u"other.json"_s)));
    }

    void pruned_data()
    {
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("left");
        QTest::newRow("some") << 2 << 2;
        QTest::newRow("all of them stay") << 9 << 5;
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("no limit") << -1 << 5;
    }
    void pruned()
    {
        QFETCH(int, keep);
        QFETCH(int, left);
        History history(folder());
        for (int minute = 1; minute <= 5; ++minute)
            QVERIFY(history.add(fullRecord(idAt(minute))));
        writeFile(folder(), u"notes.txt"_s, "mine");
        history.prune(keep);
        const QList<BuildRecord> records = history.list();
        QCOMPARE(records.size(), left);
        if (left > 0)
            QCOMPARE(records.constFirst().id, idAt(5));
        QVERIFY(QFile::exists(folder() + u"/notes.txt"_s));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("empty") << QString();
        QTest::newRow("path") << u"../x"_s;
        QTest::newRow("hidden") << u".x"_s;
        QTest::newRow("line break") << u"x\n"_s;
    }
    void refused()
    {
        QFETCH(QString, id);
        History history(folder());
        QVERIFY(!history.add(fullRecord(id)));
        QVERIFY(!QDir(folder()).exists());
    }

    void neverTwice()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord()));
        BuildRecord other = fullRecord();
        other.projectName = u"other"_s;
        const auto added = history.add(other);
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::File);
        QCOMPARE(history.list().constFirst().projectName, fullRecord().projectName);
    }

    void folderThatCannotBeMade()
    {
        writeFile(m_home->path(), u"file"_s, "x");
        History history(m_home->filePath(u"file/history"_s));
        const auto added = history.add(fullRecord());
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::File);
        QVERIFY2(added.error().message.contains(u"file/history"_s), qPrintable(added.error().message));
    }

    void lockIsShared()
    {
        History history(folder());
        QVERIFY(history.add(fullRecord(idAt(1))));
        QLockFile other(folder() + u"/.lock"_s);
        QVERIFY(other.lock());
        const auto added = history.add(fullRecord(idAt(2)));
        QVERIFY(!added);
        QCOMPARE(added.error().message, u"The build records are in use by another Slipway; try again in a moment."_s);
        QCOMPARE(history.list().size(), 1); // reading needs no lock
        other.unlock();
        QVERIFY(history.add(fullRecord(idAt(2))));
    }

    void manyWriters()
    {
        constexpr int writers = 4;
        constexpr int each = 25;
        QList<QThread *> threads;
        std::atomic_int failures = 0;
        for (int writer = 0; writer < writers; ++writer) {
            threads.append(QThread::create([this, writer, &failures] {
                History history(folder());
                for (int at = 0; at < each; ++at) {
                    if (!history.add(fullRecord(u"20261124-%1-%2"_s.arg(at, 6, 10, QChar(u'0')).arg(writer, 4, 16, QChar(u'0')))))
                        ++failures;
                }
            }));
            threads.constLast()->start();
        }
        for (QThread *thread : std::as_const(threads)) {
            QVERIFY(thread->wait(60'000));
            delete thread;
        }
        int skipped = 0;
        QCOMPARE(failures, 0);
        QCOMPARE(History(folder()).list(1000, &skipped).size(), writers * each);
        QCOMPARE(skipped, 0);
    }

    void idsSortByTime()
    {
        const QDateTime start = QDateTime::fromString(u"2026-10-25T02:59:59.000+02:00"_s, Qt::ISODateWithMs);
        QString before = History::newId(start);
        QVERIFY2(before.startsWith("20261025-005959-"_L1), qPrintable(before));
        for (const int milliseconds : {1, 2, 500, 999, 1000, 3'600'000}) {
            const QString id = History::newId(start.addMSecs(milliseconds));
            QCOMPARE(id.size(), 20);
            QVERIFY2(before < id, qPrintable(id));
            before = id;
        }
    }

    void readingManyIsQuick()
    {
        BuildRecord record = fullRecord();
        for (int step = 0; step < 60; ++step)
            record.steps.append({u"[linux/amd64 build %1/60] RUN cargo chef cook"_s.arg(step), {}, u"build"_s, StepState::Done, 0, step * 1'000'000LL});
        QDir().mkpath(folder());
        for (int at = 0; at < 200; ++at) {
            record.id = u"20261124-%1-0000"_s.arg(at, 6, 10, QChar(u'0'));
            writeFile(folder(), record.id + u".json"_s, QJsonDocument(recordToJson(record)).toJson());
        }
        const History history(folder());
        QBENCHMARK_ONCE
        {
            QCOMPARE(history.list(200).size(), 200);
        }
    }

private:
    [[nodiscard]] QString folder() const { return m_home->filePath(u"history"_s); }
    std::unique_ptr<QTemporaryDir> m_home;
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
