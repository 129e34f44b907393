// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "credentials/credentials.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"Slipway"_s;

/// Without a session bus there is no key store on Linux, and asking for one would start a bus of its own, which can take its time.
bool hasKeyStore()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + u"/bus"_s);
#else
    return true;
#endif
}

QString packed(const Credential &credential)
{
    return QString::fromUtf8(QJsonDocument(QJsonObject{{u"user"_s, credential.user}, {u"secret"_s, credential.secret}}).toJson(QJsonDocument::Compact));
}

Credential unpacked(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    return {object.value("user"_L1).toString(), object.value("secret"_L1).toString()};
}

/// QtKeychain has no cancel, and its jobs may never finish: a job that is given up ends, and deletes itself, when it wants to.
class SystemKeyStore : public KeyStore
{
public:
    SystemKeyStore(KeyStoreIndex index, std::chrono::milliseconds patience, QObject *parent)
        : KeyStore(parent)
        , m_index(std::move(index))
        , m_patience(patience)
    {
    }

    void read(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service);
        job->setKey(host);
        run(job, context, [job, answer = std::move(answer)](const Result<void> &done, bool isMissing) {
            if (isMissing)
                answer(Credential());
            else if (!done)
                answer(std::unexpected(done.error()));
            else
                answer(unpacked(job->textData()));
        });
    }

    void write(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer) override
    {
        auto *job = new QKeychain::WritePasswordJob(service);
        job->setKey(host);
        job->setTextData(packed(credential));
        const QPointer<SystemKeyStore> guard(this);
        run(job, context, [guard, host, answer = std::move(answer)](const Result<void> &done, bool) {
            if (done && guard)
                guard->remember(host, true);
            answer(done);
        });
    }

    void remove(const QString &host, QObject *context, std::function<void(Result<void>)> answer) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service);
        job->setKey(host);
        const QPointer<SystemKeyStore> guard(this);
        run(job, context, [guard, host, answer = std::move(answer)](const Result<void> &done, bool isMissing) {
            const bool isGone = done || isMissing;
            if (isGone && guard)
                guard->remember(host, false);
            answer(isGone ? Result<void>() : done);
        });
    }

    [[nodiscard]] QStringList hosts() const override { return m_index.read(); }

private:
    using Ending = std::function<void(const Result<void> &, bool isMissing)>;

    /// Starts `job`, and calls `ending` once: when it is done, when it takes too long, or in the next turn when there is nobody to ask.
    void run(QKeychain::Job *job, QObject *context, Ending ending)
    {
        if (!hasKeyStore()) {
            const Error none{ErrorCode::Credentials, tr("There is no key store in this session: set the log-in with `docker login`."), {}, {}, 0};
            QMetaObject::invokeMethod(
                context,
                [job, ending = std::move(ending), none] {
                    ending(std::unexpected(none), false);
                    job->deleteLater();
                },
                Qt::QueuedConnection);
            return;
        }
        job->setInsecureFallback(false);
        auto isAnswered = std::make_shared<bool>(false);
        const QPointer<QObject> guard(context);
        connect(job, &QKeychain::Job::finished, job, [job, guard, isAnswered, ending] {
            if (std::exchange(*isAnswered, true) || !guard)
                return;
            ending(outcome(job), job->error() == QKeychain::EntryNotFound);
        });
        QTimer::singleShot(m_patience, context, [isAnswered, ending = std::move(ending), patience = m_patience] {
            if (std::exchange(*isAnswered, true))
                return;
            ending(fail(ErrorCode::Credentials,
                        tr("The key store did not answer within %1 s: unlock it, or restart it.").arg(static_cast<double>(patience.count()) / 1000.0)),
                   false);
        });
        job->start();
    }

    static Result<void> outcome(const QKeychain::Job *job)
    {
        switch (job->error()) {
        case QKeychain::NoError:
            return {};
        case QKeychain::EntryNotFound:
            return fail(ErrorCode::Credentials, tr("The key store holds no such log-in."));
        case QKeychain::AccessDeniedByUser:
        case QKeychain::AccessDenied:
            return fail(ErrorCode::Credentials, tr("The key store stayed locked: unlock it and try again."), job->errorString());
        case QKeychain::NoBackendAvailable:
        case QKeychain::NotImplemented:
            return noKeyStore(job);
        default:
            // A session bus on which nobody has, or starts, the Secret Service.
            if (job->errorString().contains("org.freedesktop.secrets"_L1))
                return noKeyStore(job);
            return fail(ErrorCode::Credentials, tr("The key store failed: start it, or set the log-in with `docker login`."), job->errorString());
        }
    }

    static Result<void> noKeyStore(const QKeychain::Job *job)
    {
        return fail(ErrorCode::Credentials,
                    tr("This machine has no key store that Slipway knows (Secret Service or KWallet): start one, or set the log-in with `docker login`."),
                    job->errorString());
    }

    void remember(const QString &host, bool isStored)
    {
        QStringList hosts = m_index.read();
        if (hosts.contains(host) == isStored)
            return;
        if (isStored)
            hosts.append(host);
        else
            hosts.removeAll(host);
        hosts.sort();
        m_index.write(hosts);
    }

    KeyStoreIndex m_index;
    std::chrono::milliseconds m_patience;
};

} // namespace

std::unique_ptr<KeyStore> makeSystemKeyStore(const KeyStoreIndex &index, std::chrono::milliseconds patience, QObject *parent)
{
    return std::make_unique<SystemKeyStore>(index, patience, parent);
}

} // namespace slipway
