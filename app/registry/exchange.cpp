// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/exchange.h"

#include "base/text.h"
#include "registry/challenge.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRedirects = 5;
constexpr qint64 errorBytes = 64 * 1024;

/// Docker Hub's registry has another name than its images.
QString apiHost(const QString &host)
{
    return host == "docker.io"_L1 ? u"registry-1.docker.io"_s : host;
}

qint64 steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// What the registry says about its refusal ({"errors":[{"code","message"}]}), in one line.
QString registryWords(const QByteArray &body)
{
    QStringList words;
    const QJsonArray errors = QJsonDocument::fromJson(body.left(errorBytes)).object().value("errors"_L1).toArray();
    for (const QJsonValue &value : errors) {
        const QJsonObject error = value.toObject();
        words.append(error.value("code"_L1).toString() + u": "_s + error.value("message"_L1).toString());
    }
    const QString text = words.isEmpty() ? QString::fromUtf8(body.left(500)) : words.join(u"; "_s);
    return displayText(text).simplified().left(1000);
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isTransient(int status)
{
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

} // namespace

RegistryHttp::Exchange::Exchange(RegistryHttp *http, RegistryWish wish, QObject *context, Answer answer)
    : QObject(http)
    , m_http(http)
    , m_wish(std::move(wish))
    , m_context(context)
    , m_answer(std::move(answer))
{
}

QString RegistryHttp::Exchange::scheme() const
{
    if (QString known = m_http->m_schemes.value(m_wish.host); !known.isEmpty())
        return known;
    if (!m_scheme.isEmpty())
        return m_scheme;
    return isLoopbackHost(m_wish.host) ? u"http"_s : u"https"_s;
}

QString RegistryHttp::Exchange::authorizationKey() const
{
    return m_wish.host + u' ' + m_wish.repository;
}

QByteArray RegistryHttp::Exchange::authorization() const
{
    const auto known = m_http->m_authorizations.constFind(authorizationKey());
    if (known == m_http->m_authorizations.cend() || (known->validUntil > 0 && known->validUntil < steadyNow()))
        return {};
    return known->header;
}

void RegistryHttp::Exchange::attempt()
{
    if (m_isEnded)
        return;
    // Nobody waits for this any more.
    if (!m_context) {
        finish(fail(ErrorCode::Cancelled, tr("The request was cancelled.")));
        return;
    }
    m_isRedirected = false;
    m_isOffSite = false;
    m_isProbing = false;
    m_redirects = 0;
    fetch(QUrl(scheme() + u"://"_s + apiHost(m_wish.host) + m_wish.path), m_wish.method, false);
}

void RegistryHttp::Exchange::fetch(const QUrl &url, const QByteArray &method, bool isRedirected)
{
    m_url = url;
    m_isRedirected = isRedirected;
    QNetworkRequest request(url);
    if (!m_wish.accept.isEmpty())
        request.setRawHeader("Accept", m_wish.accept);
    // A log-in is for the registry alone; where it sends us to, the address itself opens the door.
    if (const QByteArray header = authorization(); !m_isOffSite && !header.isEmpty())
        request.setRawHeader("Authorization", header);
    HttpFetch::Bounds bounds;
    bounds.bytes = std::max(m_wish.mostBytes, errorBytes);
    bounds.silence = m_http->m_limits.silence;
    bounds.whole = m_http->m_limits.whole;
    bounds.headersAreEnough = m_isProbing;
    if (m_isProbing)
        request.setRawHeader("Range", "bytes=0-0");
    m_fetch = new HttpFetch(&m_http->m_manager, bounds, this);
    connect(m_fetch, &HttpFetch::done, this, [this](const HttpEnding &ending) {
        m_fetch->deleteLater();
        done(ending);
    });
    m_fetch->start(request, method, {}, m_http->isInsecure(m_wish.host) && !m_isOffSite);
}

void RegistryHttp::Exchange::done(const HttpEnding &ending)
{
    if (m_isEnded)
        return;
    if (trySchemeAfter(ending)) {
        attempt();
        return;
    }
    switch (ending.kind) {
    case HttpEnding::Kind::Answered:
        answered(ending);
        break;
    case HttpEnding::Kind::TooLarge:
        refuse(ErrorCode::Registry, tr("%1 sends more than an answer to %2 could hold: check that it is a registry.").arg(m_url.host(), m_wish.path));
        break;
    case HttpEnding::Kind::TimedOut:
        refuse(ErrorCode::Network, tr("%1 did not answer in time: try again, or check your network and its proxy.").arg(m_url.authority()));
        break;
    case HttpEnding::Kind::Unreachable:
        unreachable(ending);
        break;
    }
}

/// Insecure hosts may speak either scheme: the other one is tried once, while the host has not answered to any.
bool RegistryHttp::Exchange::trySchemeAfter(const HttpEnding &ending)
{
    if (m_isRedirected || !m_http->isInsecure(m_wish.host) || m_http->m_schemes.contains(m_wish.host))
        return false;
    const bool isHttp = scheme() == "http"_L1;
    // Servers that speak TLS say so in the clear with 400: "Client sent an HTTP request to an HTTPS server."
    const bool wantsTls = isHttp && ending.status == 400 && ending.body.toUpper().contains("HTTPS");
    const bool isBroken = ending.kind == HttpEnding::Kind::Unreachable && !isHttp;
    if (m_scheme.isEmpty() && (wantsTls || isBroken)) {
        m_scheme = isHttp ? u"https"_s : u"http"_s;
        return true;
    }
    if (ending.kind == HttpEnding::Kind::Answered && !wantsTls)
        m_http->m_schemes.insert(m_wish.host, scheme());
    return false;
}

void RegistryHttp::Exchange::answered(const HttpEnding &ending)
{
    const int status = ending.status;
    if (isRedirect(status)) {
        redirect(ending);
        return;
    }
    if ((status >= 200 && status < 300) || status == 404) {
        RegistryAnswer answer;
        answer.status = status == 206 ? 200 : status;
        answer.body = ending.body;
        answer.contentType = QString::fromLatin1(ending.header("Content-Type"));
        answer.digest = QString::fromLatin1(ending.header("Docker-Content-Digest")).trimmed();
        bool hasLength = false;
        const qint64 length = ending.header("Content-Length").toLongLong(&hasLength);
        answer.length = hasLength && !m_isProbing ? length : -1;
        finish(answer);
        return;
    }
    // Signed addresses of a store may be good for GET alone: one byte shows as well that the blob is there.
    if (m_isRedirected && m_wish.method == "HEAD" && !m_isProbing && (status == 403 || status == 405 || status == 501)) {
        m_isProbing = true;
        fetch(m_url, "GET", true);
        return;
    }
    if (status == 401 && !m_isOffSite) {
        authorize(ending);
        return;
    }
    refused(ending);
}

/// Answers that are neither the thing, nor "not here", nor a question for a log-in.
void RegistryHttp::Exchange::refused(const HttpEnding &ending)
{
    const int status = ending.status;
    const QString words = registryWords(ending.body);
    if (isTransient(status)) {
        const qint64 seconds = retryAfterSeconds(ending.header("Retry-After"), QDateTime::currentDateTimeUtc());
        if (again(seconds))
            return;
        if (status != 429) {
            refuse(ErrorCode::Registry, tr("%1 has a failure of its own (HTTP %2): try again later.").arg(m_wish.host).arg(status), words);
            return;
        }
        const auto wait = std::chrono::seconds(std::clamp<qint64>(seconds, 0, 30LL * 24 * 3600));
        refuse(ErrorCode::Registry,
               wait.count() > 0 ? tr("%1 allows no more requests for now: try again in %2, or log in for a higher limit.").arg(m_wish.host, durationText(wait))
                                : tr("%1 allows no more requests for now: try again later, or log in for a higher limit.").arg(m_wish.host),
               words);
        return;
    }
    if (status == 401 || status == 403) {
        refuse(ErrorCode::Registry,
               tr("%1 does not let this log-in read %2: check the name, and log in with a user who may.").arg(m_wish.host, m_wish.repository), words);
        return;
    }
    refuse(ErrorCode::Registry, tr("%1 gave an answer that is not a registry's (HTTP %2): check the name and the port.").arg(m_wish.host).arg(status), words);
}

void RegistryHttp::Exchange::redirect(const HttpEnding &ending)
{
    const QUrl target = m_url.resolved(QUrl(QString::fromUtf8(ending.header("Location"))));
    const bool isHttp = target.scheme() == "http"_L1;
    if (++m_redirects > mostRedirects || !target.isValid() || target.host().isEmpty() || (!isHttp && target.scheme() != "https"_L1)) {
        refuse(ErrorCode::Registry, tr("%1 sends this request on without an end: check that it is a registry.").arg(m_wish.host));
        return;
    }
    if (isHttp && m_url.scheme() == "https"_L1) {
        refuse(ErrorCode::Registry, tr("%1 sends this request on to %2 without encryption: that is not followed.").arg(m_wish.host, target.host()));
        return;
    }
    m_isOffSite = m_isOffSite || target.host() != m_url.host() || target.port() != m_url.port() || target.scheme() != m_url.scheme();
    fetch(target, m_wish.method, true);
}

void RegistryHttp::Exchange::authorize(const HttpEnding &ending)
{
    const QList<AuthChallenge> challenges = parseChallenges(ending.header("WWW-Authenticate"));
    const auto bearer = std::ranges::find(challenges, AuthChallenge::Scheme::Bearer, &AuthChallenge::scheme);
    const auto basic = std::ranges::find(challenges, AuthChallenge::Scheme::Basic, &AuthChallenge::scheme);
    if (bearer == challenges.end() && basic == challenges.end()) {
        refuse(
            ErrorCode::Registry,
            tr("%1 asks for a kind of log-in that Slipway does not know: use `docker login` and a registry that takes passwords or tokens.").arg(m_wish.host),
            QString::fromUtf8(ending.header("WWW-Authenticate")));
        return;
    }
    // One that was kept may have run out; one that was made for this question and is refused will not get better.
    if (m_isFresh) {
        refuse(m_wish.repository.isEmpty() ? ErrorCode::Credentials : ErrorCode::Registry,
               m_wish.repository.isEmpty()
                   ? tr("%1 refused the log-in: check user and password.").arg(m_wish.host)
                   : tr("%1 does not let this log-in read %2: check the name, and log in with a user who may.").arg(m_wish.host, m_wish.repository),
               registryWords(ending.body));
        return;
    }
    m_http->m_authorizations.remove(authorizationKey());
    const AuthChallenge challenge = bearer != challenges.end() ? *bearer : *basic;
    m_http->authorize(m_wish, challenge, m_url.scheme() == "https"_L1, this, [this](const Result<QByteArray> &header) {
        if (m_isEnded)
            return;
        if (!header) {
            finish(std::unexpected(header.error()));
            return;
        }
        m_isFresh = true;
        attempt();
    });
}

void RegistryHttp::Exchange::unreachable(const HttpEnding &ending)
{
    const QString host = m_url.authority();
    switch (ending.error) {
    case QNetworkReply::ConnectionRefusedError:
        refuse(ErrorCode::Network, tr("%1 cannot be reached: nothing answers there. Check the name and the port, and that the registry runs.").arg(host));
        return;
    case QNetworkReply::HostNotFoundError:
        refuse(ErrorCode::Network, tr("%1 cannot be reached: there is no host of that name. Check the spelling and your network.").arg(host));
        return;
    case QNetworkReply::SslHandshakeFailedError:
        refuse(
            ErrorCode::Network,
            tr("%1 cannot be trusted, or speaks no HTTPS: install its certificate on this machine, or name it as insecure in the engine's settings.").arg(host),
            ending.errorText);
        return;
    default:
        // A connection that broke off is worth another try.
        if (!again(-1))
            refuse(ErrorCode::Network, tr("%1 broke the connection off: try again, or check your network and its proxy.").arg(host), ending.errorText);
    }
}

bool RegistryHttp::Exchange::again(qint64 seconds)
{
    const RegistryLimits &limits = m_http->m_limits;
    if (++m_tries >= limits.tries)
        return false;
    const std::chrono::milliseconds wait =
        seconds >= 0 ? std::chrono::milliseconds(std::min<qint64>(seconds, 1'000'000) * 1000) : limits.firstWait * (1 << (m_tries - 1));
    if (wait > limits.longestWait)
        return false;
    QTimer::singleShot(wait, this, [this] { attempt(); });
    return true;
}

void RegistryHttp::Exchange::cancel()
{
    if (m_isEnded)
        return;
    delete m_fetch;
    // The answer comes in the next turn; nothing else happens before it.
    m_isEnded = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isEnded = false;
            finish(fail(ErrorCode::Cancelled, tr("The request was cancelled.")));
        },
        Qt::QueuedConnection);
}

void RegistryHttp::Exchange::refuse(ErrorCode code, const QString &message, const QString &detail)
{
    finish(fail(code, message, detail));
}

void RegistryHttp::Exchange::finish(const Result<RegistryAnswer> &result)
{
    if (m_isEnded)
        return;
    m_isEnded = true;
    m_http->ended(this);
    if (m_context)
        m_answer(result);
}

} // namespace slipway
