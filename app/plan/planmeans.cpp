// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

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
    m_plan.copiesSharedLibraries = true;
    for (const QString &package : row.debianRuntime) {
        if (!m_plan.runtimePackages.contains(package))
            m_plan.runtimePackages.append(package);
    }
    for (const QString &folder : row.runtimeFiles) {
        if (!m_plan.runtimeFiles.contains(folder))
            m_plan.runtimeFiles.append(folder);
    }
    decision.method = u"shared-package"_s;
    decision.decision = u"linked from Debian's package %1; its shared library goes into the image"_s.arg(row.debianDev.value(0));
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

void PlanMaker::nameEvidence(NativeDecision &decision)
{
    const NativeEvidence *evidence = m_knowledge.evidence(decision.crate, decision.method, strategyWord());
    if (!evidence || evidence->outcome == "refused"_L1)
        return;
    const QString how = m_plan.cross == CrossMethod::Gcc ? u"gcc"_s : u"Zig"_s;
    const QString libc = m_plan.libc == Libc::Musl ? u"musl"_s : u"glibc"_s;
    const QString what = decision.crate + u' ' + evidence->version;
    if (evidence->outcome != "built"_L1) {
        decision.evidence = u"A build of %1 by %2 for %3 failed on %4."_s.arg(what, how, libc, evidence->date);
        const bool hasOther = m_plan.cross == CrossMethod::Zig && m_knowledge.wasBuilt(decision.crate, u"gcc-glibc"_s);
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
