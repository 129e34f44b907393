// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratefetcher.h"
#include "fakehttp.h"
#include "packedcrate.h"
#include "samples.h"
#include "smallregistry.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;
using test::FakeHttp;
using test::SmallRegistry;

class tst_CrateFetcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fromNothing();
    void failures_data();
    void failures();
    void offline_data();
    void offline();
    void strangersAreAskedForFirst();
    void anUnreachableHostIsLeftAlone();
    void cancelled();
    void nothingToDo();
    void addresses_data();
    void addresses();

private:
    void configure(const QByteArray &home, const QByteArray &project = {});
    [[nodiscard]] CrateGraph graph();
    /// One round; the gaps that are left.
    QList<CrateGap> round();
    [[nodiscard]] QString reason(const QString &crate);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SmallRegistry> m_registry;
    std::shared_ptr<KeptFacts> m_facts;
    std::unique_ptr<CrateFetcher> m_fetcher;
    QString m_root;
};

void tst_CrateFetcher::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->filePath(u"project"_s);
    qputenv("CARGO_HOME", QFile::encodeName(m_folder->filePath(u"home"_s)));
    qunsetenv("CARGO_NET_OFFLINE");
    m_registry = std::make_unique<SmallRegistry>();
    configure(m_registry->configuration());
    m_registry->writeProject(m_root);
    m_facts = std::make_shared<KeptFacts>(cargoHome(), FactStore(m_folder->filePath(u"store"_s)));
    m_fetcher = std::make_unique<CrateFetcher>(m_facts);
    FetchLimits limits;
    limits.silence = std::chrono::milliseconds(300);
    limits.crateBytes = 100'000;
    limits.pageBytes = 100'000;
    m_fetcher->setLimits(limits);
}

void tst_CrateFetcher::configure(const QByteArray &home, const QByteArray &project)
{
    test::writeFile(m_folder->filePath(u"home"_s), u"config.toml"_s, home);
    if (!project.isEmpty())
        test::writeFile(m_root, u".cargo/config.toml"_s, project);
}

CrateGraph tst_CrateFetcher::graph()
{
    const auto project = readProject(m_root);
    return project ? resolveCrates(*project, {.targets = {u"x86_64-unknown-linux-gnu"_s}}, *m_facts) : CrateGraph();
}

