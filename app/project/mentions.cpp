// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/parts.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 3000;          ///< of a package's sources that are looked at
constexpr qint64 mostBytes = 1024 * 1024;      ///< of one file; what is larger was generated

/// The macros of the standard library that take files in while they are compiled. Only whole literals: what a build script makes (OUT_DIR) is
/// none of the project's files.
const QRegularExpression &fileMacro()
{
    static const QRegularExpression macro(uR"x(\binclude(?:_str|_bytes)?!\s*[(\[{]\s*"([^"\\\n]+)")x"_s);
    return macro;
}

const QRegularExpression &manifestFileMacro()
{
    static const QRegularExpression macro(uR"x(concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*,?\s*\)\s*,\s*"/?([^"\\\n]+)"\s*,?\s*\))x"_s);
    return macro;
}

/// A pattern that matches one of the names, as they are written; of no names, one that matches nothing.
QString anyOf(const QStringList &names)
{
    QStringList escaped;
    for (const QString &name : names)
        escaped.append(QRegularExpression::escape(name));
    return escaped.isEmpty() ? u"(?!)"_s : u"(?:"_s + escaped.join(u'|') + u')';
}

/// Attributes and macros that take a folder in: from the package's own folder, or with the variable that names it.
QRegularExpression folderMacro(const SourceNames &names)
{
    return QRegularExpression(
        uR"x((?:#\[%1\s*=\s*"|\b%2!\s*\(\s*")(?:\$CARGO_MANIFEST_DIR/)?([^"\\\n$]+)")x"_s.arg(anyOf(names.folderAttributes), anyOf(names.folderMacros)));
}

/// Calls that are given a folder, or a file or pattern in it, that is read when the program runs.
QRegularExpression servedFolder(const SourceNames &names)
{
    return QRegularExpression(uR"x(\b%1\(\s*"(?:\./)?([^"\\\n/*][^"\\\n*]*)|\b%2\(\s*"[^"\\\n]*"\s*,\s*"(?:\./)?([^"\\\n/*][^"\\\n*]*))x"_s.arg(
        anyOf(names.folderCalls), anyOf(names.mountCalls)));
}

/// A program for front ends that a build script starts.
QRegularExpression toolCall(const SourceNames &names)
{
    QStringList programs;
    for (const FrontEndTool &tool : names.tools)
        programs.append(tool.program);
    return QRegularExpression(uR"x(Command::new\(\s*"(%1)(?:\.cmd)?"\s*\))x"_s.arg(anyOf(programs)));
}

/// Words without one of which a source takes nothing in.
QStringList wordsOf(const SourceNames &names)
{
    QStringList words{u"include"_s};
    for (const QString &attribute : names.folderAttributes)
        words.append(u"#["_s + attribute);
    for (const QString &macro : names.folderMacros)
        words.append(macro + u'!');
    return words;
}

/// Whether the text at `position` stands in a line of comment.
bool isComment(const QString &text, qsizetype position)
{
    const qsizetype start = text.lastIndexOf(u'\n', position) + 1;
    return QStringView(text).sliced(start, position - start).trimmed().startsWith("//"_L1);
}

class MentionReader
{
public:
    MentionReader(const Folder &folder, const SourceNames &names, Project &project)
        : m_folder(folder)
        , m_root(folder.root())
        , m_names(names)
        , m_folderMacro(folderMacro(names))
        , m_servedFolder(servedFolder(names))
        , m_toolCall(toolCall(names))
        , m_words(wordsOf(names))
        , m_project(project)
    {
    }

