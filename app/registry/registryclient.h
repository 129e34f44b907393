// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"
#include "registry/reference.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

namespace slipway {

struct PlatformManifest
{
    QString platform;       ///< "linux/arm/v7"
    QString digest;
    qint64 bytes = 0;       ///< config and layers, compressed
    QStringList layers;     ///< digests
    bool operator==(const PlatformManifest &) const = default;
};

/// What the registry holds under a reference, asked over HTTP.
struct ImageReport
{
    QString reference;
    QString digest;         ///< of the index or the single manifest, as sent, checked against the bytes
    QString mediaType;
    bool isIndex = false;
    QList<PlatformManifest> platforms; ///< attestations left out
    QList<Error> problems;  ///< a missing platform, a blob that is not there, a digest that differs
    bool operator==(const ImageReport &) const = default;
};

struct VerifyRequest
{
    QString reference;
    QString expectedDigest; ///< empty: any
    QStringList platforms;  ///< that must be there
    bool checkBlobs = true; ///< HEAD on every layer and config
};

/// Client of the OCI distribution API (spec 1.1) over Qt Network: token and Basic authentication, http for loopback registries.
class RegistryClient : public QObject
{
    Q_OBJECT
public:
    explicit RegistryClient(CredentialSource *credentials, QObject *parent = nullptr);
    ~RegistryClient() override;
    /// Verifies a reference. Error only when the registry cannot be asked; what differs stands in ImageReport::problems.
    void verify(const VerifyRequest &request, QObject *context, std::function<void(Result<ImageReport>)> answer);
    /// The digest that a tag has now (HEAD): for pins and the record.
    void resolve(const QString &reference, QObject *context, std::function<void(Result<QString>)> answer);
    /// Tries a log-in against /v2/; Error::Denied-like sentence when refused.
    void tryLogin(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer);
    void cancelAll();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
