// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QString>
#include <QStringList>

namespace slipway {

/// An image reference taken apart as Docker does (distribution/reference): "ubuntu" -> docker.io/library/ubuntu:latest.
struct Reference
{
    QString registry;   ///< "docker.io", "ghcr.io", "127.0.0.1:5000"
    QString repository; ///< "library/ubuntu"
    QString tag;        ///< "latest" when neither tag nor digest stand in it
    QString digest;     ///< "sha256:…", or empty
    [[nodiscard]] QString text() const;      ///< full name
    [[nodiscard]] QString familiar() const;  ///< as people write it
    bool operator==(const Reference &) const = default;
};
/// Errors: Usage, one sentence that names what is wrong with the reference.
[[nodiscard]] Result<Reference> parseReference(const QString &text);

/// Whether a registry host is this machine itself: localhost, 127.0.0.0/8, [::1], with or without a port. Pure.
[[nodiscard]] bool isLoopbackHost(const QString &host);

/// Whether an engine's list of insecure registries ("registry.lan:5000", "10.0.0.0/8") names this host. Networks cover addresses; a name is not
/// looked up for them. Pure. Docker's documentation: dockerd, "Insecure registries".
[[nodiscard]] bool isListedHost(const QString &host, const QStringList &list);

} // namespace slipway
