// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/manifest.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Cargo's rule for the name of a feature (restricted_names.rs, validate_feature_name).
bool isFeatureName(const QString &name)
{
    static const QRegularExpression feature(QRegularExpression::anchoredPattern(u"[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.+-]*"_s));
    return feature.match(name).hasMatch();
}

/// What the values of [features] may mean, as Cargo builds its map of them (summary.rs, build_feature_map).
class FeatureWords
{
public:
    explicit FeatureWords(const Package &package)
        : m_package(package)
    {
    }

    [[nodiscard]] bool isKnown(const QString &word) const
    {
        if (word.startsWith("dep:"_L1))
            return has(word.mid(4), true);
        if (const qsizetype slash = word.indexOf(u'/'); slash >= 0) {
            const bool isWeak = slash > 0 && word.at(slash - 1) == u'?';
            return has(word.left(isWeak ? slash - 1 : slash), isWeak);
        }
        // An optional dependency is a feature of its own, until one says dep: to it.
        return m_package.features.contains(word) || (has(word, true) && !isHidden(word));
    }

private:
    [[nodiscard]] bool has(const QString &name, bool isOptional) const
    {
        return std::ranges::any_of(m_package.dependencies, [&](const Dependency &one) { return one.name == name && (one.isOptional || !isOptional); });
    }

    [[nodiscard]] bool isHidden(const QString &name) const
    {
        const QString word = u"dep:"_s + name;
        return std::ranges::any_of(m_package.features, [&](const QStringList &words) { return words.contains(word); });
    }

    const Package &m_package;
};

} // namespace

Result<void> checkFeatures(const Folder &folder, const Manifest &manifest, const Package &package)
{
    const QString shown = folder.shown(manifest.path);
    const TomlValue &features = manifest.document[u"features"];
    if (features.exists() && !features.isTable())
        return refuse(u"features in %1 must be a table, written as [features]."_s.arg(shown), manifest.path, features.line);
    const FeatureWords words(package);
    for (const TomlEntry &entry : features.entries) {
        if (!isFeatureName(entry.key))
            return refuse(
                u"The feature name \"%1\" in %2 cannot be used: Cargo takes letters, digits, _, -, + and dots; rename it."_s.arg(displayText(entry.key), shown),
                manifest.path, entry.line);
        const QStringList values = entry.value.texts();
        if (!entry.value.isArray() || values.size() != entry.value.items.size())
            return refuse(u"The feature \"%1\" in %2 must be a list of texts; write it as %1 = []."_s.arg(entry.key, shown), manifest.path, entry.line);
        const auto unknown = std::ranges::find_if(values, [&](const QString &word) { return !words.isKnown(word); });
        if (unknown != values.end())
            return refuse(u"The feature \"%1\" in %2 takes \"%3\", which is neither a feature nor an optional dependency; add it, or take it out."_s.arg(
                              entry.key, shown, displayText(*unknown)),
                          manifest.path, entry.line);
    }
    return {};
}

} // namespace slipway::reading
