// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "fakehttp.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <optional>

namespace slipway::test {

/// A registry in memory on a FakeHttp, with one repository "app". Lies are told by `spoil`, doors are kept by `gate`.
class FakeRegistry
{
public:
    using Request = FakeHttp::Request;
    using Response = FakeHttp::Response;
    using Hook = std::function<std::optional<Response>(const Request &)>;

    FakeRegistry();
    [[nodiscard]] FakeHttp &http() { return m_http; }
    [[nodiscard]] QString host() const { return m_http.host(); }
    [[nodiscard]] QString reference(const QString &tag = QStringLiteral("1")) const { return m_http.host() + QStringLiteral("/app:") + tag; }

    /// Answers before the registry does, or lets it answer.
    Hook gate;
    /// Changes what the registry answers.
    std::function<void(const Request &, Response &)> spoil;

    /// Digest of the blob.
    QString addBlob(const QByteArray &bytes);
    /// An image for a platform ("linux/arm64", empty: a configuration without one), its layers' bytes; digest of its manifest.
    QString addImage(const QString &platform, const QList<QByteArray> &layers, const QString &tag = {});
    /// An index over images that were added; digest of the index. `platforms` as the index is to call them, one for each.
    QString addIndex(const QStringList &digests, const QStringList &platforms, const QString &tag = QStringLiteral("1"));
    /// An index of linux/amd64 and linux/arm64 with an attestation, one layer of three shared.
    QString addUsualIndex(const QString &tag = QStringLiteral("1"));
    void removeBlob(const QString &digest) { m_blobs.remove(digest); }
    void removeManifest(const QString &name) { m_manifests.remove(name); }
    [[nodiscard]] QByteArray manifest(const QString &name) const { return m_manifests.value(name).bytes; }
    void setManifest(const QString &name, const QByteArray &bytes, const QByteArray &type) { m_manifests.insert(name, {bytes, type}); }

private:
    struct Stored
    {
        QByteArray bytes;
        QByteArray type;
    };
    [[nodiscard]] Response answer(const Request &request) const;
    [[nodiscard]] Response plainAnswer(const Request &request) const;
    QString store(const QByteArray &bytes, const QByteArray &type, const QString &tag);

    FakeHttp m_http;
    QHash<QString, Stored> m_manifests;
    QHash<QString, QByteArray> m_blobs;
};

} // namespace slipway::test
