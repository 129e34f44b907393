// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Versions of glibc by the word for a distribution in an image's tag (packages.debian.org, packages.ubuntu.com).
QString guessedGlibc(const QString &reference)
{
    static const std::pair<QLatin1StringView, QLatin1StringView> known[] = {
        {"trixie"_L1, "2.41"_L1},        {"debian13"_L1, "2.41"_L1},     {"debian:13"_L1, "2.41"_L1},
        {"bookworm"_L1, "2.36"_L1},      {"debian12"_L1, "2.36"_L1},     {"debian:12"_L1, "2.36"_L1},
        {"bullseye"_L1, "2.31"_L1},      {"debian:11"_L1, "2.31"_L1},    {"ubuntu:24.04"_L1, "2.39"_L1},
        {"noble"_L1, "2.39"_L1},         {"ubuntu:22.04"_L1, "2.35"_L1}, {"jammy"_L1, "2.35"_L1},
        {"ubuntu:20.04"_L1, "2.31"_L1},  {"focal"_L1, "2.31"_L1},        {"ubi10"_L1, "2.39"_L1},
        {"ubi9"_L1, "2.34"_L1},          {"ubi8"_L1, "2.28"_L1},         {"amazonlinux:2023"_L1, "2.34"_L1},
        {"amazonlinux:2"_L1, "2.26"_L1},
    };
    for (const auto &[word, version] : known) {
        if (reference.contains(word))
            return version;
    }
    return {};
}

/// What can be told of an image from its name alone.
BaseImageInfo guessedBase(const QString &reference, BaseImageInfo::Role role)
{
    BaseImageInfo base;
    base.key = reference;
    base.reference = reference;
    base.title = reference;
    base.role = role;
    base.hasShell = true;
    base.libc = u"gnu"_s;
    if (reference.contains("alpine"_L1)) {
        base.libc = u"musl"_s;
        base.packageManager = u"apk"_s;
    } else if (reference.contains("distroless/static"_L1) || reference.contains("chainguard/static"_L1)) {
        base.libc.clear();
        base.hasShell = false;
    } else {
        base.packageManager = role == BaseImageInfo::Role::Builder ? u"apt"_s : QString();
        base.glibc = guessedGlibc(reference);
    }
    return base;
}

/// What Docker calls a platform that is misspelt, or named as the kernel or Rust does; a variant of the processor is left out.
QString usualPlatform(const QString &name, const QStringList &offered)
{
    static const QMap<QString, QString> words{
        {u"x86_64"_s, u"amd64"_s},    {u"x64"_s, u"amd64"_s},           {u"aarch64"_s, u"arm64"_s},    {u"armv7"_s, u"arm/v7"_s}, {u"armv7l"_s, u"arm/v7"_s},
        {u"armhf"_s, u"arm/v7"_s},    {u"arm"_s, u"arm/v7"_s},          {u"i386"_s, u"386"_s},         {u"i686"_s, u"386"_s},     {u"x86"_s, u"386"_s},
        {u"ppc64el"_s, u"ppc64le"_s}, {u"powerpc64le"_s, u"ppc64le"_s}, {u"riscv64gc"_s, u"riscv64"_s}};
    const QString processor = name.section(u'/', 1, 1);
    QStringList processors;
    for (const QString &platform : offered)
        processors.append(platform.section(u'/', 1));
    QString usual = words.value(processor);
    if (usual.isEmpty())
        usual = processors.contains(processor) ? processor : nearest(name.section(u'/', 1), processors);
    return usual.isEmpty() || !name.startsWith("linux/"_L1) ? QString() : QString(u"linux/"_s + usual);
}

QString platformWords(const QStringList &platforms)
{
    return joined(platforms);
}

} // namespace

