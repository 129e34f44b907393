// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/process.h"
#include "engine/engine.h"

#include <QVersionNumber>

namespace slipway {

/// How a command of the probe answered.
struct EngineAnswer
{
    ProcessOutcome outcome;
    QByteArray output;
    QByteArray error;
    [[nodiscard]] bool isGood() const { return outcome.kind == ProcessOutcome::Kind::Exited && outcome.exitCode == 0; }
    [[nodiscard]] bool isTimedOut() const { return outcome.kind == ProcessOutcome::Kind::TimedOut; }
};

/// What the probe was told, raw.
struct EngineAnswers
{
    QString program;            ///< the `docker` that was found, links resolved; empty: none
    QString host;               ///< DOCKER_HOST of the environment
    EngineAnswer clientVersion; ///< docker --version (asks no engine)
    EngineAnswer context;       ///< docker context inspect --format {{.Endpoints.docker.Host}} (asks no engine)
    EngineAnswer version;       ///< docker version --format {{json .}}
    EngineAnswer info;          ///< docker info --format {{json .}}
    EngineAnswer buildx;        ///< docker buildx version
    EngineAnswer builders;      ///< docker buildx ls --format json
    EngineAnswer builderTable;  ///< docker buildx ls: marks by `*` the platforms that nodes were given, and the current one (for buildx before 0.24)
};

/// The oldest buildx whose progress stream is known here (rawjson, metadata of bake).
inline const QVersionNumber oldestBuildx{0, 13};
/// The oldest engine that builds are tried with; older ones may do.
inline const QVersionNumber oldestEngine{26};

/// The builders of `docker buildx ls --format json`: one object a line; before buildx 0.21 a builder stands there once per node, with
/// all of its nodes or that node alone; before 0.24 the current one is not told and taken from the table's `*`, as are the platforms that
/// nodes were given. Pure.
[[nodiscard]] QList<Builder> parseBuilders(const QByteArray &json, const QByteArray &table);

/// "0.29.1" of "github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4" or "… v0.13.1 <commit>"; empty when it is no buildx. Pure.
[[nodiscard]] QString parseBuildxVersion(const QByteArray &output);

/// Answers to facts and checks. Pure.
[[nodiscard]] EngineFacts engineFacts(const EngineAnswers &answers);

} // namespace slipway
