// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "credentials/dockerconfig.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Credentials)
};

constexpr qint64 largestConfig = 4 * 1024 * 1024;
const QString identityToken = u"<token>"_s;

/// "https://ghcr.io/v2/" -> "ghcr.io" (docker/cli registry.ConvertToHostname).
QString hostOf(const QString &key)
{
    QString host = key;
    for (const QLatin1StringView scheme : {"https://"_L1, "http://"_L1}) {
        if (host.startsWith(scheme))
            host.remove(0, scheme.size());
    }
    return host.section(u'/', 0, 0);
}

Credential loginOf(const QJsonObject &entry)
{
    const QString token = entry.value("identitytoken"_L1).toString();
    if (!token.isEmpty())
        return {identityToken, token};
    Credential login{entry.value("username"_L1).toString(), entry.value("password"_L1).toString()};
    const QString packed = entry.value("auth"_L1).toString();
    if (packed.isEmpty())
        return login;
    const QString plain = QString::fromUtf8(QByteArray::fromBase64(packed.toUtf8()));
    const qsizetype colon = plain.indexOf(u':');
    if (colon <= 0)
        return login;
    login.user = plain.first(colon);
    login.secret = plain.sliced(colon + 1);
    // Docker trims the NULs that old versions padded with.
    while (login.secret.endsWith(QChar(u'\0')))
        login.secret.chop(1);
    return login;
}

bool isProgram(const QString &name, const QProcessEnvironment &environment)
{
    const QStringList path = environment.value(u"PATH"_s).split(QDir::listSeparator(), Qt::SkipEmptyParts);
    return !path.isEmpty() && !QStandardPaths::findExecutable(name, path).isEmpty();
}

QString defaultStore(const QProcessEnvironment &environment)
{
#if defined(Q_OS_MACOS)
    const QString store = u"osxkeychain"_s;
#elif defined(Q_OS_WIN)
    const QString store = u"wincred"_s;
#else
    const QString store = isProgram(u"pass"_s, environment) ? u"pass"_s : u"secretservice"_s;
#endif
    return isProgram(u"docker-credential-"_s + store, environment) ? store : QString();
}

} // namespace

QString DockerLogins::helperFor(const QString &key) const
{
    const QString own = helpers.value(key);
    return own.isEmpty() ? store : own;
}

Credential DockerLogins::loginFor(const QString &key) const
{
    if (logins.contains(key))
        return logins.value(key);
    for (auto login = logins.cbegin(); login != logins.cend(); ++login) {
        if (credentialKey(hostOf(login.key())) == key)
            return *login;
    }
    return {};
}

Result<DockerLogins> parseDockerLogins(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return fail(ErrorCode::Credentials, Words::tr("Docker's configuration is not JSON: mend it, or log in again with `docker login`."),
                    problem.errorString());
    const QJsonObject root = document.object();
    DockerLogins logins;
    logins.store = root.value("credsStore"_L1).toString();
    const QJsonObject helpers = root.value("credHelpers"_L1).toObject();
    for (auto helper = helpers.begin(); helper != helpers.end(); ++helper)
        logins.helpers.insert(helper.key(), helper.value().toString());
    const QJsonObject auths = root.value("auths"_L1).toObject();
    for (auto entry = auths.begin(); entry != auths.end(); ++entry)
        logins.logins.insert(entry.key(), loginOf(entry.value().toObject()));
    return logins;
}

QString dockerConfigFile(const QProcessEnvironment &environment)
{
    const QString folder = environment.value(u"DOCKER_CONFIG"_s);
    if (!folder.isEmpty())
        return folder + u"/config.json"_s;
    return environment.value(u"HOME"_s, QDir::homePath()) + u"/.docker/config.json"_s;
}

Result<DockerLogins> readDockerLogins(const QProcessEnvironment &environment)
{
    DockerLogins logins;
    QFile file(dockerConfigFile(environment));
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly) || file.size() > largestConfig) {
            return fail(
                ErrorCode::Credentials,
                Words::tr("Docker's configuration %1 cannot be read, so its log-ins are not used: check its permissions and size.").arg(file.fileName()));
        }
        const auto parsed = parseDockerLogins(file.readAll());
        if (!parsed) {
            Error error = parsed.error();
            error.file = file.fileName();
            return std::unexpected(error);
        }
        logins = *parsed;
    }
    if (logins.isEmpty())
        logins.store = defaultStore(environment);
    return logins;
}

Result<Credential> parseHelperAnswer(const QString &helper, bool isFailure, const QByteArray &standardOutput, const QByteArray &standardError)
{
    if (isFailure) {
        const QString said = QString::fromUtf8(standardOutput.trimmed().left(500));
        // Exactly these words stand for "nothing there" (docker-credential-helpers credentials/error.go).
        if (said.startsWith("credentials not found in native keychain"_L1))
            return Credential();
        const QString why = said.isEmpty() ? QString::fromUtf8(standardError.trimmed().left(500)) : said;
        return fail(ErrorCode::Credentials, Words::tr("The credential helper %1 failed, so its log-ins are not used: try `docker login` again.").arg(helper),
                    displayText(why));
    }
    const QJsonObject answer = QJsonDocument::fromJson(standardOutput).object();
    Credential credential{answer.value("Username"_L1).toString(), answer.value("Secret"_L1).toString()};
    if (credential.isEmpty()) {
        return fail(ErrorCode::Credentials,
                    Words::tr("The credential helper %1 gave an answer that is not its protocol's, so its log-ins are not used: update it.").arg(helper));
    }
    return credential;
}

} // namespace slipway
