// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"
#include "registry/reference.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <chrono>
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

/// How patient the client is, and how much it takes.
struct RegistryLimits
{
    std::chrono::milliseconds silence{20'000};     ///< without a byte of an answer
    std::chrono::milliseconds whole{60'000};       ///< for one answer
    std::chrono::milliseconds firstWait{1'000};    ///< before it asks again after a failure of the registry's; doubled each time
    std::chrono::milliseconds longestWait{30'000}; ///< longest Retry-After that is waited for
    int tries = 4;                                 ///< of one request
    int atOnce = 6;                                ///< requests
    qint64 manifestBytes = 4 * 1024 * 1024;        ///< the specification's own bound
    qint64 configBytes = 8 * 1024 * 1024;
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
    void setLimits(const RegistryLimits &limits);
    /// Registries that the engine calls insecure: http is tried where https fails, and any certificate will do. Loopback always is.
    void setInsecureHosts(const QStringList &hosts);
    /// Verifies a reference. Error only when the registry cannot be asked; what differs stands in ImageReport::problems,
    /// a reference that the registry does not hold included (its digest is empty then).
    /// Errors of all: Usage (not a reference), Network, Registry, Credentials, Cancelled. Answers come once, asynchronously.
    void verify(const VerifyRequest &request, QObject *context, std::function<void(Result<ImageReport>)> answer);
    /// The digest that a tag has now (HEAD): for pins and the record. Errors: as above; Registry when it is not there.
    void resolve(const QString &reference, QObject *context, std::function<void(Result<QString>)> answer);
    /// Tries a log-in against /v2/. Errors: Credentials when it is refused, or when an empty one is not enough. `host` may be written as an address.
    void tryLogin(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer);
    /// Ends what runs: each open question is answered with Cancelled.
    void cancelAll();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The host that is meant by what a person gave for a registry ("https://ghcr.io/v2/" -> "ghcr.io": people copy addresses). Pure.
[[nodiscard]] QString hostOfAddress(const QString &text);

} // namespace slipway
