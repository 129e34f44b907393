// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engine.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestEngineSetup : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;

    void append(const QByteArray &bytes) const
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::Append));
        file.write(bytes);
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(u"status"_s);
    }

    void withoutAFileItIsReady()
    {
        EngineSetup setup;
        QSignalSpy ready(&setup, &EngineSetup::ready);
        QVERIFY(!setup.isReady());
        setup.follow({});
        QVERIFY(setup.isReady());
        QCOMPARE(ready.size(), 1);
        QCOMPARE(setup.environment(), EngineEnvironment());
    }

    void follows()
    {
        EngineSetup setup;
        QSignalSpy steps(&setup, &EngineSetup::stepChanged);
        QSignalSpy ready(&setup, &EngineSetup::ready);
        setup.follow(m_file); // not there yet
        QVERIFY(!setup.isReady());
        append("{\"id\":\"engine\",\"title\":\"Starting the engine\",\"state\":\"running\"}\n{\"id\":\"images\",\"title\":\"Mak");
        QTRY_COMPARE(steps.size(), 1);
        append("ing images\",\"state\":\"running\",\"detail\":\"slim\"}\nnot JSON\n\n{\"id\":\"engine\",\"title\":\"Starting the "
               "engine\",\"state\":\"done\",\"seconds\":1.5}\n");
        QTRY_COMPARE(steps.size(), 3);
        const QList<EngineSetup::Step> expected{{u"engine"_s, u"Starting the engine"_s, u"done"_s, 1.5, {}},
                                                {u"images"_s, u"Making images"_s, u"running"_s, 0, u"slim"_s}};
        QCOMPARE(setup.steps(), expected);
        append(R"({"ready":true,"variables":{"DOCKER_HOST":"unix:///x"},"path":["/a"],"mirrors":{"gcr.io/x:y":"127.0.0.1:5050/x"},"registry":"127.0.0.1:5050"})"
               "\n{\"id\":\"late\"}\n");
        QTRY_COMPARE(ready.size(), 1);
        QVERIFY(setup.isReady());
        const EngineEnvironment environment = setup.environment();
        QCOMPARE(environment.variables.value(u"DOCKER_HOST"_s), u"unix:///x"_s);
        QCOMPARE(environment.path, QStringList{u"/a"_s});
        QCOMPARE(environment.mirrors.value(u"gcr.io/x:y"_s), u"127.0.0.1:5050/x"_s);
        QCOMPARE(environment.registry, u"127.0.0.1:5050"_s);
        QCOMPARE(steps.size(), 3);
    }

    void readyLongSince()
    {
        append("{\"ready\":true,\"variables\":{}}\n");
        EngineSetup setup;
        setup.follow(m_file);
        QVERIFY(setup.isReady());
    }

    void failure()
    {
        EngineSetup setup;
        QSignalSpy failed(&setup, &EngineSetup::failed);
        append("{\"id\":\"engine\",\"title\":\"Starting\",\"state\":\"failed\"}\n{\"failed\":\"The disk is full.\"}\n");
        setup.follow(m_file);
        QCOMPARE(failed.size(), 1);
        const Error error = failed.first().first().value<Error>();
        QCOMPARE(error.message, u"The disk is full."_s);
        QCOMPARE(error.code, ErrorCode::Engine);
        QVERIFY(!setup.isReady());
        QCOMPARE(setup.steps().size(), 1);
    }

    void startsAnew()
    {
        EngineSetup setup;
        QSignalSpy ready(&setup, &EngineSetup::ready);
        append("{\"id\":\"a\",\"title\":\"A long title of an earlier run\",\"state\":\"running\"}\n");
        setup.follow(m_file);
        QVERIFY(QFile::remove(m_file));
        append("{\"ready\":true}\n"); // shorter than what was read
        QTRY_COMPARE(ready.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestEngineSetup)
#include "tst_enginesetup.moc"
