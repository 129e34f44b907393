// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/challenge.h"
#include "registry/exchange.h"

#include "base/text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

const QString clientId = u"slipway"_s;
constexpr qint64 tokenBytes = 1024 * 1024;

QByteArray basicHeader(const Credential &credential)
{
    return "Basic " + (credential.user + u':' + credential.secret).toUtf8().toBase64();
}

bool isIdentityToken(const Credential &credential)
{
    return credential.user == "<token>"_L1;
}

/// QUrlQuery leaves "+" as it is, which servers read as a space.
QString encoded(const QString &value)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(value));
}

QString scopeOf(const RegistryWish &wish, const AuthChallenge &challenge)
{
    if (!challenge.scope.isEmpty())
        return challenge.scope;
    return wish.repository.isEmpty() ? QString() : QString(u"repository:"_s + wish.repository + u":pull"_s);
}

/// A header's value: what is not printable ASCII would be an injection, or a mistake.
bool isToken(const QString &token)
{
    return !token.isEmpty() && std::ranges::all_of(token, [](QChar character) { return character > u' ' && character < QChar(0x7f); });
}

} // namespace

void RegistryHttp::authorize(const RegistryWish &wish, const AuthChallenge &challenge, bool isRegistrySecure, QObject *context, const TokenAnswer &answer)
{
    const bool isBearer = challenge.scheme == AuthChallenge::Scheme::Bearer;
    const QUrl realm(challenge.realm);
    if (isBearer && (!realm.isValid() || realm.host().isEmpty() || (realm.scheme() != "https"_L1 && realm.scheme() != "http"_L1))) {
        answer(fail(ErrorCode::Registry, tr("%1 names no token server that could be asked: check that it is a registry.").arg(wish.host), challenge.realm));
        return;
    }
    // A password that the registry itself would get encrypted is not sent to anybody in the clear.
    if (isBearer && realm.scheme() == "http"_L1 && (isRegistrySecure || !isInsecure(wish.host))) {
        answer(fail(ErrorCode::Registry, tr("%1 wants the log-in sent to %2 without encryption: that is not done.").arg(wish.host, realm.host())));
        return;
    }
    m_findCredential(wish.host, context, [this, wish, challenge, isBearer, context, answer](const Result<Credential> &found) {
        const Credential credential = found ? *found : Credential();
        if (isBearer) {
            // The token server may let everybody in. If it does not, what is wrong with the log-in is why.
            fetchToken(wish, challenge, credential, context, [found, answer](const Result<QByteArray> &header) {
                const bool isRefused = !header && header.error().code == ErrorCode::Registry;
                answer(!found && isRefused ? Result<QByteArray>(std::unexpected(found.error())) : header);
            });
            return;
        }
        if (!found) {
            answer(std::unexpected(found.error()));
            return;
        }
        if (credential.isEmpty()) {
            answer(fail(ErrorCode::Registry, tr("%1 asks for a log-in: log in with Slipway, or with `docker login %1`.").arg(wish.host)));
            return;
        }
        const QByteArray header = basicHeader(credential);
        m_authorizations.insert(wish.host + u' ' + wish.repository, {header, 0});
        answer(header);
    });
}

// Source: distribution.github.io/distribution/spec/auth/{token,oauth}.
void RegistryHttp::fetchToken(const RegistryWish &wish, const AuthChallenge &challenge, const Credential &credential, QObject *context, const TokenAnswer &answer)
{
    const QString scope = scopeOf(wish, challenge);
    QList<std::pair<QString, QString>> fields{{u"service"_s, challenge.service}, {u"scope"_s, scope}};
    QUrl url(challenge.realm);
    QNetworkRequest request;
    QByteArray body;
    if (isIdentityToken(credential)) {
        fields += {{u"grant_type"_s, u"refresh_token"_s}, {u"client_id"_s, clientId}, {u"refresh_token"_s, credential.secret}};
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    } else if (!credential.isEmpty()) {
        fields += {{u"account"_s, credential.user}, {u"client_id"_s, clientId}};
        request.setRawHeader("Authorization", basicHeader(credential));
    }
    QStringList pairs;
    for (const auto &[name, value] : std::as_const(fields)) {
        if (!value.isEmpty())
            pairs.append(name + u'=' + encoded(value));
    }
    if (isIdentityToken(credential)) {
        body = pairs.join(u'&').toLatin1();
    } else {
        const QString before = url.query(QUrl::FullyEncoded);
        if (!before.isEmpty())
            pairs.prepend(before);
        url.setQuery(pairs.join(u'&'), QUrl::StrictMode);
    }
    request.setUrl(url);
    request.setRawHeader("Accept", "application/json");

    HttpFetch::Bounds bounds;
    bounds.bytes = tokenBytes;
    bounds.silence = m_limits.silence;
    bounds.whole = m_limits.whole;
    auto *fetch = new HttpFetch(&m_manager, bounds, context);
    const QString key = wish.host + u' ' + wish.repository;
    const bool isAnonymous = credential.isEmpty();
    connect(fetch, &HttpFetch::done, context, [this, fetch, wish, key, isAnonymous, server = url.host(), answer](const HttpEnding &ending) {
        fetch->deleteLater();
        if (ending.kind != HttpEnding::Kind::Answered) {
            answer(fail(ErrorCode::Network, tr("The token server %1 of %2 cannot be reached: try again, or check your network and its proxy.").arg(server, wish.host),
                        ending.errorText));
            return;
        }
        if (ending.status == 429) {
            answer(fail(ErrorCode::Registry, tr("%1 allows no more requests for now: try again later, or log in for a higher limit.").arg(wish.host)));
            return;
        }
        if (ending.status >= 400 && ending.status < 500) {
            answer(fail(ErrorCode::Registry, isAnonymous ? tr("%1 asks for a log-in: log in with Slipway, or with `docker login %1`.").arg(wish.host)
                                                         : tr("%1 refused the log-in: check user and password, or log in again.").arg(wish.host),
                        displayText(QString::fromUtf8(ending.body.left(500)))));
            return;
        }
        const QJsonObject object = QJsonDocument::fromJson(ending.body).object();
        QString token = object.value("token"_L1).toString();
        if (token.isEmpty())
            token = object.value("access_token"_L1).toString();
        if (ending.status != 200 || !isToken(token)) {
            answer(fail(ErrorCode::Registry, tr("The token server %1 of %2 gave no token (HTTP %3): try again later.").arg(server, wish.host).arg(ending.status)));
            return;
        }
        // 60 s is the specification's default; a little earlier, so that it does not run out on the way.
        const qint64 seconds = std::clamp<qint64>(object.value("expires_in"_L1).toInteger(60), 1, 24LL * 3600);
        const qint64 now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
        const QByteArray header = "Bearer " + token.toLatin1();
        m_authorizations.insert(key, {header, now + std::max<qint64>(1000, seconds * 1000 - 5000)});
        answer(header);
    });
    fetch->start(request, isIdentityToken(credential) ? "POST" : "GET", body, isLoopbackHost(url.host()));
}

} // namespace slipway
