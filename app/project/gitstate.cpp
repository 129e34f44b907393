// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/parts.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 smallBytes = 64 * 1024;
constexpr qint64 packedBytes = 32 * 1024 * 1024;
constexpr int mostLinks = 5;      ///< as git: symbolic refs of symbolic refs

/// A file of a repository. Work trees and submodules keep theirs elsewhere, so the folder that may be read is that file's own.
QByteArray readFile(const QString &path, qint64 limit)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    return real.isEmpty() ? QByteArray() : Folder(QFileInfo(real).absolutePath()).read(real, limit).value_or(QByteArray());
}

QString firstLine(const QString &path)
{
    return QString::fromUtf8(readFile(path, smallBytes)).section(u'\n', 0, 0).trimmed();
}

bool isCommit(const QString &text)
{
    static const QRegularExpression pattern(u"^(?:[0-9a-f]{40}|[0-9a-f]{64})$"_s);
    return pattern.match(text).hasMatch();
}

/// A ref is the name of a file below the repository, written by the project: nothing that leads elsewhere (git-check-ref-format).
bool isRef(const QString &ref)
{
    static const QRegularExpression bad(u"[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|//|@\\{|/\\.|\\.lock(?:/|$)"_s);
    return ref.startsWith(u"refs/"_s) && !ref.endsWith(u'/') && !bad.match(ref).hasMatch();
}

struct Repository
{
    QString folder;       ///< has HEAD
    QString commonFolder; ///< has refs, packed-refs and config; the same but in a work tree
};

/// The repository around `root`: a .git folder, or a .git file that names it (gitrepository-layout).
std::optional<Repository> findRepository(const QString &root)
{
    for (QDir folder(root);;) {
        const QString entry = folder.filePath(u".git"_s);
        QString found;
        if (pathKind(entry) == PathKind::Folder) {
            found = entry;
        } else if (pathKind(entry) == PathKind::File) {
            const QString line = firstLine(entry);
            if (line.startsWith(u"gitdir: "_s))
                found = normalPath(folder.absoluteFilePath(line.mid(8)));
        }
        if (!found.isEmpty() && pathKind(found + u"/HEAD") == PathKind::File) {
            const QString common = firstLine(found + u"/commondir");
            return Repository{found, common.isEmpty() ? found : normalPath(QDir(found).absoluteFilePath(common))};
        }
        if (!found.isEmpty() || !folder.cdUp())
            return std::nullopt;
    }
}

QString packedCommit(const QString &folder, const QString &ref)
{
    const QByteArray packed = readFile(folder + u"/packed-refs", packedBytes);
    const qsizetype at = packed.indexOf(QByteArray(' ' + ref.toUtf8() + '\n'));
    if (at < 0)
        return {};
    const qsizetype start = packed.lastIndexOf('\n', at) + 1;
    return QString::fromLatin1(packed.mid(start, at - start));
}

void readHead(const Repository &repository, Project &project)
{
    QString path = repository.folder + u"/HEAD";
    project.watchedFiles.append({path, repository.commonFolder + u"/packed-refs"});
    QString text = firstLine(path);
    for (int i = 0; i < mostLinks && text.startsWith(u"ref: "_s); ++i) {
        const QString ref = text.mid(5).trimmed();
        if (!isRef(ref))
            return;
        if (i == 0 && ref.startsWith(u"refs/heads/"_s))
            project.git.branch = ref.mid(11);
        path = repository.commonFolder + u'/' + ref;
        project.watchedFiles.append(path);
        text = firstLine(path);
        if (text.isEmpty())
            text = packedCommit(repository.commonFolder, ref);
    }
    if (isCommit(text))
        project.git.commit = text;
}

QString withoutCredentials(const QString &address)
{
    QUrl url(address);
    // scp-like addresses (git@host:path) are no URLs and carry no password.
    if (!url.isValid() || url.host().isEmpty())
        return address.contains(u"://"_s) ? QString() : address;
    const bool isSsh = url.scheme() == u"ssh"_s || url.scheme() == u"git+ssh"_s;
    url.setUserInfo(isSsh ? url.userName() : QString());
    return url.toString();
}

void readRemote(const Repository &repository, Project &project)
{
    bool isOrigin = false;
    for (const QByteArray &bytes : readFile(repository.commonFolder + u"/config", smallBytes * 16).split('\n')) {
        const QString line = QString::fromUtf8(bytes).trimmed();
        if (line.startsWith(u'['))
            isOrigin = line == u"[remote \"origin\"]"_s;
        else if (isOrigin && line.section(u'=', 0, 0).trimmed() == u"url"_s)
            project.git.remote = withoutCredentials(line.section(u'=', 1).trimmed());
    }
}

} // namespace

void readGitState(const QString &root, Project &project)
{
    const auto repository = findRepository(root);
    if (!repository)
        return;
    readHead(*repository, project);
    readRemote(*repository, project);
}

} // namespace slipway::reading
