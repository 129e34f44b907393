// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargoproxy.h"

#include <QUrl>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString variable(std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const QString value = qEnvironmentVariable(name);
        if (!value.isEmpty())
            return value;
    }
    return {};
}

constexpr int usualPort = 1080; // libcurl's

} // namespace

QNetworkProxy CargoProxy::parse(const QString &text)
{
    const QUrl url(text.contains("://"_L1) ? text : u"http://"_s + text);
    if (text.isEmpty() || url.host().isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const bool isSocks = url.scheme().startsWith("socks"_L1);
    return QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(), quint16(url.port(usualPort)),
                         url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded));
}

bool CargoProxy::isLeftOut(const QString &host, const QString &list)
{
    const QStringList entries = list.split(u',', Qt::SkipEmptyParts);
    for (const QString &entry : entries) {
        QString name = entry.trimmed();
        if (name == u"*"_s)
            return true;
        if (name.startsWith(u'.'))
            name.remove(0, 1);
        if (!name.isEmpty() && (host.compare(name, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + name, Qt::CaseInsensitive)))
            return true;
    }
    return false;
}

QList<QNetworkProxy> CargoProxy::queryProxy(const QNetworkProxyQuery &query)
{
    const QString host = query.peerHostName();
    const bool isLocal = host == u"localhost"_s || host == u"127.0.0.1"_s || host == u"::1"_s;
    if (isLocal || isLeftOut(host, variable({"no_proxy", "NO_PROXY"})))
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    if (!m_configured.isEmpty())
        return {parse(m_configured)};
    const bool isSecure = query.protocolTag() == u"https"_s || query.url().scheme() == u"https"_s;
    return {parse(isSecure ? variable({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) : variable({"http_proxy", "all_proxy", "ALL_PROXY"}))};
}

} // namespace slipway
