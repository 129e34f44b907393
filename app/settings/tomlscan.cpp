// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/tomlscan.h"

#include "base/toml.h"

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

bool isBareKey(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-';
}

/// The text of a quoted key.
QString unquoted(QStringView quotedText)
{
    if (quotedText.contains(u'\\')) {
        const auto document = parseToml(quotedText.toUtf8() + " = 0", {}, {});
        return document && document->entries.size() == 1 ? document->entries.constFirst().key : quotedText.toString();
    }
    return quotedText.sliced(1, qMax<qsizetype>(0, quotedText.size() - 2)).toString();
}

class Scanner
{
public:
    explicit Scanner(const QString &text)
        : m_text(text)
    {
    }

    ScannedDocument scan()
    {
        while (m_at < m_text.size()) {
            const qsizetype lineBegin = m_at;
            skipSpace();
            if (peek() == u'[')
                scanHeader(lineBegin);
            else if (peek() != u'#' && peek() != u'\r' && peek() != u'\n' && m_at < m_text.size())
                scanLine();
            toNextLine();
            if (m_pendingLine >= 0)
                m_document.entries[m_pendingLine].whole = {lineBegin, m_at};
            if (m_pendingHeader >= 0)
                m_document.sections[m_pendingHeader].header = {lineBegin, m_at};
            m_pendingLine = m_pendingHeader = -1;
        }
        if (!m_document.sections.isEmpty())
            m_document.sections.last().end = m_text.size();
        return std::move(m_document);
    }

private:
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const { return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar(); }

    void skipSpace()
    {
        while (peek() == u' ' || peek() == u'\t')
            ++m_at;
    }

    void toNextLine()
    {
        const qsizetype next = m_text.indexOf(u'\n', m_at);
        m_at = next < 0 ? m_text.size() : next + 1;
    }

    /// Space, line breaks and comments, as they may stand in arrays and inline tables.
    void skipBlank()
    {
        while (m_at < m_text.size()) {
            if (peek() == u'#')
                toNextLine();
            else if (peek().isSpace())
                ++m_at;
            else
                return;
        }
    }

    void skipString()
    {
        const QChar quote = peek();
        const bool isLong = peek(1) == quote && peek(2) == quote;
        for (m_at += isLong ? 3 : 1; m_at < m_text.size(); ++m_at) {
            if (quote == u'"' && peek() == u'\\') {
                ++m_at;
            } else if (isLong && peek() == quote && peek(1) == quote && peek(2) == quote) {
                m_at += 3;
                for (int more = 0; more < 2 && peek() == quote; ++more)
                    ++m_at;
                return;
            } else if (!isLong && (peek() == quote || peek() == u'\n')) {
                ++m_at;
                return;
            }
        }
        m_at = qMin(m_at, m_text.size());
    }

    QStringList scanKey()
    {
        QStringList parts;
        for (;;) {
            skipSpace();
            const qsizetype begin = m_at;
            if (peek() == u'"' || peek() == u'\'') {
                skipString();
                parts.append(unquoted(QStringView(m_text).sliced(begin, m_at - begin)));
            } else {
                while (m_at < m_text.size() && isBareKey(peek()))
                    ++m_at;
                parts.append(m_text.mid(begin, m_at - begin));
            }
            m_keyEnd = m_at;
            skipSpace();
            if (peek() != u'.')
                return parts;
            ++m_at;
        }
    }

    void scanHeader(qsizetype lineBegin)
    {
        ScannedSection section;
        section.isArray = peek(1) == u'[';
        m_at += section.isArray ? 2 : 1;
        section.path = scanKey();
        if (!m_document.sections.isEmpty())
            m_document.sections.last().end = lineBegin;
        m_pendingHeader = int(m_document.sections.size());
        m_document.sections.append(section);
    }

    void scanLine()
    {
        const bool isBelowArray = !m_document.sections.isEmpty() && m_document.sections.constLast().isArray;
        const int index = scanEntry(m_document.sections.isEmpty() ? QStringList() : m_document.sections.constLast().path, -1, 0);
        if (isBelowArray)
            m_document.entries.resize(index);
        else
            m_pendingLine = index;
    }

    /// One `key = value`; gives its index.
    int scanEntry(const QStringList &around, int container, int depth)
    {
        ScannedEntry entry;
        entry.key.begin = m_at;
        const QStringList key = scanKey();
        entry.key.end = m_keyEnd;
        entry.path = around + key;
        entry.keyParts = key.size();
        entry.section = int(m_document.sections.size()) - 1;
        entry.container = container;
        if (peek() == u'=')
            ++m_at;
        skipSpace();
        const int index = int(m_document.entries.size());
        m_document.entries.append(entry);
        const qsizetype begin = m_at;
        m_document.entries[index].isInlineTable = peek() == u'{';
        scanValue(index, depth);
        m_document.entries[index].value = {begin, m_at};
        m_document.entries[index].whole = {entry.key.begin, m_at};
        return index;
    }

    void scanValue(int entry, int depth)
    {
        constexpr int deepest = 64; // parseToml allows half of it
        if (depth > deepest || m_at >= m_text.size())
            return;
        if (peek() == u'"' || peek() == u'\'')
            skipString();
        else if (peek() == u'[')
            scanArray(entry, depth);
        else if (peek() == u'{')
            scanInlineTable(entry, depth);
        else
            skipBare();
    }

    void skipBare()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !u",]}#\r\n"_s.contains(peek()))
            ++m_at;
        while (m_at > begin && (m_text.at(m_at - 1) == u' ' || m_text.at(m_at - 1) == u'\t'))
            --m_at;
    }

    void scanArray(int entry, int depth)
    {
        QList<TextRange> items;
        ++m_at;
        for (;;) {
            skipBlank();
            if (m_at >= m_text.size() || peek() == u']')
                break;
            const qsizetype begin = m_at;
            // Tables in an array have no path that an option could have.
            scanValue(-1, depth + 1);
            if (m_at == begin)
                ++m_at;
            items.append({begin, m_at});
            skipBlank();
            if (peek() == u',')
                ++m_at;
        }
        ++m_at;
        m_at = qMin(m_at, m_text.size());
        if (entry >= 0)
            m_document.entries[entry].items = items;
    }

    void scanInlineTable(int entry, int depth)
    {
        ++m_at;
        for (;;) {
            skipBlank();
            if (m_at >= m_text.size() || peek() == u'}')
                break;
            const qsizetype begin = m_at;
            const int added = scanEntry(entry >= 0 ? m_document.entries.at(entry).path : QStringList(), entry, depth + 1);
            if (entry < 0)
                m_document.entries.resize(added);
            if (m_at == begin)
                ++m_at;
            skipBlank();
            if (peek() == u',')
                ++m_at;
        }
        ++m_at;
        m_at = qMin(m_at, m_text.size());
    }

    const QString &m_text;
    qsizetype m_at = 0;
    qsizetype m_keyEnd = 0;
    int m_pendingLine = -1;
    int m_pendingHeader = -1;
    ScannedDocument m_document;
};

} // namespace

ScannedDocument scanToml(const QString &text)
{
    return Scanner(text).scan();
}

} // namespace slipway
