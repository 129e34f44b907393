// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/session_p.h"

namespace slipway {

void Session::setWatching(bool isWatching)
{
    d->watcher->setActive(isWatching);
}

} // namespace slipway
