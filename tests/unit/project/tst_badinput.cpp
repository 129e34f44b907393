// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/project.h"

#include "badinputcheck.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

// clang-format off

const QList<BadInput> &manifests()
{
    static const QList<BadInput> rows{
        {"no folder", [](const QString &) {}, "ROOT/nowhere does not exist; open the folder of a Rust project.", "nowhere", 0, "", 2, "/nowhere"},
        {"no Cargo.toml", [](const QString &root) { writeFile(root, u"main.rs"_s, "fn main() {}\n"); },
         "There is no Cargo.toml in ROOT or above it; open the folder of a Rust project.", "", 0, "", 2},
        {"no Cargo.toml, but one below", [](const QString &root) { writePackage(root, u"backend"_s); },
         "There is no Cargo.toml in ROOT or above it, but there is one in backend; open that folder.", "", 0, "", 2},
        {"cargo.toml in small letters", [](const QString &root) { writeFile(root, u"cargo.toml"_s, package); },
         "The manifest in ROOT is named cargo.toml; Cargo takes only Cargo.toml, so rename it.", "cargo.toml", 0, "", 2},
        {"empty manifest", holding(""), "Cargo.toml has neither a [package] nor a [workspace] table; write one, such as [package] with a name.", "Cargo.toml", 0, "", 2},
        {"broken TOML", holding("[package]\nname = \"p\nversion = \"1.0.0\"\n"), "Line 2 of Cargo.toml is not valid TOML; mend that line.", "Cargo.toml", 2, "", 2},
        {"key twice", holding("[package]\nname = \"p\"\nname = \"q\"\n"), "Line 3 of Cargo.toml is not valid TOML; mend that line.", "Cargo.toml", 3, "", 2},
        {"key of a thousand parts", holding("[package]\nname = \"p\"\n" + QByteArray("a.").repeated(1000) + "a = 1\n"),
         "Line 3 of Cargo.toml is not valid TOML; mend that line.", "Cargo.toml", 3, "", 2},
        {"a hundred thousand brackets", holding("[package]\nx = " + QByteArray(100000, '[')), "Line 2 of Cargo.toml is not valid TOML; mend that line.",
         "Cargo.toml", 2, "", 2},
        {"merge conflict in the manifest", holding("[package]\nname = \"p\"\n<<<<<<< HEAD\nversion = \"1.0.0\"\n=======\nversion = \"1.1.0\"\n>>>>>>> main\n"),
         "Line 3 of Cargo.toml is the mark of a merge conflict; finish the merge.", "Cargo.toml", 3, "", 2},
        {"a web page", holding("<!DOCTYPE html>\n<html><body>Cargo.toml</body></html>\n"),
         "Cargo.toml holds a web page; put the file itself there, not the page that shows it.", "Cargo.toml", 1, "", 2},
        {"a Dockerfile", holding("# build\nFROM rust:1\nCOPY . .\n"), "Cargo.toml holds a Dockerfile; put the file that Cargo expects there.", "Cargo.toml", 1, "", 2},
        {"a program", holding(QByteArray("\x7f" "ELF\x02\x01\x01\x00\x00", 9)), "Cargo.toml is not a text file; put the right file there, saved as UTF-8.",
         "Cargo.toml", 0, "", 2},
        {"UTF-16", holding(QByteArray("\xff\xfe[\0p\0", 6)), "Cargo.toml is not a text file; put the right file there, saved as UTF-8.", "Cargo.toml", 0, "", 2},
        {"not UTF-8", holding("[package]\nname = \"caf\xe9\"\n"), "Line 2 of Cargo.toml is not UTF-8; save the file as UTF-8.", "Cargo.toml", 2, "", 2},
        {"no name", holding("[package]\nversion = \"1.0.0\"\n"), "The package in Cargo.toml has no name; write name = \"…\" below [package].", "Cargo.toml", 1, "", 2},
        {"a name that is a number", holding("[package]\nname = 7\n"), "The package in Cargo.toml has no name; write name = \"…\" below [package].", "Cargo.toml", 1, "", 2},
        {"a name for a shell", holding("[package]\nname = \"p; rm -rf $(HOME) 'x'\"\n"),
         "The package name \"p; rm -rf $(HOME) 'x'\" in Cargo.toml cannot be used: Cargo takes letters, digits, - and _, and no digit first.", "Cargo.toml", 2, "", 2},
        {"a name that turns the text round", holding("[package]\nname = \"p\\u202Eq\"\n"),
         "The package name \"pq\" in Cargo.toml cannot be used: Cargo takes letters, digits, - and _, and no digit first.", "Cargo.toml", 2, "", 2},
        {"no version number", holding("[package]\nname = \"p\"\nversion = \"1.0\"\n"),
         "The version \"1.0\" in Cargo.toml cannot be used: a version has three numbers, such as 1.0.0.", "Cargo.toml", 3, "", 2},
        {"a rust-version before its edition", holding("[package]\nname = \"p\"\nedition = \"2024\"\nrust-version = \"1.80\"\n"),
         "rust-version 1.80 in Cargo.toml is older than edition 2024, which takes Rust 1.85; write a newer one.", "Cargo.toml", 4, "", 2},
        {"a table of brackets", holding("[package]\nname = \"p\"\n[[[\n"), "Line 3 of Cargo.toml is not valid TOML; mend that line.", "Cargo.toml", 3, "", 2},
        {"package is no table", holding("package = \"p\"\n"), "package in Cargo.toml must be a table, written as [package].", "Cargo.toml", 1, "", 2},
        {"nothing to inherit from", holding("[package]\nname = \"p\"\nversion.workspace = true\n"),
         "package.version in Cargo.toml is taken from a workspace, but there is none around it; write it out.", "Cargo.toml", 3, "", 2},
        {"no workspace for a dependency", holding("[package]\nname = \"p\"\n[dependencies]\nserde = { workspace = true }\n"),
         "The dependency \"serde\" in Cargo.toml is taken from a workspace, but there is none around it; write it out.", "Cargo.toml", 4, "", 2},
        {"a dependency that is a number", holding("[package]\nname = \"p\"\n[dependencies]\nserde = 1\n"),
         "The dependency \"serde\" in Cargo.toml must be a version or a table; write one such as \"1.2\".", "Cargo.toml", 4, "", 2},
        {"a requirement that is none", holding("[package]\nname = \"p\"\n[dependencies]\nserde = \"one\"\n"),
         "The version that \"serde\" in Cargo.toml asks for is none that Cargo understands; write one such as \"1.2\".", "Cargo.toml", 4, "", 2},
        {"an artifact dependency", holding("[package]\nname = \"p\"\n[dependencies]\ntool = { version = \"1\", artifact = \"bin\" }\n"),
         "The dependency \"tool\" in Cargo.toml asks for an artifact, which stable Cargo cannot build; take out its key artifact.", "Cargo.toml", 4, "", 2},
        {"a binary without a name", holding("[package]\nname = \"p\"\n[[bin]]\npath = \"src/main.rs\"\n"),
         "A [[bin]] in Cargo.toml has no name; write name = \"…\" below it.", "Cargo.toml", 3, "", 2},
        {"two binaries of one name", holding("[package]\nname = \"p\"\n[[bin]]\nname = \"a\"\npath = \"src/main.rs\"\n[[bin]]\nname = \"a\"\npath = \"src/main.rs\"\n"),
         "Two binaries of Cargo.toml are named \"a\"; rename one of them.", "Cargo.toml", 7, "", 2},
        {"a binary that is not found", holding("[package]\nname = \"p\"\nedition = \"2021\"\n[[bin]]\nname = \"other\"\n"),
         "The source of the binary \"other\" in Cargo.toml is not found; put it in src/bin or give its path.", "Cargo.toml", 5, "", 2},
        {"a binary built from a folder", holding("[package]\nname = \"p\"\nedition = \"2021\"\n[[bin]]\nname = \"b\"\npath = \"src\"\n"),
         "The binary \"b\" in Cargo.toml is built from src, which is a folder.", "Cargo.toml", 6, "binary-missing", 2},
        {"a default-run that is none", holding("[package]\nname = \"p\"\ndefault-run = \"q\"\n"),
         "default-run in Cargo.toml names \"q\", which is no binary of the package; write p.", "Cargo.toml", 3, "", 2},
        {"a package without a source",
         [](const QString &root) { writeFile(root, u"Cargo.toml"_s, package); },
         "p has nothing to compile; add src/main.rs, or src/lib.rs for a library.", "Cargo.toml", 1, "", 2},
        {"a build script that is missing", holding(QByteArray(package) + "build = \"make.rs\"\n"),
         "The build script make.rs that Cargo.toml names does not exist.", "Cargo.toml", 5, "build-script-missing", 2},
    };
    return rows;
}

