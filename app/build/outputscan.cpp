// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/outputscan.h"

#include "build/logstore.h"

#include <algorithm>
#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostErrors = 40;
constexpr qsizetype mostLast = 60;
constexpr qsizetype longestKept = 600;

/// Cargo, rustc and the makers that stand above the tool that failed: they say that, not why.
constexpr std::array summaries{
    "error: could not compile",
    "error: aborting due to",
    "error: build failed",
    "error: failed to run custom build command",
    "error: linking with",
    "error: process didn't exit",
    "error: failed to compile",
    "error: cargo",
    "make: ***",
    "ninja: build stopped",
    "error: Recipe",
    "error: 1 job failed",
    "error: failed to cook",
    "error: failed to execute",
    "error: failed to get `",
};
/// Beginnings of a line that says why. `error[` and `error:` are rustc's, cargo's, clang's and Zig's; the rest are the tools of a RUN.
constexpr std::array reasons{
    "error[",  "error:", "E: ",           "/bin/sh: ",       "sh: ",           "bash: ", "curl: (",     "fatal: ",
    "ERROR: ", "ld: ",   "ld.lld: error", "rust-lld: error", "wasm-ld: error", "cp: ",   "CMake Error", "Error: ",
};

bool startsWithAny(const QByteArray &line, const auto &beginnings)
{
    return std::ranges::any_of(beginnings, [&line](const char *beginning) { return line.startsWith(beginning); });
}

QByteArray withoutColours(const QByteArray &line)
{
    QByteArray plain;
    plain.reserve(line.size());
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == '\x1b' && i + 1 < line.size() && line[i + 1] == '[') {
            for (i += 2; i < line.size() && !(line[i] >= '@' && line[i] <= '~'); ++i) {
            }
            continue;
        }
        plain += line[i];
    }
    return plain;
}

QString words(const QByteArray &line)
{
    return logText(line).trimmed();
}

/// "Compiling serde v1.0.2 (…)": name and version.
std::optional<OutputScan::Crate> compiled(const QByteArray &line)
{
    if (!line.startsWith("Compiling "))
        return std::nullopt;
    const QList<QByteArray> parts = line.left(longestKept).simplified().split(' ');
    if (parts.size() < 3 || parts[2].size() < 2 || parts[2][0] != 'v' || parts[2][1] < '0' || parts[2][1] > '9')
        return std::nullopt;
    return OutputScan::Crate{QString::fromUtf8(parts[1]), QString::fromUtf8(parts[2].sliced(1))};
}

} // namespace

OutputScan::Rank OutputScan::rank(const QByteArray &line)
{
    if (startsWithAny(line, summaries))
        return Rank::Summary;
    if (startsWithAny(line, reasons))
        return Rank::Reason;
    // file.c:3:10: fatal error: openssl/ssl.h: No such file or directory; ld: x.o: undefined reference to `y'
    if (line.contains(": error: ") || line.contains(": fatal error: ") || line.contains("undefined reference to") || line.contains("undefined symbol: ")
        || line.contains("cannot find -l") || line.contains(": not found"))
        return Rank::Reason;
    return Rank::None;
}

std::optional<OutputScan::Crate> OutputScan::take(QByteArray line)
{
    if (const qsizetype rewritten = line.endsWith('\r') ? line.lastIndexOf('\r', line.size() - 2) : line.lastIndexOf('\r'); rewritten >= 0)
        line.remove(0, rewritten + 1);
    if (line.contains('\x1b'))
        line = withoutColours(line);
    line = line.left(longestKept).trimmed();
    if (line.isEmpty()) {
        m_placeIn = 0;
        return std::nullopt;
    }
    m_last.append(line);
    if (m_last.size() > mostLast)
        m_last.removeFirst();
    if (auto crate = compiled(line))
        return crate;
    if (line.startsWith("warning: ") || line.startsWith("warning[") || line.contains(": warning: ")) {
        // "warning: `app` (bin "app") generated 3 warnings" counts what was counted.
        if (!line.contains(" generated ") || !line.contains(" warning"))
            ++m_warnings;
        return std::nullopt;
    }
    takeError(line);
    return std::nullopt;
}

void OutputScan::takeError(const QByteArray &line)
{
    if (m_placeIn > 0 && line.startsWith("--> ")) {
        m_error += u' ' + words(line);
        m_placeIn = 0;
        return;
    }
    if (m_placeIn > 0)
        --m_placeIn;
    Rank found = rank(line);
    if (m_panicFollows) {
        found = Rank::Reason;
        m_panicFollows = false;
    } else if (line.startsWith("thread '") && line.contains(" panicked at ")) {
        // Since Rust 1.73 the message stands on the next line; before, between quotes on this one.
        found = line.endsWith(':') ? Rank::None : Rank::Reason;
        m_panicFollows = line.endsWith(':');
    }
    if (found == Rank::None)
        return;
    if (m_errors.size() < mostErrors)
        m_errors.append(line);
    if (found > m_rank) {
        m_rank = found;
        m_error = words(line);
        m_placeIn = line.startsWith("error") ? 3 : 0;
    }
}

QStringList OutputScan::evidence() const
{
    QStringList lines;
    QStringList above;
    for (const QByteArray &line : m_errors + m_last)
        (rank(line) == Rank::Summary ? above : lines).append(words(line));
    return lines + above;
}

QString OutputScan::lastLine() const
{
    return m_last.isEmpty() ? QString() : words(m_last.last());
}

} // namespace slipway
