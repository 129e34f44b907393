// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cratefetcher.h"

#include "crates/cargoproxy.h"
#include "crates/cratemanifest.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSslCertificate>

#include <algorithm>
#include <utility>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString crateName(const LockedPackage &package)
{
    return package.name + u' ' + package.version;
}

/// "crates.example.org", or "127.0.0.1:8080" where there is a port.
QString hostOf(const QString &address)
{
    const QUrl url(address);
    return url.port() < 0 ? url.host() : url.host() + u':' + QString::number(url.port());
}

QString sourceOf(const LockedPackage &package)
{
    return package.source.section(u'#', 0, 0);
}

} // namespace

QString crateAddress(const QString &download, const LockedPackage &package)
{
    QString address = download;
    const QString prefix = indexPrefix(package.name);
    const QList<std::pair<QString, QString>> marks{{u"{crate}"_s, package.name},
                                                   {u"{version}"_s, package.version},
                                                   {u"{prefix}"_s, prefix},
                                                   {u"{lowerprefix}"_s, prefix.toLower()},
                                                   {u"{sha256-checksum}"_s, package.checksum}};
    bool isTemplate = false;
    for (const auto &[mark, value] : marks) {
        isTemplate = isTemplate || address.contains(mark);
        address.replace(mark, value);
    }
    return isTemplate ? address : address + u'/' + package.name + u'/' + package.version + u"/download"_s;
}

CrateFetcher::CrateFetcher(std::shared_ptr<KeptFacts> facts, QObject *parent)
    : QObject(parent)
    , m_facts(std::move(facts))
    , m_security(QSslConfiguration::defaultConfiguration())
{
}

CrateFetcher::~CrateFetcher()
{
    qDeleteAll(m_running);
}

void CrateFetcher::setAllowedHosts(const QStringList &hosts)
{
    const QSet<QString> allowed(hosts.cbegin(), hosts.cend());
    if (m_allowed == allowed)
        return;
    m_allowed = allowed;
    forget();
}

void CrateFetcher::forget()
{
    m_isCancelled = false;
    m_tried.clear();
    m_strangers.clear();
    m_failuresOfHost.clear();
    m_registries.removeIf([](const auto &one) { return one.value().state != Registry::State::Asked; });
}

QStringList CrateFetcher::strangers() const
{
    QStringList hosts(m_strangers.cbegin(), m_strangers.cend());
    hosts.sort();
    return hosts;
}

bool CrateFetcher::fetch(const QList<CrateGap> &gaps, const CargoSettings &settings)
{
    if (m_isCancelled)
        return false;
    prepareNetwork(settings);
    for (const CrateGap &gap : gaps)
        enqueue(gap, settings);
    if (m_waiting.isEmpty() && !std::exchange(m_hasReasons, false))
        return m_isRunning;
    if (!std::exchange(m_isRunning, true)) {
        m_done = 0;
        m_gained = 0;
        m_total = int(m_waiting.size());
    }
    // Never from within this call: the caller has to know first that something runs.
    QMetaObject::invokeMethod(this, &CrateFetcher::startNext, Qt::QueuedConnection);
    return true;
}

void CrateFetcher::enqueue(const CrateGap &gap, const CargoSettings &settings)
{
    const LockedPackage &package = gap.package;
    if (package.source.isEmpty() || package.source.startsWith("git+"_L1))
        return;
    const QString mark = (gap.isInIndex ? u"crate\n"_s : u"page\n"_s) + crateName(package) + u'\n' + package.source + u'\n' + package.checksum;
    if (m_tried.contains(mark))
        return;
    const auto refuse = [&](const QString &why) {
        m_facts->setProblem(package, why);
        m_hasReasons = true;
    };
    m_tried.insert(mark);
    if (m_isOffline || settings.usersText({u"net"_s, u"offline"_s}) == u"true"_s)
        return refuse(u"The manifest of %1 is not on this machine, and Slipway is offline."_s.arg(crateName(package)));
    if (package.checksum.isEmpty())
        return refuse(u"Cargo.lock has no checksum for %1, so what a registry sends could not be checked."_s.arg(crateName(package)));
    const CrateSource place = settings.source(package.source);
    if (place.kind != CrateSource::Kind::Registry)
        return refuse(u"%1 is not in %2, where Cargo would take it from."_s.arg(crateName(package), place.place));
    QString index = place.place;
    if (index == u"https://github.com/rust-lang/crates.io-index"_s)
        index = u"sparse+https://index.crates.io/"_s; // the same in another form
    if (!index.startsWith("sparse+"_L1))
        return refuse(u"The index of the registry %1 is a git repository, which Slipway does not fetch; run cargo fetch."_s.arg(index));
    const QString key = sourceOf(package) + u' ' + index;
    Registry &registry = m_registries[key];
    registry.index = index.sliced(7);
    if (!registry.index.endsWith(u'/'))
        registry.index += u'/';
    registry.isUsers = place.isUsers;
    m_waiting.append({package, key, gap.isInIndex});
    if (m_isRunning)
        ++m_total;
}

