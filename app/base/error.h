// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

#include <expected>

namespace slipway {

/// What went wrong, coarse enough to choose an exit code and a place in the window.
enum class ErrorCode {
    Usage,        ///< the arguments or an option's value are not usable
    Project,      ///< the project folder cannot be used as it is
    File,         ///< a file cannot be read or written
    Network,      ///< a host cannot be reached
    Engine,       ///< no usable container engine, buildx or builder
    Registry,     ///< a registry cannot be reached, or refuses
    Credentials,  ///< the key store or a credential helper fails, or a registry wants another log-in
    Build,        ///< the build or the push failed
    Verification, ///< the registry does not hold what was pushed
    Cancelled,    ///< the person asked for it
    Internal,     ///< a bug of ours
};

/// A failure of the world (bugs are Q_ASSERTs): one sentence for the person, and the raw detail.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< one sentence that says what to do; plain text
    QString detail;  ///< raw output of the failing tool, or empty
    QString file;    ///< absolute path the error is about, or empty
    int line = 0;    ///< 1-based line in `file`, 0 when unknown

    bool operator==(const Error &) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;

/// Builds the unexpected side of a Result: `return fail(ErrorCode::File, tr("…"));`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, QString message, QString detail = {})
{
    return std::unexpected(Error{code, std::move(message), std::move(detail), {}, 0});
}

/// The process exit code of the command line for an error: 1 build, 2 usage or project, 3 engine or registry,
/// 4 verification, 130 cancelled.
[[nodiscard]] int exitCode(ErrorCode code);

} // namespace slipway
