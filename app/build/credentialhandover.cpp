// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/credentialhandover.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QRandomGenerator>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestQuestion = 4096;
const QString hubName = u"https://index.docker.io/v1/"_s;

#ifdef Q_OS_WIN
const QString helperName = u"docker-credential-slipway.exe"_s;
#else
const QString helperName = u"docker-credential-slipway"_s;
#endif

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString userFolder(const QProcessEnvironment &environment)
{
    const QString chosen = environment.value(u"DOCKER_CONFIG"_s);
    return chosen.isEmpty() ? QDir::homePath() + u"/.docker"_s : chosen;
}

QByteArray newNonce()
{
    std::array<quint32, 8> numbers{};
    QRandomGenerator::system()->fillRange(numbers.data(), numbers.size());
    return QByteArray(reinterpret_cast<const char *>(numbers.data()), sizeof(numbers)).toHex();
}

} // namespace

CredentialHandover::CredentialHandover(QObject *parent)
    : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            answer(socket);
        }
    });
}

CredentialHandover::~CredentialHandover()
{
    stop();
}

QString CredentialHandover::askedName(const QString &host)
{
    QString name = host;
    for (const QLatin1StringView scheme : {"https://"_L1, "http://"_L1}) {
        if (name.startsWith(scheme))
            name.remove(0, scheme.size());
    }
    name = name.section(u'/', 0, 0);
    return name == "docker.io"_L1 || name == "index.docker.io"_L1 || name == "registry-1.docker.io"_L1 ? hubName : name;
}

QString CredentialHandover::helper()
{
    // Installed, and in the build tree, beside `slipway`; tests stand in a folder next to it.
    const QDir here(QCoreApplication::applicationDirPath());
    for (const QString &folder : {u"."_s, u"../app"_s, u"../../app"_s, u"../libexec/slipway"_s, u"../bin"_s}) {
        const QFileInfo file(here.filePath(folder + u'/' + helperName));
        if (file.isExecutable())
            return file.canonicalFilePath();
    }
    return {};
}

QMap<QString, Credential> CredentialHandover::inlineCredentials(const QByteArray &users)
{
    QMap<QString, Credential> found;
    const QJsonObject root = QJsonDocument::fromJson(users).object();
    if (!root["credsStore"_L1].toString().isEmpty())
        return found; // the store is asked instead of them
    const QJsonObject auths = root["auths"_L1].toObject();
    for (auto entry = auths.begin(); entry != auths.end(); ++entry) {
        const QJsonObject auth = entry.value().toObject();
        if (const QString token = auth["identitytoken"_L1].toString(); !token.isEmpty()) {
            found.insert(askedName(entry.key()), {u"<token>"_s, token});
            continue;
        }
        const QString both = QString::fromUtf8(QByteArray::fromBase64(auth["auth"_L1].toString().toLatin1()));
        if (const qsizetype colon = both.indexOf(u':'); colon > 0)
            found.insert(askedName(entry.key()), {both.first(colon), both.sliced(colon + 1)});
    }
    return found;
}

QByteArray CredentialHandover::configuration(const QByteArray &users, const QStringList &hosts, const QString &pluginFolder)
{
    QJsonObject root = QJsonDocument::fromJson(users).object();
    root.insert(u"auths"_s, QJsonObject());
    QJsonObject helpers = root["credHelpers"_L1].toObject();
    for (const QString &host : hosts)
        helpers.insert(askedName(host), u"slipway"_s);
    root.insert(u"credHelpers"_s, helpers);
    QJsonArray plugins = root["cliPluginsExtraDirs"_L1].toArray();
    plugins.append(pluginFolder);
    root.insert(u"cliPluginsExtraDirs"_s, plugins);
    return QJsonDocument(root).toJson();
}

Result<void> CredentialHandover::start(const BuildFolder &folder, const QMap<QString, Credential> &credentials, QProcessEnvironment &environment)
{
    const QString program = helper();
    if (program.isEmpty())
        return fail(ErrorCode::Credentials,
                    tr("The program %1, which hands log-ins to Docker, is not where Slipway is installed: install Slipway again.").arg(helperName));
    const QString users = userFolder(environment);
    const QByteArray before = readFile(users + u"/config.json"_s);
    m_credentials = inlineCredentials(before);
    for (auto one = credentials.cbegin(); one != credentials.cend(); ++one)
        m_credentials.insert(askedName(one.key()), one.value());
    m_nonce = newNonce();
#ifdef Q_OS_WIN
    const QString socket = u"slipway-"_s + QString::fromLatin1(newNonce().first(16));
#else
    const QString socket = folder.file(u"s"_s);
#endif
    if (!m_server.listen(socket))
        return fail(ErrorCode::Credentials, tr("Log-ins cannot be handed to Docker: %1.").arg(m_server.errorString()));

    const QString config = folder.file(u"docker"_s);
    if (!QDir().mkdir(config, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        return fail(ErrorCode::File, tr("Cannot write to %1: make room there, or set TMPDIR to another folder.").arg(folder.path()));
    if (auto written = folder.write(u"docker/config.json"_s, configuration(before, m_credentials.keys(), users + u"/cli-plugins"_s)); !written)
        return written;
    QFile::link(users + u"/contexts"_s, config + u"/contexts"_s);

    // A folder with the helper alone goes in front of PATH, so that no other program of ours is found there.
    QString helperFolder = folder.file(u"bin"_s);
    if (!QDir().mkdir(helperFolder) || !QFile::link(program, helperFolder + u'/' + helperName))
        helperFolder = QFileInfo(program).path();
    environment.insert(u"PATH"_s, helperFolder + QDir::listSeparator() + environment.value(u"PATH"_s));
    environment.insert(u"DOCKER_CONFIG"_s, config);
    if (!environment.contains(u"BUILDX_CONFIG"_s))
        environment.insert(u"BUILDX_CONFIG"_s, users + u"/buildx"_s);
    environment.insert(u"SLIPWAY_CREDENTIAL_SOCKET"_s, m_server.fullServerName());
    environment.insert(u"SLIPWAY_CREDENTIAL_NONCE"_s, QString::fromLatin1(m_nonce));
    environment.remove(u"DOCKER_AUTH_CONFIG"_s); // would win over the helper
    return {};
}

void CredentialHandover::stop()
{
    m_server.close();
    m_credentials.clear();
    m_nonce.clear();
}

/// A question is two lines, nonce and server; the answer is "+" and the JSON of the helpers' protocol, or "-".
void CredentialHandover::answer(QLocalSocket *socket)
{
    const QByteArray question = socket->peek(longestQuestion);
    if (question.count('\n') < 2) {
        if (question.size() >= longestQuestion)
            socket->abort();
        return;
    }
    socket->readAll();
    const QList<QByteArray> lines = question.split('\n');
    const QString server = QString::fromUtf8(lines[1].trimmed());
    const auto found = m_credentials.constFind(askedName(server));
    if (m_nonce.isEmpty() || lines[0] != m_nonce || found == m_credentials.constEnd()) {
        socket->write("-");
    } else {
        const QJsonObject object{{u"ServerURL"_s, server}, {u"Username"_s, found->user}, {u"Secret"_s, found->secret}};
        socket->write('+' + QJsonDocument(object).toJson(QJsonDocument::Compact));
    }
    socket->disconnectFromServer();
}

} // namespace slipway
