// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"

#include <QObject>
#include <QUndoStack>

namespace slipway {

class Session;

/// Changes of the person's choices with undo: one stack over the one Options value of the session. A step is what an
/// option was and became in the plan, so that undo also brings it back over what was saved since. Typing into one field
/// is one step.
class OptionEditor : public QObject
{
    Q_OBJECT
public:
    explicit OptionEditor(Session *session, QObject *parent = nullptr);
    /// Checks and sets; a wrong value gives the sentence to show and changes nothing.
    Result<void> set(OptionKey key, const QVariant &value);
    /// Sets several as one step of undo, which bears the first one's name; a wrong value changes nothing.
    Result<void> setTogether(const QList<std::pair<OptionKey, QVariant>> &values);
    /// Sets a list from the ticks that are on. Those of slipway.toml, or where it is silent the `automatic` ones, are
    /// no choice of the person's.
    void setTicks(OptionKey key, const QStringList &ticked, const QStringList &automatic);
    /// Takes the person's choice back: what the file says, or automatic.
    void reset(OptionKey key);
    /// Leaves it to Slipway, whatever the file says.
    void setAutomatic(OptionKey key);
    /// Sets from text, as the mending button of a finding or problem names it.
    Result<void> setFromText(const QString &name, const QString &value);
    [[nodiscard]] bool isAutomaticOverFile(OptionKey key) const;
    [[nodiscard]] QUndoStack *stack() { return &m_stack; }

Q_SIGNALS:
    /// The wish leaves all as it was, so no plan comes of it: who shows a wish before it is planned shows the plan
    /// again.
    void nothingChanged();

private:
    void push(const QList<std::pair<OptionKey, QVariant>> &wishes);
    Session *m_session;
    QUndoStack m_stack;
};

} // namespace slipway
