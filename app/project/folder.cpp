// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/folder.h"

#include "base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace slipway::reading {

using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

fs::path nativePath(const QString &path)
{
    return fs::path(path.toStdU16String());
}

/// A file name as text; nothing when its bytes are none.
std::optional<QString> nameText(const fs::path &name)
{
#ifdef Q_OS_WIN
    return QString::fromStdWString(name.native());
#else
    const QByteArrayView bytes(name.native().data(), qsizetype(name.native().size()));
    return bytes.isValidUtf8() ? std::optional(QString::fromUtf8(bytes)) : std::nullopt;
#endif
}

std::unexpected<Error> denied(const QString &shown, const QString &path)
{
    return refuse(u"%1 cannot be read: permission denied. Give yourself the right to read it."_s.arg(shown), path);
}

std::unexpected<Error> notAFile(const QString &shown, const QString &path)
{
    return refuse(u"%1 is not a regular file but a pipe or a device; put a text file there."_s.arg(shown), path);
}

std::unexpected<Error> tooLarge(const QString &shown, const QString &path, qint64 limit)
{
    return refuse(u"%1 is larger than %2, which no such file needs; check what it holds."_s.arg(shown, bytesText(limit)), path);
}

/// Opens without waiting (a pipe has no writer yet), and makes sure that what was opened is a file.
Result<void> openRegular(QFile &file, const QString &shown, const QString &path)
{
#ifdef Q_OS_UNIX
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        if (errno == EACCES || errno == EPERM)
            return denied(shown, path);
        return refuse(u"%1 cannot be read: %2."_s.arg(shown, qt_error_string(errno)), path);
    }
    struct stat status{};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return notAFile(shown, path);
    }
    if (file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return {};
    ::close(descriptor);
#else
    file.setFileName(path);
    if (file.open(QIODevice::ReadOnly))
        return {};
    if (file.error() == QFileDevice::PermissionsError)
        return denied(shown, path);
#endif
    return refuse(u"%1 cannot be read: %2."_s.arg(shown, file.errorString()), path);
}

/// Reads no more than `limit`.
Result<QByteArray> readRegular(const QString &shown, const QString &path, qint64 limit)
{
    QFile file;
    if (const auto opened = openRegular(file, shown, path); !opened)
        return std::unexpected(opened.error());
    if (file.size() > limit)
        return tooLarge(shown, path, limit);
    QByteArray bytes = file.read(limit + 1);
    if (bytes.size() > limit)
        return tooLarge(shown, path, limit);
    return bytes;
}

/// Whether the first line that is no comment begins as only a Dockerfile does.
bool looksLikeDockerfile(const QByteArray &bytes)
{
    for (const QByteArray &line : bytes.left(4096).split('\n')) {
        const QByteArray word = line.trimmed();
        if (word.isEmpty() || word.startsWith('#'))
            continue;
        return word.startsWith("FROM ") || word.startsWith("ARG ");
    }
    return false;
}

bool looksLikeHtml(const QByteArray &bytes)
{
    const QByteArray start = bytes.left(256).trimmed().toLower();
    return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml");
}

} // namespace

std::unexpected<Error> refuse(const QString &message, const QString &file, int line)
{
    return std::unexpected(Error{ErrorCode::Project, message, {}, file, line});
}

PathKind pathKind(const QString &path)
{
    if (!path.isValidUtf16())
        return PathKind::Missing;
    std::error_code problem;
    const fs::file_status status = fs::status(nativePath(path), problem);
    switch (status.type()) {
    case fs::file_type::regular:
        return PathKind::File;
    case fs::file_type::directory:
        return PathKind::Folder;
    case fs::file_type::not_found:
        return hasEntry(path) ? PathKind::Dangling : PathKind::Missing;
    case fs::file_type::none:
        if (problem == std::errc::too_many_symbolic_link_levels)
            return PathKind::Circle;
        return problem == std::errc::permission_denied ? PathKind::Denied : PathKind::Missing;
    default:
        return PathKind::Special;
    }
}

bool hasEntry(const QString &path)
{
    if (!path.isValidUtf16())
        return false;
    std::error_code problem;
    const fs::file_type type = fs::symlink_status(nativePath(path), problem).type();
    return type != fs::file_type::not_found && type != fs::file_type::none;
}

QString normalPath(const QString &path)
{
    return QDir::cleanPath(path);
}

bool isBelow(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder.endsWith(u'/') ? folder : folder + u'/');
}

QString Folder::shown(const QString &path) const
{
    const QString relative = isBelow(path, m_root) ? QDir(m_root).relativeFilePath(path) : path;
    return displayText(relative);
}

bool Folder::holds(const QString &path) const
{
    const QString real = path.isValidUtf16() ? QFileInfo(path).canonicalFilePath() : QString();
    return !real.isEmpty() && isBelow(real, m_root);
}

