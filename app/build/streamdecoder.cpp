// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/streamdecoder.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Bytes without a whole value or line after which the text is given up as plain: a helper that never breaks its line
/// must not eat the memory. buildx's own values stay far below (a log chunk is at most 2 MiB, base64).
constexpr qsizetype longestValue = 64 * 1024 * 1024;

/// RFC 3339 with up to nine digits of fraction (Go's time.Time in JSON) to ns since the epoch; 0 when absent, Go's zero
/// time, not a time, or one that does not fit (before 1970, after 2250).
qint64 toNanoseconds(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.size() < 20 || text.startsWith(u"0001-"))
        return 0;
    const QDateTime seconds = QDateTime::fromString(text.left(19) + u'Z', Qt::ISODate);
    if (!seconds.isValid())
        return 0;
    qsizetype i = 19;
    qint64 fraction = 0;
    if (text[i] == u'.') {
        qint64 unit = 100'000'000;
        for (++i; i < text.size() && text[i].isDigit(); ++i, unit /= 10)
            fraction += (text[i].unicode() - u'0') * unit;
    }
    qint64 offset = 0;
    if (i + 6 <= text.size() && (text[i] == u'+' || text[i] == u'-')) {
        offset = QStringView(text).sliced(i + 1, 2).toInt() * 3600 + QStringView(text).sliced(i + 4, 2).toInt() * 60;
        if (text[i] == u'-')
            offset = -offset;
    }
    const qint64 sinceEpoch = seconds.toSecsSinceEpoch() - offset;
    constexpr qint64 latest = 8'800'000'000;
    return sinceEpoch >= 0 && sinceEpoch < latest ? sinceEpoch * 1'000'000'000 + fraction : 0;
}

QString fromBase64(const QJsonValue &value)
{
    return QString::fromUtf8(QByteArray::fromBase64(value.toString().toLatin1()));
}

VertexEvent toVertex(const QJsonObject &object)
{
    VertexEvent event;
    event.digest = object["digest"_L1].toString();
    event.name = object["name"_L1].toString();
    for (const QJsonValue &input : object["inputs"_L1].toArray())
        event.inputs += input.toString();
    event.started = toNanoseconds(object["started"_L1]);
    event.completed = toNanoseconds(object["completed"_L1]);
    event.isCached = object["cached"_L1].toBool();
    event.error = object["error"_L1].toString();
    const QJsonObject group = object["progressGroup"_L1].toObject();
    event.groupId = group["id"_L1].toString();
    event.groupName = group["name"_L1].toString();
    event.isWeakInGroup = group["weak"_L1].toBool();
    return event;
}

StatusEvent toStatus(const QJsonObject &object)
{
    StatusEvent event;
    event.id = object["id"_L1].toString();
    event.vertex = object["vertex"_L1].toString();
    event.name = object["name"_L1].toString();
    event.current = object["current"_L1].toInteger();
    event.total = object["total"_L1].toInteger();
    event.timestamp = toNanoseconds(object["timestamp"_L1]);
    event.started = toNanoseconds(object["started"_L1]);
    event.completed = toNanoseconds(object["completed"_L1]);
    return event;
}

LogEvent toLog(const QJsonObject &object)
{
    return {object["vertex"_L1].toString(), object["stream"_L1].toInt(1), QByteArray::fromBase64(object["data"_L1].toString().toLatin1()),
            toNanoseconds(object["timestamp"_L1])};
}

WarningEvent toWarning(const QJsonObject &object)
{
    WarningEvent event;
    event.vertex = object["vertex"_L1].toString();
    event.message = fromBase64(object["short"_L1]);
    for (const QJsonValue &line : object["detail"_L1].toArray())
        event.detail += fromBase64(line);
    event.url = object["url"_L1].toString();
    event.file = object["sourceInfo"_L1]["filename"_L1].toString();
    event.line = object["range"_L1][0]["start"_L1]["line"_L1].toInt();
    return event;
}

/// A line between the values; carriage returns at its end are line breaks too, blank lines say nothing.
void appendPlainText(QList<StreamEvent> &events, const QByteArray &bytes)
{
    for (const QByteArray &line : bytes.split('\n')) {
        QString text = QString::fromUtf8(line);
        while (text.endsWith(u'\r'))
            text.chop(1);
        if (!text.trimmed().isEmpty())
            events += PlainTextEvent{text};
    }
}

