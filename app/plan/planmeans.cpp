// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativerow.h"
#include "plan/planmaker.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

void PlanMaker::refuse(const NativeUse &use, NativeDecision &decision, const QString &message, const QString &fixKey, const QVariant &fixValue)
{
    decision.method = u"refused"_s;
    decision.decision = message;
    decision.wantsDecision = true;
    Finding &finding = find(u"native-refused"_s, Finding::Severity::Error, u"%1 (%2): %3"_s.arg(use.row->library, use.row->crate, message), use.row->advice);
    finding.fixKey = fixKey;
    finding.fixValue = fixValue;
}

/// Debian's archives and headers of the library for each target, in the folder that Zig looks into.
void PlanMaker::takeArchives(const NativeLibraryInfo &row)
{
    const auto add = [](QStringList &list, const QStringList &more) {
        for (const QString &word : more) {
            if (!list.contains(word))
                list.append(word);
        }
    };
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        for (const QString &package : row.staticPackages)
            add(m_plan.targetPackages[target.triple], {package + u':' + target.debianArch});
    }
    add(m_plan.staticLibraries, row.staticLibraries);
    add(m_plan.staticHeaders, row.staticHeaders);
    addEnvironment(row.staticEnvironment);
}

void PlanMaker::meetFromDebian(const NativeUse &use, NativeDecision &decision, bool isStatic)
{
    const NativeLibraryInfo &row = *use.row;
    decision.wantsDecision = !m_options.map(OptionKey::Native).contains(row.crate) && nativeChoices(use).size() > 1 && row.bundled == "feature"_L1;
    if (isStatic) {
        takeArchives(row);
        decision.method = u"static-package"_s;
        decision.decision = u"linked into the binary from Debian's package %1"_s.arg(row.staticPackages.value(0));
        return;
    }
    const bool isMultiarch = m_plan.cross == CrossMethod::Gcc;
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        const auto add = [&](QStringList &list, const QString &package) {
            const QString qualified = package + u':' + target.debianArch;
            if (!list.contains(qualified))
                list.append(qualified);
        };
        for (const QString &package : row.debianDev)
            add(isMultiarch && row.exclusive.contains(package) ? m_plan.unpackedPackages : m_plan.targetPackages[target.triple], package);
        // What is only unpacked brings nothing along.
        for (const QString &package : isMultiarch && !row.exclusive.isEmpty() ? row.debianRuntime : QStringList())
            add(m_plan.targetPackages[target.triple], package);
    }
    takeRuntime(row);
    if (row.language == "fortran"_L1)
        bringFortran(); // its users link the language's library themselves
    decision.method = u"shared-package"_s;
    decision.decision = u"linked from Debian's package %1; its shared library goes into the image"_s.arg(row.debianDev.value(0));
}

/// Debian packages of the target's architecture for the compiler and linker.
void PlanMaker::takeForTargets(const QStringList &packages)
{
    if (packages.isEmpty())
        return;
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        QStringList &list = m_plan.targetPackages[target.triple];
        for (const QString &package : packages) {
            const QString qualified = package + u':' + target.debianArch;
            if (!list.contains(qualified))
                list.append(qualified);
        }
    }
}

/// Shared libraries of Debian go into the image, with the files that they read.
void PlanMaker::takeRuntime(const NativeLibraryInfo &row)
{
    m_plan.copiesSharedLibraries = true;
    m_plan.hasAlternatives = m_plan.hasAlternatives || row.hasAlternatives;
    for (const QString &package : row.debianRuntime) {
        if (!m_plan.runtimePackages.contains(package))
            m_plan.runtimePackages.append(package);
    }
    for (const QString &folder : row.runtimeFiles) {
        if (!m_plan.runtimeFiles.contains(folder))
            m_plan.runtimeFiles.append(folder);
    }
}

/// Programs that look up the compiler of the target that a build script runs for; see DockerfileWriter::writeTargetCompiler().
void PlanMaker::nameTargetCompiler()
{
    if (m_plan.cross != CrossMethod::Zig && m_plan.cross != CrossMethod::Gcc)
        return;
    m_plan.usesTargetCompiler = true;
    m_plan.buildEnvironment.insert({{u"CC"_s, u"target-cc"_s}, {u"CXX"_s, u"target-c++"_s}, {u"AR"_s, u"target-ar"_s}, {u"RANLIB"_s, u"target-ranlib"_s}});
}

void PlanMaker::compileNatively(const NativeUse &use, NativeDecision &decision)
{
    addBuilderPackages(use.row->bundledTools);
    decision.method = u"bundled"_s;
    decision.decision = u"compiled from source on the platform that it is for"_s;
    shareWhatIsMade(use, decision);
}

