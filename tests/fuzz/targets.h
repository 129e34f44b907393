// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QRandomGenerator>
#include <QString>

#include <functional>
#include <vector>

namespace slipway::fuzz {

/// Something that reads bytes of others. `run` gives a sentence when it broke a promise, else nothing; a crash is a failure of its own.
struct Target
{
    QString name;
    QByteArrayList seeds;
    QByteArrayList words;
    std::function<QString(const QByteArray &bytes, QRandomGenerator &random)> run;
    int share = 1;  ///< how many inputs of a round it gets
};

/// The stream of buildx through decoder, state, log and timeline.
[[nodiscard]] Target streamTarget();
/// Documents and headers: TOML and slipway.toml, a whole project, crates' archives, cfg expressions, references, registries' answers, records.
[[nodiscard]] std::vector<Target> readerTargets();

/// Bytes of a file of the source tree; fails the program when it is not there.
[[nodiscard]] QByteArray seedFile(const QString &relative);

} // namespace slipway::fuzz
