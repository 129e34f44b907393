// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/error.h"

#include <QTest>

using namespace slipway;

/// The exit codes are a promise to scripts (README, command line).
class TestError : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exitCode_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("exit");
        QTest::newRow("usage") << ErrorCode::Usage << 2;
        QTest::newRow("project") << ErrorCode::Project << 2;
        QTest::newRow("file") << ErrorCode::File << 2;
        QTest::newRow("network") << ErrorCode::Network << 3;
        QTest::newRow("engine") << ErrorCode::Engine << 3;
        QTest::newRow("registry") << ErrorCode::Registry << 3;
        QTest::newRow("credentials") << ErrorCode::Credentials << 3;
        QTest::newRow("verification") << ErrorCode::Verification << 4;
        QTest::newRow("cancelled") << ErrorCode::Cancelled << 130;
        QTest::newRow("build") << ErrorCode::Build << 1;
        QTest::newRow("internal") << ErrorCode::Internal << 1;
    }
    void exitCode()
    {
        QFETCH(ErrorCode, code);
        QTEST(slipway::exitCode(code), "exit");
    }
};

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