void PlanMaker::settlePlatforms()
{
    const QStringList wanted = settleList(OptionKey::Platforms, defaultPlatforms(), u"The two platforms that nearly all servers and laptops run."_s);
    for (const PlatformInfo &row : m_knowledge.platforms) {
        PlannedPlatform planned;
        planned.platform = row.platform;
        m_plan.platforms.append(planned);
    }
    for (const QString &name : wanted) {
        const PlatformInfo *row = m_knowledge.platform(name);
        if (!row) {
            QStringList offered;
            for (const PlatformInfo &one : m_knowledge.platforms)
                offered.append(one.platform);
            refuseName(u"platform-unknown"_s, u"The platform %1 is not known."_s.arg(name), OptionKey::Platforms, name, offered, usualPlatform(name, offered));
            continue;
        }
        if (!m_wanted.contains(row))
            m_wanted.append(row);
    }
    for (PlannedPlatform &planned : m_plan.platforms) {
        planned.isChosen = std::ranges::any_of(m_wanted, [&](const PlatformInfo *row) { return row->platform == planned.platform; });
    }
    // In the order of knowledge, whatever order they were named in: the same choice gives the same Dockerfile.
    std::ranges::sort(m_wanted, [](const PlatformInfo *a, const PlatformInfo *b) { return a < b; });
}

const BaseImageInfo *PlanMaker::automaticRuntime(Libc libc) const
{
    const BaseImageInfo *first = nullptr;
    for (const BaseImageInfo &base : m_knowledge.bases) {
        if (base.role != BaseImageInfo::Role::Runtime || (base.libc == "gnu"_L1) != (libc == Libc::Gnu))
            continue;
        const bool servesAll =
            base.platforms.isEmpty() || std::ranges::all_of(m_wanted, [&](const PlatformInfo *row) { return base.platforms.contains(row->platform); });
        if (servesAll)
            return &base;
        if (!first)
            first = &base;
    }
    return first;
}

void PlanMaker::settleRuntimeAndLibc()
{
    const QString chosen = m_options.text(OptionKey::RuntimeImage);
    const bool isRuntimeChosen = isChosen(OptionKey::RuntimeImage) && !chosen.isEmpty();
    if (isRuntimeChosen) {
        const BaseImageInfo *row = m_knowledge.base(chosen);
        m_guessedRuntime = !row;
        m_plan.runtime = row ? *row : guessedBase(chosen, BaseImageInfo::Role::Runtime);
    }
    const bool hasGlibc = !isRuntimeChosen || m_plan.runtime.libc == "gnu"_L1;
    const QString automatic = hasGlibc ? u"gnu"_s : u"musl"_s;
    const QString libc = settleText(OptionKey::Libc, automatic,
                                    hasGlibc ? u"glibc is what crates are tested with, its memory allocator is fast, and the base image has it."_s
                                             : u"%1 has no glibc, so the binary brings its C library with it."_s.arg(m_plan.runtime.title));
    m_plan.libc = libc == "musl"_L1 ? Libc::Musl : Libc::Gnu;
    const BaseImageInfo *base = automaticRuntime(m_plan.libc);
    const BaseImageInfo *usual = nullptr;
    for (const BaseImageInfo &row : m_knowledge.bases) {
        if (!usual && row.role == BaseImageInfo::Role::Runtime && (row.libc == "gnu"_L1) == (m_plan.libc == Libc::Gnu))
            usual = &row;
    }
    QString why = m_plan.libc == Libc::Gnu ? u"The smallest base with glibc and certificates; it has no shell and runs as an ordinary user."_s
                                           : u"A static binary needs certificates and time zones only."_s;
    if (base && usual && base != usual)
        why = u"%1 has no image for all chosen platforms; %2 has."_s.arg(usual->title, base->title);
    settle(OptionKey::RuntimeImage, base ? base->key : u"scratch"_s, why);
    if (!isRuntimeChosen && base)
        m_plan.runtime = *base;
    if (m_plan.libc == Libc::Gnu && m_plan.runtime.libc != "gnu"_L1) {
        Finding &finding =
            find(u"base-without-glibc"_s, Finding::Severity::Error, u"%1 has no glibc, so a binary for glibc does not start in it."_s.arg(m_plan.runtime.title),
                 u"Link with musl, or choose a base that has glibc."_s);
        finding.fixKey = u"libc"_s;
        finding.fixValue = u"musl"_s;
    }
    if (m_plan.runtime.role == BaseImageInfo::Role::Builder) {
        find(u"runtime-is-builder"_s, Finding::Severity::Warning,
             u"%1 holds a whole compiler; the image gets several hundred megabytes larger than it has to be."_s.arg(m_plan.runtime.title))
            .fixKey = u"runtime"_s;
        m_plan.findings.last().fixValue = base ? base->key : u"scratch"_s;
    }
}

