// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/registryclient.h"

#include "registry/imagemanifest.h"
#include "registry/verification.h"

#include <QPointer>

namespace slipway {

using namespace Qt::StringLiterals;

QString hostOfAddress(const QString &text)
{
    QString host = text.trimmed();
    for (const QLatin1StringView scheme : {"https://"_L1, "http://"_L1}) {
        if (host.startsWith(scheme))
            host.remove(0, scheme.size());
    }
    host = host.section(u'/', 0, 0);
    return credentialKey(host) == credentialKey(u"docker.io"_s) ? u"docker.io"_s : host;
}

namespace {

RegistryWish manifestWish(const Reference &reference, const QByteArray &method, qint64 mostBytes)
{
    RegistryWish wish;
    wish.host = reference.registry;
    wish.repository = reference.repository;
    wish.path = u"/v2/"_s + reference.repository + u"/manifests/"_s + (reference.digest.isEmpty() ? reference.tag : reference.digest);
    wish.method = method;
    wish.accept = manifestMediaTypes();
    wish.mostBytes = mostBytes;
    return wish;
}

} // namespace

struct RegistryClient::Private
{
    Private(RegistryClient *client, CredentialSource *credentials)
        : q(client)
        , http([credentials](const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) {
            if (credentials)
                credentials->find(host, context, std::move(answer));
            else
                answer(Credential());
        })
    {
    }

    RegistryClient *q;
    RegistryHttp http;
    QStringList insecureHosts;
    QList<RegistryHttp *> logins; ///< each with the log-in that it tries
};

RegistryClient::RegistryClient(CredentialSource *credentials, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, credentials))
{
}

RegistryClient::~RegistryClient()
{
    qDeleteAll(d->logins);
}

void RegistryClient::setLimits(const RegistryLimits &limits)
{
    d->http.setLimits(limits);
}

void RegistryClient::setInsecureHosts(const QStringList &hosts)
{
    d->insecureHosts = hosts;
    d->http.setInsecureHosts(hosts);
}

void RegistryClient::verify(const VerifyRequest &request, QObject *context, std::function<void(Result<ImageReport>)> answer)
{
    const auto reference = parseReference(request.reference);
    if (!reference) {
        QMetaObject::invokeMethod(context, [answer = std::move(answer), error = reference.error()] { answer(std::unexpected(error)); }, Qt::QueuedConnection);
        return;
    }
    auto *verification = new Verification(&d->http, request, *reference, this);
    connect(verification, &Verification::done, this,
            [verification, guard = QPointer<QObject>(context), answer = std::move(answer)](const Result<ImageReport> &result) {
                verification->deleteLater();
                if (guard)
                    answer(result);
            });
    verification->start();
}

void RegistryClient::resolve(const QString &reference, QObject *context, std::function<void(Result<QString>)> answer)
{
    const auto parsed = parseReference(reference);
    if (!parsed) {
        QMetaObject::invokeMethod(context, [answer = std::move(answer), error = parsed.error()] { answer(std::unexpected(error)); }, Qt::QueuedConnection);
        return;
    }
    const auto missing = [name = *parsed] { return fail(ErrorCode::Registry, tr("%1 holds no %2: check name and tag.").arg(name.registry, name.familiar())); };
    const qint64 most = d->http.limits().manifestBytes;
    d->http.send(manifestWish(*parsed, "HEAD", most), context, [this, parsed, most, missing, context, answer](const Result<RegistryAnswer> &head) {
        if (!head) {
            answer(std::unexpected(head.error()));
        } else if (head->status == 404) {
            answer(missing());
        } else if (!parsed->digest.isEmpty()) {
            answer(parsed->digest);
        } else if (isDigest(head->digest)) {
            answer(head->digest);
        } else {
            // The header is a recommendation of the specification; the bytes always have a digest.
            d->http.send(manifestWish(*parsed, "GET", most), context, [missing, answer](const Result<RegistryAnswer> &body) {
                if (!body)
                    answer(std::unexpected(body.error()));
                else if (body->status == 404)
                    answer(missing());
                else
                    answer(digestOf(body->body));
            });
        }
    });
}

void RegistryClient::tryLogin(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer)
{
    // A client of its own: what it is let in with must not serve anything else, and nothing that was kept may serve it.
    auto *http = new RegistryHttp([credential](const QString &, QObject *, const std::function<void(Result<Credential>)> &found) { found(credential); });
    RegistryLimits limits = d->http.limits();
    limits.tries = 1; // a person waits for it, and can ask again
    http->setLimits(limits);
    http->setInsecureHosts(d->insecureHosts);
    d->logins.append(http);
    RegistryWish wish;
    wish.host = hostOfAddress(host);
    wish.path = u"/v2/"_s;
    http->send(wish, this,
               [this, http, name = wish.host, guard = QPointer<QObject>(context), answer = std::move(answer)](const Result<RegistryAnswer> &result) {
                   d->logins.removeOne(http);
                   http->deleteLater();
                   if (!guard)
                       return;
                   if (!result)
                       answer(std::unexpected(result.error()));
                   else if (result->status == 404)
                       answer(fail(ErrorCode::Registry, tr("%1 is no registry: it knows no /v2/. Check the name.").arg(name)));
                   else
                       answer({});
               });
}

void RegistryClient::cancelAll()
{
    d->http.abortAll();
    for (RegistryHttp *http : std::as_const(d->logins))
        http->abortAll();
}

} // namespace slipway