void CrateFetcher::prepareNetwork(const CargoSettings &settings)
{
    m_manager.setProxyFactory(new CargoProxy(settings.usersText({u"http"_s, u"proxy"_s})));
    const QString authorities = settings.usersText({u"http"_s, u"cainfo"_s}, true);
    const std::pair source(authorities, authorities.isEmpty() ? QDateTime() : QFileInfo(authorities).lastModified());
    if (std::exchange(m_authorities, source) == source && !m_security.isNull() && m_securityProblem.isEmpty())
        return; // read for an earlier wave
    m_security = QSslConfiguration::defaultConfiguration();
    m_securityProblem.clear();
    if (authorities.isEmpty())
        return;
    QFile file(authorities);
    const QList<QSslCertificate> certificates = file.open(QIODevice::ReadOnly) ? QSslCertificate::fromDevice(&file) : QList<QSslCertificate>();
    if (certificates.isEmpty())
        m_securityProblem = u"There are no certificates in %1, which http.cainfo of Cargo's configuration names."_s.arg(authorities);
    else
        m_security.setCaCertificates(certificates);
}

/// Why an address may not be asked, or nothing.
std::optional<QString> CrateFetcher::refusal(const QString &address, bool isUsers)
{
    const QUrl url(address);
    const QString host = hostOf(address);
    const bool isLocal = url.host() == u"127.0.0.1"_s || url.host() == u"localhost"_s || url.host() == u"::1"_s;
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https"_s && url.scheme() != u"http"_s))
        return u"%1 is no address that crates can be fetched from."_s.arg(address);
    if (!isUsers && !m_allowed.contains(host)) {
        m_strangers.insert(host);
        return u"Only the project's own files name the host %1; it is not asked unless you allow it."_s.arg(host);
    }
    if (url.scheme() == u"http"_s && !isLocal && !isUsers)
        return u"%1 is not encrypted, so it is not asked on a project's word."_s.arg(address);
    if (m_failuresOfHost.value(host) >= m_limits.failuresOfHost)
        return u"%1 could not be reached."_s.arg(host);
    if (!m_securityProblem.isEmpty() && url.scheme() == u"https"_s)
        return m_securityProblem;
    return std::nullopt;
}

void CrateFetcher::startNext()
{
    if (!m_isRunning)
        return;
    QList<Job> held;
    while (!m_waiting.isEmpty() && m_running.size() < m_limits.atOnce) {
        const Job job = m_waiting.takeFirst();
        Registry &registry = m_registries[job.registry];
        if (registry.state == Registry::State::New)
            askRegistry(job.registry);
        if (registry.state == Registry::State::Asked)
            held.append(job);
        else if (registry.state == Registry::State::Failed)
            failed(job, registry.problem);
        else
            startJob(job);
    }
    m_waiting = held + m_waiting;
    if (m_waiting.isEmpty() && m_running.isEmpty()) {
        m_isRunning = false;
        Q_EMIT finished(m_gained);
    }
}

void CrateFetcher::send(const QString &address, const HttpFetch::Bounds &bounds, const std::function<void(const HttpEnding &)> &answer)
{
    QNetworkRequest request{QUrl(address)};
    request.setSslConfiguration(m_security);
    auto *fetch = new HttpFetch(&m_manager, bounds, this);
    m_running.insert(fetch);
    connect(fetch, &HttpFetch::done, this, [this, fetch, answer, host = hostOf(address)](const HttpEnding &ending) {
        m_running.remove(fetch);
        fetch->deleteLater();
        if (ending.kind == HttpEnding::Kind::Unreachable || ending.kind == HttpEnding::Kind::TimedOut)
            ++m_failuresOfHost[host];
        answer(ending);
        startNext();
    });
    fetch->start(request, "GET");
}

void CrateFetcher::askRegistry(const QString &key)
{
    Registry &registry = m_registries[key];
    const QString address = registry.index + u"config.json"_s;
    if (const auto why = refusal(address, registry.isUsers)) {
        registry.state = Registry::State::Failed;
        registry.problem = *why;
        return;
    }
    registry.state = Registry::State::Asked;
    send(address, {m_limits.configBytes, m_limits.silence, m_limits.whole}, [this, key](const HttpEnding &ending) { registryAnswered(key, ending); });
}

void CrateFetcher::registryAnswered(const QString &key, const HttpEnding &ending)
{
    Registry &registry = m_registries[key];
    registry.state = Registry::State::Failed;
    if (ending.kind != HttpEnding::Kind::Answered || ending.status != 200) {
        registry.problem = ending.status == 401 || ending.status == 403
                               ? u"The registry %1 wants a token, which Slipway does not send; run cargo fetch."_s.arg(registry.index)
                               : sentenceFor(ending, registry.index);
        return;
    }
    const QJsonObject config = QJsonDocument::fromJson(ending.body).object();
    registry.download = config.value("dl"_L1).toString();
    if (config.value("auth-required"_L1).toBool())
        registry.problem = u"The registry %1 wants a token, which Slipway does not send; run cargo fetch."_s.arg(registry.index);
    else if (registry.download.isEmpty())
        registry.problem = u"%1 is no sparse index of a registry: its config.json does not say where the crates are."_s.arg(registry.index);
    else
        registry.state = Registry::State::Ready;
}

