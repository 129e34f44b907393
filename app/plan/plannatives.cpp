// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativerow.h"
#include "plan/planmaker.h"

#include <QHash>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString sysroot(const QString &triple)
{
    return u"/opt/sysroot/"_s + triple;
}

QString withTarget(QString text, const QString &triple)
{
    const QString target = QString(triple).replace(u'-', u'_');
    return text.replace("{triple}"_L1, triple).replace("{target}"_L1, target).replace("{TARGET}"_L1, target.toUpper()).replace("{sysroot}"_L1, sysroot(triple));
}

/// Why gcc has to link a library that only it can: half a sentence after the library's name.
QString whyGcc(const NativeLibraryInfo &row)
{
    if (row.bundled == "download"_L1)
        return u"comes ready-made for gcc's C++ library, which is another than Zig's"_s;
    return row.language.contains("fortran"_L1) ? u"is compiled by gfortran, which Zig has not"_s : u"cannot be built by Zig"_s;
}

} // namespace

void PlanMaker::addBuilderPackages(const QStringList &packages)
{
    for (const QString &package : packages) {
        if (!m_plan.builderPackages.contains(package))
            m_plan.builderPackages.append(package);
    }
}

/// Variables with a placeholder once for each target.
QMap<QString, QString> PlanMaker::filledIn(const QMap<QString, QString> &variables) const
{
    QMap<QString, QString> filled;
    for (auto entry = variables.cbegin(); entry != variables.cend(); ++entry) {
        for (const PlanTarget &target : m_plan.targets)
            filled.insert(withTarget(entry.key(), target.triple), withTarget(entry.value(), target.triple));
    }
    return filled;
}

void PlanMaker::addEnvironment(const QMap<QString, QString> &variables)
{
    m_plan.buildEnvironment.insert(filledIn(variables));
}

void PlanMaker::collectNatives()
{
    QHash<const NativeLibraryInfo *, qsizetype> places;
    for (qsizetype i = 0; i < m_plan.crates.rows.size(); ++i) {
        const CrateRow &crate = m_plan.crates.rows.at(i);
        const NativeLibraryInfo *row = nativeRow(m_knowledge, crate.name, crate.version);
        if (!row)
            continue;
        if (!places.contains(row)) {
            places.insert(row, m_natives.size());
            NativeUse use;
            use.row = row;
            m_natives.append(use);
        }
        NativeUse &use = m_natives[places.value(row)];
        use.crates.append(int(i));
        // A tool's crate (cc, bindgen) stands on the host by its nature; a library's own crate there serves build scripts only.
        use.isForTarget = use.isForTarget || !crate.forHost;
    }
    for (NativeUse &use : m_natives) {
        use.usesSystem = isAnyOn(use.crates, use.row->systemFeatures);
        use.isBundled = !use.usesSystem && isBundled(*use.row, use.crates);
        use.isLinked = use.row->linkedFeatures.isEmpty() || isAnyOn(use.crates, use.row->linkedFeatures);
        use.isLoaded = use.row->strategy == "loaded"_L1 || isAnyOn(use.crates, use.row->loadedFeatures);
    }
    std::ranges::stable_sort(m_natives, {}, [](const NativeUse &use) { return use.row->library.toLower(); });
}

/// Whether one of `features` ("crate/feature") is on in one of the crates.
bool PlanMaker::isAnyOn(const QList<int> &crates, const QStringList &features) const
{
    return std::ranges::any_of(crates, [&](int i) {
        const CrateRow &crate = m_plan.crates.rows.at(i);
        return std::ranges::any_of(crate.features, [&](const QString &feature) { return features.contains(QString(crate.name + u'/' + feature)); });
    });
}

