// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "badinputcheck.h"

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// A manifest with more behind [package].
std::function<void(const QString &)> with(const QByteArray &more)
{
    return [=](const QString &root) { writeGood(root, more); };
}

std::function<void(const QString &)> channel(const QByteArray &value)
{
    return holding("[toolchain]\nchannel = " + value + "\n", "rust-toolchain.toml");
}

const QList<BadInput> &features()
{
    static const QList<BadInput> rows{
        {"a feature of nothing", with("[features]\nf = [\"nope\"]\n"),
         "The feature \"f\" in Cargo.toml takes \"nope\", which is neither a feature nor an optional dependency; add "
         "it, or take it out.",
         "Cargo.toml", 6, "", 2},
        {"a feature of a dependency that is not optional", with("[dependencies]\nx = \"1\"\n[features]\nf = [\"dep:x\"]\n"),
         "The feature \"f\" in Cargo.toml takes \"dep:x\", which is neither a feature nor an optional dependency; add "
         "it, or take it out.",
         "Cargo.toml", 8, "", 2},
        {"a feature by the name of a hidden dependency",
         with("[dependencies]\nx = { version = \"1\", optional = true }\n[features]\nf = [\"x\"]\ng = [\"dep:x\"]\n"),
         "The feature \"f\" in Cargo.toml takes \"x\", which is neither a feature nor an optional dependency; add it, "
         "or take it out.",
         "Cargo.toml", 8, "", 2},
        {"a feature of a dependency that is none", with("[features]\nf = [\"x/std\"]\n"),
         "The feature \"f\" in Cargo.toml takes \"x/std\", which is neither a feature nor an optional dependency; add "
         "it, or take it out.",
         "Cargo.toml", 6, "", 2},
        {"a feature with a blank", with("[features]\n\"a b\" = []\n"),
         "The feature name \"a b\" in Cargo.toml cannot be used: Cargo takes letters, digits, _, -, + and dots; rename "
         "it.",
         "Cargo.toml", 6, "", 2},
        {"a feature that is a text", with("[features]\nf = \"x\"\n"), "The feature \"f\" in Cargo.toml must be a list of texts; write it as f = [].",
         "Cargo.toml", 6, "", 2},
        {"a feature that holds a number", with("[features]\nf = [1]\n"), "The feature \"f\" in Cargo.toml must be a list of texts; write it as f = [].",
         "Cargo.toml", 6, "", 2},
    };
    return rows;
}

const QList<BadInput> &keys()
{
    static const QList<BadInput> rows{
        {"links without a build script", with("links = \"z\"\n"),
         "links in Cargo.toml takes a build script, and there is none; add build.rs, or take links out.", "Cargo.toml", 5, "", 2},
        {"a resolver that is none", with("resolver = \"9\"\n"), "The resolver in Cargo.toml is none that Cargo has; write \"1\", \"2\" or \"3\".", "Cargo.toml",
         5, "", 2},
        {"a resolver that is a number", with("resolver = 2\n"), "The resolver in Cargo.toml is none that Cargo has; write \"1\", \"2\" or \"3\".", "Cargo.toml",
         5, "", 2},
        {"an edition that is none", holding("[package]\nname = \"p\"\nedition = \"next\"\n"),
         "The edition \"next\" in Cargo.toml is none; write one such as 2024.", "Cargo.toml", 3, "", 2},
        {"a rust-version that is none", with("rust-version = \"banana\"\n"),
         "rust-version \"banana\" in Cargo.toml is no version of Rust; write one such as 1.85.", "Cargo.toml", 5, "", 2},
        {"a rust-version with a pre-release", with("rust-version = \"1.85.0-beta\"\n"),
         "rust-version \"1.85.0-beta\" in Cargo.toml is no version of Rust; write one such as 1.85.", "Cargo.toml", 5, "", 2},
        {"a profile that is a number", with("[profile]\nfast = 1\n"), "The profile \"fast\" in Cargo.toml must be a table, written as [profile.fast].",
         "Cargo.toml", 6, "", 2},
        {"a profile that inherits from nothing", with("[profile.fast]\nlto = true\n"),
         "The profile \"fast\" in Cargo.toml says nothing of what it inherits; write inherits = \"release\" below it.", "Cargo.toml", 5, "", 2},
        {"a profile that inherits from what is not there", with("[profile.fast]\ninherits = \"nope\"\n"),
         "The profile \"fast\" in Cargo.toml inherits from \"nope\", which is not declared; write one that is, such as "
         "release.",
         "Cargo.toml", 5, "", 2},
        {"profiles that go round in a circle", with("[profile.a]\ninherits = \"b\"\n[profile.b]\ninherits = \"a\"\n"),
         "The profile \"a\" in Cargo.toml inherits from itself in a circle; write inherits = \"release\" below it.", "Cargo.toml", 5, "", 2},
        {"a binary by the name of a folder of Cargo's",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u"src/bin/deps.rs"_s, {});
         },
         "The binary \"deps\" of p has a name that Cargo keeps for a folder of its own; rename it.", "Cargo.toml", 0, "", 2},
        {"a binary by the name of another one", with("[[bin]]\nname = \"build\"\npath = \"src/main.rs\"\n"),
         "The binary \"build\" of p has a name that Cargo keeps for a folder of its own; rename it.", "Cargo.toml", 6, "", 2},
        {"a binary by the name of an option",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u"src/bin/-b.rs"_s, {});
         },
         "The binary \"-b\" of p is left out: commands take a name that begins with - for an option.", "Cargo.toml", 0, "binary-name", 0},
        {"a version of Cargo.lock that is a text", holding("version = \"four\"\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\n", "Cargo.lock"),
         "The version in line 1 of Cargo.lock is no number; make the file anew.", "Cargo.lock", 1, "lock-broken", 2},
    };
    return rows;
}

