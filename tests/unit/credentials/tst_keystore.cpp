// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The key store against a real Secret Service (gnome-keyring) on a bus of its own. A process keeps the bus that it met first, so each situation
// is a process: this program again, with `--ask VERB…`, which prints a line per answer.

#include "credentials/credentials.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const Credential login{u"you"_s, u"pässword \"1\"\n"_s};

/// What the child does: each verb in turn, a line each.
class Asker : public QObject
{
public:
    Asker(const QStringList &verbs, std::chrono::milliseconds patience)
        : m_verbs(verbs)
        , m_store(makeSystemKeyStore({[this] { return m_hosts; }, [this](const QStringList &hosts) { m_hosts = hosts; }}, patience))
    {
    }
    /// With the program's own settings for an index.
    explicit Asker(const QStringList &verbs)
        : m_verbs(verbs)
        , m_store(makeSystemKeyStore())
    {
    }

    void next()
    {
        if (m_verbs.isEmpty()) {
            say(u"hosts "_s + m_store->hosts().join(u','));
            QCoreApplication::exit(0);
            return;
        }
        const QString verb = m_verbs.takeFirst();
        m_isInside = true;
        const auto done = [this, verb](const Result<void> &result) {
            say(verb + (m_isInside ? u" at once "_s : u" "_s) + (result ? u"done"_s : result.error().message));
            next();
        };
        if (verb == "write"_L1) {
            m_store->write(u"ghcr.io"_s, login, this, done);
        } else if (verb == "remove"_L1) {
            m_store->remove(u"ghcr.io"_s, this, done);
        } else {
            m_store->read(u"ghcr.io"_s, this, [done, this, verb](const Result<Credential> &found) {
                if (!found) {
                    done(std::unexpected(found.error()));
                    return;
                }
                say(verb + (*found == login ? u" the log-in"_s : found->isEmpty() ? u" nothing"_s : u" something else"_s));
                next();
            });
        }
        m_isInside = false;
    }

private:
    static void say(const QString &line) { std::puts(qPrintable(line)); }

    QStringList m_verbs;
    QStringList m_hosts;
    std::unique_ptr<KeyStore> m_store;
    bool m_isInside = false;
};

} // namespace

class TestKeyStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert(u"HOME"_s, m_home->path());
        m_environment.insert(u"XDG_RUNTIME_DIR"_s, m_home->path());
        m_environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        for (const QString &name :
             {u"XDG_CURRENT_DESKTOP"_s, u"KDE_FULL_SESSION"_s, u"DESKTOP_SESSION"_s, u"XDG_DATA_HOME"_s, u"XDG_CONFIG_HOME"_s, u"DISPLAY"_s})
            m_environment.remove(name);
        QVERIFY(QFile::setPermissions(m_home->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    void cleanup()
    {
        for (auto process = m_processes.rbegin(); process != m_processes.rend(); ++process) {
            (*process)->terminate();
            if (!(*process)->waitForFinished(5000))
                (*process)->kill();
            (*process)->waitForFinished(5000);
        }
        m_processes.clear();
        m_home.reset();
    }

    void storesReadsAndRemoves()
    {
        if (!startBus() || !startKeyring("pw"))
            QSKIP("dbus-daemon and gnome-keyring-daemon are needed for a real Secret Service: install dbus and gnome-keyring.");
        QCOMPARE(ask({u"read"_s, u"write"_s, u"read"_s, u"write"_s, u"remove"_s, u"read"_s, u"remove"_s}),
                 (QStringList{u"read nothing"_s, u"write done"_s, u"read the log-in"_s, u"write done"_s, u"remove done"_s, u"read nothing"_s, u"remove done"_s,
                              u"hosts "_s}));
    }

    void staysStored()
    {
        if (!startBus() || !startKeyring("pw"))
            QSKIP("dbus-daemon and gnome-keyring-daemon are needed for a real Secret Service: install dbus and gnome-keyring.");
        QCOMPARE(ask({u"write"_s}), (QStringList{u"write done"_s, u"hosts ghcr.io"_s}));
        QCOMPARE(ask({u"read"_s}), (QStringList{u"read the log-in"_s, u"hosts "_s}));
        // Another program finds it under our name; nothing of it stands in the clear in any file.
        if (!QStandardPaths::findExecutable(u"secret-tool"_s).isEmpty()) {
            QProcess tool;
            tool.setProcessEnvironment(m_environment);
            tool.start(u"secret-tool"_s, {u"lookup"_s, u"server"_s, u"Slipway"_s, u"user"_s, u"ghcr.io"_s});
            QVERIFY(tool.waitForFinished(20'000));
            const QByteArray stored = tool.readAllStandardOutput();
            QVERIFY2(stored.contains("\"user\":\"you\""), stored.constData());
        }
        QProcess grep;
        grep.start(u"grep"_s, {u"-r"_s, u"-l"_s, u"--"_s, u"pässword"_s, m_home->path()});
        QVERIFY(grep.waitForFinished(20'000));
        QCOMPARE(grep.readAllStandardOutput(), QByteArray());
    }

    void hostsAreKeptInTheSettings()
    {
        if (!startBus() || !startKeyring("pw"))
            QSKIP("dbus-daemon and gnome-keyring-daemon are needed for a real Secret Service: install dbus and gnome-keyring.");
        m_environment.insert(u"SLIPWAY_TEST_KEYSTORE"_s, u"settings"_s);
        QCOMPARE(ask({}), QStringList{u"hosts "_s});
        QCOMPARE(ask({u"write"_s}), (QStringList{u"write done"_s, u"hosts ghcr.io"_s}));
        QCOMPARE(ask({u"read"_s}), (QStringList{u"read the log-in"_s, u"hosts ghcr.io"_s}));
        QCOMPARE(ask({u"remove"_s}), (QStringList{u"remove done"_s, u"hosts "_s}));
        QCOMPARE(ask({}), QStringList{u"hosts "_s});
    }

    void noBus()
    {
        QElapsedTimer timer;
        timer.start();
        const QString none = u"There is no key store in this session: set the log-in with `docker login`."_s;
        QCOMPARE(ask({u"read"_s, u"write"_s, u"remove"_s}), (QStringList{u"read "_s + none, u"write "_s + none, u"remove "_s + none, u"hosts "_s}));
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void busWithoutKeyStore()
    {
        if (!startBus())
            QSKIP("dbus-daemon is needed: install dbus.");
        const QStringList said = ask({u"read"_s, u"write"_s});
        QCOMPARE(said.size(), 3);
        QVERIFY2(said.at(0).startsWith("read This machine has no key store that Slipway knows"_L1), qPrintable(said.join(u'\n')));
        QVERIFY2(said.at(1).startsWith("write This machine has no key store that Slipway knows"_L1), qPrintable(said.join(u'\n')));
        QCOMPARE(said.at(2), u"hosts "_s);
    }

    void staleBusAddress()
    {
        m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_home->filePath(u"gone"_s));
        const QStringList said = ask({u"read"_s});
        QCOMPARE(said.size(), 2);
        QVERIFY2(said.at(0).startsWith("read The key store failed"_L1) || said.at(0).startsWith("read This machine has no key store"_L1),
                 qPrintable(said.join(u'\n')));
    }

    void silentKeyStore()
    {
        if (!startBus() || !startKeyring("pw"))
            QSKIP("dbus-daemon and gnome-keyring-daemon are needed for a real Secret Service: install dbus and gnome-keyring.");
        // Stopped, it keeps its name on the bus and answers nothing.
        const auto keyring = static_cast<pid_t>(m_processes.back()->processId());
        QCOMPARE(::kill(keyring, SIGSTOP), 0);
        const auto goOn = qScopeGuard([keyring] { ::kill(keyring, SIGCONT); });
        m_environment.insert(u"SLIPWAY_TEST_KEYSTORE"_s, u"impatient"_s);
        QElapsedTimer timer;
        timer.start();
        const QString silent = u" The key store did not answer within 0.5 s: unlock it, or restart it."_s;
        QCOMPARE(ask({u"read"_s, u"write"_s}), (QStringList{u"read"_s + silent, u"write"_s + silent, u"hosts "_s}));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

private:
    QProcess *start(const QString &program, const QStringList &arguments)
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(m_environment);
        process->setStandardErrorFile(QProcess::nullDevice());
        process->start(program, arguments);
        if (!process->waitForStarted(10'000))
            return nullptr;
        m_processes.push_back(std::move(process));
        return m_processes.back().get();
    }

    /// A bus that starts nothing by itself, unlike the desktop's.
    bool startBus()
    {
        QFile config(m_home->filePath(u"bus.conf"_s));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write("<busconfig><type>session</type><listen>unix:dir=" + m_home->path().toUtf8()
                     + "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                       "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
        config.close();
        QProcess *bus = start(u"dbus-daemon"_s, {u"--nofork"_s, u"--print-address=1"_s, u"--config-file="_s + config.fileName()});
        if (!bus || !bus->waitForReadyRead(10'000))
            return false;
        m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, QString::fromUtf8(bus->readAllStandardOutput().trimmed()));
        return true;
    }

    bool startKeyring(const QByteArray &password)
    {
        QProcess *keyring = start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
        if (!keyring)
            return false;
        keyring->write(password);
        keyring->closeWriteChannel();
        return waitForName();
    }

    bool waitForName()
    {
        return QTest::qWaitFor(
            [this] {
                QProcess send;
                send.setProcessEnvironment(m_environment);
                send.start(u"dbus-send"_s, {u"--session"_s, u"--print-reply=literal"_s, u"--dest=org.freedesktop.DBus"_s, u"/"_s,
                                            u"org.freedesktop.DBus.NameHasOwner"_s, u"string:org.freedesktop.secrets"_s});
                return send.waitForFinished(5000) && send.readAllStandardOutput().contains("true");
            },
            20'000);
    }

    QStringList ask(const QStringList &verbs)
    {
        QProcess child;
        child.setProcessEnvironment(m_environment);
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(), QStringList{u"--ask"_s} + verbs);
        if (!child.waitForFinished(60'000))
            return {u"the child did not end"_s};
        return QString::fromUtf8(child.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    QProcessEnvironment m_environment;
    std::vector<std::unique_ptr<QProcess>> m_processes;
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.value(0) == "--ask"_L1) {
        arguments.removeFirst();
        const QString kind = qEnvironmentVariable("SLIPWAY_TEST_KEYSTORE");
        const auto patience = kind == "impatient"_L1 ? std::chrono::milliseconds(500) : std::chrono::milliseconds(20'000);
        const auto asker = kind == "settings"_L1 ? std::make_unique<Asker>(arguments) : std::make_unique<Asker>(arguments, patience);
        QMetaObject::invokeMethod(asker.get(), [&asker] { asker->next(); }, Qt::QueuedConnection);
        return QCoreApplication::exec();
    }
    TestKeyStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keystore.moc"
