// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>
#include <QTcpServer>

#include <functional>

namespace slipway::test {

/// A small HTTP server for what no real one does: wrong digests, answers that break off or never come, redirects to strangers.
class FakeHttp : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        QByteArray method;
        QString path;                           ///< with the query
        QMap<QByteArray, QByteArray> headers;   ///< names in lower case
        QByteArray body;
    };
    struct Response
    {
        int status = 200;
        QList<std::pair<QByteArray, QByteArray>> headers;
        QByteArray body;
        qint64 length = -1;                     ///< Content-Length; -1: the body's
        bool isSilent = false;                  ///< never answers
        bool breaksOff = false;                 ///< closes the connection after the body
    };
    using Handler = std::function<Response(const Request &)>;

    /// Listens on 127.0.0.1, any port.
    explicit FakeHttp(Handler handler = {}, QObject *parent = nullptr);
    void setHandler(const Handler &handler) { m_handler = handler; }
    [[nodiscard]] QString host() const;         ///< "127.0.0.1:1234"
    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    /// "GET /v2/" of each request, in order.
    [[nodiscard]] QStringList lines() const;
    void clear() { m_requests.clear(); }

private:
    void accept();
    [[nodiscard]] bool takeRequest(QByteArray &buffer, Request &request) const;
    void answer(QTcpSocket *socket, const Request &request);

    QTcpServer m_server;
    Handler m_handler;
    QList<Request> m_requests;
};

} // namespace slipway::test