void PlanMaker::settleBuilder()
{
    const BaseImageInfo *first = nullptr;
    for (const BaseImageInfo &row : m_knowledge.bases) {
        if (!first && row.role == BaseImageInfo::Role::Builder)
            first = &row;
    }
    const QString automatic = first ? first->reference : u"rust:1-trixie"_s;
    const QString chosen = settleText(OptionKey::BuilderImage, automatic,
                                      u"The official Rust on Debian 13: its libclang is new enough for Zig's headers, and build scripts can load it."_s);
    const BaseImageInfo *row = m_knowledge.base(chosen);
    m_plan.builder = row ? *row : guessedBase(chosen, BaseImageInfo::Role::Builder);
    if (!row) {
        // The program is the same on every Debian that is not older than the one it was made on.
        for (const BaseImageInfo &known : m_knowledge.bases) {
            if (known.role == BaseImageInfo::Role::Builder && !known.chefImage.isEmpty() && known.glibc == m_plan.builder.glibc)
                m_plan.builder.chefImage = known.chefImage;
        }
    }
    if (row && row->role != BaseImageInfo::Role::Builder) {
        Finding &finding =
            find(u"builder-is-runtime"_s, Finding::Severity::Error, u"%1 has no Rust, so nothing can be compiled in it."_s.arg(m_plan.builder.title),
                 u"Take %1 as builder-image; the base of the image is the option runtime."_s.arg(automatic));
        finding.fixKey = u"builder-image"_s;
        finding.fixValue = automatic;
    } else if (m_plan.builder.libc == "musl"_L1) {
        Finding &finding = find(u"builder-with-musl"_s, Finding::Severity::Error,
                                u"%1 has musl, and on it build scripts cannot load libclang: the builder has to be a Debian image."_s.arg(m_plan.builder.title),
                                u"Take %1; the image that comes out can still be Alpine."_s.arg(automatic));
        finding.fixKey = u"builder-image"_s;
        finding.fixValue = automatic;
    }
    m_plan.toolsImage =
        settleText(OptionKey::ToolsImage, QString(), u"Without one, the tools are installed by the first stage and stay in the builder's cache."_s);
    m_plan.toolchainChannel = m_project.toolchain.channel;
    if (!m_project.toolchain.path.isEmpty()) {
        const QString path = m_project.toolchain.path;
        m_plan.toolchainFile = path.startsWith(m_project.root + u'/') ? path.mid(m_project.root.size() + 1) : QString();
    }
}

