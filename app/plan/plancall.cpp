// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"
#include "plan/nativerow.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Programs for developers, by the convention of github.com/matklad/cargo-xtask.
bool isForDevelopers(const Package &package)
{
    return package.name == "xtask"_L1 || package.name.startsWith("xtask-"_L1) || package.name.endsWith("-xtask"_L1);
}

/// rustc takes letters, digits, `_` and `-` in the name of a crate, and a binary is one (rustc_session, "validate_crate_name").
bool isCrateName(const QString &name)
{
    static const QRegularExpression crate(QRegularExpression::anchoredPattern(u"[\\p{L}\\p{N}_-]+"_s));
    return crate.match(name).hasMatch();
}

bool isFeatureName(const QString &name)
{
    static const QRegularExpression feature(
        QRegularExpression::anchoredPattern(u"[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+-]*(?:/[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+-]*)?"_s));
    return feature.match(name).hasMatch();
}

} // namespace

QStringList PlanMaker::memberNames() const
{
    QStringList names;
    for (const Package &package : m_project.packages) {
        if (package.isMember)
            names.append(package.name);
    }
    return names;
}

QList<const Package *> PlanMaker::namedPackages()
{
    QList<const Package *> automatic = m_project.defaultPackages();
    QStringList names;
    for (const Package *package : std::as_const(automatic))
        names.append(package->name);
    const QStringList wanted = settleList(OptionKey::Packages, names, u"What `cargo build` in this folder builds."_s);
    if (!isChosen(OptionKey::Packages))
        return automatic;
    QList<const Package *> packages;
    for (const QString &name : wanted) {
        const Package *package = m_project.member(name);
        if (!package)
            refuseName(u"package-unknown"_s, u"The project has no package named %1."_s.arg(name), OptionKey::Packages, name, memberNames(),
                       nearest(name, memberNames()));
        else if (!packages.contains(package))
            packages.append(package);
    }
    return packages;
}

/// The features that are on in a package: named ones, `default` unless switched off, and what they switch on of the same package
/// (Cargo reference, "Features").
QSet<QString> PlanMaker::enabledFeatures(const Package &package) const
{
    QStringList open;
    if (m_options.flag(OptionKey::AllFeatures))
        open = package.features.keys();
    else if (!m_options.flag(OptionKey::NoDefaultFeatures))
        open.append(u"default"_s);
    for (const QString &feature : m_options.list(OptionKey::Features)) {
        const qsizetype slash = feature.indexOf(u'/');
        if (slash < 0)
            open.append(feature);
        else if (feature.left(slash) == package.name)
            open.append(feature.mid(slash + 1));
    }
    QSet<QString> enabled;
    while (!open.isEmpty()) {
        const QString feature = open.takeLast();
        if (enabled.contains(feature))
            continue;
        enabled.insert(feature);
        open += package.features.value(feature);
    }
    return enabled;
}

QList<PlanMaker::OwnedBinary> PlanMaker::automaticBinaries(const QList<const Package *> &packages) const
{
    QList<OwnedBinary> binaries;
    for (const Package *package : packages) {
        if (isForDevelopers(*package) && packages.size() > 1)
            continue;
        const QSet<QString> enabled = enabledFeatures(*package);
        for (const Binary &binary : package->binaries) {
            const bool isOn = std::ranges::all_of(binary.requiredFeatures, [&](const QString &feature) { return enabled.contains(feature); });
            if (isOn)
                binaries.append({package, &binary});
        }
    }
    return binaries;
}

QList<PlanMaker::OwnedBinary> PlanMaker::chosenBinaries(const QList<const Package *> &packages)
{
    QList<OwnedBinary> binaries;
    QList<const Package *> order = packages;
    for (const Package &package : m_project.packages) {
        if (package.isMember && !order.contains(&package) && !isChosen(OptionKey::Packages))
            order.append(&package);
    }
    QStringList there;
    for (const Package *package : std::as_const(order)) {
        for (const Binary &binary : package->binaries)
            there.append(binary.name);
    }
    there.removeDuplicates();
    QStringList names = m_options.list(OptionKey::Binaries);
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        bool isFound = false;
        for (const Package *package : std::as_const(order)) {
            const auto binary = std::ranges::find(package->binaries, name, &Binary::name);
            if (binary == package->binaries.cend())
                continue;
            binaries.append({package, &*binary});
            isFound = true;
            break;
        }
        if (!isFound)
            refuseName(u"binary-unknown"_s, u"The project has no binary named %1."_s.arg(name), OptionKey::Binaries, name, there, nearest(name, there));
    }
    return binaries;
}

