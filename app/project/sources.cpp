// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/parts.h"

#include <QFileInfo>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNames = 5000; ///< of sources and assets that are looked at

/// Goes through the folders that a build takes along; links are not followed.
class SourceWalk
{
public:
    SourceWalk(const Folder &folder, Project &project)
        : m_folder(folder)
        , m_project(project)
    {
    }

    /// What stands there has to be readable.
    void file(const QString &path)
    {
        if (!hasEntry(path))
            return;
        if (const auto fine = m_folder.probe(path); !fine)
            tell(fine.error());
    }

    void names(const QString &path)
    {
        const Listing listing = m_folder.list(path);
        for (const QString &name : listing.unreadableNames)
            m_odd.append(path == m_folder.root() ? name : m_folder.shown(path) + u'/' + name);
    }

    /// Everything below a folder. The names in `told` have been spoken of already.
    void below(const QString &top, const QString &told)
    {
        QStringList open{top};
        while (!open.isEmpty() && m_seen < mostNames) {
            const QString at = open.takeLast();
            const Listing listing = m_folder.list(at);
            m_seen += listing.names.size() + 1;
            if (listing.isDenied)
                tell(m_folder.probeFolder(at).error_or(Error()));
            if (at != told)
                names(at);
            for (const QString &name : listing.names) {
                const QFileInfo entry(at + u'/' + name);
                if (entry.isDir() && !entry.isSymLink())
                    open.append(entry.filePath());
            }
        }
    }

    void tellNames()
    {
        if (m_odd.isEmpty())
            return;
        const QString more = m_odd.size() > 1 ? u" (one of %1)"_s.arg(m_odd.size()) : QString();
        m_project.findings.append(
            finding(Finding::Severity::Warning, u"name-not-utf8"_s,
                    u"The name of %1%2 is not UTF-8, so a build may fail on it; rename it, or keep it out by .dockerignore."_s.arg(m_odd.constFirst(), more)));
    }

private:
    void tell(const Error &problem)
    {
        const bool isTold = std::ranges::any_of(m_project.findings, [&](const Finding &one) { return one.message == problem.message; });
        if (isTold)
            return;
        m_project.watchedFiles.append(problem.file);
        m_project.findings.append(finding(Finding::Severity::Error, u"source-unreadable"_s, problem.message, {}, problem.file));
    }

    const Folder &m_folder;
    Project &m_project;
    QStringList m_odd;
    qsizetype m_seen = 0;
};

} // namespace

void checkSources(const Folder &folder, Project &project)
{
    SourceWalk walk(folder, project);
    QStringList files;
    walk.names(folder.root());
    for (const Package &package : std::as_const(project.packages)) {
        if (!isBelow(package.folder, folder.root()))
            continue;
        files.append({package.folder + u"/src/main.rs", package.folder + u"/src/lib.rs", package.folder + u"/build.rs"});
        for (const Binary &binary : package.binaries) {
            const QString path = normalPath(package.folder + u'/' + binary.path);
            if (folder.hasFile(path))
                files.append(path);
        }
        walk.below(package.folder + u"/src", package.folder + u"/src/bin");
    }
    files.removeDuplicates();
    for (const QString &path : std::as_const(files))
        walk.file(path);
    for (const QString &name : std::as_const(project.assetFolders))
        walk.below(folder.root() + u'/' + name, {});
    walk.tellNames();
}

} // namespace slipway::reading
