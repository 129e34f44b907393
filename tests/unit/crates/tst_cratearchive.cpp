// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargocaches.h"
#include "crates/cratearchive.h"
#include "crates/inflate.h"
#include "packedcrate.h"
#include "samples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray noise(qsizetype size)
{
    QByteArray bytes;
    quint32 state = 12345;
    while (bytes.size() < size) {
        state = state * 1664525 + 1013904223;
        bytes.append(char(state >> 24));
    }
    return bytes;
}

} // namespace

class tst_CrateArchive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unpacks_data();
    void unpacks();
    void survivesAnything();
    void readsTheManifest_data();
    void readsTheManifest();
    void givesFacts();
};

void tst_CrateArchive::unpacks_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("level");
    QTest::newRow("empty") << QByteArray() << 9;
    QTest::newRow("one byte, fixed codes") << QByteArray("a") << 9;
    QTest::newRow("stored") << noise(100'000) << 0;
    QTest::newRow("noise") << noise(100'000) << 9;
    QTest::newRow("one byte many times") << QByteArray(300'000, 'x') << 9;
    QTest::newRow("text, dynamic codes") << QByteArray("[dependencies]\nserde = \"1\"\nlog = { version = \"0.4\" }\n").repeated(500) + noise(5000).toHex() << 6;
}

void tst_CrateArchive::unpacks()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, level);
    QCOMPARE(gunzipStart(gzip(bytes, level), 1'000'000), bytes);
    QCOMPARE(gunzipStart(gzip(bytes, level), 100), bytes.first(qMin(bytes.size(), qsizetype(100))));
}

void tst_CrateArchive::survivesAnything()
{
    const QByteArray whole = gzip(QByteArray("some text that comes again, some text").repeated(200) + noise(2000), 9);
    for (qsizetype length = 0; length < whole.size(); length += 7)
        QVERIFY(gunzipStart(whole.first(length), 100'000).size() <= 100'000);
    // Every byte broken in its turn.
    for (qsizetype at = 15; at < qMin(whole.size(), qsizetype(600)); ++at) {
        QByteArray broken = whole;
        broken[at] = char(~broken.at(at));
        QVERIFY(gunzipStart(broken, 100'000).size() <= 100'000);
    }
    QCOMPARE(gunzipStart("no gzip at all, but long enough for a header", 100), QByteArray());
}

void tst_CrateArchive::readsTheManifest_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QByteArray>("manifest");
    const QByteArray end(1024, '\0');
    const QByteArray manifest = "[package]\nname = \"leaf\"\n";
    QTest::newRow("third entry") << tarEntry("leaf-1.0.0/.cargo_vcs_info.json", "{}") + tarEntry("leaf-1.0.0/Cargo.lock", "")
                                        + tarEntry("leaf-1.0.0/Cargo.toml", manifest) + end
                                 << manifest;
    QTest::newRow("behind much noise") << tarEntry("leaf-1.0.0/data", noise(200'000)) + tarEntry("leaf-1.0.0/Cargo.toml", manifest) + end << manifest;
    QTest::newRow("a long name before it") << tarEntry("././@LongLink", QByteArray(200, 'n') + '\0', 'L') + tarEntry("nnn", "x")
                                                  + tarEntry("leaf-1.0.0/Cargo.toml", manifest) + end
                                           << manifest;
    QTest::newRow("a manifest further down is another's") << tarEntry("leaf-1.0.0/tests/Cargo.toml", "[workspace]") + end << QByteArray();
    QTest::newRow("no entry") << end << QByteArray();
    QTest::newRow("cut off in the manifest") << tarEntry("leaf-1.0.0/Cargo.toml", noise(2000)).first(900) << QByteArray();
}

void tst_CrateArchive::readsTheManifest()
{
    QFETCH(QByteArray, tar);
    QFETCH(QByteArray, manifest);
    const auto archive = readCrateArchive(gzip(tar, 6), u"leaf.crate"_s);
    QCOMPARE(archive.has_value(), !manifest.isEmpty());
    if (archive)
        QCOMPARE(archive->manifest, manifest);
    else
        QCOMPARE(archive.error().message, u"There is no Cargo.toml in leaf.crate; remove the file and let Cargo fetch it again."_s);
}

void tst_CrateArchive::givesFacts()
{
    QTemporaryDir home;
    // Whether there is a build script is left to the files, behind the manifest.
    const QByteArray tar = tarEntry("leaf-1.0.0/Cargo.toml", "[package]\nname = \"leaf\"\nversion = \"1.0.0\"\n[dependencies]\ntwig = \"1\"\n")
                           + tarEntry("leaf-1.0.0/noise", noise(100'000)) + tarEntry("leaf-1.0.0/build.rs", "") + tarEntry("leaf-1.0.0/src/lib.rs", "")
                           + QByteArray(1024, '\0');
    test::writeFile(home.path(), u"registry/cache/index.crates.io-1949cf8c6b5b557f/leaf-1.0.0.crate"_s, gzip(tar, 6));
    CargoCaches caches(home.path());
    const LockedPackage leaf{u"leaf"_s, u"1.0.0"_s, u"registry+https://github.com/rust-lang/crates.io-index"_s, {}, {}};
    const auto facts = caches.locked(leaf, {});
    QVERIFY(facts);
    QCOMPARE(facts->hasBuildScript, std::optional(true));
    QCOMPARE(facts->hasLibrary, std::optional(true));
    QCOMPARE(facts->isProcMacro, std::optional(false));
    QCOMPARE(facts->dependencies.size(), 1);
    QCOMPARE(caches.locked(leaf, {}), facts);
    // Another registry's crate of that name is not this one.
    QVERIFY(!caches.locked({u"leaf"_s, u"1.0.0"_s, u"registry+https://example.org/index"_s, {}, {}}, {}));
}

QTEST_GUILESS_MAIN(tst_CrateArchive)
#include "tst_cratearchive.moc"
