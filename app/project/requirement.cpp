// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/requirement.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

bool isDigits(QStringView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
}

std::optional<quint64> number(QStringView text)
{
    if (!isDigits(text) || (text.size() > 1 && text.front() == u'0'))
        return std::nullopt;
    bool isNumber = false;
    const quint64 value = text.toULongLong(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

bool isIdentifiers(QStringView text)
{
    for (const QStringView part : text.split(u'.')) {
        if (part.isEmpty() || !std::ranges::all_of(part, [](QChar c) { return c == u'-' || (c < u'\x80' && c.isLetterOrNumber()); }))
            return false;
    }
    return true;
}

/// Splits "1.2.3-rc.1+build" into numbers and pre-release; false when what follows the numbers is malformed.
bool splitTail(QStringView text, QStringView &numbers, QStringView &prerelease)
{
    const qsizetype plus = text.indexOf(u'+');
    if (plus >= 0 && !isIdentifiers(text.sliced(plus + 1)))
        return false;
    const QStringView core = plus >= 0 ? text.first(plus) : text;
    const qsizetype dash = core.indexOf(u'-');
    numbers = dash >= 0 ? core.first(dash) : core;
    prerelease = dash >= 0 ? core.sliced(dash + 1) : QStringView();
    return dash < 0 || isIdentifiers(prerelease);
}

/// semver.org 2.0.0, rule 11.
std::strong_ordering comparePrerelease(const QString &a, const QString &b)
{
    if (a.isEmpty() || b.isEmpty())
        return a.isEmpty() <=> b.isEmpty();
    const QStringList left = a.split(u'.');
    const QStringList right = b.split(u'.');
    for (qsizetype i = 0; i < left.size() && i < right.size(); ++i) {
        const bool isLeftNumber = isDigits(left.at(i));
        const bool isRightNumber = isDigits(right.at(i));
        if (isLeftNumber != isRightNumber)
            return isLeftNumber ? std::strong_ordering::less : std::strong_ordering::greater;
        // Numbers without leading zeros: the longer one is the greater.
        if (isLeftNumber && left.at(i).size() != right.at(i).size())
            return left.at(i).size() <=> right.at(i).size();
        if (const int order = left.at(i).compare(right.at(i)); order != 0)
            return order <=> 0;
    }
    return left.size() <=> right.size();
}

bool isWildcard(QStringView part)
{
    return part == u'*' || part == u'x' || part == u'X';
}

} // namespace

std::optional<SemanticVersion> SemanticVersion::parse(const QString &text)
{
    QStringView numbers;
    QStringView prerelease;
    if (!splitTail(text, numbers, prerelease))
        return std::nullopt;
    const QList<QStringView> parts = numbers.split(u'.');
    if (parts.size() != 3)
        return std::nullopt;
    const auto major = number(parts.at(0));
    const auto minor = number(parts.at(1));
    const auto patch = number(parts.at(2));
    if (!major || !minor || !patch)
        return std::nullopt;
    return SemanticVersion{*major, *minor, *patch, prerelease.toString()};
}

std::strong_ordering SemanticVersion::operator<=>(const SemanticVersion &other) const
{
    if (const auto order = major <=> other.major; order != 0)
        return order;
    if (const auto order = minor <=> other.minor; order != 0)
        return order;
    if (const auto order = patch <=> other.patch; order != 0)
        return order;
    return comparePrerelease(prerelease, other.prerelease);
}

std::optional<VersionRequirement::Comparator> VersionRequirement::parseComparator(QStringView text)
{
    using enum Comparator::Operator;
    struct Sign
    {
        QStringView text;
        Comparator::Operator which;
    };
    static constexpr std::array signs{Sign{u">=", GreaterEqual}, Sign{u"<=", LessEqual}, Sign{u">", Greater}, Sign{u"<", Less},
                                      Sign{u"=", Exact},         Sign{u"~", Tilde},      Sign{u"^", Caret}};
    Comparator comparator;
    text = text.trimmed();
    const auto sign = std::ranges::find_if(signs, [text](const Sign &one) { return text.startsWith(one.text); });
    if (sign != signs.end()) {
        comparator.which = sign->which;
        text = text.sliced(sign->text.size()).trimmed();
    }
    QStringView numbers;
    QStringView prerelease;
    if (!splitTail(text, numbers, prerelease))
        return std::nullopt;
    const QList<QStringView> parts = numbers.split(u'.');
    const std::array<quint64 *, 3> fields{&comparator.version.major, &comparator.version.minor, &comparator.version.patch};
    qsizetype given = 0;
    if (parts.size() > 3)
        return std::nullopt;
    for (const QStringView part : parts) {
        if (isWildcard(part)) {
            // "1.*" is its own operator, ">=1.*" the same as ">=1".
            if (sign == signs.end())
                comparator.which = Wildcard;
            break;
        }
        const auto value = number(part);
        if (!value)
            return std::nullopt;
        *fields.at(size_t(given++)) = *value;
    }
    if ((given == 0 && comparator.which != Wildcard) || (!prerelease.isEmpty() && given != 3))
        return std::nullopt;
    comparator.hasMinor = given > 1;
    comparator.hasPatch = given > 2;
    comparator.version.prerelease = prerelease.toString();
    if (given == 0)
        comparator.which = GreaterEqual;
    return comparator;
}

std::optional<VersionRequirement> VersionRequirement::parse(const QString &text)
{
    VersionRequirement requirement;
    if (isWildcard(QStringView(text).trimmed()))
        return requirement;
    for (const QStringView part : QStringView(text).split(u',')) {
        const auto comparator = parseComparator(part);
        if (!comparator)
            return std::nullopt;
        requirement.m_comparators.append(*comparator);
    }
    return requirement;
}

bool VersionRequirement::Comparator::isSamePrefix(const SemanticVersion &candidate) const
{
    return candidate.major == version.major && (!hasMinor || candidate.minor == version.minor) && (!hasPatch || candidate.patch == version.patch);
}

bool VersionRequirement::Comparator::matchesCaret(const SemanticVersion &candidate) const
{
    if (candidate.major != version.major)
        return false;
    if (!hasMinor)
        return true;
    if (!hasPatch)
        return version.major > 0 ? candidate.minor >= version.minor : candidate.minor == version.minor;
    if (candidate < version)
        return false;
    if (version.major > 0)
        return true;
    return candidate.minor == version.minor && (version.minor > 0 || candidate.patch == version.patch);
}

bool VersionRequirement::Comparator::matches(const SemanticVersion &candidate) const
{
    const bool isSame = isSamePrefix(candidate) && (!hasPatch || candidate.prerelease == version.prerelease);
    // A version with fewer parts stands for all of its prefix: "> 1" begins with 2.0.0.
    const bool isGreater = hasPatch ? candidate > version : !isSamePrefix(candidate) && candidate > version;
    switch (which) {
    case Operator::Exact:
    case Operator::Wildcard:
        return isSame;
    case Operator::Greater:
        return isGreater;
    case Operator::GreaterEqual:
        return isSame || isGreater;
    case Operator::Less:
        return !isSame && !isGreater;
    case Operator::LessEqual:
        return !isGreater;
    case Operator::Tilde:
        return hasPatch ? candidate.major == version.major && candidate.minor == version.minor && candidate >= version : isSamePrefix(candidate);
    case Operator::Caret:
        return matchesCaret(candidate);
    }
    return false;
}

bool VersionRequirement::matches(const SemanticVersion &version) const
{
    const bool isMatch = std::ranges::all_of(m_comparators, [&](const Comparator &one) { return one.matches(version); });
    if (!isMatch || version.prerelease.isEmpty())
        return isMatch;
    return std::ranges::any_of(m_comparators, [&](const Comparator &one) {
        return !one.version.prerelease.isEmpty() && one.version.major == version.major && one.version.minor == version.minor
               && one.version.patch == version.patch;
    });
}

} // namespace slipway::reading
