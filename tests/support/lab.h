// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace slipway::test {

/// The engine that packaging/test brings, in a file named by SLIPWAY_TEST_ENGINE. Without one, isThere() is false and nothing else may be called.
class Lab
{
public:
    Lab();
    [[nodiscard]] bool isThere() const { return !m_object.isEmpty(); }
    /// Runs its `docker`. What it printed, or nothing when it failed (the reason goes to the test's log).
    QByteArray docker(const QStringList &arguments) const;
    /// Its set-up as packaging/run tells it (a SLIPWAY_SETUP_STATUS file in `folder`), but with a configuration of Docker's own in `folder`/docker, in
    /// which only `auths` stand.
    [[nodiscard]] QString setupFile(const QString &folder, const QJsonObject &auths) const;

private:
    QJsonObject m_object;
    QProcessEnvironment m_environment;
};

/// A docker-registry beside the engine, in a container of it: the engine's network is not this machine's, so one that is started here could not be
/// pushed to. It asks for the log-in "you" with "pw".
class LabRegistry
{
public:
    explicit LabRegistry(const Lab &lab);
    ~LabRegistry();
    Q_DISABLE_COPY_MOVE(LabRegistry)
    [[nodiscard]] bool isUp() const { return m_isUp; }
    [[nodiscard]] QString host() const { return m_host; }
    /// The bytes of a manifest, asked apart from Slipway's own client; empty when it is not there.
    [[nodiscard]] QByteArray manifest(const QString &repository, const QString &tag) const;
    /// The platforms of an index ("linux/amd64"), attestations left out, sorted.
    [[nodiscard]] static QStringList platforms(const QByteArray &index);

private:
    const Lab &m_lab;
    QString m_name;
    QString m_host;
    bool m_isUp = false;
};

/// A real Secret Service (gnome-keyring) on a bus of its own, unlocked; ends with the object.
class SecretService
{
public:
    /// `home` must be a folder of the test's own. Adds what programs need to find it to `environment`.
    SecretService(const QString &home, QProcessEnvironment &environment);
    ~SecretService();
    Q_DISABLE_COPY_MOVE(SecretService)
    [[nodiscard]] static bool isInstalled();
    [[nodiscard]] bool isUp() const { return m_isUp; }

private:
    QProcess *start(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment);

    std::vector<std::unique_ptr<QProcess>> m_processes;
    bool m_isUp = false;
};

} // namespace slipway::test
