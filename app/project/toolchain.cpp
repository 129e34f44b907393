// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"
#include "project/rustversion.h"

#include <QRegularExpression>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 toolchainBytes = 64 * 1024;

/// A file named rust-toolchain may hold just the name of a channel (rustup book, "The toolchain file").
void readChannelLine(const QByteArray &bytes, Toolchain &toolchain)
{
    toolchain.channel = QString::fromUtf8(bytes).trimmed().section(u'\n', 0, 0).trimmed();
}

/// A channel as rustup installs it: stable, beta, nightly or a version, with a date and a host behind it (rustup book, "Toolchains").
bool isChannel(const QString &channel)
{
    static const QRegularExpression known(QRegularExpression::anchoredPattern(
        u"(?:stable|beta|nightly|\\d\\.\\d{1,3}(?:\\.\\d{1,2})?(?:-beta(?:\\.\\d{1,2})?)?)(?:-\\d{4}-\\d{2}-\\d{2})?(?:-[a-z0-9_]+)*"_s));
    return known.match(channel).hasMatch();
}

void refuseChannel(const Folder &folder, const QString &what, const QString &path, int line, Project &project)
{
    project.toolchain.channel.clear();
    project.findings.append(
        finding(Finding::Severity::Error, u"toolchain-channel"_s,
                u"%1 names %2, which rustup cannot install; write stable, nightly or a version such as 1.85."_s.arg(folder.shown(path), what), {}, path, line));
}

void readTable(const TomlValue &table, const QString &shown, const QString &path, Project &project)
{
    Toolchain &toolchain = project.toolchain;
    toolchain.channel = table[u"channel"].text;
    toolchain.components = table[u"components"].texts();
    toolchain.targets = table[u"targets"].texts();
    if (table[u"path"].isText())
        project.findings.append(finding(Finding::Severity::Error, u"toolchain-path"_s,
                                        u"%1 names a toolchain by its folder, which is not there in a container; name a channel."_s.arg(shown), {}, path,
                                        table[u"path"].line));
}

void readMinimum(Project &project)
{
    QList<int> highest;
    for (const Package &package : std::as_const(project.packages)) {
        const QList<int> numbers = rustNumbers(package.rustVersion);
        if (package.isMember && numbers > highest) {
            highest = numbers;
            project.toolchain.minimumRust = package.rustVersion;
        }
    }
}

/// What the toolchain file pins against what the manifests and the lock file ask for.
void checkChannel(const Folder &folder, Project &project, int line)
{
    const Toolchain &toolchain = project.toolchain;
    if (toolchain.channel.startsWith(u"nightly"_s) || toolchain.channel.startsWith(u"beta"_s))
        project.findings.append(finding(Finding::Severity::Note, u"toolchain-unreleased"_s,
                                        u"%1 asks for %2, for which there is no official image; it is installed in the builder."_s.arg(
                                            folder.shown(toolchain.path), displayText(toolchain.channel)),
                                        {}, toolchain.path, line));
    const QList<int> pinned = rustNumbers(toolchain.channel);
    if (pinned.isEmpty())
        return;
    QString wanted;
    QString because;
    const auto want = [&](const QString &rust, const QString &reason) {
        if (rustNumbers(rust) > pinned && rustNumbers(rust) > rustNumbers(wanted)) {
            wanted = rust;
            because = reason;
        }
    };
    // "1.85" in a toolchain file means its newest patch.
    const bool hasPatch = toolchain.channel.count(u'.') > 1;
    for (const Package &package : std::as_const(project.packages)) {
        const QString rust = hasPatch ? package.rustVersion : package.rustVersion.section(u'.', 0, 1);
        want(rust, u"%1 has rust-version %2"_s.arg(package.name, package.rustVersion));
        want(editionRust(package.edition), u"%1 is of edition %2"_s.arg(package.name, package.edition));
    }
    if (project.lock && project.lock->version == 4)
        want(u"1.78"_s, u"Cargo.lock has format 4"_s);
    if (!wanted.isEmpty())
        project.findings.append(finding(Finding::Severity::Error, u"toolchain-old"_s,
                                        u"%1 pins Rust %2, but %3, which takes Rust %4 or newer."_s.arg(
                                            folder.shown(toolchain.path), displayText(toolchain.channel), displayText(because), displayText(wanted)),
                                        u"Write a newer channel in that file."_s, toolchain.path, line));
}

} // namespace

void readToolchain(const Folder &folder, const ReadLimits &limits, Project &project)
{
    readMinimum(project);
    const QString plain = folder.root() + u"/rust-toolchain";
    const QString table = plain + u".toml";
    project.watchedFiles.append({plain, table});
    // rustup takes the file without the ending when both are there.
    const QString path = hasEntry(plain) ? plain : hasEntry(table) ? table : QString();
    if (path.isEmpty())
        return;
    project.toolchain.path = path;
    const Result<QByteArray> bytes = folder.read(path, qMin(limits.manifestBytes, toolchainBytes));
    if (!bytes) {
        project.findings.append(finding(Finding::Severity::Error, u"toolchain-unreadable"_s, bytes.error().message, {}, path, bytes.error().line));
        return;
    }
    int line = 1;
    const auto document = folder.parse(*bytes, path);
    if (document && (*document)[u"toolchain"].isTable()) {
        readTable((*document)[u"toolchain"], folder.shown(path), path, project);
        line = (*document)[u"toolchain"][u"channel"].line;
    } else if (path == plain && !bytes->contains('[') && !bytes->contains('=')) {
        readChannelLine(*bytes, project.toolchain);
    } else {
        const Error problem = document
                                  ? Error{ErrorCode::Project, u"%1 has no [toolchain] table; write one with a channel."_s.arg(folder.shown(path)), {}, path, 1}
                                  : document.error();
        project.findings.append(finding(Finding::Severity::Error, u"toolchain-broken"_s, problem.message, {}, path, problem.line));
        return;
    }
    const TomlValue channel = document ? (*document)[u"toolchain"][u"channel"] : TomlValue();
    const bool isPlain = !document || !(*document)[u"toolchain"].isTable();
    if (channel.exists() && !channel.isText())
        refuseChannel(folder, u"a channel that is no text"_s, path, line, project);
    else if ((isPlain || channel.exists()) && project.toolchain.channel.isEmpty())
        refuseChannel(folder, u"no channel"_s, path, line, project);
    else if (!project.toolchain.channel.isEmpty() && !isChannel(project.toolchain.channel))
        refuseChannel(folder, u'"' + displayText(project.toolchain.channel) + u'"', path, line, project);
    else
        checkChannel(folder, project, line);
}

} // namespace slipway::reading
