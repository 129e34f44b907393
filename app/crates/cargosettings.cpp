// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cargosettings.h"

#include "crates/cfg.h"
#include "project/project.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestInclude = 16;
constexpr int longestReplacement = 16;

std::optional<TomlValue> readToml(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() > ReadLimits().manifestBytes || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    auto document = parseToml(file.readAll(), path, path);
    return document ? std::optional(std::move(*document)) : std::nullopt;
}

QString absolutePath(const QString &base, const QString &path)
{
    return QDir::cleanPath(QDir(base).absoluteFilePath(path));
}

const TomlValue &at(const TomlValue &document, const QStringList &key)
{
    const TomlValue *value = &document;
    for (const QString &part : key)
        value = &(*value)[part];
    return *value;
}

/// build.rustflags is CARGO_BUILD_RUSTFLAGS; a triple has its dashes and dots turned too.
QByteArray variableOf(const QStringList &key)
{
    QString name = u"CARGO_"_s + key.join(u'_').toUpper();
    name.replace(u'-', u'_').replace(u'.', u'_');
    return name.toUtf8();
}

/// Flags may be one text, parted at spaces, or a list.
QStringList words(const TomlValue &value)
{
    return value.isText() ? value.text.simplified().split(u' ', Qt::SkipEmptyParts) : value.texts();
}

std::optional<QStringList> flagsOfEnvironment()
{
    if (qEnvironmentVariableIsSet("CARGO_ENCODED_RUSTFLAGS")) {
        const QString encoded = qEnvironmentVariable("CARGO_ENCODED_RUSTFLAGS");
        return encoded.isEmpty() ? QStringList() : encoded.split(u'\x1f');
    }
    if (qEnvironmentVariableIsSet("RUSTFLAGS"))
        return qEnvironmentVariable("RUSTFLAGS").split(u' ', Qt::SkipEmptyParts);
    return std::nullopt;
}

bool isCratesIo(const QString &source)
{
    return source == "registry+https://github.com/rust-lang/crates.io-index"_L1 || source == "sparse+https://index.crates.io/"_L1;
}

/// The file of a .cargo folder that Cargo takes: the one without the ending, when both are there.
QString configOf(const QString &folder)
{
    for (const QString &name : {u"/config"_s, u"/config.toml"_s}) {
        if (QFileInfo(folder + name).isFile())
            return folder + name;
    }
    return {};
}

} // namespace

QString cargoHome()
{
    const QString set = qEnvironmentVariable("CARGO_HOME");
    return set.isEmpty() ? QDir::homePath() + u"/.cargo"_s : QDir::cleanPath(QDir::current().absoluteFilePath(set));
}

CargoSettings CargoSettings::read(const QString &folder, const QString &home)
{
    CargoSettings settings;
    const QString canonicalHome = QFileInfo(home).canonicalFilePath();
    bool isHomeRead = false;
    for (QString at = folder; !at.isEmpty(); at.truncate(at.lastIndexOf(u'/'))) {
        const QString place = at + u"/.cargo"_s;
        const bool isHome = !canonicalHome.isEmpty() && QFileInfo(place).canonicalFilePath() == canonicalHome;
        isHomeRead = isHomeRead || isHome;
        settings.add(configOf(place), isHome, 0);
    }
    settings.add(configOf(u"/.cargo"_s), false, 0);
    if (!isHomeRead)
        settings.add(configOf(home), true, 0);
    settings.readSources();
    return settings;
}

void CargoSettings::add(const QString &path, bool isUsers, int depth)
{
    const bool isKnown = std::ranges::any_of(m_files, [&](const File &file) { return file.path == path; });
    if (path.isEmpty() || isKnown || depth > deepestInclude)
        return;
    auto document = readToml(path);
    if (!document)
        return;
    const QString folder = path.first(path.lastIndexOf(u'/'));
    QStringList included;
    const TomlValue &include = (*document)[u"include"];
    for (const TomlValue &item : include.items)
        included.prepend(absolutePath(folder, item.isText() ? item.text : item[u"path"].text));
    // Paths start from the folder that holds the folder of the file (cargo 1.95, util/context/value.rs, Definition::root).
    m_files.append({path, folder.first(qMax(folder.lastIndexOf(u'/'), qsizetype(0))), isUsers, std::move(*document)});
    // A file counts more than what it includes, and of those the last one most.
    for (const QString &one : std::as_const(included)) {
        if (one.endsWith(".toml"_L1))
            add(one, isUsers, depth + 1);
    }
}

QStringList CargoSettings::files() const
{
    QStringList paths;
    for (const File &file : m_files)
        paths.append(file.path);
    return paths;
}

QStringList CargoSettings::list(const QStringList &key) const
{
    QStringList all;
    for (auto file = m_files.crbegin(); file != m_files.crend(); ++file) {
        const TomlValue &value = at(file->document, key);
        if (value.isText())
            all.clear(); // a text takes the place of a text of less weight
        all += words(value);
    }
    return all + qEnvironmentVariable(variableOf(key).constData()).simplified().split(u' ', Qt::SkipEmptyParts);
}

QStringList CargoSettings::rustflags(const CfgValues &values) const
{
    if (const auto set = flagsOfEnvironment())
        return *set;
    const QString rustflags = u"rustflags"_s;
    QStringList flags = list({u"target"_s, values.triple(), rustflags});
    QStringList expressions;
    for (const File &file : m_files) {
        for (const TomlEntry &target : file.document[u"target"].entries) {
            if (target.key.startsWith("cfg("_L1) && !expressions.contains(target.key))
                expressions.append(target.key);
        }
    }
    for (const QString &expression : std::as_const(expressions)) {
        const auto parsed = TargetExpression::parse(expression);
        if (parsed && parsed->matches(values) == true)
            flags += list({u"target"_s, expression, rustflags});
    }
    return flags.isEmpty() ? list({u"build"_s, rustflags}) : flags;
}

