// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engineanswers.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray head = "NAME/NODE     DRIVER/ENDPOINT             STATUS    BUILDKIT   PLATFORMS\n";
const QByteArray emulating = R"({"Name":"first","Status":"running","Platforms":["linux/amd64","linux/amd64/v2","linux/arm64","linux/386"]})";
const QByteArray alone = R"({"Name":"first","Status":"running","Platforms":["linux/amd64/v3","linux/386"]})";
const QByteArray second = R"({"Name":"second","Status":"running","Platforms":["linux/arm64","linux/arm/v7"]})";

QByteArray list(const QByteArray &nodes)
{
    return R"({"Name":"farm","Driver":"docker-container","Nodes":[)" + nodes + "]}\n";
}

} // namespace

/// Which node of a builder gets which platform: buildx's own rule decides whether `native` is what it says.
class TestBuilders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nativePlatforms_data();
    void nativePlatforms();
    void fixedPlatformsOfTheRightBuilder();
};

void TestBuilders::nativePlatforms_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QStringList>("native");
    const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};
    const QByteArray two = list(emulating + ',' + second);
    const QByteArray plain =
        head + "farm          docker-container\n \\_ first     \\_ unix:///a.sock   running   v0.25.0   linux/amd64 (+2), linux/arm64, (1 more)\n";
    QTest::newRow("one node") << list(emulating) << plain << both.first(1);
    QTest::newRow("not started") << list(R"({"Name":"first","Status":"inactive"})") << QByteArray() << QStringList();
    QTest::newRow("the first cannot emulate") << list(alone + ',' + second) << plain << both;
    QTest::newRow("the first emulates the second's") << two << plain << both.first(1);
    const QByteArray fixedSecond = plain + " \\_ second    \\_ unix:///b.sock   running   v0.25.0   linux/arm64*, linux/arm/v7\n";
    QTest::newRow("the second alone is fixed") << two << fixedSecond << both.first(1);
    const QByteArray fixed =
        head
        + "farm*         docker-container\n \\_ first     \\_ unix:///a.sock   running   v0.25.0   linux/amd64* (+2), linux/arm64, (1 more)\n"
          " \\_ second    \\_ unix:///b.sock   running   v0.25.0   linux/arm64*, linux/arm/v7\n";
    QTest::newRow("both are fixed") << two << fixed << both;
    const QByteArray old =
        head
        + "farm *        docker-container\n  first       unix:///a.sock running v0.13.0 linux/amd64*, linux/amd64/v2, linux/arm64, linux/386\n"
          "  second      unix:///b.sock running v0.13.0 linux/arm64*, linux/arm/v7\n";
    QTest::newRow("both are fixed, buildx 0.13") << two << old << both;
}

void TestBuilders::nativePlatforms()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, table);
    const QList<Builder> builders = parseBuilders(json, table);
    QCOMPARE(builders.size(), 1);
    QTEST(builders.constFirst().nativePlatforms(), "native");
}

/// Nodes of two builders may have one name.
void TestBuilders::fixedPlatformsOfTheRightBuilder()
{
    const QByteArray other = R"({"Name":"other","Driver":"remote","Nodes":[)" + second + "]}\n";
    const QList<Builder> builders =
        parseBuilders(list(second) + other, head
                                                + "farm     docker-container\n \\_ second    \\_ tcp://a   running   v0.25.0   linux/arm64\n"
                                                  "other    remote\n \\_ second    \\_ tcp://b   running   v0.25.0   linux/arm64*\n");
    QCOMPARE(builders.size(), 2);
    QCOMPARE(builders[0].nodes[0].fixedPlatforms, QStringList());
    QCOMPARE(builders[1].nodes[0].fixedPlatforms, QStringList{u"linux/arm64"_s});
}

QTEST_GUILESS_MAIN(TestBuilders)
#include "tst_builders.moc"
