// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "projectfixture.h"

#include <QElapsedTimer>
#include <QFile>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// Cargo.lock: its formats, what it resolves to, whether it still fits the manifests, and how long a long one takes.
class TestLockedProject : public QObject, private ProjectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void lockFileOfEveryFormat_data();
    void lockFileOfEveryFormat();
    void lockedDependenciesAreResolved();
    void lockThatStillFits_data();
    void lockThatStillFits();
    void gitOverSsh();
    void sevenHundredPackagesAreQuick();
};

void TestLockedProject::lockFileOfEveryFormat_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("version");
    const QByteArray own = "[[package]]\nname = \"small\"\nversion = \"0.3.1\"\n";
    const QByteArray registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    const QByteArray libc = "[[package]]\nname = \"libc\"\nversion = \"0.2.1\"\n" + registry;
    const QByteArray checksum(64, 'c');
    const QByteArray own1 = own + "dependencies = [\n \"libc 0.2.1 (registry+https://github.com/rust-lang/crates.io-index)\",\n]\n";
    QTest::newRow("1") << QByteArray(libc + own1 + "[metadata]\n\"checksum libc 0.2.1 (registry+https://github.com/rust-lang/crates.io-index)\" = \"" + checksum
                                     + "\"\n")
                       << 1;
    const QByteArray own2 = own + "dependencies = [\n \"libc\",\n]\n";
    const QByteArray libc2 = libc + "checksum = \"" + checksum + "\"\n";
    QTest::newRow("2") << QByteArray(libc2 + own2) << 2;
    QTest::newRow("3") << QByteArray("version = 3\n" + libc2 + own2) << 3;
    QTest::newRow("4") << QByteArray("version = 4\n" + libc2 + own2) << 4;
}

void TestLockedProject::lockFileOfEveryFormat()
{
    QFETCH(QByteArray, text);
    QFETCH(int, version);
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nlibc = \"0.2\"\n");
    write(u"Cargo.lock"_s, text);
    const Project project = read();
    QVERIFY(project.lock);
    QCOMPARE(project.lock->version, version);
    QCOMPARE(project.lock->packages.constFirst().checksum, QString(64, u'c'));
    QCOMPARE(project.lock->packages.constLast().dependencies, QList<int>{0});
    QCOMPARE(findingOf(project, u"lock-old"_s) != nullptr, version < 3);
    QVERIFY(!findingOf(project, u"lock-stale"_s));
}

void TestLockedProject::lockedDependenciesAreResolved()
{
    write(u"Cargo.toml"_s,
          "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nx = \"1\"\ny = { package = \"x\", version = \"2\" }\nz = \"1\"\n");
    write(u"Cargo.lock"_s, "version = 4\n"
                           "[[package]]\nname = \"small\"\nversion = \"0.3.1\"\ndependencies = [\n \"x 1.0.0\",\n \"x 2.0.0 (registry+b)\",\n \"z\",\n]\n"
                           "[[package]]\nname = \"x\"\nversion = \"1.0.0\"\nsource = \"registry+a\"\n"
                           "[[package]]\nname = \"x\"\nversion = \"2.0.0\"\nsource = \"registry+a\"\n"
                           "[[package]]\nname = \"x\"\nversion = \"2.0.0\"\nsource = \"registry+b\"\n"
                           "[[package]]\nname = \"z\"\nversion = \"1.0.0\"\nsource = \"registry+a\"\n");
    const Project project = read();
    QCOMPARE(project.lock->packages.constFirst().dependencies, (QList<int>{1, 3, 4}));
    QVERIFY(!findingOf(project, u"lock-stale"_s));
}

void TestLockedProject::lockThatStillFits_data()
{
    QTest::addColumn<QByteArray>("dependencies");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &dependencies, const char *message) {
        QTest::newRow(name) << dependencies << QString::fromUtf8(message);
    };
    row("as it was", "x = \"1.2\"\n", "");
    row("a wider requirement", "x = \">=1, <3\"\n", "");
    row("optional and for another platform", "[target.'cfg(windows)'.dependencies]\nx = { version = \"1\", optional = true }\n", "");
    row("a newer one is asked for", "x = \"1.4\"\n", "small asks for x 1.4, which Cargo.lock does not have; bring the file up to date.");
    row("another package", "y = \"1\"\n", "small asks for y 1, which Cargo.lock does not have; bring the file up to date.");
    row("for tests alone", "x = \"1\"\n[dev-dependencies]\ny = \"1\"\n", "small asks for y 1, which Cargo.lock does not have; bring the file up to date.");
    row("no longer", "", "Cargo.lock still has x for small, which no longer asks for it; bring the file up to date.");
}

