// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/imagemanifest.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Registry)
};

const QString ociIndex = u"application/vnd.oci.image.index.v1+json"_s;
const QString ociManifest = u"application/vnd.oci.image.manifest.v1+json"_s;
const QString dockerList = u"application/vnd.docker.distribution.manifest.list.v2+json"_s;
const QString dockerManifest = u"application/vnd.docker.distribution.manifest.v2+json"_s;

/// Larger than any blob; what is above was made to overflow a sum.
constexpr qint64 largestBlob = qint64(1) << 50;

Result<Descriptor> descriptorOf(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    Descriptor descriptor;
    descriptor.mediaType = object.value("mediaType"_L1).toString();
    descriptor.digest = object.value("digest"_L1).toString();
    descriptor.size = object.value("size"_L1).toInteger(-1);
    if (!isDigest(descriptor.digest))
        return fail(ErrorCode::Verification, Words::tr("it names something by \"%1\", which is not a digest").arg(descriptor.digest.left(100)));
    if (descriptor.size < 0 || descriptor.size > largestBlob)
        return fail(ErrorCode::Verification, Words::tr("it gives no size for %1 that could be true").arg(descriptor.digest));
    const QJsonObject platform = object.value("platform"_L1).toObject();
    if (!platform.isEmpty()) {
        descriptor.platform =
            platformText(platform.value("os"_L1).toString(), platform.value("architecture"_L1).toString(), platform.value("variant"_L1).toString());
    }
    const QString kind = object.value("annotations"_L1).toObject().value("vnd.docker.reference.type"_L1).toString();
    descriptor.isAttestation = kind == "attestation-manifest"_L1 || descriptor.platform == "unknown/unknown"_L1;
    descriptor.isForeign = descriptor.mediaType.contains(".nondistributable."_L1) || descriptor.mediaType.contains(".foreign."_L1);
    return descriptor;
}

Result<QList<Descriptor>> descriptorsOf(const QJsonValue &value)
{
    QList<Descriptor> list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        const auto descriptor = descriptorOf(entry);
        if (!descriptor)
            return std::unexpected(descriptor.error());
        list.append(*descriptor);
    }
    return list;
}

Result<ImageManifest> indexOf(const QJsonObject &object, ImageManifest manifest)
{
    manifest.isIndex = true;
    const auto manifests = descriptorsOf(object.value("manifests"_L1));
    if (!manifests)
        return std::unexpected(manifests.error());
    manifest.manifests = *manifests;
    return manifest;
}

Result<ImageManifest> imageOf(const QJsonObject &object, ImageManifest manifest)
{
    const auto config = descriptorOf(object.value("config"_L1));
    if (!config)
        return std::unexpected(config.error());
    const auto layers = descriptorsOf(object.value("layers"_L1));
    if (!layers)
        return std::unexpected(layers.error());
    manifest.config = *config;
    manifest.layers = *layers;
    return manifest;
}

} // namespace

QByteArray manifestMediaTypes()
{
    return QStringList{ociIndex, dockerList, ociManifest, dockerManifest}.join(u", "_s).toLatin1();
}

Result<ImageManifest> parseImageManifest(const QByteArray &bytes, const QString &contentType)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return fail(ErrorCode::Verification, Words::tr("it is not JSON"), problem.errorString());
    const QJsonObject object = document.object();
    ImageManifest manifest;
    manifest.mediaType = object.value("mediaType"_L1).toString();
    if (manifest.mediaType.isEmpty())
        manifest.mediaType = contentType.section(u';', 0, 0).trimmed();
    // A document that could be read as either would mean different images to different programs (CVE-2021-41190).
    const bool hasManifests = object.contains("manifests"_L1);
    const bool isImage = object.contains("config"_L1) || object.contains("layers"_L1);
    if (hasManifests && isImage)
        return fail(ErrorCode::Verification, Words::tr("it is an index and an image at once"));
    if (manifest.mediaType == ociIndex || manifest.mediaType == dockerList)
        return isImage ? fail(ErrorCode::Verification, Words::tr("it calls itself an index and is an image")) : indexOf(object, manifest);
    if (manifest.mediaType == ociManifest || manifest.mediaType == dockerManifest)
        return hasManifests ? fail(ErrorCode::Verification, Words::tr("it calls itself an image and is an index")) : imageOf(object, manifest);
    if (object.value("schemaVersion"_L1).toInt() == 1)
        return fail(ErrorCode::Verification, Words::tr("it is in the format of before 2016 (schema 1), which nothing builds any more"));
    return fail(ErrorCode::Verification, Words::tr("its type \"%1\" is not that of an image").arg(manifest.mediaType.left(100)));
}

Result<QString> parseConfigPlatform(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    const QString os = object.value("os"_L1).toString();
    const QString architecture = object.value("architecture"_L1).toString();
    if (os.isEmpty() || architecture.isEmpty())
        return fail(ErrorCode::Verification, Words::tr("its configuration names no platform"));
    return platformText(os, architecture, object.value("variant"_L1).toString());
}

QString platformText(const QString &os, const QString &architecture, const QString &variant)
{
    QString cpu = architecture.toLower();
    QString kind = variant.toLower();
    if (cpu == "aarch64"_L1)
        cpu = u"arm64"_s;
    else if (cpu == "x86_64"_L1 || cpu == "x86-64"_L1)
        cpu = u"amd64"_s;
    else if (cpu == "i386"_L1)
        cpu = u"386"_s;
    if (cpu == "arm"_L1 && kind.isEmpty())
        kind = u"v7"_s;
    if ((cpu == "arm64"_L1 && (kind == "v8"_L1 || kind == "8"_L1)) || (cpu == "amd64"_L1 && kind == "v1"_L1))
        kind.clear();
    QString text = os.toLower() + u'/' + cpu;
    if (!kind.isEmpty())
        text += u'/' + kind;
    return text;
}

QString normalizedPlatform(const QString &platform)
{
    return platformText(platform.section(u'/', 0, 0), platform.section(u'/', 1, 1), platform.section(u'/', 2, 2));
}

bool isDigest(const QString &digest)
{
    static const QRegularExpression pattern(u"\\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\\z"_s);
    return pattern.match(digest).hasMatch();
}

QString digestOf(const QByteArray &bytes, const QString &like)
{
    const bool isLong = like.startsWith("sha512:"_L1);
    const QByteArray hash = QCryptographicHash::hash(bytes, isLong ? QCryptographicHash::Sha512 : QCryptographicHash::Sha256);
    return (isLong ? u"sha512:"_s : u"sha256:"_s) + QString::fromLatin1(hash.toHex());
}

} // namespace slipway