void CrateFetcher::startJob(const Job &job)
{
    const Registry &registry = m_registries[job.registry];
    const QString address = job.wantsCrate ? crateAddress(registry.download, job.package) : registry.index + indexPath(job.package.name);
    // A registry that may be asked names the host of its crates itself.
    if (const auto why = refusal(address, registry.isUsers || m_allowed.contains(hostOf(registry.index)))) {
        failed(job, *why);
        return;
    }
    HttpFetch::Bounds bounds{job.wantsCrate ? m_limits.crateBytes : m_limits.pageBytes, m_limits.silence, m_limits.whole};
    if (job.wantsCrate) {
        send(address, bounds, [this, job](const HttpEnding &ending) { crateAnswered(job, ending); });
        return;
    }
    // One page tells of all versions.
    QList<Job> jobs{job};
    m_waiting.removeIf([&](const Job &other) {
        const bool isSame = !other.wantsCrate && other.registry == job.registry && other.package.name == job.package.name;
        if (isSame)
            jobs.append(other);
        return isSame;
    });
    bounds.mayBePacked = true;
    send(address, bounds, [this, jobs](const HttpEnding &ending) { pageAnswered(jobs, ending); });
}

void CrateFetcher::pageAnswered(const QList<Job> &jobs, const HttpEnding &ending)
{
    const QString index = m_registries[jobs.constFirst().registry].index;
    for (const Job &job : jobs) {
        const QString checksum = ending.status == 200 ? checksumInIndexPage(ending.body, job.package.version) : QString();
        auto facts = checksum.isEmpty() ? nullptr : factsFromIndexPage(ending.body, job.package.version);
        if (ending.kind != HttpEnding::Kind::Answered || (ending.status != 200 && ending.status != 404))
            failed(job, sentenceFor(ending, index));
        else if (!facts)
            failed(job, u"The registry %1 does not have %2."_s.arg(index, crateName(job.package)));
        else if (checksum.compare(job.package.checksum, Qt::CaseInsensitive) != 0)
            failed(job, u"The registry %1 has another %2 than Cargo.lock: the checksums differ."_s.arg(index, crateName(job.package)));
        else {
            ++m_gained;
            m_facts->add(job.package, facts);
            ended(1);
        }
    }
}

void CrateFetcher::crateAnswered(const Job &job, const HttpEnding &ending)
{
    const QString host = hostOf(crateAddress(m_registries[job.registry].download, job.package));
    if (ending.kind != HttpEnding::Kind::Answered || ending.status != 200) {
        failed(job, ending.kind == HttpEnding::Kind::Answered && ending.status == 404 ? u"%1 does not have %2."_s.arg(host, crateName(job.package))
                                                                                      : sentenceFor(ending, host));
        return;
    }
    const QByteArray checksum = QCryptographicHash::hash(ending.body, QCryptographicHash::Sha256).toHex();
    if (QString::fromLatin1(checksum).compare(job.package.checksum, Qt::CaseInsensitive) != 0) {
        failed(job, u"What %1 sent for %2 is not what Cargo.lock names: the checksums differ."_s.arg(host, crateName(job.package)));
        return;
    }
    const auto facts = factsFromCrate(ending.body, crateName(job.package));
    if (!facts || facts->name != job.package.name || facts->version != job.package.version) {
        failed(job, u"The manifest of %1 cannot be understood."_s.arg(crateName(job.package)));
        return;
    }
    ++m_gained;
    m_facts->add(job.package, facts);
    ended(1);
}

QString CrateFetcher::sentenceFor(const HttpEnding &ending, const QString &address) const
{
    switch (ending.kind) {
    case HttpEnding::Kind::TimedOut:
        return u"%1 did not answer in time."_s.arg(address);
    case HttpEnding::Kind::TooLarge:
        return u"%1 sent more than Slipway takes."_s.arg(address);
    case HttpEnding::Kind::Unreachable:
        return u"%1 could not be reached (%2)."_s.arg(address, ending.errorText);
    case HttpEnding::Kind::Answered:
        break;
    }
    return ending.status >= 300 && ending.status < 400 ? u"%1 sends to another place, which Slipway does not follow."_s.arg(address)
                                                       : u"%1 answered with status %2."_s.arg(address, QString::number(ending.status));
}

void CrateFetcher::failed(const Job &job, const QString &sentence)
{
    m_facts->setProblem(job.package, sentence);
    ended(1);
}

void CrateFetcher::ended(int jobs)
{
    m_done += jobs;
    Q_EMIT progressed(m_done, m_total);
}

void CrateFetcher::cancel()
{
    if (!m_isRunning)
        return;
    m_isCancelled = true;
    m_waiting.clear();
    qDeleteAll(std::exchange(m_running, {}));
    // An index that was being asked is asked anew.
    m_registries.removeIf([](const auto &one) { return one.value().state == Registry::State::Asked; });
    m_isRunning = false;
    Q_EMIT finished(m_gained);
}

} // namespace slipway
