// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace slipway {

/// What a manifest says about another document or blob.
struct Descriptor
{
    QString mediaType;
    QString digest;         ///< "sha256:…", of the form that we can check
    qint64 size = 0;        ///< bytes
    QString platform;       ///< "linux/arm/v7", normalised; empty when it says nothing
    bool isAttestation = false;
    bool isForeign = false; ///< layers that are not in the registry (Windows bases)
    bool operator==(const Descriptor &) const = default;
};

/// An image index, a manifest list or an image manifest (OCI image-spec 1.1, Docker's image manifest version 2, schema 2).
struct ImageManifest
{
    QString mediaType;
    bool isIndex = false;
    QList<Descriptor> manifests; ///< of an index
    Descriptor config;           ///< of a single image
    QList<Descriptor> layers;
    bool operator==(const ImageManifest &) const = default;
};

/// The media types that are asked for, as the value of an Accept header.
[[nodiscard]] QByteArray manifestMediaTypes();

/// Reads a manifest. Pure. `contentType` counts where the document has no mediaType of its own. Errors: Verification, one sentence.
[[nodiscard]] Result<ImageManifest> parseImageManifest(const QByteArray &bytes, const QString &contentType);

/// The platform of an image's configuration ("linux/arm64"). Pure. Errors: Verification.
[[nodiscard]] Result<QString> parseConfigPlatform(const QByteArray &bytes);

/// os, architecture and variant as one platform, without the variants that are the only one (arm64/v8, amd64/v1), arm as arm/v7. Pure.
/// Source: containerd/platforms normalizeArch.
[[nodiscard]] QString platformText(const QString &os, const QString &architecture, const QString &variant);
[[nodiscard]] QString normalizedPlatform(const QString &platform);

/// A digest whose algorithm we know, with the right number of digits: sha256, sha512.
[[nodiscard]] bool isDigest(const QString &digest);
/// The digest of bytes by the algorithm of `like` (sha256 for anything else).
[[nodiscard]] QString digestOf(const QByteArray &bytes, const QString &like = {});

} // namespace slipway
