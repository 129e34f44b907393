// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"
#include "projectfixture.h"

#include "session/planner.h"

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// What the sources of a project tell by names: those of the tables, unless a test brings its own.
class TestMentions : public QObject, private ProjectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin();
        m_names = sourceNames(*knowledge());
    }

    void embeddedFiles();
    void missingFrontEnd();
    void servedFolders();
    void frontEndOfBuildScript_data();
    void frontEndOfBuildScript();
    void namesDecide();
    void withoutNames();
};

/// What macros take in has to go into a build whatever the project's .dockerignore says; without one, nothing is looked for.
void TestMentions::embeddedFiles()
{
    write(u"README.md"_s, "x");
    write(u"assets/logo.svg"_s, "x");
    write(u"web/dist/index.html"_s, "x");
    write(u"sql/1.sql"_s, "x");
    write(u"secret.txt"_s, "x"); // named in a comment alone
    write(u"src/pages/mod.rs"_s, "#![doc = include_str!(\"../../README.md\")]\nconst A: &[u8] = include_bytes!(\n    \"../../assets/logo.svg\"\n);\n"
                                 "const B: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/sql/1.sql\"));\n"
                                 "const C: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\n"
                                 "const D: &str = include_str!(\"../../../outside.txt\");\nconst E: &str = include_str!(\"missing.txt\");\n"
                                 "// include_str!(\"../../secret.txt\")\nstatic F: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/web/dist\");\n");
    QVERIFY(read().embeddedPaths.isEmpty());
    write(u".dockerignore"_s, "*.md\nassets\n");
    const Project project = read();
    QCOMPARE(project.embeddedPaths, (QStringList{u"README.md"_s, u"assets/logo.svg"_s, u"sql/1.sql"_s, u"web/dist"_s}));
    QVERIFY(!findingOf(project, u"front-end-missing"_s));
}

void TestMentions::missingFrontEnd()
{
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nassets = { package = \"rust-embed\", version = \"8\" }\n");
    write(u"web/package.json"_s, "{}");
    write(u"src/assets.rs"_s, "// #[folder = \"old/\"]\n#[derive(RustEmbed)]\n#[folder = \"web/dist/\"]\nstruct Assets;\n");
    const Project without = read();
    const Finding *finding = findingOf(without, u"front-end-missing"_s);
    QVERIFY(finding);
    QCOMPARE(finding->message, u"src/assets.rs takes the folder web/dist into the program, which is not there."_s);
    QCOMPARE(finding->advice, u"Run its build first (npm ci && npm run build in web): the folder then goes into the build."_s);
    QCOMPARE(finding->line, 3);
    QVERIFY(without.watchedFiles.contains(QString(m_root + u"/web/dist")));
    write(u"web/dist/index.html"_s, "x");
    const Project with = read();
    QVERIFY(!findingOf(with, u"front-end-missing"_s));
    QCOMPARE(with.embeddedPaths, QStringList{u"web/dist"_s});
}

/// Folders that a web server is given are read when the program runs, whatever their names; never the whole project, or what lies outside.
void TestMentions::servedFolders()
{
    const QByteArray code =
        "ServeDir::new(\"front/dist\"); ServeDir::new(\"./static/css\"); ServeDir::new(\".\"); ServeDir::new(\"/var/www\"); ServeDir::new(\"../up\");\n"
        "Files::new(\"/files\", \"files\"); Tera::new(\"pages/**/*.html\"); ServeFile::new(\"front/none.html\");\n"
        "// ServeDir::new(\"commented\")\nServeDir::new(\"missing\");\n";
    write(u"src/main.rs"_s, code);
    for (const QString &name : {u"front/dist/index.html"_s, u"static/css/a.css"_s, u"files/a"_s, u"pages/a.html"_s, u"commented/a"_s})
        write(name, "x");
    QCOMPARE(read().assetFolders, QStringList{u"static"_s}); // by its name; nothing serves files here
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\ntower-http = \"0.6\"\n");
    const Project project = read();
    QCOMPARE(project.assetFolders, (QStringList{u"static"_s, u"front/dist"_s, u"files"_s, u"pages"_s}));
    const Finding *finding = findingOf(project, u"front-end-missing"_s);
    QVERIFY(finding);
    QCOMPARE(finding->message, u"src/main.rs reads the folder missing when the program runs, which is not there."_s);
    QCOMPARE(finding->line, 4);
    // What the project's .dockerignore keeps out stays out.
    write(u".dockerignore"_s, "/files/**\nfront\n");
    QCOMPARE(read().assetFolders, (QStringList{u"static"_s, u"pages"_s}));
}

