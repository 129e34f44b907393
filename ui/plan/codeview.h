// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/codefolds.h"
#include "theme/theme.h"

#include <QPlainTextEdit>
#include <QVariantAnimation>

namespace slipway {

class CodeFolding;

/// A line shown by CodeView.
struct CodeLine
{
    QString text;
    QString number;                         ///< what stands in the gutter
    QColor edge = {};                       ///< the colour edge's, invalid: none
    QColor background = {};                 ///< of the whole line, invalid: none
    bool operator==(const CodeLine &) const = default;
};

/// Read-only, selectable text with a gutter. New text is patched in by hunks, so that cursor, scroll position and selection survive;
/// what changed flashes once (or is marked for a moment where the desktop wants no animation). Folds hide lines, never text: what is
/// selected, copied, found and read out is the whole. A click on a fold's line or Return on it (or on its lines) turns it.
class CodeView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeView(const Theme *theme, QWidget *parent = nullptr);
    void setLines(const QList<CodeLine> &lines, bool flash, const QList<CodeFold> &folds = {});
    [[nodiscard]] const QList<CodeLine> &lines() const { return m_lines; }
    /// 1-based.
    [[nodiscard]] int currentLine() const;
    void showLine(int line);                ///< and unfolds what hides it
    [[nodiscard]] bool isFolded(int line) const;
    /// Marks lines (1-based, inclusive), e.g. those of the reason below; 0, 0 marks none.
    void markLines(int first, int last);
    [[nodiscard]] QList<int> flashedLines() const { return m_flashed; } ///< 0-based
    [[nodiscard]] int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

Q_SIGNALS:
    void lineHovered(int line);   ///< 1-based, 0 when the mouse has left

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void patch(const QStringList &before, const QStringList &after, bool flash);
    void startFlash();
    void updateMarks();
    void layoutGutter();
    void placeFolds();
    void leaveFold(int before);
    void cursorMoved();

    const Theme *m_theme;
    QWidget *m_gutter = nullptr;
    CodeFolding *m_folding = nullptr;
    QList<CodeFold> m_folds;
    bool m_isKeyMoving = false;             ///< a key moves the cursor: it goes over folded lines
    QList<CodeLine> m_lines;
    QList<int> m_flashed;
    QVariantAnimation m_flash;
    double m_flashStrength = 0;
    int m_firstMarked = 0;
    int m_lastMarked = 0;
    int m_hovered = 0;
};

} // namespace slipway
