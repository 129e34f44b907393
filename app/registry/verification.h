// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "registry/imagemanifest.h"
#include "registry/reference.h"
#include "registry/registryclient.h"
#include "registry/registryhttp.h"

#include <QSet>

namespace slipway {

/// One verification from the first request to the report: the manifest by its bytes, each platform's, its configuration, each blob.
class Verification : public QObject
{
    Q_OBJECT
public:
    Verification(RegistryHttp *http, const VerifyRequest &request, const Reference &reference, QObject *parent);
    void start();

Q_SIGNALS:
    /// Once, and nothing after it.
    void done(const slipway::Result<slipway::ImageReport> &result);

private:
    void ask(const RegistryWish &wish, const std::function<void(const RegistryAnswer &)> &then);
    [[nodiscard]] RegistryWish manifestWish(const QString &name) const;
    [[nodiscard]] RegistryWish blobWish(const Descriptor &blob, const QByteArray &method) const;
    void rootAnswered(const RegistryAnswer &answer);
    void checkRootDigest(const RegistryAnswer &answer);
    void checkIndex(const ImageManifest &index);
    void childAnswered(qsizetype at, const Descriptor &descriptor, const RegistryAnswer &answer);
    /// `at`: position in the report's platforms; `promised`: what the index says, or empty.
    void checkImage(qsizetype at, const ImageManifest &image, const QString &promised);
    void configAnswered(qsizetype at, const Descriptor &config, const QString &promised, const RegistryAnswer &answer);
    void checkBlob(const Descriptor &blob);
    void problem(const QString &sentence, const QString &detail = {});
    void checkPlatforms();
    void finish();

    RegistryHttp *m_http;
    VerifyRequest m_request;
    Reference m_reference;
    ImageReport m_report;
    QSet<QString> m_blobs;   ///< asked for already: platforms share layers
    qsizetype m_open = 0;    ///< answers that are awaited
    bool m_isDone = false;
};

} // namespace slipway
