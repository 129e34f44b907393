// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "credentials/credentials.h"

#include "settings/settings.h"

namespace slipway {

std::unique_ptr<KeyStore> makeSystemKeyStore(QObject *parent)
{
    // Enough for a person to unlock a key store that was locked, and short enough for a build that waits.
    constexpr std::chrono::seconds patience(20);
    // The settings are opened only when a log-in is concerned; what other parts of the program write meanwhile is kept.
    const KeyStoreIndex index{[] { return Settings().storedHosts(); }, [](const QStringList &hosts) { Settings().setStoredHosts(hosts); }};
    return makeSystemKeyStore(index, patience, parent);
}

} // namespace slipway