const QList<BadInput> &workspaces()
{
    static const QList<BadInput> rows{
        {"a member that does not exist", workspace("members = [\n  \"a\",\n  \"gone\",\n]\n", [](const QString &root) { writePackage(root, u"a"_s); }),
         "The workspace member gone in Cargo.toml has no Cargo.toml; take it out of members, or add the package.", "Cargo.toml", 4, "", 2},
        {"a pattern that means a folder without a package",
         workspace("members = [\"c/*\"]\n", [](const QString &root) { writePackage(root, u"c/a"_s); QDir(root).mkpath(u"c/empty"_s); }),
         "The workspace member c/empty in Cargo.toml has no Cargo.toml; take it out of members, or add the package.", "Cargo.toml", 2, "", 2},
        {"a pattern that is none", workspace("members = [\"c/[a\"]\n"), "The workspace member \"c/[a\" is not a valid pattern; close each [, and let ** stand alone.", "Cargo.toml", 2, "", 2},
        {"members that are a text", workspace("members = \"a\"\n"), "workspace.members in Cargo.toml must be a list of texts; write it as [\"a\", \"b\"].", "Cargo.toml", 2, "", 2},
        {"a member outside", workspace("members = [\"../a\"]\n"),
         "The workspace member OUTSIDE/a in Cargo.toml lies outside the folder of the workspace; move it there, or take it out of members.", "Cargo.toml", 2, "", 2},
        {"a member that is broken", workspace("members = [\"a\"]\n", [](const QString &root) { writeFile(root, u"a/Cargo.toml"_s, "[package]\nname =\n"); }),
         "Line 2 of a/Cargo.toml is not valid TOML; mend that line.", "a/Cargo.toml", 2, "", 2},
        {"a member that is a workspace", workspace("members = [\"a\"]\n", [](const QString &root) { writePackage(root, u"a"_s, "[workspace]\n"); }),
         "a/Cargo.toml has a [workspace] table although it is a member of Cargo.toml; take it out, or exclude the folder.", "a/Cargo.toml", 5, "", 2},
        {"a default member that is none", workspace("members = [\"a\"]\ndefault-members = [\"b\"]\n", [](const QString &root) { writePackage(root, u"a"_s); }),
         "default-members in Cargo.toml names b, which is no member of the workspace; add it to members, or take it out.", "Cargo.toml", 3, "", 2},
        {"a key that the workspace lacks",
         workspace("members = [\"a\"]\n", [](const QString &root) { writeFile(root, u"a/Cargo.toml"_s, "[package]\nname = \"a\"\nversion.workspace = true\n"); }),
         "package.version in a/Cargo.toml is taken from the workspace, but Cargo.toml has no workspace.package.version; add it there.", "a/Cargo.toml", 3, "", 2},
        {"a dependency that the workspace lacks",
         workspace("members = [\"a\"]\n", [](const QString &root) { writePackage(root, u"a"_s, "[dependencies]\nlog.workspace = true\n"); }),
         "The dependency \"log\" in a/Cargo.toml is taken from the workspace, but Cargo.toml has no such workspace.dependencies; add it there.", "a/Cargo.toml", 6, "", 2},
        {"a folder that no workspace knows",
         workspace("members = [\"a\"]\n", [](const QString &root) { writePackage(root, u"a"_s); writePackage(root, u"b"_s); }),
         "b/Cargo.toml lies in the workspace of ROOT/Cargo.toml but is no member of it; add it to members, or to exclude.", "b/Cargo.toml", 0, "", 2, "/b"},
        {"a workspace that is named but gone",
         [](const QString &root) { writeFile(root, u"Cargo.toml"_s, "[package]\nname = \"p\"\nworkspace = \"top\"\n"); },
         "Cargo.toml says that its workspace is top, where there is no Cargo.toml; write where it is, or take the key out.", "Cargo.toml", 3, "", 2},
        {"a circle of two packages",
         [](const QString &root) {
             writeGood(root, "[dependencies]\na = { path = \"a\" }\n");
             writePackage(root, u"a"_s, "[dependencies]\np = { path = \"..\" }\n");
         },
         "The path dependencies p -> a -> p go round in a circle; take one of them out.", "Cargo.toml", 6, "", 2},
        {"a circle that begins later",
         workspace("members = [\"a\"]\n",
                   [](const QString &root) {
                       writePackage(root, u"a"_s, "[dependencies]\nb = { path = \"../b\" }\n");
                       writePackage(root, u"b"_s, "[dependencies]\nc = { path = \"../c\" }\n");
                       writePackage(root, u"c"_s, "[build-dependencies]\nb = { path = \"../b\" }\n");
                   }),
         "The path dependencies b -> c -> b go round in a circle; take one of them out.", "b/Cargo.toml", 6, "", 2},
        {"a package that needs itself", [](const QString &root) { writeGood(root, "[dependencies]\np = { path = \".\" }\n"); },
         "The path dependencies p -> p go round in a circle; take one of them out.", "Cargo.toml", 6, "", 2},
        {"a path that leads nowhere", [](const QString &root) { writeGood(root, "[dependencies]\nx = { path = \"libs/x\" }\n"); },
         "The path dependency \"x\" of Cargo.toml leads to libs/x, where there is no Cargo.toml; put the package there, or write another path.", "Cargo.toml", 6, "", 2},
        {"a path that leads to another package",
         [](const QString &root) { writeGood(root, "[dependencies]\nx = { path = \"y\" }\n"); writePackage(root, u"y"_s); },
         "The path dependency \"x\" of Cargo.toml leads to the package \"y\" in y; write its name or another path.", "Cargo.toml", 6, "", 2},
        {"a folder with a line break in its name",
         workspace("members = [\"a\\nb\"]\n", [](const QString &root) { writePackage(root, u"a\nb"_s); }),
         "The folder a\\nb has a control character in its name, which no Dockerfile can hold; rename it.", "Cargo.toml", 2, "", 2},
        {"a project with a line break in its name", [](const QString &root) { writeGood(root + u"/a\nb"); },
         "The folder ROOT/a\\nb has a control character in its name, which no Dockerfile can hold; rename it.", "", 0, "", 2, "/a\nb"},
        {"a project with an escape in its name", [](const QString &root) { writeGood(root + u"/a\x1b[1m"); },
         "The folder ROOT/a\\x1b[1m has a control character in its name, which no Dockerfile can hold; rename it.", "", 0, "", 2, "/a\x1b[1m"},
        {"a default-run where there is no binary", [](const QString &root) { writeFile(root, u"Cargo.toml"_s, QByteArray(package) + "default-run = \"q\"\n"); writeFile(root, u"src/lib.rs"_s, {}); },
         "default-run in Cargo.toml names \"q\", which is no binary of the package; take it out.", "Cargo.toml", 5, "", 2},
        {"a member without a package", workspace("members = [\"a\"]\n", [](const QString &root) { writeFile(root, u"a/Cargo.toml"_s, "[workspace]\n"); }),
         "a/Cargo.toml is a member, but has no [package] table; write one, or take it out of members.", "a/Cargo.toml", 0, "", 2},
    };
    return rows;
}