/// The Fortran compiler of each target, and its library: of that the compiler has a copy for itself, where no image looks.
void PlanMaker::bringFortran()
{
    m_plan.usesFortran = true;
    m_plan.copiesSharedLibraries = true;
    takeForTargets({u"libgfortran5"_s});
    if (m_plan.cross == CrossMethod::Gcc)
        m_plan.buildEnvironment.insert(u"FC"_s, u"target-gfortran"_s); // CMake asks for one name; see DockerfileWriter::writeTargetCompiler()
}

void PlanMaker::meetByGcc(const NativeUse &use, NativeDecision &decision)
{
    const NativeLibraryInfo &row = *use.row;
    const bool isReady = row.bundled == "download"_L1;
    addBuilderPackages(row.bundledTools);
    decision.method = use.isBundled && row.bundled == "feature"_L1 ? u"vendored"_s : u"bundled"_s;
    decision.decision = isReady ? u"downloaded ready-made by its build script, and linked by gcc"_s : u"compiled from source by gcc into the binary"_s;
    takeForTargets(row.bundledDev);
    if (!row.bundledDev.isEmpty())
        takeRuntime(row);
    if (row.language.contains("fortran"_L1))
        bringFortran();
    shareWhatIsMade(use, decision);
}

/// What a build script makes as a shared library lies in its own folder only: it goes into the image beside Debian's.
void PlanMaker::shareWhatIsMade(const NativeUse &use, NativeDecision &decision)
{
    if (!makesShared(use))
        return;
    if (m_plan.libc == Libc::Musl) {
        refuse(use, decision, u"its build script makes a shared library of it, which a static program cannot load; choose glibc."_s, u"libc"_s, u"gnu"_s);
        return;
    }
    m_plan.copiesMadeLibraries = true;
    m_plan.copiesSharedLibraries = true;
    decision.method = u"made-shared"_s;
    decision.decision = use.row->bundled == "download"_L1 ? u"downloaded ready-made as a shared library, which goes into the image"_s
                                                          : u"compiled from source as a shared library, which goes into the image"_s;
}

/// Nothing of it is compiled or linked. That the program finds it when it runs is up to the image; where that cannot be, the build itself is as good
/// as ever, and many a program does without.
void PlanMaker::meetLoaded(const NativeUse &use, NativeDecision &decision)
{
    const NativeLibraryInfo &row = *use.row;
    decision.method = u"loaded"_s;
    decision.decision = u"loaded when the program runs, by a path that it is given; nothing of it is put into the image"_s;
    if (row.loadedLibraries.isEmpty())
        return;
    const auto leaveOut = [&](const QString &reason, const QString &fixKey, const QString &fixValue, const QString &advice) {
        decision.decision = u"loaded when the program runs; left out of the image, as %1"_s.arg(reason);
        Finding &finding = find(u"native-not-loaded"_s, Finding::Severity::Warning,
                                u"%1 (%2) is loaded when the program runs, and %3."_s.arg(row.library, row.crate, reason), advice);
        finding.fixKey = fixKey;
        finding.fixValue = fixValue;
    };
    const BaseImageInfo &base = m_plan.runtime;
    if (m_plan.libc == Libc::Musl)
        return leaveOut(u"a static program cannot load libraries"_s, u"libc"_s, u"gnu"_s, u"Choose glibc if the program is to have it."_s);
    if (!base.packages.isEmpty() && !base.packages.contains("libc6"_L1))
        return leaveOut(u"%1 does not look for libraries where Debian has them"_s.arg(base.title), u"runtime"_s, u"debian-slim"_s,
                        u"Choose a base made of Debian's packages if the program is to have it."_s);
    if (!base.glibc.isEmpty() && !m_plan.builder.glibc.isEmpty() && isOlderGlibc(base.glibc, m_plan.builder.glibc))
        return leaveOut(u"the glibc of %1 is older than that of the builder's packages"_s.arg(base.title), u"runtime"_s, u"debian-slim"_s,
                        u"Choose a base of the builder's Debian if the program is to have it."_s);
    takeRuntime(row);
    // Debian gave some packages another name when time became 64 bits wide on 32-bit processors, in 13 (wiki.debian.org/ReleaseGoals/64bit-time).
    const bool isBefore = isOlderGlibc(m_plan.builder.glibc, u"2.41"_s);
    for (const QString &package : row.debianRuntime) {
        const QString name = isBefore && package.endsWith("t64"_L1) ? package.chopped(3) : package;
        if (!m_plan.loadedPackages.contains(name))
            m_plan.loadedPackages.append(name);
    }
    for (const QString &library : row.loadedLibraries) {
        const QString file = u"usr/lib/{multiarch}/"_s + library;
        if (!m_plan.runtimeFiles.contains(file))
            m_plan.runtimeFiles.append(file);
    }
    decision.decision = u"loaded when the program runs: nothing links it, and Debian's %1 goes into the image"_s.arg(row.debianRuntime.value(0));
}

