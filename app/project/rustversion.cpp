// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "project/rustversion.h"

#include <QRegularExpression>

namespace slipway::reading {

using namespace Qt::StringLiterals;

QList<int> rustNumbers(const QString &version)
{
    static const QRegularExpression pattern(u"^(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?"_s);
    const auto match = pattern.match(version);
    if (!match.hasMatch())
        return {};
    return {match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt()};
}

QString editionRust(const QString &edition)
{
    if (edition == u"2018"_s)
        return u"1.31"_s;
    if (edition == u"2021"_s)
        return u"1.56"_s;
    return edition == u"2024"_s ? u"1.85"_s : QString();
}

} // namespace slipway::reading
