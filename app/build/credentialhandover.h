// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildfolder.h"
#include "credentials/credentials.h"

#include <QLocalServer>
#include <QMap>
#include <QObject>

namespace slipway {

/// Hands log-ins to one build without disk, arguments or logs: a configuration of Docker's of its own, in which each host that has a log-in is
/// asked of the helper docker-credential-slipway; the helper asks back over a socket in the build's folder, with a nonce from the environment. What else
/// the user's configuration says (context, plugins, proxies, HTTP headers, helpers of other hosts) stays; log-ins that it holds in the open are handed
/// over in the same way instead of being copied. Docs: docker/docker-credential-helpers, docker/cli config/configfile.
class CredentialHandover : public QObject
{
    Q_OBJECT
public:
    explicit CredentialHandover(QObject *parent = nullptr);
    ~CredentialHandover() override;
    /// Prepares `folder` and changes `environment` for the client. Errors: Credentials (no helper, no socket), File.
    [[nodiscard]] Result<void> start(const BuildFolder &folder, const QMap<QString, Credential> &credentials, QProcessEnvironment &environment);
    void stop();

    /// The helper beside the running program, absolute; empty when it is not there.
    [[nodiscard]] static QString helper();
    /// Docker's configuration for the build, from the user's: no log-in in it. `hosts`: those that the helper is asked for. Pure.
    [[nodiscard]] static QByteArray configuration(const QByteArray &users, const QStringList &hosts, const QString &pluginFolder);
    /// Log-ins that stand in the user's configuration itself (`auths`), by host. Pure.
    [[nodiscard]] static QMap<QString, Credential> inlineCredentials(const QByteArray &users);
    /// The name under which Docker asks for a host's log-in ("docker.io", "https://index.docker.io/v1/" -> the latter; "https://ghcr.io/" -> "ghcr.io").
    [[nodiscard]] static QString askedName(const QString &host);

private:
    void answer(class QLocalSocket *socket);

    QLocalServer m_server;
    QMap<QString, Credential> m_credentials;
    QByteArray m_nonce;
};

} // namespace slipway
