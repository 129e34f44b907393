// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildfolder.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(BuildRun)
};

constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
const QString ownerFile = u"owner.json"_s;
const QString clientFile = u"client.json"_s;

/// When a process began (clock ticks since boot, proc(5) field 22): tells it from a later one with the same number. Empty when it is gone, "?" where
/// the system does not say.
QString birthOf(qint64 processId)
{
    if (processId <= 0)
        return {};
#ifdef Q_OS_LINUX
    QFile file(u"/proc/%1/stat"_s.arg(processId));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.sliced(stat.lastIndexOf(')') + 2).split(' '); // from field 3 on
    // A zombie has ended; it only waits to be asked for.
    return fields.value(0) == "Z" ? QString() : QString::fromLatin1(fields.value(19));
#elif defined(Q_OS_UNIX)
    return ::kill(static_cast<pid_t>(processId), 0) == 0 ? u"?"_s : QString();
#else
    return u"?"_s;
#endif
}

QString processNamespace()
{
    return QFile::symLinkTarget(u"/proc/self/ns/pid"_s).section(u'/', -1);
}

QByteArray processJson(qint64 processId)
{
    const QJsonObject object{{u"pid"_s, processId}, {u"birth"_s, birthOf(processId)}, {u"namespace"_s, processNamespace()}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject readProcess(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

bool isAlive(const QJsonObject &process)
{
    const QString birth = birthOf(process["pid"_L1].toInteger());
    return !birth.isEmpty() && birth == process["birth"_L1].toString();
}

Error cannotWrite(const QString &path)
{
    return {ErrorCode::File, Words::tr("Cannot write to %1: make room there, or set TMPDIR to another folder.").arg(path), {}, path, 0};
}

/// Is it a folder, ours, and closed to others? A name in /tmp can be anybody's.
bool isPrivate(const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat status{};
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
#else
    return QFileInfo(path).isDir();
#endif
}

bool makePrivate(const QString &path)
{
    if (!QFileInfo::exists(path)) {
        QDir().mkpath(QFileInfo(path).path());
        QDir().mkdir(path, ownerOnly);
    }
    return isPrivate(path) && QFileInfo(path).isWritable();
}

} // namespace

Result<std::unique_ptr<BuildFolder>> BuildFolder::create(const QString &parent)
{
    for (int attempt = 0; attempt < 8; ++attempt) {
        const QString path = parent + u"/build-"_s + QString::number(QRandomGenerator::system()->generate(), 16);
        if (!QDir().mkdir(path, ownerOnly))
            continue;
        std::unique_ptr<BuildFolder> folder(new BuildFolder(path));
        if (auto written = folder->write(ownerFile, processJson(QCoreApplication::applicationPid())); !written)
            return std::unexpected(written.error());
        return folder;
    }
    return std::unexpected(cannotWrite(parent));
}

BuildFolder::~BuildFolder()
{
    QDir(m_path).removeRecursively();
}

Result<void> BuildFolder::write(const QString &name, const QByteArray &bytes) const
{
    QFile writer(file(name));
    if (!writer.open(QIODevice::WriteOnly | QIODevice::Truncate, QFileDevice::ReadOwner | QFileDevice::WriteOwner) || writer.write(bytes) != bytes.size()
        || !writer.flush())
        return std::unexpected(cannotWrite(m_path));
    return {};
}

void BuildFolder::setClient(qint64 processId) const
{
    // Without it a crash leaves a client that nobody ends; no reason to refuse the build.
    (void)write(clientFile, processJson(processId));
}

Result<QString> buildFolderParent(bool isSnap, const QProcessEnvironment &environment)
{
    QStringList candidates;
    if (isSnap)
        candidates << QDir::homePath() + u"/snap/docker/common/slipway"_s;
#ifdef Q_OS_UNIX
    if (const QString runtime = environment.value(u"XDG_RUNTIME_DIR"_s); !runtime.isEmpty() && QFileInfo(runtime).isWritable())
        candidates << runtime + u"/slipway"_s;
    candidates << QDir::tempPath() + u"/slipway-"_s + QString::number(::geteuid());
#else
    candidates << QDir::tempPath() + u"/slipway"_s;
#endif
    for (const QString &candidate : std::as_const(candidates)) {
        // The socket for log-ins stands in it, and the name of a socket is short (108 bytes, unix(7)).
        if (QFile::encodeName(candidate).size() < 80 && makePrivate(candidate))
            return candidate;
    }
    return std::unexpected(cannotWrite(candidates.last()));
}

int sweepBuildFolders(const QString &parent)
{
    int removed = 0;
    const QFileInfoList folders = QDir(parent).entryInfoList({u"build-*"_s}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        const QJsonObject owner = readProcess(folder.filePath() + u'/' + ownerFile);
        const bool isOld = folder.lastModified().secsTo(QDateTime::currentDateTime()) > 24 * 3600;
        if (!isOld && (owner.isEmpty() || owner["namespace"_L1].toString() != processNamespace() || isAlive(owner)))
            continue;
        if (isOld && isAlive(owner))
            continue;
#ifdef Q_OS_UNIX
        const QJsonObject client = readProcess(folder.filePath() + u'/' + clientFile);
        if (client["namespace"_L1].toString() == processNamespace() && isAlive(client))
            ::kill(-static_cast<pid_t>(client["pid"_L1].toInteger()), SIGINT);
#endif
        if (QDir(folder.filePath()).removeRecursively())
            ++removed;
    }
    return removed;
}

} // namespace slipway
