// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/writer.h"

#include "plan/planmaker.h"

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The folder below target/<triple> (Cargo reference, "Profiles").
QString profileFolder(const QString &profile)
{
    if (profile == "dev"_L1 || profile == "test"_L1)
        return u"debug"_s;
    return profile == "bench"_L1 ? u"release"_s : profile;
}

} // namespace

void DockerfileWriter::writePlanner()
{
    m_out.startStage(u"planner"_s);
    m_out.because(u"planner"_s, u"Boils your manifests and Cargo.lock down to a recipe. As long as the recipe is the same, the compiled dependencies are reused."_s);
    m_out.line(u"FROM tools AS planner"_s);
    m_out.line(u"COPY . ."_s);
    m_out.run({u"cargo chef prepare --recipe-path recipe.json"_s});
}

/// The words of a cargo call, a line of the Dockerfile each. `command` stands first, such as "cargo zigbuild".
QStringList DockerfileWriter::cargoCall(const QString &command, bool withBinaries, bool withSuffix) const
{
    QString head = command;
    if (m_plan.profile == "release"_L1)
        head += u" --release"_s;
    else if (m_plan.profile != "dev"_L1)
        head += u" --profile "_s + shellWord(m_plan.profile);
    if (m_plan.isLocked)
        head += u" --locked"_s;
    if (m_plan.allFeatures)
        head += u" --all-features"_s;
    if (m_plan.noDefaultFeatures)
        head += u" --no-default-features"_s;
    if (!m_plan.features.isEmpty())
        head += u" --features "_s + shellWord(m_plan.features.join(u','));
    for (const QString &package : m_plan.cargoPackages)
        head += u" -p "_s + shellWord(package);
    if (withBinaries) {
        for (const QString &binary : m_plan.binaries)
            head += u" --bin "_s + shellWord(binary);
    }
    QStringList lines{head};
    if (runsOnTarget())
        lines.append(u"  --target \"$(cat /target)\""_s);
    else {
        for (const PlanTarget &target : m_plan.targets)
            lines.append(u"  --target "_s + target.triple + (withSuffix && !m_plan.glibcSuffix.isEmpty() ? u'.' + m_plan.glibcSuffix : QString()));
    }
    return lines;
}

/// Forgets that the workspace's own crates were compiled. cargo-chef leaves empty stand-ins of them behind, and Cargo compares times and
/// versions only: a build script of a member at version 0.0.1 is taken for compiled. Sixteen characters are Cargo's hash, so that `app`
/// does not take `app-common` along.
QString DockerfileWriter::forgetMembers() const
{
    QStringList names;
    for (const QString &name : m_plan.memberNames)
        names.append(shellWord(name));
    const QString folder = shellWord(profileFolder(m_plan.profile));
    const QString hash = u"-????????????????"_s;
    return u"for name in "_s + names.join(u' ') + u"; do\n  rm -rf target/"_s + folder + u"/.fingerprint/\"$name\""_s + hash + u" target/*/"_s + folder
        + u"/.fingerprint/\"$name\""_s + hash + u";\ndone"_s;
}

void DockerfileWriter::writeCook()
{
    m_out.startStage(u"build"_s);
    m_out.because(u"build-stage"_s, u"Compiles. It starts from the tools, so that edits of your code cost none of them."_s);
    m_out.line(u"FROM tools AS build"_s);
    if (!usesChef())
        return;
    const bool isZig = m_plan.cross == CrossMethod::Zig;
    m_out.line(u"COPY --from=planner /app/recipe.json recipe.json"_s);
    if (!m_plan.localFolders.isEmpty()) {
        m_out.because(u"local-folders"_s, u"Sources beside the workspace, which the recipe does not hold and the dependencies need."_s);
        for (const QString &folder : m_plan.localFolders)
            m_out.line(u"COPY %1 %1"_s.arg(folder));
    }
    const QString count = m_plan.crates.rows.isEmpty() ? u"the dependencies"_s : u"the %1 dependencies"_s.arg(m_plan.crates.targetCount() + m_plan.crates.hostCount());
    const QString how = isZig ? u"Zig links for all of them, so nothing is emulated."_s
                        : m_plan.cross == CrossMethod::Gcc ? u"gcc's cross compilers link for all of them, so nothing is emulated."_s
                                                           : QString();
    m_out.because(u"cook"_s, u"Compiles %1 of %2 into a layer of their own. It is rebuilt only when a dependency, the toolchain or the platforms change, not when your code "
                            u"does. %3"_s.arg(count, platformWords(), how)
                                .trimmed());
    if (m_plan.glibcSuffix.isEmpty()) {
        m_out.run({cargoCall(u"cargo chef cook --recipe-path recipe.json"_s + (isZig ? u" --zigbuild"_s : QString()), false, false).join(u'\n'), forgetMembers()});
        return;
    }
    // With a glibc version behind the target, cargo-chef cleans up in a folder that is not there (its issue 367): it lays the stand-ins out
    // only, and the same call as below compiles.
    m_out.run({u"cargo chef cook --recipe-path recipe.json --no-build"_s, cargoCall(u"cargo zigbuild"_s, false, true).join(u'\n'), forgetMembers()});
}

