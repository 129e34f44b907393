// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/project.h"
#include "samples.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

QStringList binaryLines(const Package &package)
{
    QStringList lines;
    for (const Binary &binary : package.binaries)
        lines.append(binary.name + u'=' + binary.path + (binary.requiredFeatures.isEmpty() ? QString() : u'+' + binary.requiredFeatures.join(u'+')));
    return lines;
}

QStringList names(const QList<const Package *> &packages)
{
    QStringList list;
    for (const Package *package : packages)
        list.append(package->name);
    return list;
}

QStringList codes(const Project &project)
{
    QStringList list;
    for (const Finding &finding : project.findings)
        list.append(finding.code);
    return list;
}

const Dependency *dependency(const Package *package, const QString &name)
{
    const auto found = std::ranges::find_if(package->dependencies, [&](const Dependency &one) { return one.name == name; });
    return found != package->dependencies.end() ? &*found : nullptr;
}

} // namespace

/// What readProject makes of projects that are as they should be.
class TestReadProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = QFileInfo(m_dir->path()).canonicalFilePath();
    }

    void smallProject();
    void binaries_data();
    void binaries();
    void workspaceOfTwoServices();
    void opensFromAnywhere_data();
    void opensFromAnywhere();
    void inheritance();
    void membersByPattern();
    void virtualWorkspace();
    void defaultMembers();
    void pathDependenciesBecomeMembers();

