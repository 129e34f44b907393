// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"

#include <QMultiHash>

#include <expected>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 newestVersion = 4;

const QString makeLock = u"Run cargo generate-lockfile and commit Cargo.lock."_s;

/// The rows of one Cargo.lock, dependencies resolved to rows.
class LockReader
{
public:
    explicit LockReader(const TomlValue &document)
        : m_document(document)
    {
    }

    /// The lock file, or the line of the row that is not as Cargo writes it.
    std::expected<LockFile, int> read()
    {
        m_lock.version = version();
        const TomlValue &rows = m_document[u"package"];
        if (rows.exists() && !rows.isArray())
            return std::unexpected(rows.line);
        m_lock.packages.reserve(rows.items.size());
        for (const TomlValue &row : rows.items) {
            if (!row[u"name"].isText() || !row[u"version"].isText())
                return std::unexpected(row.line);
            m_byName.insert(row[u"name"].text, int(m_lock.packages.size()));
            m_lock.packages.append({row[u"name"].text, row[u"version"].text, row[u"source"].text, row[u"checksum"].text, {}, -1});
        }
        readOldChecksums();
        for (qsizetype i = 0; i < rows.items.size(); ++i) {
            const TomlValue &dependencies = rows.items.at(i)[u"dependencies"];
            for (const TomlValue &item : dependencies.items) {
                const int index = find(item.text);
                if (index < 0)
                    return std::unexpected(item.line);
                m_lock.packages[i].dependencies.append(index);
            }
            const TomlValue &replaced = rows.items.at(i)[u"replace"];
            if (replaced.isText())
                m_lock.packages[i].replacement = find(replaced.text);
        }
        return m_lock;
    }

private:
    /// Versions 1 and 2 do not say so: the first keeps its checksums in [metadata], the second with the package.
    [[nodiscard]] int version() const
    {
        const TomlValue &value = m_document[u"version"];
        if (value.type == TomlValue::Type::Integer)
            return int(qBound(qint64(0), value.integer, qint64(1000)));
        return m_document[u"metadata"].isTable() ? 1 : 2;
    }

    void readOldChecksums()
    {
        for (const TomlEntry &entry : m_document[u"metadata"].entries) {
            // checksum NAME VERSION (SOURCE)
            const QStringList words = entry.key.split(u' ');
            if (words.size() < 3 || words.at(0) != u"checksum"_s || entry.value.text.startsWith(u'<'))
                continue;
            for (auto row = m_byName.constFind(words.at(1)); row != m_byName.cend() && row.key() == words.at(1); ++row) {
                if (m_lock.packages.at(*row).version == words.at(2))
                    m_lock.packages[*row].checksum = entry.value.text;
            }
        }
    }

    /// The row that "NAME", "NAME VERSION" or "NAME VERSION (SOURCE)" means: as much as it takes to be the only one.
    [[nodiscard]] int find(const QString &text) const
    {
        const QString name = text.section(u' ', 0, 0);
        const QString wantedVersion = text.section(u' ', 1, 1);
        QString source = text.section(u' ', 2);
        if (source.startsWith(u'(') && source.endsWith(u')'))
            source = source.mid(1, source.size() - 2);
        int found = -1;
        for (auto row = m_byName.constFind(name); row != m_byName.cend() && row.key() == name; ++row) {
            const LockedPackage &package = m_lock.packages.at(*row);
            if (!wantedVersion.isEmpty() && package.version != wantedVersion)
                continue;
            if (!source.isEmpty() && package.source != source)
                continue;
            // Without a source a path package is meant first.
            if (found < 0 || package.source.isEmpty())
                found = *row;
        }
        return found;
    }

    const TomlValue &m_document;
    LockFile m_lock;
    QMultiHash<QString, int> m_byName;
};

void addLockError(Project &project, const QString &code, const QString &message, const QString &path, int line = 0)
{
    project.findings.append(finding(Finding::Severity::Error, code, message, makeLock, path, line));
}

/// What is wrong with a lock file that is no TOML, by what it holds.
void addUnreadable(Project &project, const Error &problem, const QByteArray &bytes)
{
    Finding one = finding(Finding::Severity::Error, u"lock-broken"_s, problem.message, makeLock, problem.file, problem.line);
    if (const int line = conflictLine(bytes); line > 0) {
        one.code = u"lock-conflict"_s;
        one.line = line;
        one.message = u"Line %1 of Cargo.lock is the mark of a merge conflict; finish the merge."_s.arg(line);
        one.advice = u"Take one side of Cargo.lock and run cargo update --workspace, which adds what it lacks."_s;
    }
    project.findings.append(one);
}

void checkVersion(Project &project, int version, const QString &path, int line)
{
    if (version < 3)
        project.findings.append(finding(Finding::Severity::Warning, u"lock-old"_s,
                                        u"Cargo.lock has format %1 of 2020 or before; write it anew in the format of today."_s.arg(version),
                                        u"Run cargo update --workspace with a current Rust and commit Cargo.lock."_s, path, line));
    else if (version > newestVersion)
        project.findings.append(
            finding(Finding::Severity::Warning, u"lock-new"_s,
                    u"Cargo.lock has format %1, which is newer than Slipway knows; what it says of crates may be incomplete."_s.arg(version), {}, path, line));
}

} // namespace

void readLockFile(const Folder &folder, const ReadLimits &limits, Project &project)
{
    const QString path = folder.root() + u"/Cargo.lock";
    project.watchedFiles.append(path);
    if (!hasEntry(path)) {
        project.findings.append(finding(Finding::Severity::Warning, u"lock-missing"_s,
                                        u"There is no Cargo.lock, so each build takes the newest versions that fit; make one."_s, makeLock, path));
        return;
    }
    const Result<QByteArray> bytes = folder.read(path, limits.lockBytes);
    if (!bytes) {
        addLockError(project, u"lock-unreadable"_s, bytes.error().message, path, bytes.error().line);
        return;
    }
    const Result<TomlValue> document = folder.parse(*bytes, path);
    if (!document) {
        addUnreadable(project, document.error(), *bytes);
        return;
    }
    auto lock = LockReader(*document).read();
    if (!lock) {
        addLockError(project, u"lock-broken"_s, u"The package in line %1 of Cargo.lock is not as Cargo writes it; make the file anew."_s.arg(lock.error()),
                     path, lock.error());
        return;
    }
    const TomlValue &version = (*document)[u"version"];
    if (version.exists() && version.type != TomlValue::Type::Integer) {
        addLockError(project, u"lock-broken"_s, u"The version in line %1 of Cargo.lock is no number; make the file anew."_s.arg(version.line), path,
                     version.line);
        return;
    }
    checkVersion(project, lock->version, path, version.line);
    project.lock = std::move(*lock);
}

} // namespace slipway::reading
