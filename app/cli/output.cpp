// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/output.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QFileDevice>

#include <cerrno>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

bool isWritten(QIODevice *device, const QByteArray &bytes)
{
    if (device->write(bytes) != bytes.size())
        return false;
    auto *file = qobject_cast<QFileDevice *>(device);
    return !file || file->flush();
}

} // namespace

Output::Output(QIODevice *results, QIODevice *messages, std::function<Terminal()> terminal)
    : m_results(results)
    , m_messages(messages)
    , m_terminal(std::move(terminal))
{
}

void Output::write(const QByteArray &bytes)
{
    if (m_isClosed)
        return;
    errno = 0;
    if (isWritten(m_results, bytes))
        return;
    m_isClosed = true;
    if (errno != EPIPE)
        m_failure = Error{
            ErrorCode::File, Cli::tr("The result cannot be written: %1. Make room there, or write it elsewhere.").arg(m_results->errorString()), {}, {}, 0};
}

void Output::result(const QByteArray &bytes)
{
    write(bytes);
}

void Output::resultLine(const QString &text)
{
    write(displayText(text).toUtf8() + '\n');
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
    isWritten(m_messages, displayText(text).toUtf8() + '\n');
}

void Output::raw(const QByteArray &bytes)
{
    isWritten(m_messages, bytes);
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
