// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"
#include "settings/settings.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// Options from `name=value` as the command line writes them; "name" alone takes an option out.
Options changed(Options options, const QStringList &changes)
{
    for (const QString &change : changes) {
        const QString name = change.section(u'=', 0, 0);
        const OptionInfo *info = optionByName(name);
        if (!info)
            qFatal("no such option: %s", qPrintable(name));
        if (info->type != OptionType::Map || !change.contains(u'='))
            options.reset(info->key);
        if (change.contains(u'=') && !setOptionFromText(options, name, change.section(u'=', 1)))
            qFatal("no such value: %s", qPrintable(change));
    }
    return options;
}

} // namespace

class TestProjectFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void problems_data();
    void problems();
    void unusable_data();
    void unusable();
    void splices_data();
    void splices();
    void everyOption();
    void spliceRefusesOtherText();
    void anyChangesOfAnyText();

private:
    Result<ProjectFile> readText(const QByteArray &text)
    {
        writeFile(m_dir.path(), u"slipway.toml"_s, text);
        return readProjectFile(m_dir.filePath(u"slipway.toml"_s));
    }
    QTemporaryDir m_dir;
};

void TestProjectFile::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("empty") << QByteArray() << QStringList();
    QTest::newRow("comments only") << QByteArray("# nothing\n") << QStringList();
    QTest::newRow("text, flag and list") << QByteArray("profile = \"dist\"\nall-features = true\nplatforms = [\"linux/amd64\", \"linux/arm64\"]\n")
                                         << QStringList{u"profile=dist"_s, u"all-features=true"_s, u"platforms=linux/amd64,linux/arm64"_s};
    QTest::newRow("sections") << QByteArray("[image]\nuser = \"1000\"\n[image.environment]\nA = \"1\"\n[build]\npackages = [\"cmake\"]\n")
                              << QStringList{u"image.user=1000"_s, u"image.environment=A=1"_s, u"build.packages=cmake"_s};
    QTest::newRow("dotted") << QByteArray("image.user = \"1000\"\nimage.environment.A = \"1\"\n")
                            << QStringList{u"image.user=1000"_s, u"image.environment=A=1"_s};
    QTest::newRow("inline, over lines (TOML 1.1)") << QByteArray("image = {\n  user = \"1000\", # ours\n  environment = { A = \"1\" },\n}\n")
                                                   << QStringList{u"image.user=1000"_s, u"image.environment=A=1"_s};
    QTest::newRow("numbers where texts are meant") << QByteArray("[image]\nuser = 1000\nports = [8080, \"53/udp\"]\nenvironment = { A = 1 }\n")
                                                   << QStringList{u"image.user=1000"_s, u"image.ports=8080,53/udp"_s, u"image.environment=A=1"_s};
    QTest::newRow("an empty table is none") << QByteArray("[image.environment]\n[native]\n") << QStringList();
    QTest::newRow("a map below the root") << QByteArray("[native]\nopenssl-sys = \"static\"\n[pins]\n\"debian:13\" = \"sha256:" + QByteArray(64, 'a') + "\"\n")
                                          << QStringList{u"native=openssl-sys=static"_s, QString(u"pins=debian:13=sha256:"_s + QString(64, u'a'))};
}

void TestProjectFile::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, options);
    const auto file = readText(text);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QCOMPARE(file->problems.size(), 0);
    QVERIFY(file->options == changed({}, options));
}

void TestProjectFile::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    QTest::newRow("unknown") << QByteArray("# x\nfoo = 1\n") << u"There is no option \"foo\", so slipway.toml is not followed there."_s << 2;
    QTest::newRow("misspelt") << QByteArray("\n[image]\nusr = \"1000\"\n")
                              << u"There is no option \"image.usr\", so slipway.toml is not followed there; did you mean image.user?"_s << 3;
    QTest::newRow("unknown section") << QByteArray("[runtme]\nx = 1\n")
                                     << u"There is no option \"runtme\", so slipway.toml is not followed there; did you mean runtime?"_s << 1;
    QTest::newRow("text where a list is meant") << QByteArray("platforms = \"linux/amd64\"\n") << u"platforms takes a list of texts."_s << 1;
    QTest::newRow("list where a text is meant") << QByteArray("profile = [\"a\"]\n") << u"profile takes a text."_s << 1;
    QTest::newRow("text where a flag is meant") << QByteArray("all-features = \"yes\"\n") << u"all-features takes true or false."_s << 1;
    QTest::newRow("text where a table is meant") << QByteArray("[image]\nlabels = \"a=b\"\n") << u"image.labels takes a table with a text for each key."_s << 2;
    QTest::newRow("a value that is not among the choices") << QByteArray("libc = \"uclibc\"\n") << u"libc takes one of auto, gnu, musl, not \"uclibc\"."_s << 1;
}

