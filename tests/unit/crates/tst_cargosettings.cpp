// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargoproxy.h"
#include "crates/cargosettings.h"
#include "crates/cfg.h"
#include "samples.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QString arm = u"aarch64-unknown-linux-gnu"_s;
const QString cratesIo = u"registry+https://github.com/rust-lang/crates.io-index"_s;

/// A variable of the environment for one test.
class Variable
{
public:
    Variable(const char *name, const QByteArray &value)
        : m_name(name)
    {
        qputenv(name, value);
    }
    ~Variable() { qunsetenv(m_name); }
    Q_DISABLE_COPY_MOVE(Variable)

private:
    const char *m_name;
};

} // namespace

/// tests/accuracy compares all of this with Cargo; here is what needs no Cargo, and what only Slipway asks for: whose word it is.
class tst_CargoSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingThere();
    void includesInACircle();
    void brokenFilesAreEmpty();
    void places_data();
    void places();
    void onlyTheUsersOwn();
    void flags();
    void proxies_data();
    void proxies();
    void leftOut_data();
    void leftOut();
    void proxyOfARequest();

private:
    [[nodiscard]] CargoSettings read() const { return CargoSettings::read(m_root, m_home); }
    void write(const QString &folder, const QByteArray &text) const { test::writeFile(folder, u"config.toml"_s, text); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_home;
    QString m_parent;
    QString m_root;
};