private:
    void write(const QString &path, const QByteArray &bytes) { writeFile(m_root, path, bytes); }
    /// A package with a binary in a folder of its own.
    void writePackage(const QString &folder, const QByteArray &more = {})
    {
        write(folder + u"/Cargo.toml", "[package]\nname = \"" + folder.section(u'/', -1).toUtf8() + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" + more);
        write(folder + u"/src/main.rs", "fn main() {}\n");
    }
    [[nodiscard]] Project read(const QString &below = {})
    {
        const auto project = readProject(m_root + below);
        if (!project) {
            QTest::qFail(qPrintable(project.error().message), __FILE__, __LINE__);
            return {};
        }
        return *project;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

void TestReadProject::smallProject()
{
    writeSmallProject(m_root);
    const Project project = read();
    QCOMPARE(project.root, m_root);
    QCOMPARE(project.name, u"small"_s);
    QVERIFY(!project.isWorkspace);
    QVERIFY(!project.isVirtual);
    QCOMPARE(project.resolver, u"2"_s);
    QCOMPARE(project.packages.size(), 1);
    const Package &package = project.packages.constFirst();
    QCOMPARE(package.version, u"0.3.1"_s);
    QCOMPARE(package.edition, u"2021"_s);
    QCOMPARE(package.manifestPath, QString(m_root + u"/Cargo.toml"));
    QVERIFY(package.isMember && package.isDefaultMember);
    QCOMPARE(binaryLines(package), QStringList{u"small=src/main.rs"_s});
    QCOMPARE(package.features.keys(), (QStringList{u"default"_s, u"loud"_s}));
    QCOMPARE(project.lock->version, 4);
    QCOMPARE(project.lock->packages.size(), 1);
    QCOMPARE(project.profiles, (QStringList{u"release"_s, u"dev"_s}));
    QCOMPARE(codes(project), QStringList());
    QVERIFY(project.watchedFiles.contains(QString(m_root + u"/Cargo.toml")));
    QVERIFY(project.watchedFiles.contains(QString(m_root + u"/Cargo.lock")));
}

void TestReadProject::binaries_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("binaries");
    const QByteArray head = "[package]\nname = \"p\"\nedition = \"2021\"\n";
    const QByteArray old = "[package]\nname = \"p\"\n";
    const QStringList usual{u"src/main.rs"_s, u"src/bin/one.rs"_s, u"src/bin/two/main.rs"_s};
    const QStringList all{u"p=src/main.rs"_s, u"one=src/bin/one.rs"_s, u"two=src/bin/two/main.rs"_s};
    QTest::newRow("only main") << head << QStringList{u"src/main.rs"_s} << QStringList{u"p=src/main.rs"_s};
    QTest::newRow("all three places") << head << usual << all;
    QTest::newRow("autobins off") << QByteArray(head + "autobins = false\n") << QStringList(usual + QStringList{u"src/lib.rs"_s}) << QStringList();
    QTest::newRow("declared and found") << QByteArray(head + "[[bin]]\nname = \"other\"\npath = \"tools/other.rs\"\n")
                                        << QStringList(usual + QStringList{u"tools/other.rs"_s}) << QStringList(QStringList{u"other=tools/other.rs"_s} + all);
    QTest::newRow("main under another name") << QByteArray(head + "[[bin]]\nname = \"rg\"\npath = \"src/main.rs\"\n") << QStringList{u"src/main.rs"_s}
                                             << QStringList{u"rg=src/main.rs"_s};
    QTest::newRow("declared without a path") << QByteArray(head + "[[bin]]\nname = \"one\"\nrequired-features = [\"cli\"]\n[features]\ncli = []\n") << usual
                                             << QStringList{u"one=src/bin/one.rs+cli"_s, u"p=src/main.rs"_s, u"two=src/bin/two/main.rs"_s};
    QTest::newRow("declared with autobins off") << QByteArray(head + "autobins = false\n[[bin]]\nname = \"two\"\n") << usual
                                                << QStringList{u"two=src/bin/two/main.rs"_s};
    QTest::newRow("edition 2015 finds") << old << usual << all;
    QTest::newRow("edition 2015 stops when one is declared") << QByteArray(old + "[[bin]]\nname = \"one\"\n") << usual << QStringList{u"one=src/bin/one.rs"_s};
    QTest::newRow("edition 2015 with autobins on") << QByteArray(old + "autobins = true\n[[bin]]\nname = \"one\"\n") << usual
                                                   << QStringList{u"one=src/bin/one.rs"_s, u"p=src/main.rs"_s, u"two=src/bin/two/main.rs"_s};
    QTest::newRow("edition 2015 takes src/NAME.rs") << QByteArray(old + "[[bin]]\nname = \"solo\"\n") << QStringList{u"src/solo.rs"_s}
                                                    << QStringList{u"solo=src/solo.rs"_s};
    QTest::newRow("dotfiles and other files are none")
        << head << QStringList{u"src/main.rs"_s, u"src/bin/.hidden.rs"_s, u"src/bin/notes.md"_s, u"src/bin/mod/helper.rs"_s} << QStringList{u"p=src/main.rs"_s};
    QTest::newRow("a name with a dash and a digit") << head << QStringList{u"src/bin/v2-tool.rs"_s} << QStringList{u"v2-tool=src/bin/v2-tool.rs"_s};
}

void TestReadProject::binaries()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QStringList, files);
    QFETCH(QStringList, binaries);
    write(u"Cargo.toml"_s, manifest);
    for (const QString &file : std::as_const(files))
        write(file, "fn main() {}\n");
    QCOMPARE(binaryLines(read().packages.value(0)), binaries);
}

void TestReadProject::workspaceOfTwoServices()
{
    writeShopWorkspace(m_root);
    const Project project = read();
    QVERIFY(project.isWorkspace && project.isVirtual);
    QCOMPARE(project.name, m_root.section(u'/', -1));
    QCOMPARE(names(project.defaultPackages()), (QStringList{u"shop-api"_s, u"shop-shared"_s, u"shop-worker"_s}));
    const Package *api = project.member(u"shop-api"_s);
    QVERIFY(api);
    QCOMPARE(api->version, u"1.2.0"_s);
    QCOMPARE(dependency(api, u"shop-shared"_s)->path, QString(m_root + u"/shared"));
    QVERIFY(project.member(u"shop-shared"_s)->hasLibrary);
    QVERIFY(!project.member(u"nobody"_s));
    QCOMPARE(codes(project), QStringList());
    QCOMPARE(project.lock->packages.constFirst().dependencies, QList<int>{1});
}