    void read(const Package &package)
    {
        const auto uses = [&package](const QStringList &crates) {
            return std::ranges::any_of(package.dependencies,
                                       [&crates](const Dependency &one) { return one.kind == Dependency::Kind::Normal && crates.contains(one.package); });
        };
        // Without a .dockerignore of the project's all of its files go into a build; then only folders that are not there matter.
        m_isServer = uses(m_names.servers);
        if (m_isServer || uses(m_names.embedders) || !m_project.dockerignoreText.isEmpty()) {
            for (const QString &path : sources(package))
                readSource(package, path);
        }
        if (package.hasBuildScript)
            readBuildScript(package);
    }

private:
    [[nodiscard]] QStringList sources(const Package &package) const
    {
        QStringList paths;
        QDirIterator walk(package.folder + u"/src"_s, {u"*.rs"_s}, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (walk.hasNext() && paths.size() < mostFiles)
            paths.append(walk.next());
        for (const Binary &binary : package.binaries)
            paths.append(normalPath(package.folder + u'/' + binary.path));
        paths.append(package.folder + u"/build.rs"_s);
        std::ranges::sort(paths);
        paths.removeDuplicates();
        return paths;
    }

    [[nodiscard]] QString text(const QString &path) const
    {
        if (!m_folder.hasFile(path) || QFileInfo(path).size() > mostBytes)
            return {};
        const auto bytes = m_folder.read(path, mostBytes);
        return bytes ? QString::fromUtf8(*bytes) : QString(); // what cannot be read is told by checkSources
    }

    void readSource(const Package &package, const QString &path)
    {
        const QString code = text(path);
        if (m_isServer)
            readServed(package, path, code);
        if (std::ranges::none_of(m_words, [&code](const QString &word) { return code.contains(word); }))
            return;
        const auto keepAll = [&](const QRegularExpression &macro, const QString &from) {
            for (const QRegularExpressionMatch &match : macro.globalMatch(code)) {
                if (!isComment(code, match.capturedStart()))
                    keep(from + u'/' + match.captured(1));
            }
        };
        keepAll(fileMacro(), QFileInfo(path).path());
        keepAll(manifestFileMacro(), package.folder);
        for (const QRegularExpressionMatch &match : m_folderMacro.globalMatch(code)) {
            const QString folder = normalPath(package.folder + u'/' + match.captured(1));
            if (!isComment(code, match.capturedStart()) && !keep(folder) && isBelow(folder, m_root) && !hasEntry(folder))
                tellMissing(package, path, folder, u"takes the folder %2 into the program"_s, lineAt(code, match));
        }
    }

    /// What is served is found from the folder that the program runs in: that of the project, for whoever uses cargo run.
    void readServed(const Package &package, const QString &path, const QString &code)
    {
        for (const QRegularExpressionMatch &match : m_servedFolder.globalMatch(code)) {
            const QString name = QDir::cleanPath(match.captured(1) + match.captured(2));
            const QString place = normalPath(m_root + u'/' + name);
            if (isComment(code, match.capturedStart()) || !isBelow(place, m_root) || place == m_root || name.startsWith("target"_L1))
                continue;
            const QString own = normalPath(package.folder + u'/' + name);
            const QString found = m_folder.hasFolder(place) ? place : m_folder.hasFolder(own) ? own : QString();
            const QString shown = QDir(m_root).relativeFilePath(found);
            if (!found.isEmpty() && !isCovered(shown) && !isKeptOut(shown))
                m_project.assetFolders.append(shown);
            else if (found.isEmpty() && !hasEntry(place) && !hasEntry(own) && !QFileInfo(name).fileName().contains(u'.'))
                tellMissing(package, path, place, u"reads the folder %2 when the program runs"_s, lineAt(code, match));
        }
    }

    /// Whether the project's .dockerignore names the folder, or one that it lies in: what people keep out stays out (uploads, say).
    [[nodiscard]] bool isKeptOut(const QString &name) const
    {
        const QStringList lines = m_project.dockerignoreText.split(u'\n');
        return std::ranges::any_of(lines, [&](const QString &line) {
            QString pattern = line.trimmed();
            while (pattern.startsWith(u'/'))
                pattern.removeFirst();
            while (pattern.endsWith(u'/') || pattern.endsWith(u'*'))
                pattern.chop(1);
            return !pattern.isEmpty() && isBelow(u'/' + name, u'/' + pattern);
        });
    }

    /// Whether a folder that goes into the image holds this one.
    [[nodiscard]] bool isCovered(const QString &name) const
    {
        return std::ranges::any_of(m_project.assetFolders, [&](const QString &folder) { return isBelow(u'/' + name, u'/' + folder); });
    }

    [[nodiscard]] static int lineAt(const QString &code, const QRegularExpressionMatch &match)
    {
        return int(code.first(match.capturedStart()).count(u'\n')) + 1;
    }

    /// Notes what is there and may go into a build; says whether it is so.
    bool keep(const QString &path)
    {
        const QString whole = normalPath(path);
        if (!isBelow(whole, m_root) || whole == m_root || !m_folder.holds(whole))
            return false;
        const QString name = QDir(m_root).relativeFilePath(whole);
        if (!m_project.embeddedPaths.contains(name))
            m_project.embeddedPaths.append(name);
        return true;
    }

    /// `what` says what becomes of the folder %2.
    void tellMissing(const Package &package, const QString &path, const QString &folder, const QString &what, int line)
    {
        const QString message = m_folder.shown(path) + u' ' + QString(what).replace("%2"_L1, m_folder.shown(folder)) + u", which is not there"_s;
        if (std::ranges::any_of(m_project.findings, [&](const Finding &one) { return one.message.startsWith(message); }))
            return;
        m_project.watchedFiles.append(folder);
        const QString made = QFileInfo(folder).path();
        const auto tool =
            std::ranges::find_if(m_names.tools, [&made](const FrontEndTool &one) { return !one.manifest.isEmpty() && hasEntry(made + u'/' + one.manifest); });
        const QString where = made == m_root ? QString() : u" in "_s + m_folder.shown(made);
        const QString advice = tool == m_names.tools.cend() ? u"Build the front end, so that the folder is there: it then goes into the build."_s
                                                            : u"Run its build first (%1%2): the folder then goes into the build."_s.arg(tool->build, where);
        const QString also = package.hasBuildScript ? u", unless the build script makes it"_s : QString();
        m_project.findings.append(finding(Finding::Severity::Warning, u"front-end-missing"_s, QString(message + also + u'.'), advice, path, line));
    }

    void readBuildScript(const Package &package)
    {
        const QString path = package.folder + u"/build.rs"_s;
        const QString code = text(path);
        for (const QRegularExpressionMatch &match : m_toolCall.globalMatch(code)) {
            if (isComment(code, match.capturedStart()))
                continue;
            const QString program = match.captured(1);
            const auto tool = std::ranges::find(m_names.tools, program, &FrontEndTool::program);
            const QStringList packages = tool == m_names.tools.cend() ? QStringList() : tool->packages;
            Finding one = finding(Finding::Severity::Warning, u"build-script-front-end"_s,
                                  u"%1 runs %2, which the builder does not have."_s.arg(m_folder.shown(path), program),
                                  packages.isEmpty() ? u"Install it by build.lines, or build the front end before and have the script skip it."_s
                                                     : u"Debian's %1 can be installed into the builder."_s.arg(packages.join(" and "_L1)),
                                  path, lineAt(code, match));
            if (!packages.isEmpty()) {
                one.fixKey = u"build.packages"_s;
                one.fixValue = packages;
            }
            m_project.findings.append(one);
            return;
        }
    }

    const Folder &m_folder;
    const QString m_root;
    const SourceNames &m_names;
    const QRegularExpression m_folderMacro;
    const QRegularExpression m_servedFolder;
    const QRegularExpression m_toolCall;
    const QStringList m_words;
    Project &m_project;
    bool m_isServer = false;
};

} // namespace

void readMentions(const Folder &folder, const SourceNames &names, Project &project)
{
    MentionReader reader(folder, names, project);
    for (const Package &package : std::as_const(project.packages)) {
        if (isBelow(package.folder, folder.root()))
            reader.read(package);
    }
    std::ranges::sort(project.embeddedPaths);
}

} // namespace slipway::reading
