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

class OptionCommand : public QUndoCommand
{
public:
    OptionCommand(Session *session, OptionKey key, Options before, Options after)
        : QUndoCommand(OptionEditor::tr("change of “%1”", "undo text; %1 is the label of a field").arg(optionLabel(key)))
        , m_session(session)
        , m_key(key)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {
        m_age.start();
    }
    void undo() override { m_session->setUserOptions(m_before); }
    void redo() override { m_session->setUserOptions(m_after); }
    [[nodiscard]] int id() const override { return 1 + static_cast<int>(m_key); }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *newer = static_cast<const OptionCommand *>(other); // same id, so the same class
        const QMetaType::Type type = static_cast<QMetaType::Type>(newer->m_after.value(m_key).typeId());
        if (type != QMetaType::QString || m_age.elapsed() > mergeMilliseconds)
            return false;
        m_after = newer->m_after;
        m_age.restart();
        setObsolete(m_after == m_before);
        return true;
    }

private:
    Session *m_session;
    OptionKey m_key;
    Options m_before;
    Options m_after;
    QElapsedTimer m_age;
};

} // namespace

OptionEditor::OptionEditor(Session *session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_stack.setUndoLimit(500);
}

Result<void> OptionEditor::set(OptionKey key, const QVariant &value)
{
    if (const Result<void> checked = checkOption(key, value); !checked)
        return checked;
    Options after = m_session->options().user;
    after.set(key, value);
    push(key, after);
    return {};
}

Result<void> OptionEditor::setTogether(const QList<std::pair<OptionKey, QVariant>> &values)
{
    Options after = m_session->options().user;
    for (const auto &[key, value] : values) {
        if (const Result<void> checked = checkOption(key, value); !checked)
            return checked;
        after.set(key, value);
    }
    if (!values.isEmpty())
        push(values.first().first, after);
    return {};
}

Result<void> OptionEditor::setFromText(const QString &name, const QString &value)
{
    Options after = m_session->options().user;
    if (const Result<void> done = setOptionFromText(after, name, value); !done)
        return done;
    push(optionByName(name)->key, after);
    return {};
}

void OptionEditor::reset(OptionKey key)
{
    Options after = m_session->options().user;
    after.reset(key);
    push(key, after);
}

void OptionEditor::push(OptionKey key, const Options &after)
{
    const Options before = m_session->options().user;
    if (before == after)
        return;
    m_stack.push(new OptionCommand(m_session, key, before, after));
}

} // namespace slipway