bool PlanMaker::isBundled(const NativeLibraryInfo &row, const QList<int> &crates) const
{
    if (isAnyOn(crates, row.bundledFeatures))
        return true;
    for (const int i : crates) {
        const CrateRow &crate = m_plan.crates.rows.at(i);
        if (row.bundledCrate.isEmpty() || crate.name != row.crate)
            continue;
        for (const int dependency : crate.dependencies) {
            if (m_plan.crates.rows.at(dependency).name == row.bundledCrate)
                return true;
        }
    }
    return false;
}

PlanMaker::Need PlanMaker::need(const NativeUse &use) const
{
    const NativeLibraryInfo &row = *use.row;
    if (row.bundled == "pure"_L1 || row.strategy == "nothing"_L1 || !use.isLinked)
        return Need::Nothing;
    if (row.bundled == "host"_L1 || row.strategy == "host"_L1 || !use.isForTarget)
        return Need::Host;
    if (use.isLoaded)
        return Need::Loaded;
    if (row.strategy == "gcc-only"_L1 && !use.usesSystem && (use.isBundled || row.bundled != "feature"_L1))
        return Need::GccOnly;
    if (row.strategy == "download"_L1)
        return Need::Download;
    if (use.isBundled)
        return Need::Source;
    // Only Zig needs libraries apart, and only it compiles them for each target with one set of tools.
    const bool canMake = !row.source.crates.isEmpty() && m_plan.cross == CrossMethod::Zig;
    const bool isMusl = m_plan.libc == Libc::Musl;
    const QString choice = m_options.map(OptionKey::Native).value(row.crate).toString();
    if (choice == "shared"_L1 && !row.debianDev.isEmpty())
        return Need::Shared;
    if (choice == "static"_L1 && canMake && (isMusl || row.staticLibraries.isEmpty()))
        return Need::Made;
    if (choice == "static"_L1 && !row.staticLibraries.isEmpty())
        return Need::Static;
    if (row.strategy == "native"_L1)
        return Need::NativeOnly;
    const bool isOwnSource = row.bundled == "always"_L1 || (row.strategy == "source"_L1 && row.bundled != "feature"_L1);
    if (isOwnSource && !use.usesSystem)
        return Need::Source;
    if (canMake && (isMusl || row.strategy != "static"_L1))
        return Need::Made;
    if (row.strategy == "static"_L1)
        return Need::Static;
    return row.debianDev.isEmpty() ? Need::Impossible : Need::Shared;
}

/// Whether what its build script makes is a shared library, which the program asks for when it starts.
bool PlanMaker::makesShared(const NativeUse &use) const
{
    return (use.row->makesShared && !isAnyOn(use.crates, use.row->staticFeatures)) || isAnyOn(use.crates, use.row->sharedFeatures);
}

/// Libraries that Zig could not build in a real trial, and gcc could.
QStringList PlanMaker::failingByZig() const
{
    static const QMap<Need, QString> words{{Need::Source, u"bundled"_s}, {Need::Made, u"source-built"_s}, {Need::Static, u"static-package"_s}};
    QStringList names;
    for (const NativeUse &use : m_natives) {
        const Need wanted = need(use);
        const bool isVendored = wanted == Need::Source && use.isBundled && use.row->bundled == "feature"_L1;
        const bool isMadeShared = wanted == Need::Source && makesShared(use);
        const QString method = isMadeShared ? u"made-shared"_s : isVendored ? u"vendored"_s : words.value(wanted);
        const NativeEvidence *evidence = evidenceOf(*use.row, method, u"zig-glibc"_s);
        if (evidence && evidence->outcome == "failed"_L1 && wasBuilt(*use.row, u"gcc-glibc"_s))
            names.append(use.row->library);
    }
    return names;
}

