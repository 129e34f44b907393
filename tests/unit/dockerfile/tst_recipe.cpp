// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shortprogram.h"
#include "support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// What `cargo metadata --no-deps` says of a workspace, made of a few words: dependencies are "name" with "+feature", "-default", "optional", "build", "dev",
/// "as=NAME", "if=CFG", "path" and "git=URL".
QJsonObject dependency(const QString &line, const QString &root)
{
    const QStringList words = line.split(u' ');
    QJsonObject made{{u"name"_s, words.at(0)},
                     {u"source"_s, u"registry+https://github.com/rust-lang/crates.io-index"_s},
                     {u"req"_s, u"^1"_s},
                     {u"kind"_s, {}},
                     {u"rename"_s, {}},
                     {u"optional"_s, false},
                     {u"uses_default_features"_s, true},
                     {u"features"_s, QJsonArray()},
                     {u"target"_s, {}},
                     {u"registry"_s, {}}};
    QJsonArray features;
    for (const QString &word : words.mid(1)) {
        if (word.startsWith(u'+'))
            features.append(word.mid(1));
        else if (word == "-default"_L1)
            made[u"uses_default_features"_s] = false;
        else if (word == "optional"_L1)
            made[u"optional"_s] = true;
        else if (word == "build"_L1 || word == "dev"_L1)
            made[u"kind"_s] = word;
        else if (word.startsWith("as="_L1))
            made[u"rename"_s] = word.mid(3);
        else if (word.startsWith("if="_L1))
            made[u"target"_s] = word.mid(3);
        else if (word.startsWith("req="_L1))
            made[u"req"_s] = word.mid(4);
        else if (word.startsWith("git="_L1))
            made[u"source"_s] = QString(u"git+"_s + word.mid(4));
        else if (word == "path"_L1) {
            made[u"source"_s] = QJsonValue();
            made[u"path"_s] = QString(root + u'/' + words.at(0));
        }
    }
    made[u"features"_s] = features;
    return made;
}

struct Member
{
    QString name;
    QStringList dependencies;
    QMap<QString, QStringList> features = {};
    QStringList kinds = {u"lib"_s};
    QString version = u"1.0.0"_s;
};

struct Workspace
{
    QList<Member> members;
    QString manifest = u"[workspace]\nresolver = \"2\"\n"_s;
    QString lock = {};
    QStringList call = {};
};

QByteArray metadata(const Workspace &workspace, const QString &root)
{
    QJsonArray packages;
    QJsonArray ids;
    for (const Member &member : workspace.members) {
        QJsonArray dependencies;
        for (const QString &line : member.dependencies)
            dependencies.append(dependency(line, root));
        QJsonObject features;
        for (auto feature = member.features.cbegin(); feature != member.features.cend(); ++feature)
            features.insert(feature.key(), QJsonArray::fromStringList(feature.value()));
        QJsonArray targets;
        for (const QString &kind : member.kinds)
            targets.append(QJsonObject{{u"kind"_s, QJsonArray{kind}}, {u"name"_s, member.name}});
        packages.append(QJsonObject{{u"name"_s, member.name},
                                    {u"version"_s, member.version},
                                    {u"id"_s, member.name},
                                    {u"edition"_s, u"2021"_s},
                                    {u"manifest_path"_s, QString(root + u'/' + member.name + u"/Cargo.toml"_s)},
                                    {u"dependencies"_s, dependencies},
                                    {u"features"_s, features},
                                    {u"targets"_s, targets}});
        ids.append(member.name);
    }
    return QJsonDocument(
               QJsonObject{{u"packages"_s, packages}, {u"workspace_members"_s, ids}, {u"workspace_default_members"_s, ids}, {u"workspace_root"_s, root}})
        .toJson();
}

/// The stand-in's manifest, or the script's complaint.
QString reduced(const Workspace &workspace, QString *lock = nullptr)
{
    const QTemporaryDir dir;
    QFile manifest(dir.filePath(u"Cargo.toml"_s));
    QFile recipe(dir.filePath(u"recipe.json"_s));
    if (!manifest.open(QIODevice::WriteOnly) || !recipe.open(QIODevice::ReadWrite))
        return u"no files"_s;
    manifest.write(workspace.manifest.toUtf8());
    manifest.close();
    QJsonObject skeleton{{u"manifests"_s, QJsonArray()}, {u"lock_file"_s, workspace.lock}};
    recipe.write(QJsonDocument(QJsonObject{{u"skeleton"_s, skeleton}}).toJson());
    recipe.close();
    const QStringList arguments = QStringList{sourcePath(u"resources/dockerfile/dependencies.py"_s), recipe.fileName()} + workspace.call;
    const ProgramEnd end = runToEnd(u"python3"_s, arguments, metadata(workspace, dir.path()));
    if (end.code != 0 || !recipe.open(QIODevice::ReadOnly))
        return end.errors;
    skeleton = QJsonDocument::fromJson(recipe.readAll()).object()["skeleton"_L1].toObject();
    if (lock)
        *lock = skeleton["lock_file"_L1].toString();
    return skeleton["manifests"_L1][0]["contents"_L1].toString();
}

