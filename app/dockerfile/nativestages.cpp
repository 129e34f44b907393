// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/writer.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Sets $package, in a shell function with the arguments FILE PLATFORM MULTIARCH ARCHITECTURE, to the package that `file` (a word of the
/// shell's) is of. dpkg knows it by the name that links lead to.
QString findPackage(const QString &file, bool hasAlternatives)
{
    // Where alternatives lead to a folder of their own, dpkg knows the file by its whole path.
    const QString known = hasAlternatives ? u"*$(realpath %1 | sed 's|^/usr||')"_s : u"*/$3/$(basename \"$(realpath %1)\")"_s;
    return u"package=$(dpkg-query -S \""_s + known.arg(file) + u"\" | head -n 1 | cut -d : -f 1);"_s;
}

/// Puts the description of $package, in such a function, where scanners look for it in the image.
QString notePackage()
{
    return u"dpkg-query -s \"$package:$4\" > \"/out/root/$2/var/lib/dpkg/status.d/$package\" || exit 1;"_s;
}

} // namespace

QStringList DockerfileWriter::foreignArchitectures() const
{
    QStringList commands;
    for (const PlanTarget &target : m_plan.targets)
        commands.append(u"dpkg --add-architecture "_s + target.debianArch);
    return commands;
}

/// Packages of which Debian allows one architecture at a time, for no better reason than a script that both have: what gcc wants of them, the
/// libraries in each architecture's own folder and the headers that are the same, does not collide.
QStringList DockerfileWriter::unpackedPackages() const
{
    if (m_plan.unpackedPackages.isEmpty())
        return {};
    return {u"mkdir /tmp/packages"_s,
            u"cd /tmp/packages"_s,
            u"apt-get download "_s + m_plan.unpackedPackages.join(u' '),
            u"for file in *.deb; do dpkg -x \"$file\" / || exit 1; done"_s,
            u"cd /app"_s,
            u"rm -rf /tmp/packages"_s};
}

/// Static libraries and headers of Debian's packages for Zig, which looks into no folder of the system. Nothing is installed: a package for
/// another processor would put the builder's own out.
void DockerfileWriter::writeSysroot()
{
    if (m_plan.cross != CrossMethod::Zig || m_plan.staticLibraries.isEmpty())
        return;
    const QString function =
        u"sysroot() { root=/opt/sysroot/$1; multiarch=$2; shift 2;\n"
        "  mkdir -p \"$root/lib/pkgconfig\" \"$root/include\" /tmp/packages && cd /tmp/packages && apt-get download \"$@\" || exit 1;\n"
        "  for file in *.deb; do dpkg -x \"$file\" . || exit 1; done;\n"
        "  for name in %1; do cp \"usr/lib/$multiarch/$name\" \"$root/lib/\" || exit 1; done;\n"
        "  for name in %2; do\n"
        "    for folder in usr/include \"usr/include/$multiarch\"; do\n"
        "      if [ -e \"$folder/$name\" ]; then cp -a \"$folder/$name\" \"$root/include/\" || exit 1; fi; done; done;\n"
        "  for file in \"usr/lib/$multiarch/pkgconfig/\"*.pc; do\n"
        "    sed -e \"s|^prefix=.*|prefix=$root|\" -e \"s|^libdir=.*|libdir=$root/lib|\" -e \"s|^includedir=.*|includedir=$root/include|\"\n"
        "      \"$file\" > \"$root/lib/pkgconfig/${file##*/}\" || exit 1; done;\n"
        "  cd / && rm -rf /tmp/packages; }"_s.arg(m_plan.staticLibraries.join(u' '), m_plan.staticHeaders.join(u' '));
    QStringList commands = foreignArchitectures();
    commands << u"apt-get update"_s << function;
    for (const PlanTarget &target : m_plan.targets)
        commands.append(u"sysroot "_s + target.triple + u' ' + target.multiarch + u' ' + m_plan.targetPackages.value(target.triple).join(u' '));
    commands.append(u"rm -rf /var/lib/apt/lists/*"_s);
    m_out.because(u"sysroot"_s,
                  u"Debian's static libraries for each platform, in a folder of their own: Zig links them into the binary, so the image needs none of them."_s);
    m_out.run(commands);
}

