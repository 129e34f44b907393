// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/streamdecoder.h"
#include "dockerfile/dockerfile.h"

#include <QHash>

namespace slipway {

enum class StepState { Waiting, Running, Done, Cached, Failed, Cancelled };

struct StepInterval
{
    qint64 started = 0;         ///< ns since the epoch
    qint64 completed = 0;       ///< 0 while open
    bool operator==(const StepInterval &) const = default;
};

/// Bytes of a download or push inside a step.
struct StepTransfer
{
    QString id;
    qint64 current = 0;
    qint64 total = 0;
    bool isComplete = false;
    bool operator==(const StepTransfer &) const = default;
};

/// A step of the build: one vertex (keyed by digest). Its position in BuildState::steps is its stable id.
struct BuildStep
{
    QString digest;
    QString name;
    VertexName parsed;
    StepState state = StepState::Waiting;
    QList<StepInterval> intervals; ///< merged, in order
    QString error;
    QList<StepTransfer> transfers;
    QStringList inputs;
    int dockerfileLine = 0;     ///< 1-based line of its instruction, 0 unknown
    QString platform;           ///< lane: "" for shared work on the builder, else the platform it is for
    QString firstErrorLine;     ///< the compiler's own words, once seen in the log
    int warnings = 0;
    [[nodiscard]] qint64 startedAt() const;   ///< ns, 0 before
    [[nodiscard]] qint64 duration(qint64 now) const; ///< ns, sum of the merged intervals (Docker's rule); open ones end at `now`
    bool operator==(const BuildStep &) const = default;
};

/// A crate as seen in cargo's output ("Compiling serde v1.0.2").
struct BuildCrate
{
    QString name;
    QString version;
    int step = -1;
    qint64 started = 0;         ///< ns, when cargo said "Compiling"
    bool operator==(const BuildCrate &) const = default;
};

struct BuildProblem
{
    enum class Kind { Error, Warning, Note };
    Kind kind = Kind::Error;
    QString message;            ///< the real words
    QString meaning;            ///< one sentence from the table of diagnostics, or empty
    QString fixKey;
    QString fixValue;
    int step = -1;
    int dockerfileLine = 0;
    bool operator==(const BuildProblem &) const = default;
};

/// The state of a build, folded from stream events. Pure: time comes from the events only.
class BuildState
{
public:
    /// `document` gives steps their Dockerfile lines; `bakeTargets` the prefixes of their names.
    explicit BuildState(const DockerfileDocument &document = {}, const QStringList &bakeTargets = {}, const QStringList &platforms = {});

    /// Folds one event in; returns the ids of the steps that changed (new ones included).
    QList<int> apply(const StreamEvent &event);
    /// The process has ended: closes open intervals at `now` (ns) as done, failed or cancelled.
    void finish(qint64 now, bool cancelled);

    QList<BuildStep> steps;
    QList<BuildCrate> crates;
    QList<BuildProblem> problems;
    QStringList plainText;      ///< last lines outside JSON, bounded (200)
    qint64 started = 0;         ///< first start of any step, ns
    qint64 lastEvent = 0;       ///< newest time seen, ns

    [[nodiscard]] int stepOf(const QString &digest) const; ///< -1 when unknown
    [[nodiscard]] int completedCount() const;
    /// Share of steps that were cached, 0 to 1, among those that could be (not internal, not export).
    [[nodiscard]] double cachedShare() const;
    /// Step that failed first, or -1.
    [[nodiscard]] int failedStep() const;

private:
    DockerfileDocument m_document;
    QStringList m_bakeTargets;
    QStringList m_platforms;
    QHash<QString, int> m_index;
    QHash<QString, QByteArray> m_tails;
};

} // namespace slipway
