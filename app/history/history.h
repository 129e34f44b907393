// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"
#include "build/buildstate.h"
#include "registry/registryclient.h"

#include <QDateTime>
#include <QList>

namespace slipway {

struct StepRecord
{
    QString name;
    QString platform;
    QString stage;
    StepState state = StepState::Done;
    qint64 started = 0;     ///< ns since the build's start
    qint64 duration = 0;    ///< ns
    bool operator==(const StepRecord &) const = default;
};

/// A build that ended. Kept as JSON, one file each, in the user's data folder; no secrets, no log bytes but the first error.
struct BuildRecord
{
    QString id;             ///< "20261124-022010-3f2a", sorts by time
    QDateTime time;
    QString projectName;
    QString projectRoot;
    QString planWords;      ///< "2 platforms, Zig, layers"
    QString result;         ///< "done", "failed", "cancelled", "unverified"
    QString error;
    qint64 milliseconds = 0;
    double cachedShare = 0;
    QStringList platforms;
    QStringList references;
    QString digest;
    QMap<QString, QString> baseDigests; ///< reference -> digest used
    QString builder;
    QString command;        ///< for people
    QList<StepRecord> steps;
    QList<ImageReport> images;
    bool operator==(const BuildRecord &) const = default;
};

/// Records on disk, under a lock shared by window and command line. Small files; reading 200 of them takes some milliseconds.
class History
{
public:
    /// `folder`: absolute; empty: the user's data folder.
    explicit History(const QString &folder = {});
    [[nodiscard]] Result<void> add(const BuildRecord &record);
    /// Newest first. Files that cannot be read are skipped and counted in `unreadable`.
    [[nodiscard]] QList<BuildRecord> list(int most = 500, int *unreadable = nullptr) const;
    /// By id, by an unambiguous beginning of it, or "last".
    [[nodiscard]] Result<BuildRecord> find(const QString &id) const;
    [[nodiscard]] Result<void> remove(const QString &id);
    void prune(int keep);
    [[nodiscard]] static QString newId(const QDateTime &time);
    [[nodiscard]] static BuildRecord fromState(const BuildState &state, qint64 now);

private:
    QString m_folder;
};

} // namespace slipway
