// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace slipway {

/// Tells when one of a handful of files was written, made, removed or replaced. Watches their folders as well as the files (a save by
/// renaming drops a file's watch), waits until a burst is over (150 ms), and compares what the files are, so that other files in the same folder
/// are silent. Folders that do not exist are watched through the nearest one above that does.
class ProjectWatch : public QObject
{
    Q_OBJECT
public:
    explicit ProjectWatch(QObject *parent = nullptr);
    /// Absolute paths; replaces what was watched. A file that was watched before is compared with what it was then; a new one that was written
    /// after `since` (when its reading began) counts as changed.
    void setFiles(const QStringList &files, const QDateTime &since = {});

    /// False: setFiles() does nothing from now on. For a command that looks once.
    void setActive(bool isActive) { m_isActive = isActive; }

Q_SIGNALS:
    void changed();

private:
    void look();
    void rearm();

    bool m_isActive = true;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QStringList m_files;
    QMap<QString, QString> m_stamps;
};

} // namespace slipway
