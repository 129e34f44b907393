// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shortprogram.h"

#include <QProcess>

namespace slipway::test {

ProgramEnd runToEnd(const QString &program, const QStringList &arguments, const QByteArray &input, const QMap<QString, QString> &variables,
                    const QString &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto variable = variables.cbegin(); variable != variables.cend(); ++variable)
        environment.insert(variable.key(), variable.value());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool isOver = process.waitForFinished(20'000) && process.exitStatus() == QProcess::NormalExit;
    if (!isOver) {
        process.kill();
        process.waitForFinished();
    }
    return {isOver ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace slipway::test
