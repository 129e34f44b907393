// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"

#include <QWidget>

#include <memory>

namespace slipway {

class BuildView;
class Theme;

/// Head (progress, then the result card), timeline, tables and log of the session's build; one selection for all of them.
class BuildPage : public QWidget
{
    Q_OBJECT
public:
    BuildPage(const WindowServices &services, const Theme *theme, QWidget *parent = nullptr);
    ~BuildPage() override;
    [[nodiscard]] BuildView *view() const;

    /// Selects the step of a line (1-based) of the Dockerfile of the build that is shown; nothing when none belongs to it.
    void selectDockerfileLine(int line);

public Q_SLOTS:
    void find();                                ///< in the log

Q_SIGNALS:
    void dockerfileLineActivated(int line);     ///< 1-based; the shell shows it on the plan page
    void dockerfileLineSelected(int line);      ///< a step of that line was selected; the plan page's cursor follows unseen
    void againRequested();                      ///< the same build once more
    void notice(const QString &sentence);       ///< for the status line
    void optionSuggested(const QString &key, const QString &value); ///< the mending button of a problem

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