void TestProjectFile::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    QFETCH(int, line);
    const auto file = readText("cache = \"mounts\"\n" + text);
    QVERIFY(file);
    QCOMPARE(file->problems.size(), 1);
    QCOMPARE(file->problems.constFirst().message, message);
    QCOMPARE(file->problems.constFirst().line, line + 1);
    QCOMPARE(file->problems.constFirst().file, m_dir.filePath(u"slipway.toml"_s));
    // The rest of the file is still followed.
    QVERIFY(file->options == changed({}, {u"cache=mounts"_s}));
}

void TestProjectFile::unusable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    QTest::newRow("no TOML") << QByteArray("profile = \"a\"\nimage = [\n") << u"Line 2 of slipway.toml is not valid TOML; mend that line."_s << 2;
    QTest::newRow("the same key twice") << QByteArray("profile = \"a\"\nprofile = \"b\"\n") << u"Line 2 of slipway.toml is not valid TOML; mend that line."_s
                                        << 2;
    QTest::newRow("a merge conflict") << QByteArray("# ours\n<<<<<<< HEAD\nprofile = \"a\"\n")
                                      << u"Line 2 of slipway.toml is the mark of a merge conflict; finish the merge."_s << 2;
    QTest::newRow("not UTF-8") << QByteArray("# ok\n# caf\xe9\n") << u"Line 2 of slipway.toml is not UTF-8; save the file as UTF-8."_s << 2;
    QTest::newRow("too large") << QByteArray(1024 * 1024 + 1, '#') << u"slipway.toml is larger than 1.0 MB, which no such file needs; check what it holds."_s
                               << 0;
}

void TestProjectFile::unusable()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    QFETCH(int, line);
    const auto file = readText(text);
    QVERIFY(!file);
    QCOMPARE(file.error().message, message);
    QCOMPARE(file.error().line, line);
    QCOMPARE(file.error().code, ErrorCode::File);
    QCOMPARE(file.error().file, m_dir.filePath(u"slipway.toml"_s));
}

