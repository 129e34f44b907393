// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/settings.h"

#include "base/text.h"
#include "settings/migration.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int currentVersion = 1;
constexpr qsizetype mostRecent = 12;

const QString versionKey = u"version"_s;
const QString recentKey = u"projects/recent"_s;
const QString hostsKey = u"credentials/hosts"_s;
const QString crateHostsKey = u"crates/hosts"_s;

QStringList sortedOnce(QStringList list)
{
    list.sort();
    list.removeDuplicates();
    return list;
}

/// How a value stands in the file: maps are JSON, bytes in them base64, so that the file stays text that can be read.
enum class Form { Word, Number, Flag, Bytes, TextMap, BytesMap };

struct SettingInfo
{
    SettingKey key;
    QString name;
    Form form;
    QVariant standard;
    QStringList choices;     ///< of a Word, empty: any
    int least = 0;           ///< of a Number
    int most = 0;
};

const QList<SettingInfo> &settingTable()
{
    using enum SettingKey;
    static const QList<SettingInfo> table{
        {Theme, u"window/theme"_s, Form::Word, u"system"_s, {u"system"_s, u"light"_s, u"dark"_s}},
        {LogBackground, u"window/log-background"_s, Form::Word, u"theme"_s, {u"theme"_s, u"dark"_s}},
        {Mirrors, u"engine/mirrors"_s, Form::TextMap, QVariantMap(), {}},
        {Builder, u"engine/builder"_s, Form::Word, QString(), {}},
        {DockerProgram, u"engine/docker"_s, Form::Word, QString(), {}},
        {HistoryKeep, u"history/keep"_s, Form::Number, 200, {}, 1, 10000},
        {Follow, u"build/follow"_s, Form::Flag, true, {}},
        {LastProject, u"projects/last"_s, Form::Word, QString(), {}},
        {WindowGeometry, u"window/geometry"_s, Form::Bytes, QByteArray(), {}},
        {WindowState, u"window/page"_s, Form::Number, 0, {}, 0, 100},
        {Splitters, u"window/splitters"_s, Form::BytesMap, QVariantMap(), {}},
    };
    return table;
}

const SettingInfo &infoOf(SettingKey key)
{
    const auto found = std::ranges::find(settingTable(), key, &SettingInfo::key);
    Q_ASSERT(found != settingTable().end());
    return *found;
}

/// What has changed in the file since its first version: nothing yet.
const QList<Migration> &migrationSteps()
{
    static const QList<Migration> steps;
    return steps;
}

QString toJson(const QVariantMap &map, Form form)
{
    QJsonObject object;
    for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
        object.insert(entry.key(), form == Form::BytesMap ? QString::fromLatin1(entry.value().toByteArray().toBase64()) : entry.value().toString());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QVariantMap fromJson(const QString &text, Form form)
{
    QVariantMap map;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (form == Form::BytesMap)
            map.insert(entry.key(), QByteArray::fromBase64(entry.value().toString().toLatin1()));
        else if (entry.value().isString())
            map.insert(entry.key(), entry.value().toString());
    }
    return map;
}

/// What the file says, or the default where that makes no sense.
QVariant decode(const SettingInfo &info, const QVariant &stored)
{
    switch (info.form) {
    case Form::Word: {
        const QString word = stored.toString();
        return info.choices.isEmpty() || info.choices.contains(word) ? QVariant(word) : info.standard;
    }
    case Form::Number: {
        bool isNumber = false;
        const int number = stored.toInt(&isNumber);
        return isNumber && number >= info.least && number <= info.most ? QVariant(number) : info.standard;
    }
    case Form::Flag:
        return stored.toString() == u"true"_s || stored.toString() == u"false"_s ? QVariant(stored.toString() == u"true"_s) : info.standard;
    case Form::Bytes:
        return QByteArray::fromBase64(stored.toString().toLatin1());
    case Form::TextMap:
    case Form::BytesMap:
        return fromJson(stored.toString(), info.form);
    }
    return info.standard;
}

/// The value as the program uses it, or an invalid one that the key does not take.
QVariant normal(const SettingInfo &info, const QVariant &value)
{
    switch (info.form) {
    case Form::Word:
        return info.choices.isEmpty() || info.choices.contains(value.toString()) ? QVariant(value.toString()) : QVariant();
    case Form::Number:
        return qBound(info.least, value.toInt(), info.most);
    case Form::Flag:
        return value.toBool();
    case Form::Bytes:
        return value.toByteArray();
    case Form::TextMap:
    case Form::BytesMap:
        return value.toMap();
    }
    return {};
}

