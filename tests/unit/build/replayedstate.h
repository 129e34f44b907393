// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// Recorded streams of buildx, played into a BuildState.
#pragma once

#include "build/buildstate.h"
#include "knowledge/knowledge.h"
#include "support.h"

#include <QFile>

#include <algorithm>
#include <memory>

namespace slipway::test {

using namespace Qt::StringLiterals;

inline const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};

inline QByteArray recorded(const QString &name)
{
    QFile file(sourcePath(u"tests/data/buildkit/"_s + name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline DockerfileDocument documentOf(const QByteArray &text)
{
    DockerfileDocument document;
    for (const QByteArray &line : text.split('\n'))
        document.lines.append({QString::fromUtf8(line), {}, -1});
    return document;
}

/// The Dockerfile that most of the records were made with.
inline const QByteArray recordedDockerfile = R"(FROM --platform=$BUILDPLATFORM rustish:1 AS chef
WORKDIR /app
RUN echo chef prep; sleep 0.2

FROM chef as builder
ARG TARGETPLATFORM
ARG TARGETARCH
COPY src /app/src
RUN --mount=type=cache,target=/cache,id=c-$TARGETPLATFORM,sharing=locked \
    for i in 1 2 3; do echo "   Compiling crate$i v0.1 for $TARGETARCH"; done; \
    echo bin-$TARGETARCH > /app/out

FROM scratch AS runtime
MAINTAINER me
COPY --link --from=builder /app/out /out
COPY --from=builder /app/out /out2
CMD /out)";

inline std::shared_ptr<const Knowledge> knowledge()
{
    static const auto loaded = [] {
        auto read = Knowledge::load();
        return read ? std::make_shared<const Knowledge>(std::move(*read)) : nullptr;
    }();
    return loaded;
}

inline BuildState replay(const QByteArray &bytes, qsizetype piece, const DockerfileDocument &document = {}, const QStringList &targets = {},
                         const QStringList &platforms = both)
{
    BuildState state(document, targets, platforms, knowledge());
    StreamDecoder decoder;
    for (qsizetype i = 0; i < bytes.size(); i += piece) {
        for (const StreamEvent &event : decoder.feed(bytes.sliced(i, qMin(piece, bytes.size() - i))))
            state.apply(event);
    }
    for (const StreamEvent &event : decoder.finish())
        state.apply(event);
    return state;
}

inline const BuildStep *stepLike(const BuildState &state, const QString &part)
{
    const auto found = std::ranges::find_if(state.steps, [&part](const BuildStep &step) { return step.name.contains(part); });
    return found == state.steps.end() ? nullptr : &*found;
}

inline VertexEvent vertex(const QString &digest, const QString &name, qint64 started = 0, qint64 completed = 0, const QStringList &inputs = {})
{
    VertexEvent event;
    event.digest = digest;
    event.name = name;
    event.started = started;
    event.completed = completed;
    event.inputs = inputs;
    return event;
}

inline QList<BuildProblem> errorsOf(const BuildState &state)
{
    QList<BuildProblem> errors;
    for (const BuildProblem &problem : state.problems) {
        if (problem.kind == BuildProblem::Kind::Error)
            errors += problem;
    }
    return errors;
}

} // namespace slipway::test
