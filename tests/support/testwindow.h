// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"
#include "history/history.h"
#include "knowledge/knowledge.h"
#include "scripteddocker.h"
#include "session/session.h"
#include "settings/settings.h"
#include "shell/mainwindow.h"
#include "support.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>

namespace slipway::test {

using namespace Qt::StringLiterals;

/// A key store in memory: the user's own is never asked.
class MemoryKeys : public KeyStore
{
public:
    void read(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        QMetaObject::invokeMethod(context, [answer = std::move(answer), found = kept.value(host)] { answer(found); }, Qt::QueuedConnection);
    }
    void write(const QString &host, const Credential &credential, QObject *context, std::function<void(Result<void>)> answer) override
    {
        kept.insert(host, credential);
        QMetaObject::invokeMethod(context, [answer = std::move(answer)] { answer({}); }, Qt::QueuedConnection);
    }
    void remove(const QString &host, QObject *context, std::function<void(Result<void>)> answer) override
    {
        kept.remove(host);
        QMetaObject::invokeMethod(context, [answer = std::move(answer)] { answer({}); }, Qt::QueuedConnection);
    }
    [[nodiscard]] QStringList hosts() const override { return kept.keys(); }
    QMap<QString, Credential> kept;
};

/// Header only: it needs the window's library, which the other helpers of the tests do not.
/// The window as windowMain() puts it together, over a folder of its own and an engine that is scripted.
class TestWindow
{
public:
    TestWindow()
        : docker(made(u"engine"_s))
        , settings(folder.filePath(u"settings.ini"_s))
        , history(folder.filePath(u"history"_s))
    {
        Result<Knowledge> loaded = Knowledge::load();
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().message));
        knowledge = std::make_shared<const Knowledge>(std::move(*loaded));
    }
    ~TestWindow()
    {
        window.reset();
        session.reset();
    }
    /// After settings and history are as they shall be found.
    void start()
    {
        session = std::make_unique<Session>(Session::Services{knowledge, &settings, &keys, &history});
        window = std::make_unique<MainWindow>(WindowServices{knowledge, session.get(), &settings, &history, &keys});
    }
    /// A writable copy of tests/projects/<name>; gives its folder.
    QString copyProject(const QString &name)
    {
        const QString from = sourcePath(u"tests/projects/"_s + name);
        const QString to = made(u"projects/"_s + name);
        QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString target = to + path.mid(from.size());
            if (path.contains(u"/target/"_s))
                continue;
            QDir().mkpath(QFileInfo(target).path());
            if (!QFile::exists(target) && !QFile::copy(path, target))
                qFatal("%s cannot be written", qPrintable(target));
        }
        return to;
    }
    template <typename T>
    [[nodiscard]] T *find(const QString &name) const
    {
        T *found = window->findChild<T *>(name);
        if (!found)
            qFatal("The window has no %s", qPrintable(name));
        return found;
    }

    QTemporaryDir folder;
    ScriptedDocker docker;
    Settings settings;
    History history;
    MemoryKeys keys;
    std::shared_ptr<const Knowledge> knowledge;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;

private:
    QString made(const QString &name)
    {
        if (!QDir(folder.path()).mkpath(name))
            qFatal("%s cannot be made", qPrintable(name));
        return folder.filePath(name);
    }
};

} // namespace slipway::test