QStringList DockerfileWriter::cacheMounts() const
{
    if (m_plan.cache != CacheMethod::Mounts)
        return {};
    const QString project = namePart(m_plan.projectName);
    // Cargo's own lock lies beside these folders, not in them: builds take turns by `locked`, or two would unpack one crate at a time.
    const QString platform = runsOnTarget() ? u"-$TARGETPLATFORM"_s : QString();
    return {u"--mount=type=cache,id=slipway-cargo-registry,target=/usr/local/cargo/registry,sharing=locked"_s,
            u"--mount=type=cache,id=slipway-cargo-git,target=/usr/local/cargo/git,sharing=locked"_s,
            u"--mount=type=cache,id=slipway-target-%1%2,target=/app/target,sharing=locked"_s.arg(project, platform)};
}

/// Copies the binaries of each platform out and checks by their ELF header that they are for it; nothing of them is run.
QStringList DockerfileWriter::collect() const
{
    QStringList names;
    QString renames;
    for (const QString &binary : m_plan.binaries) {
        names.append(shellWord(binary));
        if (fileName(binary) != binary)
            renames += u"\n  mv \"/out/$1/\""_s + shellWord(binary) + u" \"/out/$1/"_s + fileName(binary) + u"\" || exit 1;"_s;
    }
    const QString file = u"\"target/$2/%1/$name\""_s.arg(profileFolder(m_plan.profile));
    const QString function = u"collect() { mkdir -p \"/out/$1\" || exit 1;\n"
                             "  for name in %1; do\n"
                             "    readelf -h %2 | grep -q \"Machine: *$3\\$\" || { echo \"$name is not a program for $1.\" >&2; exit 1; };\n"
                             "    cp %2 \"/out/$1/\" || exit 1;\n"
                             "  done;%3 }"_s.arg(names.join(u' '), file, renames);
    QStringList commands{function};
    if (runsOnTarget()) {
        commands.append(u"collect \"$TARGETPLATFORM\" \"$(cat /target)\" \"$(cat /machine)\""_s);
        return commands;
    }
    for (const PlanTarget &target : m_plan.targets)
        commands.append(u"collect "_s + target.platform + u' ' + target.triple + u' ' + shellWord(target.elfMachine));
    return commands;
}

void DockerfileWriter::writeBuild()
{
    const bool isZig = m_plan.cross == CrossMethod::Zig;
    if (m_plan.cache == CacheMethod::Mounts && runsOnTarget()) {
        m_out.because(u"platform-argument"_s, u"Each platform keeps a cache of its own."_s);
        m_out.line(u"ARG TARGETPLATFORM"_s);
    } else if (runsOnTarget()) {
        m_out.because(u"platform-argument"_s, u"Names the folder that the binaries are copied to."_s);
        m_out.line(u"ARG TARGETPLATFORM"_s);
    }
    m_out.because(u"sources"_s, u"Your code comes in as late as can be: what stands above is reused after an edit."_s);
    m_out.line(u"COPY . ."_s);
    m_out.because(u"build"_s, (m_plan.cache == CacheMethod::Mounts
                                   ? u"Compiles for %1 with the builder's cache, and copies the binaries out of it in the same step. Your own crates are always compiled anew: "
                                     u"Cargo judges by times, which copied sources do not keep in order. "_s
                                   : u"Compiles your own crates for %1. "_s)
                                      .arg(platformWords())
                                  + u"The ELF header of each binary is read to be sure that it is for its platform; it is not run."_s);
    QStringList commands;
    if (m_plan.cache == CacheMethod::Mounts)
        commands.append(forgetMembers());
    commands.append(cargoCall(isZig ? u"cargo zigbuild"_s : u"cargo build"_s, true, true).join(u'\n'));
    m_out.run(commands + collect(), cacheMounts());
}

} // namespace slipway
