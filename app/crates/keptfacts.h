// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cargocaches.h"
#include "crates/factstore.h"

#include <QThreadPool>

namespace slipway {

/// Facts from Slipway's own store, else from Cargo's caches, and then kept in the store; both with what a fetcher brings while it runs. Remembers
/// what it gave for as long as it lives. Safe to share between threads; writing the store is left to a thread of its own.
class KeptFacts : public CrateFactsSource
{
public:
    explicit KeptFacts(const QString &home = cargoHome(), const FactStore &store = FactStore());
    [[nodiscard]] std::shared_ptr<const CrateFacts> locked(const LockedPackage &package, const CrateSource &place) override;
    [[nodiscard]] std::shared_ptr<const CrateFacts> inFolder(const QString &folder) override { return m_caches.inFolder(folder); }
    [[nodiscard]] QString problem(const LockedPackage &package) const override;

    /// Takes what was fetched, and keeps it.
    void add(const LockedPackage &package, const std::shared_ptr<const CrateFacts> &facts);
    /// Why a package could not be had: one sentence, for as long as nothing better is known.
    void setProblem(const LockedPackage &package, const QString &sentence);

private:
    void keep(const LockedPackage &package, const std::shared_ptr<const CrateFacts> &facts);

    CargoCaches m_caches;
    const FactStore m_store;
    mutable QMutex m_mutex;
    QHash<QString, std::shared_ptr<const CrateFacts>> m_known; ///< by name, version, source and checksum
    QHash<QString, QString> m_problems;
    QThreadPool m_writer;                                      ///< its end waits until all is written
};

} // namespace slipway