QString PlanMaker::impossible(const PlatformInfo &platform, PlannedPlatform &nearest) const
{
    const auto fix = [&](const QString &key, const QString &value) {
        nearest.fixKey = key;
        nearest.fixValue = value;
    };
    // What a row says against a platform is about the library that is compiled or linked for it.
    const auto isBuilt = [](const NativeUse &use) { return use.isForTarget && use.isLinked && !use.isLoaded && !use.usesSystem; };
    const auto isOn = [&](const QString &cross) { // by that way of compiling no library stands against it
        return std::ranges::none_of(m_natives, [&](const NativeUse &use) {
            return isBuilt(use) && (use.row->notOn.contains(platform.platform) || use.row->notOn.contains(platform.platform + u':' + cross));
        });
    };
    const bool isMusl = m_plan.libc == Libc::Musl;
    if ((isMusl ? platform.muslTarget : platform.gnuTarget).isEmpty()) {
        if (!(isMusl ? platform.gnuTarget : platform.muslTarget).isEmpty())
            fix(u"libc"_s, isMusl ? u"gnu"_s : u"musl"_s);
        return isMusl ? u"Rust has no standard library for musl here; choose glibc."_s : u"Rust has no standard library for glibc here; choose musl."_s;
    }
    if (!m_plan.runtime.platforms.isEmpty() && !m_plan.runtime.platforms.contains(platform.platform)) {
        if (!isChosen(OptionKey::RuntimeImage)) {
            for (const BaseImageInfo &base : m_knowledge.bases) {
                // Ticking it lets automatic take another base.
                if (base.role == BaseImageInfo::Role::Runtime && (base.libc == "gnu"_L1) == !isMusl
                    && (base.platforms.isEmpty() || base.platforms.contains(platform.platform)))
                    return {};
            }
        }
        fix(u"runtime"_s, isMusl ? u"scratch"_s : u"debian-slim"_s);
        return u"%1 has no image for it; choose another runtime base, such as %2."_s.arg(m_plan.runtime.title, isMusl ? u"scratch"_s : u"Debian slim"_s);
    }
    static const QMap<CrossMethod, QString> words{
        {CrossMethod::Zig, u"zig"_s}, {CrossMethod::Gcc, u"gcc"_s}, {CrossMethod::Native, u"native"_s}, {CrossMethod::Emulate, u"emulate"_s}};
    for (const NativeUse &use : m_natives) {
        if (!isBuilt(use))
            continue;
        for (const QString &key : {platform.platform, QString(platform.platform + u':' + words.value(m_plan.cross))}) {
            if (!use.row->notOn.contains(key))
                continue;
            if (m_plan.cross == CrossMethod::Zig && !isMusl && isOn(u"gcc"_s))
                fix(u"cross"_s, u"gcc"_s);
            return use.row->notOn.value(key);
        }
        if (use.row->strategy == "download"_L1 && platform.platform != "linux/amd64"_L1 && platform.platform != "linux/arm64"_L1)
            return u"%1 is published ready-made for amd64 and arm64 only."_s.arg(use.row->library);
    }
    const bool runsThere = m_plan.cross == CrossMethod::Native || m_plan.cross == CrossMethod::Emulate;
    if (runsThere && isOn(u"zig"_s))
        fix(u"cross"_s, u"zig"_s); // forgotten again where nothing stands against it
    if (runsThere && !m_plan.builder.platforms.isEmpty() && !m_plan.builder.platforms.contains(platform.platform))
        return u"%1 has no image for it, and this plan compiles on the platform itself; choose Zig."_s.arg(m_plan.builder.title);
    if (m_plan.cross == CrossMethod::Native && !m_input.facts.builderNativePlatforms.isEmpty()
        && !m_input.facts.builderNativePlatforms.contains(platform.platform))
        return u"No node of the builder would run it natively: add one and name the platform of each (docker buildx create --append --platform), or "
               u"choose Zig."_s;
    if (runsThere && !m_input.facts.builderPlatforms.isEmpty() && !m_input.facts.builderPlatforms.contains(platform.platform))
        return u"The builder can neither run nor emulate it; choose Zig."_s;
    return {};
}

void PlanMaker::judgePlatforms()
{
    for (PlannedPlatform &planned : m_plan.platforms) {
        const PlatformInfo *row = m_knowledge.platform(planned.platform);
        planned.target = m_plan.libc == Libc::Musl ? row->muslTarget : row->gnuTarget;
        planned.reason = impossible(*row, planned);
        planned.isPossible = planned.reason.isEmpty();
        if (planned.isPossible) {
            planned.fixKey.clear();
            planned.fixValue.clear();
        }
        if (!planned.isChosen)
            continue;
        if (planned.isPossible) {
            m_plan.targets.append({row->platform, planned.target, row->debianArch, row->multiarch, row->gccPrefix, row->elfMachine,
                                   m_knowledge.platform(m_input.facts.buildPlatform) == row});
            continue;
        }
        QStringList rest = m_plan.chosenPlatforms();
        rest.removeAll(planned.platform);
        Finding &finding = find(u"platform-impossible"_s, Finding::Severity::Error, u"%1 cannot be built: %2"_s.arg(planned.platform, planned.reason));
        if (!rest.isEmpty()) {
            finding.advice = u"Or build for %1 only."_s.arg(platformWords(rest));
            finding.fixKey = u"platforms"_s;
            finding.fixValue = rest;
        }
    }
}

/// What Zig links against by itself asks for the glibc that it takes for the oldest in use (Zig 0.16, lib/std/Target.zig: 2.31, on 32-bit ARM 2.34);
/// where the image has an older one, the target is told so.
void PlanMaker::limitGlibc()
{
    const bool hasArm32 = std::ranges::any_of(m_plan.targets, [](const PlanTarget &target) { return target.platform == "linux/arm/v7"_L1; });
    if (isOlderGlibc(m_plan.runtime.glibc, hasArm32 ? u"2.34"_s : u"2.31"_s))
        m_plan.glibcSuffix = m_plan.runtime.glibc;
}

