// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QLocalServer>
#include <QObject>

#include <memory>

namespace slipway {

/// One window program per user: a second start hands its folder over to the first and ends.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    /// `name` of the local socket; empty: one per user.
    explicit SingleInstance(const QString &name = {}, QObject *parent = nullptr);
    ~SingleInstance() override;
    enum class Role { First, Handed };
    /// Becomes the first, or hands `path` (and the desktop's activation token) over; waits at most a second for the other's answer,
    /// before an event loop runs.
    [[nodiscard]] Role start(const QString &path);

Q_SIGNALS:
    /// Another start wants this folder (empty: none) shown, `token` is for the window system.
    void activated(const QString &path, const QByteArray &token);

private:
    void accept();
    QString m_name;
    QLocalServer m_server;
};

} // namespace slipway