void TestProjectFile::splices_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QStringList>("changes");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const QStringList &changes, const char *after) {
        QTest::newRow(name) << QString::fromUtf8(before) << changes << QString::fromUtf8(after);
    };
    row("nothing in an empty file", "", {}, "");
    row("no change keeps every character", "# a\nprofile='x' # b\n\n  [image]   # c\nuser = 1000\n", {},
        "# a\nprofile='x' # b\n\n  [image]   # c\nuser = 1000\n");
    row("first key", "", {u"profile=dist"_s}, "profile = \"dist\"\n");
    row("key below a comment", "# ours\n", {u"profile=dist"_s}, "# ours\nprofile = \"dist\"\n");
    row("key behind the others", "libc = \"gnu\" # why\n\n[image]\nuser = \"1\"\n", {u"profile=dist"_s},
        "libc = \"gnu\" # why\nprofile = \"dist\"\n\n[image]\nuser = \"1\"\n");
    row("key before the first section", "# licence\n\n# about images\n[image]\nuser = \"1\"\n", {u"profile=dist"_s, u"cache=mounts"_s},
        "# licence\n\nprofile = \"dist\"\ncache = \"mounts\"\n\n# about images\n[image]\nuser = \"1\"\n");
    row("value with its comment", "profile = \"a\" # keep\nlibc = \"gnu\"\n", {u"profile=b"_s}, "profile = \"b\" # keep\nlibc = \"gnu\"\n");
    row("taken out with its line", "# one\nprofile = \"a\" # gone\nlibc = \"gnu\"\n", {u"profile"_s}, "# one\nlibc = \"gnu\"\n");
    row("new section", "profile = \"a\"\n", {u"image.user=1000"_s, u"image.ports=8080"_s}, "profile = \"a\"\n\n[image]\nuser = \"1000\"\nports = [\"8080\"]\n");
    row("into its section", "[image]\nuser = \"1\" # me\n\n[build]\npackages = [\"cmake\"]\n", {u"image.workdir=/srv"_s},
        "[image]\nuser = \"1\" # me\nworkdir = \"/srv\"\n\n[build]\npackages = [\"cmake\"]\n");
    row("into an empty section", "[image] # here\n", {u"image.user=1000"_s}, "[image] # here\nuser = \"1000\"\n");
    row("beside dotted keys", "image.user = \"1\"\nprofile = \"a\"\n", {u"image.workdir=/srv"_s},
        "image.user = \"1\"\nimage.workdir = \"/srv\"\nprofile = \"a\"\n");
    row("into an inline table", "image = { user = \"1\" } # x\n", {u"image.workdir=/srv"_s}, "image = { user = \"1\", workdir = \"/srv\" } # x\n");
    row("out of an inline table", "image = { user = \"1\", workdir = \"/srv\" }\n", {u"image.user"_s}, "image = { workdir = \"/srv\" }\n");
    row("within an inline table", "image = { user = \"1\", workdir = \"/srv\" }\n", {u"image.user=2"_s}, "image = { user = \"2\", workdir = \"/srv\" }\n");
    row("within and out of nested inline tables", "image = { user = \"1\", environment = { A = \"1\", B = \"2\" }, workdir = \"/srv\" }\n",
        {u"image.user"_s, u"image.environment=A=9"_s}, "image = { environment = { A = \"9\", B = \"2\" }, workdir = \"/srv\" }\n");
    row("map into a section of its own", "[image]\nuser = \"1\"\n", {u"image.environment=A=1"_s}, "[image]\nuser = \"1\"\n\n[image.environment]\nA = \"1\"\n");
    row("map that grows and changes", "[image.environment]\n# the level\nRUST_LOG = \"info\" # loud\nZ = \"1\"\n", {u"image.environment=RUST_LOG=warn,B=2"_s},
        "[image.environment]\n# the level\nRUST_LOG = \"warn\" # loud\nZ = \"1\"\nB = \"2\"\n");
    row("map that goes", "profile = \"a\"\n[image.environment]\nA = \"1\"\n\n[build]\npackages = []\n", {u"image.environment"_s},
        "profile = \"a\"\n\n[build]\npackages = []\n");
    row("map that goes, its comment stays", "[native]\n# because\nopenssl-sys = \"static\"\n", {u"native"_s}, "[native]\n# because\n");
    row("inline map that goes", "image = { environment = { A = \"1\" }, user = \"1\" }\n", {u"image.environment"_s}, "image = { user = \"1\" }\n");
    row("key that wants quotes", "", {QString(u"pins=debian:13=sha256:"_s + QString(64, u'b'))},
        "\n[pins]\n\"debian:13\" = \"sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n" + 1);
    row("value that wants escapes", "", {u"image.labels=note=say \"hi\" \\o/"_s}, "[image.labels]\nnote = \"say \\\"hi\\\" \\\\o/\"\n");
    row("list on one line", "platforms = [\"linux/amd64\"] # p\n", {u"platforms=linux/amd64,linux/arm64"_s},
        "platforms = [\"linux/amd64\", \"linux/arm64\"] # p\n");
    row("item added to lines", "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/arm64\" # laptops\n]\n",
        {u"platforms=linux/amd64,linux/arm64,linux/386"_s}, "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/arm64\", # laptops\n  \"linux/386\",\n]\n");
    row("item taken out of lines", "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/386\", # old\n  \"linux/arm64\", # laptops\n]\n",
        {u"platforms=linux/amd64,linux/arm64"_s}, "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/arm64\", # laptops\n]\n");
    row("last item taken, another added", "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/arm64\", # laptops\n]\n",
        {u"platforms=linux/amd64,linux/386"_s}, "platforms = [\n  \"linux/amd64\", # servers\n  \"linux/386\",\n]\n");
    row("unknown keys stay", "team = \"ours\"\n[tool.other]\nx = 1\n[[more]]\nprofile = \"not ours\"\n", {u"profile=dist"_s},
        "team = \"ours\"\nprofile = \"dist\"\n[tool.other]\nx = 1\n[[more]]\nprofile = \"not ours\"\n");
    row("wrong value is replaced", "libc = \"uclibc\" # ?\n", {u"libc=musl"_s}, "libc = \"musl\" # ?\n");
    row("wrong value goes", "libc = \"uclibc\"\nprofile = \"a\"\n", {}, "profile = \"a\"\n");
    row("without a last line break", "profile = \"a\"", {u"libc=gnu"_s, u"cache=layers"_s}, "profile = \"a\"\nlibc = \"gnu\"\ncache = \"layers\"\n");
    row("line breaks of Windows", "profile = \"a\"\r\n", {u"libc=gnu"_s, u"image.user=1"_s},
        "profile = \"a\"\r\nlibc = \"gnu\"\r\n\r\n[image]\r\nuser = \"1\"\r\n");
    row("text over several lines", "x = \"\"\"\nprofile = \"no\"\n[image]\n\"\"\"\nprofile = \"a\"\n", {u"profile=b"_s},
        "x = \"\"\"\nprofile = \"no\"\n[image]\n\"\"\"\nprofile = \"b\"\n");
    row("quoted keys", "\"profile\" = \"a\"\n[\"image\"]\n'user' = \"1\"\n", {u"profile=b"_s, u"image.user=2"_s},
        "\"profile\" = \"b\"\n[\"image\"]\n'user' = \"2\"\n");
}