/// The binary asks for at least the glibc that it was linked against: that of Debian's packages, or of the builder with gcc.
void PlanMaker::checkGlibc()
{
    if (m_plan.libc == Libc::Musl || m_plan.targets.isEmpty())
        return;
    const bool isZig = m_plan.cross == CrossMethod::Zig;
    const QStringList &inBase = m_plan.runtime.packages;
    // gcc links programs with its own shared library (Zig links it in), which the smallest bases lack.
    if (!isZig && !inBase.isEmpty() && !inBase.contains("libgcc-s1"_L1) && !inBase.contains("libgcc"_L1))
        m_plan.copiesSharedLibraries = true;
    // And C++ with its library, of which the cross compiler has a copy for itself where no image looks.
    if (!isZig && m_plan.usesCxx && !inBase.isEmpty() && !inBase.contains("libstdc++6"_L1)) {
        m_plan.copiesSharedLibraries = true;
        takeForTargets({u"libstdc++6"_s});
    }
    if (m_plan.copiesSharedLibraries && !inBase.isEmpty() && !inBase.contains("libc6"_L1)) {
        Finding &finding = find(u"shared-on-other-base"_s, Finding::Severity::Error,
                                u"The binary needs shared libraries of Debian, which %1 does not look for where Debian has them."_s.arg(m_plan.runtime.title),
                                u"Choose a base made of Debian's packages."_s);
        finding.fixKey = u"runtime"_s;
        finding.fixValue = u"debian-slim"_s;
    }
    if (isZig && m_plan.targetPackages.isEmpty()) {
        limitGlibc();
        return;
    }
    if (isZig) {
        m_plan.glibcSuffix = m_plan.builder.glibc;
        if (m_plan.glibcSuffix.isEmpty()) {
            Finding &finding = find(u"builder-glibc-unknown"_s, Finding::Severity::Error,
                                    u"The glibc of %1 is not known, and Debian's packages in it cannot be linked without."_s.arg(m_plan.builder.title),
                                    u"Take a builder whose tag names its Debian, such as rust:1-trixie."_s);
            finding.fixKey = u"builder-image"_s;
            finding.fixValue = u"rust:1-trixie"_s;
        }
    }
    compareGlibc();
}

void PlanMaker::compareGlibc()
{
    const QString asked = m_plan.builder.glibc.isEmpty() ? u"the builder's glibc"_s : u"the builder's glibc "_s + m_plan.builder.glibc;
    if (m_plan.runtime.glibc.isEmpty()) {
        find(u"runtime-glibc-unknown"_s, Finding::Severity::Warning,
             u"The binary is linked with %1, and the glibc of %2 is not known: with an older one it would not start."_s.arg(asked, m_plan.runtime.title),
             u"Choose a base that is listed, or make sure that it is at least as new as the builder."_s);
        return;
    }
    if (!isOlderGlibc(m_plan.runtime.glibc, m_plan.builder.glibc))
        return;
    Finding &finding = find(u"runtime-glibc-older"_s, Finding::Severity::Error,
                            u"The binary is linked with %1, and %2 has %3: it would not start."_s.arg(asked, m_plan.runtime.title, m_plan.runtime.glibc),
                            u"Choose a runtime base and a builder of the same Debian."_s);
    for (const BaseImageInfo &row : m_knowledge.bases) {
        // What the person chose stays where a builder fits to it; else the base gives way.
        if (finding.fixKey.isEmpty() && row.role == BaseImageInfo::Role::Builder && !row.hasCargoChef && !row.glibc.isEmpty()
            && !isOlderGlibc(m_plan.runtime.glibc, row.glibc)) {
            finding.fixKey = u"builder-image"_s;
            finding.fixValue = row.reference;
        }
    }
    if (finding.fixKey.isEmpty()) {
        const BaseImageInfo *base = automaticRuntime(Libc::Gnu);
        finding.fixKey = u"runtime"_s;
        finding.fixValue = base ? base->key : QString();
    }
}

void PlanMaker::settlePins()
{
    m_plan.pins = settleMap(OptionKey::Pins, {}, u"Base images stand by their tags, so that their security updates come in."_s);
}

} // namespace slipway
