// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargocaches.h"
#include "crates/crategraph.h"
#include "samples.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QString gnu = u"x86_64-unknown-linux-gnu"_s;
const QString arm = u"aarch64-unknown-linux-gnu"_s;
constexpr auto registry = "registry+https://github.com/rust-lang/crates.io-index";

/// "name version for [features]", a star before what is only possible, the targets' architectures behind a crate that not all have.
QStringList shown(const CrateGraph &graph, bool withTargets = false)
{
    QStringList rows;
    for (const CrateRow &row : graph.rows) {
        QString text = (row.isCertain ? u""_s : u"*"_s) + row.name + u' ' + row.version + (row.forHost ? u" host"_s : u" target"_s);
        if (row.isBuildScript)
            text += u" script"_s;
        if (!row.features.isEmpty())
            text += u" ["_s + row.features.join(u' ') + u']';
        for (const QString &target : withTargets ? row.targets : QStringList())
            text += u' ' + target.section(u'-', 0, 0);
        rows.append(text);
    }
    return rows;
}

} // namespace

class tst_CrateGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void features_data();
    void features();
    void targetsUniteFeatures();
    void hostAndTargetPart_data();
    void hostAndTargetPart();
    void severalVersions();
    void weakAndRenamed_data();
    void weakAndRenamed();
    void requiredFeatures();
    void developmentCountsInResolver1_data();
    void developmentCountsInResolver1();
    void gitCheckout();
    void vendoredFolder();
    void emptyHome();
    void indexAlone();
    void noLockFile();
    void why();
    void runsNoProgram();

private:
    void crate(const QString &name, const QString &version, const QByteArray &manifest, bool hasBuildScript = false, const QString &below = {});
    void project(const QByteArray &manifest, const QByteArray &lockRows, bool hasBuildScript = false);
    static QByteArray row(const char *name, const char *version, std::initializer_list<const char *> dependencies = {});
    CrateGraph resolve(CrateRequest request = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_home;
    QString m_root;
};

void tst_CrateGraph::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_home = m_folder->filePath(u"home"_s);
    m_root = m_folder->filePath(u"project"_s);
    qputenv("CARGO_HOME", QFile::encodeName(m_home));
}

void tst_CrateGraph::crate(const QString &name, const QString &version, const QByteArray &manifest, bool hasBuildScript, const QString &below)
{
    const QString folder = (below.isEmpty() ? m_home + u"/registry/src/index.crates.io-1949cf8c6b5b557f"_s : below) + u'/' + name + u'-' + version;
    test::writeFile(folder, u"Cargo.toml"_s,
                    "[package]\nname = \"" + name.toUtf8() + "\"\nversion = \"" + version.toUtf8() + "\"\nedition = \"2021\"\n" + manifest);
    test::writeFile(folder, u"src/lib.rs"_s, {});
    if (hasBuildScript)
        test::writeFile(folder, u"build.rs"_s, "fn main() {}\n");
}

void tst_CrateGraph::project(const QByteArray &manifest, const QByteArray &lockRows, bool hasBuildScript)
{
    test::writeFile(m_root, u"Cargo.toml"_s, "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" + manifest);
    test::writeFile(m_root, u"src/main.rs"_s, "fn main() {}\n");
    test::writeFile(m_root, u"Cargo.lock"_s, "version = 4\n\n" + lockRows);
    if (hasBuildScript)
        test::writeFile(m_root, u"build.rs"_s, "fn main() {}\n");
}

QByteArray tst_CrateGraph::row(const char *name, const char *version, std::initializer_list<const char *> dependencies)
{
    QByteArray text = QByteArray("[[package]]\nname = \"") + name + "\"\nversion = \"" + version + "\"\n";
    if (qstrcmp(name, "app") != 0)
        text += QByteArray("source = \"") + registry + "\"\n";
    if (dependencies.size() > 0) {
        text += "dependencies = [\n";
        for (const char *dependency : dependencies)
            text += QByteArray(" \"") + dependency + "\",\n";
        text += "]\n";
    }
    return text + '\n';
}

