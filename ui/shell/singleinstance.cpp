// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/singleinstance.h"

#include <QCborMap>
#include <QCborValue>
#include <QDir>
#include <QLocalSocket>
#include <QStandardPaths>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int answerMilliseconds = 1000;
constexpr qsizetype mostBytes = 64 * 1024;

QString socketName()
{
    // Below the runtime folder, which only this user may enter.
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        return u"slipway-window-"_s + qEnvironmentVariable("USER");
    return folder + u"/slipway-window"_s;
}

} // namespace

SingleInstance::SingleInstance(const QString &name, QObject *parent)
    : QObject(parent)
    , m_name(name.isEmpty() ? socketName() : name)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::accept);
}

SingleInstance::~SingleInstance() = default;

SingleInstance::Role SingleInstance::start(const QString &path)
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (socket.waitForConnected(answerMilliseconds)) { // no event loop runs yet: nothing can freeze
        QCborMap message;
        message.insert(u"path"_s, path.isEmpty() ? QString() : QDir::current().absoluteFilePath(path));
        message.insert(u"token"_s, QCborValue(qgetenv("XDG_ACTIVATION_TOKEN")));
        socket.write(message.toCborValue().toCbor());
        if (socket.waitForBytesWritten(answerMilliseconds) && socket.waitForReadyRead(answerMilliseconds))
            return Role::Handed;
    }
    QLocalServer::removeServer(m_name); // what a crash left
    m_server.listen(m_name);            // without a socket we still run, only alone
    return Role::First;
}

void SingleInstance::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > mostBytes) {
                socket->abort();
                return;
            }
            QCborParserError error;
            const QCborMap message = QCborValue::fromCbor(socket->peek(mostBytes), &error).toMap();
            if (error.error != QCborError::NoError)
                return; // not whole yet
            socket->readAll();
            socket->write("ok");
            socket->flush();
            Q_EMIT activated(message.value(u"path"_s).toString(), message.value(u"token"_s).toByteArray());
        });
    }
}

} // namespace slipway
