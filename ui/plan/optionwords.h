// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "knowledge/knowledge.h"
#include "plan/plan.h"

namespace slipway {

/// The label of an option in the window: "C library".
[[nodiscard]] QString optionLabel(OptionKey key);
/// A value of an option as people say it: "musl, linked into the binary". `knowledge` names base images and may be null.
[[nodiscard]] QString optionValueText(OptionKey key, const QVariant &value, const Knowledge *knowledge);
/// What an origin is called: "chosen by you".
[[nodiscard]] QString originText(OptionOrigin origin);
/// What a choice for a native library means; `isRecommended` adds that.
[[nodiscard]] QString nativeChoiceText(const QString &choice, bool isRecommended);
/// "24 MB" after a base image's title where the size is known.
[[nodiscard]] QString baseTitle(const BaseImageInfo &base);

} // namespace slipway
