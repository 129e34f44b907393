// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QMap>
#include <QObject>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace slipway {

struct Credential
{
    QString user;               ///< "<token>": the secret is an identity token (Docker's credential helper protocol)
    QString secret;             ///< password or token; never logged, never written but to the key store
    [[nodiscard]] bool isEmpty() const { return user.isEmpty() && secret.isEmpty(); }
    bool operator==(const Credential &) const = default;
};

/// The desktop's key store behind a seam. All calls are asynchronous and answer once, in the caller's thread, within a time-out.
/// Keys are registry hosts as Docker's configuration names them ("ghcr.io", "https://index.docker.io/v1/").
class KeyStore : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void read(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) = 0;
    virtual void write(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer) = 0;
    virtual void remove(const QString &host, QObject *context, std::function<void(Result<void>)> answer) = 0;
    /// Hosts that were stored by Slipway (QtKeychain cannot list, so an index without secrets is kept in the settings).
    [[nodiscard]] virtual QStringList hosts() const = 0;
};

/// Where a key store keeps the names of its hosts, without secrets.
struct KeyStoreIndex
{
    std::function<QStringList()> read;
    std::function<void(const QStringList &)> write;
};

/// The real one (QtKeychain: Secret Service, KWallet, macOS, Windows), its hosts in the user's settings. Contacts nothing before it is asked.
[[nodiscard]] std::unique_ptr<KeyStore> makeSystemKeyStore(QObject *parent = nullptr);
/// The same with another index, and another `patience` for an answer: a person may have to unlock the key store within it.
[[nodiscard]] std::unique_ptr<KeyStore> makeSystemKeyStore(const KeyStoreIndex &index, std::chrono::milliseconds patience, QObject *parent = nullptr);

/// Finds the log-in of a registry: what was remembered first, then the key store (for hosts of its index), then the user's Docker configuration
/// (credHelpers, credsStore, auths). Not found is an empty Credential, not an error. A key store or helper that fails is an Error only when nothing else had the log-in.
class CredentialSource : public QObject
{
    Q_OBJECT
public:
    /// `keyStore` may be null, and must outlive this.
    explicit CredentialSource(KeyStore *keyStore, QObject *parent = nullptr);
    /// DOCKER_CONFIG, DOCKER_AUTH_CONFIG, HOME and PATH are taken from here; the process's own at first.
    void setEnvironment(const QProcessEnvironment &environment);
    /// How long a credential helper may take; 30 s at first.
    void setPatience(std::chrono::milliseconds patience);
    /// Keeps a log-in that no key store took, in memory alone, until this is gone. `host` as in find(); an empty credential forgets it.
    void remember(const QString &host, const Credential &credential);
    /// Answers once, asynchronously, unless `context` is gone by then. `host` as references name it: "docker.io", "127.0.0.1:5000".
    /// Errors: Credentials.
    void find(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer);

Q_SIGNALS:
    /// The key store was passed over: one sentence for the status line.
    void notice(const QString &sentence);

private:
    using Answer = std::function<void(Result<Credential>)>;
    void askDocker(const QString &key, QObject *context, const std::optional<Error> &passedOver, const Answer &answer);
    void askHelper(const QString &program, const QString &key, QObject *context, const Answer &answer);

    KeyStore *m_keyStore = nullptr;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    std::chrono::milliseconds m_patience{30'000};
    QMap<QString, Credential> m_remembered; ///< by key
};

/// The key under which Docker's configuration keeps a registry's log-in ("docker.io" -> "https://index.docker.io/v1/").
[[nodiscard]] QString credentialKey(const QString &registryHost);

} // namespace slipway
