// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/output.h"
#include "session/session.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>

namespace slipway::cli {

/// Shows a session's set-up and build on the message channel. One of: PlainProgress (a line per event), JsonProgress (an object per line),
/// LiveProgress (a picture that is drawn again), or nothing.
class Progress : public QObject
{
    Q_OBJECT
public:
    /// `how`: auto, plain, json, none; auto is live on a terminal and plain otherwise.
    [[nodiscard]] static std::unique_ptr<Progress> make(const QString &how, Session *session, Output *output);
    Progress(Session *session, Output *output);
    /// The build has ended: what was drawn is taken away, what was held back is written.
    virtual void finish();
    /// The command is over, with this exit code; the last call. `refusal`: why nothing was built, or null.
    virtual void conclude(int code, const Error *refusal);

protected:
    virtual void setup(const EngineSetup::Step &step) = 0;
    virtual void phase(Session::Phase phase) = 0;
    /// A step is new or its state changed.
    virtual void step(int id, const BuildStep &step) = 0;
    virtual void logLine(const LogLine &line) = 0;
    [[nodiscard]] Session *session() const { return m_session; }
    [[nodiscard]] Output &output() const { return *m_output; }
    /// "linux/arm64 build 3/7 RUN cargo zigbuild …"
    [[nodiscard]] static QString stepName(const BuildStep &step);
    [[nodiscard]] static QString stateWord(StepState state);
    /// A log line without its colours: a plain file or pipe has no use for them.
    [[nodiscard]] static QString plainText(const QString &text);
    /// Seconds since the build was asked for.
    [[nodiscard]] double seconds() const;

private:
    void attach();
    void takeSteps(const QList<int> &steps);
    void takeLog();

    Session *m_session;
    Output *m_output;
    QElapsedTimer m_clock;
    QHash<int, StepState> m_seen;
    qint64 m_nextLine = 0;
};

class PlainProgress : public Progress
{
    Q_OBJECT
public:
    using Progress::Progress;

protected:
    void setup(const EngineSetup::Step &step) override;
    void phase(Session::Phase phase) override;
    void step(int id, const BuildStep &step) override;
    void logLine(const LogLine &line) override;

private:
    void say(const QString &text);
};

/// Objects as resources/schema/progress.schema.json describes them, and nothing else: what the command says beside them becomes objects, too.
class JsonProgress : public Progress
{
    Q_OBJECT
public:
    JsonProgress(Session *session, Output *output);
    ~JsonProgress() override;
    void conclude(int code, const Error *refusal) override;

protected:
    void setup(const EngineSetup::Step &step) override;
    void phase(Session::Phase phase) override;
    void step(int id, const BuildStep &step) override;
    void logLine(const LogLine &line) override;

private:
    void write(QJsonObject object);
};

/// At most as many lines as the terminal has, each cut to its width: a head, the steps that run by platform, and the newest words of each.
class LiveProgress : public Progress
{
    Q_OBJECT
public:
    LiveProgress(Session *session, Output *output);
    void finish() override;

protected:
    void setup(const EngineSetup::Step &step) override;
    void phase(Session::Phase phase) override;
    void step(int id, const BuildStep &step) override;
    void logLine(const LogLine &line) override;

private:
    void draw();
    void erase();
    [[nodiscard]] QStringList picture(int rows) const;

    QTimer m_timer;
    int m_drawn = 0;                    ///< lines on the screen
    QStringList m_setupLines;
    QHash<int, QString> m_lastWords;    ///< by step
    QString m_head;
};

/// Draws nothing; the person asked for silence.
class NoProgress : public Progress
{
    Q_OBJECT
public:
    using Progress::Progress;

protected:
    void setup(const EngineSetup::Step &) override {}
    void phase(Session::Phase) override {}
    void step(int, const BuildStep &) override {}
    void logLine(const LogLine &) override {}
};

} // namespace slipway::cli
