// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/verification.h"

#include "base/text.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

Verification::Verification(RegistryHttp *http, const VerifyRequest &request, const Reference &reference, QObject *parent)
    : QObject(parent)
    , m_http(http)
    , m_request(request)
    , m_reference(reference)
{
    m_report.reference = request.reference;
}

void Verification::start()
{
    ask(manifestWish(m_reference.digest.isEmpty() ? m_reference.tag : m_reference.digest), [this](const RegistryAnswer &answer) { rootAnswered(answer); });
}

/// The report is done when no answer is awaited any more; what cannot be asked at all ends everything.
void Verification::ask(const RegistryWish &wish, const std::function<void(const RegistryAnswer &)> &then)
{
    ++m_open;
    m_http->send(wish, this, [this, then](const Result<RegistryAnswer> &answer) {
        if (m_isDone)
            return;
        if (!answer) {
            m_isDone = true;
            Q_EMIT done(std::unexpected(answer.error()));
            return;
        }
        then(*answer);
        if (--m_open == 0)
            finish();
    });
}

RegistryWish Verification::manifestWish(const QString &name) const
{
    RegistryWish wish;
    wish.host = m_reference.registry;
    wish.repository = m_reference.repository;
    wish.path = u"/v2/"_s + m_reference.repository + u"/manifests/"_s + name;
    wish.accept = manifestMediaTypes();
    wish.mostBytes = m_http->limits().manifestBytes;
    return wish;
}

RegistryWish Verification::blobWish(const Descriptor &blob, const QByteArray &method) const
{
    RegistryWish wish;
    wish.host = m_reference.registry;
    wish.repository = m_reference.repository;
    wish.path = u"/v2/"_s + m_reference.repository + u"/blobs/"_s + blob.digest;
    wish.method = method;
    wish.mostBytes = m_http->limits().configBytes;
    return wish;
}

void Verification::rootAnswered(const RegistryAnswer &answer)
{
    if (answer.status == 404) {
        problem(tr("%1 holds no %2: check name and tag, and that the push went there.").arg(m_reference.registry, m_reference.familiar()));
        return;
    }
    const auto manifest = parseImageManifest(answer.body, answer.contentType);
    if (!manifest) {
        problem(tr("What %1 holds as %2 is no image: %3.").arg(m_reference.registry, m_reference.familiar(), manifest.error().message),
                manifest.error().detail);
        return;
    }
    m_report.mediaType = manifest->mediaType;
    m_report.isIndex = manifest->isIndex;
    checkRootDigest(answer);
    if (manifest->isIndex) {
        checkIndex(*manifest);
        return;
    }
    m_report.platforms.append({{}, m_report.digest, 0, {}});
    checkImage(0, *manifest, {});
}

void Verification::checkRootDigest(const RegistryAnswer &answer)
{
    const QString asked = m_reference.digest;
    m_report.digest = digestOf(answer.body, asked.isEmpty() ? m_request.expectedDigest : asked);
    if (!asked.isEmpty() && m_report.digest != asked) {
        problem(tr("%1 answers to %2 with bytes whose digest is %3: do not use this image, and tell who runs the registry.")
                    .arg(m_reference.registry, asked, m_report.digest));
    } else if (!answer.digest.isEmpty() && answer.digest != digestOf(answer.body, answer.digest)) {
        problem(tr("%1 calls the image %2, but its bytes have the digest %3: do not use this image, and tell who runs the registry.")
                    .arg(m_reference.registry, answer.digest.left(200), m_report.digest));
    }
    if (!m_request.expectedDigest.isEmpty() && m_request.expectedDigest != asked && m_report.digest != m_request.expectedDigest) {
        problem(tr("%1 is %2 in the registry, not %3 as it was pushed: somebody else has pushed since; push again, or use the digest.")
                    .arg(m_reference.familiar(), m_report.digest, m_request.expectedDigest));
    }
}

void Verification::checkIndex(const ImageManifest &index)
{
    for (const Descriptor &descriptor : index.manifests) {
        if (descriptor.isAttestation)
            continue;
        const qsizetype at = m_report.platforms.size();
        m_report.platforms.append({descriptor.platform, descriptor.digest, 0, {}});
        ask(manifestWish(descriptor.digest), [this, at, descriptor](const RegistryAnswer &answer) { childAnswered(at, descriptor, answer); });
    }
    if (m_report.platforms.isEmpty())
        problem(tr("The index of %1 names no image: push again.").arg(m_reference.familiar()));
}

