// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/reference.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {
const QString digest = u"sha256:"_s + QString(64, u'a');
}

class TestReference : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void understood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Reference>("expected");
        QTest::addColumn<QString>("familiar");
        const auto row = [](const char *name, const QString &text, const Reference &expected, const QString &familiar) {
            QTest::newRow(name) << text << expected << familiar;
        };
        row("official", u"ubuntu"_s, {u"docker.io"_s, u"library/ubuntu"_s, u"latest"_s, {}}, u"ubuntu:latest"_s);
        row("user", u"a/b:1"_s, {u"docker.io"_s, u"a/b"_s, u"1"_s, {}}, u"a/b:1"_s);
        row("old name of Docker Hub", u"index.docker.io/b"_s, {u"docker.io"_s, u"library/b"_s, u"latest"_s, {}}, u"b:latest"_s);
        row("port", u"127.0.0.1:5000/a"_s, {u"127.0.0.1:5000"_s, u"a"_s, u"latest"_s, {}}, u"127.0.0.1:5000/a:latest"_s);
        row("localhost", u"localhost/a/b"_s, {u"localhost"_s, u"a/b"_s, u"latest"_s, {}}, u"localhost/a/b:latest"_s);
        row("IPv6", u"[::1]:5000/a:x"_s, {u"[::1]:5000"_s, u"a"_s, u"x"_s, {}}, u"[::1]:5000/a:x"_s);
        row("digest", u"ghcr.io/a/b@"_s + digest, {u"ghcr.io"_s, u"a/b"_s, {}, digest}, u"ghcr.io/a/b@"_s + digest);
        row("tag and digest", u"ghcr.io/a/b:1@"_s + digest, {u"ghcr.io"_s, u"a/b"_s, u"1"_s, digest}, u"ghcr.io/a/b:1@"_s + digest);
        row("separators", u"x.example/a__b/c--d.e"_s, {u"x.example"_s, u"a__b/c--d.e"_s, u"latest"_s, {}}, u"x.example/a__b/c--d.e:latest"_s);
    }
    void understood()
    {
        QFETCH(QString, text);
        const Result<Reference> reference = parseReference(text);
        QVERIFY2(reference, reference ? "" : qPrintable(reference.error().message));
        QTEST(*reference, "expected");
        QTEST(reference->familiar(), "familiar");
        QVERIFY(parseReference(reference->text()) == reference);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("empty") << u""_s << u"it is empty"_s;
        QTest::newRow("upper case") << u"ghcr.io/A/b"_s << u"lower case"_s;
        QTest::newRow("tag") << u"a:-x"_s << u"a tag takes"_s;
        QTest::newRow("empty tag") << u"a:"_s << u"a tag takes"_s;
        QTest::newRow("digest") << u"a@sha256:12"_s << u"64 hexadecimal digits"_s;
        QTest::newRow("space") << u"a b"_s << u"the name takes"_s;
        QTest::newRow("line break") << u"a\nRUN x"_s << u"lower case"_s;
        QTest::newRow("option") << u"--push"_s << u"the name takes"_s;
        QTest::newRow("host") << u"-x.example/a"_s << u"host name"_s;
        QTest::newRow("long") << u"x.example/"_s + QString(250, u'a') << u"255"_s;
    }
    void refused()
    {
        QFETCH(QString, text);
        QFETCH(QString, why);
        const Result<Reference> reference = parseReference(text);
        QVERIFY(!reference);
        QCOMPARE(reference.error().code, ErrorCode::Usage);
        QVERIFY2(reference.error().message.contains(why), qPrintable(reference.error().message));
    }

    void listedHosts_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("listed");
        QTest::newRow("by name") << u"registry.lan:5000"_s << true;
        QTest::newRow("other port") << u"registry.lan:5001"_s << false;
        QTest::newRow("no port") << u"registry.lan"_s << false;
        QTest::newRow("address in a network") << u"10.1.2.3:5000"_s << true;
        QTest::newRow("address in none") << u"11.1.2.3:5000"_s << false;
        QTest::newRow("IPv6") << u"[fd00::7]:5000"_s << true;
        QTest::newRow("name like an address") << u"10.example"_s << false;
        QTest::newRow("empty") << u""_s << false;
    }
    void listedHosts()
    {
        QFETCH(QString, host);
        QTEST(isListedHost(host, {u"registry.lan:5000"_s, u"10.0.0.0/8"_s, u"fd00::/16"_s, u"nonsense/99"_s}), "listed");
    }
};

QTEST_GUILESS_MAIN(TestReference)
#include "tst_reference.moc"
