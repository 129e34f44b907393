// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/requirement.h"

#include <QTest>

using namespace slipway::reading;
using namespace Qt::StringLiterals;

class TestRequirement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void malformed_data();
    void malformed();
    void order();
};

/// The rows follow the Cargo reference, "Specifying Dependencies", and the tests of the crate semver.
void TestRequirement::matches_data()
{
    QTest::addColumn<QString>("requirement");
    QTest::addColumn<QStringList>("yes");
    QTest::addColumn<QStringList>("no");
    const auto row = [](const char *name, const char *requirement, const QStringList &yes, const QStringList &no) {
        QTest::newRow(name) << QString::fromLatin1(requirement) << yes << no;
    };
    row("caret", "1.2.3", {u"1.2.3"_s, u"1.2.4"_s, u"1.99.0"_s, u"1.2.3+build"_s}, {u"1.2.2"_s, u"2.0.0"_s, u"1.2.4-rc.1"_s, u"0.9.0"_s});
    row("caret with a sign and spaces", " ^ 1.2.3 ", {u"1.2.3"_s}, {u"2.0.0"_s});
    row("caret with two numbers", "1.2", {u"1.2.0"_s, u"1.9.9"_s}, {u"1.1.9"_s, u"2.0.0"_s});
    row("caret with one number", "1", {u"1.0.0"_s, u"1.9.9"_s}, {u"2.0.0"_s, u"0.9.9"_s});
    row("caret below 1", "0.2.3", {u"0.2.3"_s, u"0.2.9"_s}, {u"0.3.0"_s, u"0.2.2"_s, u"1.0.0"_s});
    row("caret below 0.1", "0.0.3", {u"0.0.3"_s}, {u"0.0.4"_s, u"0.0.2"_s});
    row("caret 0.0", "0.0", {u"0.0.0"_s, u"0.0.9"_s}, {u"0.1.0"_s});
    row("caret 0", "0", {u"0.0.1"_s, u"0.9.0"_s}, {u"1.0.0"_s});
    row("tilde", "~1.2.3", {u"1.2.3"_s, u"1.2.9"_s}, {u"1.3.0"_s, u"1.2.2"_s});
    row("tilde with one number", "~1", {u"1.0.0"_s, u"1.9.0"_s}, {u"2.0.0"_s});
    row("everything", "*", {u"0.0.1"_s, u"9.9.9"_s}, {u"1.0.0-rc.1"_s});
    row("wildcard", "1.2.*", {u"1.2.0"_s, u"1.2.7"_s}, {u"1.3.0"_s});
    row("wildcard with one number", "1.*", {u"1.0.0"_s, u"1.9.0"_s}, {u"2.0.0"_s});
    row("exact", "=1.2.3", {u"1.2.3"_s}, {u"1.2.4"_s, u"1.2.3-rc.1"_s});
    row("exact with two numbers", "=1.2", {u"1.2.0"_s, u"1.2.9"_s}, {u"1.3.0"_s});
    row("two bounds", ">=1.2, <1.5", {u"1.2.0"_s, u"1.4.9"_s}, {u"1.1.9"_s, u"1.5.0"_s});
    row("greater than a prefix", ">1", {u"2.0.0"_s}, {u"1.0.0"_s, u"1.9.9"_s});
    row("at most a prefix", "<=1.2", {u"1.2.9"_s, u"0.1.0"_s}, {u"1.3.0"_s});
    row("less than a prefix", "<1.2", {u"1.1.9"_s}, {u"1.2.0"_s, u"1.2.9"_s});
    row("greater than a version", ">1.2.3", {u"1.2.4"_s, u"2.0.0"_s}, {u"1.2.3"_s});
    row("pre-release that is named", "1.0.0-rc.2", {u"1.0.0-rc.2"_s, u"1.0.0-rc.10"_s, u"1.0.0"_s, u"1.3.0"_s}, {u"1.0.0-rc.1"_s, u"1.0.1-rc.3"_s});
    row("pre-release of rustls", "=0.24.0-dev.2", {u"0.24.0-dev.2"_s}, {u"0.24.0-dev.3"_s, u"0.24.0"_s});
}

void TestRequirement::matches()
{
    QFETCH(QString, requirement);
    QFETCH(QStringList, yes);
    QFETCH(QStringList, no);
    const auto parsed = VersionRequirement::parse(requirement);
    QVERIFY(parsed);
    for (const QString &version : std::as_const(yes))
        QVERIFY2(parsed->matches(SemanticVersion::parse(version).value()), qPrintable(version));
    for (const QString &version : std::as_const(no))
        QVERIFY2(!parsed->matches(SemanticVersion::parse(version).value()), qPrintable(version));
}

void TestRequirement::malformed_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"", "x1", "1.2.3.4", "1..2", "01.2", "1.2.", ">", "1.2.3,", "=>1", "1.2-rc", "v1.0.0", "99999999999999999999.0.0", "1.2.3-", "1.2.3-a..b", "1.2.3+"})
        QTest::newRow(text[0] == '\0' ? "nothing" : text) << QString::fromLatin1(text);
}

void TestRequirement::malformed()
{
    QFETCH(QString, text);
    QVERIFY(!VersionRequirement::parse(text));
    QVERIFY(!SemanticVersion::parse(text));
}

/// The example of semver.org 2.0.0, rule 11.
void TestRequirement::order()
{
    const QStringList sorted{u"0.9.9"_s,         u"1.0.0-alpha"_s, u"1.0.0-alpha.1"_s, u"1.0.0-alpha.beta"_s, u"1.0.0-beta"_s, u"1.0.0-beta.2"_s,
                             u"1.0.0-beta.11"_s, u"1.0.0-rc.1"_s,  u"1.0.0"_s,         u"1.0.10"_s,           u"1.2.0"_s};
    for (qsizetype i = 1; i < sorted.size(); ++i) {
        const auto less = SemanticVersion::parse(sorted.at(i - 1)).value();
        const auto more = SemanticVersion::parse(sorted.at(i)).value();
        QVERIFY2(less < more && !(more < less), qPrintable(sorted.at(i)));
        QVERIFY(less == less);
    }
}

QTEST_GUILESS_MAIN(TestRequirement)
#include "tst_requirement.moc"