/// Is it a status object of BuildKit? `{}` is one too. Anything else that is JSON belongs to some other program's words.
bool isStatus(const QJsonObject &object)
{
    static const QStringList known{u"vertexes"_s, u"statuses"_s, u"logs"_s, u"warnings"_s};
    const QStringList keys = object.keys();
    return std::all_of(keys.begin(), keys.end(), [](const QString &key) { return known.contains(key); });
}

void appendValue(QList<StreamEvent> &events, const QByteArray &bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject() || !isStatus(document.object())) {
        appendPlainText(events, bytes);
        return;
    }
    const QJsonObject status = document.object();
    for (const QJsonValue &value : status["vertexes"_L1].toArray())
        events += toVertex(value.toObject());
    for (const QJsonValue &value : status["statuses"_L1].toArray())
        events += toStatus(value.toObject());
    for (const QJsonValue &value : status["logs"_L1].toArray())
        events += toLog(value.toObject());
    for (const QJsonValue &value : status["warnings"_L1].toArray())
        events += toWarning(value.toObject());
}

} // namespace

// A value begins with '{' as the first byte of a line (both forms of buildx do) and ends where its braces close; everything
// else is lines of text. m_scanned is how far the buffer is known, so that no byte is looked at twice.
QList<StreamEvent> StreamDecoder::feed(const QByteArray &bytes)
{
    QList<StreamEvent> events;
    m_buffer += bytes;
    qsizetype begin = 0;
    for (; m_scanned < m_buffer.size(); ++m_scanned) {
        const char c = m_buffer[m_scanned];
        if (m_depth == 0) {
            if (c == '{' && m_scanned == begin) {
                m_depth = 1;
            } else if (c == '\n') {
                appendPlainText(events, m_buffer.sliced(begin, m_scanned - begin));
                begin = m_scanned + 1;
            }
        } else if (m_inString) {
            if (m_escaped)
                m_escaped = false;
            else if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inString = false;
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{') {
            ++m_depth;
        } else if (c == '}' && --m_depth == 0) {
            appendValue(events, m_buffer.sliced(begin, m_scanned + 1 - begin));
            begin = m_scanned + 1;
        }
    }
    m_buffer.remove(0, begin);
    m_scanned -= begin;
    if (m_buffer.size() > longestValue)
        events += finish();
    return events;
}

QList<StreamEvent> StreamDecoder::finish()
{
    QList<StreamEvent> events;
    appendPlainText(events, m_buffer);
    *this = StreamDecoder();
    return events;
}

VertexName parseVertexName(const QString &name, const QStringList &bakeTargets)
{
    // dockerfile2llb prefixCommand: [<platform>[-><target>] <stage> <i>/<n>] [ONBUILD ]<COMMAND>; buildx's multiwriter puts
    // a bake target in front, inside the bracket.
    static const QRegularExpression bracket(u"^\\[([^\\]]*)\\]\\s*(.*)$"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression platform(u"^([a-z][a-z0-9]*(?:\\([^)]*\\))?/[a-z0-9/_]+)(?:->([a-z0-9/]+))?$"_s);
    static const QRegularExpression position(u"^(\\d+)/(\\d+)$"_s);

    VertexName parsed;
    const QRegularExpressionMatch match = bracket.match(name);
    if (!match.hasMatch()) {
        parsed.command = name;
        return parsed;
    }
    parsed.command = match.captured(2);
    QStringList words = match.captured(1).split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts);
    if (!words.isEmpty() && bakeTargets.contains(words.first()))
        parsed.target = words.takeFirst();
    if (!words.isEmpty()) {
        if (const auto found = platform.match(words.first()); found.hasMatch()) {
            parsed.platform = found.captured(1);
            const QString arrow = found.captured(2);
            // "->arm64" names the architecture only; the system is the step's own.
            parsed.targetPlatform = arrow.isEmpty() || arrow.startsWith(u"windows/") || arrow.startsWith(u"linux/")
                                        ? arrow
                                        : QString(parsed.platform.section(u'/', 0, 0) + u'/' + arrow);
            words.removeFirst();
        }
    }
    if (!words.isEmpty()) {
        if (const auto found = position.match(words.last()); found.hasMatch()) {
            parsed.index = found.captured(1).toInt();
            parsed.count = found.captured(2).toInt();
            words.removeLast();
        }
    }
    parsed.isInternal = !words.isEmpty() && (words.first() == "internal"_L1 || words.first() == "auth"_L1);
    if (!parsed.isInternal && parsed.count > 0)
        parsed.stage = words.join(u' ');
    if (parsed.command.startsWith("ONBUILD "_L1))
        parsed.command.remove(0, 8);
    return parsed;
}

} // namespace slipway
