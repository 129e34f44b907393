// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace slipway {

struct Credential
{
    QString user;
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

/// The real one (QtKeychain: Secret Service, KWallet, macOS, Windows).
[[nodiscard]] std::unique_ptr<KeyStore> makeSystemKeyStore(QObject *parent = nullptr);

/// Finds the log-in of a registry: the key store first, then the user's Docker configuration (credHelpers, credsStore, auths).
/// Not found is an empty Credential, not an error.
class CredentialSource : public QObject
{
    Q_OBJECT
public:
    explicit CredentialSource(KeyStore *keyStore, QObject *parent = nullptr);
    void find(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer);

private:
    KeyStore *m_keyStore = nullptr;
};

/// The key under which Docker's configuration keeps a registry's log-in ("docker.io" -> "https://index.docker.io/v1/").
[[nodiscard]] QString credentialKey(const QString &registryHost);

} // namespace slipway