void PlanMaker::settleCall()
{
    const QList<const Package *> packages = namedPackages();
    const QList<OwnedBinary> automatic = automaticBinaries(packages);
    QStringList names;
    for (const OwnedBinary &owned : automatic)
        names.append(owned.binary->name);
    settle(OptionKey::Binaries, names, u"All binaries of these packages that need no further feature."_s);
    const bool isNarrowed = isChosen(OptionKey::Binaries) && !m_options.list(OptionKey::Binaries).isEmpty();
    m_binaries = isNarrowed ? chosenBinaries(packages) : automatic;

    QSet<QString> seen;
    erase_if(m_binaries, [&](const OwnedBinary &owned) {
        if (!isCrateName(owned.binary->name)) {
            Finding &finding = find(u"binary-name"_s, Finding::Severity::Error,
                                    u"The binary name \"%1\" cannot be compiled: it takes letters, digits, - and _."_s.arg(displayText(owned.binary->name)),
                                    u"Give it another name in the manifest."_s);
            finding.file = owned.package->manifestPath;
            return true;
        }
        if (seen.contains(owned.binary->name)) {
            find(u"binary-twice"_s, Finding::Severity::Warning,
                 u"Two packages have a binary named %1; only that of the first is built."_s.arg(owned.binary->name), u"Choose the package that is meant."_s);
            return true;
        }
        seen.insert(owned.binary->name);
        return false;
    });
    for (const OwnedBinary &owned : std::as_const(m_binaries))
        m_plan.binaries.append(owned.binary->name);
    const bool hasError = std::ranges::any_of(m_plan.findings, [](const Finding &finding) { return finding.severity == Finding::Severity::Error; });
    if (m_binaries.isEmpty() && !hasError) {
        find(u"no-binary"_s, Finding::Severity::Error, u"There is no binary to put into an image."_s,
             u"Choose a package with a binary, or switch on the feature that it needs."_s);
    }

    // Without -p Cargo unifies features over all default members, as the developers' own `cargo build` does; with it only over those named.
    QStringList owners;
    for (const OwnedBinary &owned : std::as_const(m_binaries)) {
        if (!owners.contains(owned.package->name))
            owners.append(owned.package->name);
    }
    qsizetype rootWithBinaries = 0;
    qsizetype ownersOfRoot = 0;
    for (const Package &package : m_project.packages) {
        if (!package.isMember || !package.isDefaultMember)
            continue;
        rootWithBinaries += package.binaries.isEmpty() ? 0 : 1;
        ownersOfRoot += owners.contains(package.name) ? 1 : 0;
    }
    const bool isWhole = !isChosen(OptionKey::Packages) && ownersOfRoot == owners.size() && owners.size() == rootWithBinaries;
    if (isChosen(OptionKey::Packages)) {
        m_plan.cargoPackages = m_options.list(OptionKey::Packages);
        m_plan.cargoPackages.removeDuplicates();
    } else if (!isWhole && m_project.isWorkspace) {
        m_plan.cargoPackages = owners;
    }
    settleFeatures();
    m_plan.profile = settleText(OptionKey::Profile, u"release"_s, u"Optimised, as Cargo's release profile says."_s);
    if (!m_project.profiles.isEmpty() && !m_project.profiles.contains(m_plan.profile)) {
        Finding &finding = find(u"profile-unknown"_s, Finding::Severity::Error, u"The workspace declares no profile named %1."_s.arg(m_plan.profile),
                                u"Choose one of %1."_s.arg(joined(m_project.profiles)));
        finding.fixKey = u"profile"_s;
        finding.fixValue = u"release"_s;
    }
}

void PlanMaker::settleFeatures()
{
    m_plan.allFeatures = settle(OptionKey::AllFeatures, false, u"The features that are on by default are what the authors mean."_s).toBool();
    m_plan.noDefaultFeatures = settle(OptionKey::NoDefaultFeatures, false, u"The features that are on by default are what the authors mean."_s).toBool();
    m_plan.features = settleList(OptionKey::Features, {}, u"None but the default ones."_s);
    // A binary that was asked for comes with the features that it needs; without them Cargo refuses to build it.
    for (const OwnedBinary &owned : std::as_const(m_binaries)) {
        const QSet<QString> enabled = enabledFeatures(*owned.package);
        for (const QString &feature : owned.binary->requiredFeatures) {
            if (!isFeatureName(feature))
                continue;
            const QString word = m_project.isWorkspace ? owned.package->name + u'/' + feature : feature;
            if (!enabled.contains(feature) && !m_plan.features.contains(word) && !m_plan.allFeatures)
                m_plan.features.append(word);
        }
    }
    bringSources();
    for (const Package &package : m_project.packages) {
        if (package.isMember && isCrateName(package.name))
            m_plan.memberNames.append(package.name);
    }
}