/// Cargo tells a build script its target in TARGET (Cargo reference, "Environment variables"), and the compilers' names are in CC_<target> and so on.
void DockerfileWriter::writeTargetCompiler()
{
    QStringList pairs;
    if (m_plan.usesTargetCompiler)
        pairs << u"CC:cc"_s << u"CXX:c++"_s << u"AR:ar"_s << u"RANLIB:ranlib"_s;
    if (m_plan.usesFortran && m_plan.cross == CrossMethod::Gcc)
        pairs << u"FC:gfortran"_s;
    if (pairs.isEmpty())
        return;
    m_out.because(u"target-compiler"_s, u"A build script asks for one compiler, whatever it compiles for; these programs call the one of its target."_s);
    m_out.run({u"for pair in "_s + pairs.join(u' ')
               + u"; do\n"
                 "  printf '#!/bin/sh\\nname=%s_$(echo \"$TARGET\" | tr - _)\\neval \"exec \\\\${$name:-%s} \\\\\"\\\\$@\\\\\"\"\\n'\n"
                 "    \"${pair%%:*}\" \"${pair#*:}\" > \"/usr/local/bin/target-${pair#*:}\" && chmod 755 \"/usr/local/bin/target-${pair#*:}\" || exit 1;\n"
                 "done"_s});
}

/// A library whose source a crate carries, for Zig: a project of its own compiles it for all targets, so that it stays in the cache whatever
/// happens to the sources and the lock file of this one. The glibc is Zig's oldest, whatever the program is linked for.
void DockerfileWriter::writeSource(const SourceBuild &source)
{
    QString manifest = u"printf '%s\\n'"_s;
    for (const QString &line : source.crates)
        manifest += u"\n  "_s + shellWord(line);
    manifest += u"\n  >> /tmp/source/Cargo.toml"_s;
    QString variables = m_plan.isReproducible ? u"SOURCE_DATE_EPOCH=0 "_s : QString();
    for (auto entry = source.environment.cbegin(); entry != source.environment.cend(); ++entry)
        variables += entry.key() + u"=\""_s + QString(entry.value()).replace("{sysroot}"_L1, "$root"_L1) + u"\" "_s;
    QString function = u"compile() { root=/opt/sysroot/$1;\n"
                       "  mkdir -p \"$root/lib/pkgconfig\" \"$root/include\" || exit 1;\n"
                       "  %1cargo zigbuild -q --release --manifest-path /tmp/source/Cargo.toml --target-dir /tmp/source/target --target \"$1\" || exit 1;\n"
                       "  cd \"/tmp/source/target/$1/release/build\" || exit 1;\n"
                       "  cp %2 \"$root/lib/\" || exit 1;\n"_s.arg(variables, source.libraries.join(u' '));
    if (!source.headers.isEmpty())
        function += u"  cp -RL %1 \"$root/include/\" || exit 1;\n"_s.arg(source.headers.join(u' '));
    for (auto entry = source.pkgConfig.cbegin(); entry != source.pkgConfig.cend(); ++entry) {
        const QString version = entry.value().section(u' ', 0, 0);
        const QString needs = source.pkgConfigNeeds.isEmpty() ? QString() : u" \"Requires.private: %1\""_s.arg(source.pkgConfigNeeds.join(u' '));
        function += u"  printf '%s\\n' \"Name: %1\" \"Description: %1\" \"Version: %2\" \"Libs: -L$root/lib %3\" \"Cflags: -I$root/include\"%4\n"
                    "    > \"$root/lib/pkgconfig/%1.pc\" || exit 1;\n"_s.arg(entry.key(), version, entry.value().section(u' ', 1), needs);
    }
    function += u"  cd /app; }"_s;
    QStringList commands{u"cargo new -q --vcs none --lib --edition 2021 --name source /tmp/source"_s, manifest, function};
    for (const PlanTarget &target : m_plan.targets)
        commands.append(u"compile "_s + target.triple);
    commands.append(u"rm -rf /tmp/source"_s);
    m_out.because(u"source:"_s + source.library,
                  u"%1, which your crates look for outside of themselves: compiled once from the source that another crate carries. Nothing of "
                  "your project has to change for it, and the image needs no package."_s.arg(source.library));
    m_out.run(commands);
}

void DockerfileWriter::writeSources()
{
    if (m_plan.cross != CrossMethod::Zig)
        return;
    for (const SourceBuild &source : m_plan.sources)
        writeSource(source);
}

/// The folder name of the platform that this stage itself is.
QString DockerfileWriter::ownMultiarch()
{
    return u"\"$(dpkg-architecture -q DEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)\""_s;
}