void PlanMaker::settleCross()
{
    QStringList sharedNames;
    QStringList gccReasons;
    QStringList nativeNames;
    for (const NativeUse &use : std::as_const(m_natives)) {
        const Need wanted = need(use);
        if (wanted == Need::Shared)
            sharedNames.append(use.row->library);
        else if (wanted == Need::GccOnly)
            gccReasons.append(use.row->library + u' ' + whyGcc(*use.row) + u'.');
        else if (wanted == Need::NativeOnly)
            nativeNames.append(use.row->library);
    }
    const QStringList failing = failingByZig();
    QString automatic = u"zig"_s;
    QString why = u"Zig links for every platform on the builder itself, so nothing is emulated."_s;
    if (!nativeNames.isEmpty()) {
        const QStringList &nodes = m_input.facts.builderNativePlatforms;
        const bool runsAll = !nodes.isEmpty() && std::ranges::all_of(m_wanted, [&](const PlatformInfo *row) { return nodes.contains(row->platform); });
        automatic = runsAll ? u"native"_s : u"emulate"_s;
        why = runsAll
                  ? u"%1 can be linked only on the platform that it is for; the builder has a native node for each."_s.arg(joined(nativeNames))
                  : u"%1 can be linked only on the platform that it is for, and the builder has no native nodes for all of them."_s.arg(joined(nativeNames));
    } else if (!(sharedNames + gccReasons).isEmpty() && m_plan.libc == Libc::Gnu) {
        automatic = u"gcc"_s;
        if (!sharedNames.isEmpty())
            gccReasons.prepend(u"%1 comes from Debian's packages as a shared library, which Debian's own cross compilers link."_s.arg(joined(sharedNames)));
        why = gccReasons.join(u' ');
    } else if (!failing.isEmpty() && m_plan.libc == Libc::Gnu) {
        automatic = u"gcc"_s;
        why = u"Zig failed to build %1 when it was tried for real; Debian's cross compilers did build it."_s.arg(joined(failing));
    }
    static const QMap<QString, CrossMethod> methods{
        {u"zig"_s, CrossMethod::Zig}, {u"gcc"_s, CrossMethod::Gcc}, {u"native"_s, CrossMethod::Native}, {u"emulate"_s, CrossMethod::Emulate}};
    m_plan.cross = methods.value(settleText(OptionKey::Cross, automatic, why), CrossMethod::Zig);
    if (m_plan.cross == CrossMethod::Emulate && m_wanted.size() > 1) {
        Finding &finding =
            find(u"emulated"_s, Finding::Severity::Warning, u"The compiler itself is emulated for foreign platforms, which takes about ten times as long."_s,
                 nativeNames.isEmpty() ? u"Zig compiles for all platforms at full speed."_s : u"Native nodes in the builder avoid that."_s);
        if (nativeNames.isEmpty()) {
            finding.fixKey = u"cross"_s;
            finding.fixValue = u"zig"_s;
        }
    }
    if (m_plan.cross == CrossMethod::Gcc && m_plan.libc == Libc::Musl) {
        Finding &finding = find(u"gcc-with-musl"_s, Finding::Severity::Error, u"Debian's cross compilers know glibc only."_s, u"Let Zig link musl."_s);
        finding.fixKey = u"cross"_s;
        finding.fixValue = u"zig"_s;
    }
}

