// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/keptfacts.h"

namespace slipway {

namespace {

QString keyOf(const LockedPackage &package)
{
    return package.name + u'\n' + package.version + u'\n' + package.source + u'\n' + package.checksum;
}

/// Vendored folders may be edited, and git has no checksum: only crates of registries are what their checksum says.
bool isKeptFrom(const CrateSource &place)
{
    return place.kind == CrateSource::Kind::Registry;
}

} // namespace

KeptFacts::KeptFacts(const QString &home, const FactStore &store)
    : m_caches(home)
    , m_store(store)
{
    m_writer.setMaxThreadCount(1);
    m_writer.setThreadPriority(QThread::LowPriority);
}

std::shared_ptr<const CrateFacts> KeptFacts::locked(const LockedPackage &package, const CrateSource &place)
{
    if (!isKeptFrom(place))
        return m_caches.locked(package, place);
    const QString key = keyOf(package);
    std::shared_ptr<const CrateFacts> known;
    {
        const QMutexLocker lock(&m_mutex);
        known = m_known.value(key);
    }
    if (known && known->isComplete())
        return known;
    auto found = m_store.find(package);
    const bool isKept = found && found->isComplete();
    if (!isKept) {
        if (auto cached = m_caches.locked(package, place); cached && (cached->isComplete() || !found))
            found = std::move(cached);
    }
    if (!found)
        return known;
    if (found->isComplete() && !isKept)
        keep(package, found);
    const QMutexLocker lock(&m_mutex);
    m_known.insert(key, found);
    return found;
}

QString KeptFacts::problem(const LockedPackage &package) const
{
    const QMutexLocker lock(&m_mutex);
    return m_problems.value(keyOf(package));
}

void KeptFacts::setProblem(const LockedPackage &package, const QString &sentence)
{
    const QMutexLocker lock(&m_mutex);
    m_problems.insert(keyOf(package), sentence);
}

void KeptFacts::add(const LockedPackage &package, const std::shared_ptr<const CrateFacts> &facts)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_known.insert(keyOf(package), facts);
        m_problems.remove(keyOf(package));
    }
    keep(package, facts);
}

void KeptFacts::keep(const LockedPackage &package, const std::shared_ptr<const CrateFacts> &facts)
{
    m_writer.start([store = m_store, package, facts] { store.keep(package, *facts); });
}

} // namespace slipway
