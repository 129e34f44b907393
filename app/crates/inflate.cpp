// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/inflate.h"

#include <array>
#include <optional>
#include <span>

namespace slipway {

namespace {

constexpr int longestCode = 15;
constexpr qsizetype askedEach = 16 * 1024;

/// A canonical Huffman code (RFC 1951, 3.2.2): how many codes of each length, and the symbols in the order of their codes.
struct Huffman
{
    std::array<quint16, longestCode + 1> counts{};
    std::array<quint16, 288> symbols{};

    explicit Huffman(std::span<const quint8> lengths)
    {
        for (const quint8 length : lengths)
            ++counts.at(length);
        counts.at(0) = 0;
        std::array<quint16, longestCode + 2> offsets{};
        for (size_t length = 1; length <= longestCode; ++length)
            offsets.at(length + 1) = quint16(offsets.at(length) + counts.at(length));
        for (size_t symbol = 0; symbol < lengths.size(); ++symbol) {
            if (lengths[symbol] > 0)
                symbols.at(offsets.at(lengths[symbol])++) = quint16(symbol);
        }
    }
};

class Inflater
{
public:
    Inflater(std::span<const quint8> input, qsizetype limit, const std::function<bool(const QByteArray &)> &isEnough)
        : m_input(input)
        , m_limit(limit)
        , m_isEnough(isEnough)
    {
    }

    QByteArray run()
    {
        bool isLast = false;
        while (!isLast && !m_isDone) {
            isLast = bits(1) == 1;
            const int kind = bits(2);
            if (kind == 0)
                stored();
            else if (kind == 1)
                fixed();
            else if (kind == 2)
                dynamic();
            else
                m_isDone = true;
        }
        return std::move(m_output);
    }

private:
    int bits(int count)
    {
        while (m_held < count) {
            if (m_at >= m_input.size()) {
                m_isDone = true;
                return 0;
            }
            m_buffer |= quint32(m_input[m_at++]) << m_held;
            m_held += 8;
        }
        const int value = int(m_buffer & ((1U << count) - 1));
        m_buffer >>= count;
        m_held -= count;
        return value;
    }