const QList<BadInput> &toolchains()
{
    static const QList<BadInput> rows{
        {"a channel that is a number", channel("1.85"),
         "rust-toolchain.toml names a channel that is no text, which rustup cannot install; write stable, nightly or a "
         "version such as 1.85.",
         "rust-toolchain.toml", 2, "toolchain-channel", 2},
        {"an empty channel", channel("\"\""),
         "rust-toolchain.toml names no channel, which rustup cannot install; write stable, nightly or a version such "
         "as 1.85.",
         "rust-toolchain.toml", 2, "toolchain-channel", 2},
        {"a channel for a shell", channel("\"stable; rm -rf /\""),
         "rust-toolchain.toml names \"stable; rm -rf /\", which rustup cannot install; write stable, nightly or a "
         "version such as 1.85.",
         "rust-toolchain.toml", 2, "toolchain-channel", 2},
        {"a toolchain of one's own", channel("\"esp\""),
         "rust-toolchain.toml names \"esp\", which rustup cannot install; write stable, nightly or a version such as "
         "1.85.",
         "rust-toolchain.toml", 2, "toolchain-channel", 2},
        {"an empty rust-toolchain", holding("\n", "rust-toolchain"),
         "rust-toolchain names no channel, which rustup cannot install; write stable, nightly or a version such as "
         "1.85.",
         "rust-toolchain", 1, "toolchain-channel", 2},
    };
    return rows;
}

} // namespace

/// What Cargo and rustup refuse is refused here already, with the place.
class TestCargoRefuses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table();
    void taken_data();
    void taken();
};

void TestCargoRefuses::table_data()
{
    QTest::addColumn<const BadInput *>("input");
    for (const QList<BadInput> *rows : {&features(), &keys(), &toolchains()}) {
        for (const BadInput &input : *rows)
            QTest::newRow(input.name) << &input;
    }
}

void TestCargoRefuses::table()
{
    QFETCH(const BadInput *, input);
    checkBadInput(*input);
}

void TestCargoRefuses::taken_data()
{
    QTest::addColumn<std::function<void(const QString &)>>("make");
    const auto row = [](const char *name, const std::function<void(const QString &)> &make) { QTest::newRow(name) << make; };
    row("features of every kind", with("[dependencies]\nx = { version = \"1\", optional = true }\ny = { version = "
                                       "\"1\", optional = true }\nz = \"1\"\n"
                                       "[features]\ndefault = [\"a\"]\na = [\"x\", \"dep:y\", \"y?/std\", "
                                       "\"z/std\"]\n\"1+b.c-d_e\" = []\nround = [\"a\", \"round\"]\n"));
    row("a dependency of one target", with("[target.'cfg(unix)'.dependencies]\nx = { version = \"1\", optional = true "
                                           "}\n[features]\na = [\"dep:x\"]\n"));
    row("a feature of a dependency of the tests", with("[dev-dependencies]\nx = \"1\"\n[features]\na = [\"x/std\"]\n"));
    row("profiles", with("[profile.a]\ninherits = \"b\"\n[profile.b]\ninherits = \"test\"\n[profile.release]\nlto = true\n"));
    row("a profile that the configuration may declare", [](const QString &root) {
        writeGood(root, "[profile.a]\ninherits = \"b\"\n");
        writeFile(root, u".cargo/config.toml"_s, "[profile.b]\ninherits = \"release\"\n");
    });
    row("links with a build script", [](const QString &root) {
        writeGood(root, "links = \"z\"\n");
        writeFile(root, u"build.rs"_s, "fn main() {}\n");
    });
    for (const char *name : {"stable", "nightly-2026-01-01", "1.85", "1.85.1", "1.90.0-beta.2", "stable-x86_64-unknown-linux-gnu"})
        row(name, channel('"' + QByteArray(name) + '"'));
    row("components without a channel", holding("[toolchain]\ncomponents = [\"rustfmt\"]\n", "rust-toolchain.toml"));
}

void TestCargoRefuses::taken()
{
    QFETCH(std::function<void(const QString &)>, make);
    const QTemporaryDir dir;
    make(dir.path());
    QFile::remove(dir.filePath(u"Cargo.lock"_s));
    const auto project = readProject(dir.path());
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    for (const Finding &finding : project->findings)
        QVERIFY2(finding.severity != Finding::Severity::Error, qPrintable(finding.message));
}

QTEST_GUILESS_MAIN(TestCargoRefuses)
#include "tst_cargorefuses.moc"
