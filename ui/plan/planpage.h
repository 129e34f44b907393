// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"

#include <QWidget>

#include <memory>

class QSplitter;

namespace slipway {

class OptionEditor;
class Theme;

/// Left what was found, centre what it gives, right what can be chosen. In a window that has no room for the three, what was found stands
/// above what can be chosen. Object names as the design lists them.
class PlanPage : public QWidget
{
    Q_OBJECT
public:
    PlanPage(const WindowServices &services, OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    ~PlanPage() override;
    /// Moves the cursor of the Dockerfile view to a line (1-based) and shows it.
    void showDockerfileLine(int line);
    /// Splitters whose positions the window keeps.
    [[nodiscard]] QList<QSplitter *> splitters() const;
    /// Reads the costs of steps from the history again.
    void reloadHistory();

public Q_SLOTS:
    void copyDockerfile();
    /// Asks where, and before a file is overwritten shows the difference.
    void saveDockerfile();
    void find();

Q_SIGNALS:
    void dockerfileLineChosen(int line); ///< 1-based: a person has put the cursor there
    void notice(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
