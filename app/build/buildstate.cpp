// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildstate.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSteps = 20'000;
constexpr qsizetype mostCrates = 20'000;
constexpr qsizetype mostTransfers = 200;
constexpr qsizetype mostIntervals = 1'000;
constexpr qsizetype longestName = 8'192;
constexpr qsizetype longestTail = 64 * 1024;

/// Overlapping and touching intervals become one (moby/buildkit progressui, mergeIntervals); an open one reaches to the end.
QList<StepInterval> merged(const QMap<qint64, qint64> &intervals)
{
    QList<StepInterval> result;
    for (auto next = intervals.cbegin(); next != intervals.cend(); ++next) {
        if (!result.isEmpty() && (result.last().completed == 0 || next.key() <= result.last().completed)) {
            StepInterval &last = result.last();
            if (last.completed != 0)
                last.completed = next.value() == 0 ? 0 : qMax(last.completed, next.value());
        } else {
            result.append({next.key(), next.value()});
        }
    }
    return result;
}

StepState stateOf(const VertexEvent &event, StepState before)
{
    if (event.completed == 0)
        return event.started == 0 ? before : StepState::Running;
    // The engine's words for a step that was stopped because another failed or the person asked for it.
    if (event.error.endsWith("context canceled"_L1))
        return StepState::Cancelled;
    if (!event.error.isEmpty())
        return StepState::Failed;
    return event.isCached ? StepState::Cached : StepState::Done;
}

bool isOver(StepState state)
{
    return state != StepState::Waiting && state != StepState::Running;
}

} // namespace

qint64 BuildStep::startedAt() const
{
    return intervals.isEmpty() ? 0 : intervals.first().started;
}

qint64 BuildStep::duration(qint64 now) const
{
    qint64 sum = 0;
    for (const StepInterval &interval : intervals)
        sum += qMax<qint64>(0, (interval.completed == 0 ? now : interval.completed) - interval.started);
    return sum;
}

BuildState::BuildState(const DockerfileDocument &document, const QStringList &bakeTargets, const QStringList &platforms,
                       std::shared_ptr<const Knowledge> knowledge)
    : m_bakeTargets(bakeTargets)
    , m_platforms(platforms)
    , m_knowledge(std::move(knowledge))
{
    QStringList lines;
    lines.reserve(document.lines.size());
    for (const DockerfileLine &line : document.lines)
        lines.append(line.text);
    m_instructions = InstructionIndex(lines);
}

QList<int> BuildState::apply(const StreamEvent &event)
{
    if (const auto *vertex = std::get_if<VertexEvent>(&event))
        return applyVertex(*vertex);
    if (const auto *status = std::get_if<StatusEvent>(&event))
        return applyStatus(*status);
    if (const auto *log = std::get_if<LogEvent>(&event))
        return applyLog(*log);
    if (const auto *warning = std::get_if<WarningEvent>(&event))
        return applyWarning(*warning);
    applyText(std::get<PlainTextEvent>(event).line);
    return {};
}

void BuildState::see(qint64 time)
{
    lastEvent = qMax(lastEvent, time);
}

// --- vertices

QList<int> BuildState::applyVertex(const VertexEvent &event)
{
    QList<int> changed;
    int id = stepOf(event.digest);
    if (id < 0) {
        id = newStep(event);
        if (id < 0)
            return {};
    }
    changed.append(id);
    if (!event.name.isEmpty())
        setName(id, event.name.left(longestName));
    BuildStep &step = steps[id];
    if (!event.inputs.isEmpty())
        step.inputs = event.inputs;
    takeTimes(id, event);
    const StepState before = step.state;
    step.state = stateOf(event, before);
    // An announcement (no times) says nothing about what has happened already; any other event is the newest truth.
    if (event.started != 0 || event.completed != 0)
        step.error = event.error.left(longestName);

    Detail &detail = m_details[id];
    const QString claim = claimedPlatform(step, &detail.isPlaced);
    if (detail.isPlaced)
        step.platform = claim;
    QSet<QString> lanes = detail.lanes + m_waitingLanes.take(event.digest);
    if (!claim.isEmpty())
        lanes.insert(claim);
    widenLanes(id, lanes, changed);
    if (step.state == StepState::Failed)
        noteFailure(id);
    return changed;
}

