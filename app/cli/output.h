// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QIODevice>
#include <QString>

#include <functional>
#include <optional>

namespace slipway::cli {

/// Where a command writes: results on one channel, everything else on the other. UTF-8 whatever the locale says; text from projects, logs and
/// registries goes through displayText() first (see `line`).
class Output
{
public:
    struct Terminal
    {
        bool isTerminal = false;    ///< of the second channel
        int columns = 80;
        int rows = 24;
    };
    /// Neither device is owned. `terminal` is asked again for every live picture, so that a resize is followed.
    Output(QIODevice *results, QIODevice *messages, std::function<Terminal()> terminal = {});

    void result(const QByteArray &bytes);       ///< as it is
    void resultLine(const QString &text);       ///< made safe to show, with a line break
    void line(const QString &text);             ///< a message: made safe to show, with a line break
    void raw(const QByteArray &bytes);          ///< to the messages, as it is (cursor movements of the live picture)
    /// "slipway: FILE:3: sentence", then the detail, indented.
    void error(const Error &error);
    [[nodiscard]] Terminal terminal() const;
    /// What kept a result from being written (a full disk), or nothing. A reader that had enough (`| head`) is no failure.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    /// Takes lines and errors in the place of the second channel, for a stream of objects that must hold nothing else. Line: made safe to show.
    struct Reader
    {
        std::function<void(const QString &text)> line;
        std::function<void(const Error &error)> error;
    };
    void divert(const Reader &reader);          ///< an empty one: back to the channel

private:
    void write(const QByteArray &bytes);

    QIODevice *m_results;
    QIODevice *m_messages;
    std::function<Terminal()> m_terminal;
    std::optional<Error> m_failure;
    bool m_isClosed = false;    ///< nothing more is written to the results
    Reader m_reader;
};

} // namespace slipway::cli
