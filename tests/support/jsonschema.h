// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace slipway::test {

/// What of `value` is not as `schema` says, one sentence each with the place ("$.packages[0].name: …"). Knows the words that our schemas use
/// and reports any other, so that a schema cannot say more than is checked.
[[nodiscard]] QStringList schemaProblems(const QJsonValue &value, const QJsonObject &schema, const QString &place = QStringLiteral("$"));

/// The schema resources/schema/<name>.schema.json of the source tree.
[[nodiscard]] QJsonObject loadSchema(const QString &name);

} // namespace slipway::test
