// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/migration.h"

#include <QSettings>

namespace slipway {

using namespace Qt::StringLiterals;

void migrate(QSettings &file, const QList<Migration> &steps)
{
    if (file.allKeys().isEmpty())
        return;
    int version = file.value(u"version"_s, 1).toInt();
    for (const Migration &step : steps) {
        if (step.version <= version)
            continue;
        step.run(file);
        version = step.version;
        file.setValue(u"version"_s, version);
    }
}

} // namespace slipway
