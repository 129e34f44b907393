// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "lab.h"

#include "samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto manifestTypes = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                               "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(500);
}

/// The ports that containers publish without a number begin 5000 above the engine's own registry, and are always to be had on this machine.
quint16 choosePort(const QString &registry)
{
    const quint16 first = registry.section(u':', 1).toInt() >= 5150 ? 10150 : 10050;
    for (int tries = 0; tries < 50; ++tries) {
        const auto port = static_cast<quint16>(first + QRandomGenerator::global()->bounded(20, 60));
        if (!answers(port))
            return port;
    }
    return 0;
}

} // namespace

// --- Lab

Lab::Lab()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    QFile file(qEnvironmentVariable("SLIPWAY_TEST_ENGINE"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    // Packaging's own file holds the steps before it.
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object["ready"_L1].toBool())
            m_object = object;
    }
    const QJsonObject variables = m_object["variables"_L1].toObject();
    for (auto variable = variables.begin(); variable != variables.end(); ++variable)
        m_environment.insert(variable.key(), variable.value().toString());
    QStringList path;
    for (const QJsonValue &folder : m_object["path"_L1].toArray())
        path.append(folder.toString());
    path.append(m_environment.value(u"PATH"_s));
    m_environment.insert(u"PATH"_s, path.join(QDir::listSeparator()));
}

QByteArray Lab::docker(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStandardPaths::findExecutable(u"docker"_s, m_environment.value(u"PATH"_s).split(QDir::listSeparator())), arguments);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0) {
        qWarning("docker %s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
        return {};
    }
    return process.readAllStandardOutput();
}

