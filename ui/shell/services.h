// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

namespace slipway {

class History;
class Knowledge;
class KeyStore;
class Session;
class Settings;

/// What the window stands on; owned by the caller, must outlive the window. Tests give their own.
struct WindowServices
{
    std::shared_ptr<const Knowledge> knowledge;
    Session *session = nullptr;
    Settings *settings = nullptr;
    History *history = nullptr;
    KeyStore *keyStore = nullptr;
};

} // namespace slipway