void TestReadProject::opensFromAnywhere_data()
{
    QTest::addColumn<QString>("below");
    QTest::addColumn<QStringList>("packages");
    const QStringList all{u"shop-api"_s, u"shop-shared"_s, u"shop-worker"_s};
    QTest::newRow("the root") << QString() << all;
    QTest::newRow("the root with a slash") << u"/"_s << all;
    QTest::newRow("the manifest") << u"/Cargo.toml"_s << all;
    QTest::newRow("a member") << u"/api"_s << QStringList{u"shop-api"_s};
    QTest::newRow("a folder in a member") << u"/api/src"_s << QStringList{u"shop-api"_s};
    QTest::newRow("a file in a member") << u"/worker/src/main.rs"_s << QStringList{u"shop-worker"_s};
    QTest::newRow("a way round") << u"/api/../worker"_s << QStringList{u"shop-worker"_s};
}

void TestReadProject::opensFromAnywhere()
{
    QFETCH(QString, below);
    QFETCH(QStringList, packages);
    writeShopWorkspace(m_root);
    const Project project = read(below);
    QCOMPARE(project.root, m_root);
    QCOMPARE(names(project.defaultPackages()), packages);
}

void TestReadProject::inheritance()
{
    write(u"Cargo.toml"_s, "[workspace]\nmembers = [\"a\"]\nresolver = \"3\"\n"
                           "[workspace.package]\nversion = \"2.0.1\"\nedition = \"2024\"\nrust-version = \"1.85\"\n"
                           "[workspace.dependencies]\n"
                           "serde = { version = \"1.0.200\", features = [\"derive\"] }\n"
                           "log = { version = \"0.4\", default-features = false }\n"
                           "tool = { path = \"libs/tool\", version = \"0.1\" }\n"
                           "old = { package = \"new-name\", version = \"3\" }\n");
    write(u"a/Cargo.toml"_s, "[package]\nname = \"a\"\nversion.workspace = true\nedition = { workspace = true }\nrust-version.workspace = true\n"
                             "[dependencies]\n"
                             "serde = { workspace = true, features = [\"rc\"], optional = true }\n"
                             "log.workspace = true\n"
                             "old.workspace = true\n"
                             "[build-dependencies]\ntool.workspace = true\n"
                             "[target.'cfg(unix)'.dev-dependencies]\nlog = { workspace = true, default-features = true }\n");
    write(u"a/src/main.rs"_s, "fn main() {}\n");
    write(u"libs/tool/Cargo.toml"_s, "[package]\nname = \"tool\"\nversion = \"0.1.0\"\n");
    write(u"libs/tool/src/lib.rs"_s, {});
    const Project project = read();
    const Package *a = project.member(u"a"_s);
    QVERIFY(a);
    QCOMPARE(a->version, u"2.0.1"_s);
    QCOMPARE(a->edition, u"2024"_s);
    QCOMPARE(a->rustVersion, u"1.85"_s);
    QCOMPARE(project.toolchain.minimumRust, u"1.85"_s);
    QCOMPARE(project.resolver, u"3"_s);
    const Dependency *serde = dependency(a, u"serde"_s);
    QCOMPARE(serde->features, (QStringList{u"derive"_s, u"rc"_s}));
    QCOMPARE(serde->requirement, u"1.0.200"_s);
    QVERIFY(serde->isOptional && serde->defaultFeatures);
    QVERIFY(!dependency(a, u"log"_s)->defaultFeatures);
    QCOMPARE(dependency(a, u"old"_s)->package, u"new-name"_s);
    QCOMPARE(dependency(a, u"tool"_s)->kind, Dependency::Kind::Build);
    QCOMPARE(dependency(a, u"tool"_s)->path, QString(m_root + u"/libs/tool"));
    const Dependency &last = a->dependencies.constLast();
    QCOMPARE(last.target, u"cfg(unix)"_s);
    QCOMPARE(last.kind, Dependency::Kind::Dev);
    QVERIFY(last.defaultFeatures);
    // Without a version and an edition Cargo has its own.
    QCOMPARE(project.member(u"tool"_s)->edition, u"2015"_s);
}

