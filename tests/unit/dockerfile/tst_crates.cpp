// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "planfixtures.h"
#include "samples.h"
#include "shortprogram.h"
#include "support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// The list of crates in a binary: where the Dockerfile makes it, and what its script writes into a program.
class TestCrates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isAskedFor_data();
    void isAskedFor();
    void programHoldsItsCrates_data();
    void programHoldsItsCrates();
    void otherWordSizeAndOrder();
    void whatCannotBeNotedIsSaid();

private:
    void install(const QString &tree, const QString &binaries);
    [[nodiscard]] QString run(const QStringList &arguments) const;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What binutils find in the section, unpacked.
QJsonArray packagesIn(const QString &path)
{
    static const QRegularExpression row(u"\\.dep-v0 +PROGBITS +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)"_s);
    const auto match = row.match(runToEnd(u"readelf"_s, {u"-S"_s, u"-W"_s, path}).output);
    if (!match.hasMatch())
        return {};
    const QByteArray packed = read(path).mid(match.captured(1).toLongLong(nullptr, 16), match.captured(2).toLongLong(nullptr, 16));
    const QByteArray head(4, '\0'); // qUncompress wants a length, as a hint
    return QJsonDocument::fromJson(qUncompress(head + packed))["packages"_L1].toArray();
}

QString line(const QJsonValue &package)
{
    QString text = package["name"_L1].toString() + u' ' + package["version"_L1].toString() + u' ' + package["source"_L1].toString();
    for (const QJsonValue &one : package["dependencies"_L1].toArray())
        text += u" >"_s + QString::number(one.toInt());
    return package["root"_L1].toBool() ? text + u" root"_s : text;
}

} // namespace

void TestCrates::isAskedFor_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("calls");
    QTest::newRow("not asked for") << QStringList{} << QStringList{};
    QTest::newRow("two platforms") << QStringList{u"image.sbom=true"_s}
                                   << QStringList{u"python3 /usr/local/lib/crates.py x86_64-unknown-linux-gnu /out/linux/amd64 --locked"_s,
                                                  u"python3 /usr/local/lib/crates.py aarch64-unknown-linux-gnu /out/linux/arm64 --locked"_s};
    QTest::newRow("features") << QStringList{u"image.sbom=true"_s, u"platforms=linux/amd64"_s, u"features=loud"_s, u"packages=hello"_s}
                              << QStringList{u"python3 /usr/local/lib/crates.py x86_64-unknown-linux-gnu /out/linux/amd64 --locked --features loud -p hello"_s};
    QTest::newRow("on each platform") << QStringList{u"image.sbom=true"_s, u"cross=emulate"_s}
                                      << QStringList{u"python3 /usr/local/lib/crates.py \"$(cat /target)\" \"/out/$TARGETPLATFORM\" --locked"_s};
}

void TestCrates::isAskedFor()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, calls);
    const Plan plan = planOf(helloProject(), optionsOf(options));
    const QString text = writeDockerfile(plan).text();
    QCOMPARE(text.count(u"python3 /usr/local/lib/crates.py "_s), calls.size());
    for (const QString &call : std::as_const(calls))
        QVERIFY2(text.contains(call + u" &&"_s) || text.contains(call + u'\n'), qPrintable(text));
    QVERIFY(calls.isEmpty() || plan.cross == CrossMethod::Zig || plan.builderPackages.contains(u"python3"_s));
}

