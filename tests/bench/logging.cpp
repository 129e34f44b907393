// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "bench.h"
#include "fixtures.h"
#include "scripteddocker.h"

#include "build/buildrun.h"
#include "log/logview.h"
#include "session/session.h"
#include "shell/mainwindow.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEvent>

#include <atomic>
#include <thread>

namespace slipway::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int lineCount = 200'000;

/// Asks the event loop every millisecond how long an event waits for its turn.
class Latency : public QObject
{
public:
    Latency()
    {
        m_times.reserve(200'000);
        m_thread = std::jthread([this](const std::stop_token &stop) {
            auto next = std::chrono::steady_clock::now();
            while (!stop.stop_requested()) {
                // Each question counts from when it was due: a loop that hangs for 50 ms answers 50 of them late.
                QMetaObject::invokeMethod(this, [this, due = next] { m_times.append(std::chrono::steady_clock::now() - due); }, Qt::QueuedConnection);
                next += std::chrono::milliseconds(1);
                std::this_thread::sleep_until(next);
            }
        });
    }
    QList<Milliseconds> end()
    {
        m_thread.request_stop();
        m_thread.join();
        QCoreApplication::processEvents();
        return m_times;
    }

private:
    QList<Milliseconds> m_times;
    std::jthread m_thread;
};

struct Run
{
    QList<Milliseconds> latencies;
    Milliseconds duration{0};
    int frames = 0;
};

/// Counts the frames of the view: one that does not paint would be quick, too.
class Frames : public QObject
{
public:
    int count = 0;
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

Run runOnce(const QString &project, const QString &setup)
{
    Window window;
    window.show();
    Session *session = window.session();
    session->followSetup(setup);
    session->open(project);
    waitFor(u"plan and engine"_s, [&] { return session->current() && session->engineFacts().isUsable; });
    Run run;
    Frames frames;
    bool isDone = false;
    QObject::connect(session, &Session::buildFinished, session, [&] { isDone = true; });
    QObject::connect(session, &Session::buildRefused, session, [](const Error &error) { giveUp(u"The build was refused: %1"_s.arg(error.message)); });
    QObject::connect(session, &Session::buildStarted, session, [&] {
        auto *view = window.window()->findChild<LogView *>();
        if (!view)
            giveUp(u"There is no log view."_s);
        view->viewport()->installEventFilter(&frames);
    });
    settle(std::chrono::milliseconds(300)); // nobody clicks before the plan is painted, which is another figure
    Latency latency;
    QElapsedTimer timer;
    timer.start();
    Session::BuildWish wish;
    wish.output = BuildOutput::CacheOnly;
    session->build(wish);
    const auto hasAll = [&] { return session->run() && session->run()->log()->endLine() >= lineCount; };
    run.duration = timeUntil(u"end of the build"_s, [&] { return isDone && hasAll(); }, std::chrono::seconds(120));
    run.latencies = latency.end();
    run.frames = frames.count;
    const auto *view = window.window()->findChild<LogView *>();
    if (!view->isVisible() || !view->isFollowing() || run.frames < 10)
        giveUp(u"The log was not visible and following: %1 frames."_s.arg(run.frames));
    return run;
}

} // namespace

QList<Figure> measureLogging(int runs)
{
    QTemporaryDir folder;
    test::ScriptedDocker docker(folder.path());
    docker.setBuild(cargoStream(lineCount));
    const QString setup = docker.setupFile();
    const QString project = QStringLiteral(SLIPWAY_SOURCE_DIR) + u"/tests/projects/hello"_s;
    (void)runOnce(project, setup); // warm
    QList<Milliseconds> tails;
    QList<Milliseconds> worst;
    QList<Milliseconds> durations;
    QList<Milliseconds> middles;
    int frames = 0;
    for (int i = 0; i < runs; ++i) {
        const Run run = runOnce(project, setup);
        tails.append(quantile(run.latencies, 0.999));
        worst.append(quantile(run.latencies, 1));
        middles.append(quantile(run.latencies, 0.5));
        durations.append(run.duration);
        frames += run.frames;
    }
    Figure tail = medianFigure(u"200,000 log lines: p99.9 of the event loop's latency"_s, tails, Milliseconds(16));
    tail.remark = u"asked every ms; %1 frames of the log a run"_s.arg(frames / runs);
    return {tail, medianFigure(u"200,000 log lines: median latency"_s, middles, {}), medianFigure(u"200,000 log lines: worst latency"_s, worst, {}),
            medianFigure(u"200,000 log lines: pipe to the end of the build"_s, durations, {})};
}

} // namespace slipway::bench