int BuildState::newStep(const VertexEvent &event)
{
    if (steps.size() >= mostSteps || event.digest.isEmpty())
        return -1;
    const int id = static_cast<int>(steps.size());
    BuildStep step;
    step.digest = event.digest;
    steps.append(step);
    m_details.append(Detail());
    m_index.insert(event.digest, id);
    return id;
}

void BuildState::setName(int id, const QString &name)
{
    BuildStep &step = steps[id];
    if (step.name == name)
        return;
    const VertexName parsed = parseVertexName(name, m_bakeTargets);
    // A step of several bake targets comes under each of their names in turn, and under either platform's when platforms share it: it keeps
    // its first name and loses the target.
    if (!step.name.isEmpty() && parsed.target != step.parsed.target && parsed.command == step.parsed.command) {
        step.parsed.target.clear();
        return;
    }
    step.name = name;
    step.parsed = parsed;
    const auto place = m_instructions.place(parsed);
    if (place.line > 0)
        step.dockerfileLine = place.line;
    else if (parsed.isInternal && parsed.command.startsWith("load metadata for "_L1))
        step.dockerfileLine = m_instructions.base(parsed.command.sliced(18)).line;
}

void BuildState::takeTimes(int id, const VertexEvent &told)
{
    // BuildKit tells a step that another build began with that build's times: what was before ours costs us nothing.
    VertexEvent event = told;
    if (event.started != 0)
        event.started = qMax(event.started, notBefore);
    if (event.completed != 0)
        event.completed = qMax(event.completed, notBefore);
    see(event.started);
    see(event.completed);
    if (event.started == 0)
        return;
    // The time that passes before the first step of our own (the client loads the project) is no part of the chart, though old steps stand in it.
    const bool isBorrowed = told.started < notBefore;
    if (started == 0 || (m_isStartBorrowed && !isBorrowed) || (event.started < started && m_isStartBorrowed == isBorrowed)) {
        started = event.started;
        m_isStartBorrowed = isBorrowed;
    }
    if (event.completed != 0)
        event.completed = qMax(event.completed, event.started); // no clock is trusted so far
    QMap<qint64, qint64> &intervals = m_details[id].intervals;
    // A later event with the same start tells the same interval anew. A vertex that starts again without having been told complete is one.
    if (intervals.size() >= mostIntervals && !intervals.contains(event.started))
        return;
    intervals.insert(event.started, event.completed);
    steps[id].intervals = merged(intervals);
}

/// The lane that a step belongs to by its own name, and whether the Dockerfile confirms it.
QString BuildState::claimedPlatform(const BuildStep &step, bool *isPlaced) const
{
    const VertexName &name = step.parsed;
    *isPlaced = true;
    if (!name.targetPlatform.isEmpty())
        return name.targetPlatform;
    // One platform alone is not named in the stream.
    const QString own = name.platform.isEmpty() && m_platforms.size() == 1 ? m_platforms.first() : name.platform;
    if (name.isInternal) {
        if (name.platform.isEmpty() || !name.command.startsWith("load metadata for "_L1))
            return {};
        return m_instructions.base(name.command.sliced(18)).isOnBuilder ? QString() : own;
    }
    const auto place = m_instructions.place(name);
    if (place.isKnown)
        return !place.isOnBuilder || (place.isPerTarget && m_platforms.contains(own)) ? own : QString();
    if (name.count == 0)
        return {}; // exports, imports, pushes: the client's and the builder's work
    *isPlaced = false;
    return name.platform;
}

/// Without a Dockerfile to ask, a step that more than one platform needs is shared work. Lanes flow from the users of a step to its inputs, which
/// may be announced after them.
void BuildState::widenLanes(int id, const QSet<QString> &lanes, QList<int> &changed)
{
    QList<std::pair<int, QSet<QString>>> open{{id, lanes}};
    bool isFirst = true; // the step's inputs may be new to us although its lanes are not
    while (!open.isEmpty()) {
        const auto [at, added] = open.takeLast();
        Detail &detail = m_details[at];
        const QSet<QString> all = detail.lanes + added;
        if (all == detail.lanes && !isFirst)
            continue;
        isFirst = false;
        detail.lanes = all;
        BuildStep &step = steps[at];
        const QString lane = all.size() == 1 ? *all.cbegin() : QString();
        if (!detail.isPlaced && step.platform != lane) {
            step.platform = lane;
            if (!changed.contains(at))
                changed.append(at);
        }
        if (all.isEmpty())
            continue;
        for (const QString &input : std::as_const(step.inputs)) {
            if (const int known = stepOf(input); known >= 0)
                open.append({known, all});
            else if (m_waitingLanes.size() < mostSteps)
                m_waitingLanes[input].unite(all);
        }
    }
}

