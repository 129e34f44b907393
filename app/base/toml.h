// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace slipway {

struct TomlEntry;

/// A value of a TOML document with the line it stands in. A plain value; looking up what is not there gives a Missing one, so that
/// reads can be chained: `document["package"]["name"].text`.
struct TomlValue
{
    enum class Type { Missing, Text, Integer, Float, Flag, Date, Array, Table };
    Type type = Type::Missing;
    int line = 0;             ///< 1-based
    QString text;             ///< of a Text
    qint64 integer = 0;       ///< of an Integer
    double number = 0;        ///< of an Integer or a Float
    bool isTrue = false;      ///< of a Flag
    QList<TomlValue> items;   ///< of an Array
    QList<TomlEntry> entries; ///< of a Table, sorted by key

    [[nodiscard]] bool exists() const { return type != Type::Missing; }
    [[nodiscard]] bool isText() const { return type == Type::Text; }
    [[nodiscard]] bool isFlag() const { return type == Type::Flag; }
    [[nodiscard]] bool isArray() const { return type == Type::Array; }
    [[nodiscard]] bool isTable() const { return type == Type::Table; }
    /// The value of a key of a Table.
    [[nodiscard]] const TomlValue &operator[](QStringView key) const;
    /// The flag, or nothing when it is none.
    [[nodiscard]] std::optional<bool> flag() const { return isFlag() ? std::optional(isTrue) : std::nullopt; }
    /// The texts of an Array; items of another type are left out.
    [[nodiscard]] QStringList texts() const;
};

struct TomlEntry
{
    QString key;
    int line = 0;             ///< of the key
    TomlValue value;
};

/// Parses a TOML 1.1 document (toml.io/en/v1.1.0; a byte order mark is skipped). Gives its root table; values nest at most 32 deep.
/// `name` is what the person calls the file, `path` goes into the error. Errors: Project, with the line, what the parser said in `detail`.
[[nodiscard]] Result<TomlValue> parseToml(const QByteArray &bytes, const QString &name, const QString &path);

} // namespace slipway
