// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QProcessEnvironment>
#include <QString>

#include <memory>

namespace slipway {

/// The temporary folder of one build (mode 0700, outside the project), removed with the object. A file in it says which process owns it and which
/// client it started, so that what a crash left is known at the next start.
class BuildFolder
{
public:
    /// `parent`: an existing folder that only its user can write, see buildFolderParent().
    [[nodiscard]] static Result<std::unique_ptr<BuildFolder>> create(const QString &parent);
    ~BuildFolder();
    BuildFolder(const BuildFolder &) = delete;
    BuildFolder &operator=(const BuildFolder &) = delete;

    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] QString file(const QString &name) const { return m_path + u'/' + name; }
    /// Writes a file of it, readable by its user alone.
    [[nodiscard]] Result<void> write(const QString &name, const QByteArray &bytes) const;
    /// Remembers the client's process group, for sweepBuildFolders().
    void setClient(qint64 processId) const;

private:
    explicit BuildFolder(const QString &path)
        : m_path(path)
    {
    }
    QString m_path;
};

/// Where build folders live: the user's runtime folder, else a folder of the user's in the temporary one; for Docker from a snap the folder of that
/// snap, since it sees neither /tmp nor hidden folders. Made when it is not there. Error: File.
[[nodiscard]] Result<QString> buildFolderParent(bool isSnap, const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

/// Removes folders whose process is gone and ends the clients that it left. Folders of another process namespace are left alone for a day.
/// Returns how many were removed.
int sweepBuildFolders(const QString &parent);

} // namespace slipway
