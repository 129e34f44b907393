// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress.h"

#include "base/text.h"

#include <QRegularExpression>

namespace slipway::cli {

using namespace Qt::StringLiterals;

std::unique_ptr<Progress> Progress::make(const QString &how, Session *session, Output *output)
{
    if (how == "json"_L1)
        return std::make_unique<JsonProgress>(session, output);
    if (how == "none"_L1)
        return std::make_unique<NoProgress>(session, output);
    if (how == "plain"_L1 || !output->terminal().isTerminal)
        return std::make_unique<PlainProgress>(session, output);
    return std::make_unique<LiveProgress>(session, output);
}

Progress::Progress(Session *session, Output *output)
    : m_session(session)
    , m_output(output)
{
    m_clock.start();
    connect(session, &Session::setupProgress, this, [this](const EngineSetup::Step &step) { setup(step); });
    connect(session, &Session::phaseChanged, this, [this](Session::Phase to) { phase(to); });
    connect(session, &Session::buildStarted, this, &Progress::attach);
}

void Progress::finish()
{
    takeLog();
    if (m_session->run()) {
        // Steps that the end of the build closed were not announced by themselves.
        QList<int> all;
        for (int id = 0; id < m_session->run()->state().steps.size(); ++id)
            all.append(id);
        if (!m_seen.isEmpty())
            takeSteps(all);
    }
}

void Progress::attach()
{
    m_seen.clear();
    m_nextLine = 0;
    BuildRun *run = m_session->run();
    connect(run, &BuildRun::stepsChanged, this, &Progress::takeSteps);
    connect(run->log(), &LogStore::changed, this, &Progress::takeLog);
}

void Progress::takeSteps(const QList<int> &steps)
{
    const BuildState &state = m_session->run()->state();
    for (const int id : steps) {
        const BuildStep &changed = state.steps.at(id);
        const auto seen = m_seen.constFind(id);
        if (seen != m_seen.constEnd() && *seen == changed.state)
            continue;
        m_seen.insert(id, changed.state);
        step(id, changed);
    }
}

void Progress::takeLog()
{
    if (!m_session->run())
        return;
    const LogStore *log = m_session->run()->log();
    m_nextLine = std::max(m_nextLine, log->firstLine());
    for (const qint64 end = log->endLine(); m_nextLine < end; ++m_nextLine)
        logLine(log->line(m_nextLine));
}

void Progress::conclude(int code, const Error *refusal)
{
    Q_UNUSED(code)
    Q_UNUSED(refusal)
}

QString Progress::plainText(const QString &text)
{
    static const QRegularExpression sgr(u"\x1b\\[[0-9;:]*m"_s);
    return QString(text).remove(sgr);
}

QString Progress::stepName(const BuildStep &step)
{
    if (step.parsed.command.isEmpty() || step.parsed.isInternal)
        return step.name;
    QString name;
    if (!step.platform.isEmpty())
        name += step.platform + u' ';
    if (!step.parsed.stage.isEmpty())
        name += step.parsed.stage + u' ';
    if (step.parsed.count > 0)
        name += QString::number(step.parsed.index) + u'/' + QString::number(step.parsed.count) + u' ';
    return name + step.parsed.command;
}

QString Progress::stateWord(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return u"waiting"_s;
    case StepState::Running:
        return u"running"_s;
    case StepState::Done:
        return u"done"_s;
    case StepState::Cached:
        return u"cached"_s;
    case StepState::Failed:
        return u"failed"_s;
    case StepState::Cancelled:
        return u"cancelled"_s;
    }
    return {};
}

double Progress::seconds() const
{
    return static_cast<double>(m_clock.elapsed()) / 1000.0;
}

// --- plain

void PlainProgress::say(const QString &text)
{
    output().line(QString::number(seconds(), 'f', 1).rightJustified(7) + u"s  "_s + text);
}

void PlainProgress::setup(const EngineSetup::Step &step)
{
    QString text = u"set-up: "_s + step.title;
    if (step.state == "done"_L1)
        text += u"  done in "_s + durationText(std::chrono::milliseconds(qRound64(step.seconds * 1000)));
    else if (step.state != "running"_L1)
        text += u"  "_s + step.state + (step.detail.isEmpty() ? QString() : QString(u": "_s + step.detail));
    say(text);
}

void PlainProgress::phase(Session::Phase to)
{
    if (to == Session::Phase::WaitingForEngine)
        say(tr("Waiting for the engine and the plan."));
    else if (to == Session::Phase::Building)
        say(tr("The build has started."));
    else if (to == Session::Phase::Verifying)
        say(tr("Asking the registry what it holds."));
}

void PlainProgress::step(int id, const BuildStep &step)
{
    if (step.state == StepState::Waiting)
        return;
    QString text = u'#' + QString::number(id) + u' ' + stateWord(step.state) + u"  "_s + stepName(step).section(u'\n', 0, 0);
    if (step.state == StepState::Done || step.state == StepState::Failed)
        text += u"  "_s + durationText(std::chrono::milliseconds(step.duration(0) / 1'000'000));
    say(text);
}

void PlainProgress::logLine(const LogLine &line)
{
    say((line.step < 0 ? QString(u"| "_s) : QString(u'#' + QString::number(line.step) + u" | "_s)) + plainText(line.text));
}

} // namespace slipway::cli
