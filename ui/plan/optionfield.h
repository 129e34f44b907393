// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/plan.h"
#include "theme/theme.h"

#include <QObject>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace slipway {

class Knowledge;
class OptionEditor;
class OriginButton;
class RoleLabel;

/// A row for one option, made from the option table: label, editor, the mark of its origin with the way back to automatic, and below, when
/// a value is wrong, the sentence that says so.
class OptionField : public QObject
{
    Q_OBJECT
public:
    enum class Shape { Auto, Base, Lines }; ///< Auto: by type; Base: an editable choice of base images; Lines: one item a line
    OptionField(OptionKey key, const QString &name, Shape shape, OptionEditor *editor, const Theme *theme, std::shared_ptr<const Knowledge> knowledge,
                QWidget *parent);
    /// Adds the row to a grid of three columns.
    void addTo(QGridLayout *grid);
    void show(const ResolvedOption &option);
    void setVisible(bool visible);
    [[nodiscard]] OptionKey key() const { return m_key; }
    [[nodiscard]] QWidget *editorWidget() const { return m_widget; }
    /// Changes the suggestions of a text field with choices known only now (profiles of the project).
    void setSuggestions(const QStringList &values);
    /// Which values of a choice cannot be had now, and why: they are grey, with that as their tool tip, and choosing one changes nothing.
    void setBarred(const QMap<QString, QString> &reasons);

Q_SIGNALS:
    /// Somebody chose a value that cannot be had.
    void barredChosen(const QVariant &value);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeCombo(bool isEditable, QWidget *parent);
    void fillCombo(const QStringList &values);
    void markBarred();
    void makeLine(QWidget *parent);
    void makeText(QWidget *parent);
    void edited(const QVariant &value);
    void comboChosen(int index);
    [[nodiscard]] QVariant parse(const QString &text) const;
    [[nodiscard]] QString format(const QVariant &value) const;
    [[nodiscard]] bool isTyped(const ResolvedOption &option, const QString &words) const;
    void colorHint();
    void showOrigin(const ResolvedOption &option);
    void sayProblem(const QString &sentence);

    OptionKey m_key;
    OptionType m_type;
    Shape m_shape;
    OptionEditor *m_editor;
    const Theme *m_theme;
    std::shared_ptr<const Knowledge> m_knowledge;
    QWidget *m_widget = nullptr;
    QComboBox *m_combo = nullptr;
    QLineEdit *m_line = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_label = nullptr;
    OriginButton *m_reset = nullptr;
    RoleLabel *m_problem = nullptr;
    ResolvedOption m_shown;
    QMap<QString, QString> m_barred;
    QVariant m_typed;               ///< what was last taken from the person's typing, until something else is shown
    bool m_isFilling = false;
    bool m_isShown = false;
    bool m_isOverFile = false;
};

} // namespace slipway
