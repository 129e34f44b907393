// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/httpfetch.h"
#include "credentials/credentials.h"
#include "registry/registryclient.h"

#include <QHash>
#include <QList>

#include <functional>
#include <optional>

namespace slipway {

struct AuthChallenge;

/// What is asked of a registry.
struct RegistryWish
{
    QString host;               ///< as references name it: "docker.io", "127.0.0.1:5000"
    QString path;               ///< "/v2/…"
    QString repository;         ///< for the scope of a token; empty: none
    QByteArray method = "GET";  ///< or HEAD
    QByteArray accept;          ///< media types, or empty
    qint64 mostBytes = 4 * 1024 * 1024;
};

struct RegistryAnswer
{
    int status = 0;             ///< 200 to 299, or 404
    QByteArray body;
    QString contentType;
    QString digest;             ///< Docker-Content-Digest, as sent
    qint64 length = -1;         ///< Content-Length; -1 when not sent
};

/// Requests to registries with all that goes with them: the scheme, log-ins and tokens, redirects, patience, and one sentence for each failure.
/// Every question is answered once, asynchronously, unless its context or this is gone by then.
class RegistryHttp : public QObject
{
    Q_OBJECT
public:
    using Answer = std::function<void(const Result<RegistryAnswer> &)>;
    using FindCredential = std::function<void(const QString &host, QObject *context, std::function<void(Result<Credential>)>)>;

    explicit RegistryHttp(FindCredential findCredential, QObject *parent = nullptr);
    ~RegistryHttp() override;
    void setLimits(const RegistryLimits &limits) { m_limits = limits; }
    [[nodiscard]] const RegistryLimits &limits() const { return m_limits; }
    /// Hosts that may be asked over http, and over https with any certificate, as the engine has it. Loopback hosts always may.
    void setInsecureHosts(const QStringList &hosts) { m_insecureHosts = hosts; }

    /// Errors: Network (not reached), Registry (refused, too many requests, its own failure), Credentials (a log-in is wanted or was refused, or a helper failed
    /// and it was needed),
    /// Cancelled.
    void send(const RegistryWish &wish, QObject *context, const Answer &answer);
    /// Every question that is open is answered with Cancelled, in the next turn of the event loop.
    void abortAll();

private:
    class Exchange;
    friend class Exchange;
    using TokenAnswer = std::function<void(const Result<QByteArray> &header)>;

    [[nodiscard]] bool isInsecure(const QString &host) const;
    /// The value of an Authorization header that meets `challenge`. `context` is the exchange that waits.
    void authorize(const RegistryWish &wish, const AuthChallenge &challenge, bool isRegistrySecure, QObject *context, const TokenAnswer &answer);
    void fetchToken(const RegistryWish &wish, const AuthChallenge &challenge, const Credential &credential, QObject *context, const TokenAnswer &answer);
    void startNext();
    void ended(Exchange *exchange);

    struct Authorization
    {
        QByteArray header;
        qint64 validUntil = 0; ///< ms of the steady clock; 0: for good
    };

    FindCredential m_findCredential;
    RegistryLimits m_limits;
    QStringList m_insecureHosts;
    QNetworkAccessManager m_manager;
    QHash<QString, QString> m_schemes; ///< host -> the scheme that it answered to
    QHash<QString, Authorization> m_authorizations; ///< "host repository"
    QList<Exchange *> m_waiting;
    QList<Exchange *> m_running;
};

/// The seconds of a Retry-After header, a number or a date; -1 when it says nothing. Pure. `now` for dates.
[[nodiscard]] qint64 retryAfterSeconds(const QByteArray &header, const QDateTime &now);

} // namespace slipway
