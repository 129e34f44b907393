// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/project.h"
#include "samples.h"
#include "support.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// "common: Cargo.toml | src", "common: whole".
QStringList lines(const Project &project, const QString &base)
{
    QStringList list;
    for (const OutsideFolder &outside : project.outsideFolders) {
        const QString name = QDir(base).relativeFilePath(outside.folder);
        list.append(name + u": "_s + (outside.isWhole ? u"whole"_s : outside.files.join(u' ') + u" | "_s + outside.folders.join(u' ')));
    }
    return list;
}

} // namespace

/// Folders beside the project that path dependencies lead to.
class TestOutside : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_base = QFileInfo(m_dir->path()).canonicalFilePath();
        write(u"app/Cargo.toml"_s, "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\ncommon = { path = \"../libs/common\" }\n");
        write(u"app/src/main.rs"_s, "fn main() {}\n");
        write(u"libs/common/Cargo.toml"_s,
              "[package]\nname = \"common\"\nversion = \"0.1.0\"\n[dependencies]\ninner = { path = \"inner\" }\nother = { path = \"../other\" }\n");
        write(u"libs/common/src/lib.rs"_s, {});
        write(u"libs/common/inner/Cargo.toml"_s, "[package]\nname = \"inner\"\nversion = \"0.1.0\"\n");
        write(u"libs/common/inner/src/lib.rs"_s, {});
        write(u"libs/other/Cargo.toml"_s, "[package]\nname = \"other\"\nversion = \"0.1.0\"\n");
        write(u"libs/other/src/lib.rs"_s, {});
    }

    void packagesAreRead();
    void whatStaysBehind();
    void linksStayBehind();
    void itsIgnoreFileRules();
    void sample();

private:
    void write(const QString &path, const QByteArray &bytes) { writeFile(m_base, path, bytes); }
    [[nodiscard]] Result<Project> read() const { return readProject(m_base + u"/app"); }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_base;
};

void TestOutside::packagesAreRead()
{
    const auto project = read();
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    QStringList names;
    for (const Package &package : project->packages)
        names.append(package.name + (package.isMember ? u" member"_s : QString()));
    QCOMPARE(names, (QStringList{u"app member"_s, u"common"_s, u"inner"_s, u"other"_s}));
    // What lies in a folder that goes along needs none of its own.
    QCOMPARE(lines(*project, m_base), (QStringList{u"libs/common: Cargo.toml | inner src"_s, u"libs/other: Cargo.toml | src"_s}));
    QVERIFY(project->watchedFiles.contains(m_base + u"/libs/common/Cargo.toml"));
    QVERIFY(std::ranges::none_of(project->findings, [](const Finding &finding) { return finding.severity == Finding::Severity::Error; }));
}

void TestOutside::whatStaysBehind()
{
    for (const QString &path : {u"target/debug/x"_s, u".git/HEAD"_s, u".env"_s, u"node_modules/x/y"_s, u".sqlx/q.json"_s, u"build.rs"_s})
        write(u"libs/common/"_s + path, {});
    QCOMPARE(lines(*read(), m_base).constFirst(), u"libs/common: Cargo.toml build.rs | .sqlx inner src"_s);
}

void TestOutside::linksStayBehind()
{
    write(u"secret/key"_s, {});
    QVERIFY(QFile::link(m_base + u"/secret"_s, m_base + u"/libs/common/out"_s));
    QVERIFY(QFile::link(m_base + u"/secret/key"_s, m_base + u"/libs/common/key"_s));
    QVERIFY(QFile::link(m_base + u"/libs/common/src"_s, m_base + u"/libs/common/same"_s));
    QCOMPARE(lines(*read(), m_base).constFirst(), u"libs/common: Cargo.toml | inner same src"_s);
    // A manifest that leads out is not read.
    QVERIFY(QFile::remove(m_base + u"/libs/other/Cargo.toml"_s));
    write(u"secret/Cargo.toml"_s, "[package]\nname = \"other\"\nversion = \"0.1.0\"\n");
    QVERIFY(QFile::link(m_base + u"/secret/Cargo.toml"_s, m_base + u"/libs/other/Cargo.toml"_s));
    const auto project = read();
    QVERIFY(!project);
    QVERIFY2(project.error().message.contains(u"leads out of the project folder by a symbolic link"_s), qPrintable(project.error().message));
}

void TestOutside::itsIgnoreFileRules()
{
    write(u"libs/common/.dockerignore"_s, "target\n");
    QCOMPARE(lines(*read(), m_base).constFirst(), u"libs/common: whole"_s);
}

/// The sample's library inherits from a workspace around both: that manifest goes along, alone.
void TestOutside::sample()
{
    const auto project = readProject(sourcePath(u"tests/projects/siblings/greeter"_s));
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    QCOMPARE(lines(*project, sourcePath(u"tests/projects/siblings"_s)), (QStringList{u".: Cargo.toml | "_s, u"words: Cargo.toml | src"_s}));
    QCOMPARE(project->packages.constLast().version, u"0.3.0"_s);
}

QTEST_GUILESS_MAIN(TestOutside)
#include "tst_outside.moc"
