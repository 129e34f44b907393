// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/optionvalues.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("Options", source);
}

/// Patterns of single values. Image names: github.com/distribution/reference; packages: Debian Policy 5.6.7; names of crates, features
/// and profiles: the Cargo reference ("The Manifest Format").
constexpr auto cratePattern = "[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*";
constexpr auto binaryPattern = "[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+-]*";
constexpr auto featurePattern = "(?:[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*\\?\?/)?[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+-]*";
constexpr auto profilePattern = "[A-Za-z0-9_][A-Za-z0-9_-]*";
constexpr auto platformPattern = "[a-z0-9]+/[a-z0-9_]+(?:/v[0-9]+)?";
constexpr auto variablePattern = "[A-Za-z_][A-Za-z0-9_]*";
constexpr auto labelPattern = "[A-Za-z0-9][A-Za-z0-9._/-]*";
constexpr auto tagPattern = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
constexpr auto digestPattern = "sha256:[0-9a-f]{64}";
constexpr auto debianNamePattern = "[a-z0-9][a-z0-9+.-]+";
constexpr auto debianPattern = "[a-z0-9][a-z0-9+.-]+(?::[a-z0-9]+)?(?:=[A-Za-z0-9.+:~-]+)?";
constexpr auto signalPattern = "SIG[A-Z0-9]+(?:[+-][0-9]+)?|[1-9][0-9]?";
constexpr auto absolutePattern = "(?:/[A-Za-z0-9_.@+-]+)+";
constexpr auto secretPattern = "env:[A-Za-z_][A-Za-z0-9_]*|file:[^,\"]+";
constexpr auto pathPattern = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

bool matches(const QString &value, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(value).hasMatch();
}

bool matches(const QString &value, const char *pattern)
{
    return matches(value, QString::fromLatin1(pattern));
}

bool isRepository(const QString &value)
{
    static const QString domain =
        u"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?"_s;
    const QString path = QString::fromLatin1(pathPattern);
    return value.size() <= 255 && matches(value, u"(?:%1/)?%2(?:/%2)*"_s.arg(domain, path));
}

bool isReference(const QString &value)
{
    const qsizetype at = value.indexOf(u'@');
    if (at >= 0 && !matches(value.mid(at + 1), digestPattern))
        return false;
    QString name = at >= 0 ? value.left(at) : value;
    const qsizetype colon = name.lastIndexOf(u':');
    if (colon > name.lastIndexOf(u'/')) {
        if (!matches(name.mid(colon + 1), tagPattern))
            return false;
        name.truncate(colon);
    }
    return isRepository(name);
}

bool isUser(const QString &value)
{
    const QStringList parts = value.split(u':');
    if (parts.size() > 2)
        return false;
    for (const QString &part : parts) {
        bool isNumber = false;
        const qulonglong number = part.toULongLong(&isNumber);
        if (!isNumber || !matches(part, "[0-9]+") || number > 4294967294ULL)
            return false;
    }
    return true;
}

bool isPort(const QString &value)
{
    if (!matches(value, "[0-9]{1,5}(?:/(?:tcp|udp|sctp))?"))
        return false;
    const int port = value.section(u'/', 0, 0).toInt();
    return port >= 1 && port <= 65535;
}

bool isInnerPath(const QString &value)
{
    return !value.isEmpty() && !value.startsWith(u'/') && !value.split(u'/').contains(u".."_s);
}

/// One instruction on one line, which neither opens a stage nor swallows what follows it.
bool isDockerfileLine(const QString &value)
{
    return matches(value, "(?:RUN|COPY|ADD|ENV|ARG|WORKDIR|LABEL|EXPOSE|VOLUME|STOPSIGNAL|HEALTHCHECK|USER|SHELL) .+") && !value.endsWith(u'\\')
           && !value.endsWith(u'`') && !value.contains(QRegularExpression(u"<<-?[\"']?\\w"_s));
}

bool isName(const QString &value)
{
    QString name = value;
    for (const QString &word : {u"{bin}"_s, u"{package}"_s, u"{project}"_s})
        name.replace(word, u"x"_s);
    return isRepository(name);
}

bool isTag(const QString &value)
{
    QString tag = value;
    tag.replace(u"{version}"_s, u"1"_s).replace(u"{commit}"_s, u"a"_s);
    return matches(tag, tagPattern);
}

} // namespace

bool hasControl(const QString &value)
{
    for (const QChar c : value) {
        if (c.category() == QChar::Other_Control || c.unicode() == 0x2028 || c.unicode() == 0x2029)
            return true;
    }
    return false;
}

QString valueComplaint(OptionKey key, const QString &value)
{
    using enum OptionKey;
    switch (key) {
    case Packages:
        return matches(value, cratePattern) ? QString() : text("the name of a package");
    case Binaries:
    case Entrypoint:
        return matches(value, binaryPattern) ? QString() : text("the name of a binary");
    case Features:
        return matches(value, featurePattern) ? QString() : text("a feature or package/feature");
    case Profile:
        return matches(value, profilePattern) ? QString() : text("the name of a profile");
    case Platforms:
        return matches(value, platformPattern) ? QString() : text("a platform such as linux/arm64");
    case BuilderImage:
    case RuntimeImage:
    case ToolsImage:
        return isReference(value) ? QString() : text("an image reference such as debian:trixie-slim");
    case ImageName:
        return isName(value) ? QString() : text("an image name in small letters without a tag");
    case ImageTags:
        return isTag(value) ? QString() : text("a tag of letters, digits, dots, dashes and underscores");
    case User:
        return isUser(value) ? QString() : text("a number, or two numbers as user:group");
    case Ports:
        return isPort(value) ? QString() : text("a port from 1 to 65535, optionally with /udp");
    case WorkingDirectory:
        return value.startsWith(u'/') && isInnerPath(value.mid(1) + u'x') ? QString() : text("an absolute path without ..");
    case Assets:
        return isInnerPath(value) ? QString() : text("a path inside the project");
    case Pins:
        return matches(value, digestPattern) ? QString() : text("a digest such as sha256: and 64 digits");
    case StopSignal:
        return matches(value, signalPattern) ? QString() : text("a signal such as SIGINT, or its number");
    case Volumes:
        return matches(value, absolutePattern) && isInnerPath(value.mid(1)) ? QString()
                                                                            : text("an absolute path of plain letters, digits and dashes, without ..");
    case Secrets:
        return matches(value, secretPattern) ? QString() : text("env: and the name of a variable, or file: and a path");
    case Healthcheck:
        return value.isEmpty() ? text("words of a command") : QString();
    case RuntimePackages:
        return matches(value, debianNamePattern) ? QString() : text("the plain name of a Debian package");
    case BuildPackages:
        return matches(value, debianPattern) ? QString() : text("the name of a Debian package");
    case BuildLines:
    case RuntimeLines:
        return isDockerfileLine(value) ? QString() : text("one Dockerfile instruction on one line, and none of FROM, ENTRYPOINT and CMD");
    default:
        return {};
    }
}

QString keyComplaint(OptionKey key, const QString &name)
{
    using enum OptionKey;
    switch (key) {
    case Environment:
    case BuildArguments:
    case Secrets:
    case BuildEnvironment:
        return matches(name, variablePattern) ? QString() : text("the name of an environment variable");
    case Labels:
        return matches(name, labelPattern) ? QString() : text("a label such as org.example.team");
    case Native:
        return matches(name, cratePattern) ? QString() : text("the name of a crate");
    case Pins:
        return isReference(name) ? QString() : text("an image reference");
    default:
        return {};
    }
}

} // namespace slipway
