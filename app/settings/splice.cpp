// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/projectfile.h"
#include "settings/tomlscan.h"
#include "settings/tomlwrite.h"

#include <algorithm>
#include <functional>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

bool startsWith(const QStringList &path, const QStringList &prefix)
{
    return path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

/// One place of the old text and what comes there instead.
struct Edit
{
    TextRange range;
    QString text;
};

/// Makes the edits that bring a text to hold exactly some options. All positions are those of the old text.
class Splicer
{
public:
    Splicer(const QString &text, const Options &before, const Options &after)
        : m_newline(text.contains(u"\r\n"_s) ? u"\r\n"_s : u"\n"_s)
        , m_text(text.isEmpty() || text.endsWith(u'\n') ? text : text + m_newline)
        , m_document(scanToml(m_text))
        , m_before(before)
        , m_after(after)
    {
    }

    QString splice()
    {
        for (const OptionInfo &info : optionTable()) {
            if (info.type == OptionType::Map)
                spliceMap(info);
            else
                spliceValue(info);
        }
        return apply();
    }

private:
    [[nodiscard]] QString format(const OptionInfo &info, const QVariant &value) const
    {
        if (info.type == OptionType::Flag)
            return value.toBool() ? u"true"_s : u"false"_s;
        return info.type == OptionType::List ? tomlList(value.toStringList(), m_newline) : tomlText(value.toString());
    }

    [[nodiscard]] int find(const QStringList &path) const
    {
        const auto found = std::ranges::find(m_document.entries, path, &ScannedEntry::path);
        return found != m_document.entries.end() ? int(found - m_document.entries.begin()) : -1;
    }

    void spliceValue(const OptionInfo &info)
    {
        const QStringList path = info.name.split(u'.');
        const int at = find(path);
        if (!m_after.contains(info.key)) {
            if (at >= 0)
                remove(at);
            return;
        }
        const QVariant wanted = m_after.value(info.key);
        if (at < 0)
            insert(path, format(info, wanted));
        else if (!m_before.contains(info.key) || m_before.value(info.key) != wanted)
            replace(at, info, wanted);
    }

    void replace(int at, const OptionInfo &info, const QVariant &wanted)
    {
        const ScannedEntry &entry = m_document.entries.at(at);
        const bool isList = info.type == OptionType::List && m_before.contains(info.key);
        if (!isList || !replaceItems(entry, m_before.list(info.key), wanted.toStringList()))
            m_edits.append({entry.value, format(info, wanted)});
    }

    /// Takes items out of a list that has a line for each, or adds some at its end: comments beside the others stay. False when it takes more
    /// than that.
    bool replaceItems(const ScannedEntry &entry, const QStringList &before, const QStringList &after)
    {
        if (entry.items.size() != before.size() || !std::ranges::all_of(entry.items, [this](const TextRange &item) { return isAlone(item); }))
            return false;
        qsizetype lastKept = -1;
        QStringList rest = after;
        QList<Edit> edits;
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (!rest.isEmpty() && rest.constFirst() == before.at(i)) {
                lastKept = i;
                rest.removeFirst();
            } else {
                edits.append({lineOf(entry.items.at(i)), {}});
            }
        }
        if (lastKept < 0)
            return false;
        m_edits.append(edits);
        if (!rest.isEmpty())
            addItems(entry.items.at(lastKept), rest);
        return true;
    }

    void addItems(const TextRange &last, const QStringList &words)
    {
        const TextRange line = lineOf(last);
        if (!hasComma(last))
            m_edits.append({{last.end, last.end}, u","_s});
        QString added;
        for (const QString &word : words)
            added += m_text.mid(line.begin, last.begin - line.begin) + tomlText(word) + u',' + m_newline;
        m_edits.append({{line.end, line.end}, added});
    }

    [[nodiscard]] TextRange lineOf(const TextRange &item) const
    {
        const qsizetype end = m_text.indexOf(u'\n', item.end);
        return {item.begin > 0 ? m_text.lastIndexOf(u'\n', item.begin - 1) + 1 : 0, end < 0 ? m_text.size() : end + 1};
    }

    [[nodiscard]] bool hasComma(const TextRange &item) const { return m_text.mid(item.end, lineOf(item).end - item.end).trimmed().startsWith(u','); }

    /// Whether an item has its line for itself, but for a comma and a comment.
    [[nodiscard]] bool isAlone(const TextRange &item) const
    {
        const TextRange line = lineOf(item);
        QString rest = m_text.mid(item.end, line.end - item.end).trimmed();
        if (rest.startsWith(u','))
            rest = rest.mid(1).trimmed();
        return m_text.mid(line.begin, item.begin - line.begin).trimmed().isEmpty() && (rest.isEmpty() || rest.startsWith(u'#'));
    }

    void spliceMap(const OptionInfo &info)
    {
        const QStringList path = info.name.split(u'.');
        const QVariantMap before = m_before.map(info.key);
        const QVariantMap after = m_after.map(info.key);
        QVariantMap wanted = after;
        for (int i = 0; i < int(m_document.entries.size()); ++i) {
            const ScannedEntry &entry = m_document.entries.at(i);
            if (entry.path == path && (!entry.isInlineTable || after.isEmpty())) {
                remove(i);
            } else if (entry.path.size() == path.size() + 1 && startsWith(entry.path, path)) {
                const QString key = entry.path.constLast();
                if (!wanted.contains(key))
                    remove(i);
                else if (before.value(key) != wanted.value(key))
                    m_edits.append({entry.value, tomlText(wanted.value(key).toString())});
                wanted.remove(key);
            }
        }
        for (auto entry = wanted.cbegin(); entry != wanted.cend(); ++entry)
            insert(path + QStringList{entry.key()}, tomlText(entry.value().toString()));
        if (after.isEmpty())
            removeEmptied(path);
    }

    void remove(int at)
    {
        const ScannedEntry &entry = m_document.entries.at(at);
        if (entry.container >= 0) {
            m_removedInline.append(at);
            return;
        }
        m_edits.append({entry.whole, {}});
    }

    /// A map that is gone takes its header along, unless a comment stands below it.
    void removeEmptied(const QStringList &path)
    {
        for (const ScannedSection &section : std::as_const(m_document.sections)) {
            if (section.path != path || section.isArray)
                continue;
            QString body = m_text.mid(section.header.end, section.end - section.header.end);
            for (const Edit &edit : std::as_const(m_edits)) {
                if (edit.range.begin >= section.header.end && edit.range.end <= section.end)
                    body.remove(m_text.mid(edit.range.begin, edit.range.end - edit.range.begin));
            }
            if (body.trimmed().isEmpty())
                m_edits.append({section.header, {}});
        }
    }

    /// Puts `path = value` where it belongs: into the inline table or the section of its parent, beside its dotted siblings, or into a new section.
    void insert(const QStringList &path, const QString &value)
    {
        const QStringList parent = path.first(path.size() - 1);
        for (qsizetype depth = parent.size(); depth > 0; --depth) {
            // Nothing outside an inline table may add to it.
            const int container = find(parent.first(depth));
            if (container >= 0 && m_document.entries.at(container).isInlineTable) {
                m_addedInline[container].append(tomlKey(path.mid(depth)) + u" = " + value);
                return;
            }
        }
        for (int i = 0; i < int(m_document.sections.size()) && !parent.isEmpty(); ++i) {
            if (m_document.sections.at(i).path == parent && !m_document.sections.at(i).isArray) {
                insertLine(endOfSection(i), tomlKey(path.mid(path.size() - 1)) + u" = " + value);
                return;
            }
        }
        int sibling = -1;
        for (int i = 0; i < int(m_document.entries.size()); ++i) {
            const ScannedEntry &entry = m_document.entries.at(i);
            const bool isBeside = entry.container < 0 && entry.path.size() - entry.keyParts < parent.size() && startsWith(entry.path, parent)
                                  && entry.path.size() > parent.size();
            if (isBeside)
                sibling = i;
        }
        if (sibling >= 0) {
            const ScannedEntry &entry = m_document.entries.at(sibling);
            insertLine(entry.whole.end, tomlKey(path.mid(entry.path.size() - entry.keyParts)) + u" = " + value);
        } else if (parent.isEmpty()) {
            m_rootLines.append(tomlKey(path) + u" = " + value);
        } else {
            newSection(parent).append(tomlKey(path.mid(path.size() - 1)) + u" = " + value);
        }
    }

    void insertLine(qsizetype at, const QString &line) { m_edits.append({{at, at}, line + m_newline}); }

    [[nodiscard]] qsizetype endOfSection(int section) const
    {
        qsizetype end = m_document.sections.at(section).header.end;
        for (const ScannedEntry &entry : m_document.entries) {
            if (entry.section == section && entry.container < 0)
                end = entry.whole.end;
        }
        return end;
    }

    /// Lines without a section come behind the last such line; without one before the first section and the comment that belongs to it.
    void insertRootLines()
    {
        if (m_rootLines.isEmpty())
            return;
        const QString lines = m_rootLines.join(m_newline) + m_newline;
        qsizetype end = -1;
        for (const ScannedEntry &entry : std::as_const(m_document.entries)) {
            if (entry.section < 0 && entry.container < 0)
                end = entry.whole.end;
        }
        if (end >= 0 || m_document.sections.isEmpty()) {
            const qsizetype at = end >= 0 ? end : m_text.size();
            m_edits.append({{at, at}, lines});
            return;
        }
        qsizetype at = m_document.sections.constFirst().header.begin;
        while (at > 0) {
            const qsizetype above = at > 1 ? m_text.lastIndexOf(u'\n', at - 2) + 1 : 0;
            if (!m_text.mid(above, at - above).trimmed().startsWith(u'#'))
                break;
            at = above;
        }
        m_edits.append({{at, at}, lines + m_newline});
    }

    QStringList &newSection(const QStringList &path)
    {
        for (auto &[header, lines] : m_newSections) {
            if (header == path)
                return lines;
        }
        m_newSections.append({path, {}});
        return m_newSections.last().second;
    }

    /// What remains of an inline table is written anew, each entry as it was; inner tables before those around them.
    void rewriteInlineTables()
    {
        QList<int> containers = m_addedInline.keys();
        for (const int removed : std::as_const(m_removedInline)) {
            if (!containers.contains(m_document.entries.at(removed).container))
                containers.append(m_document.entries.at(removed).container);
        }
        std::ranges::sort(containers, std::greater());
        for (const int container : std::as_const(containers)) {
            QStringList parts;
            for (int i = 0; i < int(m_document.entries.size()); ++i) {
                if (m_document.entries.at(i).container == container && !m_removedInline.contains(i))
                    parts.append(takeEdited(m_document.entries.at(i).whole));
            }
            parts.append(m_addedInline.value(container));
            const TextRange place = m_document.entries.at(container).value;
            takeEdited(place);
            m_edits.append({place, parts.isEmpty() ? u"{}"_s : u"{ " + parts.join(u", "_s) + u" }"});
        }
    }

    /// A part of the text with its edits, which are taken off the list.
    QString takeEdited(const TextRange &range)
    {
        QList<Edit> inside;
        for (qsizetype i = m_edits.size() - 1; i >= 0; --i) {
            if (m_edits.at(i).range.begin >= range.begin && m_edits.at(i).range.end <= range.end)
                inside.prepend(m_edits.takeAt(i));
        }
        return edited(range, inside);
    }

    [[nodiscard]] QString edited(const TextRange &range, QList<Edit> edits) const
    {
        // From the back, so that positions stay true. At one place what is put in comes before what is taken out, in the order it was made.
        std::ranges::stable_sort(edits, {}, [](const Edit &edit) { return std::pair(edit.range.begin, edit.range.end > edit.range.begin); });
        QString text = range.of(m_text).toString();
        for (qsizetype i = edits.size() - 1; i >= 0; --i)
            text.replace(edits.at(i).range.begin - range.begin, edits.at(i).range.end - edits.at(i).range.begin, edits.at(i).text);
        return text;
    }

    QString apply()
    {
        insertRootLines();
        rewriteInlineTables();
        QString text = edited({0, m_text.size()}, m_edits);
        for (const auto &[header, lines] : std::as_const(m_newSections)) {
            if (!text.isEmpty())
                text += m_newline;
            text += u'[' + tomlKey(header) + u']' + m_newline + lines.join(m_newline) + m_newline;
        }
        return text;
    }

    QString m_newline;
    QString m_text;
    ScannedDocument m_document;
    Options m_before;
    Options m_after;
    QList<Edit> m_edits;
    QList<int> m_removedInline;
    QMap<int, QStringList> m_addedInline;
    QStringList m_rootLines;
    QList<std::pair<QStringList, QStringList>> m_newSections;
};

/// An empty map says the same as none, in the file too.
Options withoutEmptyMaps(Options options)
{
    const QList<OptionKey> keys = options.keys();
    for (const OptionKey key : keys) {
        if (optionInfo(key).type == OptionType::Map && options.map(key).isEmpty())
            options.reset(key);
    }
    return options;
}

} // namespace

Result<QString> spliceProjectFile(const QString &oldText, const Options &options)
{
    const auto document = parseToml(oldText.toUtf8(), u"slipway.toml"_s, {});
    if (!document) {
        Error error = document.error();
        error.code = ErrorCode::File;
        return std::unexpected(error);
    }
    const Options wanted = withoutEmptyMaps(options);
    QString text = Splicer(oldText, optionsOf(*document, {}).options, wanted).splice();
    const auto written = parseToml(text.toUtf8(), u"slipway.toml"_s, {});
    if (!written || optionsOf(*written, {}).options != wanted)
        return fail(ErrorCode::Internal, u"slipway.toml could not be brought up to date; write the options into it by hand."_s, text);
    return text;
}

} // namespace slipway
