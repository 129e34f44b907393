// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/httpfetch.h"

namespace slipway {

using namespace Qt::StringLiterals;

QByteArray HttpEnding::header(QAnyStringView name) const
{
    return headers.value(name).toByteArray();
}

HttpFetch::HttpFetch(QNetworkAccessManager *manager, const Bounds &bounds, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_bounds(bounds)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { finish(HttpEnding::Kind::TimedOut); });
}

HttpFetch::~HttpFetch()
{
    m_isDone = true;
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void HttpFetch::start(QNetworkRequest request, const QByteArray &method, const QByteArray &body, bool isTrusting)
{
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Digests are those of the bytes as they are stored; Qt asks for packed ones, and unpacks them, where nothing is said.
    if (!m_bounds.mayBePacked)
        request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "Slipway/" SLIPWAY_VERSION);
    request.setTransferTimeout(m_bounds.silence);
    if (method == "HEAD")
        m_reply = m_manager->head(request);
    else if (method == "POST")
        m_reply = m_manager->post(request, body);
    else
        m_reply = m_manager->get(request);
    if (isTrusting)
        m_reply->ignoreSslErrors();
    m_reply->setReadBufferSize(1024 * 1024);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpFetch::read);
    connect(m_reply, &QNetworkReply::finished, this, [this] {
        read();
        finish(HttpEnding::Kind::Answered);
    });
    if (m_bounds.headersAreEnough)
        connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] { finish(HttpEnding::Kind::Answered); }, Qt::QueuedConnection);
    m_deadline.start(m_bounds.whole);
}

void HttpFetch::read()
{
    // A reply that Qt gave up is closed.
    if (m_isDone || !m_reply->isOpen())
        return;
    m_body += m_reply->readAll();
    if (m_body.size() > m_bounds.bytes)
        finish(HttpEnding::Kind::TooLarge);
}

void HttpFetch::finish(HttpEnding::Kind kind)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_deadline.stop();
    HttpEnding ending;
    ending.kind = kind;
    ending.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    ending.headers = m_reply->headers();
    ending.error = m_reply->error();
    ending.errorText = m_reply->errorString();
    ending.body = std::move(m_body);
    // An answer of 400 and above is an answer; Qt calls it an error. One that broke off is none, whatever its status.
    const bool isHttpError = ending.error >= QNetworkReply::ContentAccessDenied && ending.error <= QNetworkReply::UnknownServerError;
    if (kind == HttpEnding::Kind::Answered && ending.error != QNetworkReply::NoError && !(isHttpError && ending.status >= 400)) {
        // The transfer time-out of Qt aborts the reply.
        ending.kind = ending.error == QNetworkReply::OperationCanceledError || ending.error == QNetworkReply::TimeoutError ? HttpEnding::Kind::TimedOut
                                                                                                                           : HttpEnding::Kind::Unreachable;
    } else if (kind == HttpEnding::Kind::Answered && ending.status == 0) {
        ending.kind = HttpEnding::Kind::Unreachable;
    }
    m_reply->disconnect(this);
    if (m_reply->isRunning())
        m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
    Q_EMIT done(ending);
}

} // namespace slipway
