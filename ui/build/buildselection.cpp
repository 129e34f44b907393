// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildselection.h"

namespace slipway {

BuildSelection::BuildSelection(QObject *parent)
    : QObject(parent)
{
}

void BuildSelection::select(int step, qint64 line, int crate)
{
    if (m_step == step && m_logLine == line && m_crate == crate)
        return;
    m_step = step;
    m_logLine = line;
    m_crate = crate;
    Q_EMIT changed();
}

void BuildSelection::selectStep(int step)
{
    if (step != m_step)
        select(step, -1, -1);
}

void BuildSelection::selectLogLine(int step, qint64 line)
{
    select(step, line, -1);
}

void BuildSelection::selectCrate(int crate, int step)
{
    select(step, -1, crate);
}

void BuildSelection::clear()
{
    select(-1, -1, -1);
}

void BuildSelection::setRange(const TimelineRange &range)
{
    if (m_range == range && !m_isFitting)
        return;
    m_range = range;
    m_isFitting = false;
    Q_EMIT rangeChanged();
}

void BuildSelection::setFitting(const TimelineRange &whole)
{
    if (m_range == whole && m_isFitting)
        return;
    m_range = whole;
    m_isFitting = true;
    Q_EMIT rangeChanged();
}

} // namespace slipway
