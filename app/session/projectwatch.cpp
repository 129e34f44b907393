// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/projectwatch.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <utility>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int settleMilliseconds = 150;
constexpr int clockMilliseconds = 10; ///< file times lag behind the clock by a tick of the kernel

QString stampOf(const QString &path)
{
#ifdef Q_OS_UNIX
    // The inode as well: a file that replaces another may have the same size and, on a coarse clock, the same times.
    struct stat status{};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    const auto word = [](auto number) { return QString(QString::number(number) + u'/'); };
#ifdef Q_OS_DARWIN
    const timespec modified = status.st_mtimespec;
    const timespec touched = status.st_ctimespec;
#else
    const timespec modified = status.st_mtim;
    const timespec touched = status.st_ctim;
#endif
    return word(status.st_ino) + word(status.st_size) + word(modified.tv_sec) + word(modified.tv_nsec) + word(touched.tv_sec) + word(touched.tv_nsec);
#else
    const QFileInfo info(path);
    if (!info.exists())
        return {};
    return QString::number(info.size()) % u'/' % QString::number(info.lastModified().toMSecsSinceEpoch());
#endif
}

/// What may not be read cannot be watched either, and Qt would say so on the terminal. The folder above tells when its rights change.
bool isWatchable(const QString &path)
{
#ifdef Q_OS_UNIX
    return ::faccessat(AT_FDCWD, QFile::encodeName(path).constData(), R_OK, AT_EACCESS) == 0;
#else
    return QFileInfo(path).isReadable();
#endif
}

QString nearestFolder(const QString &path)
{
    QString folder = QFileInfo(path).absolutePath();
    while (!isWatchable(folder)) {
        const QString above = QFileInfo(folder).absolutePath();
        if (above == folder)
            break;
        folder = above;
    }
    return folder;
}

} // namespace

ProjectWatch::ProjectWatch(QObject *parent)
    : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMilliseconds);
    const auto wake = [this] {
        // The first event of a burst starts the clock; a folder that never rests is still looked at in time.
        if (!m_settle.isActive())
            m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wake);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wake);
    connect(&m_settle, &QTimer::timeout, this, &ProjectWatch::look);
}

void ProjectWatch::setFiles(const QStringList &files, const QDateTime &since)
{
    if (!m_isActive)
        return;
    m_files = files;
    m_files.removeDuplicates();
    const QMap<QString, QString> before = std::exchange(m_stamps, {});
    for (const QString &file : std::as_const(m_files)) {
        const auto known = before.constFind(file);
        if (known != before.constEnd()) {
            m_stamps.insert(file, *known);
            continue;
        }
        m_stamps.insert(file, stampOf(file));
        if (since.isValid() && QFileInfo(file).lastModified() >= since.addMSecs(-clockMilliseconds))
            m_stamps.insert(file, u"?"_s);
    }
    rearm();
    // What happened between the reading and now is found by one look.
    m_settle.start();
}

void ProjectWatch::rearm()
{
    QStringList wanted;
    for (const QString &file : std::as_const(m_files)) {
        if (isWatchable(file))
            wanted.append(file);
        wanted.append(nearestFolder(file));
    }
    wanted.removeDuplicates();
    const QStringList now = m_watcher.files() + m_watcher.directories();
    QStringList gone;
    for (const QString &path : now) {
        if (!wanted.contains(path))
            gone.append(path);
    }
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    QStringList added;
    for (const QString &path : std::as_const(wanted)) {
        if (!now.contains(path) && isWatchable(path))
            added.append(path);
    }
    if (!added.isEmpty())
        m_watcher.addPaths(added);
}

void ProjectWatch::look()
{
    rearm();
    bool differs = false;
    for (const QString &file : std::as_const(m_files)) {
        const QString stamp = stampOf(file);
        if (stamp != m_stamps.value(file)) {
            m_stamps.insert(file, stamp);
            differs = true;
        }
    }
    if (differs)
        Q_EMIT changed();
}

} // namespace slipway