CrateGraph tst_CrateGraph::resolve(CrateRequest request)
{
    const auto project = readProject(m_root);
    if (!project) {
        qWarning("%s", qPrintable(project.error().message));
        return {};
    }
    if (request.targets.isEmpty())
        request.targets = {gnu};
    CargoCaches caches(m_home);
    const CrateGraph first = resolveCrates(*project, request, caches);
    // Facts that are remembered give what facts that are read gave, and so does the road without a source.
    if (resolveCrates(*project, request, caches).rows != first.rows || resolveCrates(*project, request).rows != first.rows)
        qFatal("the answer changes");
    return first;
}

void tst_CrateGraph::features_data()
{
    QTest::addColumn<CrateRequest>("request");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("default") << CrateRequest{} << QStringList{u"app 0.1.0 target [default tls]"_s, u"leaf 1.0.0 target [default std tls]"_s};
    QTest::newRow("no default") << CrateRequest{.noDefaultFeatures = true} << QStringList{u"app 0.1.0 target"_s};
    QTest::newRow("all") << CrateRequest{.allFeatures = true}
                         << QStringList{u"app 0.1.0 target [default extra other tls]"_s, u"leaf 1.0.0 target [default std tls]"_s, u"other 1.0.0 target"_s};
    QTest::newRow("one by its dependency's name") << CrateRequest{.features = {u"other"_s}, .noDefaultFeatures = true}
                                                  << QStringList{u"app 0.1.0 target [other]"_s, u"other 1.0.0 target"_s};
    QTest::newRow("with the package's name, in a list with commas")
        << CrateRequest{.features = {u"app/other,extra"_s}, .noDefaultFeatures = true}
        << QStringList{u"app 0.1.0 target [extra other]"_s, u"leaf 1.0.0 target [default std]"_s, u"other 1.0.0 target"_s};
    QTest::newRow("a package by name and version") << CrateRequest{.packages = {u"app@0.1.0"_s}, .noDefaultFeatures = true}
                                                   << QStringList{u"app 0.1.0 target"_s};
    QTest::newRow("a package that is not there") << CrateRequest{.packages = {u"app@9.0.0"_s}} << QStringList{};
    QTest::newRow("a binary that is not there") << CrateRequest{.binaries = {u"gone"_s}} << QStringList{};
}

void tst_CrateGraph::features()
{
    QFETCH(CrateRequest, request);
    QFETCH(QStringList, rows);
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\ndefault = [\"std\"]\nstd = []\ntls = []\n");
    crate(u"other"_s, u"1.0.0"_s, {});
    project("[features]\ndefault = [\"tls\"]\ntls = [\"dep:leaf\", \"leaf/tls\"]\nextra = [\"dep:leaf\"]\n"
            "[dependencies]\nleaf = { version = \"1\", optional = true }\nother = { version = \"1\", optional = true }\n",
            row("app", "0.1.0", {"leaf", "other"}) + row("leaf", "1.0.0") + row("other", "1.0.0"));
    const CrateGraph graph = resolve(request);
    QCOMPARE(shown(graph), rows);
    QVERIFY(graph.isExact);
}

