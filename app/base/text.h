// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>

#include <chrono>

class QJsonValue;

namespace slipway {

/// Text from a project or a log made safe to show: bidi controls, C0/C1 controls (but tab) and terminal escapes removed.
[[nodiscard]] QString displayText(const QString &text);
/// Quotes for POSIX sh: 'it'\''s'. Line breaks are kept inside the quotes.
[[nodiscard]] QString shellQuote(const QString &text);
/// The same, in quotes only where they are needed: for people to read.
[[nodiscard]] QString shellWord(const QString &text);
/// A word of a Dockerfile instruction (ENV, LABEL value, COPY path): double quotes, with \ " $ escaped.
[[nodiscard]] QString dockerfileQuote(const QString &text);
/// A JSON string array for the exec form: ["a", "b"].
[[nodiscard]] QString jsonArray(const QStringList &words);
/// The other way: the texts of a JSON array; what is no text counts as empty, what is no array as none.
[[nodiscard]] QStringList jsonTexts(const QJsonValue &value);
/// "38 s", "2 min 12 s", "1 h 4 min", "0.4 s" (below 10 s one decimal).
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
/// "31 MB", "1.2 GB" (decimal units as registries show).
[[nodiscard]] QString bytesText(qint64 bytes);
/// "0:05", "2:12", "1:04:10" for the timeline's axis.
[[nodiscard]] QString clockText(std::chrono::milliseconds duration);
/// The candidate that was probably meant, or empty (edit distance with swapped letters, at most a third of the word).
[[nodiscard]] QString nearest(const QString &word, const QStringList &candidates);
/// "a", "a and b", "a, b and c"; of many the first ten and how many more there are.
[[nodiscard]] QString wordList(const QStringList &words);

} // namespace slipway