void tst_CargoSettings::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_home = m_folder->filePath(u"home/.cargo"_s);
    m_parent = m_folder->filePath(u"src"_s);
    m_root = m_parent + u"/project"_s;
    QVERIFY(QDir().mkpath(m_root));
    for (const char *name : {"RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_NET_OFFLINE", "https_proxy", "HTTPS_PROXY", "http_proxy",
                             "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "CARGO_HTTP_CAINFO", "CARGO_HTTP_PROXY"})
        qunsetenv(name);
}

void tst_CargoSettings::nothingThere()
{
    const CargoSettings settings = read();
    QCOMPARE(settings.pathOverrides(), QStringList());
    QVERIFY(settings.patchFolders().isEmpty());
    QCOMPARE(settings.rustflags(CfgValues::ofTarget(arm)), QStringList());
    QCOMPARE(settings.source(cratesIo), (CrateSource{CrateSource::Kind::Registry, u"sparse+https://index.crates.io/"_s, true}));
}

void tst_CargoSettings::includesInACircle()
{
    write(m_root + u"/.cargo"_s, "include = [\"config.toml\", \"other.toml\", \"none.txt\", \"gone.toml\"]\n[build]\nrustflags = [\"-a\"]\n");
    test::writeFile(m_root, u".cargo/other.toml"_s, "include = [\"config.toml\"]\n[build]\nrustflags = [\"-b\"]\n");
    QCOMPARE(read().rustflags(CfgValues::ofTarget(arm)), (QStringList{u"-b"_s, u"-a"_s}));
    QCOMPARE(read().files().size(), 2);
}

void tst_CargoSettings::brokenFilesAreEmpty()
{
    write(m_root + u"/.cargo"_s, "[build\n");
    write(m_parent + u"/.cargo"_s, "build = 3\nsource = \"x\"\npaths = 7\npatch = [1]\n[target]\nx = 4\n");
    write(m_home, "[build]\nrustflags = \"--cfg  home\"\n");
    const CargoSettings settings = read();
    QCOMPARE(settings.rustflags(CfgValues::ofTarget(arm)), (QStringList{u"--cfg"_s, u"home"_s}));
    QCOMPARE(settings.pathOverrides(), QStringList());
}

void tst_CargoSettings::places_data()
{
    QTest::addColumn<QByteArray>("home");
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<QString>("locked");
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isUsers");
    const QByteArray mirror = "[source.crates-io]\nreplace-with = \"m\"\n[source.m]\nregistry = \"sparse+https://mirror.example/\"\n";
    QTest::newRow("crates.io by default") << QByteArray() << QByteArray() << cratesIo << u"sparse+https://index.crates.io/"_s << true;
    QTest::newRow("a mirror of the user's") << mirror << QByteArray() << cratesIo << u"sparse+https://mirror.example/"_s << true;
    QTest::newRow("a mirror of the project's") << QByteArray() << mirror << cratesIo << u"sparse+https://mirror.example/"_s << false;
    QTest::newRow("the project points to what the user has")
        << QByteArray("[registries.m]\nindex = \"sparse+https://mirror.example/\"\n") << QByteArray("[source.crates-io]\nreplace-with = \"m\"\n") << cratesIo
        << u"sparse+https://mirror.example/"_s << false;
    QTest::newRow("the project says where the user's name leads")
        << QByteArray("[source.crates-io]\nreplace-with = \"m\"\n") << QByteArray("[source.m]\nregistry = \"sparse+https://evil.example/\"\n") << cratesIo
        << u"sparse+https://evil.example/"_s << false;
    QTest::newRow("a registry in the lock file alone")
        << QByteArray() << QByteArray() << u"sparse+https://other.example/"_s << u"sparse+https://other.example/"_s << false;
    QTest::newRow("a registry that the user has") << QByteArray("[registries.mine]\nindex = \"sparse+https://other.example/\"\n") << QByteArray()
                                                  << u"sparse+https://other.example/"_s << u"sparse+https://other.example/"_s << true;
    QTest::newRow("a registry that the project has") << QByteArray() << QByteArray("[registries.mine]\nindex = \"sparse+https://other.example/\"\n")
                                                     << u"sparse+https://other.example/"_s << u"sparse+https://other.example/"_s << false;
    QTest::newRow("replacements in a circle") << QByteArray(
        "[source.crates-io]\nreplace-with = \"a\"\n[source.a]\nreplace-with = \"crates-io\"\nregistry = \"https://a\"\n")
                                              << QByteArray() << cratesIo << u"sparse+https://index.crates.io/"_s << true;
    QTest::newRow("a name that nobody has") << QByteArray("[source.crates-io]\nreplace-with = \"gone\"\n") << QByteArray() << cratesIo
                                            << u"sparse+https://index.crates.io/"_s << true;
}

void tst_CargoSettings::places()
{
    QFETCH(QByteArray, home);
    QFETCH(QByteArray, project);
    QFETCH(QString, locked);
    QFETCH(QString, place);
    QFETCH(bool, isUsers);
    write(m_home, home);
    write(m_root + u"/.cargo"_s, project);
    const CrateSource source = read().source(locked);
    QCOMPARE(source.place, place);
    QCOMPARE(source.isUsers, isUsers);
}

void tst_CargoSettings::onlyTheUsersOwn()
{
    const QStringList proxy{u"http"_s, u"proxy"_s};
    const QStringList cainfo{u"http"_s, u"cainfo"_s};
    write(m_root + u"/.cargo"_s, "[http]\nproxy = \"evil:1\"\ncainfo = \"evil.pem\"\n[net]\noffline = true\n");
    write(m_parent + u"/.cargo"_s, "[http]\nproxy = \"evil:2\"\n");
    QCOMPARE(read().usersText(proxy), QString());
    QCOMPARE(read().usersText({u"net"_s, u"offline"_s}), QString());
    write(m_home, "[http]\nproxy = \"good:3\"\ncainfo = \"certs/ca.pem\"\n[net]\noffline = true\n");
    QCOMPARE(read().usersText(proxy), u"good:3"_s);
    QCOMPARE(read().usersText(cainfo, true), m_folder->filePath(u"home/certs/ca.pem"_s));
    QCOMPARE(read().usersText({u"net"_s, u"offline"_s}), u"true"_s);
    const Variable set("CARGO_HTTP_CAINFO", "/etc/ca.pem");
    QCOMPARE(read().usersText(cainfo, true), u"/etc/ca.pem"_s);
}

void tst_CargoSettings::flags()
{
    write(m_root + u"/.cargo"_s, "[target.aarch64-unknown-linux-gnu]\nrustflags = [\"-t\"]\n[build]\nrustflags = [\"-b\"]\n");
    const CfgValues values = CfgValues::ofTarget(arm);
    QCOMPARE(read().rustflags(values), QStringList{u"-t"_s});
    QCOMPARE(read().rustflags(CfgValues::ofTarget(u"x86_64-unknown-linux-gnu"_s)), QStringList{u"-b"_s});
    const Variable own("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-e");
    QCOMPARE(read().rustflags(values), (QStringList{u"-t"_s, u"-e"_s}));
    const Variable all("RUSTFLAGS", " -r  -s ");
    QCOMPARE(read().rustflags(values), (QStringList{u"-r"_s, u"-s"_s}));
    const Variable encoded("CARGO_ENCODED_RUSTFLAGS", "--cfg\x1f"
                                                      "a b");
    QCOMPARE(read().rustflags(values), (QStringList{u"--cfg"_s, u"a b"_s}));
}

void tst_CargoSettings::proxies_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    QTest::newRow("empty") << QString() << int(QNetworkProxy::NoProxy) << QString() << 0 << QString();
    QTest::newRow("host and port") << u"proxy.example:3128"_s << int(QNetworkProxy::HttpProxy) << u"proxy.example"_s << 3128 << QString();
    QTest::newRow("an address with a log-in") << u"http://me:word%21@proxy.example:8080/"_s << int(QNetworkProxy::HttpProxy) << u"proxy.example"_s << 8080
                                              << u"me"_s;
    QTest::newRow("without a port") << u"http://proxy.example"_s << int(QNetworkProxy::HttpProxy) << u"proxy.example"_s << 1080 << QString();
    QTest::newRow("socks") << u"socks5h://127.0.0.1:9050"_s << int(QNetworkProxy::Socks5Proxy) << u"127.0.0.1"_s << 9050 << QString();
    QTest::newRow("no address") << u"http://"_s << int(QNetworkProxy::NoProxy) << QString() << 0 << QString();
}