// --- transfers and output

QList<int> BuildState::applyStatus(const StatusEvent &event)
{
    const int id = stepOf(event.vertex);
    if (id < 0)
        return {};
    see(event.timestamp);
    see(event.completed);
    QList<StepTransfer> &transfers = steps[id].transfers;
    auto transfer = std::ranges::find(transfers, event.id, &StepTransfer::id);
    if (transfer == transfers.end()) {
        if (transfers.size() >= mostTransfers)
            return {};
        transfers.append(StepTransfer{event.id.left(longestName), 0, 0, false});
        transfer = transfers.end() - 1;
    }
    transfer->current = event.current;
    transfer->total = event.total;
    transfer->isComplete = event.completed != 0;
    return {id};
}

QList<int> BuildState::applyLog(const LogEvent &event)
{
    const int id = stepOf(event.vertex);
    see(event.timestamp);
    if (id < 0)
        return {};
    QByteArray &tail = m_details[id].tails[event.stream == 2 ? 2 : 1];
    qsizetype begin = 0;
    for (qsizetype end = event.data.indexOf('\n'); end >= 0; end = event.data.indexOf('\n', begin)) {
        const QByteArray piece = event.data.sliced(begin, end - begin);
        takeLine(id, tail.isEmpty() ? piece : tail + piece, event.timestamp);
        tail.clear();
        begin = end + 1;
    }
    if (tail.size() < longestTail)
        tail += event.data.sliced(begin).left(longestTail);
    return {id};
}

void BuildState::takeLine(int id, const QByteArray &line, qint64 time)
{
    OutputScan &output = m_details[id].output;
    if (const auto crate = output.take(line); crate && crates.size() < mostCrates)
        crates.append({crate->name, crate->version, id, time});
    BuildStep &step = steps[id];
    step.warnings = output.warnings();
    if (output.isReason())
        step.firstErrorLine = output.firstError();
}

// --- the end

void BuildState::finish(qint64 now, bool cancelled)
{
    const bool hasFailed = failedStep() >= 0 || std::ranges::any_of(plainText, [](const QString &line) { return line.startsWith("ERROR: "_L1); });
    for (int id = 0; id < steps.size(); ++id) {
        for (const QByteArray &tail : std::exchange(m_details[id].tails, {})) {
            if (!tail.isEmpty())
                takeLine(id, tail, lastEvent);
        }
        BuildStep &step = steps[id];
        for (StepInterval &interval : step.intervals) {
            if (interval.completed == 0)
                interval.completed = qMax(now, interval.started);
        }
        if (step.state == StepState::Running)
            step.state = cancelled || hasFailed ? StepState::Cancelled : StepState::Done;
    }
    if (cancelled) {
        problems.removeIf([](const BuildProblem &problem) { return problem.kind == BuildProblem::Kind::Error; });
        return;
    }
    for (int id = 0; id < steps.size(); ++id) {
        if (steps[id].state == StepState::Failed)
            noteFailure(id); // its last words may have come after the verdict
    }
    if (failedStep() < 0)
        noteUnplacedError();
}

// --- questions

int BuildState::stepOf(const QString &digest) const
{
    return m_index.value(digest, -1);
}

int BuildState::completedCount() const
{
    return static_cast<int>(std::ranges::count_if(steps, [](const BuildStep &step) { return isOver(step.state); }));
}

double BuildState::cachedShare() const
{
    int cached = 0;
    int all = 0;
    for (const BuildStep &step : steps) {
        // A FROM is a reference, it is never told as cached; internal steps and exports have no number.
        if (step.parsed.isInternal || step.parsed.count == 0 || step.parsed.command.startsWith("FROM "_L1) || !isOver(step.state))
            continue;
        ++all;
        cached += step.state == StepState::Cached ? 1 : 0;
    }
    return all == 0 ? 0.0 : static_cast<double>(cached) / all;
}

int BuildState::failedStep() const
{
    int first = -1;
    qint64 when = 0;
    for (int id = 0; id < steps.size(); ++id) {
        if (steps[id].state != StepState::Failed)
            continue;
        const qint64 end = steps[id].intervals.isEmpty() ? 0 : steps[id].intervals.last().completed;
        if (first < 0 || end < when) {
            first = id;
            when = end;
        }
    }
    return first;
}

} // namespace slipway
