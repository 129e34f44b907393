// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/challenge.h"
#include "registry/exchange.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>
#include <chrono>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Registry)
};

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

struct TokenQuestion
{
    QNetworkRequest request;
    QByteArray method;
    QByteArray body;
};

/// GET with the password by Basic, or with nothing; POST for an identity token.
/// Source: distribution.github.io/distribution/spec/auth/{token,oauth}.
TokenQuestion tokenQuestion(const RegistryWish &wish, const AuthChallenge &challenge, const Credential &credential)
{
    const bool isPost = isIdentityToken(credential);
    QList<std::pair<QString, QString>> fields{{u"service"_s, challenge.service}, {u"scope"_s, scopeOf(wish, challenge)}};
    if (isPost)
        fields += {{u"grant_type"_s, u"refresh_token"_s}, {u"client_id"_s, clientId}, {u"refresh_token"_s, credential.secret}};
    else if (!credential.isEmpty())
        fields += {{u"account"_s, credential.user}, {u"client_id"_s, clientId}};
    QStringList pairs;
    for (const auto &[name, value] : std::as_const(fields)) {
        if (!value.isEmpty())
            pairs.append(name + u'=' + encoded(value));
    }

    TokenQuestion question;
    QUrl url(challenge.realm);
    if (isPost) {
        question.method = "POST";
        question.body = pairs.join(u'&').toLatin1();
        question.request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    } else {
        question.method = "GET";
        if (const QString before = url.query(QUrl::FullyEncoded); !before.isEmpty())
            pairs.prepend(before);
        url.setQuery(pairs.join(u'&'), QUrl::StrictMode);
        if (!credential.isEmpty())
            question.request.setRawHeader("Authorization", basicHeader(credential));
    }
    question.request.setUrl(url);
    question.request.setRawHeader("Accept", "application/json");
    return question;
}

struct Token
{
    QByteArray header;
    qint64 seconds = 0; ///< that it is good for
};

/// The token in the answer of a token server.
Result<Token> tokenOf(const HttpEnding &ending, const QString &host, const QString &server, bool isAnonymous)
{
    if (ending.kind != HttpEnding::Kind::Answered) {
        return fail(ErrorCode::Network,
                    Words::tr("The token server %1 of %2 cannot be reached: try again, or check your network and its proxy.").arg(server, host),
                    ending.errorText);
    }
    if (ending.status == 429)
        return fail(ErrorCode::Registry, Words::tr("%1 allows no more requests for now: try again later, or log in for a higher limit.").arg(host));
    if (ending.status >= 400 && ending.status < 500) {
        return fail(ErrorCode::Credentials,
                    isAnonymous ? Words::tr("%1 asks for a log-in: log in with Slipway, or with `docker login %1`.").arg(host)
                                : Words::tr("%1 refused the log-in: check user and password, or log in again.").arg(host),
                    displayText(QString::fromUtf8(ending.body.left(500))));
    }
    const QJsonObject object = QJsonDocument::fromJson(ending.body).object();
    QString token = object.value("token"_L1).toString();
    if (token.isEmpty())
        token = object.value("access_token"_L1).toString();
    if (ending.status != 200 || !isToken(token))
        return fail(ErrorCode::Registry, Words::tr("The token server %1 of %2 gave no token (HTTP %3): try again later.").arg(server, host).arg(ending.status));
    // 60 s is the specification's default.
    const qint64 seconds = std::clamp<qint64>(object.value("expires_in"_L1).toInteger(60), 1, 24LL * 3600);
    return Token{"Bearer " + token.toLatin1(), seconds};
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
                const bool isRefused = !header && (header.error().code == ErrorCode::Registry || header.error().code == ErrorCode::Credentials);
                answer(!found && isRefused ? Result<QByteArray>(std::unexpected(found.error())) : header);
            });
            return;
        }
        if (!found) {
            answer(std::unexpected(found.error()));
            return;
        }
        if (credential.isEmpty()) {
            answer(fail(ErrorCode::Credentials, tr("%1 asks for a log-in: log in with Slipway, or with `docker login %1`.").arg(wish.host)));
            return;
        }
        const QByteArray header = basicHeader(credential);
        m_authorizations.insert(wish.host + u' ' + wish.repository, {header, 0});
        answer(header);
    });
}

void RegistryHttp::fetchToken(const RegistryWish &wish, const AuthChallenge &challenge, const Credential &credential, QObject *context,
                              const TokenAnswer &answer)
{
    HttpFetch::Bounds bounds;
    bounds.bytes = tokenBytes;
    bounds.silence = m_limits.silence;
    bounds.whole = m_limits.whole;
    const TokenQuestion question = tokenQuestion(wish, challenge, credential);
    const QString server = question.request.url().host();
    auto *fetch = new HttpFetch(&m_manager, bounds, context);
    connect(fetch, &HttpFetch::done, context, [this, fetch, wish, isAnonymous = credential.isEmpty(), server, answer](const HttpEnding &ending) {
        fetch->deleteLater();
        const auto token = tokenOf(ending, wish.host, server, isAnonymous);
        if (!token) {
            answer(std::unexpected(token.error()));
            return;
        }
        // A little earlier than it is told, so that it does not run out on the way.
        const qint64 now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
        m_authorizations.insert(wish.host + u' ' + wish.repository, {token->header, now + std::max<qint64>(1000, token->seconds * 1000 - 5000)});
        answer(token->header);
    });
    fetch->start(question.request, question.method, question.body, isLoopbackHost(server));
}

} // namespace slipway