void TestProjectFile::splices()
{
    QFETCH(QString, before);
    QFETCH(QStringList, changes);
    QFETCH(QString, after);
    const auto file = readText(before.toUtf8());
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto text = spliceProjectFile(before, changed(file->options, changes));
    QVERIFY2(text, text ? "" : qPrintable(text.error().message + u'\n' + text.error().detail));
    QCOMPARE(*text, after);
}

void TestProjectFile::everyOption()
{
    // clang-format off
    const Options all = changed({}, {u"packages=a,b"_s, u"binaries=a"_s, u"features=x,a/y"_s, u"all-features=false"_s, u"no-default-features=true"_s, u"profile=dist"_s,
                                     u"platforms=linux/amd64"_s, u"builder-image=rust:1"_s, u"runtime=scratch"_s, u"tools-image=t.example/t:1"_s, u"libc=gnu"_s,
                                     u"cross=zig"_s, u"cache=layers"_s, u"native=openssl-sys=static"_s, u"image.mode=single"_s, u"image.name=shop/{bin}"_s,
                                     u"image.tags={version},latest"_s, u"image.user=1000:1000"_s, u"image.ports=80,53/udp"_s, u"image.environment=A=1,B=x=y"_s,
                                     u"image.labels=a.b=c"_s, u"image.workdir=/srv"_s, u"image.arguments=--port"_s, u"image.entrypoint=a"_s, u"image.assets=static"_s,
                                     QString(u"pins=debian:13=sha256:"_s + QString(64, u'c')), u"build.packages=cmake"_s, u"build.environment=CC=gcc"_s,
                                     u"build.lines=RUN echo \"a # b\""_s, u"image.lines=VOLUME /data"_s, u"build.arguments=A=1 $B"_s,
                                     u"build.secrets=T=env:T,K=file:/k"_s, u"build.ssh=true"_s, u"image.packages=tzdata"_s, u"image.healthcheck=/usr/local/bin/a"_s,
                                     u"image.stop-signal=SIGINT"_s, u"image.volumes=/data"_s, u"image.symbols=strip"_s, u"image.sbom=false"_s, u"image.provenance=max"_s, u"reproducible=true"_s,
                                     u"incremental=true"_s});
    // clang-format on
    QCOMPARE(all.keys().size(), optionTable().size());
    const auto text = spliceProjectFile(u"# ours\n"_s, all);
    QVERIFY2(text, text ? "" : qPrintable(text.error().detail));
    const auto file = readText(text->toUtf8());
    QVERIFY(file);
    QCOMPARE(file->problems.size(), 0);
    QVERIFY(file->options == all);
    // And all out again.
    QCOMPARE(spliceProjectFile(*text, {}).value().trimmed().section(u'\n', 0, 0), u"# ours"_s);
}

