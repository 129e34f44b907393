// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>

class QSettings;

namespace slipway {

/// A step that brings a settings file to `version` from the one before it.
struct Migration
{
    int version;
    void (*run)(QSettings &file);
};

/// Runs the steps that a file has not seen, in order, and writes the last one's version into its key "version". A file without the key is of
/// version 1, the first one; an empty file and one that is newer than the steps stay untouched.
void migrate(QSettings &file, const QList<Migration> &steps);

} // namespace slipway
