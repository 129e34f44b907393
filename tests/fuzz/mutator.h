// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QRandomGenerator>

namespace slipway::fuzz {

/// Makes bad input of good: the same seed gives the same inputs.
class Mutator
{
public:
    /// `seeds` must not be empty; `words` are pieces that the format knows.
    Mutator(QByteArrayList seeds, QByteArrayList words, quint32 seed);
    /// The next input: some lines or all of a seed, with one to eight changes.
    [[nodiscard]] QByteArray next();
    [[nodiscard]] QRandomGenerator &random() { return m_random; }

private:
    [[nodiscard]] qsizetype upTo(qsizetype most); ///< 0 to most
    [[nodiscard]] QByteArray piece(const QByteArray &bytes);
    [[nodiscard]] QByteArray lines(const QByteArray &bytes);
    void change(QByteArray &bytes);
    void changeNumber(QByteArray &bytes);

    QByteArrayList m_seeds;
    QByteArrayList m_words;
    QRandomGenerator m_random;
};

} // namespace slipway::fuzz
