// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativelist.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestNativeList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rows_data();
    void rows();
    void unfolds();

private:
    static NativeDecision library(const QString &name, const QString &method, bool wantsDecision)
    {
        NativeDecision native;
        native.library = name;
        native.crate = name.toLower() + u"-sys"_s;
        native.method = method;
        native.wantsDecision = wantsDecision;
        return native;
    }
    static QStringList texts(const NativeList &list)
    {
        QStringList all;
        for (int row = 0; row < list.count(); ++row)
            all.append(list.item(row)->text());
        return all;
    }
};

void TestNativeList::rows_data()
{
    QTest::addColumn<QList<NativeDecision>>("natives");
    QTest::addColumn<QStringList>("rows");
    const NativeDecision ring = library(u"ring"_s, u"bundled"_s, false);
    const NativeDecision sqlite = library(u"SQLite"_s, u"bundled"_s, false);
    const NativeDecision openssl = library(u"OpenSSL"_s, u"static-package"_s, true);
    const NativeDecision refused = library(u"OpenCV"_s, u"refused"_s, true);
    QTest::newRow("none") << QList<NativeDecision>() << QStringList();
    QTest::newRow("nothing to decide") << QList{ring, sqlite} << QStringList{u"▸ Nothing to decide: ring, SQLite"_s};
    QTest::newRow("one to decide") << QList{ring, openssl, sqlite} << QStringList{u"OpenSSL"_s, u"▸ Nothing to decide: ring, SQLite"_s};
    QTest::newRow("one that cannot be built") << QList{ring, refused} << QStringList{u"OpenCV"_s, u"▸ Nothing to decide: ring"_s};
    QTest::newRow("all to decide") << QList{openssl, refused} << QStringList{u"OpenSSL"_s, u"OpenCV"_s};
    QTest::newRow("two crates of one library") << QList{ring, ring} << QStringList{u"▸ Nothing to decide: ring"_s};
}

void TestNativeList::rows()
{
    QFETCH(QList<NativeDecision>, natives);
    QFETCH(QStringList, rows);
    Theme theme;
    NativeList list(&theme);
    list.show(natives);
    QCOMPARE(texts(list), rows);
}

void TestNativeList::unfolds()
{
    Theme theme;
    NativeList list(&theme);
    list.show({library(u"ring"_s, u"bundled"_s, false), library(u"OpenSSL"_s, u"static-package"_s, true)});
    QCOMPARE(list.decisionCount(), 1);
    Q_EMIT list.itemActivated(list.item(1)); // Return on the folded row
    QTRY_COMPARE(texts(list), (QStringList{u"OpenSSL"_s, u"ring"_s, u"▾ Nothing to decide"_s}));
    QCOMPARE(list.decisionCount(), 1);
    Q_EMIT list.itemActivated(list.item(2));
    QTRY_COMPARE(texts(list), (QStringList{u"OpenSSL"_s, u"▸ Nothing to decide: ring"_s}));
}

QTEST_MAIN(TestNativeList)
#include "tst_nativelist.moc"
