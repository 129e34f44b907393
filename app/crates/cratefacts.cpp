// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratefacts.h"

#include <QSet>

namespace slipway {

using namespace Qt::StringLiterals;

FeatureValue FeatureValue::parse(const QString &text)
{
    FeatureValue value;
    const qsizetype slash = text.indexOf(u'/');
    if (slash >= 0) {
        value.kind = Kind::DependencyFeature;
        value.feature = text.sliced(slash + 1);
        value.dependency = text.first(slash);
        value.isWeak = value.dependency.endsWith(u'?');
        if (value.isWeak)
            value.dependency.chop(1);
    } else if (text.startsWith("dep:"_L1)) {
        value.kind = Kind::Dependency;
        value.dependency = text.sliced(4);
    } else {
        value.feature = text;
    }
    return value;
}

QHash<QString, QList<FeatureValue>> featureMap(const QMap<QString, QStringList> &features, const QList<Dependency> &dependencies)
{
    QHash<QString, QList<FeatureValue>> map;
    QSet<QString> named;
    for (auto feature = features.cbegin(); feature != features.cend(); ++feature) {
        QList<FeatureValue> &values = map[feature.key()];
        for (const QString &text : feature.value()) {
            values.append(FeatureValue::parse(text));
            if (values.constLast().kind == FeatureValue::Kind::Dependency)
                named.insert(values.constLast().dependency);
        }
    }
    for (const Dependency &dependency : dependencies) {
        if (dependency.isOptional && !features.contains(dependency.name) && !named.contains(dependency.name))
            map.insert(dependency.name, {FeatureValue{FeatureValue::Kind::Dependency, {}, dependency.name, false}});
    }
    return map;
}

QString CrateFactsSource::problem(const LockedPackage &) const
{
    return {};
}

std::shared_ptr<const CrateFacts> factsOf(const Package &package)
{
    auto facts = std::make_shared<CrateFacts>();
    facts->name = package.name;
    facts->version = package.version;
    facts->features = featureMap(package.features, package.dependencies);
    facts->dependencies = package.dependencies;
    facts->links = package.links;
    facts->hasLibrary = package.hasLibrary;
    facts->isProcMacro = package.isProcMacro;
    facts->hasBuildScript = package.hasBuildScript;
    return facts;
}

} // namespace slipway
