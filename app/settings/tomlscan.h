// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace slipway {

/// A half-open range of characters in a text.
struct TextRange
{
    qsizetype begin = 0;
    qsizetype end = 0;
    [[nodiscard]] QStringView of(const QString &text) const { return QStringView(text).sliced(begin, end - begin); }
    bool operator==(const TextRange &) const = default;
};

/// `key = value` with its place: a line of the document, or an entry of an inline table.
struct ScannedEntry
{
    QStringList path;          ///< from the root of the document
    qsizetype keyParts = 1;    ///< how many parts of `path` its own key has; the rest are those of the section or the table around it
    TextRange key;
    TextRange value;
    TextRange whole;           ///< of a line: whole lines with their comment; of an inline entry: key to value
    int section = -1;          ///< index into ScannedDocument::sections, -1 before the first header
    int container = -1;        ///< index of the entry whose inline table it is in, or -1
    bool isInlineTable = false;
    QList<TextRange> items;    ///< of an array
    bool operator==(const ScannedEntry &) const = default;
};

/// A `[header]` and the lines up to the next one.
struct ScannedSection
{
    QStringList path;
    bool isArray = false;      ///< [[header]]
    TextRange header;          ///< the whole line
    qsizetype end = 0;         ///< where the next header's line begins, or the end of the text
    bool operator==(const ScannedSection &) const = default;
};

struct ScannedDocument
{
    QList<ScannedEntry> entries;
    QList<ScannedSection> sections;
};

/// Where everything stands in a text that is valid TOML (of another it says anything, but ends). Entries below [[header]] are left out.
[[nodiscard]] ScannedDocument scanToml(const QString &text);

} // namespace slipway
