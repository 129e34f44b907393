// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/writer.h"

#include "plan/planmaker.h"

#include <QFile>

namespace slipway {

using namespace Qt::StringLiterals;

void DockerfileWriter::writePlanner()
{
    m_out.startStage(u"planner"_s);
    m_out.because(u"planner"_s,
                  u"Boils your manifests and Cargo.lock down to a recipe. As long as the recipe is the same, the compiled dependencies are reused."_s);
    m_out.line(u"FROM tools AS planner"_s);
    writeOutside(u"planner"_s);
    if (!m_plan.isRecipeReduced) {
        m_out.line(u"COPY . ."_s);
        m_out.run({u"cargo chef prepare --recipe-path recipe.json"_s});
        return;
    }
    m_out.because(u"reduce"_s, u"cargo-chef's recipe changes with each version, binary or lint of your own crates. This takes all of that out: what stays is "
                               u"one stand-in package that "
                               u"asks for the same crates with the same features."_s);
    writeScript(u"dependencies.py"_s);
    m_out.because(u"recipe"_s, u"The recipe of the crates that this build compiles."_s);
    m_out.line(u"COPY . ."_s);
    m_out.run({u"cargo chef prepare --recipe-path recipe.json"_s, u"cargo metadata --no-deps --format-version 1 > /tmp/metadata.json"_s,
               u"python3 /usr/local/lib/dependencies.py recipe.json"_s + selection() + u" < /tmp/metadata.json"_s});
}

/// A script of resources/dockerfile.
void DockerfileWriter::writeScript(const QString &name)
{
    m_out.line(u"COPY <<\"PYTHON\" /usr/local/lib/"_s + name);
    QFile script(u":/dockerfile/"_s + name);
    const bool isOpen = script.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    for (const QString &line : QString::fromUtf8(script.readAll()).split(u'\n', Qt::SkipEmptyParts))
        m_out.line(line);
    m_out.line(u"PYTHON"_s);
}

void DockerfileWriter::writeCrateScript()
{
    if (!m_plan.hasSbom)
        return;
    m_out.because(
        u"crates-script"_s,
        u"Notes in each binary which crates are linked into it, in the way of cargo-auditable, where the scanner that makes the SBOM looks for them."_s);
    writeScript(u"crates.py"_s);
}

/// Behind collect(): the section stands in the copies that go into the image.
QStringList DockerfileWriter::noteCrates() const
{
    if (!m_plan.hasSbom)
        return {};
    const QString call = u"python3 /usr/local/lib/crates.py %1 %2"_s;
    const QString words = (m_plan.isLocked ? u" --locked"_s : QString()) + selection();
    if (runsOnTarget())
        return {call.arg(u"\"$(cat /target)\""_s, u"\"/out/$TARGETPLATFORM\""_s) + words};
    QStringList calls;
    for (const PlanTarget &target : m_plan.targets)
        calls.append(call.arg(target.triple, u"/out/"_s + target.platform) + words);
    return calls;
}

/// Packages and features as Cargo takes them.
QString DockerfileWriter::selection() const
{
    QString words;
    if (m_plan.allFeatures)
        words += u" --all-features"_s;
    if (m_plan.noDefaultFeatures)
        words += u" --no-default-features"_s;
    if (!m_plan.features.isEmpty())
        words += u" --features "_s + shellWord(m_plan.features.join(u','));
    for (const QString &package : m_plan.cargoPackages)
        words += u" -p "_s + shellWord(package);
    return words;
}

/// One cargo call for all targets, or one for each; its words over several lines. `command` stands first, such as "cargo zigbuild".
QStringList DockerfileWriter::cargoCall(const QString &command, Call call, bool withSuffix) const
{
    QString head = command;
    if (m_plan.profile == "release"_L1)
        head += u" --release"_s;
    else if (m_plan.profile != "dev"_L1)
        head += u" --profile "_s + shellWord(m_plan.profile);
    if (m_plan.isLocked && call != Call::StandIn)
        head += u" --locked"_s;
    if (call != Call::StandIn)
        head += selection();
    if (call == Call::Binaries) {
        for (const QString &binary : m_plan.binaries)
            head += u" --bin "_s + shellWord(binary);
    }
    if (runsOnTarget())
        return {head + u"\n  --target \"$(cat /target)\""_s};
    QStringList calls;
    for (const PlanTarget &target : m_plan.targets) {
        const QString word = u"\n  --target "_s + target.triple + (withSuffix && !m_plan.glibcSuffix.isEmpty() ? u'.' + m_plan.glibcSuffix : QString());
        if (calls.isEmpty() || m_plan.hasCallPerTarget)
            calls.append(head + word);
        else
            calls.last() += word;
    }
    return calls;
}

/// Says how a Dockerfile that takes folders beside the project is built by hand.
void DockerfileWriter::writeHead()
{
    if (m_plan.outside.isEmpty())
        return;
    m_out.startStage(u"tools"_s);
    m_out.because(u"head"_s, u"The command that builds this file: folders beside the project go to the builder only if they are named there."_s);
    QString words;
    for (const OutsideSource &source : m_plan.outside)
        words += u" --build-context %1=%2"_s.arg(source.context, shellWord(source.relative));
    m_out.line(u"# docker buildx build --platform %1%2 ."_s.arg(m_plan.chosenPlatforms().join(u','), words));
}

/// The folders beside the project, as far from it as on the machine that they come from.
void DockerfileWriter::writeOutside(const QString &stage)
{
    if (m_plan.outside.isEmpty())
        return;
    m_out.because(u"outside:"_s + stage,
                  u"Folders beside the project that its path dependencies lead to, as far from it as they are on your machine. They are there before the "
                  u"dependencies are compiled: what they hold counts as one of them."_s);
    m_out.line(u"WORKDIR "_s + m_plan.buildFolder);
    for (const OutsideSource &source : m_plan.outside) {
        const QString copy = u"COPY --from=%1 "_s.arg(source.context);
        if (source.files.isEmpty() && source.folders.isEmpty())
            m_out.line(copy + u". "_s + source.place + u'/');
        if (!source.files.isEmpty())
            m_out.line(copy + source.files.join(u' ') + u' ' + source.place + u'/');
        for (const QString &folder : source.folders)
            m_out.line(copy + folder + u' ' + source.place + u'/' + folder);
    }
}

void DockerfileWriter::writeCook()
{
    m_out.startStage(u"build"_s);
    m_out.because(u"build-stage"_s, u"Compiles. It starts from the tools, so that edits of your code cost none of them."_s);
    m_out.line(u"FROM tools AS build"_s);
    writeOutside(u"build"_s);
    if (!usesChef())
        return;
    const bool isZig = m_plan.cross == CrossMethod::Zig;
    if (!m_plan.outside.isEmpty())
        m_out.because(u"recipe-copy"_s, u"The recipe of the crates that this build compiles."_s);
    m_out.line(u"COPY --from=planner %1/recipe.json recipe.json"_s.arg(m_plan.buildFolder));
    if (!m_plan.localFolders.isEmpty()) {
        m_out.because(u"local-folders"_s, u"Sources beside the workspace, which the recipe does not hold and the dependencies need."_s);
        for (const QString &folder : m_plan.localFolders)
            m_out.line(u"COPY %1 %1"_s.arg(folder));
    }
    const QString count =
        m_plan.crates.rows.isEmpty() ? u"the dependencies"_s : u"the %1 dependencies"_s.arg(m_plan.crates.targetCount() + m_plan.crates.hostCount());
    const QString how = isZig                              ? u"Zig links for all of them, so nothing is emulated."_s
                        : m_plan.cross == CrossMethod::Gcc ? u"gcc's cross compilers link for all of them, so nothing is emulated."_s
                                                           : QString();
    const bool isHybrid = m_plan.cache == CacheMethod::Hybrid;
    if (isHybrid && runsOnTarget()) {
        m_out.because(u"cache-platform"_s, u"Each platform keeps a cache of its own."_s);
        m_out.line(u"ARG TARGETPLATFORM"_s);
    }
    const QString kept =
        isHybrid ? u" What is compiled is also kept in a cache of the builder: after a change of dependencies only those that changed, and what uses them, are "
                   u"compiled again."_s
                 : QString();
    m_out.because(
        u"cook"_s,
        u"Compiles %1 of %2 into a layer of their own. It is rebuilt only when a dependency, the toolchain or the platforms change, not when your code "
        u"does.%3 %4"_s.arg(count, platformWords(), kept, how)
            .trimmed());
    // The lock file of a stand-in lacks the stand-in itself, so --locked would refuse it; all that it compiles is in there.
    const Call call = m_plan.isRecipeReduced ? Call::StandIn : Call::All;
    const QString cleanUp = m_plan.isRecipeReduced ? u"rm -rf Cargo.toml Cargo.lock .cargo src build.rs recipe.json"_s : forget(m_plan.memberNames);
    const QString compiler = isZig ? u"cargo zigbuild"_s : u"cargo build"_s;
    const bool hasSources = !m_plan.localFolders.isEmpty() || !m_plan.outside.isEmpty();
    const QStringList settled = constant() + (hasSources ? settledModes() : QStringList());
    if (!isHybrid && m_plan.glibcSuffix.isEmpty() && !m_plan.hasCallPerTarget) {
        m_out.run(settled + taken() + cargoCall(u"cargo chef cook --recipe-path recipe.json"_s + (isZig ? u" --zigbuild"_s : QString()), call, false)
                      + QStringList{cleanUp},
                  lent());
        return;
    }
    // With a glibc version behind the target, cargo-chef cleans up in a folder that is not there (its issue 367); and after a first call it has
    // laid its stand-ins out already. So it lays them out only, and the same calls as below compile.
    QStringList commands =
        settled + taken() + QStringList{u"cargo chef cook --recipe-path recipe.json --no-build"_s} + cargoCall(compiler, call, true) + QStringList{cleanUp};
    if (isHybrid) {
        commands = settled + restoreDependencies() + taken() + QStringList{u"cargo chef cook --recipe-path recipe.json --no-build"_s};
        if (!m_plan.localNames.isEmpty())
            commands.append(forget(m_plan.localNames));
        for (const QString &one : cargoCall(compiler + u" --message-format json-render-diagnostics"_s, call, true))
            commands.append(one + u" >> /tmp/units.json"_s);
        commands += QStringList{cleanUp} + keepDependencies();
    }
    m_out.run(commands, dependencyMount() + lent());
}

/// What the person lends to the steps that fetch and compile: secrets as variables of the step alone, keys of the ssh agent.
QStringList DockerfileWriter::lent() const
{
    QStringList mounts;
    for (auto secret = m_plan.secrets.cbegin(); secret != m_plan.secrets.cend(); ++secret)
        mounts.append(u"--mount=type=secret,id=%1,required=true"_s.arg(secret.key()));
    if (m_plan.usesSsh)
        mounts.append(u"--mount=type=ssh"_s);
    return mounts;
}

/// Commands that take the secrets into the step's environment; `env=` of --mount is newer than Dockerfile 1.7.
QStringList DockerfileWriter::taken() const
{
    QStringList commands;
    for (auto secret = m_plan.secrets.cbegin(); secret != m_plan.secrets.cend(); ++secret)
        commands.append(u"export %1=\"$(cat /run/secrets/%1)\""_s.arg(secret.key()));
    return commands;
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
    const QString file = u"\"target/$2/%1/$name\""_s.arg(profileFolder());
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
    writeCrateScript();
    writeEpoch();
    m_out.because(u"sources"_s, u"Your code comes in as late as can be: what stands above is reused after an edit."_s);
    m_out.line(u"COPY . ."_s);
    m_out.because(
        u"build"_s,
        (m_plan.cache == CacheMethod::Mounts
             ? u"Compiles for %1 with the builder's cache, and copies the binaries out of it in the same step. Your own crates are always compiled anew: "
               u"Cargo judges by times, which copied sources do not keep in order. "_s
             : u"Compiles your own crates for %1. "_s)
                .arg(platformWords())
            + u"The ELF header of each binary is read to be sure that it is for its platform; it is not run."_s);
    QStringList commands = settledModes() + taken();
    if (m_plan.cache == CacheMethod::Mounts)
        commands += constant() + QStringList{linkCargoHome(), forget(m_plan.memberNames)};
    commands += cargoCall(isZig ? u"cargo zigbuild"_s : u"cargo build"_s, Call::Binaries, true);
    m_out.run(commands + collect() + takeMadeLibraries() + noteCrates(), cacheMounts() + lent());
}

/// Debian packages that the person wants in the image: their files, and their names for scanners. Nothing of them is run, so nothing is emulated.
void DockerfileWriter::writeImagePackages()
{
    if (!m_plan.volumes.isEmpty() && !m_plan.isReproducible) {
        m_out.because(u"empty"_s, u"An empty folder, from which those that the program writes to are made."_s);
        m_out.run({u"mkdir -p /out/empty"_s});
    }
    if (m_plan.imagePackages.isEmpty())
        return;
    const QString function =
        u"put() { root=/out/root/$1; arch=$2; shift 2; mkdir -p \"$root/var/lib/dpkg/status.d\" /tmp/put && cd /tmp/put || exit 1;\n"
        "  for package in \"$@\"; do apt-get download \"$package:$arch\" || apt-get download \"$package:all\" || exit 1; done;\n"
        "  for file in *.deb; do dpkg -x \"$file\" files && dpkg-deb -f \"$file\" > \"$root/var/lib/dpkg/status.d/$(dpkg-deb -f \"$file\" Package)\" || exit "
        "1; done;\n"
        "  for folder in bin sbin lib lib64; do if [ -d \"files/$folder\" ] && [ ! -L \"files/$folder\" ]; then\n"
        "    mkdir -p \"files/usr/$folder\" && cp -a \"files/$folder/.\" \"files/usr/$folder/\" && rm -rf \"files/$folder\" || exit 1; fi; done;\n"
        "  cp -a files/. \"$root/\" && cd / && rm -rf /tmp/put; }"_s;
    QStringList commands;
    QStringList words = m_plan.imagePackages;
    words.sort();
    if (!runsOnTarget()) {
        for (const PlanTarget &target : m_plan.targets)
            commands.append(u"dpkg --add-architecture "_s + target.debianArch);
    }
    commands << u"apt-get update"_s << function;
    if (runsOnTarget())
        commands.append(u"put \"$TARGETPLATFORM\" \"$(dpkg --print-architecture)\" "_s + words.join(u' '));
    else
        for (const PlanTarget &target : m_plan.targets)
            commands.append(u"put %1 %2 "_s.arg(target.platform, target.debianArch) + words.join(u' '));
    commands.append(u"rm -rf /var/lib/apt/lists/*"_s);
    m_out.because(u"image-packages"_s, u"Added by you: the files of these Debian packages for each platform. What they ask for in turn is not added."_s);
    m_out.run(commands);
}

} // namespace slipway
