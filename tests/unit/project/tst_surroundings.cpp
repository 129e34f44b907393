// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "projectfixture.h"

#include <QDir>
#include <QFile>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray commitA(40, 'a');
const QByteArray commitB(40, 'b');

} // namespace

/// What lies beside the manifests: configuration, toolchain, git, Dockerfile, data folders; and what follows from them.
class TestSurroundings : public QObject, private ProjectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void configuration();
    void oldConfigurationFirst();
    void vendored();
    void toolchain_data();
    void toolchain();
    void git_data();
    void git();
    void remoteWithoutCredentials_data();
    void remoteWithoutCredentials();
    void dockerfiles();
    void dataFolders();
    void findings_data();
    void findings();
    void watched();
};

void TestSurroundings::configuration()
{
    write(u".cargo/config.toml"_s,
          "[build]\ntarget = [\"a-b-c\", \"d-e-f\"]\nrustflags = \"-C  opt-level=3\\t--cfg x\"\nrustc-wrapper = \"sccache\"\ntarget-dir = \"out\"\n"
          "[target.x86_64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-C\", \"link-arg=-fuse-ld=mold\"]\n"
          "[target.'cfg(unix)']\nrustflags = \"--cfg y\"\n"
          "[registries.ours]\nindex = \"sparse+https://crates.example.org/\"\n"
          "[env]\nPLAIN = \"1\"\nFORCED = { value = \"2\", force = true }\n"
          "[profile.ci]\ninherits = \"dev\"\n");
    const Project project = read();
    const CargoConfig &config = project.config;
    QCOMPARE(config.files, QStringList{QString(m_root + u"/.cargo/config.toml")});
    QCOMPARE(config.buildTarget, u"a-b-c,d-e-f"_s);
    QCOMPARE(config.buildRustflags, (QStringList{u"-C"_s, u"opt-level=3"_s, u"--cfg"_s, u"x"_s}));
    QCOMPARE(config.targetRustflags.value(u"x86_64-unknown-linux-gnu"_s), (QStringList{u"-C"_s, u"link-arg=-fuse-ld=mold"_s}));
    QCOMPARE(config.targetRustflags.value(u"cfg(unix)"_s), (QStringList{u"--cfg"_s, u"y"_s}));
    QCOMPARE(config.linkers, (QMap<QString, QString>{{u"x86_64-unknown-linux-gnu"_s, u"clang"_s}}));
    QCOMPARE(config.rustcWrapper, u"sccache"_s);
    QCOMPARE(config.targetDirectory, u"out"_s);
    QCOMPARE(config.registries.value(u"ours"_s), u"sparse+https://crates.example.org/"_s);
    QCOMPARE(config.environment, (QMap<QString, QString>{{u"PLAIN"_s, u"1"_s}, {u"FORCED"_s, u"2"_s}}));
    QVERIFY(project.profiles.contains(u"ci"_s));
}

void TestSurroundings::oldConfigurationFirst()
{
    write(u".cargo/config.toml"_s, "[build]\ntarget-dir = \"new\"\n");
    write(u".cargo/config"_s, "[build]\ntarget-dir = \"old\"\n");
    QCOMPARE(read().config.targetDirectory, u"old"_s);
}

void TestSurroundings::vendored()
{
    write(u".cargo/config.toml"_s, "[source.crates-io]\nreplace-with = \"here\"\n[source.here]\ndirectory = \"third-party\"\n");
    const Project without = read();
    QVERIFY(!without.hasVendoredSources);
    QCOMPARE(findingOf(without, u"vendor-missing"_s)->message, u".cargo/config.toml takes the crates from third-party, which does not exist."_s);
    QCOMPARE(findingOf(without, u"vendor-missing"_s)->line, 4);
    write(u"third-party/libc/Cargo.toml"_s, {});
    const Project with = read();
    QVERIFY(with.hasVendoredSources);
    QCOMPARE(with.config.sourceReplacements.value(u"crates-io"_s), u"here"_s);
    QVERIFY(!findingOf(with, u"vendor-missing"_s));
}

