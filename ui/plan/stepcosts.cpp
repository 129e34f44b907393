// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/stepcosts.h"

namespace slipway {

namespace {

constexpr int recordsLookedAt = 15;

} // namespace

QStringList instructionsIn(const DockerfileDocument &document, int first, int last)
{
    QStringList instructions;
    QString open;
    for (int line = first; line <= last && line <= document.lines.size(); ++line) {
        const QString text = document.lines[line - 1].text;
        if (open.isEmpty() && (text.trimmed().isEmpty() || text.trimmed().startsWith(u'#')))
            continue;
        const bool goesOn = text.endsWith(u'\\');
        open += (goesOn ? text.chopped(1) : text) + u' ';
        if (!goesOn) {
            instructions.append(open.simplified());
            open.clear();
        }
    }
    if (!open.isEmpty())
        instructions.append(open.simplified());
    return instructions;
}

StepCosts::StepCosts(const QList<BuildRecord> &records, const QString &projectRoot)
{
    int looked = 0;
    for (const BuildRecord &record : records) {
        if (record.projectRoot != projectRoot || record.result == u"cancelled")
            continue;
        if (++looked > recordsLookedAt)
            break;
        QHash<QString, StepCost> here; // a platform each may have the step; the build has it once
        for (const StepRecord &step : record.steps) {
            if (step.state != StepState::Done && step.state != StepState::Cached)
                continue;
            StepCost &cost = here[parseVertexName(step.name).command.simplified()];
            cost.builds = 1;
            if (step.state == StepState::Done)
                cost.lastNanoseconds = qMax(cost.lastNanoseconds, step.duration);
        }
        for (auto it = here.cbegin(); it != here.cend(); ++it) {
            StepCost &cost = m_costs[it.key()];
            ++cost.builds;
            if (it->lastNanoseconds == 0)
                ++cost.reused;
            else if (cost.lastNanoseconds == 0)
                cost.lastNanoseconds = it->lastNanoseconds;
        }
    }
}

StepCost StepCosts::of(const DockerfileDocument &document, int first, int last) const
{
    StepCost sum;
    for (const QString &instruction : instructionsIn(document, first, last)) {
        const auto found = m_costs.constFind(instruction);
        if (found == m_costs.cend())
            continue;
        sum.lastNanoseconds += found->lastNanoseconds;
        if (found->builds > sum.builds) {
            sum.builds = found->builds;
            sum.reused = found->reused;
        } else {
            sum.reused = qMin(sum.reused, found->reused);
        }
    }
    return sum;
}

} // namespace slipway
