// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"

namespace slipway {

/// Makes one plan, step by step; each step reads what the ones before it settled. Lives for one call of makePlan. The steps are in
/// planbases.cpp (platforms, C library, base images), plancall.cpp (the cargo call), plannatives.cpp and planmeans.cpp (native
/// libraries, cross method), planimages.cpp (images, names, labels), planbuild.cpp (environment,
/// ignore file), planchoices.cpp (choices that cannot work), planreproducible.cpp (the same image twice), planoutside.cpp (folders beside the
/// project) and planheed.cpp (what a stranger's project brings).
class PlanMaker
{
public:
    explicit PlanMaker(const PlanInput &input);
    [[nodiscard]] Plan make();
    /// What of it can forbid a base image: everything up to the native libraries, and the lines that the user adds. No images, names and environment.
    [[nodiscard]] Plan sketch();

private:
    /// A native library of the graph with all crates of it.
    struct NativeUse
    {
        const NativeLibraryInfo *row = nullptr;
        QList<int> crates;           ///< rows of the graph
        bool isForTarget = false;
        bool isBundled = false;      ///< its source is compiled because a feature says so
        bool usesSystem = false;     ///< its source is not compiled because a feature says so
        bool isLinked = true;        ///< false: no feature that links it is on
        bool isLoaded = false;       ///< nothing is linked: the program loads it when it runs
    };
    /// How a library could be met, before the cross method is known.
    enum class Need { Nothing, Source, Made, Static, Shared, GccOnly, NativeOnly, Download, Host, Loaded, Impossible };
    struct OwnedBinary
    {
        const Package *package = nullptr;
        const Binary *binary = nullptr;
    };

    // Options.
    [[nodiscard]] bool isChosen(OptionKey key) const { return m_options.contains(key); }
    /// Notes what automatic gives and why, and returns the value in force. "auto" counts as not chosen.
    QVariant settle(OptionKey key, const QVariant &automatic, const QString &why);
    QString settleText(OptionKey key, const QString &automatic, const QString &why) { return settle(key, automatic, why).toString(); }
    QStringList settleList(OptionKey key, const QStringList &automatic, const QString &why) { return settle(key, automatic, why).toStringList(); }
    QMap<QString, QString> settleMap(OptionKey key, const QMap<QString, QString> &automatic, const QString &why);
    Finding &find(const QString &code, Finding::Severity severity, const QString &message, const QString &advice = {});
    void begin();

    // planbases.cpp
    void settlePlatforms();
    void settleRuntimeAndLibc();
    void settleBuilder();
    /// Why a platform cannot be had, or empty; `nearest` gets the option that would make it possible.
    [[nodiscard]] QString impossible(const PlatformInfo &platform, PlannedPlatform &nearest) const;
    void judgePlatforms();
    void checkGlibc();
    void limitGlibc();
    void compareGlibc();
    void settlePins();
    [[nodiscard]] const BaseImageInfo *automaticRuntime(Libc libc) const;

    // plancall.cpp
    void settleCall();
    [[nodiscard]] QStringList memberNames() const;
    [[nodiscard]] QList<const Package *> namedPackages();
    [[nodiscard]] QList<OwnedBinary> automaticBinaries(const QList<const Package *> &packages) const;
    [[nodiscard]] QList<OwnedBinary> chosenBinaries(const QList<const Package *> &packages);
    [[nodiscard]] QSet<QString> enabledFeatures(const Package &package) const;
    void settleFeatures();
    [[nodiscard]] QString sourceFeature(const NativeLibraryInfo &row) const;
    void bringSources();
    [[nodiscard]] const NativeLibraryInfo *lockedRow(const QString &crate) const;
    void resolveGraph();
    [[nodiscard]] CrateGraph graphOf(const QStringList &targets) const;
    void settleCalls();

    // plannatives.cpp
    void collectNatives();
    [[nodiscard]] bool isAnyOn(const QList<int> &crates, const QStringList &features) const;
    [[nodiscard]] bool isBundled(const NativeLibraryInfo &row, const QList<int> &crates) const;
    [[nodiscard]] Need need(const NativeUse &use) const;
    [[nodiscard]] bool makesShared(const NativeUse &use) const;
    [[nodiscard]] QStringList failingByZig() const;
    void settleCross();
    void decideNatives();
    [[nodiscard]] NativeDecision describe(const NativeUse &use) const;
    void decideNative(const NativeUse &use);
    void meet(const NativeUse &use, Need wanted, NativeDecision &decision);
    [[nodiscard]] QStringList nativeChoices(const NativeUse &use) const;
    void addBuilderPackages(const QStringList &packages);
    void addEnvironment(const QMap<QString, QString> &variables);
    [[nodiscard]] QMap<QString, QString> filledIn(const QMap<QString, QString> &variables) const;

