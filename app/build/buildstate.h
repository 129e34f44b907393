// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/instructions.h"
#include "build/outputscan.h"
#include "build/streamdecoder.h"
#include "dockerfile/dockerfile.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <memory>

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

/// The state of a build, folded from stream events. Pure: time comes from the events only. Bounded: 20,000 steps and crates, 1,000 problems,
/// 200 transfers and 1,000 intervals a step, 200 plain lines.
class BuildState
{
public:
    /// `document` gives steps their Dockerfile lines; `bakeTargets` the prefixes of their names; `platforms` what is built for;
    /// `knowledge` the meaning of errors (may be null).
    explicit BuildState(const DockerfileDocument &document = {}, const QStringList &bakeTargets = {}, const QStringList &platforms = {},
                        std::shared_ptr<const Knowledge> knowledge = {});

    /// Folds one event in; returns the ids of the steps that changed (new ones included).
    QList<int> apply(const StreamEvent &event);
    /// The process has ended: closes open intervals at `now` (ns) as done, failed or cancelled.
    void finish(qint64 now, bool cancelled);

    QList<BuildStep> steps;
    QList<BuildCrate> crates;
    QList<BuildProblem> problems;
    QStringList plainText;      ///< last lines outside JSON, bounded (200)
    qint64 notBefore = 0;       ///< ns: when this build was begun; steps shared with another build may carry older times. 0: not known
    qint64 started = 0;         ///< first start of a step of this build's own, ns; of another build's, not before that, while there is none
    qint64 lastEvent = 0;       ///< newest time seen, ns

    [[nodiscard]] int stepOf(const QString &digest) const; ///< -1 when unknown
    [[nodiscard]] int completedCount() const;
    /// Share of steps that were cached, 0 to 1, among those that could be (not internal, not export).
    [[nodiscard]] double cachedShare() const;
    /// Step that failed first, or -1.
    [[nodiscard]] int failedStep() const;

private:
    /// What is known of a step beside what is shown of it.
    struct Detail
    {
        QMap<qint64, qint64> intervals; ///< as they came: start -> end
        QSet<QString> lanes;            ///< platforms of the step and of all that use it
        bool isPlaced = false;          ///< the Dockerfile says for whom it works
        QHash<int, QByteArray> tails;   ///< unfinished line by stream
        OutputScan output;
    };
    QList<int> applyVertex(const VertexEvent &event);
    QList<int> applyStatus(const StatusEvent &event);
    QList<int> applyLog(const LogEvent &event);
    QList<int> applyWarning(const WarningEvent &event);
    void applyText(const QString &line);

    int newStep(const VertexEvent &event);
    void setName(int id, const QString &name);
    void takeTimes(int id, const VertexEvent &event);
    [[nodiscard]] QString claimedPlatform(const BuildStep &step, bool *isPlaced) const;
    void widenLanes(int id, const QSet<QString> &lanes, QList<int> &changed);
    void takeLine(int id, const QByteArray &line, qint64 time);
    void see(qint64 time);
    void noteFailure(int id);
    void noteUnplacedError();
    void addProblem(const BuildProblem &problem);
    QString explain(BuildProblem &problem, const QStringList &evidence) const;

    InstructionIndex m_instructions;
    QStringList m_bakeTargets;
    QStringList m_platforms;
    std::shared_ptr<const Knowledge> m_knowledge;
    QHash<QString, int> m_index;
    QHash<QString, QSet<QString>> m_waitingLanes;   ///< by digest of an input that was not announced yet
    QList<Detail> m_details;
    bool m_isStartBorrowed = false; ///< `started` is of a step that another build began: no other is known
    int m_excerptLine = 0;      ///< of the source excerpt that buildx prints ("Dockerfile:9")
};

} // namespace slipway
