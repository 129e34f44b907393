// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/projectfile.h"

#include "base/text.h"
#include "project/folder.h"

#include <QFileInfo>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 1024 * 1024;

/// A file that cannot be followed, by the path that was asked for.
std::unexpected<Error> unusable(Error error, const QFileInfo &info)
{
    error.code = ErrorCode::File;
    error.file = info.absoluteFilePath();
    return std::unexpected(std::move(error));
}

/// The option that a misspelt name most likely means, or empty.
QString nearestOption(const QString &name)
{
    QStringList names;
    for (const OptionInfo &info : optionTable())
        names.append(info.name);
    return nearest(name, names);
}

bool isOptionGroup(const QString &name)
{
    return std::ranges::any_of(optionTable(), [&](const OptionInfo &info) { return info.name.startsWith(name + u'.'); });
}

/// A number where a text is meant is taken as written: `user = 65532`, `ports = [8080]`.
QVariant word(const TomlValue &value)
{
    if (value.isText())
        return value.text;
    return value.type == TomlValue::Type::Integer ? QVariant(QString::number(value.integer)) : QVariant();
}

class OptionReader
{
public:
    explicit OptionReader(const QString &path)
        : m_path(path)
        , m_name(displayText(QFileInfo(path).fileName()))
    {
    }

    void read(const TomlValue &table, const QString &prefix)
    {
        for (const TomlEntry &entry : table.entries) {
            const QString name = prefix + entry.key;
            if (const OptionInfo *info = optionByName(name))
                readOption(*info, entry);
            else if (isOptionGroup(name) && entry.value.isTable())
                read(entry.value, name + u'.');
            else
                complainUnknown(name, entry.line);
        }
    }

    [[nodiscard]] ProjectFile take() { return std::move(m_file); }

private:
    void complain(ErrorCode code, const QString &message, int line) { m_file.problems.append(Error{code, message, {}, m_path, line}); }

    void complainUnknown(const QString &name, int line)
    {
        const QString meant = nearestOption(name);
        complain(ErrorCode::Usage,
                 meant.isEmpty() ? u"There is no option \"%1\", so %2 is not followed there."_s.arg(displayText(name), m_name)
                                 : u"There is no option \"%1\", so %2 is not followed there; did you mean %3?"_s.arg(displayText(name), m_name, meant),
                 line);
    }

    void readOption(const OptionInfo &info, const TomlEntry &entry)
    {
        const QVariant value = convert(info, entry.value);
        if (!value.isValid()) {
            complain(ErrorCode::Project, u"%1 takes %2."_s.arg(info.name, kindName(info.type)), entry.line);
            return;
        }
        if (info.type == OptionType::Map && value.toMap().isEmpty())
            return;
        if (const auto checked = checkOption(info.key, value); !checked)
            complain(ErrorCode::Project, displayText(checked.error().message), entry.line);
        else
            m_file.options.set(info.key, value);
    }

    static QString kindName(OptionType type)
    {
        switch (type) {
        case OptionType::Flag:
            return u"true or false"_s;
        case OptionType::List:
            return u"a list of texts"_s;
        case OptionType::Map:
            return u"a table with a text for each key"_s;
        case OptionType::Text:
            break;
        }
        return u"a text"_s;
    }

    static QVariant convert(const OptionInfo &info, const TomlValue &value)
    {
        switch (info.type) {
        case OptionType::Flag:
            return value.isFlag() ? QVariant(value.isTrue) : QVariant();
        case OptionType::Text:
            return word(value);
        case OptionType::List: {
            QStringList words;
            for (const TomlValue &item : value.items) {
                if (!word(item).isValid())
                    return {};
                words.append(word(item).toString());
            }
            return value.isArray() ? QVariant(words) : QVariant();
        }
        case OptionType::Map: {
            QVariantMap map;
            for (const TomlEntry &entry : value.entries) {
                if (!word(entry.value).isValid())
                    return {};
                map.insert(entry.key, word(entry.value));
            }
            return value.isTable() ? QVariant(map) : QVariant();
        }
        }
        return {};
    }

    QString m_path;
    QString m_name;
    ProjectFile m_file;
};

} // namespace

ProjectFile optionsOf(const TomlValue &document, const QString &path)
{
    OptionReader reader(path);
    reader.read(document, {});
    return reader.take();
}

Result<QByteArray> projectFileBytes(const QString &path)
{
    const QFileInfo info(path);
    const reading::Folder folder(QFileInfo(info.absolutePath()).canonicalFilePath());
    const auto bytes = folder.read(folder.root() + u'/' + info.fileName(), mostBytes);
    return bytes ? bytes : unusable(bytes.error(), info);
}

Result<ProjectFile> parseProjectFile(const QByteArray &bytes, const QString &path)
{
    const QFileInfo info(path);
    const reading::Folder folder(info.absolutePath());
    const auto document = folder.parse(bytes, info.absoluteFilePath());
    if (!document)
        return unusable(document.error(), info);
    return optionsOf(*document, info.absoluteFilePath());
}

Result<ProjectFile> readProjectFile(const QString &path)
{
    const auto bytes = projectFileBytes(path);
    return bytes ? parseProjectFile(*bytes, path) : std::unexpected(bytes.error());
}

} // namespace slipway
