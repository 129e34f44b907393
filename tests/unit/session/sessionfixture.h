// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// A session over folders of its own, for each test.
#pragma once

#include "samples.h"
#include "session/session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace slipway::test {

using namespace Qt::StringLiterals;

/// A person without a key store.
class EmptyKeyStore : public KeyStore
{
public:
    void read(const QString &, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        QMetaObject::invokeMethod(context, [answer] { answer(Credential()); }, Qt::QueuedConnection);
    }
    void write(const QString &, const Credential &, QObject *context, std::function<void(Result<void>)> answer) override
    {
        QMetaObject::invokeMethod(context, [answer] { answer({}); }, Qt::QueuedConnection);
    }
    void remove(const QString &, QObject *context, std::function<void(Result<void>)> answer) override
    {
        QMetaObject::invokeMethod(context, [answer] { answer({}); }, Qt::QueuedConnection);
    }
    [[nodiscard]] QStringList hosts() const override { return {}; }
};

inline Options withText(OptionKey key, const QString &value)
{
    Options options;
    options.set(key, value);
    return options;
}

inline QByteArray readFile(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class SessionFixture
{
protected:
    void load()
    {
        auto knowledge = Knowledge::load();
        QVERIFY2(knowledge, qPrintable(knowledge ? QString() : knowledge.error().message));
        m_knowledge = std::make_shared<const Knowledge>(std::move(*knowledge));
    }

    void begin()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_home = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_home->filePath(u"slipway.ini"_s));
        m_history = std::make_unique<History>(m_home->filePath(u"history"_s));
        m_keyStore = std::make_unique<EmptyKeyStore>();
        m_session = makeSession();
    }

    void end()
    {
        m_session.reset();
        m_settings.reset();
    }

    [[nodiscard]] std::unique_ptr<Session> makeSession() const
    {
        return std::make_unique<Session>(Session::Services{m_knowledge, m_settings.get(), m_keyStore.get(), m_history.get()});
    }
    bool openSmall()
    {
        writeSmallProject(m_dir->path());
        m_session->open(m_dir->path());
        return QTest::qWaitFor([this] { return m_session->current() != nullptr; });
    }

    std::shared_ptr<const Knowledge> m_knowledge;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<History> m_history;
    std::unique_ptr<KeyStore> m_keyStore;
    std::unique_ptr<Session> m_session;
};

} // namespace slipway::test
