// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildhead.h"

#include "base/text.h"
#include "widgets/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// What a step does, in the user's words.
QString doingOf(const BuildStep &step)
{
    const QString &command = step.parsed.command;
    if (command.contains("cargo chef cook"_L1))
        return BuildHead::tr("compiling dependencies");
    if (command.contains("cargo chef prepare"_L1))
        return BuildHead::tr("reading the project");
    if (command.contains("cargo zigbuild"_L1) || command.contains("cargo build"_L1))
        return BuildHead::tr("compiling your code");
    if (command.contains("apt-get"_L1) || command.contains("pip install"_L1) || command.contains("cargo install"_L1))
        return BuildHead::tr("installing tools");
    if (step.name.startsWith("exporting"_L1) || step.name.startsWith("pushing"_L1))
        return BuildHead::tr("writing and pushing the images");
    if (command.startsWith("FROM"_L1))
        return BuildHead::tr("fetching base images");
    if (step.name.contains("load build context"_L1))
        return BuildHead::tr("sending the project to the builder");
    if (step.name.contains("load metadata"_L1) || step.name.contains("[auth]"_L1))
        return BuildHead::tr("asking for base images");
    return {};
}

/// Crates of a plan as cargo counts them when it says "Compiling": once per name and version.
int crateTotal(const Plan &plan)
{
    QSet<QString> names;
    for (const CrateRow &row : plan.crates.rows)
        names.insert(row.name + u' ' + row.version);
    return static_cast<int>(names.size());
}

} // namespace

QString buildTitle(const Plan &plan)
{
    QStringList names;
    for (const PlannedImage &image : plan.images)
        names.append(image.binaries.size() > 1 ? plan.projectName : image.entrypoint);
    if (names.size() > 3)
        names = {names[0], names[1], BuildHead::tr("%n more", nullptr, static_cast<int>(names.size() - 2))};
    const int platforms = static_cast<int>(plan.chosenPlatforms().size());
    return BuildHead::tr("Building %1 for %n platforms", nullptr, platforms).arg(displayText(names.join(u", "_s)));
}

BuildProgress buildProgress(const BuildState &state, const Plan &plan, qint64 now, qint64 expectedMilliseconds)
{
    BuildProgress progress;
    progress.title = buildTitle(plan);
    progress.expectedMilliseconds = expectedMilliseconds;
    progress.elapsedMilliseconds = state.started > 0 ? std::max<qint64>(0, (now - state.started) / 1'000'000) : 0;
    // The longest of the steps that run is what the person waits for.
    const BuildStep *longest = nullptr;
    for (const BuildStep &step : state.steps) {
        if (step.state == StepState::Running && (!longest || step.startedAt() < longest->startedAt()) && !doingOf(step).isEmpty())
            longest = &step;
    }
    if (longest)
        progress.doing = doingOf(*longest);
    const int total = crateTotal(plan);
    QSet<QString> seen;
    for (const BuildCrate &crate : state.crates)
        seen.insert(crate.name + u' ' + crate.version);
    const int compiled = std::min(static_cast<int>(seen.size()), total);
    if (compiled > 0 && longest && longest->parsed.command.contains("cargo"_L1))
        progress.doing = BuildHead::tr("%1: %2 of %3 crates").arg(progress.doing).arg(compiled).arg(total);

    if (expectedMilliseconds > 0) {
        progress.share = std::min(0.97, static_cast<double>(progress.elapsedMilliseconds) / static_cast<double>(expectedMilliseconds));
    } else if (!state.steps.isEmpty()) {
        // A crate weighs as much as a step: most of a build is rustc.
        const double all = static_cast<double>(state.steps.size()) + total;
        progress.share = std::min(0.97, (state.completedCount() + compiled) / all);
    }
    return progress;
}

BuildHead::BuildHead(const Theme *theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName(u"buildHead"_s);
    const int unit = fontMetrics().height();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(unit, unit * 3 / 4, unit, unit * 3 / 4);
    row->setSpacing(unit);
    auto *words = new QVBoxLayout;
    words->setSpacing(unit / 4);
    m_title = plainLabel({}, this);
    m_title->setObjectName(u"buildTitle"_s);
    setRelativeFont(m_title, 115, true);
    words->addWidget(m_title);
    m_words = new RoleLabel({}, ColorRole::SubtleText, theme, this);
    m_words->setObjectName(u"buildWords"_s);
    m_words->setWordWrap(true);
    words->addWidget(m_words);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(u"buildProgress"_s);
    m_bar->setAccessibleName(tr("Progress of the build"));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(std::max(6, unit / 2));
    words->addWidget(m_bar);
    row->addLayout(words, 1);
    m_cancel = new QPushButton(tr("&Cancel"), this);
    m_cancel->setObjectName(u"cancelButton"_s);
    m_cancel->setAccessibleName(tr("Cancel the build"));
    m_cancel->setToolTip(tr("Ends the build; what is cached stays (Ctrl+.)."));
    row->addWidget(m_cancel, 0, Qt::AlignVCenter);
    connect(m_cancel, &QPushButton::clicked, this, &BuildHead::cancelRequested);
}

void BuildHead::setCancelling(bool cancelling)
{
    m_isCancelling = cancelling;
    m_cancel->setEnabled(!cancelling);
    m_cancel->setText(cancelling ? tr("Cancelling…") : tr("&Cancel"));
}

void BuildHead::show(const BuildProgress &progress)
{
    m_title->setText(progress.title);
    QStringList words;
    switch (progress.phase) {
    case Session::Phase::WaitingForEngine:
        words.append(tr("Waits until the engine is ready"));
        break;
    case Session::Phase::Verifying:
        words.append(tr("%1 so far").arg(durationText(std::chrono::milliseconds(progress.elapsedMilliseconds))));
        words.append(tr("pushed; asking the registry what it holds"));
        break;
    default: {
        // Whole seconds: tenths that change all the time say nothing.
        const qint64 whole = progress.elapsedMilliseconds / 1000 * 1000;
        const QString elapsed = whole < 10'000 ? tr("%1 s").arg(whole / 1000) : durationText(std::chrono::milliseconds(whole));
        words.append(progress.expectedMilliseconds > 0
                         ? tr("%1 of about %2").arg(elapsed, durationText(std::chrono::milliseconds(progress.expectedMilliseconds / 1000 * 1000)))
                         : elapsed);
        break;
    }
    }
    if (!progress.doing.isEmpty())
        words.append(displayText(progress.doing));
    m_words->setText(words.join(u" · "_s));
    if (progress.share < 0) {
        m_bar->setRange(0, 0);
    } else {
        m_bar->setRange(0, 1000);
        m_bar->setValue(std::max(m_bar->value(), static_cast<int>(std::lround(progress.share * 1000))));
    }
    if (progress.elapsedMilliseconds == 0 && progress.share >= 0)
        m_bar->setValue(0);
}

} // namespace slipway