void tst_CrateGraph::targetsUniteFeatures()
{
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\nfast = []\n");
    crate(u"onlyarm"_s, u"1.0.0"_s, "[dependencies]\nleaf = { version = \"1\", features = [\"fast\"] }\n");
    crate(u"onlywin"_s, u"1.0.0"_s, "[dependencies]\nleaf = \"1\"\n");
    project("[dependencies]\nleaf = \"1\"\n[target.'cfg(target_arch = \"aarch64\")'.dependencies]\nonlyarm = "
            "\"1\"\n[target.'cfg(windows)'.dependencies]\nonlywin = \"1\"\n",
            row("app", "0.1.0", {"leaf", "onlyarm", "onlywin"}) + row("leaf", "1.0.0") + row("onlyarm", "1.0.0", {"leaf"}) + row("onlywin", "1.0.0", {"leaf"}));
    QCOMPARE(shown(resolve({.targets = {gnu}}), true), (QStringList{u"app 0.1.0 target x86_64"_s, u"leaf 1.0.0 target x86_64"_s}));
    QCOMPARE(shown(resolve({.targets = {gnu, arm}}), true),
             (QStringList{u"app 0.1.0 target x86_64 aarch64"_s, u"leaf 1.0.0 target [fast] x86_64 aarch64"_s, u"onlyarm 1.0.0 target aarch64"_s}));
    const CrateGraph unknown = resolve({.targets = {u"z80-none"_s}});
    QVERIFY(!unknown.isExact);
    QVERIFY(shown(unknown).contains(u"*onlyarm 1.0.0 target"_s));
}

void tst_CrateGraph::hostAndTargetPart_data()
{
    QTest::addColumn<QByteArray>("resolver");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("2") << QByteArray("2") << QStringList{u"app 0.1.0 target"_s,  u"app 0.1.0 host script"_s, u"build 1.0.0 host"_s,
                                                         u"derive 1.0.0 host"_s, u"leaf 1.0.0 target"_s,     u"leaf 1.0.0 host [build macro]"_s};
    QTest::newRow("1") << QByteArray("1") << QStringList{u"app 0.1.0 target"_s,  u"app 0.1.0 host script"_s,           u"build 1.0.0 host"_s,
                                                         u"derive 1.0.0 host"_s, u"leaf 1.0.0 target [build macro]"_s, u"leaf 1.0.0 host [build macro]"_s};
}

void tst_CrateGraph::hostAndTargetPart()
{
    QFETCH(QByteArray, resolver);
    QFETCH(QStringList, rows);
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\nbuild = []\nmacro = []\n");
    crate(u"build"_s, u"1.0.0"_s, "[dependencies]\nleaf = { version = \"1\", features = [\"build\"] }\n");
    // Build dependencies without a build script are nothing.
    crate(u"derive"_s, u"1.0.0"_s,
          "[lib]\nproc-macro = true\n[dependencies]\nleaf = { version = \"1\", features = [\"macro\"] }\n[build-dependencies]\nnothing = \"1\"\n");
    crate(u"nothing"_s, u"1.0.0"_s, {});
    project("resolver = \"" + resolver + "\"\n[dependencies]\nleaf = \"1\"\nderive = \"1\"\n[build-dependencies]\nbuild = \"1\"\n",
            row("app", "0.1.0", {"build", "derive", "leaf"}) + row("build", "1.0.0", {"leaf"}) + row("derive", "1.0.0", {"leaf", "nothing"})
                + row("leaf", "1.0.0") + row("nothing", "1.0.0"),
            true);
    const CrateGraph graph = resolve();
    QCOMPARE(shown(graph), rows);
    QVERIFY(graph.isExact);
    QCOMPARE(graph.targetCount(), 2);
    QCOMPARE(graph.hostCount(), 4);
}

void tst_CrateGraph::severalVersions()
{
    crate(u"leaf"_s, u"1.2.0"_s, {});
    crate(u"leaf"_s, u"2.0.1"_s, {});
    crate(u"uses"_s, u"1.0.0"_s, "[dependencies]\nleaf = \">=1.1, <2\"\n");
    project("[dependencies]\nuses = \"1\"\nleaf = \"2\"\n",
            row("app", "0.1.0", {"leaf 2.0.1", "uses"}) + row("leaf", "1.2.0") + row("leaf", "2.0.1") + row("uses", "1.0.0", {"leaf 1.2.0"}));
    const CrateGraph graph = resolve();
    QCOMPARE(shown(graph), (QStringList{u"app 0.1.0 target"_s, u"leaf 1.2.0 target"_s, u"leaf 2.0.1 target"_s, u"uses 1.0.0 target"_s}));
    QCOMPARE(graph.rows.at(0).dependencies, (QList<int>{2, 3}));
    QCOMPARE(graph.rows.at(3).dependencies, (QList<int>{1}));
}

