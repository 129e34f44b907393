// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <variant>

namespace slipway {

/// Times are nanoseconds since the Unix epoch, 0 when absent.
struct VertexEvent
{
    QString digest;
    QString name;
    QStringList inputs;
    qint64 started = 0;
    qint64 completed = 0;
    bool isCached = false;
    QString error;
    QString groupId;
    QString groupName;
    bool isWeakInGroup = false;
    bool operator==(const VertexEvent &) const = default;
};
struct StatusEvent
{
    QString id;                 ///< "sha256:… ", "extracting …", "pushing layers"
    QString vertex;
    QString name;
    qint64 current = 0;
    qint64 total = 0;
    qint64 timestamp = 0;
    qint64 started = 0;
    qint64 completed = 0;
    bool operator==(const StatusEvent &) const = default;
};
struct LogEvent
{
    QString vertex;
    int stream = 1;             ///< 1 stdout, 2 stderr
    QByteArray data;            ///< any bytes; may cut lines and UTF-8 sequences
    qint64 timestamp = 0;
    bool operator==(const LogEvent &) const = default;
};
struct WarningEvent
{
    QString vertex;
    QString message;
    QStringList detail;
    QString url;
    QString file;
    int line = 0;
    bool operator==(const WarningEvent &) const = default;
};
/// A line between the JSON values: WARNING, ERROR, the source excerpt, a helper's words.
struct PlainTextEvent
{
    QString line;
    bool operator==(const PlainTextEvent &) const = default;
};
using StreamEvent = std::variant<VertexEvent, StatusEvent, LogEvent, WarningEvent, PlainTextEvent>;

/// Decodes the bytes of `buildx --progress rawjson` (its stderr). Pure: no clock, no I/O. Any cut of the stream gives the same events.
/// Takes indented JSON (buildx 0.12 to 0.14) and an object a line. What it does not know becomes plain text, never a failure.
class StreamDecoder
{
public:
    [[nodiscard]] QList<StreamEvent> feed(const QByteArray &bytes);
    /// What is left when the stream has ended.
    [[nodiscard]] QList<StreamEvent> finish();

private:
    QByteArray m_buffer;
    qsizetype m_scanned = 0;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
};

/// A vertex's name taken apart (`[linux/amd64->arm64 builder 3/7] RUN …`).
struct VertexName
{
    QString target;             ///< bake target, or empty
    QString platform;           ///< "linux/arm64" that the step runs on, or empty
    QString targetPlatform;     ///< after `->`, or empty
    QString stage;
    int index = 0;
    int count = 0;
    bool isInternal = false;    ///< [internal] …, [auth] …
    QString command;            ///< the rest
    bool operator==(const VertexName &) const = default;
};
[[nodiscard]] VertexName parseVertexName(const QString &name, const QStringList &bakeTargets = {});

} // namespace slipway
