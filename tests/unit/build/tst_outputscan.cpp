// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/outputscan.h"
#include "knowledge/knowledge.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

/// Which line of a tool's output is taken for the reason, where several of them are known.
class TestOutputScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasonBelowItsSummary_data();
    void reasonBelowItsSummary();
};

void TestOutputScan::reasonBelowItsSummary_data()
{
    QTest::addColumn<QByteArray>("below");
    QTest::addColumn<QString>("code");
    QTest::newRow("host not known to Cargo") << QByteArray(
        "  error: unknown SSH host key\n  The SSH host key for `git.example.com` is not known and cannot be validated.")
                                             << u"git-host-key"_s;
    QTest::newRow("host not known to ssh") << QByteArray("Host key verification failed.\nfatal: Could not read from remote repository.") << u"git-host-key"_s;
    QTest::newRow("another key") << QByteArray("  error: SSH host key has changed for `git.example.com`") << u"git-host-key-changed"_s;
    QTest::newRow("no key") << QByteArray("  failed to authenticate when downloading repository") << u"git-publickey"_s;
    QTest::newRow("nothing that is known") << QByteArray("  the network is gone") << u"crate-download"_s;
}

void TestOutputScan::reasonBelowItsSummary()
{
    QFETCH(QByteArray, below);
    const auto knowledge = Knowledge::load();
    QVERIFY(knowledge);
    OutputScan scan;
    for (const QByteArray &line :
         QByteArray("error: failed to get `greeting` as a dependency of package `letter v0.1.0 (/app)`\n\nCaused by:\n" + below).split('\n'))
        scan.take(line);
    QString code;
    for (const QString &line : scan.evidence()) {
        const auto known = diagnose(*knowledge, line);
        if (known && code.isEmpty())
            code = known->code;
    }
    QTEST(code, "code");
}

QTEST_GUILESS_MAIN(TestOutputScan)
#include "tst_outputscan.moc"