void TestSurroundings::toolchain_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("channel");
    QTest::addColumn<QString>("message");
    const QString old = u"rust-toolchain"_s;
    const QString table = u"rust-toolchain.toml"_s;
    QTest::newRow("a number") << table << QByteArray("[toolchain]\nchannel = \"1.85\"\n") << u"1.85"_s << QString();
    QTest::newRow("a table in the old file") << old << QByteArray("[toolchain]\nchannel = \"1.85.1\"\n") << u"1.85.1"_s << QString();
    QTest::newRow("a line in the old file") << old << QByteArray("1.90.0\n") << u"1.90.0"_s << QString();
    QTest::newRow("stable") << old << QByteArray("stable") << u"stable"_s << QString();
    QTest::newRow("nightly") << table << QByteArray("[toolchain]\nchannel = \"nightly-2026-01-01\"\n") << u"nightly-2026-01-01"_s
                             << u"rust-toolchain.toml asks for nightly-2026-01-01, for which there is no official image; it is installed in the builder."_s;
    QTest::newRow("older than a rust-version") << table << QByteArray("[toolchain]\nchannel = \"1.70\"\n") << u"1.70"_s
                                               << u"rust-toolchain.toml pins Rust 1.70, but small has rust-version 1.80.1, which takes Rust 1.80 or newer."_s;
    QTest::newRow("a patch too old") << table << QByteArray("[toolchain]\nchannel = \"1.80.0\"\n") << u"1.80.0"_s
                                     << u"rust-toolchain.toml pins Rust 1.80.0, but small has rust-version 1.80.1, which takes Rust 1.80.1 or newer."_s;
    QTest::newRow("the newest patch is meant") << table << QByteArray("[toolchain]\nchannel = \"1.80\"\n") << u"1.80"_s << QString();
    QTest::newRow("a folder") << table << QByteArray("[toolchain]\npath = \"/opt/rust\"\n") << QString()
                              << u"rust-toolchain.toml names a toolchain by its folder, which is not there in a container; name a channel."_s;
}

void TestSurroundings::toolchain()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(QString, channel);
    QFETCH(QString, message);
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\nedition = \"2021\"\nrust-version = \"1.80.1\"\n");
    write(file, text);
    const Project project = read();
    QCOMPARE(project.toolchain.channel, channel);
    QCOMPARE(project.toolchain.path, QString(m_root + u'/' + file));
    QCOMPARE(project.toolchain.minimumRust, u"1.80.1"_s);
    QCOMPARE(project.findings.isEmpty() ? QString() : project.findings.constFirst().message, message);
}

void TestSurroundings::git_data()
{
    QTest::addColumn<QList<QByteArray>>("files"); // name, content, …
    QTest::addColumn<QByteArray>("commit");
    QTest::addColumn<QString>("branch");
    using Files = QList<QByteArray>;
    QTest::newRow("none") << Files() << QByteArray() << QString();
    QTest::newRow("a branch") << Files{".git/HEAD", "ref: refs/heads/main\n", ".git/refs/heads/main", commitA + '\n'} << commitA << u"main"_s;
    QTest::newRow("a branch with slashes") << Files{".git/HEAD", "ref: refs/heads/a/b-c\n", ".git/refs/heads/a/b-c", commitA} << commitA << u"a/b-c"_s;
    QTest::newRow("no branch") << Files{".git/HEAD", commitB + '\n'} << commitB << QString();
    QTest::newRow("packed refs") << Files{".git/HEAD", "ref: refs/heads/main\n", ".git/packed-refs",
                                          "# pack-refs with: peeled\n" + commitB + " refs/heads/main2\n" + commitA + " refs/heads/main\n^" + commitB + "\n"}
                                 << commitA << u"main"_s;
    QTest::newRow("a loose ref before the packed one")
        << Files{".git/HEAD", "ref: refs/heads/main\n", ".git/refs/heads/main", commitA, ".git/packed-refs", commitB + " refs/heads/main\n"} << commitA
        << u"main"_s;
    QTest::newRow("no commit yet") << Files{".git/HEAD", "ref: refs/heads/main\n"} << QByteArray() << u"main"_s;
    QTest::newRow("a work tree") << Files{".git",
                                          "gitdir: elsewhere/.git/worktrees/w\n",
                                          "elsewhere/.git/worktrees/w/HEAD",
                                          "ref: refs/heads/side\n",
                                          "elsewhere/.git/worktrees/w/commondir",
                                          "../..\n",
                                          "elsewhere/.git/refs/heads/side",
                                          commitB}
                                 << commitB << u"side"_s;
    QTest::newRow("a ref that leads elsewhere") << Files{".git/HEAD", "ref: refs/heads/../../../secret\n", "secret", commitA} << QByteArray() << QString();
    QTest::newRow("a ref in a circle") << Files{".git/HEAD", "ref: refs/heads/a\n", ".git/refs/heads/a", "ref: refs/heads/a\n"} << QByteArray() << u"a"_s;
    QTest::newRow("what is no commit") << Files{".git/HEAD", "ref: refs/heads/a\n", ".git/refs/heads/a", "$(reboot)\n"} << QByteArray() << u"a"_s;
    QTest::newRow("a .git file that is none") << Files{".git", "hello\n"} << QByteArray() << QString();
}