QString Lab::setupFile(const QString &folder, const QJsonObject &auths) const
{
    const QString config = folder + u"/docker"_s;
    writeFile(config, u"config.json"_s, QJsonDocument(QJsonObject{{u"auths"_s, auths}}).toJson());
    QFile::link(m_environment.value(u"DOCKER_CONFIG"_s) + u"/cli-plugins"_s, config + u"/cli-plugins"_s);
    QJsonObject variables = m_object["variables"_L1].toObject();
    variables.insert(u"DOCKER_CONFIG"_s, config);
    QJsonObject object = m_object;
    object.insert(u"variables"_s, variables);
    writeFile(folder, u"setup.ndjson"_s, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    return folder + u"/setup.ndjson"_s;
}

// --- LabRegistry

LabRegistry::LabRegistry(const Lab &lab)
    : m_lab(lab)
    , m_name(u"slipway-test-registry-%1"_s.arg(QCoreApplication::applicationPid()))
{
    QFile engine(qEnvironmentVariable("SLIPWAY_TEST_ENGINE"));
    if (!engine.open(QIODevice::ReadOnly))
        return;
    const quint16 port = choosePort(QJsonDocument::fromJson(engine.readAll().trimmed().split('\n').constLast())["registry"_L1].toString());
    m_host = u"127.0.0.1:%1"_s.arg(port);
    const QTemporaryDir files;
    writeFile(files.path(), u"config.yml"_s,
              "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: /data}}\nhttp: {addr: '" + m_host.toUtf8()
                  + "'}\nauth: {htpasswd: {realm: lab, path: /lab/htpasswd}}\n");
    // "pw" by bcrypt, the only kind that it takes.
    writeFile(files.path(), u"htpasswd"_s, "you:$2b$05$QXvH7zDNX8OFwJk5kdtUGuVubnCIvI29qkOph1/5qB1PPwyvJFiqi\n");
    const QString program = QStandardPaths::findExecutable(u"docker-registry"_s);
    // --network host: the engine's own loopback, where it takes http.
    if (program.isEmpty()
        || m_lab
               .docker(
                   {u"create"_s, u"--network"_s, u"host"_s, u"--name"_s, m_name, u"debian:trixie-slim"_s, u"/lab/registry"_s, u"serve"_s, u"/lab/config.yml"_s})
               .isEmpty())
        return;
    QFile::copy(program, files.filePath(u"registry"_s));
    m_lab.docker({u"cp"_s, files.path() + u"/."_s, m_name + u":/lab"_s});
    m_isUp = !m_lab.docker({u"start"_s, m_name}).isEmpty() && QTest::qWaitFor([port] { return answers(port); }, 30'000);
    if (!m_isUp)
        qWarning("%s", m_lab.docker({u"logs"_s, m_name}).constData());
}

LabRegistry::~LabRegistry()
{
    if (!m_host.isEmpty())
        m_lab.docker({u"rm"_s, u"-f"_s, u"-v"_s, m_name});
}

QByteArray LabRegistry::manifest(const QString &repository, const QString &tag) const
{
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(u"http://%1/v2/%2/manifests/%3"_s.arg(m_host, repository, tag)));
    request.setRawHeader("Accept", manifestTypes);
    request.setRawHeader("Authorization", "Basic " + QByteArray("you:pw").toBase64());
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 20'000) || reply->error() != QNetworkReply::NoError)
        return {};
    return reply->readAll();
}

QStringList LabRegistry::platforms(const QByteArray &index)
{
    QStringList platforms;
    for (const QJsonValue &manifest : QJsonDocument::fromJson(index)["manifests"_L1].toArray()) {
        const QJsonValue platform = manifest["platform"_L1];
        if (platform["os"_L1].toString() != "unknown"_L1)
            platforms.append(platform["os"_L1].toString() + u'/' + platform["architecture"_L1].toString());
    }
    platforms.sort();
    return platforms;
}

// --- SecretService

bool SecretService::isInstalled()
{
    return !QStandardPaths::findExecutable(u"dbus-daemon"_s).isEmpty() && !QStandardPaths::findExecutable(u"gnome-keyring-daemon"_s).isEmpty();
}

SecretService::SecretService(const QString &home, QProcessEnvironment &environment)
{
    QFile::setPermissions(home, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_RUNTIME_DIR"_s, home);
    for (const QString &name : {u"XDG_CURRENT_DESKTOP"_s, u"KDE_FULL_SESSION"_s, u"DESKTOP_SESSION"_s, u"XDG_DATA_HOME"_s, u"XDG_CONFIG_HOME"_s, u"DISPLAY"_s})
        environment.remove(name);
    // A bus that starts nothing by itself, unlike the desktop's.
    writeFile(home, u"bus.conf"_s,
              "<busconfig><type>session</type><listen>unix:dir=" + home.toUtf8()
                  + "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                    "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    QProcess *bus = start(u"dbus-daemon"_s, {u"--nofork"_s, u"--print-address=1"_s, u"--config-file="_s + home + u"/bus.conf"_s}, environment);
    if (!bus || !bus->waitForReadyRead(10'000))
        return;
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, QString::fromUtf8(bus->readAllStandardOutput().trimmed()));
    QProcess *keyring = start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s}, environment);
    if (!keyring)
        return;
    keyring->write("its own password");
    keyring->closeWriteChannel();
    m_isUp = QTest::qWaitFor(
        [&environment] {
            QProcess send;
            send.setProcessEnvironment(environment);
            send.start(u"dbus-send"_s, {u"--session"_s, u"--print-reply=literal"_s, u"--dest=org.freedesktop.DBus"_s, u"/"_s,
                                        u"org.freedesktop.DBus.NameHasOwner"_s, u"string:org.freedesktop.secrets"_s});
            return send.waitForFinished(5000) && send.readAllStandardOutput().contains("true");
        },
        20'000);
}

SecretService::~SecretService()
{
    for (auto process = m_processes.rbegin(); process != m_processes.rend(); ++process) {
        (*process)->terminate();
        if (!(*process)->waitForFinished(5000))
            (*process)->kill();
        (*process)->waitForFinished(5000);
    }
}

QProcess *SecretService::start(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(program, arguments);
    if (!process->waitForStarted(10'000))
        return nullptr;
    m_processes.push_back(std::move(process));
    return m_processes.back().get();
}

} // namespace slipway::test
