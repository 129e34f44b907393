// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "fakehttp.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <memory>

namespace slipway::test {

using namespace Qt::StringLiterals;

FakeHttp::FakeHttp(Handler handler, QObject *parent)
    : QObject(parent)
    , m_handler(std::move(handler))
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no port to listen on");
    connect(&m_server, &QTcpServer::newConnection, this, &FakeHttp::accept);
}

QString FakeHttp::host() const
{
    return u"127.0.0.1:"_s + QString::number(m_server.serverPort());
}

QStringList FakeHttp::lines() const
{
    QStringList lines;
    for (const Request &request : m_requests)
        lines.append(QString::fromLatin1(request.method) + u' ' + request.path);
    return lines;
}

void FakeHttp::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        auto buffer = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, buffer] {
            *buffer += socket->readAll();
            // A TLS greeting: said in the clear that this is the wrong door, as Go's servers do.
            if (buffer->startsWith('\x16')) {
                socket->write("HTTP/1.0 400 Bad Request\r\n\r\nThis is an HTTP server.");
                socket->disconnectFromHost();
                return;
            }
            Request request;
            while (takeRequest(*buffer, request)) {
                m_requests.append(request);
                answer(socket, request);
            }
        });
    }
}

bool FakeHttp::takeRequest(QByteArray &buffer, Request &request) const
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QList<QByteArray> lines = buffer.first(end).split('\n');
    request = {};
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    request.method = words.value(0);
    request.path = QString::fromUtf8(words.value(1));
    for (qsizetype at = 1; at < lines.size(); ++at) {
        const qsizetype colon = lines.at(at).indexOf(':');
        request.headers.insert(lines.at(at).first(colon).toLower(), lines.at(at).sliced(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return false;
    request.body = buffer.sliced(end + 4, length);
    buffer.remove(0, end + 4 + length);
    return true;
}

void FakeHttp::answer(QTcpSocket *socket, const Request &request)
{
    const Response response = m_handler ? m_handler(request) : Response{404, {}, {}};
    if (response.isSilent)
        return;
    QByteArray head = "HTTP/1.1 " + QByteArray::number(response.status) + " Words\r\n";
    for (const auto &[name, value] : response.headers)
        head += name + ": " + value + "\r\n";
    head += "Content-Length: " + QByteArray::number(response.length >= 0 ? response.length : response.body.size()) + "\r\n\r\n";
    // In one piece: two would wait for each other (Nagle and delayed acknowledgement).
    socket->write(request.method == "HEAD" ? head : head + response.body);
    if (response.breaksOff)
        socket->disconnectFromHost();
}

} // namespace slipway::test
