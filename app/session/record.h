// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"

namespace slipway {

/// The plan in a few words for lists: "2 platforms, Zig, layers". Pure.
[[nodiscard]] QString planWords(const Plan &plan);

/// How long a build took beside the one before: "12 s faster than last time"; "as long as last time" where the difference is a twentieth or cannot be seen
/// in the words; empty when there was none. Pure.
[[nodiscard]] QString comparedTime(qint64 milliseconds, qint64 previous);

/// References with the digest that BuildKit resolved them to, from the names of the steps ("FROM docker.io/library/rust:1@sha256:…"). Pure.
[[nodiscard]] QMap<QString, QString> usedDigests(const BuildState &state);

/// What goes on record besides the steps. `result` is filled by outcome and reports: done, failed, cancelled, unverified.
struct RecordInput
{
    const PlanResult *plan = nullptr;
    const BuildState *state = nullptr;   ///< null when the build was cancelled before it started
    const BuildOutcome *outcome = nullptr;
    QList<ImageReport> reports;
    bool wasVerificationAsked = false;
    bool isVerified = false;
    QStringList references;
    QString builder;
    QString command;
    QDateTime time;                      ///< when the build was asked for
    qint64 now = 0;                      ///< ns since the epoch
};
[[nodiscard]] BuildRecord makeRecord(const RecordInput &input);

/// Puts `references` (with {bin}) in the place of the plan's own. Errors: Usage, for what is not a reference, carries a digest, or would give two
/// images the same name.
[[nodiscard]] Result<void> applyReferences(Plan &plan, const QStringList &references);

/// Names the images that have no name for the engine's own store, after binary and version: "shop-api:1.4.0". Without one an image could be told by its
/// digest alone. Pure.
void nameForStore(Plan &plan);

/// What forbids this build whatever the engine says, in one sentence, or nothing: before an engine is asked, or even started. Pure.
[[nodiscard]] std::optional<Error> planRefusal(const Plan &plan, const Session::BuildWish &wish);

/// What forbids this build, in one sentence, or nothing. Pure; `engine` is what the probe said.
[[nodiscard]] std::optional<Error> refusal(const Plan &plan, const Session::BuildWish &wish, const EngineFacts &engine);

/// Warnings of the probe that concern this build, a sentence or two each with what to do: what may make it fail or surprise, but forbids nothing.
/// Pure; for a build that is not refused.
[[nodiscard]] QStringList buildNotices(const Session::BuildWish &wish, const EngineFacts &engine);

/// Registry hosts whose log-in a build may need: those it pushes to first, then those of its base images. Without repeats.
[[nodiscard]] QStringList concernedHosts(const Plan &plan, BuildOutput output);

/// The host of `hosts` that refused a log-in according to a build's error, or empty. Pure; knows the words of BuildKit and of registries.
[[nodiscard]] QString refusedHost(const Error &error, const QStringList &plainText, const QStringList &hosts);

} // namespace slipway
