// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace slipway {

/// Reads the output of one step line by line for what people want to know of it: crates that cargo compiles, warnings, and the first real error
/// in the tool's own words. Pure and bounded.
class OutputScan
{
public:
    struct Crate
    {
        QString name;
        QString version;
    };
    /// One line without its line break. Returns the crate of a "Compiling name v1.2.3" line.
    std::optional<Crate> take(QByteArray line);

    [[nodiscard]] int warnings() const { return m_warnings; }
    /// "error[E0425]: cannot find value `x` in this scope --> src/main.rs:2:5"; empty while there is none.
    [[nodiscard]] QString firstError() const { return m_error; }
    /// Says firstError() the reason, or only that something failed ("error: could not compile …")?
    [[nodiscard]] bool isReason() const { return m_rank == Rank::Reason; }
    /// Lines to look for a known error in: the errors first, then the end of the output, newest last; behind all of them those that only say that
    /// something failed.
    [[nodiscard]] QStringList evidence() const;
    /// The last line that says something.
    [[nodiscard]] QString lastLine() const;

private:
    enum class Rank { None, Summary, Reason };
    void takeError(const QByteArray &line);
    [[nodiscard]] static Rank rank(const QByteArray &line);

    QString m_error;
    Rank m_rank = Rank::None;
    int m_placeIn = 0;          ///< lines within which `--> file:line` may follow
    bool m_panicFollows = false;
    int m_warnings = 0;
    QList<QByteArray> m_errors;
    QList<QByteArray> m_last;
};

} // namespace slipway