void PlanMaker::decideNatives()
{
    static const QList<Need> compiled{Need::Source, Need::Made};
    static const QList<Need> linkedByGcc{Need::Shared, Need::GccOnly, Need::NativeOnly, Need::Download};
    for (const NativeUse &use : std::as_const(m_natives)) {
        // Both libraries are C: but a C++ one is linked with Zig's own libc++, which the tools stage compiles once, or with gcc's.
        const bool isLinked = compiled.contains(need(use)) || (m_plan.cross != CrossMethod::Zig && linkedByGcc.contains(need(use)));
        m_plan.usesCxx = m_plan.usesCxx || (use.isForTarget && isLinked && use.row->language.startsWith("c++"_L1));
        decideNative(use);
    }
    const QStringList chosen = m_options.map(OptionKey::Native).keys();
    settleMap(OptionKey::Native, {}, u"Compiled from source where the crate brings it, else linked from Debian's packages."_s);
    for (const QString &crate : chosen) {
        const auto use = std::ranges::find_if(m_natives, [&](const NativeUse &one) { return one.row->crate == crate; });
        if (use == m_natives.end())
            noteUnusedNative(crate);
        else if (m_options.map(OptionKey::Native).value(crate).toString() == "bundled"_L1 && !use->isBundled && need(*use) != Need::Source)
            find(u"native-not-bundled"_s, Finding::Severity::Error,
                 u"%1 cannot be compiled from source from outside: %2 has no feature for it that the lock file covers."_s.arg(use->row->library, crate),
                 use->row->advice)
                .fixKey = u"native"_s;
    }
    settleList(OptionKey::BuildPackages, {}, u"What the crates of this build need is installed without being named."_s);
    addBuilderPackages(m_options.list(OptionKey::BuildPackages));
    for (const CrateRow &crate : std::as_const(m_plan.crates.rows)) {
        if (crate.name == "pkg-config"_L1 || crate.name == "system-deps"_L1)
            m_plan.isolatesPkgConfig = m_plan.cross == CrossMethod::Zig;
    }
}

QStringList PlanMaker::nativeChoices(const NativeUse &use) const
{
    const NativeLibraryInfo &row = *use.row;
    QStringList choices;
    const bool isChosen = m_options.map(OptionKey::Native).contains(row.crate);
    static const QList<Need> settled{Need::Host, Need::Nothing, Need::Download, Need::Loaded};
    if ((use.isBundled && !isChosen) || settled.contains(need(use)))
        return choices;
    const bool isGlibc = m_plan.libc == Libc::Gnu;
    if ((!row.staticLibraries.isEmpty() && isGlibc) || (!row.source.crates.isEmpty() && m_plan.cross == CrossMethod::Zig))
        choices.append(u"static"_s);
    if (!row.debianDev.isEmpty() && isGlibc && row.bundled != "always"_L1)
        choices.append(u"shared"_s);
    if (!sourceFeature(row).isEmpty())
        choices.append(u"bundled"_s);
    return choices.isEmpty() || row.bundled == "default"_L1 || row.bundled == "fallback"_L1 ? QStringList() : QStringList{u"auto"_s} + choices;
}

/// All of a decision but what is decided.
NativeDecision PlanMaker::describe(const NativeUse &use) const
{
    const NativeLibraryInfo &row = *use.row;
    NativeDecision decision;
    decision.library = row.library;
    decision.crate = row.crate;
    decision.advice = row.advice;
    decision.packages = {row.debianDev, row.debianRuntime, row.alpineDev, row.alpineRuntime};
    decision.forHostOnly = !use.isForTarget;
    int shown = use.crates.constFirst();
    for (const int i : use.crates) {
        if (m_plan.crates.rows.at(i).name == row.crate && (!m_plan.crates.rows.at(i).forHost || decision.forHostOnly))
            shown = i;
    }
    decision.version = m_plan.crates.rows.at(shown).version;
    decision.via = m_plan.crates.why(shown);
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        const bool isUsed = std::ranges::any_of(use.crates, [&](int i) { return m_plan.crates.rows.at(i).targets.contains(target.triple); });
        if (isUsed || decision.forHostOnly)
            decision.platforms.append(target.platform);
    }
    decision.choices = nativeChoices(use);
    return decision;
}

void PlanMaker::decideNative(const NativeUse &use)
{
    const NativeLibraryInfo &row = *use.row;
    const Need wanted = need(use);
    if (use.isLinked && wanted != Need::Loaded)
        addBuilderPackages(row.tools);
    if (use.usesSystem)
        addBuilderPackages({u"pkg-config"_s});
    m_keepsGit = m_keepsGit || row.library == "git facts"_L1;
    if (wanted == Need::Nothing)
        return;
    NativeDecision decision = describe(use);
    addEnvironment(row.environment);
    if (m_plan.cross == CrossMethod::Zig)
        addEnvironment(row.zigEnvironment);
    meet(use, wanted, decision);
    nameEvidence(row, decision);
    m_plan.natives.append(decision);
}

