// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "knowledge/knowledge.h"
#include "plan/options.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestKnowledge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto loaded = Knowledge::load();
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().detail));
        m_knowledge = *loaded;
    }

    void platformsAreTheSeven()
    {
        const QStringList wanted{u"linux/amd64"_s,   u"linux/arm64"_s,   u"linux/arm/v7"_s, u"linux/386"_s,
                                 u"linux/riscv64"_s, u"linux/ppc64le"_s, u"linux/s390x"_s};
        QStringList names;
        for (const PlatformInfo &row : m_knowledge.platforms) {
            names.append(row.platform);
            QVERIFY(row.gnuTarget.contains(u"-unknown-linux-gnu"_s));
            QCOMPARE(row.muslTarget.isEmpty(), row.platform == u"linux/s390x"_s);
            QVERIFY(row.muslTarget.isEmpty() || row.muslTarget.contains(u"-unknown-linux-musl"_s));
            QCOMPARE(row.gccPackage, QString(u"gcc-"_s + QString(row.gccPrefix).replace(u'_', u'-')));
            QCOMPARE(row.gxxPackage, QString(u"g++-"_s + row.gccPackage.mid(4)));
            QVERIFY(row.qemu.startsWith(u"qemu-"_s));
            for (const QString *field : {&row.debianArch, &row.multiarch, &row.elfMachine})
                QVERIFY(!field->isEmpty());
            QVERIFY(!row.sources.isEmpty());
        }
        QCOMPARE(names, wanted);
    }

    void platformByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("found");
        QTest::newRow("exact") << u"linux/arm64"_s << u"linux/arm64"_s;
        QTest::newRow("arm without variant") << u"linux/arm"_s << u"linux/arm/v7"_s;
        QTest::newRow("arm64 with variant") << u"linux/arm64/v8"_s << u"linux/arm64"_s;
        QTest::newRow("unknown") << u"windows/amd64"_s << QString();
        QTest::newRow("empty") << QString() << QString();
    }

    void platformByName()
    {
        QFETCH(QString, name);
        const PlatformInfo *row = m_knowledge.platform(name);
        QTEST(row ? row->platform : QString(), "found");
    }

    void basesAreUsable()
    {
        QSet<QString> keys;
        for (const BaseImageInfo &row : m_knowledge.bases) {
            QVERIFY2(!keys.contains(row.key), qPrintable(row.key));
            keys.insert(row.key);
            QVERIFY2(checkOption(OptionKey::RuntimeImage, row.reference), qPrintable(row.reference));
            QVERIFY(!row.title.isEmpty() && !row.sources.isEmpty());
            QCOMPARE(row.libc == u"gnu"_s, !row.glibc.isEmpty());
            for (const QString &platform : row.platforms)
                QVERIFY2(m_knowledge.platform(platform), qPrintable(platform));
            if (row.role == BaseImageInfo::Role::Builder)
                QVERIFY(row.hasCargoChef || !row.chefImage.isEmpty());
            QCOMPARE(m_knowledge.base(row.key), &row);
            QCOMPARE(m_knowledge.base(row.reference), &row);
        }
        for (const QString &key : {u"cargo-chef"_s, u"distroless-cc"_s, u"distroless-static"_s, u"debian-slim"_s, u"alpine"_s, u"scratch"_s})
            QVERIFY2(keys.contains(key), qPrintable(key));
        QCOMPARE(m_knowledge.base(u"nothing"_s), nullptr);
    }

    void nativeRowsAreConsistent()
    {
        static const QStringList bundled{u"always"_s, u"default"_s, u"fallback"_s, u"feature"_s, u"never"_s, u"download"_s, u"host"_s, u"pure"_s};
        static const QStringList strategies{u"source"_s, u"static"_s,  u"shared"_s,   u"native"_s, u"download"_s,
                                            u"host"_s,   u"nothing"_s, u"gcc-only"_s, u"loaded"_s};
        static const QRegularExpression package(u"^[a-z0-9][a-z0-9+.-]+$"_s);
        static const QRegularExpression placeholder(u"\\{(?!triple\\}|target\\}|TARGET\\}|sysroot\\})"_s);
        QVERIFY(m_knowledge.nativeLibraries.size() >= 140);
        QSet<QString> crates;
        for (const NativeLibraryInfo &row : m_knowledge.nativeLibraries) {
            const QByteArray where = row.crate.toUtf8();
            const QStringList names = row.alsoCrates + QStringList{row.crate};
            for (const QString &crate : names) {
                // Several rows for one crate are for different versions of it.
                QVERIFY2(!crates.contains(crate) || !row.versions.isEmpty(), qPrintable(crate));
                crates.insert(crate);
                QVERIFY2(m_knowledge.nativeRows(crate).contains(&row), qPrintable(crate));
                QCOMPARE(m_knowledge.nativeLibrary(crate), m_knowledge.nativeRows(crate).constFirst());
            }
            QVERIFY2(row.versions.isEmpty() || row.alsoCrates.isEmpty(), where.constData());
            QVERIFY2(bundled.contains(row.bundled), where.constData());
            QVERIFY2(strategies.contains(row.strategy), where.constData());
            QVERIFY2(row.advice.endsWith(u'.') && !row.advice.contains(u'!'), where.constData());
            QVERIFY2(!row.sources.isEmpty(), where.constData());
            for (const QStringList *packages : {&row.tools, &row.bundledTools, &row.bundledDev, &row.debianDev, &row.debianRuntime, &row.staticPackages}) {
                for (const QString &name : *packages)
                    QVERIFY2(package.match(name).hasMatch(), qPrintable(name));
            }
            QCOMPARE(row.strategy == u"static"_s, !row.staticLibraries.isEmpty());
            QCOMPARE(row.staticLibraries.isEmpty(), row.staticPackages.isEmpty());
            for (const auto *variables : {&row.environment, &row.zigEnvironment, &row.staticEnvironment}) {
                for (auto entry = variables->cbegin(); entry != variables->cend(); ++entry)
                    QVERIFY2(!placeholder.match(entry.key() + entry.value()).hasMatch(), where.constData());
            }
            QVERIFY2(row.loadedLibraries.isEmpty() || !row.debianRuntime.isEmpty(), where.constData());
            QVERIFY2(row.strategy != u"loaded"_s || !row.loadedLibraries.isEmpty(), where.constData());
            QVERIFY2(row.loadedLibraries.isEmpty() || row.strategy == u"loaded"_s || !row.loadedFeatures.isEmpty(), where.constData());
            QVERIFY2(row.staticFeatures.isEmpty() || row.makesShared, where.constData());
            QVERIFY2(row.bundledDev.isEmpty() || row.strategy == u"gcc-only"_s, where.constData());
            for (const QString &name : row.loadedLibraries)
                QVERIFY2(name.startsWith(u"lib"_s) && name.contains(u".so."_s) && !name.contains(u'/'), qPrintable(name));
            for (const QString &feature : row.loadedFeatures + row.staticFeatures + row.sharedFeatures + row.linkedFeatures + row.systemFeatures)
                QVERIFY2(names.contains(feature.section(u'/', 0, 0)), qPrintable(feature)); // only the row's own crates are asked
            for (const QString &name : row.exclusive)
                QVERIFY2(row.debianDev.contains(name) && !row.debianRuntime.isEmpty(), where.constData());
            QCOMPARE(row.source.crates.isEmpty(), row.source.libraries.isEmpty());
            for (const QString &crate : row.source.crates)
                QVERIFY2(crate.contains(u"= \"="_s) || crate.contains(u"version = \"="_s), qPrintable(crate)); // an exact version
            for (const QString &other : row.source.needs)
                QVERIFY2(m_knowledge.nativeLibrary(other) && !m_knowledge.nativeLibrary(other)->source.crates.isEmpty(), where.constData());
            for (const QString &key : row.notOn.keys())
                QVERIFY2(m_knowledge.platform(key.section(u':', 0, 0)), where.constData());
        }
        QVERIFY(m_knowledge.nativeLibrary(u"openssl-src"_s));
        QCOMPARE(m_knowledge.nativeLibrary(u"serde"_s), nullptr);
        QVERIFY(m_knowledge.nativeRows(u"serde"_s).isEmpty());
    }

    void evidenceIsOfRealBuilds()
    {
        static const QRegularExpression hash(u"^sha256:[0-9a-f]{64}$"_s);
        static const QRegularExpression day(u"^\\d{4}-\\d\\d-\\d\\d$"_s);
        QVERIFY(!m_knowledge.nativeEvidence.isEmpty());
        for (const NativeEvidence &row : m_knowledge.nativeEvidence) {
            const QByteArray where = (row.crate + u' ' + row.strategy).toUtf8();
            QVERIFY2(m_knowledge.nativeLibrary(row.crate) && m_knowledge.nativeLibrary(row.crate)->crate == row.crate, where.constData());
            QVERIFY2((QStringList{u"zig-glibc"_s, u"zig-musl"_s, u"gcc-glibc"_s}).contains(row.strategy), where.constData());
            QVERIFY2(day.match(row.date).hasMatch(), where.constData());
            if (row.outcome != u"built"_s) {
                QVERIFY2(row.outcome == u"refused"_s || row.outcome == u"failed"_s, where.constData());
                QVERIFY2(!row.reason.isEmpty(), where.constData());
                continue;
            }
            QVERIFY2(hash.match(row.image).hasMatch() && hash.match(row.log).hasMatch(), where.constData());
            QVERIFY2(!row.library.isEmpty() && !row.version.isEmpty() && !row.method.isEmpty() && row.platforms.size() >= 2, where.constData());
            const NativeEvidence *found = m_knowledge.evidence(row.crate, row.method, row.strategy);
            QVERIFY2(found && found->outcome == u"built"_s, where.constData());
        }
        QCOMPARE(m_knowledge.evidence(u"ring"_s, u"shared-package"_s, u"zig-glibc"_s), nullptr);
        QCOMPARE(m_knowledge.evidence(u"ring"_s, u"bundled"_s, QString()), nullptr);
    }

    void diagnosticsMatchTheirSamples()
    {
        for (const DiagnosticInfo &row : m_knowledge.diagnostics) {
            QVERIFY2(QRegularExpression(row.pattern).isValid(), qPrintable(row.code));
            const auto found = diagnose(m_knowledge, row.sample);
            QVERIFY2(found, qPrintable(row.code));
            QCOMPARE(found->code, row.code);
            QVERIFY2(!found->message.contains(u'%') && found->message.endsWith(u'.'), qPrintable(found->message));
            QCOMPARE(row.fixKey.isEmpty(), row.fixValue.isEmpty());
            if (row.fixKey.isEmpty())
                continue;
            Options options;
            QVERIFY2(setOptionFromText(options, row.fixKey, row.fixValue), qPrintable(row.code));
        }
    }

    void diagnosticsLeaveOtherLinesAlone_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("empty") << QString();
        QTest::newRow("progress") << u"   Compiling serde v1.0.200"_s;
        QTest::newRow("warning") << u"warning: unused variable: `x`"_s;
        QTest::newRow("a long line") << QString(100'000, u'x');
    }

    void diagnosticsLeaveOtherLinesAlone()
    {
        QFETCH(QString, line);
        QVERIFY(!diagnose(m_knowledge, line));
    }

    void toolsHaveExactVersions()
    {
        for (const QString &name : {u"ziglang"_s, u"cargo-zigbuild"_s, u"cargo-chef"_s})
            QVERIFY2(m_knowledge.toolVersion(name).count(u'.') == 2, qPrintable(name));
        QCOMPARE(m_knowledge.toolVersion(u"none"_s), QString());
    }

    void namesInSourcesAreUsable()
    {
        static const QRegularExpression name(u"^[A-Za-z][A-Za-z0-9_-]*$"_s);
        static const QRegularExpression call(u"^[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*$"_s);
        QSet<QString> names;
        for (const EmbedderInfo &row : m_knowledge.embedders) {
            QVERIFY2(name.match(row.crate).hasMatch() && !names.contains(row.crate), qPrintable(row.crate));
            names.insert(row.crate);
            QVERIFY2(row.attribute.isEmpty() != row.macro.isEmpty(), qPrintable(row.crate));
            QVERIFY2(call.match(row.attribute + row.macro).hasMatch() && !row.sources.isEmpty(), qPrintable(row.crate));
        }
        for (const FileServerInfo &row : m_knowledge.fileServers) {
            QVERIFY2(name.match(row.crate).hasMatch() && !names.contains(row.crate), qPrintable(row.crate));
            names.insert(row.crate);
            const QStringList calls = row.calls + row.mountCalls;
            QVERIFY2(!calls.isEmpty() && !row.sources.isEmpty(), qPrintable(row.crate));
            for (const QString &one : calls)
                QVERIFY2(call.match(one).hasMatch(), qPrintable(one));
        }
        names.clear();
        for (const FrontEndToolInfo &row : m_knowledge.frontEndTools) {
            QVERIFY2(name.match(row.program).hasMatch() && !names.contains(row.program), qPrintable(row.program));
            names.insert(row.program);
            QVERIFY2(row.manifest.isEmpty() == row.build.isEmpty() && !row.sources.isEmpty(), qPrintable(row.program));
            Options options;
            QVERIFY2(row.packages.isEmpty() || setOptionFromText(options, u"build.packages"_s, row.packages.join(u',')), qPrintable(row.program));
        }
    }

    void brokenTables_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QByteArray>("text"); // null: the table is not there
        QTest::addColumn<QString>("detail");
        const QString mentions = u"mentions"_s;
        const QByteArray embedder = "schema = 1\n[[embedder]]\ncrate = \"a\"\n";
        const QByteArray server = "[[server]]\ncrate = \"b\"\n";
        QTest::newRow("none") << mentions << QByteArray() << u"mentions.toml:0: it is not in the program"_s;
        QTest::newRow("of a later schema") << mentions << QByteArray("schema = 2\n") << u"mentions.toml:1: its schema is not known"_s;
        QTest::newRow("without rows") << mentions << QByteArray("schema = 1\n") << u"mentions.toml:0: it has no rows"_s;
        QTest::newRow("without rows of one kind") << mentions << embedder << u"mentions.toml:0: it has no rows"_s;
        QTest::newRow("rows that are texts") << mentions << QByteArray("schema = 1\nembedder = [\"a\"]\n") << u"mentions.toml:2: a row is not a table"_s;
        QTest::newRow("a row without its text") << mentions << QByteArray("schema = 1\n[[embedder]]\nmacro = \"a\"\n")
                                                << u"mentions.toml:2: a row has no text crate"_s;
        QTest::newRow("a number for a text") << mentions << embedder + "macro = 1\n" << u"mentions.toml:2: a row has no text macro"_s;
        QTest::newRow("a text for a list") << mentions << embedder + server + "calls = \"a\"\n" << u"mentions.toml:6: a list does not hold texts only"_s;
        QTest::newRow("a number in a list") << mentions << embedder + server + "calls = [\"a\", 1]\n" << u"mentions.toml:6: a list does not hold texts only"_s;
        QTest::newRow("a list for a map") << u"native"_s
                                          << QByteArray("schema = 1\n[[native]]\ncrate = \"a\"\nlibrary = \"A\"\nlanguage = \"c\"\n"
                                                        "bundled = \"never\"\nstrategy = \"shared\"\nenvironment = []\n")
                                          << u"native.toml:8: a map is not a table"_s;
    }

    void brokenTables()
    {
        QFETCH(QString, table);
        QFETCH(QByteArray, text);
        const QTemporaryDir folder;
        for (const QFileInfo &file : QDir(u":/knowledge"_s).entryInfoList({u"*.toml"_s}, QDir::Files)) {
            QFile source(file.filePath());
            QFile copy(folder.filePath(file.fileName()));
            const bool isBroken = file.completeBaseName() == table;
            if (isBroken && text.isNull())
                continue;
            QVERIFY(source.open(QIODevice::ReadOnly) && copy.open(QIODevice::WriteOnly));
            copy.write(isBroken ? text : source.readAll());
        }
        const auto read = Knowledge::load(folder.path() + u'/');
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Internal);
        QVERIFY(!read.error().message.isEmpty());
        QTEST(read.error().detail, "detail");
    }

private:
    Knowledge m_knowledge;
};

QTEST_GUILESS_MAIN(TestKnowledge)
#include "tst_knowledge.moc"
