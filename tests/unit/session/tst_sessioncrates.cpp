// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"
#include "session/session.h"
#include "smallregistry.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

/// A session on a machine without Cargo: what is said about crates comes over HTTP.
class tst_SessionCrates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void possibleAtOnceThenExact();
    void offlineSaysWhy();
    void aStrangerIsAllowed();
    void failuresLeaveThePlan();
    void cancelled();

private:
    void configure(bool isUsers);
    void start();
    [[nodiscard]] const CrateGraph &crates() const { return m_session->current()->plan.crates; }
    [[nodiscard]] bool isSettled() const { return m_session->current() && !m_session->isBusy() && !m_session->isFetchingCrates(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::SmallRegistry> m_registry;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Session> m_session;
    QString m_root;
};

void tst_SessionCrates::init()
{
    m_session.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->filePath(u"project"_s);
    qputenv("CARGO_HOME", QFile::encodeName(m_folder->filePath(u"home"_s)));
    qputenv("SLIPWAY_CACHE", QFile::encodeName(m_folder->filePath(u"cache"_s)));
    qunsetenv("CARGO_NET_OFFLINE");
    m_registry = std::make_unique<test::SmallRegistry>();
    m_registry->writeProject(m_root);
}

void tst_SessionCrates::configure(bool isUsers)
{
    test::writeFile(isUsers ? m_folder->filePath(u"home"_s) : m_root + u"/.cargo"_s, u"config.toml"_s, m_registry->configuration());
}

void tst_SessionCrates::start()
{
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    Session::Services services;
    auto knowledge = Knowledge::load();
    QVERIFY(knowledge);
    services.knowledge = std::make_shared<const Knowledge>(std::move(*knowledge));
    services.settings = m_settings.get();
    m_session = std::make_unique<Session>(services);
}

void tst_SessionCrates::possibleAtOnceThenExact()
{
    configure(true);
    start();
    QList<bool> exact;
    connect(m_session.get(), &Session::planChanged, this, [&] { exact.append(crates().isExact); });
    QSignalSpy progress(m_session.get(), &Session::cratesProgress);
    m_session->open(m_root);
    QTRY_VERIFY(isSettled() && crates().isExact);
    QCOMPARE(exact.constFirst(), false);
    QCOMPARE(exact.constLast(), true);
    QVERIFY(!progress.isEmpty());
    QVERIFY(crates().gaps.isEmpty());
    // The next session finds all of it in Slipway's own store.
    m_registry->server.clear();
    start();
    QSignalSpy planned(m_session.get(), &Session::planChanged);
    m_session->open(m_root);
    QTRY_VERIFY(isSettled());
    QVERIFY(crates().isExact);
    QCOMPARE(planned.size(), 1);
    QCOMPARE(m_registry->server.lines(), QStringList());
}

void tst_SessionCrates::offlineSaysWhy()
{
    configure(true);
    start();
    m_session->setOffline(true);
    m_session->open(m_root);
    QTRY_VERIFY(isSettled() && !crates().gaps.isEmpty() && crates().gaps.constFirst().reason.endsWith("Slipway is offline."_L1));
    QVERIFY(!crates().isExact);
    QCOMPARE(m_registry->server.lines(), QStringList());
}

void tst_SessionCrates::aStrangerIsAllowed()
{
    configure(false);
    start();
    m_session->open(m_root);
    QTRY_VERIFY(isSettled() && !m_session->strangeCrateHosts().isEmpty());
    QCOMPARE(m_session->strangeCrateHosts(), QStringList{m_registry->server.host()});
    QCOMPARE(m_registry->server.lines(), QStringList());
    m_session->allowCrateHost(m_registry->server.host());
    QTRY_VERIFY(isSettled() && crates().isExact);
    QCOMPARE(m_settings->crateHosts(), QStringList{m_registry->server.host()});
    QCOMPARE(m_session->strangeCrateHosts(), QStringList());
}

void tst_SessionCrates::failuresLeaveThePlan()
{
    configure(true);
    m_registry->specials.insert(u"/dl/leaf/1.0.0/download"_s, {404, {}, {}});
    start();
    m_session->open(m_root);
    QTRY_VERIFY(isSettled() && crates().gaps.size() == 1 && crates().gaps.constFirst().reason.contains("does not have"_L1));
    QCOMPARE(crates().gaps.constFirst().package.name, u"leaf"_s);
    QVERIFY(m_session->current()->plan.isBuildable());
    // F5 tries again.
    m_registry->specials.clear();
    m_session->reload();
    QTRY_VERIFY(isSettled() && crates().isExact);
}

void tst_SessionCrates::cancelled()
{
    configure(true);
    m_registry->specials.insert(u"/index/le/af/leaf"_s, {200, {}, {}, -1, true});
    start();
    m_session->open(m_root);
    QTRY_VERIFY(m_registry->server.lines().contains(u"GET /index/le/af/leaf"_s));
    QVERIFY(m_session->isFetchingCrates());
    m_session->cancelCrates();
    // It is not taken up again by itself.
    QTRY_VERIFY(isSettled());
    QVERIFY(!crates().isExact);
    QCOMPARE(m_registry->server.lines().count(u"GET /index/le/af/leaf"_s), 1);
}

QTEST_GUILESS_MAIN(tst_SessionCrates)
#include "tst_sessioncrates.moc"