    // planmeans.cpp
    void meetFromDebian(const NativeUse &use, NativeDecision &decision, bool isStatic);
    void takeArchives(const NativeLibraryInfo &row);
    void takeForTargets(const QStringList &packages);
    void takeRuntime(const NativeLibraryInfo &row);
    void nameTargetCompiler();
    void compileNatively(const NativeUse &use, NativeDecision &decision);
    void bringFortran();
    void meetByGcc(const NativeUse &use, NativeDecision &decision);
    void meetLoaded(const NativeUse &use, NativeDecision &decision);
    void shareWhatIsMade(const NativeUse &use, NativeDecision &decision);
    void meetFromSource(const NativeLibraryInfo &row);
    void refuse(const NativeUse &use, NativeDecision &decision, const QString &message, const QString &fixKey, const QVariant &fixValue);
    [[nodiscard]] QString strategyWord() const;
    void nameEvidence(const NativeLibraryInfo &row, NativeDecision &decision);
    [[nodiscard]] const NativeEvidence *evidenceOf(const NativeLibraryInfo &row, const QString &method, const QString &strategy) const;
    [[nodiscard]] bool wasBuilt(const NativeLibraryInfo &row, const QString &strategy) const;
    void noteUnknownNatives();

    // planimages.cpp
    void settleImages();
    [[nodiscard]] QString imageName() const;
    [[nodiscard]] QStringList references(const PlannedImage &image, const Package &package, const QString &name, const QStringList &tags) const;
    void settleImageOptions();
    [[nodiscard]] QString summary() const;

    // planbuild.cpp
    void settleCache();
    void settleBuildEnvironment();
    void settleSymbols();
    void settleIncremental();
    bool calm(const QString &code, bool isMet);
    void heedCargoConfig();
    void heedCrates();
    void heedRust();
    void heedRegistries();
    void heedFolders();
    void heedFrontEnds();
    [[nodiscard]] bool isScratchBase() const { return m_plan.runtime.reference == QLatin1StringView("scratch"); }
    void settleOutside();
    void settleContext();
    void settleRecipe();
    void settleNamedContexts();
    void settleReproducible();
    void settleTimes();

    // planchoices.cpp
    void checkChoices();
    void checkFeatures();
    [[nodiscard]] QList<const Package *> calledPackages() const;
    void noteUnusedNative(const QString &crate);
    void checkAssets();
    void checkTags();
    void checkBaseName(OptionKey key, BaseImageInfo::Role role);
    /// Says that an option names what is not there: the advice names what is, the fix takes `near` (empty: none) in its place.
    void refuseName(const QString &code, const QString &message, OptionKey key, const QString &wrong, const QStringList &there, const QString &near);

    const PlanInput &m_input;
    const Knowledge &m_knowledge;
    const Project &m_project;
    Options m_options;                  ///< in force
    Plan m_plan;
    QList<const PlatformInfo *> m_wanted; ///< chosen platforms that are known
    QList<OwnedBinary> m_binaries;
    QList<NativeUse> m_natives;
    bool m_keepsGit = false;
    bool m_guessedRuntime = false;      ///< a reference that knowledge has no row for
};

/// PlanMaker::sketch() of an input.
[[nodiscard]] Plan sketchPlan(const PlanInput &input);

/// "2.36" before "2.41"; an empty one is unknown and never older.
[[nodiscard]] bool isOlderGlibc(const QString &a, const QString &b);
/// `text` in small letters with everything but letters, digits, `.`, `_` and `-` turned to `-`, fit for a part of an image name; never empty.
[[nodiscard]] QString namePart(const QString &text);
/// A name of a crate, binary or feature that needs no quotes in a shell and no escapes in a Dockerfile.
[[nodiscard]] bool isPlainName(const QString &text);
/// A relative path that needs no quotes in a Dockerfile but for blanks.
[[nodiscard]] bool isPlainPath(const QString &text);
/// "one", "one and two", "one, two and three".
[[nodiscard]] QString joined(const QStringList &words);
/// "1 crate", "2 crates".
[[nodiscard]] QString counted(qsizetype number, const QString &one, const QString &many);

} // namespace slipway
