// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/streamdecoder.h"

namespace slipway {

/// Where the steps of a build stand in its Dockerfile, and for whom they work. Pure; reads any Dockerfile, generated or not.
/// BuildKit numbers FROM (of a real image), COPY, ADD, RUN and WORKDIR of a stage, nothing else (dockerfile2llb, prefixCommand).
class InstructionIndex
{
public:
    /// `lines`: the Dockerfile, one entry a line.
    explicit InstructionIndex(const QStringList &lines = {});

    struct Place
    {
        bool isKnown = false;
        int line = 0;               ///< 1-based first line of the instruction
        bool isOnBuilder = false;   ///< its stage is `FROM --platform=$BUILDPLATFORM …`, itself or through its base
        bool isPerTarget = false;   ///< behind `ARG TARGET…`: works for one platform even on the builder
    };
    /// The instruction behind a vertex's name.
    [[nodiscard]] Place place(const VertexName &name) const;
    /// The FROM that names an image ("docker.io/library/rust:1").
    [[nodiscard]] Place base(const QString &reference) const;

private:
    struct Instruction
    {
        QString keyword;
        int line = 0;
        bool isPerTarget = false;
    };
    struct Stage
    {
        QString name;
        QString base;
        int line = 0;
        bool isOnBuilder = false;
        bool isPerTarget = false;
        QList<Instruction> counted;
    };
    void add(const QString &keyword, const QString &rest, int line);
    void addStage(QStringList words, int line);
    [[nodiscard]] const Stage *stage(const QString &name) const;

    QList<Stage> m_stages;
};

} // namespace slipway