void tst_CrateGraph::weakAndRenamed_data()
{
    QTest::addColumn<QByteArray>("features");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("weak alone leaves it out") << QByteArray("\"fast\"") << QStringList{u"app 0.1.0 target"_s, u"mid 1.0.0 target [fast]"_s};
    QTest::newRow("weak, then switched on") << QByteArray("\"fast\", \"full\"")
                                            << QStringList{u"app 0.1.0 target"_s, u"leaf 1.0.0 target [speed]"_s, u"mid 1.0.0 target [fast full]"_s};
    QTest::newRow("switched on, then weak") << QByteArray("\"full\", \"fast\"")
                                            << QStringList{u"app 0.1.0 target"_s, u"leaf 1.0.0 target [speed]"_s, u"mid 1.0.0 target [fast full]"_s};
    QTest::newRow("a strong one switches on") << QByteArray("\"strong\"")
                                              << QStringList{u"app 0.1.0 target"_s, u"leaf 1.0.0 target [speed]"_s, u"mid 1.0.0 target [strong]"_s};
}

void tst_CrateGraph::weakAndRenamed()
{
    QFETCH(QByteArray, features);
    QFETCH(QStringList, rows);
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\nspeed = []\n");
    crate(u"mid"_s, u"1.0.0"_s,
          "[features]\nfast = [\"twig?/speed\"]\nfull = [\"dep:twig\"]\nstrong = [\"twig/speed\"]\n"
          "[dependencies]\ntwig = { package = \"leaf\", version = \"1\", optional = true }\n");
    project("[dependencies]\nmid = { version = \"1\", features = [" + features + "] }\n",
            row("app", "0.1.0", {"mid"}) + row("leaf", "1.0.0") + row("mid", "1.0.0", {"leaf"}));
    QCOMPARE(shown(resolve()), rows);
}

void tst_CrateGraph::requiredFeatures()
{
    crate(u"leaf"_s, u"1.0.0"_s, {});
    project("[dependencies]\nleaf = \"1\"\n[features]\ncli = []\n[[bin]]\nname = \"app\"\npath = \"src/main.rs\"\nrequired-features = [\"cli\"]\n",
            row("app", "0.1.0", {"leaf"}) + row("leaf", "1.0.0"));
    QCOMPARE(shown(resolve()), QStringList());
    QCOMPARE(shown(resolve({.features = {u"cli"_s}})), (QStringList{u"app 0.1.0 target [cli]"_s, u"leaf 1.0.0 target"_s}));
}

void tst_CrateGraph::developmentCountsInResolver1_data()
{
    QTest::addColumn<QByteArray>("resolver");
    QTest::addColumn<QString>("leaf");
    QTest::newRow("1 unites tests and other platforms") << QByteArray("1") << u"leaf 1.0.0 target [tests windows]"_s;
    QTest::newRow("2 leaves them out") << QByteArray("2") << u"leaf 1.0.0 target"_s;
    QTest::newRow("3 as well") << QByteArray("3") << u"leaf 1.0.0 target"_s;
}

void tst_CrateGraph::developmentCountsInResolver1()
{
    QFETCH(QByteArray, resolver);
    QFETCH(QString, leaf);
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\ntests = []\nwindows = []\n");
    project("resolver = \"" + resolver
                + "\"\n[dependencies]\nleaf = \"1\"\n[dev-dependencies]\nleaf = { version = \"1\", features = [\"tests\"] }\n"
                  "[target.'cfg(windows)'.dependencies]\nleaf = { version = \"1\", features = [\"windows\"] }\n",
            row("app", "0.1.0", {"leaf"}) + row("leaf", "1.0.0"));
    QCOMPARE(shown(resolve()), (QStringList{u"app 0.1.0 target"_s, leaf}));
}