/// What the person wants compiled from source can be switched on from outside when the crate with the feature is a direct dependency and the
/// lock file holds the source already: a locked build takes no further package.
QString PlanMaker::sourceFeature(const NativeLibraryInfo &row) const
{
    const bool isLocked =
        row.bundledCrate.isEmpty()
        || (m_project.lock && std::ranges::any_of(m_project.lock->packages, [&](const LockedPackage &package) { return package.name == row.bundledCrate; }));
    if (row.bundled != "feature"_L1 || !isLocked)
        return {};
    for (const QString &feature : row.bundledFeatures) {
        for (const OwnedBinary &owned : m_binaries) {
            const bool isDirect = std::ranges::any_of(owned.package->dependencies, [&](const Dependency &dependency) {
                return dependency.kind == Dependency::Kind::Normal && dependency.package == feature.section(u'/', 0, 0)
                       && dependency.name == dependency.package;
            });
            if (isDirect)
                return feature;
        }
    }
    return {};
}

/// The row of a crate by the version in the lock file, as the graph is not resolved yet.
const NativeLibraryInfo *PlanMaker::lockedRow(const QString &crate) const
{
    const QList<LockedPackage> packages = m_project.lock ? m_project.lock->packages : QList<LockedPackage>();
    const auto locked = std::ranges::find(packages, crate, &LockedPackage::name);
    return nativeRow(m_knowledge, crate, locked == packages.cend() ? QString() : locked->version);
}

void PlanMaker::bringSources()
{
    const QVariantMap choices = m_options.map(OptionKey::Native);
    for (auto choice = choices.cbegin(); choice != choices.cend(); ++choice) {
        const NativeLibraryInfo *row = lockedRow(choice.key());
        const QString feature = row && choice.value().toString() == "bundled"_L1 ? sourceFeature(*row) : QString();
        if (!feature.isEmpty() && !m_plan.features.contains(feature))
            m_plan.features.append(feature);
    }
}

CrateGraph PlanMaker::graphOf(const QStringList &targets) const
{
    CrateRequest request;
    request.packages = m_plan.cargoPackages;
    request.features = m_plan.features;
    request.allFeatures = m_plan.allFeatures;
    request.noDefaultFeatures = m_plan.noDefaultFeatures;
    request.targets = targets;
    const PlatformInfo *host = m_knowledge.platform(m_input.facts.buildPlatform);
    if (host)
        request.host = host->gnuTarget;
    return m_input.crates ? m_input.crates(m_project, request) : resolveCrates(m_project, request);
}

void PlanMaker::resolveGraph()
{
    QStringList targets;
    for (const PlatformInfo *row : std::as_const(m_wanted)) {
        const QString &triple = m_plan.libc == Libc::Musl ? row->muslTarget : row->gnuTarget;
        if (!triple.isEmpty())
            targets.append(triple);
    }
    m_plan.crates = graphOf(targets);
}

/// One cargo call for several targets switches on, for all of them, what a dependency of one of them asks for (seen in Cargo's unit
/// graph). Where the graph shows that, each target gets a call of its own, as `cargo build --target` on a developer's machine would compile it.
void PlanMaker::settleCalls()
{
    if (m_plan.targets.size() < 2 || !m_plan.crates.isExact || m_plan.cross == CrossMethod::Native || m_plan.cross == CrossMethod::Emulate)
        return;
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        QHash<QString, QStringList> alone;
        const auto key = [](const CrateRow &crate) { return crate.name + u' ' + crate.version + u' ' + crate.source; };
        const CrateGraph own = graphOf({target.triple});
        for (const CrateRow &crate : own.rows) {
            if (!crate.forHost)
                alone[key(crate)] += crate.features;
        }
        for (const CrateRow &crate : std::as_const(m_plan.crates.rows)) {
            if (crate.forHost || !crate.targets.contains(target.triple) || !alone.contains(key(crate)))
                continue;
            QStringList further = crate.features;
            further.removeIf([&](const QString &feature) { return alone.value(key(crate)).contains(feature); });
            if (further.isEmpty())
                continue;
            m_plan.hasCallPerTarget = true;
            find(u"call-per-target"_s, Finding::Severity::Note,
                 u"Each platform is compiled by a cargo call of its own: in one call %1 would get the feature %2 on %3, which only another platform asks for."_s
                     .arg(crate.name, further.constFirst(), target.platform));
            return;
        }
    }
}

} // namespace slipway
