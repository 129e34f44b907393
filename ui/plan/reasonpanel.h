// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/stepcosts.h"
#include "theme/theme.h"

#include <QFrame>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QSplitter;

namespace slipway {

class RoleLabel;

/// Why the lines at the cursor (or under the mouse) are there, and beside it the list of all reasons.
class ReasonPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ReasonPanel(const Theme *theme, QWidget *parent = nullptr);
    void setDocument(const DockerfileDocument &document, const StepCosts &costs);
    /// Shows the reason of a line (1-based); a line without one says so.
    void showLine(int line);
    [[nodiscard]] QSplitter *splitter() const { return m_splitter; }

Q_SIGNALS:
    void lineChosen(int line);                 ///< a reason was chosen in the list
    void reasonShown(int firstLine, int lastLine);

private:
    const Theme *m_theme;
    DockerfileDocument m_document;
    StepCosts m_costs;
    QSplitter *m_splitter = nullptr;
    QListWidget *m_list = nullptr;
    QLabel *m_title = nullptr;
    QPlainTextEdit *m_text = nullptr;
    RoleLabel *m_cost = nullptr;
    int m_shown = -2;
    bool m_isFilling = false;
};

} // namespace slipway
