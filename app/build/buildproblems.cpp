// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The part of BuildState that finds the words for what went wrong.

#include "build/buildstate.h"
#include "build/logstore.h"
#include "knowledge/knowledge.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostProblems = 1'000;
constexpr qsizetype mostPlainLines = 200;
constexpr qsizetype longestMessage = 1'000;

/// `process "/bin/sh -c cargo build …" did not complete successfully: exit code: 101` without the command, which stands beside it anyway.
QString withoutCommand(const QString &error)
{
    static const QRegularExpression process(u"process \".*\" did not complete successfully"_s, QRegularExpression::DotMatchesEverythingOption);
    return QString(error).replace(process, u"The command did not complete"_s).left(longestMessage);
}

/// "ERROR: failed to build: failed to solve: WORDS" and "ERROR: target app: failed to solve: WORDS": WORDS.
QString solveError(const QString &line)
{
    static const QRegularExpression prefix(u"^ERROR: (?:target [^:]+: )?(?:failed to build: )?(?:failed to solve: )?"_s);
    return QString(line).remove(prefix);
}

} // namespace

QList<int> BuildState::applyWarning(const WarningEvent &event)
{
    BuildProblem problem;
    problem.kind = BuildProblem::Kind::Warning;
    problem.message = logText(event.message.left(longestMessage).toUtf8());
    problem.meaning = logText(event.detail.join(u' ').left(longestMessage).toUtf8());
    problem.step = stepOf(event.vertex);
    problem.dockerfileLine = event.line;
    // Told again for each target of a bake.
    const bool isKnown = std::ranges::any_of(problems, [&problem](const BuildProblem &known) {
        return known.kind == problem.kind && known.message == problem.message && known.dockerfileLine == problem.dockerfileLine;
    });
    if (!isKnown)
        addProblem(problem);
    return problem.step < 0 ? QList<int>() : QList<int>{problem.step};
}

void BuildState::applyText(const QString &line)
{
    static const QRegularExpression excerpt(u"^[^\\s:]+:(\\d+)$"_s);
    static const QRegularExpression syntax(u"parse error on line (\\d+)"_s);
    plainText.append(logText(line.left(longestMessage * 4).toUtf8()));
    if (plainText.size() > mostPlainLines)
        plainText.removeFirst();
    if (const auto match = excerpt.match(line); match.hasMatch())
        m_excerptLine = match.captured(1).toInt();
    else if (const auto found = syntax.match(line); found.hasMatch())
        m_excerptLine = found.captured(1).toInt();
    if (line.startsWith("WARNING: "_L1)) {
        BuildProblem problem;
        problem.kind = BuildProblem::Kind::Note;
        problem.message = plainText.last().sliced(9);
        if (!std::ranges::contains(problems, problem))
            addProblem(problem);
    }
}

void BuildState::addProblem(const BuildProblem &problem)
{
    if (problems.size() < mostProblems)
        problems.append(problem);
}

/// Sets meaning and mending from the table of diagnostics; returns the line that it knew, or nothing.
QString BuildState::explain(BuildProblem &problem, const QStringList &evidence) const
{
    if (!m_knowledge)
        return {};
    for (const QString &words : evidence) {
        if (const auto known = diagnose(*m_knowledge, words)) {
            problem.meaning = known->message;
            problem.fixKey = known->fixKey;
            problem.fixValue = known->fixValue;
            return words;
        }
    }
    return {};
}

/// The problem of a failed step, made or made anew. Its message is the first of: the tool's own reason, a line that the table of diagnostics
/// knows, what says that something failed, the last line of the output, the engine's verdict.
void BuildState::noteFailure(int id)
{
    const BuildStep &step = steps[id];
    const OutputScan &output = m_details[id].output;
    BuildProblem problem;
    problem.step = id;
    problem.dockerfileLine = step.dockerfileLine > 0 ? step.dockerfileLine : m_excerptLine;
    const QString known = explain(problem, output.evidence() + QStringList{step.error});
    for (const QString &words : {output.isReason() ? output.firstError() : QString(), known, output.firstError(), output.lastLine()}) {
        if (problem.message.isEmpty())
            problem.message = words.left(longestMessage);
    }
    if (problem.message.isEmpty() || problem.message == step.error)
        problem.message = withoutCommand(step.error);
    const auto before = std::ranges::find_if(problems, [id](const BuildProblem &other) { return other.kind == BuildProblem::Kind::Error && other.step == id; });
    if (before != problems.end())
        *before = problem;
    else
        addProblem(problem);
}

/// What failed without a step: a syntax error, an engine that is not there, a log-in that was refused.
void BuildState::noteUnplacedError()
{
    const auto last = std::find_if(plainText.crbegin(), plainText.crend(), [](const QString &line) { return line.startsWith("ERROR: "_L1); });
    if (last == plainText.crend())
        return;
    BuildProblem problem;
    problem.message = withoutCommand(solveError(*last));
    problem.dockerfileLine = m_excerptLine;
    explain(problem, {problem.message});
    addProblem(problem);
}

} // namespace slipway
