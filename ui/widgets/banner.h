// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace slipway {

/// A bar across the window that says one thing and may offer buttons; it never stops the work.
class Banner : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Note, Warning, Error };
    explicit Banner(const Theme *theme, QWidget *parent = nullptr);
    struct Action
    {
        QString text;
        std::function<void()> run;
    };
    /// Shows a sentence (plain text) and `detail` below it; a new one takes the place of the old one.
    void say(Kind kind, const QString &sentence, const QString &detail = {}, const QList<Action> &actions = {});
    void dismiss();
    [[nodiscard]] QString sentence() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme *m_theme;
    Kind m_kind = Kind::Note;
    QLabel *m_icon = nullptr;
    QLabel *m_sentence = nullptr;
    QLabel *m_detail = nullptr;
    QHBoxLayout *m_buttons = nullptr;
};

} // namespace slipway