    int symbol(const Huffman &code)
    {
        int value = 0;
        int first = 0;
        int index = 0;
        for (size_t length = 1; length <= longestCode; ++length) {
            value |= bits(1);
            if (m_isDone)
                return -1;
            const int count = code.counts.at(length);
            if (value - count < first)
                return code.symbols.at(size_t(index + value - first));
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        m_isDone = true;
        return -1;
    }

    void stored()
    {
        m_buffer = 0;
        m_held = 0;
        if (m_at + 4 > m_input.size()) {
            m_isDone = true;
            return;
        }
        size_t length = size_t(m_input[m_at]) | size_t(m_input[m_at + 1]) << 8;
        m_at += 4;
        while (length-- > 0 && m_at < m_input.size() && !m_isDone)
            put(m_input[m_at++]);
    }

    void put(quint8 byte)
    {
        m_output.append(char(byte));
        if (m_output.size() >= m_limit || (m_output.size() % askedEach == 0 && m_isEnough && m_isEnough(m_output)))
            m_isDone = true;
    }

    void fixed()
    {
        std::array<quint8, 288> lengths{};
        for (size_t i = 0; i < lengths.size(); ++i)
            lengths.at(i) = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        std::array<quint8, 30> distances{};
        distances.fill(5);
        codes(Huffman(lengths), Huffman(distances));
    }

    void dynamic()
    {
        static constexpr std::array<quint8, 19> order{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
        const size_t literals = size_t(bits(5)) + 257;
        const size_t distances = size_t(bits(5)) + 1;
        const size_t given = size_t(bits(4)) + 4;
        std::array<quint8, 320> lengths{};
        if (literals > 286 || distances > 30) {
            m_isDone = true;
            return;
        }
        for (size_t i = 0; i < given; ++i)
            lengths.at(order.at(i)) = quint8(bits(3));
        const std::span<const quint8> codeLengths = std::span(lengths).first(19);
        const Huffman code(codeLengths);
        lengths.fill(0);
        for (size_t i = 0; i < literals + distances;) {
            const int what = symbol(code);
            if (what < 0)
                return;
            if (what < 16) {
                lengths.at(i++) = quint8(what);
                continue;
            }
            if (what == 16 && i == 0) {
                m_isDone = true;
                return;
            }
            const quint8 length = what == 16 ? lengths.at(i - 1) : quint8(0);
            size_t times = size_t(what == 16 ? 3 + bits(2) : what == 17 ? 3 + bits(3) : 11 + bits(7));
            while (times-- > 0 && i < literals + distances)
                lengths.at(i++) = length;
        }
        codes(Huffman(std::span(lengths).first(literals)), Huffman(std::span(lengths).subspan(literals, distances)));
    }

    void codes(const Huffman &literals, const Huffman &distances)
    {
        static constexpr std::array<quint16, 29> lengthBase{3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                            31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
        static constexpr std::array<quint8, 29> lengthBits{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
        static constexpr std::array<quint16, 30> distanceBase{1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                                              193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
        while (!m_isDone) {
            const int literal = symbol(literals);
            if (literal < 0 || literal == 256)
                return;
            if (literal < 256) {
                put(quint8(literal));
                continue;
            }
            const size_t lengthIndex = size_t(literal) - 257;
            if (lengthIndex >= lengthBase.size())
                break;
            int length = lengthBase.at(lengthIndex) + bits(lengthBits.at(lengthIndex));
            const int distanceIndex = symbol(distances);
            if (distanceIndex < 0 || size_t(distanceIndex) >= distanceBase.size())
                break;
            const qsizetype distance = distanceBase.at(size_t(distanceIndex)) + bits(distanceIndex < 4 ? 0 : distanceIndex / 2 - 1);
            if (m_isDone || distance > m_output.size())
                break;
            while (length-- > 0 && !m_isDone)
                put(quint8(m_output.at(m_output.size() - distance)));
        }
        m_isDone = true;
    }

    std::span<const quint8> m_input;
    size_t m_at = 0;
    quint32 m_buffer = 0;
    int m_held = 0;
    qsizetype m_limit;
    const std::function<bool(const QByteArray &)> &m_isEnough;
    QByteArray m_output;
    bool m_isDone = false;
};

/// The length of the gzip header (RFC 1952, 2.3), nothing when it is none.
std::optional<qsizetype> headerLength(const QByteArray &bytes)
{
    constexpr quint8 hasHeaderCheck = 2, hasExtra = 4, hasName = 8, hasComment = 16;
    if (bytes.size() < 18 || quint8(bytes.at(0)) != 0x1f || quint8(bytes.at(1)) != 0x8b || bytes.at(2) != 8)
        return std::nullopt;
    const quint8 flags = quint8(bytes.at(3));
    qsizetype at = 10;
    if (flags & hasExtra)
        at += 2 + quint8(bytes.at(10)) + 256 * quint8(bytes.at(11));
    for (const quint8 text : {hasName, hasComment}) {
        if (!(flags & text))
            continue;
        const qsizetype end = bytes.indexOf('\0', at);
        if (end < 0)
            return std::nullopt;
        at = end + 1;
    }
    if (flags & hasHeaderCheck)
        at += 2;
    return at < bytes.size() ? std::optional(at) : std::nullopt;
}

} // namespace

QByteArray gunzipStart(const QByteArray &bytes, qsizetype limit, const std::function<bool(const QByteArray &)> &isEnough)
{
    const std::optional<qsizetype> start = headerLength(bytes);
    if (!start || limit <= 0)
        return {};
    const std::span<const char> all(bytes.constData(), size_t(bytes.size()));
    const std::span<const std::byte> body = std::as_bytes(all.subspan(size_t(*start)));
    return Inflater({reinterpret_cast<const quint8 *>(body.data()), body.size()}, limit, isEnough).run();
}

} // namespace slipway
