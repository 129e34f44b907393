// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/tomlwrite.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString tomlPart(const QString &key)
{
    const auto isBare = [](QChar c) { return c < u'\x80' && (c.isLetterOrNumber() || c == u'_' || c == u'-'); };
    return !key.isEmpty() && std::ranges::all_of(key, isBare) ? key : tomlText(key);
}

} // namespace

QString tomlText(const QString &text)
{
    QString quoted = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\';
        if (c < u' ' || c == u'\x7f')
            quoted += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            quoted += c;
    }
    return quoted + u'"';
}

QString tomlKey(const QStringList &path)
{
    QStringList parts;
    for (const QString &part : path)
        parts.append(tomlPart(part));
    return parts.join(u'.');
}

QString tomlList(const QStringList &words, const QString &newline)
{
    constexpr qsizetype longLine = 100;
    QStringList quoted;
    for (const QString &word : words)
        quoted.append(tomlText(word));
    QString line = u'[' + quoted.join(u", "_s) + u']';
    if (line.size() <= longLine || words.size() < 2)
        return line;
    return u'[' + newline + u"    " + quoted.join(u',' + newline + u"    ") + u',' + newline + u']';
}

} // namespace slipway
