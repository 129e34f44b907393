// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/dockerfile.h"
#include "planfixtures.h"
#include "support.h"

#include <QFile>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

struct Golden
{
    Project project;
    QStringList crates;
    QStringList options;
};

} // namespace
Q_DECLARE_METATYPE(Golden)

/// Golden Dockerfiles: tests/data/dockerfile/NAME.Dockerfile. SLIPWAY_WRITE_GOLDEN=1 writes them anew; tests/data/dockerfile/README.md says
/// how each was built for real before it was taken in.
class TestDockerfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data();
    void golden();
};

void TestDockerfile::golden_data()
{
    QTest::addColumn<Golden>("golden");
    QTest::newRow("hello") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {}};
    QTest::newRow("hello-musl-scratch") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"runtime=scratch"_s}};
    QTest::newRow("hello-musl-distroless") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"libc=musl"_s}};
    QTest::newRow("hello-gcc-debian") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"cross=gcc"_s, u"runtime=debian-slim"_s}};
    QTest::newRow("hello-native") << Golden{helloProject(), {u"member:hello 0.1.0"_s}, {u"cross=emulate"_s}};
    QTest::newRow("guestbook-mounts") << Golden{guestbookProject(), guestbookCrates(), {u"cache=mounts"_s}};
    QTest::newRow("guestbook-musl") << Golden{guestbookProject(), guestbookCrates(), {u"libc=musl"_s}};
    QTest::newRow("guestbook") << Golden{guestbookProject(), guestbookCrates(), {}};
    QTest::newRow("openssl") << Golden{opensslProject(), opensslCrates(), {}};
    QTest::newRow("openssl-shared") << Golden{opensslProject(), opensslCrates(), {u"native=openssl-sys=shared"_s}};
    QTest::newRow("shop") << Golden{shopProject(), {}, {}};
    QTest::newRow("shop-single") << Golden{shopProject(), {}, {u"image.mode=single"_s}};
}

void TestDockerfile::golden()
{
    QFETCH(Golden, golden);
    const Plan plan = planOf(golden.project, optionsOf(golden.options), golden.crates);
    for (const Finding &finding : plan.findings)
        QVERIFY2(finding.severity != Finding::Severity::Error, qPrintable(finding.message));
    const DockerfileDocument document = writeDockerfile(plan);
    const QString path = sourcePath(u"tests/data/dockerfile/"_s + QString::fromLatin1(QTest::currentDataTag()) + u".Dockerfile"_s);
    QFile file(path);
    if (qEnvironmentVariableIsSet("SLIPWAY_WRITE_GOLDEN")) {
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
        file.write(document.text().toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    QCOMPARE(document.text(), QString::fromUtf8(file.readAll()));
}

QTEST_GUILESS_MAIN(TestDockerfile)
#include "tst_dockerfile.moc"
