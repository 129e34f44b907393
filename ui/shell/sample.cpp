// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/sample.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QStandardPaths>

namespace slipway {

using namespace Qt::StringLiterals;

QString bundledSample()
{
    const QString beside = QCoreApplication::applicationDirPath();
    for (const QString &folder : {qEnvironmentVariable("SLIPWAY_SAMPLE"), QString(beside + u"/../share/slipway/sample"_s)}) {
        if (!folder.isEmpty() && QFile::exists(folder + u"/Cargo.toml"_s))
            return QDir(folder).canonicalPath();
    }
    return {};
}

Result<QString> writableSample()
{
    const QString from = bundledSample();
    if (from.isEmpty())
        return fail(ErrorCode::File, QCoreApplication::translate("Sample", "The sample is not installed with this program."));
    QString to = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/sample"_s;
    if (QFile::exists(to + u"/Cargo.toml"_s))
        return to;
    const auto failed = [](const QString &path) {
        return fail(ErrorCode::File, QCoreApplication::translate("Sample", "The sample cannot be copied to %1.").arg(path));
    };
    if (!QDir().mkpath(to))
        return failed(to);
    QDirIterator entries(from, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    QStringList files;
    while (entries.hasNext())
        files.append(QDir(from).relativeFilePath(entries.next()));
    files.removeAll(u"Cargo.toml"_s);
    files.append(u"Cargo.toml"_s); // last: where it stands, the copy is whole
    for (const QString &file : std::as_const(files)) {
        const QString target = to + u'/' + file;
        if (file.startsWith(u"target/"_s))
            continue;
        QFile::remove(target);
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(from + u'/' + file, target))
            return failed(target);
        QFile::setPermissions(target, QFile::permissions(target) | QFile::WriteOwner);
    }
    return to;
}

} // namespace slipway
