// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Features of a package, those that an optional dependency makes by itself included (Cargo reference, "Optional
/// dependencies").
QStringList featuresOf(const Package &package)
{
    QStringList names = package.features.keys();
    for (const Dependency &dependency : package.dependencies) {
        const QString word = u"dep:"_s + dependency.name;
        const bool isHidden = std::ranges::any_of(package.features, [&](const QStringList &parts) { return parts.contains(word); });
        if (dependency.isOptional && !isHidden && !names.contains(dependency.name))
            names.append(dependency.name);
    }
    names.removeAll(u"default"_s);
    std::ranges::sort(names);
    return names;
}

bool hasFeature(const Package &package, const QString &feature)
{
    return feature == "default"_L1 || featuresOf(package).contains(feature);
}

} // namespace

void PlanMaker::refuseName(const QString &code, const QString &message, OptionKey key, const QString &wrong, const QStringList &there, const QString &near)
{
    QStringList advice;
    if (!near.isEmpty())
        advice.append(u"Did you mean %1?"_s.arg(near));
    if (there.isEmpty())
        advice.append(u"There is none to choose."_s);
    else if (there.size() > 1)
        advice.append(u"Choose among %1."_s.arg(wordList(there)));
    else if (near.isEmpty())
        advice.append(u"There is only %1."_s.arg(there.constFirst()));
    Finding &finding = find(code, Finding::Severity::Error, displayText(message), displayText(advice.join(u' ')));
    finding.fixKey = optionInfo(key).name;
    if (optionInfo(key).type == OptionType::Text) {
        finding.fixValue = near.isEmpty() ? QVariant() : QVariant(near);
        return;
    }
    QStringList rest = m_options.list(key);
    rest.removeAll(wrong);
    if (!near.isEmpty() && !rest.contains(near))
        rest.append(near);
    if (!rest.isEmpty())
        finding.fixValue = rest;
}

void PlanMaker::checkChoices()
{
    checkFeatures();
    checkAssets();
    checkTags();
    checkBaseName(OptionKey::BuilderImage, BaseImageInfo::Role::Builder);
    checkBaseName(OptionKey::RuntimeImage, BaseImageInfo::Role::Runtime);
}

/// The packages of the cargo call.
QList<const Package *> PlanMaker::calledPackages() const
{
    if (m_plan.cargoPackages.isEmpty())
        return m_project.defaultPackages();
    QList<const Package *> packages;
    for (const QString &name : m_plan.cargoPackages) {
        if (const Package *package = m_project.member(name))
            packages.append(package);
    }
    return packages;
}

/// Cargo refuses a feature that none of the packages it is called for has; those of dependencies from outside are its
/// own to judge.
void PlanMaker::checkFeatures()
{
    const QList<const Package *> called = calledPackages();
    if (called.isEmpty())
        return;
    QStringList words = m_options.list(OptionKey::Features);
    words.removeDuplicates();
    for (const QString &word : std::as_const(words)) {
        const qsizetype slash = word.indexOf(u'/');
        QString owner = word.left(qMax(slash, qsizetype(0)));
        if (owner.endsWith(u'?'))
            owner.chop(1);
        const QString feature = word.mid(slash + 1);
        QStringList there;
        bool isThere = false;
        for (const Package *package : called) {
            if (slash < 0 || package->name == owner) {
                isThere = isThere || hasFeature(*package, feature);
                for (const QString &name : featuresOf(*package))
                    there.append(slash < 0 ? name : owner + u'/' + name);
            } else {
                isThere = isThere || std::ranges::any_of(package->dependencies, [&](const Dependency &one) { return one.name == owner; });
            }
        }
        if (isThere)
            continue;
        there.removeDuplicates();
        refuseName(u"feature-unknown"_s,
                   called.size() == 1 ? u"%1 has no feature named %2."_s.arg(called.constFirst()->name, word)
                                      : u"No chosen package has a feature named %1."_s.arg(word),
                   OptionKey::Features, word, there, nearest(word, there));
    }
}

void PlanMaker::noteUnusedNative(const QString &crate)
{
    QStringList there;
    for (const NativeUse &use : std::as_const(m_natives))
        there.append(use.row->crate);
    const QString near = nearest(crate, there);
    // Where the lock file has the crate, another package or platform uses it; else the name is wrong.
    const bool isLocked = m_project.lock && std::ranges::any_of(m_project.lock->packages, [&](const LockedPackage &one) { return one.name == crate; });
    Finding &finding = find(u"native-unused"_s, isLocked ? Finding::Severity::Note : Finding::Severity::Warning,
                            u"The choice for %1 has no effect: this build does not use it."_s.arg(displayText(crate)),
                            near.isEmpty() ? u"Take it out of native."_s : u"Did you mean %1?"_s.arg(near));
    QVariantMap rest = m_options.map(OptionKey::Native);
    const QVariant choice = rest.take(crate);
    if (!near.isEmpty() && !rest.contains(near))
        rest.insert(near, choice);
    finding.fixKey = u"native"_s;
    if (!rest.isEmpty())
        finding.fixValue = rest;
}

void PlanMaker::checkAssets()
{
    const QStringList chosen = m_input.hasPath ? m_options.list(OptionKey::Assets) : QStringList();
    for (const QString &path : chosen) {
        if (m_input.hasPath(path))
            continue;
        Finding &finding =
            find(u"asset-missing"_s, Finding::Severity::Error, u"image.assets names %1, which is not in the project folder."_s.arg(displayText(path)),
                 u"Put it there, or take it out of image.assets."_s);
        QStringList rest = chosen;
        rest.removeAll(path);
        finding.fixKey = u"image.assets"_s;
        finding.fixValue = rest;
    }
}

void PlanMaker::checkTags()
{
    const QStringList tags = m_options.list(OptionKey::ImageTags);
    for (const QString &tag : tags) {
        if (!tag.contains("{commit}"_L1) || !m_project.git.commit.isEmpty())
            continue;
        Finding &finding = find(u"tag-without-commit"_s, Finding::Severity::Warning, u"The tag %1 is left out: the project has no git commit."_s.arg(tag),
                                u"Commit once, or take {commit} out of image.tags."_s);
        QStringList rest = tags;
        rest.removeAll(tag);
        finding.fixKey = u"image.tags"_s;
        finding.fixValue = rest.isEmpty() ? QStringList{u"{version}"_s} : rest;
    }
}

/// A bare word that is nearly one of our keys is one more likely than an image of Docker Hub.
void PlanMaker::checkBaseName(OptionKey key, BaseImageInfo::Role role)
{
    const QString chosen = m_options.text(key);
    if (chosen.isEmpty() || chosen == "auto"_L1 || chosen.contains(u'/') || chosen.contains(u':') || chosen.contains(u'@') || m_knowledge.base(chosen))
        return;
    QStringList keys;
    for (const BaseImageInfo &base : m_knowledge.bases) {
        if (base.role == role)
            keys.append(base.key);
    }
    const QString near = nearest(chosen, keys);
    if (near.isEmpty())
        return;
    Finding &finding = find(u"base-misspelt"_s, Finding::Severity::Warning, u"%1 is taken for an image of Docker Hub; did you mean %2?"_s.arg(chosen, near));
    finding.fixKey = optionInfo(key).name;
    finding.fixValue = near;
}

} // namespace slipway
