// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/writer.h"

#include "plan/planmaker.h"

#include <QCryptographicHash>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Where builds with cache mounts keep what Cargo fetched; Cargo's programs and configuration stay where the builder has them.
constexpr QLatin1StringView cargoCache{"/var/cache/cargo"};
/// Where `hybrid` keeps compiled dependencies from one build to the next.
constexpr QLatin1StringView dependencyCache{"/var/cache/slipway"};

} // namespace

/// The folder below target/<triple> (Cargo reference, "Profiles").
QString DockerfileWriter::profileFolder() const
{
    if (m_plan.profile == "dev"_L1 || m_plan.profile == "test"_L1)
        return u"debug"_s;
    return m_plan.profile == "bench"_L1 ? u"release"_s : m_plan.profile;
}

/// Forgets that packages were compiled, such as the workspace's own. cargo-chef leaves empty stand-ins of them behind, and Cargo compares times and
/// versions only: a build script of a member at version 0.0.1 is taken for compiled. Sixteen characters are Cargo's hash, so that `app`
/// does not take `app-common` along.
QString DockerfileWriter::forget(const QStringList &packages) const
{
    QStringList names;
    for (const QString &name : packages)
        names.append(shellWord(name));
    const QString folder = shellWord(profileFolder());
    const QString hash = u"-????????????????"_s;
    return u"for name in "_s + names.join(u' ') + u"; do\n  rm -rf target/"_s + folder + u"/.fingerprint/\"$name\""_s + hash + u" target/*/"_s + folder
           + u"/.fingerprint/\"$name\""_s + hash + u";\ndone"_s;
}

/// The cache mounts of the compiling step. What Cargo fetches is in one, with the lock that Cargo takes while it fetches and unpacks: mounts of its
/// folders alone leave that lock out, and two builds would unpack one crate at a time (rust-lang/cargo#11376, docker/docs#25597).
QStringList DockerfileWriter::cacheMounts() const
{
    if (m_plan.cache != CacheMethod::Mounts)
        return {};
    const QString platform = runsOnTarget() ? u"-$TARGETPLATFORM"_s : QString();
    return {u"--mount=type=cache,id=slipway-cargo,target=%1"_s.arg(cargoCache),
            u"--mount=type=cache,id=slipway-target-%1%2,target=%3/target,sharing=locked"_s.arg(namePart(m_plan.projectName), platform, m_plan.buildFolder)};
}

/// Cargo's home of this step with all that it fetches, and the locks of that, in the mount; a folder has to be there before a link to it is used.
QString DockerfileWriter::linkCargoHome() const
{
    return u"home=\"${CARGO_HOME:-$HOME/.cargo}\" &&\nmkdir -p \"$home\" %1/registry %1/git &&\n"
           "for name in registry git .package-cache .package-cache-mutate .global-cache; do\n"
           "  rm -rf \"$home/$name\" && ln -s %1/\"$name\" \"$home/$name\" || exit 1;\ndone"_s.arg(cargoCache);
}

/// The mount of the step that compiles the dependencies. One build at a time: the next one of the project takes over what this one compiled.
QStringList DockerfileWriter::dependencyMount() const
{
    if (m_plan.cache != CacheMethod::Hybrid)
        return {};
    const QString platform = runsOnTarget() ? u"-$TARGETPLATFORM"_s : QString();
    return {u"--mount=type=cache,id=slipway-dependencies-%1-%2%3,target=%4,sharing=locked"_s.arg(namePart(m_plan.projectName), namePart(m_plan.profile),
                                                                                                 platform, dependencyCache)};
}

/// Lays out what an earlier build compiled with the same tools, if there is such: Cargo knows by its own fingerprints what of it still holds. What
/// they do not know is the key: the C compilers and libraries of the tools, and variables. An archive that cannot be read counts as none.
QStringList DockerfileWriter::restoreDependencies() const
{
    QByteArray tools = toolsKey(m_plan).toUtf8() + pinned(m_plan.toolsImage).toUtf8();
    for (const QString &line : m_plan.buildLines)
        tools += '\n' + line.toUtf8();
    const QString word = QString::fromLatin1(QCryptographicHash::hash(tools, QCryptographicHash::Sha256).toHex().left(16));
    return {u"kept=%1/$({ rustc -vV; dpkg-query -W; env | grep -viE '^(hostname|[a-z]+_proxy)=' | sort; echo %2; } | sha256sum | cut -c 1-16).tar"_s.arg(
                dependencyCache, word),
            u"{ [ ! -f \"$kept\" ] || tar -xf \"$kept\" || rm -rf target; }"_s};
}

/// Keeps what was compiled, in an archive that takes the place of the old one in a single rename and after a success only: a build that is killed leaves
/// the old one. Units that this build did not use are left out, so that it does not grow. Where there is no room, the build goes on without.
QStringList DockerfileWriter::keepDependencies() const
{
    return {
        u"grep -oE -e '-[0-9a-f]{16}' /tmp/units.json | sort -u > /tmp/units"_s,
        u"{ [ ! -s /tmp/units ] || find target -mindepth 3 -maxdepth 4 \\( -path '*/.fingerprint/*' -o -path '*/build/*' -o -path '*/deps/*' \\) |\n"
        "  grep -vFf /tmp/units | tr '\\n' '\\0' | xargs -0r rm -rf; }"_s,
        u"{ { tar --format=posix -cf \"$kept.new\" target && sync \"$kept.new\" && mv \"$kept.new\" \"$kept\" &&\n"
        "  find %1 -type f ! -path \"$kept\" -delete; } || { rm -f \"$kept.new\"; echo \"warning: the compiled dependencies were not kept\" >&2; }; }"_s.arg(
            dependencyCache),
        u"rm -f /tmp/units.json /tmp/units"_s};
}

} // namespace slipway
