// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/toml.h"

#include <algorithm>
#include <sstream>
#include <string_view>

// TOML 1.1 is what toml++ 3.4 calls unreleased. The parser is a header: with other settings than elsewhere in the program its functions must
// not be taken for the same ones (one definition rule), so here it lives in a namespace of its own.
#undef TOML_SHARED_LIB
#undef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 32
#define toml slipway_toml
#include <toml++/impl/preprocessor.hpp>
// "[[[" and the like break what parse_key() assumes: an abort with asserts, undefined behaviour without. Its own error branches are right.
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) static_assert(true)
#include <toml++/toml.hpp>
#undef toml

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

TomlValue convert(const slipway_toml::node &node);

void convertTable(const slipway_toml::table &table, TomlValue &value)
{
    value.entries.reserve(qsizetype(table.size()));
    for (const auto &[key, child] : table)
        value.entries.append({fromView(key.str()), int(key.source().begin.line), convert(child)});
    std::ranges::sort(value.entries, {}, &TomlEntry::key);
}

TomlValue convert(const slipway_toml::node &node)
{
    using Type = TomlValue::Type;
    TomlValue value;
    value.line = int(node.source().begin.line);
    if (const auto *text = node.as_string()) {
        value.type = Type::Text;
        value.text = fromView(text->get());
    } else if (const auto *integer = node.as_integer()) {
        value.type = Type::Integer;
        value.integer = integer->get();
        value.number = double(value.integer);
    } else if (const auto *number = node.as_floating_point()) {
        value.type = Type::Float;
        value.number = number->get();
    } else if (const auto *flag = node.as_boolean()) {
        value.type = Type::Flag;
        value.isTrue = flag->get();
    } else if (const auto *array = node.as_array()) {
        value.type = Type::Array;
        value.items.reserve(qsizetype(array->size()));
        for (const slipway_toml::node &item : *array)
            value.items.append(convert(item));
    } else if (const auto *table = node.as_table()) {
        value.type = Type::Table;
        convertTable(*table, value);
    } else {
        value.type = Type::Date;
    }
    return value;
}

bool isBareKeyByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

/// The index behind the string that opens at `i`; the end of the line or of the text for one that is not closed.
qsizetype skipString(const QByteArray &bytes, qsizetype i)
{
    const char quote = bytes.at(i);
    const QByteArray triple(3, quote);
    const bool isLong = bytes.mid(i, 3) == triple;
    for (i += isLong ? 3 : 1; i < bytes.size(); ++i) {
        if (bytes.at(i) == '\\' && quote == '"') {
            ++i;
        } else if (isLong && bytes.at(i) == quote && bytes.mid(i, 3) == triple) {
            i += 3;
            // Up to two quotes may stand before the closing three.
            for (int more = 0; more < 2 && i < bytes.size() && bytes.at(i) == quote; ++more)
                ++i;
            return i;
        } else if (!isLong && (bytes.at(i) == quote || bytes.at(i) == '\n')) {
            return bytes.at(i) == quote ? i + 1 : i;
        }
    }
    return bytes.size();
}

/// The first line with a key of more parts than any real document has, or 0. Tables are walked and freed recursively, by toml++ too, and it
/// bounds only the nesting of values: a megabyte of `a.a.a…` would overflow the stack.
int lineOfDeepKey(const QByteArray &bytes)
{
    constexpr int mostParts = 32;
    int dots = 0;
    bool isAfterPart = false;
    for (qsizetype i = 0; i < bytes.size();) {
        const char c = bytes.at(i);
        qsizetype end = i + 1;
        bool isPart = false;
        if (c == '#') {
            end = bytes.indexOf('\n', i);
            end = end < 0 ? bytes.size() : end;
        } else if (c == '"' || c == '\'') {
            end = skipString(bytes, i);
            isPart = true;
        } else if (isBareKeyByte(c)) {
            while (end < bytes.size() && isBareKeyByte(bytes.at(end)))
                ++end;
            isPart = true;
        }
        if (c == '.' && isAfterPart)
            ++dots;
        else if (c != ' ' && c != '\t' && (!isPart || isAfterPart))
            dots = 0;
        if (c != ' ' && c != '\t')
            isAfterPart = isPart;
        if (dots > mostParts)
            return int(bytes.left(i).count('\n')) + 1;
        i = end;
    }
    return 0;
}

Error notToml(int line, const QString &name, const QString &path, const QString &detail)
{
    return {ErrorCode::Project, u"Line %1 of %2 is not valid TOML; mend that line."_s.arg(QString::number(line), name), detail, path, line};
}

} // namespace

const TomlValue &TomlValue::operator[](QStringView key) const
{
    static const TomlValue missing;
    const auto entry = std::ranges::lower_bound(entries, key, {}, [](const TomlEntry &one) { return QStringView(one.key); });
    return entry != entries.end() && entry->key == key ? entry->value : missing;
}

QStringList TomlValue::texts() const
{
    QStringList list;
    for (const TomlValue &item : items) {
        if (item.isText())
            list.append(item.text);
    }
    return list;
}

Result<TomlValue> parseToml(const QByteArray &bytes, const QString &name, const QString &path)
{
    if (const int line = lineOfDeepKey(bytes); line > 0)
        return std::unexpected(notToml(line, name, path, u"A key has too many parts."_s));
    const slipway_toml::parse_result parsed = slipway_toml::parse(std::string_view(bytes.constData(), size_t(bytes.size())));
    if (parsed)
        return convert(parsed.table());
    const slipway_toml::parse_error &problem = parsed.error();
    return std::unexpected(notToml(qMax(1, int(problem.source().begin.line)), name, path, fromView(problem.description())));
}

} // namespace slipway