void TestReadProject::membersByPattern()
{
    write(u"Cargo.toml"_s, "[workspace]\nmembers = [\"crates/*\", \"tools/[a-c]?\"]\nexclude = [\"crates/old\"]\n");
    writePackage(u"crates/b"_s);
    writePackage(u"crates/a"_s);
    writePackage(u"crates/old"_s);
    write(u"crates/README.md"_s, "a plain file matches too\n");
    writePackage(u"tools/b1"_s);
    writePackage(u"tools/d1"_s);
    const Project project = read();
    QStringList members;
    for (const Package &package : project.packages)
        members.append(package.name);
    QCOMPARE(members, (QStringList{u"a"_s, u"b"_s, u"b1"_s}));
}

void TestReadProject::virtualWorkspace()
{
    write(u"Cargo.toml"_s,
          "[workspace]\nmembers = [\"a\"]\n[profile.fast]\ninherits = \"release\"\n[profile.release]\nlto = true\n[profile.bench]\ndebug = true\n");
    writePackage(u"a"_s);
    const Project project = read();
    QVERIFY(project.isVirtual);
    QCOMPARE(project.resolver, u"1"_s);
    QCOMPARE(project.profiles, (QStringList{u"release"_s, u"dev"_s, u"fast"_s}));
    QVERIFY(codes(project).contains(u"resolver-old"_s));
}

void TestReadProject::defaultMembers()
{
    write(u"Cargo.toml"_s, "[package]\nname = \"top\"\nversion = \"0.1.0\"\n[workspace]\nmembers = [\"a\", \"b\"]\ndefault-members = [\"b\"]\n");
    write(u"src/main.rs"_s, "fn main() {}\n");
    writePackage(u"a"_s);
    writePackage(u"b"_s);
    QCOMPARE(names(read().defaultPackages()), QStringList{u"b"_s});
    QCOMPARE(names(read(u"/a"_s).defaultPackages()), QStringList{u"a"_s});
    QCOMPARE(read().name, u"top"_s);
    QCOMPARE(read().packages.constLast().name, u"top"_s);
    write(u"Cargo.toml"_s, "[package]\nname = \"top\"\nversion = \"0.1.0\"\n[workspace]\nmembers = [\"a\", \"b\"]\n");
    QCOMPARE(names(read().defaultPackages()), QStringList{u"top"_s});
}

void TestReadProject::pathDependenciesBecomeMembers()
{
    write(u"Cargo.toml"_s, "[workspace]\nmembers = [\"a\"]\nexclude = [\"apart\"]\n");
    writePackage(u"a"_s, "[dependencies]\nlib1 = { path = \"../lib1\" }\napart = { path = \"../apart\" }\n");
    writePackage(u"lib1"_s, "[dependencies]\nlib2 = { path = \"../lib2\" }\n[dev-dependencies]\na = { path = \"../a\" }\n");
    writePackage(u"lib2"_s);
    writePackage(u"apart"_s, "[dev-dependencies]\nmissing = { path = \"../missing\" }\n");
    const Project project = read();
    QStringList members;
    for (const Package &package : project.packages)
        members.append(package.name + (package.isMember ? u"" : u" (no member)"));
    QCOMPARE(members, (QStringList{u"a"_s, u"lib1"_s, u"lib2"_s, u"apart (no member)"_s}));
}

QTEST_GUILESS_MAIN(TestReadProject)
#include "tst_readproject.moc"