QStringList CargoSettings::pathOverrides() const
{
    QStringList folders;
    for (const File &file : m_files) {
        const QStringList paths = file.document[u"paths"].texts();
        for (const QString &path : paths)
            folders.append(absolutePath(file.base, path));
    }
    return folders;
}

QMultiHash<QString, QString> CargoSettings::patchFolders() const
{
    QMultiHash<QString, QString> folders;
    for (const File &file : m_files) {
        for (const TomlEntry &source : file.document[u"patch"].entries) {
            for (const TomlEntry &patch : source.value.entries) {
                const QString name = patch.value[u"package"].isText() ? patch.value[u"package"].text : patch.key;
                if (patch.value[u"path"].isText())
                    folders.insert(name, absolutePath(file.base, patch.value[u"path"].text));
            }
        }
    }
    return folders;
}

/// [source] of all files as one table: each key from the nearest file that has it.
void CargoSettings::readSources()
{
    for (auto file = m_files.crbegin(); file != m_files.crend(); ++file) {
        for (const TomlEntry &entry : file->document[u"source"].entries) {
            Named &one = m_sources[entry.key];
            const auto place = [&](QStringView key, CrateSource::Kind kind, bool isFolder) {
                if (!entry.value[key].isText())
                    return;
                const QString text = entry.value[key].text;
                one.source = {kind, isFolder ? absolutePath(file->base, text) : text, file->isUsers};
            };
            place(u"registry", CrateSource::Kind::Registry, false);
            place(u"git", CrateSource::Kind::Git, false);
            place(u"directory", CrateSource::Kind::Directory, true);
            place(u"local-registry", CrateSource::Kind::LocalRegistry, true);
            if (entry.value[u"replace-with"].isText()) {
                one.replacement = entry.value[u"replace-with"].text;
                one.isReplacedByUser = file->isUsers;
            }
        }
    }
}

std::optional<CargoSettings::Named> CargoSettings::named(const QString &name) const
{
    const auto known = m_sources.constFind(name);
    if (known != m_sources.cend() && (!known->source.place.isEmpty() || !known->replacement.isEmpty()))
        return *known;
    const QStringList key{u"registries"_s, name, u"index"_s};
    const QString set = qEnvironmentVariable(variableOf(key).constData());
    if (!set.isEmpty())
        return Named{{CrateSource::Kind::Registry, set, true}, {}, true};
    for (const File &file : m_files) {
        if (at(file.document, key).isText())
            return Named{{CrateSource::Kind::Registry, at(file.document, key).text, file.isUsers}, {}, true};
    }
    return std::nullopt;
}

/// The name under which [source] knows a source of Cargo.lock; empty when it does not.
QString CargoSettings::nameOf(const QString &locked) const
{
    if (isCratesIo(locked))
        return u"crates-io"_s;
    const QString place = locked.startsWith("sparse+"_L1) ? locked : locked.section(u'+', 1);
    const QString repository = place.section(u'#', 0, 0).section(u'?', 0, 0);
    for (auto one = m_sources.cbegin(); one != m_sources.cend(); ++one) {
        const bool isGit = one->source.kind == CrateSource::Kind::Git;
        if (isGit == locked.startsWith("git+"_L1) && one->source.place == (isGit ? repository : place))
            return one.key();
    }
    return {};
}

CrateSource CargoSettings::source(const QString &locked) const
{
    CrateSource source;
    source.kind = locked.startsWith("git+"_L1) ? CrateSource::Kind::Git : CrateSource::Kind::Registry;
    source.place = isCratesIo(locked) ? u"sparse+https://index.crates.io/"_s : locked.startsWith("sparse+"_L1) ? locked : locked.section(u'+', 1);
    source.isUsers = isCratesIo(locked);
    if (!source.isUsers && source.kind == CrateSource::Kind::Registry) {
        // An alternative registry is the user's when the user's own settings have it, under whatever name.
        for (const File &file : m_files) {
            for (const TomlEntry &registry : file.document[u"registries"].entries)
                source.isUsers = source.isUsers || (file.isUsers && registry.value[u"index"].text == source.place);
        }
    }
    QString name = nameOf(locked);
    bool isUsers = true;
    for (int i = 0; i < longestReplacement && !name.isEmpty(); ++i) {
        const auto known = named(name);
        if (!known)
            return source;
        if (known->replacement.isEmpty()) {
            source = known->source;
            source.isUsers = source.isUsers && isUsers;
            return source;
        }
        isUsers = isUsers && known->isReplacedByUser;
        name = known->replacement;
    }
    return source;
}

QString CargoSettings::usersText(const QStringList &key, bool isPath) const
{
    const QString set = qEnvironmentVariable(variableOf(key).constData());
    if (!set.isEmpty())
        return isPath ? absolutePath(QDir::currentPath(), set) : set;
    for (const File &file : m_files) {
        const TomlValue &value = at(file.document, key);
        if (!file.isUsers || !value.exists())
            continue;
        if (value.isText())
            return isPath ? absolutePath(file.base, value.text) : value.text;
        if (value.isFlag())
            return value.isTrue ? u"true"_s : u"false"_s;
        if (value.type == TomlValue::Type::Integer)
            return QString::number(value.integer);
    }
    return {};
}

} // namespace slipway