void TestMentions::frontEndOfBuildScript_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("packages");
    for (const QString &program : {u"npm"_s, u"npx"_s})
        QTest::addRow("%s", qPrintable(program)) << program << QStringList{u"nodejs"_s, u"npm"_s};
    for (const QString &program : {u"yarn"_s, u"pnpm"_s, u"bun"_s, u"trunk"_s, u"wasm-pack"_s, u"wasm-bindgen"_s})
        QTest::addRow("%s", qPrintable(program)) << program << QStringList();
}

void TestMentions::frontEndOfBuildScript()
{
    QFETCH(QString, program);
    QFETCH(QStringList, packages);
    const QByteArray call = "std::process::Command::new(\"" + program.toUtf8();
    write(u"build.rs"_s, "fn main() {\n    // Command::new(\"bun\")\n    Command::new(\"cc\");\n    " + call + "\").status().unwrap();\n}\n");
    const Project project = read();
    const Finding *finding = findingOf(project, u"build-script-front-end"_s);
    QVERIFY(finding);
    QCOMPARE(finding->message, QString(u"build.rs runs "_s + program + u", which the builder does not have."));
    QCOMPARE(finding->advice, packages.isEmpty() ? u"Install it by build.lines, or build the front end before and have the script skip it."_s
                                                 : u"Debian's nodejs and npm can be installed into the builder."_s);
    QCOMPARE(finding->line, 4);
    QCOMPARE(finding->fixKey, packages.isEmpty() ? QString() : u"build.packages"_s);
    QCOMPARE(finding->fixValue.toStringList(), packages);
    write(u"build.rs"_s, "fn main() { " + call + ".cmd\").status().unwrap(); }\n");
    QVERIFY(findingOf(read(), u"build-script-front-end"_s));
    write(u"build.rs"_s, "fn main() { " + call + "x\").status().unwrap(); }\n");
    QVERIFY(!findingOf(read(), u"build-script-front-end"_s));
}

/// A crate is known by its row alone; names are taken as they are written, not as patterns.
void TestMentions::namesDecide()
{
    m_names = {};
    m_names.embedders = {u"own-embed"_s};
    m_names.folderAttributes = {u"web.root"_s};
    m_names.folderMacros = {u"own_dir"_s};
    m_names.servers = {u"own-server"_s};
    m_names.folderCalls = {u"Own::serve"_s};
    m_names.mountCalls = {u"Own::mount"_s};
    m_names.tools = {{u"own"_s, {u"own-package"_s}, u"own.json"_s, u"own build"_s}};
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nown-embed = \"1\"\nown-server = \"1\"\n");
    write(u"src/main.rs"_s, "#[web.root = \"one\"]\nown_dir!(\"two\")\nOwn::serve(\"three\"); Own::mount(\"/x\", \"four\");\n"
                            "#[web-root = \"five\"]\ninclude_dir!(\"five\"); ServeDir::new(\"five\"); own_dir!(\"front/made\");\n");
    for (const QString &name : {u"one/a"_s, u"two/a"_s, u"three/a"_s, u"four/a"_s, u"five/a"_s, u"front/own.json"_s})
        write(name, "x");
    write(u"build.rs"_s, "fn main() { Command::new(\"npm\"); Command::new(\"own\"); }\n");
    const Project project = read();
    QCOMPARE(project.embeddedPaths, (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(project.assetFolders, (QStringList{u"three"_s, u"four"_s}));
    const Finding *missing = findingOf(project, u"front-end-missing"_s);
    QVERIFY(missing);
    QCOMPARE(missing->advice, u"Run its build first (own build in front): the folder then goes into the build."_s);
    const Finding *tool = findingOf(project, u"build-script-front-end"_s);
    QVERIFY(tool);
    QCOMPARE(tool->message, u"build.rs runs own, which the builder does not have."_s);
    QCOMPARE(tool->fixValue.toStringList(), QStringList{u"own-package"_s});
}

/// The language's own macros need no table; all else is left alone.
void TestMentions::withoutNames()
{
    m_names = {};
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nrust-embed = \"8\"\ntower-http = \"0.6\"\n");
    write(u".dockerignore"_s, "*.md\n");
    write(u"README.md"_s, "x");
    write(u"build.rs"_s, "fn main() { Command::new(\"npm\"); Command::new(\"\"); }\n");
    write(u"src/main.rs"_s, "include_str!(\"../README.md\");\n#[folder = \"missing\"]\nServeDir::new(\"missing\"); f(\"missing\"); m!(\"missing\");\n");
    const Project project = read();
    QCOMPARE(project.embeddedPaths, QStringList{u"README.md"_s});
    QVERIFY(project.assetFolders.isEmpty());
    QVERIFY(!findingOf(project, u"front-end-missing"_s) && !findingOf(project, u"build-script-front-end"_s));
}

QTEST_GUILESS_MAIN(TestMentions)
#include "tst_mentions.moc"
