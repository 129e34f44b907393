// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/reference.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Reference", text);
}

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

/// The part before the first slash is a registry when it looks like a host (distribution/reference splitDockerDomain).
bool isHost(const QString &part)
{
    return part.contains(u'.') || part.contains(u':') || part == "localhost"_L1 || part.toLower() != part;
}

const QString dockerHub = u"docker.io"_s;

QString hostWithoutPort(const QString &host)
{
    if (host.startsWith(u'['))
        return host.mid(1, host.indexOf(u']') - 1);
    return host.section(u':', 0, 0);
}

} // namespace

QString Reference::text() const
{
    QString whole = registry + u'/' + repository;
    if (!tag.isEmpty())
        whole += u':' + tag;
    if (!digest.isEmpty())
        whole += u'@' + digest;
    return whole;
}

QString Reference::familiar() const
{
    QString shown = text();
    if (registry != dockerHub)
        return shown;
    shown.remove(0, registry.size() + 1);
    if (shown.startsWith("library/"_L1))
        shown.remove(0, 8);
    return shown;
}

// Grammar: github.com/distribution/reference, reference.go and regexp.go.
Result<Reference> parseReference(const QString &text)
{
    const auto refuse = [&text](const char *why) { return fail(ErrorCode::Usage, tr("\"%1\" is not an image reference: %2").arg(text, tr(why))); };
    if (text.isEmpty())
        return refuse("it is empty; write it like registry.example/name:tag.");

    Reference reference;
    QString name = text;
    if (const qsizetype at = name.indexOf(u'@'); at >= 0) {
        reference.digest = name.sliced(at + 1);
        name.truncate(at);
        if (!matches(reference.digest, u"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"_s))
            return refuse("the part after @ must be sha256: and 64 hexadecimal digits.");
    }
    if (const qsizetype colon = name.lastIndexOf(u':'); colon > name.lastIndexOf(u'/')) {
        reference.tag = name.sliced(colon + 1);
        name.truncate(colon);
        if (!matches(reference.tag, u"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"_s))
            return refuse("a tag takes letters, digits, _ . and -, begins with none of the last two, and has 128 characters at most.");
    }
    const qsizetype slash = name.indexOf(u'/');
    if (slash >= 0 && isHost(name.first(slash))) {
        reference.registry = name.first(slash);
        name.remove(0, slash + 1);
        if (!matches(reference.registry, u"(?:\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?"_s))
            return refuse("the part before the first slash is not a host name with an optional port.");
    } else {
        reference.registry = dockerHub;
    }
    if (reference.registry == "index.docker.io"_L1)
        reference.registry = dockerHub;
    if (reference.registry == dockerHub && !name.contains(u'/'))
        name.prepend("library/"_L1);
    if (name != name.toLower())
        return refuse("the name must be in lower case.");
    const QString component = u"[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*"_s;
    if (!matches(name, QString(component + u"(?:/" + component + u")*")))
        return refuse("the name takes lower-case letters and digits, parted by / . _ or -.");
    if (reference.registry.size() + 1 + name.size() > 255)
        return refuse("the name is longer than 255 characters.");
    reference.repository = name;
    if (reference.tag.isEmpty() && reference.digest.isEmpty())
        reference.tag = u"latest"_s;
    return reference;
}

bool isLoopbackHost(const QString &host)
{
    const QString name = hostWithoutPort(host);
    if (name.compare("localhost"_L1, Qt::CaseInsensitive) == 0 || name.endsWith(".localhost"_L1, Qt::CaseInsensitive))
        return true;
    const QHostAddress address(host.contains(u':') && !host.startsWith(u'[') && host.count(u':') > 1 ? host : name);
    return address.isLoopback();
}

bool isListedHost(const QString &host, const QStringList &list)
{
    if (list.contains(host))
        return true;
    const QHostAddress address(hostWithoutPort(host));
    return !address.isNull() && std::ranges::any_of(list, [&address](const QString &entry) {
        const auto network = QHostAddress::parseSubnet(entry);
        return entry.contains(u'/') && network.second >= 0 && address.isInSubnet(network);
    });
}

} // namespace slipway
