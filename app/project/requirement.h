// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QString>

#include <compare>
#include <optional>

namespace slipway::reading {

/// A version as semver.org 2.0.0 has it, build metadata left out (it has no order).
struct SemanticVersion
{
    quint64 major = 0;
    quint64 minor = 0;
    quint64 patch = 0;
    QString prerelease;

    [[nodiscard]] static std::optional<SemanticVersion> parse(const QString &text);
    [[nodiscard]] std::strong_ordering operator<=>(const SemanticVersion &other) const;
    bool operator==(const SemanticVersion &) const = default;
};

/// A version requirement (Cargo reference, "Specifying Dependencies": caret, tilde, wildcard, comparison, several with commas).
class VersionRequirement
{
public:
    [[nodiscard]] static std::optional<VersionRequirement> parse(const QString &text);
    /// As the semver crate: a pre-release matches only where a comparator of the same three numbers names one.
    [[nodiscard]] bool matches(const SemanticVersion &version) const;

private:
    struct Comparator
    {
        enum class Operator { Exact, Greater, GreaterEqual, Less, LessEqual, Tilde, Caret, Wildcard };
        Operator which = Operator::Caret;
        SemanticVersion version;
        bool hasMinor = false;
        bool hasPatch = false;
        [[nodiscard]] bool matches(const SemanticVersion &candidate) const;
        [[nodiscard]] bool matchesCaret(const SemanticVersion &candidate) const;
        /// The parts that are given are equal.
        [[nodiscard]] bool isSamePrefix(const SemanticVersion &candidate) const;
    };
    static std::optional<Comparator> parseComparator(QStringView text);
    QList<Comparator> m_comparators;
};

} // namespace slipway::reading