Workspace shop()
{
    return {{{u"api"_s, {u"core path"_s, u"serde +derive"_s}, {}, {u"bin"_s}}, {u"core"_s, {u"serde +derive"_s, u"log"_s}}}};
}

} // namespace
Q_DECLARE_METATYPE(Workspace)

/// resources/dockerfile/dependencies.py: what is left of a workspace in the recipe of its dependencies.
class TestRecipe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameAfter_data();
    void sameAfter();
    void asks_data();
    void asks();
    void lockKeepsWhatIsFromOutside();
};

void TestRecipe::sameAfter_data()
{
    QTest::addColumn<int>("edit");
    QTest::newRow("a version bump") << 0;
    QTest::newRow("a further binary") << 1;
    QTest::newRow("a lint") << 2;
    QTest::newRow("a new member without new dependencies") << 3;
    QTest::newRow("a new member with nothing below it") << 4;
    QTest::newRow("a profile of a member") << 5;
}

void TestRecipe::sameAfter()
{
    QFETCH(int, edit);
    Workspace workspace = shop();
    const QString before = reduced(workspace);
    QVERIFY2(before.contains(u"slipway-dependencies"_s), qPrintable(before));
    switch (edit) {
    case 0:
        workspace.members[0].version = u"2.0.0"_s;
        break;
    case 1:
        workspace.members[0].kinds.append(u"bin"_s);
        break;
    case 2:
        workspace.manifest += u"[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"_s;
        break;
    case 3:
        workspace.members.append({u"tax"_s, {u"serde +derive"_s}});
        workspace.members[1].dependencies.append(u"tax path"_s);
        break;
    case 4:
        workspace.members.append({u"tools"_s, {}});
        break;
    default:
        workspace.manifest += u"[profile.release.package.api]\nopt-level = 1\n"_s;
        break;
    }
    QCOMPARE(reduced(workspace).remove(u"profile = { \"release\" = { \"package\" = {  } } }\n"_s), before);
}

