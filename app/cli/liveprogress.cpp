// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "cli/progress.h"

#include <QRegularExpression>

#include <algorithm>
#include <chrono>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int redrawMilliseconds = 100;

qint64 nanosecondsNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

QString cut(const QString &text, int columns)
{
    static const QRegularExpression sgr(u"\x1b\\[[0-9;:]*m"_s);
    QString plain = displayText(QString(text).remove(sgr)).replace(u'\t', u' ');
    return plain.size() <= columns ? plain : plain.left(std::max(0, columns - 1)) + u'…';
}

} // namespace

LiveProgress::LiveProgress(Session *session, Output *output)
    : Progress(session, output)
{
    m_timer.setInterval(redrawMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &LiveProgress::draw);
}

void LiveProgress::finish()
{
    Progress::finish();
    m_timer.stop();
    erase();
}

void LiveProgress::setup(const EngineSetup::Step &step)
{
    if (step.state == "running"_L1)
        m_setupLines = {step.title + (step.detail.isEmpty() ? QString() : QString(u"  "_s + step.detail))};
    else
        m_setupLines.clear();
}

void LiveProgress::phase(Session::Phase to)
{
    if (to == Session::Phase::WaitingForEngine)
        m_head = tr("Waiting for the engine and the plan");
    else if (to == Session::Phase::Building)
        m_head = tr("Building");
    else if (to == Session::Phase::Verifying)
        m_head = tr("Asking the registry what it holds");
    if (to == Session::Phase::Idle) {
        m_timer.stop();
    } else if (!m_timer.isActive()) {
        m_timer.start();
        draw();
    }
}

void LiveProgress::step(int id, const BuildStep &step)
{
    if (step.state != StepState::Running)
        m_lastWords.remove(id);
}

void LiveProgress::logLine(const LogLine &line)
{
    if (line.step >= 0 && !line.text.trimmed().isEmpty())
        m_lastWords.insert(line.step, line.text.trimmed());
}

QStringList LiveProgress::picture(int rows) const
{
    QString head = m_head;
    QStringList lines;
    const BuildRun *run = session()->run();
    if (run && session()->phase() == Session::Phase::Building) {
        const BuildState &state = run->state();
        head += tr(": %1 of %2 steps").arg(state.completedCount()).arg(state.steps.size());
        const qint64 now = nanosecondsNow();
        for (int id = 0; id < state.steps.size(); ++id) {
            const BuildStep &step = state.steps.at(id);
            if (step.state != StepState::Running || step.parsed.isInternal)
                continue;
            const QString time = durationText(std::chrono::milliseconds(std::max<qint64>(0, step.duration(now)) / 1'000'000));
            lines.append(u"  "_s + time.rightJustified(9) + u"  "_s + stepName(step).section(u'\n', 0, 0));
            if (m_lastWords.contains(id))
                lines.append(QString(13, u' ') + m_lastWords.value(id));
        }
    }
    head += u", "_s + durationText(std::chrono::milliseconds(qRound64(seconds()) * 1000)) + tr("  (Ctrl+C cancels)");
    lines = m_setupLines + lines;
    lines.prepend(head);
    const qsizetype most = std::max(1, rows - 1);
    if (lines.size() > most)
        lines = lines.first(most);
    return lines;
}

void LiveProgress::draw()
{
    const Output::Terminal terminal = output().terminal();
    const QStringList lines = picture(terminal.rows);
    // One write a picture, each line cleared behind its text: no flicker, and nothing is left of a longer one.
    QByteArray bytes;
    if (m_drawn > 0)
        bytes += "\x1b[" + QByteArray::number(m_drawn) + "A";
    for (const QString &line : lines)
        bytes += '\r' + cut(line, terminal.columns - 1).toUtf8() + "\x1b[K\n";
    bytes += "\x1b[J";
    output().raw(bytes);
    m_drawn = static_cast<int>(lines.size());
}

void LiveProgress::erase()
{
    if (m_drawn > 0)
        output().raw("\x1b[" + QByteArray::number(m_drawn) + "A\r\x1b[J");
    m_drawn = 0;
}

} // namespace slipway::cli