void TestSurroundings::git()
{
    QFETCH(QList<QByteArray>, files);
    QFETCH(QByteArray, commit);
    QFETCH(QString, branch);
    for (qsizetype i = 0; i + 1 < files.size(); i += 2)
        write(QString::fromUtf8(files.at(i)), files.at(i + 1));
    const Project project = read();
    QCOMPARE(project.git.commit, QString::fromLatin1(commit));
    QCOMPARE(project.git.branch, branch);
}

void TestSurroundings::remoteWithoutCredentials_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QString>("shown");
    QTest::newRow("https") << QByteArray("https://example.org/a/b.git") << u"https://example.org/a/b.git"_s;
    QTest::newRow("https with a token") << QByteArray("https://me:s3cret@example.org/a/b.git") << u"https://example.org/a/b.git"_s;
    QTest::newRow("https with a token alone") << QByteArray("https://ghp_token@example.org/a/b.git") << u"https://example.org/a/b.git"_s;
    QTest::newRow("ssh") << QByteArray("ssh://git@example.org:2222/a/b.git") << u"ssh://git@example.org:2222/a/b.git"_s;
    QTest::newRow("ssh with a password") << QByteArray("ssh://git:pw@example.org/a") << u"ssh://git@example.org/a"_s;
    QTest::newRow("as scp") << QByteArray("git@example.org:a/b.git") << u"git@example.org:a/b.git"_s;
}

void TestSurroundings::remoteWithoutCredentials()
{
    QFETCH(QByteArray, url);
    QFETCH(QString, shown);
    write(u".git/HEAD"_s, commitA);
    write(u".git/config"_s, "[core]\n\tfsmonitor = touch /tmp/owned\n[remote \"upstream\"]\n\turl = https://other.example/\n[remote \"origin\"]\n\turl = " + url
                                + "\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\turl = no\n");
    QCOMPARE(read().git.remote, shown);
}

void TestSurroundings::dockerfiles()
{
    QVERIFY(read().dockerfilePath.isEmpty());
    write(u"Containerfile"_s, "FROM b\n");
    QCOMPARE(read().dockerfileText, u"FROM b\n"_s);
    write(u"Dockerfile"_s, "FROM a\n");
    write(u".dockerignore"_s, "target\n");
    const Project project = read();
    QCOMPARE(project.dockerfilePath, QString(m_root + u"/Dockerfile"));
    QCOMPARE(project.dockerfileText, u"FROM a\n"_s);
    QCOMPARE(project.dockerignorePath, QString(m_root + u"/.dockerignore"));
    QCOMPARE(project.dockerignoreText, u"target\n"_s);
}

