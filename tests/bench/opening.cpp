// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "bench.h"
#include "fixtures.h"

#include "project/project.h"
#include "session/planner.h"

#include <QElapsedTimer>
#include <QSignalSpy>

namespace slipway::bench {

using namespace Qt::StringLiterals;

QList<Figure> measureOpening(int runs)
{
    QTemporaryDir folder;
    writeLargeProject(folder.path(), 700);
    const Result<Knowledge> knowledge = Knowledge::load();
    if (!knowledge)
        giveUp(knowledge.error().detail);
    const SourceNames names = sourceNames(*knowledge);
    QList<Milliseconds> reads;
    QList<Milliseconds> opens;
    QList<Milliseconds> plans;
    for (int i = -1; i < runs; ++i) { // the first warms the file cache
        QElapsedTimer timer;
        timer.start();
        const Result<Project> project = readProject(folder.path(), names);
        const Milliseconds read = timer.durationElapsed();
        if (!project || !project->lock || project->lock->packages.size() != 700)
            giveUp(project ? u"The lock file was not read whole."_s : project.error().message);

        // A window of its own each time: nothing is left from the one before.
        Window window;
        window.show();
        QSignalSpy opened(window.session(), &Session::opened);
        timer.start();
        window.session()->open(folder.path());
        const Milliseconds open = timeUntil(u"opened project"_s, [&] { return !opened.isEmpty(); });
        (void)timeUntil(u"plan"_s, [&] { return window.session()->current() != nullptr; });
        const Milliseconds plan = timer.durationElapsed();
        if (i < 0)
            continue;
        reads.append(read);
        opens.append(open);
        plans.append(plan);
    }
    Figure planned = medianFigure(u"open a 700-package lock, until the plan is shown"_s, plans, Milliseconds(100));
    planned.remark = u"read, resolved, planned, written, views filled"_s;
    return {medianFigure(u"read a 700-package lock"_s, reads, {}), medianFigure(u"open a 700-package lock"_s, opens, Milliseconds(100)), planned};
}

} // namespace slipway::bench
