// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/factstore.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QTemporaryFile>

#include <filesystem>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

// A new number for every change of what is written or of how manifests are understood: the old files are then not looked at.
constexpr quint32 magic = 0x53574301; // "SWC", format 1
constexpr int format = 1;
constexpr qsizetype digestLength = 16;
constexpr qint64 mostBytes = 4 * 1024 * 1024;

enum class Flag : quint8 { Unknown, No, Yes };

quint8 packed(const std::optional<bool> &flag)
{
    return quint8(!flag ? Flag::Unknown : *flag ? Flag::Yes : Flag::No);
}

std::optional<bool> unpacked(quint8 flag)
{
    return flag == quint8(Flag::Unknown) ? std::nullopt : std::optional(flag == quint8(Flag::Yes));
}

QByteArray digest(const QByteArray &payload)
{
    return QCryptographicHash::hash(payload, QCryptographicHash::Sha256).first(digestLength);
}

void write(QDataStream &stream, const FeatureValue &value)
{
    stream << quint8(value.kind) << value.feature << value.dependency << value.isWeak;
}

void read(QDataStream &stream, FeatureValue &value)
{
    quint8 kind = 0;
    stream >> kind >> value.feature >> value.dependency >> value.isWeak;
    value.kind = FeatureValue::Kind(qMin(kind, quint8(FeatureValue::Kind::DependencyFeature)));
}

void write(QDataStream &stream, const Dependency &one)
{
    stream << one.name << one.package << one.requirement << quint8(one.kind) << one.isOptional << one.defaultFeatures << one.features << one.target
           << one.registry;
}

void read(QDataStream &stream, Dependency &one)
{
    quint8 kind = 0;
    stream >> one.name >> one.package >> one.requirement >> kind >> one.isOptional >> one.defaultFeatures >> one.features >> one.target >> one.registry;
    one.kind = Dependency::Kind(qMin(kind, quint8(Dependency::Kind::Dev)));
}

template <typename T>
void writeList(QDataStream &stream, const QList<T> &list)
{
    stream << quint32(list.size());
    for (const T &one : list)
        write(stream, one);
}

template <typename T>
void readList(QDataStream &stream, QList<T> &list)
{
    quint32 count = 0;
    stream >> count;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        T one;
        read(stream, one);
        list.append(std::move(one));
    }
}

} // namespace

QByteArray packFacts(const CrateFacts &facts)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_8);
    stream << facts.name << facts.version << facts.links << packed(facts.hasLibrary) << packed(facts.isProcMacro) << packed(facts.hasBuildScript);
    writeList(stream, facts.dependencies);
    stream << quint32(facts.features.size());
    for (auto feature = facts.features.cbegin(); feature != facts.features.cend(); ++feature) {
        stream << feature.key();
        writeList(stream, feature.value());
    }
    QByteArray bytes;
    QDataStream whole(&bytes, QIODevice::WriteOnly);
    whole << magic;
    return bytes + digest(payload) + payload;
}

std::shared_ptr<const CrateFacts> unpackFacts(const QByteArray &bytes)
{
    constexpr qsizetype head = sizeof(magic) + digestLength;
    quint32 found = 0;
    QDataStream whole(bytes);
    whole >> found;
    if (bytes.size() < head || found != magic)
        return nullptr;
    const QByteArray payload = bytes.sliced(head);
    if (digest(payload) != bytes.sliced(sizeof(magic), digestLength))
        return nullptr;
    auto facts = std::make_shared<CrateFacts>();
    QDataStream stream(payload);
    stream.setVersion(QDataStream::Qt_6_8);
    quint8 hasLibrary = 0;
    quint8 isProcMacro = 0;
    quint8 hasBuildScript = 0;
    quint32 features = 0;
    stream >> facts->name >> facts->version >> facts->links >> hasLibrary >> isProcMacro >> hasBuildScript;
    readList(stream, facts->dependencies);
    stream >> features;
    facts->hasLibrary = unpacked(hasLibrary);
    facts->isProcMacro = unpacked(isProcMacro);
    facts->hasBuildScript = unpacked(hasBuildScript);
    for (quint32 i = 0; i < features && stream.status() == QDataStream::Ok; ++i) {
        QString name;
        QList<FeatureValue> values;
        stream >> name;
        readList(stream, values);
        facts->features.insert(name, values);
    }
    return stream.status() == QDataStream::Ok ? facts : nullptr;
}

QString FactStore::defaultFolder()
{
    QString cache = qEnvironmentVariable("SLIPWAY_CACHE");
    if (cache.isEmpty()) {
        const QString place = qEnvironmentVariable("XDG_CACHE_HOME");
        cache = (place.isEmpty() ? QDir::homePath() + u"/.cache"_s : place) + u"/slipway"_s;
    }
    return cache + u"/crates/"_s + QString::number(format);
}

QString FactStore::path(const LockedPackage &package) const
{
    constexpr qsizetype checksumLength = 64;
    if (package.checksum.size() != checksumLength)
        return {};
    // Names and checksums come from a lock file, which may hold anything.
    const auto isPlain = [](const QString &text) {
        return !text.isEmpty() && std::ranges::all_of(text, [](QChar c) {
            return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.' || c == u'+');
        });
    };
    if (!isPlain(package.name) || !isPlain(package.version) || !isPlain(package.checksum) || package.name.startsWith(u'.'))
        return {};
    return m_folder + u'/' + package.checksum.first(2) + u'/' + package.name + u'-' + package.version + u'-' + package.checksum.first(24);
}

std::shared_ptr<const CrateFacts> FactStore::find(const LockedPackage &package) const
{
    const QString place = path(package);
    QFile file(place);
    if (place.isEmpty() || !file.open(QIODevice::ReadOnly) || file.size() > mostBytes)
        return nullptr;
    auto facts = unpackFacts(file.readAll());
    return facts && facts->name == package.name && facts->version == package.version ? facts : nullptr;
}

bool FactStore::keep(const LockedPackage &package, const CrateFacts &facts) const
{
    const QString place = path(package);
    const QByteArray bytes = packFacts(facts);
    if (place.isEmpty() || bytes.size() > mostBytes || !QDir().mkpath(place.first(place.lastIndexOf(u'/'))))
        return false;
    // No fsync: hundreds of them take seconds, and a torn file is known by its digest.
    QTemporaryFile file(place + u".XXXXXX"_s);
    if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
        return false;
    std::error_code problem;
    std::filesystem::rename(QFile::encodeName(file.fileName()).toStdString(), QFile::encodeName(place).toStdString(), problem);
    if (problem)
        return false;
    file.setAutoRemove(false);
    return true;
}

} // namespace slipway
