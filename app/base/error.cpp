// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/error.h"

namespace slipway {

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
    case ErrorCode::Project:
    case ErrorCode::File:
        return 2;
    case ErrorCode::Network:
    case ErrorCode::Engine:
    case ErrorCode::Registry:
    case ErrorCode::Credentials:
        return 3;
    case ErrorCode::Verification:
        return 4;
    case ErrorCode::Cancelled:
        return 130;
    case ErrorCode::Build:
    case ErrorCode::Internal:
        return 1;
    }
    return 1;
}

} // namespace slipway
