// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace slipway {

/// One challenge of a WWW-Authenticate header.
struct AuthChallenge
{
    enum class Scheme { Basic, Bearer };
    Scheme scheme = Scheme::Basic;
    QString realm;      ///< Bearer: the token server's address
    QString service;
    QString scope;
    bool operator==(const AuthChallenge &) const = default;
};

/// The challenges of a header's value that we can meet, in its order; others are left out. Pure. Source: RFC 9110 section 11.6.1;
/// distribution.github.io/distribution/spec/auth/token.
[[nodiscard]] QList<AuthChallenge> parseChallenges(const QByteArray &header);

} // namespace slipway
