// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/httpfetch.h"
#include "crates/crategraph.h"
#include "crates/keptfacts.h"

#include <QDateTime>
#include <QList>
#include <QSet>

namespace slipway {

/// Bounds of what is fetched; a test lowers them.
struct FetchLimits
{
    int atOnce = 12;                               ///< requests
    qint64 configBytes = 64 * 1024;
    qint64 pageBytes = 32 * 1024 * 1024;           ///< unpacked: the longest pages of crates.io have some thousand versions
    qint64 crateBytes = 64 * 1024 * 1024;
    std::chrono::milliseconds silence{15'000};     ///< without a byte
    std::chrono::milliseconds whole{120'000};      ///< for one request
    int failuresOfHost = 4;                        ///< not reached so often, a host is left alone
};

/// Fetches what is not known of the crates of registries, over HTTP and in parallel: first a page of the sparse index, which tells features and
/// dependencies, then, asked again, the .crate file, which tells the rest. Both are held to the checksum of Cargo.lock. Asks no host but those that
/// the user's own settings or Cargo's defaults name, sends no token, follows no redirect. Lives in a thread with an event loop and never blocks it.
class CrateFetcher : public QObject
{
    Q_OBJECT
public:
    explicit CrateFetcher(std::shared_ptr<KeptFacts> facts, QObject *parent = nullptr);
    ~CrateFetcher() override;
    void setLimits(const FetchLimits &limits) { m_limits = limits; }
    /// Hosts ("crates.example.org" or "127.0.0.1:8080") that may be asked although only the project's files name them.
    void setAllowedHosts(const QStringList &hosts);
    /// Nothing is fetched; each gap gets the reason.
    void setOffline(bool isOffline) { m_isOffline = isOffline; }

    /// Fetches the next thing for each gap that has one, once: what failed is not tried again until forget(). `settings`: of the project that the
    /// gaps are of. False when there is nothing new to tell; else `finished` follows. While it runs, what comes on top is added.
    bool fetch(const QList<CrateGap> &gaps, const CargoSettings &settings);
    /// Gives up what runs; `finished` follows at once, and nothing is fetched any more until forget().
    void cancel();
    /// Makes failed things be tried again.
    void forget();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// Hosts that were not asked because only the project's files name them, sorted.
    [[nodiscard]] QStringList strangers() const;

Q_SIGNALS:
    void progressed(int done, int total);
    /// Everything that was asked for has come or failed. `gained`: how many packages more is known of now.
    void finished(int gained);

private:
    /// Where a registry keeps its things.
    struct Registry
    {
        enum class State { New, Asked, Ready, Failed };
        State state = State::New;
        QString index;                             ///< address, ends with a slash
        QString download;                          ///< template of config.json
        QString problem;                           ///< of a failed one
        bool isUsers = false;
    };
    struct Job
    {
        LockedPackage package;
        QString registry;                          ///< key of m_registries
        bool wantsCrate = false;                   ///< else the page
    };
    void enqueue(const CrateGap &gap, const CargoSettings &settings);
    void startNext();
    void startJob(const Job &job);
    void askRegistry(const QString &key);
    void registryAnswered(const QString &key, const HttpEnding &ending);
    void pageAnswered(const QList<Job> &jobs, const HttpEnding &ending);
    void crateAnswered(const Job &job, const HttpEnding &ending);
    void failed(const Job &job, const QString &sentence);
    void ended(int jobs);
    void send(const QString &address, const HttpFetch::Bounds &bounds, const std::function<void(const HttpEnding &)> &answer);
    [[nodiscard]] std::optional<QString> refusal(const QString &address, bool isUsers);
    [[nodiscard]] QString sentenceFor(const HttpEnding &ending, const QString &address) const;
    void prepareNetwork(const CargoSettings &settings);

    std::shared_ptr<KeptFacts> m_facts;
    FetchLimits m_limits;
    QNetworkAccessManager m_manager;
    std::pair<QString, QDateTime> m_authorities; ///< the file that m_security was made from, and its time
    QSslConfiguration m_security;
    QString m_securityProblem;
    QSet<QString> m_allowed;
    QSet<QString> m_strangers;
    QHash<QString, Registry> m_registries;
    QHash<QString, int> m_failuresOfHost;
    QSet<QString> m_tried;                         ///< what was asked for, by kind, package and checksum
    QList<Job> m_waiting;
    QSet<HttpFetch *> m_running;
    int m_done = 0;
    int m_total = 0;
    int m_gained = 0;
    bool m_isRunning = false;
    bool m_isOffline = false;
    bool m_isCancelled = false;
    bool m_hasReasons = false;                     ///< gaps that cannot be fetched have theirs now
};

/// The address of a .crate file by the template of a registry's config.json (Cargo reference, "Index Configuration").
[[nodiscard]] QString crateAddress(const QString &download, const LockedPackage &package);

} // namespace slipway
