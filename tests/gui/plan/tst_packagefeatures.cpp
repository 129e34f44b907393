// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/packagefeatures.h"

#include "session/session.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

/// Which features are offered, and which of them are on.
class TestPackageFeatures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onePackage();
    void workspace();
    void optionalDependencies();
    void whatIsOnAnyway();

private:
    static Package package(const QString &name, const QMap<QString, QStringList> &features)
    {
        Package made;
        made.name = name;
        made.features = features;
        made.isMember = true;
        made.isDefaultMember = true;
        return made;
    }
    static PlanResult result(const QList<Package> &packages, bool isWorkspace, const QStringList &chosen = {})
    {
        auto project = std::make_shared<Project>();
        project->packages = packages;
        project->isWorkspace = isWorkspace;
        PlanResult made;
        made.project = project;
        made.plan.features = chosen;
        ResolvedOption option;
        option.value = chosen;
        made.plan.options.insert(OptionKey::Features, option);
        return made;
    }
    static QStringList words(const QList<FeatureChoice> &choices)
    {
        QStringList all;
        for (const FeatureChoice &choice : choices)
            all.append(choice.word + (choice.isOn ? u"+"_s : QString()) + (choice.reason.isEmpty() ? QString() : u"!"_s));
        return all;
    }
};

void TestPackageFeatures::onePackage()
{
    const Package one = package(u"app"_s, {{u"default"_s, {u"a"_s}}, {u"a"_s, {u"b"_s}}, {u"b"_s, {}}, {u"c"_s, {}}, {u"d"_s, {}}});
    QCOMPARE(words(featureChoices(result({one}, false, {u"c"_s}))), (QStringList{u"a+!"_s, u"b+!"_s, u"c+"_s, u"d"_s}));
    QVERIFY(featureChoices(result({package(u"bare"_s, {})}, false)).isEmpty());
}

void TestPackageFeatures::workspace()
{
    const QList<Package> two{package(u"api"_s, {{u"loud"_s, {}}}), package(u"worker"_s, {{u"loud"_s, {}}, {u"slow"_s, {}}})};
    QCOMPARE(words(featureChoices(result(two, true, {u"api/loud"_s}))), (QStringList{u"api/loud+"_s, u"worker/loud"_s, u"worker/slow"_s}));
    QCOMPARE(words(featureChoices(result(two, true, {u"loud"_s}))), (QStringList{u"api/loud+"_s, u"worker/loud+"_s, u"worker/slow"_s}));
    PlanResult narrowed = result(two, true);
    narrowed.plan.cargoPackages = {u"api"_s};
    QCOMPARE(words(featureChoices(narrowed)), QStringList{u"api/loud"_s});
}

void TestPackageFeatures::optionalDependencies()
{
    Package one = package(u"app"_s, {{u"tls"_s, {u"dep:rustls"_s}}});
    for (const QString &name : {u"rustls"_s, u"serde"_s, u"plain"_s}) {
        Dependency dependency;
        dependency.name = name;
        dependency.isOptional = name != "plain"_L1;
        one.dependencies.append(dependency);
    }
    QCOMPARE(words(featureChoices(result({one}, false))), (QStringList{u"serde"_s, u"tls"_s}));
}

void TestPackageFeatures::whatIsOnAnyway()
{
    const Package one = package(u"app"_s, {{u"default"_s, {u"a"_s}}, {u"a"_s, {}}, {u"b"_s, {}}});
    PlanResult all = result({one}, false);
    all.plan.allFeatures = true;
    QCOMPARE(words(featureChoices(all)), (QStringList{u"a+!"_s, u"b+!"_s}));
    PlanResult none = result({one}, false);
    none.plan.noDefaultFeatures = true;
    QCOMPARE(words(featureChoices(none)), (QStringList{u"a"_s, u"b"_s}));
    PlanResult needed = result({one}, false);
    needed.plan.features = {u"b"_s}; // a binary's required-features
    QCOMPARE(words(featureChoices(needed)), (QStringList{u"a+!"_s, u"b+!"_s}));
}

QTEST_MAIN(TestPackageFeatures)
#include "tst_packagefeatures.moc"
