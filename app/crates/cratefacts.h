// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"

#include <QHash>

#include <memory>

namespace slipway {

struct CrateSource;

/// An entry of a [features] list (Cargo reference, "Features").
struct FeatureValue
{
    enum class Kind {
        Feature,           ///< "name"
        Dependency,        ///< "dep:name"
        DependencyFeature, ///< "name/feature", "name?/feature"
    };
    Kind kind = Kind::Feature;
    QString feature;       ///< of Feature and DependencyFeature
    QString dependency;    ///< key of the dependency, of the other two
    bool isWeak = false;   ///< with `?`: only when the dependency is there anyway

    [[nodiscard]] static FeatureValue parse(const QString &text);
    bool operator==(const FeatureValue &) const = default;
};

/// What a crate's own manifest says, as far as it decides which crates are compiled. Immutable once made.
struct CrateFacts
{
    QString name;
    QString version;
    QHash<QString, QList<FeatureValue>> features; ///< with the implicit ones of optional dependencies
    QList<Dependency> dependencies;
    QString links;
    // Nothing: not known (the index of a registry does not say it).
    std::optional<bool> hasLibrary;
    std::optional<bool> isProcMacro;
    std::optional<bool> hasBuildScript;

    /// Where it belongs and what it does when it is built are known too.
    [[nodiscard]] bool isComplete() const { return isProcMacro.has_value() && hasBuildScript.has_value(); }
};

/// The features of a manifest with the implicit ones added: an optional dependency that no `dep:` names is a feature of its name.
[[nodiscard]] QHash<QString, QList<FeatureValue>> featureMap(const QMap<QString, QStringList> &features, const QList<Dependency> &dependencies);

/// The facts of a package that was read with the project.
[[nodiscard]] std::shared_ptr<const CrateFacts> factsOf(const Package &package);

/// Where facts about crates come from: Cargo's caches, Slipway's own store, what a fetcher has brought by the next call. All functions may be called from any thread, and never wait for a network.
class CrateFactsSource
{
public:
    virtual ~CrateFactsSource() = default;
    /// Of a locked package from a registry or from git; null when nothing is known. `place`: where Cargo would take it from.
    [[nodiscard]] virtual std::shared_ptr<const CrateFacts> locked(const LockedPackage &package, const CrateSource &place) = 0;
    /// Of the package whose Cargo.toml lies in `folder` (absolute); null when it cannot be read.
    [[nodiscard]] virtual std::shared_ptr<const CrateFacts> inFolder(const QString &folder) = 0;
    /// Why nothing, or not all, is known of a package: one sentence, or empty.
    [[nodiscard]] virtual QString problem(const LockedPackage &package) const;
};

} // namespace slipway
