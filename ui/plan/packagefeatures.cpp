// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/packagefeatures.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "session/session.h"

#include <QSet>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRows = 8;

QList<const Package *> compiledPackages(const PlanResult &result)
{
    if (result.plan.cargoPackages.isEmpty())
        return result.project->defaultPackages();
    QList<const Package *> packages;
    for (const QString &name : result.plan.cargoPackages) {
        if (const Package *package = result.project->member(name))
            packages.append(package);
    }
    return packages;
}

QStringList featuresOf(const Package &package)
{
    QStringList names = package.features.keys();
    QStringList used;
    for (const QStringList &needs : package.features)
        used += needs;
    // An optional dependency is a feature of its name, unless one names it with dep:.
    for (const Dependency &dependency : package.dependencies) {
        if (dependency.isOptional && !names.contains(dependency.name) && !used.contains(u"dep:"_s + dependency.name))
            names.append(dependency.name);
    }
    names.removeAll(u"default"_s);
    names.sort();
    return names;
}

QSet<QString> defaultsOf(const Package &package)
{
    QStringList open{u"default"_s};
    QSet<QString> on;
    while (!open.isEmpty()) {
        const QString feature = open.takeLast();
        if (on.contains(feature))
            continue;
        on.insert(feature);
        open += package.features.value(feature);
    }
    return on;
}

} // namespace

QList<FeatureChoice> featureChoices(const PlanResult &result)
{
    const Plan &plan = result.plan;
    const QStringList chosen = plan.options.value(OptionKey::Features).value.toStringList();
    QList<FeatureChoice> choices;
    for (const Package *package : compiledPackages(result)) {
        const QSet<QString> defaults = plan.noDefaultFeatures ? QSet<QString>() : defaultsOf(*package);
        for (const QString &feature : featuresOf(*package)) {
            FeatureChoice choice;
            choice.package = package->name;
            choice.feature = feature;
            choice.word = result.project->isWorkspace ? package->name + u'/' + feature : feature;
            const bool isChosen = chosen.contains(choice.word) || chosen.contains(feature);
            if (plan.allFeatures)
                choice.reason = PackageFeatures::tr("On, as all features are.");
            else if (defaults.contains(feature))
                choice.reason = PackageFeatures::tr("On by default; “No default features” leaves it off.");
            else if (!isChosen && plan.features.contains(choice.word))
                choice.reason = PackageFeatures::tr("On, as a chosen binary or library needs it.");
            choice.isOn = isChosen || !choice.reason.isEmpty();
            choices.append(choice);
        }
    }
    return choices;
}

PackageFeatures::PackageFeatures(OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QListWidget(parent)
    , m_editor(editor)
    , m_theme(theme)
{
    setObjectName(u"featureTicks"_s);
    setAccessibleName(tr("Features of the packages that are built"));
    setToolTip(tr("Tick the features to switch on."));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemChanged, this, &PackageFeatures::ticked);
    connect(theme, &Theme::changed, this, &PackageFeatures::color);
    hide();
}

void PackageFeatures::show(const PlanResult &result)
{
    m_chosen = result.options.kept().list(OptionKey::Features);
    m_choices = featureChoices(result);
    m_isFilling = true;
    bool isSame = count() == m_choices.size();
    for (int i = 0; isSame && i < count(); ++i)
        isSame = item(i)->data(Qt::UserRole).toString() == m_choices.at(i).word;
    if (!isSame)
        rebuild();
    for (int i = 0; i < count(); ++i) {
        const FeatureChoice &choice = m_choices.at(i);
        const bool isFree = choice.reason.isEmpty();
        item(i)->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | (isFree ? Qt::ItemIsUserCheckable : Qt::NoItemFlags)); // the reason can be reached by keys
        item(i)->setCheckState(choice.isOn ? Qt::Checked : Qt::Unchecked);
        item(i)->setToolTip(isFree ? tr("Switches %1 of %2 on.").arg(choice.feature, choice.package).toHtmlEscaped() : choice.reason.toHtmlEscaped());
        item(i)->setData(Qt::AccessibleDescriptionRole, choice.reason);
    }
    m_isFilling = false;
    color();
    setVisible(count() > 0);
}

void PackageFeatures::color()
{
    m_isFilling = true;
    for (int i = 0; i < count(); ++i) {
        const bool isFree = m_choices.at(i).reason.isEmpty();
        item(i)->setData(Qt::ForegroundRole, isFree ? QVariant() : QVariant(m_theme->color(ColorRole::SubtleText)));
    }
    m_isFilling = false;
}

void PackageFeatures::rebuild()
{
    clear();
    for (const FeatureChoice &choice : std::as_const(m_choices)) {
        auto *item = new QListWidgetItem(displayText(choice.word), this);
        item->setData(Qt::UserRole, choice.word);
    }
    updateGeometry();
}

QSize PackageFeatures::sizeHint() const
{
    const int row = count() > 0 ? sizeHintForRow(0) : fontMetrics().height();
    return {fontMetrics().height() * 10, qMin(count(), mostRows) * row + 2 * frameWidth()};
}

void PackageFeatures::ticked(const QListWidgetItem *item)
{
    if (m_isFilling)
        return;
    const QString word = item->data(Qt::UserRole).toString();
    const auto changed = std::ranges::find(m_choices, word, &FeatureChoice::word);
    if (changed == m_choices.cend())
        return;
    QStringList wanted = m_chosen;
    if (item->checkState() == Qt::Checked) {
        wanted.append(word);
    } else {
        // The bare name means every package that has it: the others keep it.
        if (wanted.removeAll(changed->feature) > 0) {
            for (const FeatureChoice &choice : std::as_const(m_choices)) {
                if (choice.feature == changed->feature && !wanted.contains(choice.word))
                    wanted.append(choice.word);
            }
        }
        wanted.removeAll(word);
    }
    if (wanted.isEmpty())
        m_editor->setAutomatic(OptionKey::Features);
    else
        m_editor->setTicks(OptionKey::Features, wanted, {});
}

} // namespace slipway