void PlanMaker::meet(const NativeUse &use, Need wanted, NativeDecision &decision)
{
    const NativeLibraryInfo &row = *use.row;
    const bool isMusl = m_plan.libc == Libc::Musl;
    switch (wanted) {
    case Need::Nothing:
        break;
    case Need::Host:
        addBuilderPackages(use.isBundled || row.debianDev.isEmpty() || row.bundled == "always"_L1 ? row.bundledTools : row.debianDev + row.bundledTools);
        decision.method = u"host-tool"_s;
        decision.decision = row.bundled == "host"_L1 ? u"used on the builder; nothing of it comes into the image"_s
                                                     : u"needed by a build script only; nothing of it comes into the image"_s;
        break;
    case Need::Source:
        addBuilderPackages(row.bundledTools);
        if (row.plainCompiler)
            nameTargetCompiler();
        decision.method = use.isBundled && row.bundled == "feature"_L1 ? u"vendored"_s : u"bundled"_s;
        decision.decision = u"compiled from source into the binary"_s;
        shareWhatIsMade(use, decision);
        break;
    case Need::Made:
        meetFromSource(row);
        decision.method = u"source-built"_s;
        decision.decision = u"compiled from source once, beside this project, and linked into the binary"_s;
        break;
    case Need::Download:
        decision.method = u"bundled"_s;
        decision.decision = u"downloaded ready-made by its build script"_s;
        if (isMusl)
            refuse(use, decision, u"it is published for glibc only; choose glibc."_s, u"libc"_s, u"gnu"_s);
        break;
    case Need::GccOnly:
        if (isMusl && row.bundled == "download"_L1)
            refuse(use, decision, u"it is published for glibc only; choose glibc."_s, u"libc"_s, u"gnu"_s);
        else if (isMusl && (m_plan.cross == CrossMethod::Zig || m_plan.cross == CrossMethod::Gcc || row.language.contains("fortran"_L1)))
            refuse(use, decision, u"it %1, and gcc's cross compilers know glibc only; choose glibc."_s.arg(whyGcc(row)), u"libc"_s, u"gnu"_s);
        else if (m_plan.cross == CrossMethod::Zig)
            refuse(use, decision, u"it %1; let gcc do so."_s.arg(whyGcc(row)), u"cross"_s, u"gcc"_s);
        else
            meetByGcc(use, decision);
        break;
    case Need::Loaded:
        meetLoaded(use, decision);
        break;
    case Need::Static:
    case Need::Shared:
        if (isMusl)
            refuse(use, decision, u"Debian's packages of it are made for glibc, and this plan links musl; choose glibc."_s, u"libc"_s, u"gnu"_s);
        else if (wanted == Need::Shared && m_plan.cross == CrossMethod::Zig)
            refuse(use, decision, u"Zig does not link Debian's shared libraries; let gcc do so."_s, u"cross"_s, u"gcc"_s);
        else
            meetFromDebian(use, decision, wanted == Need::Static && m_plan.cross == CrossMethod::Zig);
        break;
    case Need::NativeOnly:
        if (m_plan.cross == CrossMethod::Zig || m_plan.cross == CrossMethod::Gcc)
            refuse(
                use, decision,
                u"it can be linked only on the platform that it is for, as its build script, or Debian's packages of it, know no other; build it on native nodes or emulated."_s,
                u"cross"_s, u"emulate"_s);
        else if (row.debianDev.isEmpty() || row.bundled == "always"_L1 || (row.bundled == "default"_L1 && !use.usesSystem))
            compileNatively(use, decision);
        else
            meetFromDebian(use, decision, false);
        break;
    case Need::Impossible:
        refuse(use, decision, u"neither its source nor a Debian package of it is at hand."_s, {}, {});
        break;
    }
}

} // namespace slipway