const QList<BadInput> &files()
{
    static const QList<BadInput> rows{
        {"a manifest that may not be read", [](const QString &root) { writeGood(root); setReadable(root + u"/Cargo.toml", false); },
         "Cargo.toml cannot be read: permission denied. Give yourself the right to read it.", "Cargo.toml", 0, "", 2},
        {"a folder that may not be read", [](const QString &root) { writePackage(root, u"shut"_s); setReadable(root + u"/shut", false); },
         "ROOT/shut/src cannot be opened: permission denied. Give yourself the right to read it.", "shut/src", 0, "", 2, "/shut/src"},
        {"a manifest of 100 MB", [](const QString &root) { writeGood(root); QFile::resize(root + u"/Cargo.toml", 100'000'000); },
         "Cargo.toml is larger than 8.4 MB, which no such file needs; check what it holds.", "Cargo.toml", 0, "", 2},
        {"a pipe as manifest", [](const QString &root) { writeGood(root); makePipe(root, u"Cargo.toml"_s); },
         "Cargo.toml is not a regular file but a pipe or a device; put a text file there.", "Cargo.toml", 0, "", 2},
        {"a device as manifest", [](const QString &root) { writeGood(root); linkAt(root, u"Cargo.toml"_s, u"/dev/zero"_s); },
         "Cargo.toml is not a regular file but a pipe or a device; put a text file there.", "Cargo.toml", 0, "", 2},
        {"a folder as manifest", [](const QString &root) { QDir(root).mkpath(u"Cargo.toml"_s); },
         "Cargo.toml is a folder where a file is expected; rename it.", "Cargo.toml", 0, "", 2},
        {"a link out of the folder", [](const QString &root) { writeGood(root + u"/other"); QDir(root).mkpath(u"in"_s); linkAt(root, u"in/Cargo.toml"_s, root + u"/other/Cargo.toml"); },
         "Cargo.toml leads out of the project folder by a symbolic link; put the file itself there.", "in/Cargo.toml", 0, "", 2, "/in"},
        {"a link in a circle", [](const QString &root) { linkAt(root, u"Cargo.toml"_s, u"Cargo.toml"_s); },
         "Cargo.toml is a symbolic link that leads in a circle; put the file itself there.", "Cargo.toml", 0, "", 2},
        {"a link that leads nowhere", [](const QString &root) { linkAt(root, u"Cargo.toml"_s, u"gone.toml"_s); },
         "Cargo.toml is a symbolic link that leads nowhere; put the file itself there.", "Cargo.toml", 0, "", 2},
        {"a member behind a link out of the folder",
         [](const QString &root) {
             writePackage(root, u"apart/a"_s);
             writeFile(root, u"in/Cargo.toml"_s, "[workspace]\nmembers = [\"a\"]\n");
             linkAt(root, u"in/a"_s, root + u"/apart/a");
         },
         "a/Cargo.toml leads out of the project folder by a symbolic link; put the file itself there.", "in/a/Cargo.toml", 0, "", 2, "/in"},
        {"a member behind a link in a circle",
         workspace("members = [\"a\"]\n", [](const QString &root) { linkAt(root, u"a"_s, u"a"_s); }),
         "a/Cargo.toml is a symbolic link that leads in a circle; put the file itself there.", "a/Cargo.toml", 0, "", 2},
        {"a project that is a link in a circle", [](const QString &root) { linkAt(root, u"loop"_s, u"loop"_s); },
         "ROOT/loop is a symbolic link that leads in a circle; open the folder itself.", "loop", 0, "", 2, "/loop"},
        {"a name that is not UTF-8 in src/bin",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u"src/bin/good.rs"_s, "fn main() {}\n");
             const QByteArray name = QFile::encodeName(root) + "/src/bin/caf\xe9.rs";
             if (std::FILE *file = std::fopen(name.constData(), "w"))
                 std::fclose(file);
         },
         "The name of src/bin/caf\ufffd.rs is not UTF-8, so it is left out; rename it.", "src/bin", 0, "name-not-utf8", 0},
        {"a name that is not UTF-8 among the members",
         workspace("members = [\"*\"]\n", [](const QString &root) { writePackage(root, u"a"_s); ::mkdir(QByteArray(QFile::encodeName(root) + "/caf\xe9").constData(), 0700); }),
         "The name of ./caf\ufffd is not UTF-8; rename it, since neither Cargo nor Docker can use it.", "Cargo.toml", 2, "", 2},
        {"a name for a shell in src/bin", [](const QString &root) { writeGood(root); writeFile(root, u"src/bin/a;b $(c).rs"_s, {}); },
         "The binary \"a;b $(c)\" of p is left out: rustc takes only letters, digits, - and _ in a name.", "Cargo.toml", 0, "binary-name", 0},
    };
    return rows;
}

