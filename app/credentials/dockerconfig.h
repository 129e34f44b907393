// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"

#include <QMap>

namespace slipway {

/// The log-in part of Docker's client configuration.
struct DockerLogins
{
    QMap<QString, QString> helpers;   ///< key -> name of a credential helper ("credHelpers")
    QString store;                    ///< the helper for all others ("credsStore"), or empty
    QMap<QString, Credential> logins; ///< key -> log-in that stands in the file itself ("auths")
    /// Docker looks for a helper of the machine only when this says nothing at all about log-ins.
    [[nodiscard]] bool isEmpty() const { return helpers.isEmpty() && store.isEmpty() && logins.isEmpty(); }
    /// The name of the helper for a key, or empty.
    [[nodiscard]] QString helperFor(const QString &key) const;
    /// The log-in in the file, by the key itself or by another spelling of its host ("https://ghcr.io/v2/"); or an empty one.
    [[nodiscard]] Credential loginFor(const QString &key) const;
    bool operator==(const DockerLogins &) const = default;
};

/// Reads `config.json` (or the value of DOCKER_AUTH_CONFIG). Pure. Errors: Credentials, when it is not JSON.
/// Source: docker/cli cli/config/configfile/file.go, cli/config/types/authconfig.go.
[[nodiscard]] Result<DockerLogins> parseDockerLogins(const QByteArray &json);

/// $DOCKER_CONFIG/config.json or ~/.docker/config.json.
[[nodiscard]] QString dockerConfigFile(const QProcessEnvironment &environment);

/// The log-ins of the user's configuration. A file that is not there is an empty one. A default helper is filled in as Docker does when the
/// configuration says nothing (cli/config/credentials/default_store*.go). Errors: Credentials, with the file.
[[nodiscard]] Result<DockerLogins> readDockerLogins(const QProcessEnvironment &environment);

/// What a credential helper answered to `get`. Pure. `isFailure`: it did not end with 0. Not found is an empty Credential. The error never
/// holds what may be a secret. Source: docker/docker-credential-helpers credentials/ and client/.
[[nodiscard]] Result<Credential> parseHelperAnswer(const QString &helper, bool isFailure, const QByteArray &standardOutput, const QByteArray &standardError);

} // namespace slipway