/// A stand-in for cargo that says these, and a folder with programs.
void TestCrates::install(const QString &tree, const QString &binaries)
{
    m_folder = std::make_unique<QTemporaryDir>();
    writeFile(m_folder->path(), u"tree"_s, tree.toUtf8());
    QJsonArray packages;
    for (const QString &word : binaries.split(u' ')) {
        const QJsonObject target{{u"kind"_s, QJsonArray{u"bin"_s}}, {u"name"_s, word.section(u'=', 0, 0)}};
        packages.append(QJsonObject{{u"name"_s, word.section(u'=', 1)}, {u"targets"_s, QJsonArray{target}}});
    }
    writeFile(m_folder->path(), u"metadata"_s, QJsonDocument(QJsonObject{{u"packages"_s, packages}}).toJson());
    writeFile(m_folder->path(), u"cargo"_s, "#!/bin/sh\necho \"$@\" >> \"${0%/*}/calls\"\nexec cat \"${0%/*}/$1\"\n");
    QVERIFY(QFile::setPermissions(m_folder->filePath(u"cargo"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QVERIFY(QDir(m_folder->path()).mkpath(u"out"_s));
}

/// What the script complains of.
QString TestCrates::run(const QStringList &arguments) const
{
    const ProgramEnd end = runToEnd(u"python3"_s, QStringList{sourcePath(u"resources/dockerfile/crates.py"_s)} + arguments, {},
                                    {{u"PATH"_s, m_folder->path() + u':' + qEnvironmentVariable("PATH")}});
    if (end.code < 0)
        return u"no end"_s;
    return end.code == 0 ? QString() : end.errors;
}

void TestCrates::programHoldsItsCrates_data()
{
    QTest::addColumn<QString>("tree");
    QTest::addColumn<QStringList>("packages");
    QTest::newRow("alone") << u"0|app v1.0.0 (/app)\n"_s << QStringList{u"app 1.0.0 local root"_s};
    QTest::newRow("a chain, and one that is listed before")
        << u"0|app v1.0.0 (/app)\n1|serde v1.0.2\n2|serde_core v1.0.2\n1|toml v0.9.1+spec-1.1.0\n2|serde v1.0.2 (*)\n"_s
        << QStringList{u"app 1.0.0 local >1 >3 root"_s, u"serde 1.0.2 crates.io >2"_s, u"serde_core 1.0.2 crates.io"_s,
                       u"toml 0.9.1+spec-1.1.0 crates.io >1"_s};
    QTest::newRow("sources")
        << u"0|app v1.0.0 (/app)\n1|a v1.0.0 (/app/a)\n1|b v2.0.0 (https://git.example/b?branch=x#0123abcd)\n1|c v3.0.0 (registry `ours`)\n"_s
        << QStringList{u"a 1.0.0 local"_s, u"app 1.0.0 local >0 >2 >3 root"_s, u"b 2.0.0 git"_s, u"c 3.0.0 registry"_s};
    QTest::newRow("two versions") << u"0|app v1.0.0 (/app)\n1|rand v0.8.5\n1|rand v0.9.2\n"_s
                                  << QStringList{u"app 1.0.0 local >1 >2 root"_s, u"rand 0.8.5 crates.io"_s, u"rand 0.9.2 crates.io"_s};
    QTest::newRow("another package of the call, which is not in it")
        << u"0|app v1.0.0 (/app)\n1|a v1.0.0\n\n0|other v1.0.0 (/other)\n1|b v1.0.0\n1|a v1.0.0\n"_s
        << QStringList{u"a 1.0.0 crates.io"_s, u"app 1.0.0 local >0 root"_s};
}

void TestCrates::programHoldsItsCrates()
{
    QFETCH(QString, tree);
    install(tree, u"tool=app"_s);
    const QString program = m_folder->filePath(u"out/tool"_s);
    QVERIFY(QFile::copy(QStandardPaths::findExecutable(u"echo"_s), program));
    QVERIFY(packagesIn(program).isEmpty());
    QCOMPARE(run({u"x86_64-unknown-linux-gnu"_s, m_folder->filePath(u"out"_s), u"--locked"_s, u"-p"_s, u"app"_s}), QString());
    QStringList packages;
    for (const QJsonValue &package : packagesIn(program))
        packages.append(line(package));
    QTEST(packages, "packages");
    const QString calls = QString::fromUtf8(read(m_folder->filePath(u"calls"_s)));
    QVERIFY2(calls.startsWith("tree --target x86_64-unknown-linux-gnu -e normal,no-proc-macro "_L1) && calls.contains(" --locked -p app\n"_L1),
             qPrintable(calls));
    QCOMPARE(runToEnd(program, {u"well"_s}).output, u"well\n"_s); // it runs as before
    const QByteArray once = read(program);
    QCOMPARE(run({u"x86_64-unknown-linux-gnu"_s, m_folder->filePath(u"out"_s)}), QString());
    QCOMPARE(read(program), once); // a second time changes nothing
}

/// s390x is big-endian, 32-bit ARM has the short headers: a program of each, with a table of names and no more.
void TestCrates::otherWordSizeAndOrder()
{
    const QByteArray names("\0.shstrtab\0", 11);
    const auto program = [&](bool isWide, bool isBig) {
        QByteArray elf(isWide ? 64 : 52, '\0');
        const char head[] = {'\x7f', 'E', 'L', 'F', char(isWide ? 2 : 1), char(isBig ? 2 : 1), 1};
        elf.replace(0, 7, QByteArray(head, 7));
        const auto put = [&](qsizetype at, quint64 value, qsizetype size) {
            for (qsizetype i = 0; i < size; ++i)
                elf[at + (isBig ? size - 1 - i : i)] = char((value >> (8 * i)) & 0xff);
        };
        put(isWide ? 0x34 : 0x28, isWide ? 64 : 52, 2);
        const qsizetype word = isWide ? 8 : 4;
        const qsizetype size = isWide ? 64 : 40;
        const qsizetype text = elf.size();
        elf += names + QByteArray(5, '\0');
        const qsizetype table = elf.size();
        elf += QByteArray(size * 2, '\0');
        put(isWide ? 0x28 : 0x20, quint64(table), word);
        const qsizetype counts = isWide ? 0x3A : 0x2E;
        put(counts, quint64(size), 2);
        put(counts + 2, 2, 2);
        put(counts + 4, 1, 2);
        put(table + size, 1, 4);
        put(table + size + 4, 3, 4); // SHT_STRTAB
        put(table + size + 8 + word * 2, quint64(text), word);
        put(table + size + 8 + word * 3, quint64(names.size()), word);
        return elf;
    };
    for (const auto &[isWide, isBig] : {std::pair(true, true), std::pair(false, false), std::pair(false, true)}) {
        install(u"0|app v1.0.0 (/app)\n"_s, u"tool=app"_s);
        writeFile(m_folder->filePath(u"out"_s), u"tool"_s, program(isWide, isBig));
        QCOMPARE(run({u"s390x-unknown-linux-gnu"_s, m_folder->filePath(u"out"_s)}), QString());
        const QJsonArray packages = packagesIn(m_folder->filePath(u"out/tool"_s));
        QCOMPARE(packages.size(), 1);
        QCOMPARE(line(packages.first()), u"app 1.0.0 local root"_s);
    }
}

void TestCrates::whatCannotBeNotedIsSaid()
{
    install(u"0|app v1.0.0 (/app)\n"_s, u"tool=app"_s);
    QVERIFY(QFile::copy(QStandardPaths::findExecutable(u"echo"_s), m_folder->filePath(u"out/stranger"_s)));
    QVERIFY(run({u"t"_s, m_folder->filePath(u"out"_s)}).contains("no package of the binary stranger"_L1));
}

QTEST_GUILESS_MAIN(TestCrates)
#include "tst_crates.moc"
