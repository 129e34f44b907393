// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include <QCoreApplication>
#include <QDir>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;

class TestTranslations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plurals_data();
    void plurals();
    void nothingIsUnfinished();
};

void TestTranslations::plurals_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0 << u"0 platforms"_s;
    QTest::newRow("one") << 1 << u"1 platform"_s;
    QTest::newRow("many") << 7 << u"7 platforms"_s;
}

void TestTranslations::plurals()
{
    QFETCH(int, count);
    QFETCH(QString, text);
    QTranslator english;
    QVERIFY(english.load(u":/i18n/slipway_en.qm"_s));
    QCoreApplication::installTranslator(&english);
    QCOMPARE(QCoreApplication::translate("Session", "%n platforms", nullptr, count), text);
}

void TestTranslations::nothingIsUnfinished()
{
    const QDir folder(QStringLiteral(SLIPWAY_SOURCE_DIR "/translations"));
    const QStringList names = folder.entryList({u"*.ts"_s});
    QVERIFY(!names.isEmpty());
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("unfinished"), qPrintable(name));
    }
}

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
