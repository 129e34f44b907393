// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// A program at work, for tests that look at it from outside.
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTest>

#include <csignal>

namespace slipway::test {

using namespace Qt::StringLiterals;

/// The first build unpacks the builder's image and installs Zig.
inline constexpr int longestBuild = 900'000;

/// A program at work, its words as they come.
class RunningProgram
{
public:
    RunningProgram(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment, const QString &folder = {})
    {
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(folder);
        m_process.start(program, arguments);
        m_process.waitForStarted();
    }
    ~RunningProgram()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    Q_DISABLE_COPY_MOVE(RunningProgram)

    bool waitForWords(const QString &words)
    {
        return QTest::qWaitFor([this, &words] { return read().contains(words) || m_process.state() == QProcess::NotRunning; }, longestBuild)
               && m_words.contains(words);
    }
    /// The exit code; -1 when it did not end by itself.
    int wait(int milliseconds = longestBuild)
    {
        const bool isOver = QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, milliseconds);
        read();
        m_results += QString::fromUtf8(m_process.readAllStandardOutput());
        return isOver && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void interrupt() { ::kill(static_cast<pid_t>(m_process.processId()), SIGINT); }
    [[nodiscard]] QStringList results() const { return m_results.split(u'\n', Qt::SkipEmptyParts); }
    [[nodiscard]] const QString &words() const { return m_words; }
    /// The lines that speak of a failure, without "slipway: ".
    [[nodiscard]] QStringList errors() const
    {
        QStringList errors;
        for (const QString &line : m_words.split(u'\n')) {
            if (line.startsWith("slipway: "_L1))
                errors.append(line.mid(9));
        }
        return errors;
    }

private:
    const QString &read()
    {
        m_words += QString::fromUtf8(m_process.readAllStandardError());
        return m_words;
    }

    QProcess m_process;
    QString m_words;
    QString m_results;
};

} // namespace slipway::test
