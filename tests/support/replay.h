// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"
#include "build/logstore.h"

namespace slipway::test {

/// A recorded stream of buildx played into a state and a log, the road that BuildRun takes.
struct Replay
{
    explicit Replay(const DockerfileDocument &document = {}, const QStringList &platforms = {});
    /// Feeds the file tests/data/buildkit/<name>, up to `share` of its events; gives the steps that changed. Fails the program when it is not there.
    QList<int> play(const QString &name, double share = 1);
    /// Feeds an event; gives the steps that changed.
    QList<int> apply(const StreamEvent &event);

    BuildState state;
    LogStore log;
};

/// A build of `shop` as a person would have it: two services for two platforms, at work at the dependencies or, with `isDone`, over.
void playShop(Replay &replay, bool isDone);
/// The Dockerfile that playShop() builds.
[[nodiscard]] DockerfileDocument shopDockerfile();
/// The plan behind it.
[[nodiscard]] Plan shopPlan();

} // namespace slipway::test
