// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"

#include <QObject>
#include <QUndoStack>

namespace slipway {

class Session;

/// Changes of the person's choices with undo: one stack over the one Options value of the session. Typing into one field is one step.
class OptionEditor : public QObject
{
    Q_OBJECT
public:
    explicit OptionEditor(Session *session, QObject *parent = nullptr);
    /// Checks and sets; a wrong value gives the sentence to show and changes nothing.
    Result<void> set(OptionKey key, const QVariant &value);
    /// Sets several as one step of undo, which bears the first one's name; a wrong value changes nothing.
    Result<void> setTogether(const QList<std::pair<OptionKey, QVariant>> &values);
    /// Takes the person's choice back: what the file says, or automatic.
    void reset(OptionKey key);
    /// Sets from text, as the mending button of a finding or problem names it.
    Result<void> setFromText(const QString &name, const QString &value);
    [[nodiscard]] QUndoStack *stack() { return &m_stack; }

private:
    void push(OptionKey key, const Options &after);
    Session *m_session;
    QUndoStack m_stack;
};

} // namespace slipway
