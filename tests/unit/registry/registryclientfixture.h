// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// What the tests of the registry's client share: a registry in this process, a key store with one log-in, and a client that asks them.
#pragma once

#include "registry/registryclient.h"

#include "fakeregistry.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace slipway::test {

using namespace Qt::StringLiterals;

inline const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};

/// One log-in for all hosts, kept in the only place that CredentialSource asks first.
class OneLogin : public KeyStore
{
public:
    void read(const QString &, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        ++reads;
        QMetaObject::invokeMethod(context, [answer, what = login] { answer(what); }, Qt::QueuedConnection);
    }
    void write(const QString &, const Credential &, QObject *, std::function<void(Result<void>)>) override {}
    void remove(const QString &, QObject *, std::function<void(Result<void>)>) override {}
    [[nodiscard]] QStringList hosts() const override { return login.isEmpty() ? QStringList() : knownHosts; }

    Credential login;
    QStringList knownHosts;
    int reads = 0;
};

/// "linux/amd64 15" for each platform, then each problem.
inline QStringList printed(const Result<ImageReport> &report)
{
    if (!report)
        return {u"error: "_s + report.error().message};
    QStringList lines;
    for (const PlatformManifest &platform : report->platforms)
        lines.append(platform.platform + u' ' + QString::number(platform.layers.size()));
    for (const Error &problem : report->problems)
        lines.append(problem.message);
    return lines;
}

/// A new registry, key store and client for each test; `begin` is their init.
class RegistryClientFixture
{
protected:
    void begin()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_registry = std::make_unique<FakeRegistry>();
        m_store = std::make_unique<OneLogin>();
        m_store->knownHosts = QStringList{m_registry->host()};
        m_credentials = std::make_unique<CredentialSource>(m_store.get());
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, m_home->path());
        m_credentials->setEnvironment(environment);
        m_client = std::make_unique<RegistryClient>(m_credentials.get());
        m_limits = RegistryLimits();
        m_limits.firstWait = std::chrono::milliseconds(5);
        m_client->setLimits(m_limits);
    }

    Result<ImageReport> verify(const VerifyRequest &request)
    {
        int count = 0;
        Result<ImageReport> answer;
        m_client->verify(request, &m_context, [&](const Result<ImageReport> &report) {
            answer = report;
            ++count;
        });
        if (count != 0 || !QTest::qWaitFor([&count] { return count > 0; }, 30'000) || count != 1)
            qFatal("%d answers", count);
        return answer;
    }

    QString resolve(const QString &reference)
    {
        std::optional<Result<QString>> answer;
        m_client->resolve(reference, &m_context, [&answer](const Result<QString> &digest) { answer = digest; });
        if (answer || !QTest::qWaitFor([&answer] { return answer.has_value(); }, 30'000))
            qFatal("no answer");
        return *answer ? **answer : QString(u"error: "_s + answer->error().message);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeRegistry> m_registry;
    std::unique_ptr<OneLogin> m_store;
    std::unique_ptr<CredentialSource> m_credentials;
    std::unique_ptr<RegistryClient> m_client;
    RegistryLimits m_limits;

private:
    QObject m_context;
};

} // namespace slipway::test
