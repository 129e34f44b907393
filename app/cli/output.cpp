// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/output.h"

#include "base/text.h"

#include <QFileDevice>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

void write(QIODevice *device, const QByteArray &bytes)
{
    device->write(bytes);
    if (auto *file = qobject_cast<QFileDevice *>(device))
        file->flush();
}

} // namespace

Output::Output(QIODevice *results, QIODevice *messages, std::function<Terminal()> terminal)
    : m_results(results)
    , m_messages(messages)
    , m_terminal(std::move(terminal))
{
}

void Output::result(const QByteArray &bytes)
{
    write(m_results, bytes);
}

void Output::resultLine(const QString &text)
{
    write(m_results, displayText(text).toUtf8() + '\n');
}

void Output::divert(const Reader &reader)
{
    m_reader = reader;
}

void Output::line(const QString &text)
{
    if (m_reader.line) {
        m_reader.line(displayText(text));
        return;
    }
    write(m_messages, displayText(text).toUtf8() + '\n');
}

void Output::raw(const QByteArray &bytes)
{
    write(m_messages, bytes);
}

void Output::error(const Error &error)
{
    if (m_reader.error) {
        m_reader.error(error);
        return;
    }
    QString place;
    // A sentence that begins with the path needs no other in front of it.
    if (!error.file.isEmpty() && (error.line > 0 || !error.message.startsWith(displayText(error.file)))) {
        place = error.file + u':';
        if (error.line > 0)
            place += QString::number(error.line) + u':';
        place += u' ';
    }
    line(u"slipway: "_s + place + error.message);
    const QStringList details = error.detail.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &detail : details)
        line(u"    "_s + detail);
}

Output::Terminal Output::terminal() const
{
    return m_terminal ? m_terminal() : Terminal();
}

} // namespace slipway::cli