void TestRecipe::asks_data()
{
    QTest::addColumn<Workspace>("workspace");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("notAsked");
    const auto row = [](const char *name, const Workspace &workspace, const QString &asked, const QString &notAsked = {}) {
        QTest::newRow(name) << workspace << asked << notAsked;
    };
    row("features of all members together", {{{u"a"_s, {u"serde -default +std"_s}}, {u"b"_s, {u"serde -default +rc"_s}}}},
        u"\"serde-1\" = { \"package\" = \"serde\", \"version\" = \"^1\", \"default-features\" = false, \"features\" = [\"rc\", \"std\"] }"_s);
    row("an optional one that nothing switches on", {{{u"a"_s, {u"serde optional"_s, u"log"_s}, {{u"serde"_s, {u"dep:serde"_s}}}}}}, u"\"log-1\""_s,
        u"serde"_s);
    row("an optional one of the default features", {{{u"a"_s, {u"serde optional"_s}, {{u"default"_s, {u"json"_s}}, {u"json"_s, {u"dep:serde"_s}}}}}},
        u"\"serde-1\""_s);
    row("without the default features",
        {{{u"a"_s, {u"serde optional"_s}, {{u"default"_s, {u"dep:serde"_s}}}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"--no-default-features"_s}},
        u"slipway"_s, u"serde"_s);
    row("a feature of the call",
        {{{u"a"_s, {u"serde optional"_s}, {{u"json"_s, {u"dep:serde"_s}}}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"--features"_s, u"a/json"_s}},
        u"\"serde-1\""_s);
    row("a feature of a dependency", {{{u"a"_s, {u"openssl"_s}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"--features"_s, u"openssl/vendored"_s}},
        u"\"features\" = [\"vendored\"]"_s);
    row("a weak feature of one that is off", {{{u"a"_s, {u"serde optional"_s}, {{u"default"_s, {u"serde?/rc"_s}}}}}}, u"slipway"_s, u"serde"_s);
    row("a weak feature of one that is on", {{{u"a"_s, {u"serde optional"_s}, {{u"default"_s, {u"serde?/rc"_s, u"dep:serde"_s}}}}}}, u"[\"rc\"]"_s);
    row("a feature through a member",
        {{{u"a"_s, {u"b path +fast"_s}}, {u"b"_s, {u"log"_s}, {{u"fast"_s, {u"log/max"_s}}}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"-p"_s, u"a"_s}},
        u"[\"max\"]"_s);
    row("what a package that is not chosen asks for",
        {{{u"a"_s, {u"log"_s}}, {u"b"_s, {u"serde"_s}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"-p"_s, u"a"_s}}, u"log"_s, u"serde"_s);
    row("a proc macro's go to the builder", {{{u"a"_s, {u"m path"_s}}, {u"m"_s, {u"syn"_s}, {}, {u"proc-macro"_s}}}}, u"build-dependencies = { \"syn-1\""_s,
        u"\ndependencies ="_s);
    row("a build script's", {{{u"a"_s, {u"cc build"_s}, {}, {u"lib"_s, u"custom-build"_s}}}}, u"build-dependencies = { \"cc-1\""_s);
    row("for a build script that is not there", {{{u"a"_s, {u"cc build"_s}}}}, u"\"build\" = false"_s, u"cc-1"_s);
    row("of one platform", {{{u"a"_s, {u"libc if=cfg(unix)"_s}}}}, u"target = { \"cfg(unix)\" = { \"dependencies\" = { \"libc-1\""_s);
    row("of one platform through another",
        {{{u"a"_s, {u"b path if=cfg(unix)"_s}}, {u"b"_s, {u"libc if=cfg(not(windows))"_s}}}, u"[workspace]\nresolver=\"2\"\n"_s, {}, {u"-p"_s, u"a"_s}},
        u"\"cfg(all(not(windows), unix))\""_s);
    row("renamed", {{{u"a"_s, {u"serde as=other +rc"_s}, {{u"default"_s, {u"other/std"_s}}}}}},
        u"\"package\" = \"serde\", \"version\" = \"^1\", \"default-features\" = true, \"features\" = [\"rc\", \"std\"]"_s);
    row("git", {{{u"a"_s, {u"x git=https://h.example/x?rev=abc#abcdef"_s}}}}, u"\"git\" = \"https://h.example/x\", \"rev\" = \"abc\""_s, u"abcdef"_s);
    row("for tests, to the second resolver", {{{u"a"_s, {u"tempfile dev"_s}}}}, u"slipway"_s, u"tempfile"_s);
    row("for tests, to the first one", {{{u"a"_s, {u"tempfile dev"_s}}}, u"[workspace]\n"_s}, u"dev-dependencies = { \"tempfile-1\""_s);
    row("a patch", {{{u"a"_s, {u"log"_s}}}, u"[workspace]\nresolver=\"2\"\n[patch.crates-io]\nlog = { git = \"https://h.example/log\" }\n"_s},
        u"patch = { \"crates-io\" = { \"log\" = { \"git\" = \"https://h.example/log\" } } }"_s);
    row("the version that is locked",
        {{{u"a"_s, {u"serde req=^1.0"_s}}},
         u"[workspace]\nresolver=\"2\"\n"_s,
         u"[[package]]\nname = \"a\"\nversion = \"0.0.1\"\ndependencies = [\"serde\"]\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.9\"\nsource = \"r\"\n"_s},
        u"\"version\" = \"=1.0.9\""_s);
    row("two versions of one crate",
        {{{u"a"_s, {u"rand req=^0.8"_s, u"rand as=new req=^0.9.1"_s}}},
         u"[workspace]\nresolver=\"2\"\n"_s,
         u"[[package]]\nname = \"a\"\nversion = \"0.0.1\"\ndependencies = [\"rand 0.8.5\", \"rand 0.9.2\"]\n\n[[package]]\nname = \"rand\"\nversion = "
         u"\"0.8.5\"\nsource = \"r\"\n"
         "\n[[package]]\nname = \"rand\"\nversion = \"0.9.2\"\nsource = \"r\"\n"_s},
        u"\"rand-0-8-5\" = { \"package\" = \"rand\", \"version\" = \"=0.8.5\", \"default-features\" = true, \"features\" = [] }, \"rand-0-9-2\""_s);
}

void TestRecipe::asks()
{
    QFETCH(Workspace, workspace);
    QFETCH(QString, asked);
    QFETCH(QString, notAsked);
    const QString text = reduced(workspace);
    QVERIFY2(text.contains(asked), qPrintable(text));
    QVERIFY2(notAsked.isEmpty() || !text.contains(notAsked), qPrintable(text));
}

void TestRecipe::lockKeepsWhatIsFromOutside()
{
    Workspace workspace = shop();
    workspace.lock =
        u"version = 4\n\n[[package]]\nname = \"api\"\nversion = \"0.0.1\"\ndependencies = [\"serde\"]\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.9\"\nsource = \"r\"\n"_s;
    QString lock;
    QVERIFY(reduced(workspace, &lock).contains(u"=1.0.9"_s));
    QCOMPARE(lock, u"version = 4\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.9\"\nsource = \"r\"\n"_s);
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
