// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"

#include <QJsonObject>

namespace slipway::cli {

/// Version of every JSON that the command line writes; raised when a field changes its meaning or goes.
constexpr int jsonSchema = 1;

/// `inspect --json`: resources/schema/inspect.schema.json. Pure.
[[nodiscard]] QJsonObject inspectJson(const PlanResult &plan);
/// `inspect` for people: lines. Pure.
[[nodiscard]] QStringList inspectText(const PlanResult &plan);

/// `generate --json`: resources/schema/generate.schema.json. `isExplained`: with the Dockerfile as `--explain` writes it, beside the plain one, whose lines
/// the reasons name. Pure.
[[nodiscard]] QJsonObject generateJson(const PlanResult &plan, bool isExplained = false);
/// The Dockerfile with the reasons as comments, each before the first whole instruction it speaks of; directives stay first. Pure.
[[nodiscard]] QString explainedDockerfile(const DockerfileDocument &document);
/// A difference as people know it: three lines around each change, "-" and "+" in front. Pure.
[[nodiscard]] QStringList differenceText(const QList<DiffLine> &lines);

/// `verify --json`: resources/schema/verify.schema.json. Pure.
[[nodiscard]] QJsonObject verifyJson(const ImageReport &report);
/// `verify` for people; nothing where the registry holds nothing. Pure.
[[nodiscard]] QStringList verifyText(const ImageReport &report);

/// `history show --json`: resources/schema/history.schema.json; without steps and images an element of `history list --json`:
/// resources/schema/history-list.schema.json. Pure.
[[nodiscard]] QJsonObject recordJson(const BuildRecord &record, bool withSteps);
/// `history list` for people. Pure.
[[nodiscard]] QStringList historyText(const QList<BuildRecord> &records);
/// `history show` for people. Pure.
[[nodiscard]] QStringList recordText(const BuildRecord &record);

/// Columns padded to their widest cell, two blanks between. Pure.
[[nodiscard]] QStringList table(const QList<QStringList> &rows, const QString &indent = {});

} // namespace slipway::cli
