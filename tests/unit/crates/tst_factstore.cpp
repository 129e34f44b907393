// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/factstore.h"
#include "crates/keptfacts.h"
#include "samples.h"

#include <QDir>
#include <QDirListing>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QString checksum = u"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"_s;

LockedPackage package(const QString &sum = checksum)
{
    return {u"leaf"_s, u"1.0.0"_s, u"registry+https://github.com/rust-lang/crates.io-index"_s, sum, {}, -1};
}

CrateFacts facts()
{
    CrateFacts facts;
    facts.name = u"leaf"_s;
    facts.version = u"1.0.0"_s;
    facts.links = u"z"_s;
    facts.hasLibrary = true;
    facts.isProcMacro = false;
    facts.hasBuildScript = true;
    Dependency one;
    one.name = u"twig"_s;
    one.package = u"real-twig"_s;
    one.requirement = u"^1.2"_s;
    one.kind = Dependency::Kind::Build;
    one.isOptional = true;
    one.defaultFeatures = false;
    one.features = {u"a"_s, u"b"_s};
    one.target = u"cfg(unix)"_s;
    facts.dependencies = {one, {}};
    facts.features = {{u"default"_s, {FeatureValue::parse(u"fast"_s), FeatureValue::parse(u"dep:twig"_s), FeatureValue::parse(u"twig?/a"_s)}}, {u"fast"_s, {}}};
    return facts;
}

bool isSame(const CrateFacts &a, const CrateFacts &b)
{
    return a.name == b.name && a.version == b.version && a.links == b.links && a.hasLibrary == b.hasLibrary && a.isProcMacro == b.isProcMacro
           && a.hasBuildScript == b.hasBuildScript && a.dependencies == b.dependencies && a.features == b.features;
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    for (const auto &entry : QDirListing(folder, QDirListing::IteratorFlag::Recursive | QDirListing::IteratorFlag::FilesOnly))
        files.append(entry.fileName());
    return files;
}

} // namespace

class tst_FactStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAll();
    void anythingTornIsNothing();
    void refuses_data();
    void refuses();
    void aFolderWithoutRights();
    void manyAtOnce();
    void cachesAreKept();
};

void tst_FactStore::keepsAll()
{
    const QTemporaryDir folder;
    const FactStore store(folder.path());
    QVERIFY(!store.find(package()));
    QVERIFY(store.keep(package(), facts()));
    QVERIFY(store.find(package()));
    QVERIFY(isSame(*store.find(package()), facts()));
    QVERIFY(!store.find(package(QString(checksum).replace(0, 30, QString(30, u'f')))));
    // What the index tells is replaced by what the crate tells.
    CrateFacts partly = facts();
    partly.isProcMacro.reset();
    partly.hasLibrary.reset();
    QVERIFY(store.keep(package(), partly));
    QVERIFY(!store.find(package())->isComplete());
    QVERIFY(store.keep(package(), facts()));
    QVERIFY(store.find(package())->isComplete());
    QCOMPARE(filesBelow(folder.path()).size(), 1);
}

void tst_FactStore::anythingTornIsNothing()
{
    const QByteArray whole = packFacts(facts());
    QVERIFY(isSame(*unpackFacts(whole), facts()));
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!unpackFacts(whole.first(length)), qPrintable(QString::number(length)));
    for (qsizetype at = 0; at < whole.size(); ++at) {
        QByteArray changed = whole;
        changed[at] = char(changed.at(at) ^ 0x20);
        QVERIFY2(!unpackFacts(changed), qPrintable(QString::number(at)));
    }
    QVERIFY(!unpackFacts(whole + 'x'));
    // A file that is cut is as if it were not there, and is written anew.
    const QTemporaryDir folder;
    const FactStore store(folder.path());
    QVERIFY(store.keep(package(), facts()));
    QFile file(store.path(package()));
    QVERIFY(file.resize(file.size() / 2));
    QVERIFY(!store.find(package()));
    QVERIFY(store.keep(package(), facts()));
    QVERIFY(store.find(package()));
}

void tst_FactStore::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("sum");
    QTest::newRow("no checksum") << u"leaf"_s << u"1.0.0"_s << QString();
    QTest::newRow("a short checksum") << u"leaf"_s << u"1.0.0"_s << u"abc"_s;
    QTest::newRow("a name that leads out") << u"../../leaf"_s << u"1.0.0"_s << checksum;
    QTest::newRow("a version that leads out") << u"leaf"_s << u"/../../../x"_s << checksum;
    QTest::newRow("a checksum that leads out") << u"leaf"_s << u"1.0.0"_s << u"../"_s.repeated(21) + u'a';
    QTest::newRow("a hidden name") << u".leaf"_s << u"1.0.0"_s << checksum;
    QTest::newRow("no name") << QString() << u"1.0.0"_s << checksum;
}

void tst_FactStore::refuses()
{
    QFETCH(QString, name);
    QFETCH(QString, version);
    QFETCH(QString, sum);
    const QTemporaryDir folder;
    const FactStore store(folder.path());
    const LockedPackage bad{name, version, {}, sum, {}, -1};
    QCOMPARE(store.path(bad), QString());
    QVERIFY(!store.keep(bad, facts()));
    QVERIFY(!store.find(bad));
    QVERIFY(filesBelow(folder.path()).isEmpty());
}

void tst_FactStore::aFolderWithoutRights()
{
    const QTemporaryDir folder;
    test::writeFile(folder.path(), u"file"_s, "in the way");
    const FactStore store(folder.filePath(u"file/crates"_s));
    QVERIFY(!store.keep(package(), facts()));
    QVERIFY(!store.find(package()));
}

void tst_FactStore::manyAtOnce()
{
    const QTemporaryDir folder;
    QThreadPool pool;
    pool.setMaxThreadCount(8);
    QAtomicInt torn;
    for (int i = 0; i < 200; ++i) {
        pool.start([&] {
            const FactStore store(folder.path());
            if (!store.keep(package(), facts()))
                torn.ref();
            const auto found = store.find(package());
            if (!found || !isSame(*found, facts()))
                torn.ref();
        });
    }
    pool.waitForDone();
    QCOMPARE(torn.loadRelaxed(), 0);
    QCOMPARE(filesBelow(folder.path()).size(), 1);
}

void tst_FactStore::cachesAreKept()
{
    const QTemporaryDir folder;
    const QString home = folder.filePath(u"home"_s);
    const QString crate = u"registry/src/index.crates.io-1949cf8c6b5b557f/leaf-1.0.0/"_s;
    test::writeFile(home, crate + u"Cargo.toml"_s, "[package]\nname = \"leaf\"\nversion = \"1.0.0\"\n[dependencies]\ntwig = \"1\"\n");
    test::writeFile(home, crate + u"src/lib.rs"_s, {});
    const FactStore store(folder.filePath(u"store"_s));
    {
        KeptFacts kept(home, store);
        QVERIFY(kept.locked(package(), {}));
    }
    KeptFacts kept(folder.filePath(u"empty"_s), store);
    const auto again = kept.locked(package(), {});
    QVERIFY(again);
    QVERIFY(again->isComplete());
    QCOMPARE(again->dependencies.size(), 1);
    // Facts without a checksum, from git and of vendored folders are not kept.
    QVERIFY(!kept.locked(package({}), {}));
    QVERIFY(!kept.locked(package(), {CrateSource::Kind::Directory, folder.filePath(u"vendor"_s), true}));
}

QTEST_GUILESS_MAIN(tst_FactStore)
#include "tst_factstore.moc"