QList<CrateGap> tst_CrateFetcher::round()
{
    QSignalSpy finished(m_fetcher.get(), &CrateFetcher::finished);
    if (m_fetcher->fetch(graph().gaps, CargoSettings::read(m_root)) && !finished.wait(10'000))
        qFatal("the fetch does not end");
    return graph().gaps;
}

QString tst_CrateFetcher::reason(const QString &crate)
{
    const QList<CrateGap> gaps = graph().gaps;
    for (const CrateGap &gap : gaps) {
        if (gap.package.name == crate)
            return gap.reason;
    }
    return {};
}

void tst_CrateFetcher::fromNothing()
{
    // No Cargo, an empty home but for the address of the registry.
    CrateGraph before = graph();
    QVERIFY(!before.isExact);
    QVERIFY(!before.gaps.isEmpty());
    QCOMPARE(reason(u"leaf"_s), u"The manifest of leaf 1.0.0 is not on this machine."_s);
    QSignalSpy progressed(m_fetcher.get(), &CrateFetcher::progressed);
    QList<CrateGap> gaps = round();
    QVERIFY(std::ranges::all_of(gaps, &CrateGap::isInIndex));
    QCOMPARE(progressed.constLast().at(0).toInt(), progressed.constLast().at(1).toInt());
    while (!gaps.isEmpty()) {
        const QList<CrateGap> next = round();
        QVERIFY2(next != gaps, qPrintable(gaps.constFirst().reason));
        gaps = next;
    }
    const CrateGraph after = graph();
    QVERIFY(after.isExact);
    QStringList rows;
    for (const CrateRow &row : after.rows)
        rows.append(row.name + (row.forHost ? u" host"_s : u" target"_s));
    QCOMPARE(rows, (QStringList{u"app target"_s, u"leaf target"_s, u"leaf host"_s, u"macro host"_s, u"made host"_s}));
    // What is not compiled is not fetched, and nobody is told who asks.
    QVERIFY(!m_registry->server.lines().contains(u"GET /dl/winonly/1.0.0/download"_s));
    QCOMPARE(m_registry->server.lines().count(u"GET /index/config.json"_s), 1);
    for (const FakeHttp::Request &request : m_registry->server.requests()) {
        QVERIFY(!request.headers.contains("authorization"));
        QVERIFY(!request.headers.contains("cookie"));
    }
    // The next program needs no network at all.
    m_fetcher.reset();
    m_facts.reset();
    m_registry->server.clear();
    m_facts = std::make_shared<KeptFacts>(m_folder->filePath(u"nowhere"_s), FactStore(m_folder->filePath(u"store"_s)));
    QVERIFY(graph().isExact);
    QVERIFY(m_registry->server.lines().isEmpty());
}

void tst_CrateFetcher::failures_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QVariant>("answer");
    QTest::addColumn<QString>("crate");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QString &path, const FakeHttp::Response &answer, const QString &crate, const QString &sentence) {
        QTest::newRow(name) << path << QVariant::fromValue(answer) << crate << sentence;
    };
    const QString dl = u"/dl/leaf/1.0.0/download"_s;
    const QString page = u"/index/le/af/leaf"_s;
    const QString config = u"/index/config.json"_s;
    row("another crate than the lock file's", dl, {200, {}, test::packedCrate("leaf", "1.0.0", {{"Cargo.toml", "[package]\nname = \"evil\"\n"}})}, u"leaf"_s,
        u"What HOST sent for leaf 1.0.0 is not what Cargo.lock names: the checksums differ."_s);
    row("another checksum in the index", page,
        {200, {}, "{\"name\":\"leaf\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\"" + QByteArray(64, 'a') + "\",\"features\":{}}\n"}, u"leaf"_s,
        u"The registry http://HOST/index/ has another leaf 1.0.0 than Cargo.lock: the checksums differ."_s);
    row("the crate is gone", dl, {404, {}, {}}, u"leaf"_s, u"HOST does not have leaf 1.0.0."_s);
    row("the page is gone", page, {404, {}, {}}, u"leaf"_s, u"The registry http://HOST/index/ does not have leaf 1.0.0."_s);
    row("the version is gone", page, {200, {}, "{\"name\":\"leaf\",\"vers\":\"2.0.0\",\"deps\":[],\"cksum\":\"\",\"features\":{}}\n"}, u"leaf"_s,
        u"The registry http://HOST/index/ does not have leaf 1.0.0."_s);
    row("a page that is none", page, {200, {}, "<html>1.0.0</html>"}, u"leaf"_s, u"The registry http://HOST/index/ does not have leaf 1.0.0."_s);
    row("no answer", dl, {200, {}, {}, -1, true}, u"leaf"_s, u"HOST did not answer in time."_s);
    row("an answer that breaks off", dl, {200, {}, QByteArray(500, 'x'), 5000, false, true}, u"leaf"_s, u"HOST could not be reached ("_s);
    row("too much", dl, {200, {}, QByteArray(200'000, 'x')}, u"leaf"_s, u"HOST sent more than Slipway takes."_s);
    row("its own failure", dl, {503, {}, {}}, u"leaf"_s, u"HOST answered with status 503."_s);
    row("a redirect", dl, {302, {{"Location", "http://127.0.0.1:9/leaf"}}, {}}, u"leaf"_s, u"HOST sends to another place, which Slipway does not follow."_s);
    row("a registry that wants a token", config, {401, {}, {}}, u"leaf"_s,
        u"The registry http://HOST/index/ wants a token, which Slipway does not send; run cargo fetch."_s);
    row("a registry that says so", config, {200, {}, "{\"dl\":\"http://127.0.0.1:9\",\"auth-required\":true}"}, u"macro"_s,
        u"The registry http://HOST/index/ wants a token, which Slipway does not send; run cargo fetch."_s);
    row("no registry at all", config, {200, {}, "<html>"}, u"macro"_s,
        u"http://HOST/index/ is no sparse index of a registry: its config.json does not say where the crates are."_s);
    row("crates at no address", config, {200, {}, "{\"dl\":\"file:///etc\"}"}, u"leaf"_s,
        u"file:///etc/leaf/1.0.0/download is no address that crates can be fetched from."_s);
}

void tst_CrateFetcher::failures()
{
    QFETCH(QString, path);
    QFETCH(QVariant, answer);
    QFETCH(QString, crate);
    QFETCH(QString, sentence);
    m_registry->specials.insert(path, answer.value<FakeHttp::Response>());
    for (int i = 0; i < 4; ++i)
        (void)round();
    const QString expected = sentence.replace(u"HOST"_s, m_registry->server.host());
    QVERIFY2(reason(crate).startsWith(expected), qPrintable(reason(crate)));
    QVERIFY(!graph().isExact);
    // What failed is not tried again by itself, but is when it is wanted.
    m_registry->server.clear();
    (void)round();
    QCOMPARE(m_registry->server.lines(), QStringList());
    m_registry->specials.clear();
    m_fetcher->forget();
    for (int i = 0; i < 4; ++i)
        (void)round();
    QVERIFY(graph().isExact);
}

void tst_CrateFetcher::offline_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::newRow("by the user's wish") << QByteArray("wish");
    QTest::newRow("by Cargo's variable") << QByteArray("variable");
    QTest::newRow("by Cargo's configuration") << QByteArray("configuration");
}

void tst_CrateFetcher::offline()
{
    QFETCH(QByteArray, how);
    m_fetcher->setOffline(how == "wish");
    if (how == "variable")
        qputenv("CARGO_NET_OFFLINE", "true");
    if (how == "configuration")
        configure("[net]\noffline = true\n");
    (void)round();
    qunsetenv("CARGO_NET_OFFLINE");
    QCOMPARE(reason(u"leaf"_s), u"The manifest of leaf 1.0.0 is not on this machine, and Slipway is offline."_s);
    QCOMPARE(m_registry->server.lines(), QStringList());
}

void tst_CrateFetcher::strangersAreAskedForFirst()
{
    const QString host = m_registry->server.host();
    configure({}, m_registry->configuration());
    (void)round();
    QCOMPARE(m_registry->server.lines(), QStringList());
    QCOMPARE(m_fetcher->strangers(), QStringList{host});
    QCOMPARE(reason(u"leaf"_s), u"Only the project's own files name the host %1; it is not asked unless you allow it."_s.arg(host));
    m_fetcher->setAllowedHosts({host});
    for (int i = 0; i < 4; ++i)
        (void)round();
    QVERIFY(graph().isExact);
    QCOMPARE(m_fetcher->strangers(), QStringList());
}

void tst_CrateFetcher::anUnreachableHostIsLeftAlone()
{
    FetchLimits limits;
    limits.atOnce = 1;
    limits.silence = std::chrono::milliseconds(100);
    limits.failuresOfHost = 2;
    m_fetcher->setLimits(limits);
    for (const char *page : {"/index/le/af/leaf", "/index/ma/cr/macro", "/index/ma/de/made"})
        m_registry->specials.insert(QString::fromLatin1(page), {200, {}, {}, -1, true});
    (void)round();
    QCOMPARE(m_registry->server.lines().size(), 3); // config.json, and two that did not answer
    QCOMPARE(reason(u"made"_s), u"%1 could not be reached."_s.arg(m_registry->server.host()));
}

void tst_CrateFetcher::cancelled()
{
    m_registry->specials.insert(u"/index/le/af/leaf"_s, {200, {}, {}, -1, true});
    QSignalSpy finished(m_fetcher.get(), &CrateFetcher::finished);
    QVERIFY(m_fetcher->fetch(graph().gaps, CargoSettings::read(m_root)));
    QTRY_VERIFY(m_registry->server.lines().contains(u"GET /index/le/af/leaf"_s));
    m_fetcher->cancel();
    QCOMPARE(finished.size(), 1);
    QVERIFY(!m_fetcher->isRunning());
    m_fetcher->cancel();
    QCOMPARE(finished.size(), 1);
    m_registry->specials.clear();
    m_fetcher->forget();
    for (int i = 0; i < 4; ++i)
        (void)round();
    QVERIFY(graph().isExact);
}

void tst_CrateFetcher::nothingToDo()
{
    QVERIFY(!m_fetcher->fetch({}, CargoSettings::read(m_root)));
    CrateGap git;
    git.package = {u"tool"_s, u"1.0.0"_s, u"git+https://example.org/tool#abc"_s, {}, {}, -1};
    CrateGap folder;
    folder.package = {u"mine"_s, u"1.0.0"_s, {}, {}, {}, -1};
    QVERIFY(!m_fetcher->fetch({git, folder}, CargoSettings::read(m_root)));
    QVERIFY(!m_fetcher->isRunning());
}

void tst_CrateFetcher::addresses_data()
{
    QTest::addColumn<QString>("download");
    QTest::addColumn<QString>("address");
    QTest::newRow("without marks") << u"https://static.crates.io/crates"_s << u"https://static.crates.io/crates/Leaf/1.0.0/download"_s;
    QTest::newRow("crate and version") << u"https://x/{crate}-{version}.crate"_s << u"https://x/Leaf-1.0.0.crate"_s;
    QTest::newRow("prefixes and checksum") << u"https://x/{prefix}/{lowerprefix}/{sha256-checksum}"_s << u"https://x/Le/af/le/af/ff"_s;
}

void tst_CrateFetcher::addresses()
{
    QFETCH(QString, download);
    QFETCH(QString, address);
    QCOMPARE(crateAddress(download, {u"Leaf"_s, u"1.0.0"_s, {}, u"ff"_s, {}, -1}), address);
}

Q_DECLARE_METATYPE(slipway::test::FakeHttp::Response)
QTEST_GUILESS_MAIN(tst_CrateFetcher)
#include "tst_cratefetcher.moc"