void TestSurroundings::dataFolders()
{
    QVERIFY(QDir(m_root).mkpath(u"static"_s)); // empty: nothing to copy
    write(u"templates/index.html"_s, "x");
    write(u"migrations/1.sql"_s, "x");
    write(u"Cargo.lock"_s, "version = 4\n[[package]]\nname = \"sqlx-macros\"\nversion = \"0.8.0\"\n[[package]]\nname = \"small\"\nversion = \"0.3.1\"\n");
    const Project online = read();
    QVERIFY(!online.hasSqlxOffline);
    QCOMPARE(findingOf(online, u"sqlx-offline"_s)->message,
             u"sqlx checks its query macros against a database, which a build in a container does not have; there is no .sqlx folder."_s);
    write(u".sqlx/query-1.json"_s, "{}");
    const Project project = read();
    QVERIFY(!findingOf(project, u"sqlx-offline"_s));
    QCOMPARE(project.assetFolders, QStringList{u"templates"_s});
    QCOMPARE(project.migrationFolders, QStringList{u"migrations"_s});
    QVERIFY(project.hasSqlxOffline);
    // Of members too, by their place in the workspace; a folder behind a link out of the project is none of it.
    const QTemporaryDir other;
    QVERIFY(QFile::link(u"/etc"_s, m_root + u"/assets"));
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[workspace]\nmembers = [\"web\"]\n");
    write(u"web/Cargo.toml"_s, "[package]\nname = \"web\"\n");
    write(u"web/src/main.rs"_s, {});
    write(u"web/public/a.css"_s, "x");
    QCOMPARE(read().assetFolders, (QStringList{u"templates"_s, u"web/public"_s}));
}

void TestSurroundings::findings_data()
{
    QTest::addColumn<QByteArray>("manifest"); // behind [package]
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    const auto row = [](const char *code, const QByteArray &manifest, const QByteArray &config, const char *message, int line) {
        QTest::newRow(code) << manifest << config << QString::fromLatin1(code) << QString::fromUtf8(message) << line;
    };
    row("git-dependency", "[dependencies]\nx = { git = \"https://example.org/x\" }\n", {},
        "x in Cargo.toml comes from a git repository, which the build has to reach.", 5);
    row("private-registry", "[dependencies]\nx = { version = \"1\", registry = \"ours\" }\n", "[registries.ours]\nindex = \"https://example.org\"\n",
        "x in Cargo.toml comes from the registry ours, which the build has to reach, without a token.", 5);
    row("registry-unknown", "[dependencies]\nx = { version = \"1\", registry = \"ours\" }\n", {},
        "x in Cargo.toml comes from the registry ours, which no .cargo/config.toml of the project names.", 5);
    row("required-features", "[features]\ncli = []\n[[bin]]\nname = \"small\"\npath = \"src/main.rs\"\nrequired-features = [\"cli\"]\n", {},
        "small is built only with the features cli, which are not on by default.", 0);
    row("edition-unknown", "edition = \"2030\"\n", {}, "Cargo.toml is of edition 2030, which this version of Slipway does not know.", 0);
    row("linker-ignored", {}, "[target.x86_64-unknown-linux-gnu]\nlinker = \"clang\"\n",
        ".cargo/config.toml names clang as linker for x86_64-unknown-linux-gnu; in the builder the plan's own linker takes its place.", 2);
    row("build-target", {}, "[build]\ntarget = \"x86_64-unknown-linux-musl\"\n",
        ".cargo/config.toml sets build.target to x86_64-unknown-linux-musl; the platforms of the image decide instead.", 2);
    row("rustc-replaced", {}, "[build]\nrustc = \"./evil\"\n", ".cargo/config.toml names another compiler than rustc, which the builder does not have.", 2);
    row("rustc-wrapper", {}, "[build]\nrustc-workspace-wrapper = \"./evil\"\n",
        ".cargo/config.toml runs rustc through ./evil, which the builder does not have.", 2);
    row("target-cpu-native", {}, "[target.'cfg(unix)']\nrustflags = [\"-C\", \"target-cpu=native\"]\n",
        ".cargo/config.toml sets target-cpu=native, so the binary runs only on processors like the builder's.", 2);
    row("linker-flag", {}, "[build]\nrustflags = \"-C link-arg=-fuse-ld=mold\"\n",
        ".cargo/config.toml asks for a linker of its own (link-arg=-fuse-ld=mold), which the builder does not have.", 2);
    row("link-self-contained", {}, "[build]\nrustflags = \"-C link-self-contained=yes\"\n",
        ".cargo/config.toml sets link-self-contained, which does not agree with a linker for another platform.", 2);
    row("target-dir", {}, "[build]\ntarget-dir = \"out\"\n", ".cargo/config.toml sets build.target-dir to out; in the container binaries are put elsewhere.",
        2);
    row("git-ssh", "[dependencies]\nx = { git = \"ssh://git@example.org/x\" }\n", {},
        "x in Cargo.toml comes from a git repository over ssh, for which a key is needed.", 5);
    row("config-offline", {}, "[net]\noffline = true\n", ".cargo/config.toml sets net.offline, so no crate can be fetched in the builder.", 2);
    row("config-unstable", {}, "[unstable]\nbuild-std = [\"std\"]\n",
        ".cargo/config.toml switches unstable features of Cargo on, which only a nightly toolchain takes.", 1);
    row("config-paths", {}, "paths = [\"../x\"]\n", ".cargo/config.toml puts ../x in the place of a crate; it has to lie in the project folder.", 1);
    row("developer-tool", "[workspace]\nmembers = [\"xtask\"]\n", {}, "xtask is a tool for developers by its name; it becomes an image only when it is chosen.",
        0);
    row("no-default-binaries", "[workspace]\nmembers = [\"xtask\"]\ndefault-members = [\"lib\"]\n[dependencies]\nlib = { path = \"lib\" }\n", {},
        "The packages that cargo build takes here have no binary; choose among xtask and small.", 0);
    row("table-ignored", "[workspace]\nmembers = [\"lib\"]\n", {},
        "[profile] in lib/Cargo.toml has no effect: Cargo takes it from the workspace's own manifest alone.", 3);
}

