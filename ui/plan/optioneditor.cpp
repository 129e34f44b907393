// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/optioneditor.h"

#include "plan/optionwords.h"
#include "session/session.h"

#include <QElapsedTimer>
#include <QUndoCommand>

namespace slipway {

namespace {

constexpr qint64 mergeMilliseconds = 1500;

/// What an option is in the plan before and after a step; an invalid value means automatic.
struct Change
{
    OptionKey key;
    QVariant before;
    QVariant after;
};

class OptionCommand : public QUndoCommand
{
public:
    OptionCommand(Session *session, OptionKey name, const QList<Change> &changes)
        : QUndoCommand(OptionEditor::tr("change of “%1”", "undo text; %1 is the label of a field").arg(optionLabel(name)))
        , m_session(session)
        , m_name(name)
        , m_changes(changes)
    {
        m_age.start();
    }
    void undo() override { apply(&Change::before); }
    void redo() override { apply(&Change::after); }
    [[nodiscard]] int id() const override { return 1 + static_cast<int>(m_name); }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *newer = static_cast<const OptionCommand *>(other); // same id, so the same class
        if (m_changes.size() != 1 || newer->m_changes.size() != 1 || m_age.elapsed() > mergeMilliseconds)
            return false;
        const Change &next = newer->m_changes.constFirst();
        if (next.key != m_changes.constFirst().key || next.after.typeId() != QMetaType::QString)
            return false;
        m_changes.first().after = next.after;
        m_age.restart();
        setObsolete(m_changes.constFirst().after == m_changes.constFirst().before);
        return true;
    }

private:
    // Over what the file says now, which a save may have changed since: only what differs from it is the person's own.
    void apply(QVariant Change::*side)
    {
        const LayeredOptions options = m_session->options();
        Options user = options.user;
        for (const Change &change : std::as_const(m_changes)) {
            if (options.file.value(change.key) == change.*side)
                user.reset(change.key);
            else
                user.set(change.key, change.*side);
        }
        m_session->setUserOptions(user);
    }

    Session *m_session;
    OptionKey m_name;
    QList<Change> m_changes;
    QElapsedTimer m_age;
};

bool isSameSet(QStringList a, QStringList b)
{
    a.sort();
    b.sort();
    return a == b;
}

} // namespace

OptionEditor::OptionEditor(Session *session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_stack.setUndoLimit(500);
}

Result<void> OptionEditor::set(OptionKey key, const QVariant &value)
{
    return setTogether({{key, value}});
}

Result<void> OptionEditor::setTogether(const QList<std::pair<OptionKey, QVariant>> &values)
{
    for (const auto &[key, value] : values) {
        if (const Result<void> checked = checkOption(key, value); !checked)
            return checked;
    }
    push(values);
    return {};
}

void OptionEditor::setTicks(OptionKey key, const QStringList &ticked, const QStringList &automatic)
{
    const Options file = m_session->options().file;
    if (isSameSet(ticked, file.contains(key) ? file.list(key) : automatic))
        reset(key);
    else if (!set(key, ticked))
        Q_EMIT nothingChanged();
}

Result<void> OptionEditor::setFromText(const QString &name, const QString &value)
{
    // Some texts add to what there is.
    Options all = m_session->options().kept();
    if (const Result<void> done = setOptionFromText(all, name, value); !done)
        return done;
    const OptionKey key = optionByName(name)->key;
    push({{key, all.value(key)}});
    return {};
}

void OptionEditor::reset(OptionKey key)
{
    push({{key, m_session->options().file.value(key)}});
}

void OptionEditor::setAutomatic(OptionKey key)
{
    push({{key, QVariant()}});
}

bool OptionEditor::isAutomaticOverFile(OptionKey key) const
{
    return m_session->options().isAutomaticOverFile(key);
}

void OptionEditor::push(const QList<std::pair<OptionKey, QVariant>> &wishes)
{
    const Options now = m_session->options().kept();
    QList<Change> changes;
    for (const auto &[key, value] : wishes) {
        if (now.value(key) != value)
            changes.append({key, now.value(key), value});
    }
    if (changes.isEmpty())
        Q_EMIT nothingChanged();
    else
        m_stack.push(new OptionCommand(m_session, wishes.constFirst().first, changes));
}

} // namespace slipway
