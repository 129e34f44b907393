// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "mutator.h"

#include <algorithm>

namespace slipway::fuzz {

namespace {

constexpr qsizetype largest = 100'000;

/// Where programs count, and where they stop being able to.
const QByteArrayList numbers{
    "0",     "-1",        "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
    "1e999", "0.0000001", "-0"};
/// Half characters, escapes, marks that turn text around, line breaks of three kinds.
const QByteArrayList anywhere{QByteArray(1, '\0'),
                              "\x1b[31m",
                              "\x1b[999999999m",
                              "\x1b]0;title\x07",
                              "\x1b",
                              "\r",
                              "\r\n",
                              "\n",
                              "\xe2\x80\xae",
                              "\xf0\x9f\x92\xa9",
                              "\xf0\x9f",
                              "\xc3",
                              "\xff",
                              "\t",
                              "\"",
                              "\\",
                              "\\u0000",
                              "\\ud800",
                              "'",
                              "\"\"\"",
                              "'''",
                              "=",
                              "[[",
                              "]",
                              "{",
                              "}",
                              ":",
                              ","};

} // namespace

Mutator::Mutator(QByteArrayList seeds, QByteArrayList words, quint32 seed)
    : m_seeds(std::move(seeds))
    , m_words(std::move(words))
    , m_random(seed)
{
    m_words += anywhere;
}

qsizetype Mutator::upTo(qsizetype most)
{
    return most <= 0 ? 0 : static_cast<qsizetype>(m_random.bounded(static_cast<quint64>(most) + 1));
}

QByteArray Mutator::piece(const QByteArray &bytes)
{
    const qsizetype start = upTo(bytes.size());
    return bytes.sliced(start, upTo(std::min<qsizetype>(bytes.size() - start, 400)));
}

/// Small inputs reach as far as large ones, and are many more in the same time.
QByteArray Mutator::lines(const QByteArray &bytes)
{
    if (m_random.bounded(10) == 0)
        return bytes;
    const QByteArrayList all = bytes.split('\n');
    const qsizetype first = upTo(all.size() - 1);
    return all.sliced(first, std::min<qsizetype>(all.size() - first, 1 + upTo(25))).join('\n');
}

void Mutator::changeNumber(QByteArray &bytes)
{
    const qsizetype start = upTo(bytes.size() - 1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto from = std::find_if(bytes.cbegin() + start, bytes.cend(), isDigit);
    const auto to = std::find_if_not(from, bytes.cend(), isDigit);
    bytes.replace(from - bytes.cbegin(), to - from, numbers.at(upTo(numbers.size() - 1)));
}

void Mutator::change(QByteArray &bytes)
{
    const qsizetype at = upTo(bytes.size());
    switch (m_random.bounded(9)) {
    case 0:
        if (!bytes.isEmpty())
            bytes[upTo(bytes.size() - 1)] = static_cast<char>(m_random.bounded(256));
        break;
    case 1:
        bytes.remove(at, upTo(40));
        break;
    case 2:
        bytes.insert(at, m_words.at(upTo(m_words.size() - 1)));
        break;
    case 3:
        bytes.insert(at, piece(bytes));
        break;
    case 4:
        bytes.insert(at, piece(m_seeds.at(upTo(m_seeds.size() - 1))));
        break;
    case 5:
        bytes.truncate(at);
        break;
    case 6:
        if (!bytes.isEmpty())
            changeNumber(bytes);
        break;
    case 7:
        bytes.insert(at, m_words.at(upTo(m_words.size() - 1)).repeated(1 + upTo(60)));
        break;
    default: {
        const QByteArray twice = lines(bytes);
        bytes.insert(at, twice.left(2000).repeated(1 + upTo(3)));
    }
    }
}

QByteArray Mutator::next()
{
    QByteArray bytes = lines(m_seeds.at(upTo(m_seeds.size() - 1)));
    const qsizetype changes = 1 + upTo(7);
    for (qsizetype i = 0; i < changes; ++i)
        change(bytes);
    bytes.truncate(largest);
    return bytes;
}

} // namespace slipway::fuzz
