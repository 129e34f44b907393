// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "registry/challenge.h"

#include <optional>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Reads the header from left to right: schemes are words, parameters words with "=".
class Reader
{
public:
    explicit Reader(const QByteArray &header)
        : m_text(QString::fromUtf8(header))
    {
    }

    QList<AuthChallenge> challenges()
    {
        while (!isAtEnd()) {
            skip(u" \t,");
            const QString name = word();
            if (name.isEmpty()) {
                ++m_at; // a character that belongs nowhere
                continue;
            }
            const qsizetype after = m_at;
            skip(u" \t");
            if (peek() == u'=') {
                ++m_at;
                skip(u" \t");
                parameter(name, value());
            } else {
                m_at = after;
                scheme(name);
            }
        }
        finish();
        return m_challenges;
    }

private:
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar peek() const { return isAtEnd() ? QChar() : m_text.at(m_at); }

    void skip(QStringView characters)
    {
        while (!isAtEnd() && characters.contains(peek()))
            ++m_at;
    }

    QString word()
    {
        static const QString separators = u" \t,=\"()<>@;:\\/[]?{}"_s;
        const qsizetype from = m_at;
        while (!isAtEnd() && !separators.contains(peek()))
            ++m_at;
        return m_text.sliced(from, m_at - from);
    }

    QString value()
    {
        if (peek() != u'"') {
            const qsizetype from = m_at;
            while (!isAtEnd() && peek() != u',' && !peek().isSpace())
                ++m_at;
            return m_text.sliced(from, m_at - from);
        }
        QString text;
        for (++m_at; !isAtEnd() && peek() != u'"'; ++m_at) {
            if (peek() == u'\\' && m_at + 1 < m_text.size())
                ++m_at;
            text += peek();
        }
        ++m_at;
        return text;
    }

    void scheme(const QString &name)
    {
        finish();
        if (name.compare("Bearer"_L1, Qt::CaseInsensitive) == 0)
            m_current = AuthChallenge{AuthChallenge::Scheme::Bearer, {}, {}, {}};
        else if (name.compare("Basic"_L1, Qt::CaseInsensitive) == 0)
            m_current = AuthChallenge{AuthChallenge::Scheme::Basic, {}, {}, {}};
    }

    void parameter(const QString &name, const QString &value)
    {
        if (!m_current)
            return;
        if (name.compare("realm"_L1, Qt::CaseInsensitive) == 0)
            m_current->realm = value;
        else if (name.compare("service"_L1, Qt::CaseInsensitive) == 0)
            m_current->service = value;
        else if (name.compare("scope"_L1, Qt::CaseInsensitive) == 0)
            m_current->scope = value;
    }

    void finish()
    {
        if (m_current)
            m_challenges.append(*m_current);
        m_current.reset();
    }

    QString m_text;
    qsizetype m_at = 0;
    std::optional<AuthChallenge> m_current;
    QList<AuthChallenge> m_challenges;
};

} // namespace

QList<AuthChallenge> parseChallenges(const QByteArray &header)
{
    return Reader(header).challenges();
}

} // namespace slipway
