// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace slipway {

/// How an HTTP exchange ended.
struct HttpEnding
{
    enum class Kind { Answered, Unreachable, TimedOut, TooLarge };
    Kind kind = Kind::Answered;
    int status = 0;
    QByteArray body;
    QNetworkReply::NetworkError error = QNetworkReply::NoError; ///< for Unreachable
    QString errorText;
    QHttpHeaders headers;
    /// The value of a header, or empty.
    [[nodiscard]] QByteArray header(QAnyStringView name) const;
};

/// One request and its answer, with bounds on time and size: no redirects, no cookies, no authentication of Qt's own. Deleting it gives it up.
class HttpFetch : public QObject
{
    Q_OBJECT
public:
    struct Bounds
    {
        qint64 bytes = 4 * 1024 * 1024;
        std::chrono::milliseconds silence{20'000}; ///< without a byte
        std::chrono::milliseconds whole{60'000};
        bool headersAreEnough = false;             ///< the body is not read
        bool mayBePacked = false;                  ///< on the way; the bound on the size is that of the unpacked body
    };
    HttpFetch(QNetworkAccessManager *manager, const Bounds &bounds, QObject *parent);
    ~HttpFetch() override;
    /// `method`: GET, HEAD or POST. `isTrusting`: any certificate will do.
    void start(QNetworkRequest request, const QByteArray &method, const QByteArray &body = {}, bool isTrusting = false);

Q_SIGNALS:
    /// Once, never from within start().
    void done(const slipway::HttpEnding &ending);

private:
    void read();
    void finish(HttpEnding::Kind kind);

    QNetworkAccessManager *m_manager;
    Bounds m_bounds;
    QNetworkReply *m_reply = nullptr;
    QTimer m_deadline;
    QByteArray m_body;
    bool m_isDone = false;
};

} // namespace slipway
