// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/codefolds.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QPointer>
#include <QSet>

class QPlainTextEdit;
class QTextBlock;

namespace slipway {

class FoldLayout;

/// The line that stands for folded lines: a button, so that mouse, keys and assistive tools unfold it alike.
class FoldButton : public QAbstractButton
{
    Q_OBJECT
public:
    FoldButton(const Theme *theme, QWidget *parent);
    void show(const CodeFold &fold, bool isFolded);
    [[nodiscard]] const CodeFold &fold() const { return m_fold; }
    [[nodiscard]] QSize sizeHint() const override;
    void setMarked(bool isMarked);

Q_SIGNALS:
    void pointedAt();
    void focused();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fit();
    const Theme *m_theme;
    CodeFold m_fold;
    bool m_isFolded = true;
    bool m_isMarked = false;
};

/// Folds lines of a plain text view away. The document keeps all of its text: copying, finding, line numbers and assistive tools see the
/// whole; folded lines only have no height. What a person unfolded stays so while the text changes. Create it before the view has text.
class CodeFolding : public QObject
{
    Q_OBJECT
public:
    CodeFolding(QPlainTextEdit *view, const Theme *theme);
    /// Folds of the text that the view now has; new ones are folded.
    void setFolds(const QList<CodeFold> &folds);
    /// Lines are 1-based.
    [[nodiscard]] bool isFolded(int line) const;
    void setFolded(const CodeFold &fold, bool isFolded);
    /// Unfolds what hides a line.
    void reveal(int line);
    /// Turns the fold whose head or lines hold the line; false where there is none.
    bool toggleAt(int line);
    /// Puts the buttons to their lines and marks those of the marked lines.
    void place(int firstMarked, int lastMarked);

Q_SIGNALS:
    void pointedAt(int line);

private:
    void apply();
    void turn(const CodeFold &fold);
    [[nodiscard]] static QString keyOf(const CodeFold &fold, const QPlainTextEdit *view);

    QPlainTextEdit *m_view;
    const Theme *m_theme;
    FoldLayout *m_layout;
    QList<CodeFold> m_folds;
    QList<FoldButton *> m_buttons;
    QSet<QString> m_unfolded;    ///< heads' texts
};

} // namespace slipway