const QList<BadInput> &findings()
{
    const auto library = [](const QString &root) {
        writeFile(root, u"Cargo.toml"_s, package);
        writeFile(root, u"Cargo.lock"_s, lock);
        writeFile(root, u"src/lib.rs"_s, {});
    };
    static const QList<BadInput> rows{
        {"a library without binaries", library, "p is a library without a binary, so there is nothing to put into an image.", "Cargo.toml", 0, "no-binaries", 2},
        {"no Cargo.lock", [](const QString &root) { writeGood(root); QFile::remove(root + u"/Cargo.lock"); },
         "There is no Cargo.lock, so each build takes the newest versions that fit; make one.", "Cargo.lock", 0, "lock-missing", 0},
        {"conflict marks in Cargo.lock", holding("version = 4\n\n<<<<<<< HEAD\n[[package]]\nname = \"p\"\n=======\n>>>>>>> main\n", "Cargo.lock"),
         "Line 3 of Cargo.lock is the mark of a merge conflict; finish the merge.", "Cargo.lock", 3, "lock-conflict", 2},
        {"a broken Cargo.lock", holding("version = 4\n[[package]\n", "Cargo.lock"), "Line 2 of Cargo.lock is not valid TOML; mend that line.", "Cargo.lock", 2, "lock-broken", 2},
        {"a web page as Cargo.lock", holding("<html>\n", "Cargo.lock"), "Cargo.lock holds a web page; put the file itself there, not the page that shows it.",
         "Cargo.lock", 1, "lock-broken", 2},
        {"a package without a version in Cargo.lock", holding("version = 4\n[[package]]\nname = \"p\"\n", "Cargo.lock"),
         "The package in line 2 of Cargo.lock is not as Cargo writes it; make the file anew.", "Cargo.lock", 2, "lock-broken", 2},
        {"a dependency that Cargo.lock lacks itself", holding("version = 4\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\n \"x\",\n]\n", "Cargo.lock"),
         "The package in line 6 of Cargo.lock is not as Cargo writes it; make the file anew.", "Cargo.lock", 6, "lock-broken", 2},
        {"a pipe as Cargo.lock", [](const QString &root) { writeGood(root); makePipe(root, u"Cargo.lock"_s); },
         "Cargo.lock is not a regular file but a pipe or a device; put a text file there.", "Cargo.lock", 0, "lock-unreadable", 2},
        {"Cargo.lock of 2019", holding("[[package]]\nname = \"p\"\nversion = \"0.1.0\"\n[metadata]\n", "Cargo.lock"),
         "Cargo.lock has format 1 of 2020 or before; write it anew in the format of today.", "Cargo.lock", 0, "lock-old", 0},
        {"Cargo.lock of 2020", holding("[[package]]\nname = \"p\"\nversion = \"0.1.0\"\n", "Cargo.lock"),
         "Cargo.lock has format 2 of 2020 or before; write it anew in the format of today.", "Cargo.lock", 0, "lock-old", 0},
        {"Cargo.lock of tomorrow", holding("version = 5\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\n", "Cargo.lock"),
         "Cargo.lock has format 5, which is newer than Slipway knows; what it says of crates may be incomplete.", "Cargo.lock", 1, "lock-new", 0},
        {"another version in Cargo.lock", holding("version = 4\n[[package]]\nname = \"p\"\nversion = \"0.0.9\"\n", "Cargo.lock"),
         "p is at version 0.1.0, but Cargo.lock has 0.0.9; bring the file up to date.", "Cargo.toml", 0, "lock-stale", 2},
        {"a new dependency", [](const QString &root) { writeGood(root, "[dependencies]\nserde = \"1.0.9\"\n"); },
         "p asks for serde 1.0.9, which Cargo.lock does not have; bring the file up to date.", "Cargo.toml", 6, "lock-stale", 2},
        {"a path that leads out of the folder", [](const QString &root) {
             writeGood(root + u"/in", "[dependencies]\nx = { path = \"../x\" }\n");
             writePackage(root, u"x"_s);
             writeFile(root, u"in/Cargo.lock"_s, "version = 4\n\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\n \"x\",\n]\n\n[[package]]\nname = \"x\"\nversion = \"0.1.0\"\n");
         },
         "The path dependency \"x\" of Cargo.toml lies outside the project folder: the build takes ../x along.", "in/Cargo.toml", 6, "path-outside", 0, "/in"},
        {"a path that leads out of the folder by a link", [](const QString &root) {
             writeGood(root + u"/in", "[dependencies]\nx = { path = \"../x\" }\n");
             writePackage(root, u"y"_s);
             QFile::link(root + u"/y", root + u"/x");
         }, "The path dependency \"x\" of Cargo.toml leads out of the project folder through a symbolic link, which is not followed.", "in/Cargo.toml", 6, "path-outside", 2, "/in"},
        {"a path that leads around the project", [](const QString &root) { writeGood(root + u"/in", "[dependencies]\nroot = { path = \"..\" }\n"); writeFile(root, u"Cargo.toml"_s, "[package]\nname = \"root\"\nversion = \"0.1.0\"\n[workspace]\nexclude = [\"in\"]\n"); },
         "The path dependency \"root\" of Cargo.toml is a folder around the project, of which a build would take all.", "in/Cargo.toml", 6, "path-outside", 2, "/in"},
        {"an absolute path out of the folder", [](const QString &root) { writeGood(root, "[dependencies]\nx = { path = \"/usr/share\" }\n"); },
         "The path dependency \"x\" of Cargo.toml is written as an absolute path, which is there on this machine only.", "Cargo.toml", 6, "path-outside", 2},
        {"a path to nothing outside", [](const QString &root) { writeGood(root + u"/in", "[dependencies]\nx = { path = \"../x\" }\n"); },
         "The path dependency \"x\" of Cargo.toml lies outside the project folder, and there is no Cargo.toml.", "in/Cargo.toml", 6, "path-outside", 2, "/in"},
        {"a Dockerfile that may not be read", [](const QString &root) { writeGood(root); writeFile(root, u"Dockerfile"_s, "FROM x\n"); setReadable(root + u"/Dockerfile", false); },
         "Dockerfile cannot be read: permission denied. Give yourself the right to read it.", "Dockerfile", 0, "file-unreadable", 0},
        {"a broken config.toml", holding("[build\n", ".cargo/config.toml"), "Line 1 of .cargo/config.toml is not valid TOML; mend that line.", ".cargo/config.toml", 1,
         "config-broken", 2},
        {"a broken rust-toolchain.toml", holding("[toolchain]\nchannel = 1.85.0\n", "rust-toolchain.toml"),
         "Line 2 of rust-toolchain.toml is not valid TOML; mend that line.", "rust-toolchain.toml", 2, "toolchain-broken", 2},
        {"a toolchain file without a table", holding("channel = \"1.85\"\n", "rust-toolchain.toml"),
         "rust-toolchain.toml has no [toolchain] table; write one with a channel.", "rust-toolchain.toml", 1, "toolchain-broken", 2},
    };
    return rows;
}

