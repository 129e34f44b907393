// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace slipway::test {

/// A `docker` that answers as an engine with the containerd store does, for tests of the window: no container is started, what its build says
/// is a recorded stream. The real engine has its own tests.
class ScriptedDocker
{
public:
    /// Written below `folder`, which must exist.
    explicit ScriptedDocker(const QString &folder);
    /// Name of a set-up status file (SLIPWAY_SETUP_STATUS) that says it is ready.
    [[nodiscard]] QString setupFile() const;
    /// What a build says on standard error, its exit code, and what it writes to the file of --metadata-file.
    void setBuild(const QByteArray &stream, int exitCode = 0, const QByteArray &metadata = "{}");
    /// True: a build says the first half, then waits for the SIGINT of a cancel or for setHeld(false).
    void setHeld(bool held);
    /// Those of the last build; nothing when there was none. None may hold a line break.
    [[nodiscard]] QStringList arguments() const;
    /// Another answer in the place of a file of its own: version, info, builders, table.
    void write(const QString &name, const QByteArray &bytes) const;

private:
    QString m_folder;
};

/// The bytes of tests/data/buildkit/<name>.
[[nodiscard]] QByteArray recordedStream(const QString &name);

} // namespace slipway::test
