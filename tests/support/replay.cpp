// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "replay.h"

#include "support.h"

#include <QFile>

namespace slipway::test {

using namespace Qt::StringLiterals;

Replay::Replay(const DockerfileDocument &document, const QStringList &platforms)
    : state(document, {}, platforms)
{
}

QList<int> Replay::apply(const StreamEvent &event)
{
    const QList<int> changed = state.apply(event);
    if (const auto *words = std::get_if<LogEvent>(&event))
        log.append(state.stepOf(words->vertex), words->stream, state.started > 0 ? words->timestamp - state.started : 0, words->data);
    return changed;
}

QList<int> Replay::play(const QString &name, double share)
{
    QFile file(sourcePath(u"tests/data/buildkit/"_s + name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file.fileName()));
    StreamDecoder decoder;
    QList<StreamEvent> events = decoder.feed(file.readAll());
    events += decoder.finish();
    QList<int> changed;
    for (qsizetype i = 0; i < static_cast<qsizetype>(static_cast<double>(events.size()) * share); ++i)
        changed += apply(events[i]);
    return changed;
}

namespace {

constexpr qint64 second = 1'000'000'000;
constexpr qint64 begin = 1'795'000'000 * second;

qint64 at(double seconds)
{
    return begin + static_cast<qint64>(seconds * 1e9);
}

/// A step from `from` to `to` seconds; to < 0: it runs; from < 0: it waits.
void step(Replay &replay, const QString &id, const QString &name, double from, double to, bool isCached = false)
{
    VertexEvent vertex;
    vertex.digest = u"sha256:"_s + id;
    vertex.name = name;
    replay.apply(vertex); // announced first, as BuildKit does
    if (from < 0)
        return;
    vertex.started = at(from);
    vertex.isCached = isCached;
    replay.apply(vertex);
    if (to < 0)
        return;
    vertex.completed = at(to);
    replay.apply(vertex);
}

void say(Replay &replay, const QString &id, double time, const QByteArray &line)
{
    LogEvent words;
    words.vertex = u"sha256:"_s + id;
    words.stream = 2;
    words.timestamp = at(time);
    words.data = line + '\n';
    replay.apply(words);
}

} // namespace

DockerfileDocument shopDockerfile()
{
    struct Row
    {
        const char *text;
        const char *stage;
    };
    static constexpr Row rows[] = {
        {"FROM --platform=$BUILDPLATFORM docker.io/library/rust:1-trixie AS tools", "tools"},
        {"RUN pip install ziglang==0.16.0 cargo-zigbuild==0.24.0", "tools"},
        {"WORKDIR /app", "tools"},
        {"", "tools"},
        {"FROM tools AS planner", "planner"},
        {"COPY . .", "planner"},
        {"RUN cargo chef prepare --recipe-path recipe.json", "planner"},
        {"", "planner"},
        {"FROM tools AS build", "build"},
        {"COPY --from=planner /app/recipe.json recipe.json", "build"},
        {"RUN cargo chef cook --release --locked --zigbuild \\", "build"},
        {"    --target x86_64-unknown-linux-gnu \\", "build"},
        {"    --target aarch64-unknown-linux-gnu", "build"},
        {"COPY . .", "build"},
        {"RUN cargo zigbuild --release --locked --bin shop-api --bin shop-worker", "build"},
        {"", "build"},
        {"FROM gcr.io/distroless/cc-debian13:nonroot AS shop-api", "shop-api"},
        {"ARG TARGETPLATFORM", "shop-api"},
        {"COPY --from=build /out/${TARGETPLATFORM}/shop-api /usr/local/bin/", "shop-api"},
        {"ENTRYPOINT [\"/usr/local/bin/shop-api\"]", "shop-api"},
    };
    DockerfileDocument document;
    for (const Row &row : rows)
        document.lines.append({QString::fromLatin1(row.text), QString::fromLatin1(row.stage), -1});
    return document;
}

Plan shopPlan()
{
    Plan plan;
    plan.projectName = u"shop"_s;
    for (const QString &name : {u"shop-api"_s, u"shop-worker"_s}) {
        PlannedImage image;
        image.stage = image.entrypoint = name;
        image.binaries = {name};
        image.references = {u"registry.example/shop/"_s + name + u":1.4.0"_s};
        plan.images.append(image);
    }
    for (const QString &name : {u"linux/amd64"_s, u"linux/arm64"_s}) {
        PlannedPlatform platform;
        platform.platform = name;
        platform.isChosen = true;
        plan.platforms.append(platform);
    }
    plan.ports = {u"8080"_s};
    for (int i = 0; i < 304; ++i) {
        CrateRow row;
        row.name = u"crate-"_s + QString::number(i);
        row.version = u"1.0.0"_s;
        plan.crates.rows.append(row);
    }
    return plan;
}

void playShop(Replay &replay, bool isDone)
{
    step(replay, u"a"_s, u"[internal] load build definition from Dockerfile"_s, 0, 0.1);
    step(replay, u"b"_s, u"[internal] load build context"_s, 0.3, 2.1);
    step(replay, u"c"_s, u"[tools 1/3] FROM docker.io/library/rust:1-trixie@sha256:5f1e0c"_s, 0.2, 0.9);
    step(replay, u"d"_s, u"[tools 2/3] RUN pip install ziglang==0.16.0 cargo-zigbuild==0.24.0"_s, 0.9, 0.9, true);
    step(replay, u"e"_s, u"[planner 2/2] RUN cargo chef prepare --recipe-path recipe.json"_s, 2.4, 7.1);
    step(replay, u"f"_s,
         u"[build 2/4] RUN cargo chef cook --release --locked --zigbuild --target x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu"_s, 7.2,
         isDone ? 164.0 : -1);
    step(replay, u"g"_s, u"[build 4/4] RUN cargo zigbuild --release --locked --bin shop-api --bin shop-worker"_s, isDone ? 165.0 : -1, isDone ? 203.0 : -1);
    for (const QString &platform : {u"linux/amd64"_s, u"linux/arm64"_s}) {
        const QString tag = platform.right(5);
        step(replay, u"h"_s + tag, u'[' + platform + u" shop-api 1/2] FROM gcr.io/distroless/cc-debian13:nonroot"_s, 0.3, 6.0);
        step(replay, u"i"_s + tag, u'[' + platform + u" shop-api 2/2] COPY --from=build /out/"_s + platform + u"/shop-api /usr/local/bin/"_s,
             isDone ? 203.4 : -1, isDone ? 203.9 : -1);
    }
    step(replay, u"j"_s, u"exporting to image"_s, isDone ? 204.0 : -1, isDone ? 209.5 : -1);
    double time = 9;
    for (int i = 0; i < 187; ++i, time += isDone ? 0.8 : 0.65) {
        say(replay, u"f"_s, time, "   Compiling crate-" + QByteArray::number(i) + " v1." + QByteArray::number(i % 7) + ".0");
        if (i == 120) {
            say(replay, u"f"_s, time, "warning: unused variable: `pool`");
            say(replay, u"f"_s, time, "  --> crates/core/src/db.rs:41:9");
        }
    }
    if (isDone) {
        say(replay, u"g"_s, 170, "   Compiling shop-core v1.4.0 (/app/core)");
        say(replay, u"g"_s, 180, "\x1b[1m\x1b[32m   Compiling\x1b[0m shop-api v1.4.0 (/app/api)");
        say(replay, u"g"_s, 203, "    Finished `release` profile [optimized] target(s) in 38.1s");
    } else { // the newest word is what "now" is
        say(replay, u"f"_s, 132, "   Compiling axum v0.8.6");
    }
}

} // namespace slipway::test
