// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/singleinstance.h"

#include <QDir>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestSingleInstance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secondHandsItsFolderOver();
    void whatACrashLeftIsTakenOver();
    void rubbishIsIgnored();
};

void TestSingleInstance::secondHandsItsFolderOver()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"socket"_s);
    SingleInstance first(name);
    QCOMPARE(first.start({}), SingleInstance::Role::First);
    QSignalSpy activated(&first, &SingleInstance::activated);
    auto role = SingleInstance::Role::First;
    // Another process in life; a thread here, because the first one must answer meanwhile.
    const std::unique_ptr<QThread> other(QThread::create([&] { role = SingleInstance(name).start(u"some/folder"_s); }));
    other->start();
    QTRY_VERIFY(other->isFinished());
    QCOMPARE(role, SingleInstance::Role::Handed);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), QDir::current().absoluteFilePath(u"some/folder"_s));
}

void TestSingleInstance::whatACrashLeftIsTakenOver()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"socket"_s);
    QFile left(name);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    SingleInstance first(name);
    QCOMPARE(first.start({}), SingleInstance::Role::First);
    QVERIFY(QLocalServer::removeServer(name));
}

void TestSingleInstance::rubbishIsIgnored()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"socket"_s);
    SingleInstance first(name);
    QCOMPARE(first.start({}), SingleInstance::Role::First);
    QSignalSpy activated(&first, &SingleInstance::activated);
    QLocalSocket socket;
    socket.connectToServer(name);
    QVERIFY(socket.waitForConnected());
    socket.write("\xff\xff not cbor");
    socket.write(QByteArray(100 * 1024, 'x'));
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(activated.count(), 0);
}

QTEST_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
