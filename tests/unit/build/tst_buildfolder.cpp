// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestBuildFolder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isPrivateAndGoes()
    {
        QTemporaryDir parent;
        QString path;
        {
            const auto folder = BuildFolder::create(parent.path());
            QVERIFY(folder);
            path = (*folder)->path();
            const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
                                                    | QFileDevice::WriteOther | QFileDevice::ExeOther;
            QVERIFY(!(QFileInfo(path).permissions() & others));
            QVERIFY((*folder)->write(u"Dockerfile"_s, "FROM scratch\n"));
            QVERIFY(!(QFileInfo((*folder)->file(u"Dockerfile"_s)).permissions() & others));
            QVERIFY(!(*folder)->write(u"no/such/folder"_s, "x"));
        }
        QVERIFY(!QFileInfo::exists(path));
    }

    void parents()
    {
        QTemporaryDir runtime;
        QProcessEnvironment environment;
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtime.path());
        const auto parent = buildFolderParent(false, environment);
        QVERIFY(parent);
        QCOMPARE(*parent, runtime.filePath(u"slipway"_s));
        // A link or a folder that others may write to is not taken.
        QVERIFY(QDir(*parent).removeRecursively());
        QVERIFY(QFile::link(u"/tmp"_s, *parent));
        const auto second = buildFolderParent(false, environment);
        QVERIFY(second);
        QVERIFY(*second != *parent);
        environment.insert(u"XDG_RUNTIME_DIR"_s, u"/no/such/folder"_s);
        QVERIFY(buildFolderParent(false, environment));
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtime.path() + QString(90, u'x'));
        QVERIFY(buildFolderParent(false, environment)->size() < 80);
    }

    void sweep()
    {
        QTemporaryDir parent;
        auto alive = BuildFolder::create(parent.path());
        QVERIFY(alive);
        (*alive)->setClient(1);
        QFile ownerReader((*alive)->file(u"owner.json"_s));
        QVERIFY(ownerReader.open(QIODevice::ReadOnly));
        QJsonObject owner = QJsonDocument::fromJson(ownerReader.readAll()).object();

        // A crashed one: same number as ours, but born at another time; its client still runs.
        QProcess client;
        client.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
        client.start(u"sleep"_s, {u"60"_s});
        QVERIFY(client.waitForStarted());
        auto dead = BuildFolder::create(parent.path());
        QVERIFY(dead);
        (*dead)->setClient(client.processId());
        owner.insert(u"birth"_s, u"1"_s);
        QVERIFY((*dead)->write(u"owner.json"_s, QJsonDocument(owner).toJson()));
        // In another process namespace nobody knows whether it is alive.
        auto foreign = BuildFolder::create(parent.path());
        owner.insert(u"namespace"_s, u"pid:[1]"_s);
        QVERIFY((*foreign)->write(u"owner.json"_s, QJsonDocument(owner).toJson()));

        QCOMPARE(sweepBuildFolders(parent.path()), 1);
        QVERIFY(QFileInfo::exists((*alive)->path()));
        QVERIFY(!QFileInfo::exists((*dead)->path()));
        QVERIFY(QFileInfo::exists((*foreign)->path()));
        QVERIFY(client.waitForFinished(5000));
        QCOMPARE(client.exitStatus(), QProcess::CrashExit); // SIGINT
        QCOMPARE(sweepBuildFolders(parent.path()), 0);
        QCOMPARE(sweepBuildFolders(u"/no/such/folder"_s), 0);
    }
};

QTEST_GUILESS_MAIN(TestBuildFolder)
#include "tst_buildfolder.moc"
