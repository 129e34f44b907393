// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/history.h"

#include <QJsonObject>

namespace slipway {

/// A state as records and JSON name it: "waiting", "running", "done", "cached", "failed", "cancelled".
[[nodiscard]] QString stepStateWord(StepState state);

/// What a registry answered for an image, as records and the command line's JSON have it; of problems the sentences alone.
[[nodiscard]] QJsonObject imageToJson(const ImageReport &report);

/// A record as JSON, shape resources/schema/history.schema.json. Times of steps are kept to the millisecond.
[[nodiscard]] QJsonObject recordToJson(const BuildRecord &record);

/// The way back. Errors: File, when it is not a record, or one of a later Slipway.
[[nodiscard]] Result<BuildRecord> recordFromJson(const QByteArray &bytes);

} // namespace slipway
