// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "registry/registryhttp.h"

#include <QPointer>
#include <QUrl>

namespace slipway {

/// One question to a registry from the first attempt to the one answer.
class RegistryHttp::Exchange : public QObject
{
public:
    Exchange(RegistryHttp *http, RegistryWish wish, QObject *context, Answer answer);

    void attempt();
    void cancel();

private:
    void fetch(const QUrl &url, const QByteArray &method, bool isRedirected);
    void done(const HttpEnding &ending);
    void answered(const HttpEnding &ending);
    void refused(const HttpEnding &ending);
    void redirect(const HttpEnding &ending);
    void authorize(const HttpEnding &ending);
    void unreachable(const HttpEnding &ending);
    /// Asks again after a while; false when that was done often enough, or would take too long.
    bool again(qint64 seconds);
    void finish(const Result<RegistryAnswer> &result);
    void refuse(ErrorCode code, const QString &message, const QString &detail = {});

    [[nodiscard]] QString scheme() const;
    [[nodiscard]] QString authorizationKey() const;
    [[nodiscard]] QByteArray authorization() const;
    [[nodiscard]] bool trySchemeAfter(const HttpEnding &ending);

    RegistryHttp *m_http;
    RegistryWish m_wish;
    QPointer<QObject> m_context;
    Answer m_answer;
    QPointer<HttpFetch> m_fetch;
    QUrl m_url;
    QString m_scheme;       ///< of this exchange, while the host's is not known
    bool m_isRedirected = false;
    bool m_isOffSite = false; ///< a redirect left the registry: no more log-in
    bool m_isProbing = false; ///< asks for one byte where HEAD is refused
    bool m_isFresh = false; ///< the authorization was made for this exchange
    int m_redirects = 0;
    int m_tries = 0;
    bool m_isEnded = false;
};

} // namespace slipway
