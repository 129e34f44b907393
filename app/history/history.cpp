// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/history.h"

#include "history/recordjson.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(History)
};

/// A record of a build with thousands of steps is some hundred kB; what is larger than this was not written by us.
constexpr qint64 largestRecord = 16 * 1024 * 1024;

/// Writing a record takes milliseconds, so that a lock held for longer is worth an error.
constexpr int lockPatience = 2000;

bool isId(const QString &id)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\\z"_s);
    return pattern.match(id).hasMatch();
}

QString pathOf(const QString &folder, const QString &id)
{
    return folder + u'/' + id + u".json"_s;
}

/// Ids of all records, newest first: an id begins with its time.
QStringList idsIn(const QString &folder)
{
    QStringList ids;
    const QStringList files = QDir(folder).entryList({u"*.json"_s}, QDir::Files, QDir::Name | QDir::Reversed);
    for (const QString &file : files) {
        const QString id = file.chopped(5);
        if (isId(id))
            ids.append(id);
    }
    return ids;
}

Result<BuildRecord> readRecord(const QString &path)
{
    QFile file(path);
    if (file.size() > largestRecord)
        return fail(ErrorCode::File, Words::tr("The record %1 cannot be read: it is larger than any record that Slipway writes.").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::File, Words::tr("The record %1 cannot be read: %2.").arg(path, file.errorString()));
    Result<BuildRecord> record = recordFromJson(file.readAll());
    if (!record)
        record.error().file = path;
    return record;
}

/// The lock that window and command line share. A process that died with it is noticed by its id.
class Lock
{
public:
    explicit Lock(const QString &folder)
        : m_file(folder + u"/.lock"_s)
    {
    }
    [[nodiscard]] Result<void> take()
    {
        if (m_file.tryLock(lockPatience))
            return {};
        if (m_file.error() == QLockFile::LockFailedError)
            return fail(ErrorCode::File, Words::tr("The build records are in use by another Slipway; try again in a moment."), m_file.fileName());
        return fail(ErrorCode::File, Words::tr("The build records cannot be changed: %1 cannot be written.").arg(m_file.fileName()));
    }

private:
    QLockFile m_file;
};

Result<void> write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    // Paths and image names of a person's projects concern nobody else on the machine.
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorCode::File, Words::tr("The build could not be put on record: %1 cannot be written: %2.").arg(path, file.errorString()));
}

} // namespace

History::History(const QString &folder)
    : m_folder(!folder.isEmpty() ? folder : QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/slipway/history"_s)
{
}

Result<void> History::add(const BuildRecord &record)
{
    if (!isId(record.id))
        return fail(ErrorCode::Internal, Words::tr("\"%1\" is not an id of a build record.").arg(record.id));
    if (!QDir().mkpath(m_folder)) {
        return fail(ErrorCode::File,
                    Words::tr("The build could not be put on record: the folder %1 cannot be made; make it, or mend its permissions.").arg(m_folder));
    }
    Lock lock(m_folder);
    if (const auto taken = lock.take(); !taken)
        return taken;
    const QString path = pathOf(m_folder, record.id);
    if (QFile::exists(path))
        return fail(ErrorCode::File, Words::tr("The build could not be put on record: there is a record %1 already.").arg(record.id));
    return write(path, QJsonDocument(recordToJson(record)).toJson());
}

QList<BuildRecord> History::list(int most, int *unreadable) const
{
    QList<BuildRecord> records;
    int skipped = 0;
    const QStringList ids = idsIn(m_folder);
    for (const QString &id : ids) {
        if (records.size() >= most)
            break;
        const auto record = readRecord(pathOf(m_folder, id));
        if (record)
            records.append(*record);
        else
            ++skipped;
    }
    if (unreadable)
        *unreadable = skipped;
    return records;
}

Result<BuildRecord> History::find(const QString &id) const
{
    const QStringList ids = idsIn(m_folder);
    if (id == "last"_L1) {
        const QList<BuildRecord> newest = list(1);
        if (newest.isEmpty())
            return fail(ErrorCode::Usage, Words::tr("There are no builds on record yet; \"slipway build\" makes one."));
        return newest.constFirst();
    }
    if (ids.contains(id))
        return readRecord(pathOf(m_folder, id));
    QStringList fitting;
    for (const QString &candidate : ids) {
        if (!id.isEmpty() && candidate.startsWith(id))
            fitting.append(candidate);
    }
    if (fitting.size() == 1)
        return readRecord(pathOf(m_folder, fitting.constFirst()));
    if (fitting.isEmpty())
        return fail(ErrorCode::Usage, Words::tr("There is no build %1 on record; \"slipway history\" lists them.").arg(id));
    return fail(ErrorCode::Usage,
                Words::tr("%1 is the beginning of %2 ids: give more of it, such as %3.").arg(id).arg(fitting.size()).arg(fitting.constFirst()));
}

Result<void> History::remove(const QString &id)
{
    if (!isId(id) || !QFile::exists(pathOf(m_folder, id)))
        return fail(ErrorCode::Usage, Words::tr("There is no build %1 on record; \"slipway history\" lists them.").arg(id));
    Lock lock(m_folder);
    if (const auto taken = lock.take(); !taken)
        return taken;
    QFile file(pathOf(m_folder, id));
    // Gone is gone, whoever removed it.
    if (file.remove() || !file.exists())
        return {};
    return fail(ErrorCode::File, Words::tr("The record %1 cannot be removed: %2.").arg(file.fileName(), file.errorString()));
}

void History::prune(int keep)
{
    if (keep < 0 || !QDir(m_folder).exists())
        return;
    Lock lock(m_folder);
    // A record too many is no reason to disturb anybody: the next build prunes again.
    if (!lock.take())
        return;
    const QStringList ids = idsIn(m_folder);
    for (qsizetype at = keep; at < ids.size(); ++at)
        QFile::remove(pathOf(m_folder, ids.at(at)));
}

QString History::newId(const QDateTime &time)
{
    // The four digits go on sorting by time below the second; what is left of them tells two builds of one millisecond apart.
    constexpr int perMillisecond = 65;
    const QDateTime utc = time.toUTC();
    const int tail = utc.time().msec() * perMillisecond + QRandomGenerator::global()->bounded(perMillisecond);
    return utc.toString(u"yyyyMMdd-HHmmss-"_s) + u"%1"_s.arg(tail, 4, 16, QChar(u'0'));
}

} // namespace slipway
