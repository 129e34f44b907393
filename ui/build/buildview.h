// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildhead.h"
#include "build/buildselection.h"
#include "theme/theme.h"

#include <QWidget>

#include <functional>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace slipway {

class BuildTables;
class LogPanel;
class LogStore;
class ResultCard;
class TimelineView;

/// The parts of the build page over a state and a log, wherever these come from: head or result card, timeline, tables, log. Knows no
/// session, so that a recorded stream can be shown as well.
class BuildView : public QWidget
{
    Q_OBJECT
public:
    explicit BuildView(const Theme *theme, QWidget *parent = nullptr);
    struct Source                       ///< a build; nothing of it is owned, all may be null or empty
    {
        const BuildState *state = nullptr;
        LogStore *log = nullptr;
        Plan plan;
        DockerfileDocument document;
        QString builderPlatform;
        std::function<qint64()> clock;  ///< ns since the epoch
    };
    void setSource(const Source &source);
    void setRunning(bool running);
    void stepsChanged(const QList<int> &steps);
    void showProgress(const BuildProgress &progress);
    void showResult(const BuildResult &result);
    void showEmpty(const QString &sentence);
    [[nodiscard]] BuildSelection *selection() { return &m_selection; }
    [[nodiscard]] BuildHead *head() const { return m_head; }
    [[nodiscard]] LogPanel *logPanel() const { return m_log; }
    [[nodiscard]] qint64 now() const;
    void selectDockerfileLine(int line); ///< the step of a line, 1-based; no such step: nothing

public Q_SLOTS:
    void find();

Q_SIGNALS:
    void cancelRequested();
    void againRequested();
    void lineActivated(int line);
    void optionSuggested(const QString &key, const QString &value);
    void notice(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeTimeline();
    void connectParts();
    const Theme *m_theme;
    Source m_source;
    BuildSelection m_selection;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_emptyPage = nullptr;
    QLabel *m_empty = nullptr;
    QWidget *m_buildPage = nullptr;
    BuildHead *m_head = nullptr;
    ResultCard *m_card = nullptr;
    QSplitter *m_vertical = nullptr;
    QSplitter *m_horizontal = nullptr;
    QWidget *m_timelinePart = nullptr;
    TimelineView *m_timeline = nullptr;
    BuildTables *m_tables = nullptr;
    LogPanel *m_log = nullptr;
    bool m_wasShown = false;
};

} // namespace slipway