Result<void> Folder::check(const QString &path, bool wantsFolder) const
{
    const QString name = shown(path);
    const QString wanted = wantsFolder ? u"folder"_s : u"file"_s;
    const PathKind kind = pathKind(path);
    switch (kind) {
    case PathKind::Missing:
        return refuse(u"%1 does not exist."_s.arg(name), path);
    case PathKind::Denied:
        return denied(name, path);
    case PathKind::Circle:
        return refuse(u"%1 is a symbolic link that leads in a circle; put the %2 itself there."_s.arg(name, wanted), path);
    case PathKind::Dangling:
        return refuse(u"%1 is a symbolic link that leads nowhere; put the %2 itself there."_s.arg(name, wanted), path);
    case PathKind::Special:
        return notAFile(name, path);
    case PathKind::Folder:
    case PathKind::File:
        break;
    }
    if (wantsFolder && kind == PathKind::File)
        return refuse(u"%1 is a file where a folder is expected; rename it."_s.arg(name), path);
    if (!wantsFolder && kind == PathKind::Folder)
        return refuse(u"%1 is a folder where a file is expected; rename it."_s.arg(name), path);
    if (!holds(path))
        return refuse(u"%1 leads out of the project folder by a symbolic link; put the %2 itself there."_s.arg(name, wanted), path);
    return {};
}

Result<void> Folder::probe(const QString &path) const
{
    if (auto fine = check(path, false); !fine)
        return fine;
    QFile file;
    return openRegular(file, shown(path), path);
}

Result<void> Folder::probeFolder(const QString &path) const
{
    if (auto fine = check(path, true); !fine)
        return fine;
    return list(path).isDenied ? denied(shown(path), path) : Result<void>();
}

Result<QByteArray> Folder::read(const QString &path, qint64 limit) const
{
    if (const auto fine = check(path, false); !fine)
        return std::unexpected(fine.error());
    const QString name = shown(path);
    Result<QByteArray> bytes = readRegular(name, path, limit);
    if (!bytes)
        return bytes;
    if (bytes->contains('\0'))
        return refuse(u"%1 is not a text file; put the right file there, saved as UTF-8."_s.arg(name), path);
    if (!bytes->isValidUtf8()) {
        qsizetype line = 1;
        for (const QByteArray &one : bytes->split('\n')) {
            if (!one.isValidUtf8())
                break;
            ++line;
        }
        return refuse(u"Line %1 of %2 is not UTF-8; save the file as UTF-8."_s.arg(QString::number(line), name), path, int(line));
    }
    return bytes;
}

Result<TomlValue> Folder::readToml(const QString &path, qint64 limit) const
{
    const Result<QByteArray> bytes = read(path, limit);
    return bytes ? parse(*bytes, path) : std::unexpected(bytes.error());
}

Result<TomlValue> Folder::parse(const QByteArray &bytes, const QString &path) const
{
    const QString name = shown(path);
    Result<TomlValue> document = parseToml(bytes, name, path);
    if (document)
        return document;
    if (looksLikeHtml(bytes))
        return refuse(u"%1 holds a web page; put the file itself there, not the page that shows it."_s.arg(name), path, 1);
    if (looksLikeDockerfile(bytes))
        return refuse(u"%1 holds a Dockerfile; put the file that Cargo expects there."_s.arg(name), path, 1);
    if (const int line = conflictLine(bytes); line > 0)
        return refuse(u"Line %1 of %2 is the mark of a merge conflict; finish the merge."_s.arg(QString::number(line), name), path, line);
    return document;
}

Listing Folder::list(const QString &folder) const
{
    Listing listing;
    // Where names may be seen and nothing behind them, nothing can be told of what they are either.
    listing.isDenied = pathKind(folder + u"/.") == PathKind::Denied;
    if (listing.isDenied || !hasFolder(folder))
        return listing;
    std::error_code problem;
    for (fs::directory_iterator entry(nativePath(folder), problem), end; !problem && entry != end; entry.increment(problem)) {
        if (const auto name = nameText(entry->path().filename()))
            listing.names.append(*name);
        else
            listing.unreadableNames.append(displayText(QFile::decodeName(QByteArray::fromStdString(entry->path().filename().string()))));
    }
    listing.isDenied = problem == std::errc::permission_denied;
    std::ranges::sort(listing.names);
    std::ranges::sort(listing.unreadableNames);
    return listing;
}

int conflictLine(const QByteArray &bytes)
{
    int line = 1;
    for (qsizetype i = 0; i >= 0 && i < bytes.size(); ++line) {
        const QByteArrayView rest = QByteArrayView(bytes).sliced(i);
        if (rest.startsWith("<<<<<<< ") || rest.startsWith("=======\n") || rest.startsWith("=======\r") || rest.startsWith(">>>>>>> "))
            return line;
        const qsizetype next = bytes.indexOf('\n', i);
        i = next < 0 ? -1 : next + 1;
    }
    return 0;
}

} // namespace slipway::reading
