// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/workspace.h"

#include "base/text.h"

#include <QFileInfo>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostVisited = 20000;

bool isPattern(QStringView text)
{
    return text.contains(u'*') || text.contains(u'?') || text.contains(u'[');
}

/// The index behind a class `[…]` that opens at `i`, or -1 when it is not closed. A `]` that comes first is a member.
qsizetype classEnd(QStringView pattern, qsizetype i)
{
    const bool isNegated = i + 1 < pattern.size() && pattern[i + 1] == u'!';
    const qsizetype close = pattern.indexOf(u']', i + (isNegated ? 3 : 2));
    return close < 0 ? -1 : close + 1;
}

bool isValidComponent(QStringView pattern)
{
    if (pattern.contains(u"**"_s) && pattern != u"**"_s)
        return false;
    for (qsizetype i = 0; i < pattern.size();) {
        i = pattern[i] == u'[' ? classEnd(pattern, i) : i + 1;
        if (i < 0)
            return false;
    }
    return true;
}

bool classHas(QStringView members, QChar c)
{
    for (qsizetype i = 0; i < members.size(); ++i) {
        if (i + 2 < members.size() && members[i + 1] == u'-') {
            if (members[i] <= c && c <= members[i + 2])
                return true;
            i += 2;
        } else if (members[i] == c) {
            return true;
        }
    }
    return false;
}

/// Matches one character at the start of `pattern`; gives how long that piece is, 0 for no match.
qsizetype matchOne(QStringView pattern, QChar c)
{
    if (pattern.front() == u'?')
        return 1;
    if (pattern.front() != u'[')
        return pattern.front() == c ? 1 : 0;
    const qsizetype end = classEnd(pattern, 0);
    const bool isNegated = pattern[1] == u'!';
    const QStringView members = pattern.sliced(isNegated ? 2 : 1, end - (isNegated ? 3 : 2));
    return classHas(members, c) != isNegated ? end : 0;
}

/// Matches a name by one component of a pattern: in one pass, going back to the last `*` alone, so that no pattern takes long.
bool matchesName(QStringView pattern, QStringView name)
{
    qsizetype p = 0;
    qsizetype n = 0;
    qsizetype star = -1;
    qsizetype starName = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            starName = n;
            continue;
        }
        const qsizetype step = p < pattern.size() ? matchOne(pattern.sliced(p), name[n]) : 0;
        if (step > 0) {
            p += step;
            ++n;
        } else if (star >= 0) {
            p = star + 1;
            n = ++starName;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

/// Walks the folders that a pattern can mean.
class GlobWalk
{
public:
    explicit GlobWalk(const Folder &folder)
        : m_folder(folder)
    {
    }

    /// False when there are too many.
    bool walk(const QString &at, const QStringList &components)
    {
        if (++m_visited > mostVisited)
            return false;
        if (components.isEmpty()) {
            m_found.append(at);
            return true;
        }
        const QString &pattern = components.constFirst();
        const QStringList rest = components.mid(1);
        if (pattern == u"**"_s && !walk(at, rest))
            return false;
        if (!isPattern(pattern)) {
            const QString path = normalPath(at + u'/' + pattern);
            return !hasEntry(path) || walk(path, rest);
        }
        const Listing listing = m_folder.list(at);
        if (m_denied.isEmpty() && listing.isDenied)
            m_denied = m_folder.shown(at);
        if (m_unreadable.isEmpty() && !listing.unreadableNames.isEmpty())
            m_unreadable = m_folder.shown(at) + u'/' + listing.unreadableNames.constFirst();
        for (const QString &name : listing.names) {
            const QString path = at + u'/' + name;
            const bool isMatch = pattern == u"**"_s ? isOwnFolder(path) : matchesName(pattern, name) && pathKind(path) == PathKind::Folder;
            if (isMatch && !walk(path, pattern == u"**"_s ? components : rest))
                return false;
        }
        return true;
    }

    /// A name on the way that is not UTF-8, or empty.
    [[nodiscard]] const QString &unreadable() const { return m_unreadable; }
    /// A folder on the way that may not be listed, or empty.
    [[nodiscard]] const QString &denied() const { return m_denied; }

    [[nodiscard]] QStringList found() const
    {
        QStringList folders = m_found;
        std::ranges::sort(folders);
        folders.removeDuplicates();
        return folders;
    }

private:
    /// `**` follows no link: it could lead round in a circle.
    [[nodiscard]] bool isOwnFolder(const QString &path) const { return pathKind(path) == PathKind::Folder && !QFileInfo(path).isSymLink(); }

    const Folder &m_folder;
    QStringList m_found;
    QString m_unreadable;
    QString m_denied;
    int m_visited = 0;
};

} // namespace

Result<QStringList> expandMember(const Folder &folder, const QString &text)
{
    const QString literal = normalPath(folder.root() + u'/' + text);
    if (!isPattern(text))
        return QStringList{literal};
    const QStringList components = normalPath(text).split(u'/', Qt::SkipEmptyParts);
    for (const QString &component : components) {
        if (!isValidComponent(component))
            return refuse(u"The workspace member \"%1\" is not a valid pattern; close each [, and let ** stand alone."_s.arg(displayText(text)));
    }
    GlobWalk walk(folder);
    if (!walk.walk(folder.root(), components))
        return refuse(u"The workspace member \"%1\" means more than %2 folders; name fewer."_s.arg(displayText(text), QString::number(mostVisited)));
    if (!walk.denied().isEmpty())
        return refuse(u"The workspace member \"%1\" leads through %2, which cannot be read: permission denied. Give yourself the right to read it."_s.arg(
            displayText(text), walk.denied()));
    if (!walk.unreadable().isEmpty())
        return refuse(u"The name of %1 is not UTF-8; rename it, since neither Cargo nor Docker can use it."_s.arg(walk.unreadable()));
    const QStringList found = walk.found();
    return found.isEmpty() ? QStringList{literal} : found;
}

} // namespace slipway::reading
