// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/basechoices.h"

#include "plan/planmaker.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The errors of a plan in which the user chose these too.
QList<Finding> errorsWith(const PlanInput &input, const QList<std::pair<OptionKey, QVariant>> &choices)
{
    PlanInput tried = input;
    for (const auto &[key, value] : choices)
        tried.options.user.set(key, value);
    QList<Finding> errors = sketchPlan(tried).findings;
    errors.removeIf([](const Finding &finding) { return finding.severity != Finding::Severity::Error; });
    return errors;
}

bool isIn(const QList<Finding> &errors, const Finding &error)
{
    return std::ranges::any_of(errors, [&](const Finding &one) { return one.code == error.code && one.message == error.message; });
}

/// How much a base is like another, in the order that people choose by: what runs on it, a shell to look around in,
/// packages to add.
int likeness(const BaseImageInfo &a, const BaseImageInfo &b)
{
    return (a.libc == b.libc ? 4 : 0) + (a.hasShell == b.hasShell ? 2 : 0) + (a.packageManager == b.packageManager ? 1 : 0);
}

class Judge
{
public:
    explicit Judge(const PlanInput &input)
        : m_input(input)
    {
        for (const BaseImageInfo &base : input.knowledge->bases) {
            if (base.role == BaseImageInfo::Role::Runtime)
                m_bases.append({&base, errorsWith(input, {{OptionKey::RuntimeImage, base.key}})});
        }
        if (m_bases.isEmpty())
            return;
        m_common = m_bases.constFirst().errors;
        m_common.removeIf(
            [this](const Finding &error) { return !std::ranges::all_of(m_bases, [&](const Tried &tried) { return isIn(tried.errors, error); }); });
        for (Tried &tried : m_bases)
            tried.errors = own(tried.errors);
    }

    [[nodiscard]] QList<BaseChoice> choices() const
    {
        QList<BaseChoice> choices;
        for (const Tried &tried : m_bases) {
            BaseChoice choice;
            choice.key = tried.base->key;
            choice.isPossible = tried.errors.isEmpty();
            if (!choice.isPossible) {
                choice.reason = tried.errors.constFirst().message;
                findNearest(tried, choice);
            }
            choices.append(choice);
        }
        return choices;
    }

private:
    struct Tried
    {
        const BaseImageInfo *base;
        QList<Finding> errors;
    };

    /// Without those that any base has.
    [[nodiscard]] QList<Finding> own(QList<Finding> errors) const
    {
        errors.removeIf([this](const Finding &error) { return isIn(m_common, error); });
        return errors;
    }

    [[nodiscard]] bool isPossible(const QString &key) const
    {
        return std::ranges::any_of(m_bases, [&](const Tried &tried) { return tried.base->key == key && tried.errors.isEmpty(); });
    }

    [[nodiscard]] bool isMended(const BaseImageInfo &base, OptionKey key, const QVariant &value) const
    {
        return own(errorsWith(m_input, {{OptionKey::RuntimeImage, base.key}, {key, value}})).isEmpty();
    }

    void findNearest(const Tried &tried, BaseChoice &choice) const
    {
        for (const Finding &error : tried.errors) {
            const OptionInfo *option = error.fixKey.isEmpty() ? nullptr : optionByName(error.fixKey);
            // Fewer platforms are not what the person asked for; another base is nearer.
            if (!option || !error.fixValue.isValid() || option->key == OptionKey::Platforms)
                continue;
            if (option->key == OptionKey::RuntimeImage ? isPossible(error.fixValue.toString()) : isMended(*tried.base, option->key, error.fixValue)) {
                choice.fixKey = error.fixKey;
                choice.fixValue = error.fixValue;
                return;
            }
        }
        const Tried *nearest = nullptr;
        for (const Tried &other : m_bases) {
            if (other.errors.isEmpty() && (!nearest || likeness(*other.base, *tried.base) > likeness(*nearest->base, *tried.base)))
                nearest = &other;
        }
        if (nearest) {
            choice.fixKey = optionInfo(OptionKey::RuntimeImage).name;
            choice.fixValue = nearest->base->key;
        }
    }

    const PlanInput &m_input;
    QList<Tried> m_bases;
    QList<Finding> m_common;
};

} // namespace

QList<BaseChoice> baseChoices(const PlanInput &input)
{
    if (input.options.commandLine.contains(OptionKey::RuntimeImage))
        return {};
    return Judge(input).choices();
}

} // namespace slipway