QVariant encode(const SettingInfo &info, const QVariant &value)
{
    if (info.form == Form::Bytes)
        return QString::fromLatin1(value.toByteArray().toBase64());
    if (info.form == Form::TextMap || info.form == Form::BytesMap)
        return toJson(value.toMap(), info.form);
    return value;
}

/// The value of an option from JSON; invalid when the option does not take it (any more), and for null, which means automatic.
QVariant optionFromJson(const OptionInfo &info, const QJsonValue &json)
{
    if (json.isNull())
        return {};
    QVariant value = json.toVariant();
    if (info.type == OptionType::List)
        value = jsonTexts(json);
    return checkOption(info.key, value) ? value : QVariant();
}

QString projectGroup(const QString &root)
{
    const QByteArray hash = QCryptographicHash::hash(root.toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"project-"_s + QString::fromLatin1(hash.left(16));
}

QString settingsFile(const QString &file)
{
    return file.isEmpty() ? QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)).filePath(u"slipway/slipway.ini"_s) : file;
}

} // namespace

struct Settings::Private
{
    explicit Private(const QString &file)
        : store(settingsFile(file), QSettings::IniFormat)
    {
        migrate(store, migrationSteps());
    }

    /// Writes a value, or takes the key out for an empty one.
    void put(const QString &name, const QVariant &value, bool isDefault)
    {
        if (isDefault)
            store.remove(name);
        else
            store.setValue(name, value);
        if (!isDefault && !store.contains(versionKey))
            store.setValue(versionKey, currentVersion);
    }

    void putProject(const QString &root, const QString &name, const QVariant &value, bool isDefault)
    {
        const QString group = projectGroup(root);
        put(group + u'/' + name, value, isDefault);
        // The group's name says nothing to a person.
        store.beginGroup(group);
        const QStringList rest = store.childKeys();
        store.endGroup();
        const bool isUsed = std::ranges::any_of(rest, [](const QString &key) { return key != u"root"_s; });
        put(group + u"/root", root, !isUsed);
    }

    QSettings store;
};

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(file))
{
}

Settings::~Settings() = default;

QVariant Settings::value(SettingKey key) const
{
    const SettingInfo &info = infoOf(key);
    return d->store.contains(info.name) ? decode(info, d->store.value(info.name)) : info.standard;
}

void Settings::setValue(SettingKey key, const QVariant &value)
{
    const SettingInfo &info = infoOf(key);
    const QVariant wanted = normal(info, value);
    if (!wanted.isValid() || wanted == this->value(key))
        return;
    d->put(info.name, encode(info, wanted), wanted == info.standard);
    Q_EMIT changed(key);
}

QStringList Settings::recentProjects() const
{
    return d->store.value(recentKey).toStringList();
}

void Settings::addRecentProject(const QString &root)
{
    QStringList recent = recentProjects();
    recent.removeAll(root);
    recent.prepend(root);
    d->put(recentKey, recent.first(qMin(mostRecent, recent.size())), false);
}

void Settings::removeRecentProject(const QString &root)
{
    QStringList recent = recentProjects();
    if (recent.removeAll(root) > 0)
        d->put(recentKey, recent, recent.isEmpty());
}

Options Settings::projectOptions(const QString &root) const
{
    Options options;
    const QString text = d->store.value(projectGroup(root) + u"/options").toString();
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const OptionInfo *info = optionByName(entry.key());
        const QVariant value = info ? optionFromJson(*info, entry.value()) : QVariant();
        if (value.isValid() || (info && entry.value().isNull()))
            options.set(info->key, value);
    }
    return options;
}

void Settings::setProjectOptions(const QString &root, const Options &options)
{
    QJsonObject object;
    const QList<OptionKey> keys = options.keys();
    for (const OptionKey key : keys)
        object.insert(optionInfo(key).name, QJsonValue::fromVariant(options.value(key)));
    d->putProject(root, u"options"_s, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)), object.isEmpty());
}

QStringList Settings::ignoredFindings(const QString &root) const
{
    return d->store.value(projectGroup(root) + u"/ignored").toStringList();
}

void Settings::setIgnoredFindings(const QString &root, const QStringList &codes)
{
    QStringList sorted = codes;
    sorted.sort();
    sorted.removeDuplicates();
    d->putProject(root, u"ignored"_s, sorted, sorted.isEmpty());
}

QStringList Settings::storedHosts() const
{
    return d->store.value(hostsKey).toStringList();
}

void Settings::setStoredHosts(const QStringList &hosts)
{
    d->put(hostsKey, sortedOnce(hosts), hosts.isEmpty());
}

QStringList Settings::crateHosts() const
{
    return d->store.value(crateHostsKey).toStringList();
}

void Settings::setCrateHosts(const QStringList &hosts)
{
    d->put(crateHostsKey, sortedOnce(hosts), hosts.isEmpty());
}

} // namespace slipway
