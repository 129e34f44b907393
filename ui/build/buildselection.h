// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "timeline/timeline.h"

#include <QObject>

namespace slipway {

/// What is selected in the views of a build, and the time range they show: one object that bar, table row, log position and Dockerfile line
/// share. A view sets it and follows changed(); it never talks to another view.
class BuildSelection : public QObject
{
    Q_OBJECT
public:
    explicit BuildSelection(QObject *parent = nullptr);
    /// Id of the step in BuildState::steps, -1: none.
    [[nodiscard]] int step() const { return m_step; }
    /// Number of the log line (absolute), -1: none.
    [[nodiscard]] qint64 logLine() const { return m_logLine; }
    /// Index in BuildState::crates, -1: none.
    [[nodiscard]] int crate() const { return m_crate; }
    void selectStep(int step);
    void selectLogLine(int step, qint64 line);
    void selectCrate(int crate, int step);
    void clear();

    [[nodiscard]] const TimelineRange &range() const { return m_range; }
    /// True while the range shows the whole build and grows with it.
    [[nodiscard]] bool isFitting() const { return m_isFitting; }
    void setRange(const TimelineRange &range);    ///< by a person: stops fitting
    void setFitting(const TimelineRange &whole);  ///< back to the whole, or the whole has grown

Q_SIGNALS:
    void changed();
    void rangeChanged();

private:
    void select(int step, qint64 line, int crate);
    int m_step = -1;
    qint64 m_logLine = -1;
    int m_crate = -1;
    TimelineRange m_range;
    bool m_isFitting = true;
};

} // namespace slipway
