// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildfailure.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(BuildRun)
};

/// What the client says when the engine or this machine is at fault, not the project; with what to do. Checked on docker 28.5 and buildx 0.29, 0.13.
QString engineFault(const QString &text)
{
    if (text.contains("Cannot connect to the Docker daemon"_L1) || text.contains("error during connect"_L1)
        || text.contains("failed to connect to the docker API"_L1))
        return Words::tr("The container engine is not running: start it (sudo systemctl start docker, or Docker Desktop), then build again.");
    if (text.contains("permission denied while trying to connect"_L1))
        return Words::tr("You have no permission to use the container engine: add yourself to its group (sudo usermod -aG docker $USER), then log in again.");
    if (text.contains("Multi-platform build is not supported"_L1) || text.contains("Multiple platforms feature is currently not supported"_L1))
        return Words::tr("The engine's classic image store holds one platform only: switch its containerd image store on, or make a builder that has its own "
                         "(docker buildx create --use).");
    if (text.contains("unknown command: docker buildx"_L1) || text.contains("'buildx' is not a docker command"_L1))
        return Words::tr("Docker's build plugin buildx is not installed: install the package docker-buildx-plugin or docker-buildx.");
    if (text.contains("no builder \""_L1) && text.contains("\" found"_L1))
        return Words::tr("The chosen builder does not exist any more: choose another one.");
    if (text.contains("invalid empty ssh agent socket"_L1))
        return Words::tr("No ssh agent runs whose keys could be lent to the build: start one (eval $(ssh-agent); ssh-add), then build again.");
    return {};
}

/// "line 12 of the Dockerfile, for linux/amd64 and linux/arm64": every platform at which the same line failed.
QString placeOf(const BuildState &state, const BuildProblem &problem)
{
    QStringList platforms;
    for (const BuildProblem &other : state.problems) {
        if (other.kind != BuildProblem::Kind::Error || other.step < 0 || other.dockerfileLine != problem.dockerfileLine)
            continue;
        const QString platform = state.steps.at(other.step).platform;
        if (!platform.isEmpty() && !platforms.contains(platform))
            platforms.append(platform);
    }
    platforms.sort();
    QString place = problem.dockerfileLine > 0 ? Words::tr("line %1 of the Dockerfile").arg(problem.dockerfileLine)
                    : problem.step >= 0        ? u'"' + state.steps.at(problem.step).parsed.command.section(u'\n', 0, 0).left(80) + u'"'
                                               : QString();
    if (!place.isEmpty() && !platforms.isEmpty())
        place += Words::tr(", for %1").arg(platforms.join(u", "_s));
    return place;
}

} // namespace

const BuildProblem *firstError(const BuildState &state)
{
    const int failed = state.failedStep();
    const BuildProblem *first = nullptr;
    for (const BuildProblem &problem : state.problems) {
        if (problem.kind == BuildProblem::Kind::Error && (!first || (problem.step == failed && first->step != failed)))
            first = &problem;
    }
    return first;
}

Error buildError(const BuildState &state, const ProcessOutcome &outcome)
{
    Error error{ErrorCode::Build, {}, state.plainText.mid(qMax<qsizetype>(0, state.plainText.size() - 40)).join(u'\n'), {}, 0};
    if (outcome.kind == ProcessOutcome::Kind::FailedToStart) {
        error.code = ErrorCode::Engine;
        error.message = Words::tr("Docker cannot be started: %1").arg(outcome.error);
        return error;
    }
    if (const QString fault = engineFault(error.detail); !fault.isEmpty()) {
        error.code = ErrorCode::Engine;
        error.message = fault;
        return error;
    }
    const BuildProblem *problem = firstError(state);
    if (!problem) {
        const QString last = state.plainText.isEmpty() ? QString() : state.plainText.last();
        error.message = outcome.kind == ProcessOutcome::Kind::Crashed
                            ? Words::tr("The build ended because its client was killed: build again.")
                            : Words::tr("The build failed without a word of the engine's (exit code %1). %2").arg(outcome.exitCode).arg(last).trimmed();
        return error;
    }
    const QString place = placeOf(state, *problem);
    error.message =
        place.isEmpty() ? Words::tr("The build failed: %1").arg(problem->message) : Words::tr("The build failed at %1: %2").arg(place, problem->message);
    if (!problem->meaning.isEmpty())
        error.message += (error.message.endsWith(u'.') ? u" "_s : u". "_s) + problem->meaning;
    error.line = problem->dockerfileLine;
    return error;
}

} // namespace slipway