void tst_CrateGraph::gitCheckout()
{
    const QString checkout = m_home + u"/git/checkouts/tools-0123456789abcdef/89abcde"_s;
    test::writeFile(checkout, u"Cargo.toml"_s,
                    "[workspace]\nmembers = [\"one\", \"two\"]\n[workspace.package]\nversion = \"3.0.0\"\n[workspace.dependencies]\ntwo = { path = \"two\", "
                    "features = [\"on\"] }\n");
    test::writeFile(checkout, u"one/Cargo.toml"_s, "[package]\nname = \"one\"\nversion.workspace = true\n[dependencies]\ntwo.workspace = true\n");
    test::writeFile(checkout, u"one/src/lib.rs"_s, {});
    test::writeFile(checkout, u"two/Cargo.toml"_s, "[package]\nname = \"two\"\nversion = \"3.0.0\"\n[features]\non = []\n");
    test::writeFile(checkout, u"two/src/lib.rs"_s, {});
    const QByteArray source = "source = \"git+https://example.org/all/tools.git?branch=main#89abcdef0123456789abcdef0123456789abcdef\"\n";
    project("[dependencies]\none = { git = \"https://example.org/all/tools.git\", branch = \"main\" }\n",
            row("app", "0.1.0", {"one"}) + "[[package]]\nname = \"one\"\nversion = \"3.0.0\"\n" + source + "dependencies = [\n \"two\",\n]\n\n"
                + "[[package]]\nname = \"two\"\nversion = \"3.0.0\"\n" + source);
    QCOMPARE(shown(resolve()), (QStringList{u"app 0.1.0 target"_s, u"one 3.0.0 target"_s, u"two 3.0.0 target [on]"_s}));
    QVERIFY(QDir(checkout).removeRecursively());
    const CrateGraph unknown = resolve();
    QCOMPARE(shown(unknown).value(1), u"*one 3.0.0 target [default]"_s);
    QVERIFY(!unknown.isExact);
}

void tst_CrateGraph::vendoredFolder()
{
    crate(u"leaf"_s, u"1.0.0"_s, "[features]\ndefault = []\n", true, m_root + u"/third-party"_s);
    test::writeFile(m_root, u".cargo/config.toml"_s, "[source.crates-io]\nreplace-with = \"mine\"\n[source.mine]\ndirectory = \"third-party\"\n");
    project("[dependencies]\nleaf = \"1\"\n", row("app", "0.1.0", {"leaf"}) + row("leaf", "1.0.0"));
    const CrateGraph graph = resolve();
    QCOMPARE(shown(graph), (QStringList{u"app 0.1.0 target"_s, u"leaf 1.0.0 target [default]"_s, u"leaf 1.0.0 host script [default]"_s}));
    QVERIFY(graph.isExact);
}

void tst_CrateGraph::emptyHome()
{
    project("[dependencies]\nleaf = \"1\"\n[target.'cfg(windows)'.dependencies]\nwinonly = \"1\"\n",
            row("app", "0.1.0", {"leaf", "winonly"}) + row("cc", "1.0.0") + row("leaf", "1.0.0", {"cc", "twig"}) + row("twig", "1.0.0")
                + row("winonly", "1.0.0"));
    const CrateGraph graph = resolve();
    // What the folder's own manifests say still counts; behind them everything that is locked may be.
    QCOMPARE(shown(graph), (QStringList{u"app 0.1.0 target"_s, u"*cc 1.0.0 host [default]"_s, u"*leaf 1.0.0 target [default]"_s,
                                        u"*leaf 1.0.0 host script [default]"_s, u"*twig 1.0.0 target [default]"_s}));
    QVERIFY(!graph.isExact);
}

