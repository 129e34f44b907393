// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace slipway {

class BuildSelection;
class BuildState;
class LogStore;
class LogView;

/// The log with its head: which step, find, follow. Follows the selection: a step chosen elsewhere is shown alone; a line chosen here moves
/// the selection and nothing else.
class LogPanel : public QWidget
{
    Q_OBJECT
public:
    LogPanel(BuildSelection *selection, const Theme *theme, QWidget *parent = nullptr);
    /// Another build; not owned, may be null.
    void setBuild(const BuildState *state, LogStore *log);
    /// Steps that came, or said their first word.
    void updateBuild();
    [[nodiscard]] LogView *view() const { return m_view; }
    /// Shows the first line at or after `from` of the selected step that contains `words`.
    void showWords(const QString &words);

public Q_SLOTS:
    void find();

Q_SIGNALS:
    void followChosen(bool follow); ///< by a person, on the button

private:
    void makeHead();
    void makeFindBar();
    void fillSteps();
    void stepChosen(int index);
    void selectionChanged();
    void showStep(int step);
    void findResult();
    QToolButton *button(const QString &name, const QString &icon, const QString &text, const QString &tip);

    BuildSelection *m_selection;
    const Theme *m_theme;
    const BuildState *m_state = nullptr;
    LogStore *m_log = nullptr;
    QWidget *m_head = nullptr;
    QComboBox *m_steps = nullptr;
    QToolButton *m_find = nullptr;
    QToolButton *m_follow = nullptr;
    QWidget *m_findBar = nullptr;
    QLineEdit *m_findText = nullptr;
    QLabel *m_findResult = nullptr;
    LogView *m_view = nullptr;
    bool m_isOwnChange = false;         ///< the selection comes from here
};

} // namespace slipway