void TestLockedProject::lockThatStillFits()
{
    QFETCH(QByteArray, dependencies);
    QFETCH(QString, message);
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\n" + dependencies);
    // A package that left the workspace may stay: Cargo passes over it, even with --locked.
    write(u"Cargo.lock"_s,
          "version = 4\n[[package]]\nname = \"gone\"\nversion = \"0.1.0\"\n[[package]]\nname = \"small\"\nversion = \"0.3.1\"\ndependencies = [\n \"x\",\n]\n"
          "[[package]]\nname = \"x\"\nversion = \"1.3.0\"\nsource = \"registry+a\"\n");
    const Project project = read();
    const Finding *stale = findingOf(project, u"lock-stale"_s);
    QCOMPARE(stale ? stale->message : QString(), message);
    QVERIFY(!stale || stale->severity == Finding::Severity::Error);
}

/// A repository that only a dependency asks for needs a key as much as one that the manifest names; each is told once.
void TestLockedProject::gitOverSsh()
{
    write(u"Cargo.toml"_s, "[package]\nname = \"small\"\nversion = \"0.3.1\"\n[dependencies]\nx = { git = \"ssh://git@a.example/x\", branch = \"main\" }\n");
    write(u"Cargo.lock"_s, "version = 4\n[[package]]\nname = \"below\"\nversion = \"1.0.0\"\nsource = \"git+ssh://git@b.example/y#2\"\n"
                           "[[package]]\nname = \"beside\"\nversion = \"1.0.0\"\nsource = \"git+ssh://git@a.example/x?branch=main#1\"\n"
                           "[[package]]\nname = \"open\"\nversion = \"1.0.0\"\nsource = \"git+https://c.example/z#3\"\n"
                           "[[package]]\nname = \"small\"\nversion = \"0.3.1\"\ndependencies = [\n \"x\",\n]\n"
                           "[[package]]\nname = \"twice\"\nversion = \"1.0.0\"\nsource = \"git+ssh://git@b.example/y#2\"\n"
                           "[[package]]\nname = \"x\"\nversion = \"1.0.0\"\nsource = \"git+ssh://git@a.example/x?branch=main#1\"\n"
                           "dependencies = [\n \"below\",\n \"beside\",\n \"open\",\n \"twice\",\n]\n");
    QStringList messages;
    for (const Finding &finding : read().findings) {
        if (finding.code == "git-ssh"_L1)
            messages.append(finding.message);
    }
    messages.sort();
    QCOMPARE(messages, (QStringList{u"below in Cargo.lock comes from a git repository over ssh, for which a key is needed."_s,
                                    u"x in Cargo.toml comes from a git repository over ssh, for which a key is needed."_s}));
}

void TestLockedProject::sevenHundredPackagesAreQuick()
{
    QByteArray lock = "version = 4\n";
    for (int i = 0; i < 700; ++i) {
        const QByteArray number = QByteArray::number(i);
        lock += "\n[[package]]\nname = \"crate-" + number + "\"\nversion = \"1." + number
                + ".0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
                  "checksum = \""
                + QByteArray(64, 'e') + "\"\n";
        if (i >= 8) {
            lock += "dependencies = [\n";
            for (int k = 1; k <= 8; ++k)
                lock += " \"crate-" + QByteArray::number(i - k) + "\",\n";
            lock += "]\n";
        }
    }
    lock += "\n[[package]]\nname = \"small\"\nversion = \"0.3.1\"\n";
    write(u"Cargo.lock"_s, lock);
    QList<qint64> times;
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer timer;
        timer.start();
        const Project project = read();
        times.append(timer.elapsed());
        QCOMPARE(project.lock->packages.size(), 701);
    }
    std::ranges::sort(times);
    qInfo("a lock file of 701 packages: the project is read in %lld ms (median of 5)", times.at(2));
    // The bound is for unoptimised code on a busy machine; a release build takes a twentieth of it.
    QVERIFY(times.constFirst() < 1000);
}

QTEST_GUILESS_MAIN(TestLockedProject)
#include "tst_lockedproject.moc"