void tst_CrateGraph::indexAlone()
{
    const QByteArray line = R"({"name":"leaf","vers":"1.0.0","deps":[{"name":"twig","req":"^1","features":[],"optional":true,"default_features":true,)"
                            R"("target":null,"kind":"normal"}],"cksum":"","features":{"default":[]},"yanked":false})";
    test::writeFile(m_home, u"registry/index/index.crates.io-1949cf8c6b5b557f/.cache/le/af/leaf"_s,
                    QByteArray("\3\2\0\0\0etag", 9) + '\0' + "1.0.0" + '\0' + line + '\0');
    project("[dependencies]\nleaf = \"1\"\n", row("app", "0.1.0", {"leaf"}) + row("leaf", "1.0.0", {"twig"}) + row("twig", "1.0.0"));
    const CrateGraph graph = resolve();
    // The optional dependency is known to be off; what kind of crate it is, is not.
    QCOMPARE(shown(graph), (QStringList{u"app 0.1.0 target"_s, u"*leaf 1.0.0 target [default]"_s}));
    QVERIFY(!graph.isExact);
}

void tst_CrateGraph::noLockFile()
{
    project("[dependencies]\nleaf = \"1\"\n", {});
    QVERIFY(QFile::remove(m_root + u"/Cargo.lock"_s));
    const CrateGraph graph = resolve();
    QCOMPARE(shown(graph), QStringList{u"app 0.1.0 target"_s});
    QVERIFY(!graph.isExact);
}

void tst_CrateGraph::why()
{
    crate(u"a"_s, u"1.0.0"_s, "[dependencies]\nb = \"1\"\n", true);
    crate(u"b"_s, u"1.0.0"_s, "[build-dependencies]\nc = \"1\"\n", true);
    crate(u"c"_s, u"1.0.0"_s, {});
    project("[dependencies]\na = \"1\"\n", row("app", "0.1.0", {"a"}) + row("a", "1.0.0", {"b"}) + row("b", "1.0.0", {"c"}) + row("c", "1.0.0"));
    const CrateGraph graph = resolve();
    for (int i = 0; i < graph.rows.size(); ++i) {
        if (graph.rows.at(i).name == u"c"_s)
            QCOMPARE(graph.why(i), (QStringList{u"app"_s, u"a"_s, u"b"_s, u"c"_s}));
        if (graph.rows.at(i).isMember)
            QCOMPARE(graph.why(i), QStringList{u"app"_s});
    }
    QCOMPARE(graph.why(-1), QStringList());
    QCOMPARE(graph.why(int(graph.rows.size())), QStringList());
    QCOMPARE(CrateGraph().why(0), QStringList());
}

void tst_CrateGraph::runsNoProgram()
{
    const QString mark = m_folder->filePath(u"ran"_s);
    for (const char *name : {"cargo", "rustc", "git", "sh"}) {
        const QString path = u"trap/"_s + QString::fromLatin1(name);
        test::writeFile(m_folder->path(), path, "#!/bin/bash\ntouch '" + QFile::encodeName(mark) + "'\n");
        QVERIFY(QFile::setPermissions(m_folder->filePath(path), QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner));
    }
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", QFile::encodeName(m_folder->filePath(u"trap"_s)));
    test::writeFile(m_root, u".cargo/config.toml"_s, "[build]\nrustc = \"cargo\"\nrustc-wrapper = \"cargo\"\n");
    crate(u"leaf"_s, u"1.0.0"_s, {}, true);
    project("[dependencies]\nleaf = \"1\"\n", row("app", "0.1.0", {"leaf"}) + row("leaf", "1.0.0"), true);
    const CrateGraph graph = resolve();
    qputenv("PATH", path);
    QVERIFY(graph.isExact);
    QCOMPARE(graph.rows.size(), 4);
    QVERIFY(!QFile::exists(mark));
    // Nor is there anything in this room that could.
    const QDir room(QStringLiteral(SLIPWAY_SOURCE_DIR "/app/crates"));
    const QStringList files = room.entryList(QDir::Files);
    QVERIFY(files.size() > 10);
    for (const QString &name : files) {
        QFile file(room.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        for (const char *word : {"QProcess", "base/process.h", "system(", "popen", "exec("})
            QVERIFY2(!text.contains(word), qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(tst_CrateGraph)
#include "tst_crategraph.moc"