void tst_CargoSettings::proxies()
{
    QFETCH(QString, text);
    const QNetworkProxy proxy = CargoProxy::parse(text);
    QTEST(int(proxy.type()), "type");
    QTEST(proxy.hostName(), "host");
    QTEST(int(proxy.port()), "port");
    QTEST(proxy.user(), "user");
}

void tst_CargoSettings::leftOut_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("list");
    QTest::addColumn<bool>("isLeftOut");
    QTest::newRow("empty list") << u"a.example"_s << QString() << false;
    QTest::newRow("the host") << u"a.example"_s << u"b.example, A.example"_s << true;
    QTest::newRow("a domain") << u"x.a.example"_s << u".a.example"_s << true;
    QTest::newRow("the end of a word is no domain") << u"xa.example"_s << u"a.example"_s << false;
    QTest::newRow("all") << u"a.example"_s << u"*"_s << true;
    QTest::newRow("empty entries") << u"a.example"_s << u",, ,"_s << false;
}

void tst_CargoSettings::leftOut()
{
    QFETCH(QString, host);
    QFETCH(QString, list);
    QTEST(CargoProxy::isLeftOut(host, list), "isLeftOut");
}

void tst_CargoSettings::proxyOfARequest()
{
    const auto host = [](const QString &address, const QString &configured = {}) {
        return CargoProxy(configured).queryProxy(QNetworkProxyQuery(QUrl(address))).constFirst().hostName();
    };
    QCOMPARE(host(u"https://index.crates.io/"_s), QString());
    const Variable secure("https_proxy", "secure.example:1");
    const Variable plain("http_proxy", "plain.example:2");
    QCOMPARE(host(u"https://index.crates.io/"_s), u"secure.example"_s);
    QCOMPARE(host(u"http://mirror.example/"_s), u"plain.example"_s);
    QCOMPARE(host(u"https://index.crates.io/"_s, u"cargo.example:3"_s), u"cargo.example"_s);
    QCOMPARE(host(u"http://127.0.0.1:8080/"_s, u"cargo.example:3"_s), QString());
    const Variable none("no_proxy", "crates.io");
    QCOMPARE(host(u"https://index.crates.io/"_s), QString());
}

QTEST_GUILESS_MAIN(tst_CargoSettings)
#include "tst_cargosettings.moc"