void Verification::childAnswered(qsizetype at, const Descriptor &descriptor, const RegistryAnswer &answer)
{
    const QString who = descriptor.platform.isEmpty() ? descriptor.digest : descriptor.platform;
    if (answer.status == 404) {
        problem(tr("The index of %1 names %2, but %3 does not hold its manifest %4: push again.")
                    .arg(m_reference.familiar(), who, m_reference.registry, descriptor.digest));
        return;
    }
    const QString digest = digestOf(answer.body, descriptor.digest);
    if (digest != descriptor.digest || answer.body.size() != descriptor.size) {
        problem(tr("The manifest of %1 has the digest %2 and %3 bytes, not %4 and %5 as the index says: do not use this image, and tell who runs the registry.")
                    .arg(who, digest)
                    .arg(answer.body.size())
                    .arg(descriptor.digest)
                    .arg(descriptor.size));
        return;
    }
    const auto manifest = parseImageManifest(answer.body, answer.contentType.isEmpty() ? descriptor.mediaType : answer.contentType);
    if (!manifest || manifest->isIndex) {
        problem(tr("The manifest of %1 is no image: %2.").arg(who, manifest ? tr("it is another index") : manifest.error().message));
        return;
    }
    checkImage(at, *manifest, descriptor.platform);
}

void Verification::checkImage(qsizetype at, const ImageManifest &image, const QString &promised)
{
    PlatformManifest &platform = m_report.platforms[at];
    platform.bytes = image.config.size;
    for (const Descriptor &layer : image.layers) {
        platform.bytes += layer.size;
        platform.layers.append(layer.digest);
    }
    // The configuration alone knows the platform of an image that stands in no index.
    if (m_request.checkBlobs || promised.isEmpty()) {
        ask(blobWish(image.config, "GET"),
            [this, at, config = image.config, promised](const RegistryAnswer &answer) { configAnswered(at, config, promised, answer); });
    }
    if (!m_request.checkBlobs)
        return;
    for (const Descriptor &layer : image.layers) {
        if (!layer.isForeign)
            checkBlob(layer);
    }
}

void Verification::configAnswered(qsizetype at, const Descriptor &config, const QString &promised, const RegistryAnswer &answer)
{
    const QString who = promised.isEmpty() ? m_reference.familiar() : promised;
    if (answer.status == 404) {
        problem(tr("The configuration %1 of %2 is not in the registry: push again.").arg(config.digest, who));
        return;
    }
    if (digestOf(answer.body, config.digest) != config.digest) {
        problem(tr("The configuration of %1 has the digest %2, not %3 as its manifest says: do not use this image, and tell who runs the registry.")
                    .arg(who, digestOf(answer.body, config.digest), config.digest));
        return;
    }
    const auto platform = parseConfigPlatform(answer.body);
    if (!platform) {
        // Other things than images are kept in registries, too; an index may still say what they are for.
        if (promised.isEmpty())
            problem(tr("What %1 holds as %2 is no image: %3.").arg(m_reference.registry, m_reference.familiar(), platform.error().message));
        return;
    }
    if (promised.isEmpty())
        m_report.platforms[at].platform = *platform;
    else if (*platform != promised)
        problem(tr("The index calls an image %1 whose configuration says %2: push again.").arg(promised, *platform));
}

void Verification::checkBlob(const Descriptor &blob)
{
    if (m_blobs.contains(blob.digest))
        return;
    m_blobs.insert(blob.digest);
    ask(blobWish(blob, "HEAD"), [this, blob](const RegistryAnswer &answer) {
        if (answer.status == 404)
            problem(tr("The layer %1 is not in the registry: push again.").arg(blob.digest));
        else if (answer.length >= 0 && answer.length != blob.size)
            problem(
                tr("The layer %1 has %2 bytes in the registry, not %3 as its manifest says: push again.").arg(blob.digest).arg(answer.length).arg(blob.size));
    });
}

void Verification::problem(const QString &sentence, const QString &detail)
{
    m_report.problems.append({ErrorCode::Verification, displayText(sentence), displayText(detail), {}, 0});
}

void Verification::checkPlatforms()
{
    // Where nothing could be read there is already a problem, which says more.
    QStringList held;
    for (const PlatformManifest &platform : std::as_const(m_report.platforms)) {
        if (!platform.platform.isEmpty())
            held.append(normalizedPlatform(platform.platform));
    }
    if (held.isEmpty())
        return;
    for (const QString &wanted : std::as_const(m_request.platforms)) {
        if (!held.contains(normalizedPlatform(wanted)))
            problem(tr("%1 is missing: the registry holds %2 for %3.").arg(wanted, m_reference.familiar(), held.join(u", "_s)));
    }
}

void Verification::finish()
{
    m_isDone = true;
    checkPlatforms();
    Q_EMIT done(m_report);
}

} // namespace slipway
