// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QNetworkProxyFactory>

namespace slipway {

/// The proxy that Cargo would take: http.proxy of the user's configuration, else the variables of libcurl (https_proxy, http_proxy, all_proxy and
/// their forms in capitals; http_proxy in small letters only, for CGI's sake), unless no_proxy names the host.
class CargoProxy : public QNetworkProxyFactory
{
public:
    explicit CargoProxy(QString configured)
        : m_configured(std::move(configured))
    {
    }
    [[nodiscard]] QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

    /// "http://user:word@host:port", "socks5://host:port" or "host:port" as a proxy; none for an empty or unusable text. Pure.
    [[nodiscard]] static QNetworkProxy parse(const QString &text);
    /// Whether no_proxy ("localhost,.example.org,*") leaves a host out. Pure.
    [[nodiscard]] static bool isLeftOut(const QString &host, const QString &list);

private:
    QString m_configured;
};

} // namespace slipway