void TestSurroundings::findings()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QByteArray, config);
    QFETCH(QString, code);
    QFETCH(QString, message);
    QFETCH(int, line);
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n" + manifest);
    write(u"xtask/Cargo.toml"_s, "[package]\nname = \"xtask\"\n");
    write(u"xtask/src/main.rs"_s, {});
    write(u"lib/Cargo.toml"_s, "[package]\nname = \"lib\"\n[profile.release]\nlto = true\n");
    write(u"lib/src/lib.rs"_s, {});
    if (!config.isEmpty())
        write(u".cargo/config.toml"_s, config);
    const Project project = read();
    const Finding *found = findingOf(project, code);
    QVERIFY(found);
    QCOMPARE(found->message, message);
    QCOMPARE(found->line, line);
    // The worst come first.
    QVERIFY(std::ranges::is_sorted(project.findings, std::ranges::greater(), &Finding::severity));
}

void TestSurroundings::watched()
{
    writeShopWorkspace(m_root);
    QDir(m_root).mkpath(u".git"_s);
    write(u".git/HEAD"_s, "ref: refs/heads/main\n");
    const QStringList watched = read().watchedFiles;
    for (const QString &path : {u"/Cargo.toml"_s, u"/Cargo.lock"_s, u"/api/Cargo.toml"_s, u"/api/src"_s, u"/api/src/bin"_s, u"/api/build.rs"_s,
                                u"/rust-toolchain.toml"_s, u"/rust-toolchain"_s, u"/.cargo/config.toml"_s, u"/Dockerfile"_s, u"/.dockerignore"_s,
                                u"/.git/HEAD"_s, u"/.git/refs/heads/main"_s, u"/.git/packed-refs"_s})
        QVERIFY2(watched.contains(QString(m_root + path)), qPrintable(path));
    QCOMPARE(QSet<QString>(watched.begin(), watched.end()).size(), watched.size());
    QVERIFY2(!watched.contains(QString(m_root + u"/target")), "what a build writes must not wake us");
}

QTEST_GUILESS_MAIN(TestSurroundings)
#include "tst_surroundings.moc"
