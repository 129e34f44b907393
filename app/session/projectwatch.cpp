// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/projectwatch.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int settleMilliseconds = 150;

QString stampOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {};
    // metadataChangeTime as well: a replaced file may keep the old modification time and size.
    return QString::number(info.size()) % u'/' % QString::number(info.lastModified().toMSecsSinceEpoch()) % u'/'
        % QString::number(info.metadataChangeTime().toMSecsSinceEpoch());
}

QString nearestFolder(const QString &path)
{
    QString folder = QFileInfo(path).absolutePath();
    while (!QFileInfo::exists(folder)) {
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

void ProjectWatch::setFiles(const QStringList &files)
{
    m_files = files;
    m_files.removeDuplicates();
    m_stamps.clear();
    for (const QString &file : std::as_const(m_files))
        m_stamps.insert(file, stampOf(file));
    rearm();
}

void ProjectWatch::rearm()
{
    QStringList wanted;
    for (const QString &file : std::as_const(m_files)) {
        if (QFileInfo::exists(file))
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
        if (!now.contains(path))
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
