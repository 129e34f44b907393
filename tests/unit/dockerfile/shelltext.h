// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// What a RUN instruction asks of the shell, and what the shell says to it.
#pragma once

#include "shortprogram.h"

namespace slipway::test {

using namespace Qt::StringLiterals;

/// The shell's command of a RUN instruction, without its mounts.
inline QString command(const QString &instruction)
{
    QString text = instruction.mid(4).trimmed();
    while (text.startsWith("--mount="_L1))
        text = text.mid(text.indexOf(u' ')).trimmed();
    return text;
}

/// What `sh` says to these arguments: its output, or "failed: " and its complaint.
inline QString shell(const QStringList &arguments)
{
    const ProgramEnd end = runToEnd(u"sh"_s, arguments);
    return end.code == 0 ? end.output : u"failed: "_s + end.errors;
}

} // namespace slipway::test