// clang-format on

} // namespace

/// Input that is not as it should be: each has its exact sentence, place and exit code, none hangs, none crashes.
class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { giveUpReadingEverything(); }
    void table_data();
    void table();
    void nameThatIsNotUtf8();
    void limits();
};

void TestBadInput::table_data()
{
    QTest::addColumn<const BadInput *>("input");
    for (const QList<BadInput> *rows : {&manifests(), &workspaces(), &files(), &findings()}) {
        for (const BadInput &input : *rows)
            QTest::newRow(input.name) << &input;
    }
}

void TestBadInput::table()
{
    QFETCH(const BadInput *, input);
    checkBadInput(*input);
}

void TestBadInput::nameThatIsNotUtf8()
{
    const QTemporaryDir dir;
    const QByteArray name = QFile::encodeName(dir.path()) + "/caf\xe9";
    QCOMPARE(::mkdir(name.constData(), 0700), 0);
    const auto gone = qScopeGuard([&] { ::rmdir(name.constData()); });
    const QString asked = QFile::decodeName(name);
    const auto project = readProject(asked);
    QVERIFY(!project);
    QCOMPARE(project.error().message, QString(u"The name of "_s + asked + u" is not UTF-8; rename it, since neither Cargo nor Docker can use it."));
}

void TestBadInput::limits()
{
    const QTemporaryDir dir;
    const QString root = QFileInfo(dir.path()).canonicalFilePath();
    workspace("members = [\"*\"]\n", [](const QString &at) {
        for (int i = 0; i < 12; ++i)
            writePackage(at, u"m%1"_s.arg(i));
    })(root);
    ReadLimits few;
    few.members = 10;
    QCOMPARE(readProject(root, {}, few).error().message, u"The workspace of Cargo.toml has more than 10 members, which is more than Slipway reads."_s);
    ReadLimits small;
    small.manifestBytes = 10;
    QCOMPARE(readProject(root, {}, small).error().message, u"Cargo.toml is larger than 10 B, which no such file needs; check what it holds."_s);
    ReadLimits shortLock;
    shortLock.lockBytes = 5;
    const auto project = readProject(root, {}, shortLock);
    QVERIFY(project);
    QCOMPARE(project->findings.constFirst().code, u"lock-unreadable"_s);
    QVERIFY(readProject(root));
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