void TestProjectFile::spliceRefusesOtherText()
{
    const auto text = spliceProjectFile(u"profile = \n"_s, {});
    QVERIFY(!text);
    QCOMPARE(text.error().code, ErrorCode::File);
    QCOMPARE(text.error().message, u"Line 1 of slipway.toml is not valid TOML; mend that line."_s);
}

/// Whatever stands in the file and whatever changes: the result has exactly the options, and no comment or unknown key is lost.
void TestProjectFile::anyChangesOfAnyText()
{
    QRandomGenerator random(20260101);
    // clang-format off
    const QStringList lines{u"# note %1"_s,        u"profile = \"p%1\""_s, u"platforms = [\"linux/amd64\"] # list %1"_s,
                            u"features = [\n  \"a\", # item %1\n  \"b\"\n]"_s, u"other%1 = 1 # kept"_s, u"libc = 'gnu'"_s, u"all-features = true"_s,
                            u"image.user = \"%1\""_s, u"build = { packages = [\"cmake\"], x%1 = 2 }"_s, u"native.ring = \"static\""_s, u""_s};
    const QStringList sections{u"[image]\nworkdir = \"/w%1\""_s, u"[image.environment]\nA = \"%1\"\nB = \"2\" # b"_s, u"[image.labels]"_s, u"[pins]"_s,
                               u"[tool.x%1]\ny = 1"_s, u"[[list]]\nprofile = \"%1\""_s, u"[build.environment]\n# empty %1"_s};
    const QList<QStringList> changes{{u"profile=new"_s},        {u"profile"_s},  {u"platforms=linux/arm64,linux/amd64"_s}, {u"features=b,c"_s},
                                     {u"features=a"_s},         {u"features"_s}, {u"image.user=77"_s},                    {u"image.user"_s},
                                     {u"image.workdir=/n"_s},   {u"image.workdir"_s}, {u"image.environment=A=z,C=3"_s},   {u"image.environment"_s},
                                     {u"build.packages=make"_s}, {u"build.packages"_s}, {u"build.environment=CC=x"_s},    {u"native=ring=shared,zstd-sys=static"_s},
                                     {u"native"_s},             {u"libc"_s},     {u"cache=mounts"_s},                     {u"image.labels=a=b"_s}};
    // clang-format on
    int spliced = 0;
    for (int round = 0; round < 1000; ++round) {
        QStringList parts;
        for (int i = random.bounded(6); i > 0; --i)
            parts.append(lines.at(random.bounded(int(lines.size()))));
        for (int i = random.bounded(4); i > 0; --i)
            parts.append(sections.at(random.bounded(int(sections.size()))));
        QString text = parts.join(u'\n');
        for (int i = 0; text.contains(u"%1"_s); ++i)
            text.replace(text.indexOf(u"%1"_s), 2, QString::number(i));
        const auto file = readText(text.toUtf8());
        if (!file)
            continue; // a key twice: no TOML
        Options wanted = file->options;
        for (int i = random.bounded(5); i > 0; --i)
            wanted = changed(wanted, changes.at(random.bounded(int(changes.size()))));
        const auto result = spliceProjectFile(text, wanted);
        QVERIFY2(result, qPrintable(text + u"\n----\n" + (result ? QString() : result.error().message + u'\n' + result.error().detail)));
        ++spliced;
        for (const QString &line : text.split(u'\n')) {
            const bool isOurs = line.startsWith(u"# "_s) || line.contains(u"# kept"_s) || line.startsWith(u"[tool"_s);
            QVERIFY2(!isOurs || result->contains(line), qPrintable(text + u"\n----\n" + *result));
        }
    }
    QVERIFY(spliced > 300);
}

QTEST_GUILESS_MAIN(TestProjectFile)
#include "tst_projectfile.moc"
