// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/text.h"
#include "dockerfile/dockerfile.h"

namespace slipway {

/// Collects the lines of a Dockerfile with the reason of each. A reason covers the lines from its because() to the next one.
class LineWriter
{
public:
    /// Starts a stage: its lines carry the name; a blank line parts it from what stands above.
    void startStage(const QString &name);
    /// What follows is there for this reason.
    void because(const QString &id, const QString &text);
    void line(const QString &text);
    /// An instruction over several lines, continued with `\`; all but the first are indented.
    void instruction(const QStringList &parts);
    /// RUN with commands joined by `&&`, each on a line of its own; `mounts` are its --mount options.
    void run(const QStringList &commands, const QStringList &mounts = {});
    [[nodiscard]] DockerfileDocument take();

private:
    DockerfileDocument m_document;
    QString m_stage;
    int m_reason = -1;
};

/// Writes the stages of a plan. The stages are in builderstages.cpp and runtimestages.cpp.
class DockerfileWriter
{
public:
    explicit DockerfileWriter(const Plan &plan);
    [[nodiscard]] DockerfileDocument write();
    /// The stages of a tools image, without what belongs to one project's build.
    [[nodiscard]] DockerfileDocument writeToolsAlone();

private:
    // builderstages.cpp: tools
    void writeChef();
    void writeTools();
    void writeToolsContents(bool isReady);
    void writeToolsCheck();
    void writeZig();
    void writeToolchain();
    void writeTargets();
    void writeZigTargets();
    void writeArguments();
    void writeImagePackages();
    [[nodiscard]] bool fillsRoot() const { return m_plan.copiesSharedLibraries || !m_plan.imagePackages.isEmpty(); }
    void writePackages();
    void writeEnvironment();
    void writeScratchBase();
    // cargostages.cpp: planner, build
    void writeHead();
    void writePlanner();
    void writeOutside(const QString &stage);
    void writeCook();
    void writeBuild();
    /// What a cargo call compiles: the binaries, all of the chosen packages, or the package that stands in for them.
    enum class Call { Binaries, All, StandIn };
    [[nodiscard]] QStringList cargoCall(const QString &command, Call call, bool withSuffix) const;
    [[nodiscard]] QString selection() const;
    [[nodiscard]] QStringList collect() const;
    void writeCrateScript();
    [[nodiscard]] QStringList noteCrates() const;
    void writeScript(const QString &name);
    [[nodiscard]] QStringList lent() const;
    [[nodiscard]] QStringList taken() const;
    // cachestages.cpp
    [[nodiscard]] QString profileFolder() const;
    [[nodiscard]] QString forget(const QStringList &packages) const;
    [[nodiscard]] QStringList cacheMounts() const;
    [[nodiscard]] QString linkCargoHome() const;
    [[nodiscard]] QStringList dependencyMount() const;
    [[nodiscard]] QStringList restoreDependencies() const;
    [[nodiscard]] QStringList keepDependencies() const;
    // samestages.cpp: what makes an image the same each time
    [[nodiscard]] QStringList constant() const;
    [[nodiscard]] QStringList settledModes() const;
    void writeEpoch();
    void writeLayout();
    [[nodiscard]] QStringList layoutCommands() const;
    // nativestages.cpp: libraries of the targets
    void writeTargetCompiler();
    void writeSysroot();
    void writeSource(const SourceBuild &source);
    void writeSources();
    void writeLibraries();
    [[nodiscard]] QStringList takeMadeLibraries() const;
    [[nodiscard]] static QString ownMultiarch();
    [[nodiscard]] QStringList foreignArchitectures() const;
    [[nodiscard]] QStringList unpackedPackages() const;
    // runtimestages.cpp
    void writeRuntime(const PlannedImage &image);
    void writeContents(const PlannedImage &image);
    void writeImageConfig(const PlannedImage &image);

    [[nodiscard]] bool runsOnTarget() const { return m_plan.cross == CrossMethod::Native || m_plan.cross == CrossMethod::Emulate; }
    [[nodiscard]] bool usesChef() const { return m_plan.cache != CacheMethod::Mounts; }
    [[nodiscard]] bool copiesChef() const;
    [[nodiscard]] bool isScratch() const { return m_plan.runtime.reference == QLatin1StringView("scratch"); }
    /// FROM of a stage that runs something: on the builder itself, unless the plan compiles on each platform.
    [[nodiscard]] QString from(const QString &reference, const QString &stage) const;
    [[nodiscard]] QString pinned(const QString &reference) const;
    /// Name of a binary's file below /out and in the image: its own, or a plain one where that has characters that mean something to COPY.
    [[nodiscard]] QString fileName(const QString &binary) const;
    [[nodiscard]] QString platformWords() const;

    const Plan &m_plan;
    LineWriter m_out;
};

/// A target triple as environment variables spell it: x86_64_unknown_linux_gnu.
[[nodiscard]] QString variableWord(const QString &triple);

} // namespace slipway