/// Behind collect(): shared libraries that build scripts made and the binaries ask for, to where the image's loader looks. They lie below the target
/// folder, which may be a mount that only this step sees; of several the newest is of this build.
QStringList DockerfileWriter::takeMadeLibraries() const
{
    if (!m_plan.copiesMadeLibraries)
        return {};
    QStringList commands{
        u"made() {\n"
        "  for library in $(readelf -d \"$1\" | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p'); do\n"
        "    place=/out/root/$2/usr/lib/$4/$library;\n"
        "    file=$(find \"target/$3/%1/build\" -path '*/out/*' -name \"$library\" -printf '%T@ %p\\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-);\n"
        "    if [ -z \"$file\" ] || [ -e \"$place\" ]; then continue; fi;\n"
        "    install -D -m 644 \"$file\" \"$place\" || exit 1;\n"
        "    made \"$place\" \"$2\" \"$3\" \"$4\";\n"
        "  done; }"_s.arg(profileFolder())};
    QStringList files;
    for (const QString &binary : m_plan.binaries)
        files.append(fileName(binary));
    const QString call = u"for name in %1; do made \"/out/%2/$name\" \"%2\" %3 %4; done"_s;
    if (runsOnTarget())
        commands.append(call.arg(files.join(u' '), u"$TARGETPLATFORM"_s, u"\"$(cat /target)\""_s, ownMultiarch()));
    else
        for (const PlanTarget &target : m_plan.targets)
            commands.append(call.arg(files.join(u' '), target.platform, target.triple, target.multiarch));
    return commands;
}

/// Gathers the shared libraries that the binaries ask for and the base has not, with the packages they are of.
void DockerfileWriter::writeLibraries()
{
    if (!m_plan.copiesSharedLibraries)
        return;
    QStringList inBase = m_plan.runtime.packages;
    if (!inBase.contains(u"libc6"_s))
        inBase.append(u"libc6"_s);
    const QString function = u"libraries() {\n"
                             "  for library in $(readelf -d \"$1\" | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p'); do\n"
                             "    file=/usr/lib/$3/$library;\n"
                             "    if [ ! -e \"$file\" ] || [ -e \"/out/root/$2$file\" ]; then continue; fi;\n"
                             "    %1\n"
                             "    case \" %2 \" in *\" $package \"*) continue ;; esac;\n"
                             "    install -D -m 644 \"$file\" \"/out/root/$2$file\" || exit 1;\n"
                             "    %3\n"
                             "    libraries \"$file\" \"$2\" \"$3\" \"$4\";\n"
                             "  done; }"_s.arg(findPackage(u"\"$file\""_s, m_plan.hasAlternatives), inBase.join(u' '), notePackage());
    QStringList commands{function};
    const auto isLibrary = [](const QString &path) { return path.section(u'/', -1).contains(".so."_L1); };
    const bool hasLibraries = std::ranges::any_of(m_plan.runtimeFiles, isLibrary);
    if (!std::ranges::all_of(m_plan.runtimeFiles, isLibrary))
        commands.append(
            u"take() { mkdir -p \"/out/root/$2/$1\" && cp -RL \"/$1/.\" \"/out/root/$2/$1/\" || exit 1;\n"
            "  find \"/out/root/$2/$1\" -name '*.so' > /tmp/plugins && while read -r file; do libraries \"$file\" \"$2\" \"$3\" \"$4\"; done < /tmp/plugins; }"_s);
    if (hasLibraries)
        commands.append(u"load() { install -D -m 644 \"/$1\" \"/out/root/$2/$1\" || exit 1;\n"
                        "  %1\n"
                        "  %2 libraries \"/$1\" \"$2\" \"$3\" \"$4\"; }"_s.arg(findPackage(u"\"/$1\""_s, m_plan.hasAlternatives), notePackage()));
    QStringList files;
    for (const QString &binary : m_plan.binaries)
        files.append(fileName(binary));
    const auto gather = [&](const QString &platform, const QString &multiarch, const QString &arch) {
        commands.append(u"mkdir -p \"/out/root/%1/var/lib/dpkg/status.d\""_s.arg(platform));
        if (m_plan.copiesMadeLibraries)
            commands.append(u"for made in \"/out/root/%1/usr/lib/\"%2/*.so*; do [ ! -e \"$made\" ] || libraries \"$made\" \"%1\" %2 %3; done"_s.arg(
                platform, multiarch, arch));
        commands.append(u"for name in %1; do libraries \"/out/%2/$name\" \"%2\" %3 %4; done"_s.arg(files.join(u' '), platform, multiarch, arch));
        for (const QString &path : m_plan.runtimeFiles)
            commands.append(u"%1 %2 \"%3\" %4 %5"_s.arg(isLibrary(path) ? u"load"_s : u"take"_s, QString(path).replace("{multiarch}"_L1, multiarch), platform,
                                                        multiarch, arch));
    };
    if (runsOnTarget()) {
        gather(u"$TARGETPLATFORM"_s, ownMultiarch(), u"\"$(dpkg --print-architecture)\""_s);
    } else {
        for (const PlanTarget &target : m_plan.targets)
            gather(target.platform, target.multiarch, target.debianArch);
    }
    m_out.because(u"libraries"_s,
                  u"Gathers the shared libraries that the binaries ask for and the base image has not, with the names of their packages, so that scanners see "
                  u"them."_s);
    m_out.run(commands);
}

} // namespace slipway
