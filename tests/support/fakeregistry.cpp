// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "fakeregistry.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

const QByteArray indexType = "application/vnd.oci.image.index.v1+json";
const QByteArray imageType = "application/vnd.oci.image.manifest.v1+json";

QString digestOfBytes(const QByteArray &bytes)
{
    return u"sha256:"_s + QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QByteArray packed(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

QJsonObject descriptor(const QByteArray &type, const QString &digest, qint64 size)
{
    return {{u"mediaType"_s, QString::fromLatin1(type)}, {u"digest"_s, digest}, {u"size"_s, size}};
}

QJsonObject platformObject(const QString &platform)
{
    QJsonObject object{{u"os"_s, platform.section(u'/', 0, 0)}, {u"architecture"_s, platform.section(u'/', 1, 1)}};
    if (const QString variant = platform.section(u'/', 2, 2); !variant.isEmpty())
        object.insert(u"variant"_s, variant);
    return object;
}

} // namespace

FakeRegistry::FakeRegistry()
{
    m_http.setHandler([this](const Request &request) { return answer(request); });
}

QString FakeRegistry::store(const QByteArray &bytes, const QByteArray &type, const QString &tag)
{
    const QString digest = digestOfBytes(bytes);
    m_manifests.insert(digest, {bytes, type});
    if (!tag.isEmpty())
        m_manifests.insert(tag, {bytes, type});
    return digest;
}

QString FakeRegistry::addBlob(const QByteArray &bytes)
{
    m_blobs.insert(digestOfBytes(bytes), bytes);
    return digestOfBytes(bytes);
}

QString FakeRegistry::addImage(const QString &platform, const QList<QByteArray> &layers, const QString &tag)
{
    const QByteArray config = packed(platform.isEmpty() ? QJsonObject() : platformObject(platform));
    QJsonArray list;
    for (const QByteArray &layer : layers)
        list.append(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", addBlob(layer), layer.size()));
    return store(packed({{u"schemaVersion"_s, 2},
                         {u"mediaType"_s, QString::fromLatin1(imageType)},
                         {u"config"_s, descriptor("application/vnd.oci.image.config.v1+json", addBlob(config), config.size())},
                         {u"layers"_s, list}}),
                 imageType, tag);
}

QString FakeRegistry::addIndex(const QStringList &digests, const QStringList &platforms, const QString &tag)
{
    QJsonArray list;
    for (qsizetype at = 0; at < digests.size(); ++at) {
        QJsonObject entry = descriptor(imageType, digests.at(at), m_manifests.value(digests.at(at)).bytes.size());
        if (!platforms.value(at).isEmpty())
            entry.insert(u"platform"_s, platformObject(platforms.at(at)));
        if (platforms.value(at) == "unknown/unknown"_L1)
            entry.insert(u"annotations"_s, QJsonObject{{u"vnd.docker.reference.type"_s, u"attestation-manifest"_s}});
        list.append(entry);
    }
    return store(packed({{u"schemaVersion"_s, 2}, {u"mediaType"_s, QString::fromLatin1(indexType)}, {u"manifests"_s, list}}), indexType, tag);
}

QString FakeRegistry::addUsualIndex(const QString &tag)
{
    const QString amd = addImage(u"linux/amd64"_s, {"shared", "for amd64"});
    const QString arm = addImage(u"linux/arm64"_s, {"shared", "this is for arm64"});
    const QString proof = addImage({}, {"attestation"});
    return addIndex({amd, arm, proof}, {u"linux/amd64"_s, u"linux/arm64"_s, u"unknown/unknown"_s}, tag);
}

FakeHttp::Response FakeRegistry::answer(const Request &request) const
{
    if (gate) {
        if (const auto response = gate(request))
            return *response;
    }
    Response response = plainAnswer(request);
    if (spoil)
        spoil(request, response);
    return response;
}

FakeHttp::Response FakeRegistry::plainAnswer(const Request &request) const
{
    static const QString manifests = u"/v2/app/manifests/"_s;
    static const QString blobs = u"/v2/app/blobs/"_s;
    if (request.path == "/v2/"_L1)
        return {200, {}, "{}"};
    if (request.path.startsWith(manifests)) {
        const auto found = m_manifests.constFind(request.path.sliced(manifests.size()));
        if (found != m_manifests.cend() && request.headers.value("accept").contains(found->type))
            return {200, {{"Content-Type", found->type}, {"Docker-Content-Digest", digestOfBytes(found->bytes).toLatin1()}}, found->bytes};
        return {404, {}, R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})"};
    }
    if (request.path.startsWith(blobs)) {
        const auto found = m_blobs.constFind(request.path.sliced(blobs.size()));
        if (found != m_blobs.cend())
            return {200, {}, *found};
    }
    return {404, {}, R"({"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown"}]})"};
}

} // namespace slipway::test
