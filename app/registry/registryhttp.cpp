// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/registryhttp.h"

#include "registry/exchange.h"

#include <QLocale>
#include <QNetworkProxyFactory>
#include <QTimeZone>

#include <utility>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The system's proxies, but never for this machine itself (as Docker has it).
class ProxyChoice : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopbackHost(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

} // namespace

qint64 retryAfterSeconds(const QByteArray &header, const QDateTime &now)
{
    bool isNumber = false;
    const qint64 seconds = header.trimmed().toLongLong(&isNumber);
    if (isNumber)
        return seconds >= 0 ? seconds : -1;
    // RFC 9110 section 5.6.7: "Tue, 24 Nov 2026 08:00:00 GMT".
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(header.trimmed()), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return -1;
    date.setTimeZone(QTimeZone::UTC);
    return std::max<qint64>(0, now.secsTo(date));
}

RegistryHttp::RegistryHttp(FindCredential findCredential, QObject *parent)
    : QObject(parent)
    , m_findCredential(std::move(findCredential))
{
    m_manager.setProxyFactory(new ProxyChoice);
}

RegistryHttp::~RegistryHttp()
{
    // Before the manager, which owns the replies that they wait for.
    const QObjectList exchanges = children();
    for (QObject *exchange : exchanges) {
        if (exchange != &m_manager)
            delete exchange;
    }
}

bool RegistryHttp::isInsecure(const QString &host) const
{
    return isLoopbackHost(host) || isListedHost(host, m_insecureHosts);
}

void RegistryHttp::send(const RegistryWish &wish, QObject *context, const Answer &answer)
{
    m_waiting.append(new Exchange(this, wish, context, answer));
    startNext();
}

void RegistryHttp::startNext()
{
    while (m_running.size() < m_limits.atOnce && !m_waiting.isEmpty()) {
        m_running.append(m_waiting.takeFirst());
        // Never an answer from within the question.
        QMetaObject::invokeMethod(m_running.constLast(), &Exchange::attempt, Qt::QueuedConnection);
    }
}

void RegistryHttp::ended(Exchange *exchange)
{
    m_running.removeOne(exchange);
    m_waiting.removeOne(exchange);
    exchange->deleteLater();
    startNext();
}

void RegistryHttp::abortAll()
{
    const QList<Exchange *> open = m_running + m_waiting;
    for (Exchange *exchange : open)
        exchange->cancel();
}

} // namespace slipway
