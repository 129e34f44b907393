// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildstate.h"
#include "build/logstore.h"
#include "replay.h"
#include "support.h"
#include "targets.h"
#include "timeline/timeline.h"

#include <QDir>

namespace slipway::fuzz {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 endOfBuild = 1'900'000'000'000'000'000;

QList<StreamEvent> decoded(const QByteArray &bytes, const std::function<qsizetype()> &pieceSize)
{
    StreamDecoder decoder;
    QList<StreamEvent> events;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = std::min(pieceSize(), bytes.size() - at);
        events += decoder.feed(bytes.sliced(at, size));
        at += size;
    }
    return events + decoder.finish();
}

/// Only colours are left of escapes, and no mark that turns text around.
bool isSafe(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        const bool isColour = c == 0x1b && i + 1 < text.size() && text.at(i + 1) == u'[';
        const bool isTurning = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        if ((c < 0x20 && c != '\t' && !isColour) || (c >= 0x7f && c < 0xa0) || isTurning)
            return false;
    }
    return true;
}

QString broken(const test::Replay &replay)
{
    const BuildState &state = replay.state;
    for (qsizetype id = 0; id < state.steps.size(); ++id) {
        const BuildStep &step = state.steps.at(id);
        if (step.state == StepState::Running)
            return u"a step still runs after the end"_s;
        for (const StepInterval &interval : step.intervals) {
            if (interval.completed == 0 || interval.completed < interval.started)
                return u"an interval ends before it starts, or never"_s;
        }
        if (step.duration(endOfBuild) < 0)
            return u"a step took less than no time"_s;
        if (state.stepOf(step.digest) != id)
            return u"a step is not found by its digest"_s;
    }
    if (state.plainText.size() > 200 || state.problems.size() > 1000 || state.steps.size() > 20'000)
        return u"a bound does not hold"_s;
    if (state.cachedShare() < 0 || state.cachedShare() > 1 || state.failedStep() >= state.steps.size())
        return u"a figure is out of its range"_s;
    for (qint64 number = replay.log.firstLine(); number < replay.log.endLine(); ++number) {
        if (!isSafe(replay.log.line(number).text))
            return u"a line of the log is not safe to show"_s;
    }
    return {};
}

QString run(const QByteArray &bytes, QRandomGenerator &random)
{
    const QList<StreamEvent> events = decoded(bytes, [&bytes] { return bytes.size(); });
    if (decoded(bytes, [&random] { return static_cast<qsizetype>(random.bounded(1, 700)); }) != events)
        return u"another cut of the stream gives other events"_s;
    test::Replay replay(test::shopDockerfile(), {u"linux/amd64"_s, u"linux/arm64"_s});
    for (const StreamEvent &event : events) {
        for (const int id : replay.apply(event)) {
            if (id < 0 || id >= replay.state.steps.size())
                return u"a step changed that is not there"_s;
        }
    }
    replay.log.flush();
    replay.state.finish(endOfBuild, random.bounded(2) == 0);
    (void)timelineRows(replay.state, u"linux/amd64"_s);
    return broken(replay);
}

} // namespace

Target streamTarget()
{
    Target target{u"stream"_s, {}, {}, run, 6};
    const QDir folder(test::sourcePath(u"tests/data/buildkit"_s));
    for (const QString &name : folder.entryList({u"*.rawjson"_s}))
        target.seeds.append(seedFile(u"tests/data/buildkit/"_s + name));
    target.words = {R"({"vertexes":[{"digest":"sha256:a","name":"[linux/amd64->arm64 build 3/7] RUN x"}]})",
                    R"("started":"2026-11-23T23:16:42.497247123Z")",
                    R"("completed":"0001-01-01T00:00:00Z")",
                    R"("completed":"9999-12-31T23:59:59.999999999+14:00")",
                    R"({"logs":[{"vertex":"sha256:a","stream":2,"data":"G1szMW0K","timestamp":""}]})",
                    R"("progressGroup":{"id":"g","name":"n","weak":true})",
                    "\"cached\":true",
                    "\"error\":\"context canceled\"",
                    "\"inputs\":[\"sha256:a\"]",
                    "Dockerfile:9\n--------------------\n",
                    "ERROR: failed to build: ",
                    "WARNING: ",
                    "{}\n",
                    "null",
                    "[[[[[[[[[["};
    return target;
}

} // namespace slipway::fuzz
