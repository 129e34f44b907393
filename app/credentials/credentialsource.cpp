// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "credentials/credentials.h"

#include "base/process.h"
#include "credentials/dockerconfig.h"

#include <QPointer>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Answers in the next turn of the event loop, never from within the question.
void answerLater(QObject *context, const std::function<void(Result<Credential>)> &answer, const Result<Credential> &result)
{
    QMetaObject::invokeMethod(context, [answer, result] { answer(result); }, Qt::QueuedConnection);
}

/// A name, not a path: it becomes part of a program's name.
bool isHelperName(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"_s);
    return pattern.match(name).hasMatch();
}

} // namespace

QString credentialKey(const QString &registryHost)
{
    if (registryHost == "docker.io"_L1 || registryHost == "index.docker.io"_L1 || registryHost == "registry-1.docker.io"_L1)
        return u"https://index.docker.io/v1/"_s;
    return registryHost;
}

CredentialSource::CredentialSource(KeyStore *keyStore, QObject *parent)
    : QObject(parent)
    , m_keyStore(keyStore)
{
}

void CredentialSource::setEnvironment(const QProcessEnvironment &environment)
{
    m_environment = environment;
}

void CredentialSource::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
}

void CredentialSource::remember(const QString &host, const Credential &credential)
{
    if (credential.isEmpty())
        m_remembered.remove(credentialKey(host));
    else
        m_remembered.insert(credentialKey(host), credential);
}

void CredentialSource::find(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer)
{
    const QString key = credentialKey(host);
    if (m_remembered.contains(key)) {
        answerLater(context, answer, m_remembered.value(key));
        return;
    }
    // What is not in the index was not stored by us: nobody is asked to unlock a key store for a registry that it knows nothing of.
    if (!m_keyStore || !m_keyStore->hosts().contains(key)) {
        askDocker(key, context, std::nullopt, answer);
        return;
    }
    const QPointer<QObject> guard(context);
    m_keyStore->read(key, this, [this, key, guard, answer = std::move(answer)](const Result<Credential> &stored) {
        if (!guard)
            return;
        if (stored && !stored->isEmpty()) {
            answer(stored);
            return;
        }
        if (!stored)
            Q_EMIT notice(stored.error().message);
        askDocker(key, guard, stored ? std::nullopt : std::optional(stored.error()), answer);
    });
}

void CredentialSource::askDocker(const QString &key, QObject *context, const std::optional<Error> &passedOver, const Answer &answer)
{
    const auto orPassedOver = [passedOver](const Result<Credential> &found) -> Result<Credential> {
        if (passedOver && (!found || found->isEmpty()))
            return std::unexpected(*passedOver);
        return found;
    };
    if (const QByteArray own = m_environment.value(u"DOCKER_AUTH_CONFIG"_s).toUtf8(); !own.isEmpty()) {
        const auto logins = parseDockerLogins(own);
        if (logins && !logins->loginFor(key).isEmpty()) {
            answerLater(context, answer, logins->loginFor(key));
            return;
        }
    }
    const auto logins = readDockerLogins(m_environment);
    if (!logins) {
        answerLater(context, answer, orPassedOver(std::unexpected(logins.error())));
        return;
    }
    const QString helper = logins->helperFor(key);
    if (helper.isEmpty()) {
        answerLater(context, answer, orPassedOver(logins->loginFor(key)));
        return;
    }
    if (!isHelperName(helper)) {
        answerLater(context, answer,
                    orPassedOver(fail(ErrorCode::Credentials,
                                      tr("\"%1\" in Docker's configuration is not the name of a credential helper: mend the file.").arg(helper))));
        return;
    }
    askHelper(u"docker-credential-"_s + helper, key, context, [answer, orPassedOver](const Result<Credential> &found) { answer(orPassedOver(found)); });
}

void CredentialSource::askHelper(const QString &program, const QString &key, QObject *context, const Answer &answer)
{
    ProcessCommand command;
    command.program = program;
    command.arguments = QStringList{u"get"_s};
    command.environment = m_environment;
    command.standardInput = key.toUtf8();
    command.timeout = m_patience;
    auto *run = new Command(this);
    const QPointer<QObject> guard(context);
    connect(
        run, &Command::finished, this, [this, run, guard, answer, program](const ProcessOutcome &outcome, const QByteArray &output, const QByteArray &error) {
            run->deleteLater();
            if (!guard)
                return;
            switch (outcome.kind) {
            case ProcessOutcome::Kind::FailedToStart:
                answer(fail(ErrorCode::Credentials,
                            tr("Docker's configuration names the credential helper %1, which is not in the PATH: install it, or log in again.").arg(program),
                            outcome.error));
                break;
            case ProcessOutcome::Kind::TimedOut:
                answer(fail(ErrorCode::Credentials, tr("The credential helper %1 did not answer within %2 s, so its log-ins are not used: try it by hand.")
                                                        .arg(program)
                                                        .arg(static_cast<double>(m_patience.count()) / 1000.0)));
                break;
            default:
                answer(parseHelperAnswer(program, outcome.kind != ProcessOutcome::Kind::Exited || outcome.exitCode != 0, output, error));
            }
        });
    run->start(command);
}

} // namespace slipway