/// The crates that carry the source are compiled as a project of their own, before anything of this one: what it locks is not touched.
void PlanMaker::meetFromSource(const NativeLibraryInfo &row)
{
    for (const QString &crate : row.source.needs) {
        const NativeLibraryInfo *other = m_knowledge.nativeLibrary(crate);
        if (other && m_plan.libc == Libc::Gnu && !other->staticLibraries.isEmpty())
            takeArchives(*other);
        else if (other)
            meetFromSource(*other);
    }
    addBuilderPackages(row.bundledTools);
    addEnvironment(row.source.environment);
    const bool isThere = std::ranges::any_of(m_plan.sources, [&](const SourceBuild &build) { return build.library == row.library; });
    if (!isThere)
        m_plan.sources.append({row.library, row.source.crates, row.source.libraries, row.source.headers, row.source.pkgConfig, row.source.pkgConfigNeeds,
                               row.source.buildEnvironment});
}

/// The word of tests/native-matrix for this plan's way to compile; empty for ways that it does not try.
QString PlanMaker::strategyWord() const
{
    if (m_plan.cross == CrossMethod::Zig)
        return m_plan.libc == Libc::Musl ? u"zig-musl"_s : u"zig-glibc"_s;
    return m_plan.cross == CrossMethod::Gcc && m_plan.libc == Libc::Gnu ? u"gcc-glibc"_s : QString();
}

/// Trials of versions that another row is for say nothing of this one.
const NativeEvidence *PlanMaker::evidenceOf(const NativeLibraryInfo &row, const QString &method, const QString &strategy) const
{
    return m_knowledge.evidence(row.crate, method, strategy, [&](const QString &version) { return isForVersion(row, version); });
}

bool PlanMaker::wasBuilt(const NativeLibraryInfo &row, const QString &strategy) const
{
    return m_knowledge.wasBuilt(row.crate, strategy, [&](const QString &version) { return isForVersion(row, version); });
}

void PlanMaker::nameEvidence(const NativeLibraryInfo &row, NativeDecision &decision)
{
    const NativeEvidence *evidence = evidenceOf(row, decision.method, strategyWord());
    if (!evidence || evidence->outcome == "refused"_L1)
        return;
    const QString how = m_plan.cross == CrossMethod::Gcc ? u"gcc"_s : u"Zig"_s;
    const QString libc = m_plan.libc == Libc::Musl ? u"musl"_s : u"glibc"_s;
    const QString what = decision.crate + u' ' + evidence->version;
    if (evidence->outcome != "built"_L1) {
        decision.evidence = u"A build of %1 by %2 for %3 failed on %4."_s.arg(what, how, libc, evidence->date);
        const bool hasOther = m_plan.cross == CrossMethod::Zig && wasBuilt(row, u"gcc-glibc"_s);
        Finding &finding = find(u"native-failed"_s, Finding::Severity::Warning, decision.evidence,
                                hasOther ? u"By gcc for glibc it was built."_s : u"It may fail here, too."_s);
        if (hasOther && m_plan.libc == Libc::Gnu) {
            finding.fixKey = u"cross"_s;
            finding.fixValue = u"gcc"_s;
        }
        return;
    }
    // A build for other platforms, or by another method, says nothing of this one.
    decision.isVerified = std::ranges::all_of(decision.platforms, [&](const QString &platform) { return evidence->platforms.contains(platform); });
    decision.evidence = u"%1 was built by %2 for %3 on %4 and ran on %5."_s.arg(what, how, libc, evidence->date, joined(evidence->platforms));
}

/// Crates whose name and build dependencies say that they link something, and which the table does not know.
void PlanMaker::noteUnknownNatives()
{
    static const QStringList helpers{u"cc"_s, u"cmake"_s, u"pkg-config"_s, u"bindgen"_s, u"autotools"_s, u"system-deps"_s};
    for (qsizetype i = 0; i < m_plan.crates.rows.size(); ++i) {
        const CrateRow &crate = m_plan.crates.rows.at(i);
        if (crate.forHost || crate.isMember || !crate.name.endsWith("-sys"_L1) || m_knowledge.nativeLibrary(crate.name))
            continue;
        const bool hasHelper = std::ranges::any_of(crate.dependencies, [&](int k) { return helpers.contains(m_plan.crates.rows.at(k).name); });
        if (!hasHelper)
            continue;
        NativeDecision decision;
        decision.library = crate.name.chopped(4);
        decision.crate = crate.name;
        decision.version = crate.version;
        decision.via = m_plan.crates.why(int(i));
        for (const PlanTarget &target : std::as_const(m_plan.targets)) {
            if (crate.targets.contains(target.triple))
                decision.platforms.append(target.platform);
        }
        decision.method = u"none"_s;
        decision.decision = u"left to its own build script"_s;
        decision.advice = u"Slipway has no row for this crate; if its build script misses something, name the package in build.packages."_s;
        m_plan.natives.append(decision);
    }
}

} // namespace slipway
