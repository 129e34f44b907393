// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/latercall.h"

#include <QCoreApplication>
#include <QObject>
#include <QTest>

#include <memory>

using namespace slipway;

namespace {

struct Owner : QObject
{
    explicit Owner(int *count)
        : later(this, [count] { ++*count; })
    {
    }
    LaterCall later;
};

} // namespace

class TestLaterCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onceATurn();
    void againWhileItIsMade();
    void notWithoutItsOwner();
};

void TestLaterCall::onceATurn()
{
    int count = 0;
    Owner owner(&count);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(count, 0); // nobody asked
    for (int turn = 1; turn <= 3; ++turn) {
        for (int i = 0; i < 5; ++i)
            owner.later.ask();
        QCOMPARE(count, turn - 1); // never from within ask()
        QCoreApplication::sendPostedEvents();
        QCOMPARE(count, turn);
    }
}

void TestLaterCall::againWhileItIsMade()
{
    QObject owner;
    int count = 0;
    std::unique_ptr<LaterCall> later;
    later = std::make_unique<LaterCall>(&owner, [&] {
        if (++count < 3)
            later->ask();
    });
    later->ask();
    QTRY_COMPARE(count, 3);
    QCoreApplication::processEvents();
    QCOMPARE(count, 3);
}

void TestLaterCall::notWithoutItsOwner()
{
    int count = 0;
    auto owner = std::make_unique<Owner>(&count);
    owner->later.ask();
    owner.reset();
    QCoreApplication::sendPostedEvents();
    QCOMPARE(count, 0);
}

QTEST_GUILESS_MAIN(TestLaterCall)
#include "tst_latercall.moc"
