// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QMap>
#include <QStringList>

namespace slipway::test {

/// How a program of this machine ended.
struct ProgramEnd
{
    int code = -1; ///< -1: it could not be started, crashed, or did not end in 20 s
    QString output;
    QString errors;
};

/// Runs a program that ends soon, with `input` on its standard input; `variables` stand beside this process's environment.
[[nodiscard]] ProgramEnd runToEnd(const QString &program, const QStringList &arguments, const QByteArray &input = {},
                                  const QMap<QString, QString> &variables = {}, const QString &folder = {});

} // namespace slipway::test
