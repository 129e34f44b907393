// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// Ways to spoil a project, for the table of what is said of it.
#pragma once

#include "samples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <functional>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <linux/capability.h>
#include <sys/syscall.h>
#endif

namespace slipway::test {

using namespace Qt::StringLiterals;

/// A project that is not as it should be, and what is said of it.
struct BadInput
{
    const char *name;
    std::function<void(const QString &root)> make;
    const char *message;  ///< ROOT stands for the folder
    const char *file;     ///< relative to the folder
    int line;
    const char *code;     ///< of the finding; empty: the project cannot be opened at all
    int exit;             ///< exit code of `slipway build`
    const char *open = "";
};

inline constexpr auto package = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
inline constexpr auto lock = "version = 4\n\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\n";

/// A project that is as it should be, to spoil.
inline void writeGood(const QString &root, const QByteArray &more = {})
{
    writeFile(root, u"Cargo.toml"_s, package + more);
    writeFile(root, u"Cargo.lock"_s, lock);
    writeFile(root, u"src/main.rs"_s, "fn main() {}\n");
}

inline void writePackage(const QString &root, const QString &folder, const QByteArray &more = {})
{
    writeFile(root, folder + u"/Cargo.toml",
              "[package]\nname = \"" + folder.section(u'/', -1).toUtf8() + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" + more);
    writeFile(root, folder + u"/src/main.rs", "fn main() {}\n");
}

/// Makes `Cargo.toml`, or another file, hold `bytes`.
inline std::function<void(const QString &)> holding(const QByteArray &bytes, const char *path = "Cargo.toml")
{
    return [=](const QString &root) {
        writeGood(root);
        writeFile(root, QString::fromUtf8(path), bytes);
    };
}

inline std::function<void(const QString &)> workspace(const QByteArray &keys, const std::function<void(const QString &)> &more = [](const QString &) {})
{
    return [=](const QString &root) {
        writeFile(root, u"Cargo.toml"_s, "[workspace]\n" + keys);
        writeFile(root, u"Cargo.lock"_s, "version = 4\n");
        more(root);
    };
}

/// Puts a link in the place of a file.
inline void linkAt(const QString &root, const QString &path, const QString &target)
{
    const QString name = QDir(root).filePath(path);
    QFile::remove(name);
    if (!QFile::link(target, name))
        qFatal("cannot link %s", qPrintable(name));
}

inline void setReadable(const QString &path, bool isReadable)
{
    const bool isFolder = QFileInfo(path).isDir();
    const auto all = QFileDevice::ReadOwner | QFileDevice::WriteOwner | (isFolder ? QFileDevice::ExeOwner : QFileDevice::Permissions());
    if (!QFile::setPermissions(path, isReadable ? all : QFileDevice::Permissions()))
        qFatal("cannot change the rights of %s", qPrintable(path));
}

/// Root reads everything: takes that power from this thread, so that rights mean what they mean to any user.
inline void giveUpReadingEverything()
{
#ifdef Q_OS_LINUX
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2]{};
    if (::syscall(SYS_capget, &header, data) != 0)
        return;
    data[0].effective &= ~((1U << CAP_DAC_OVERRIDE) | (1U << CAP_DAC_READ_SEARCH));
    ::syscall(SYS_capset, &header, data);
#endif
}

inline void makePipe(const QString &root, const QString &path)
{
    const QByteArray name = QFile::encodeName(QDir(root).filePath(path));
    QFile::remove(QDir(root).filePath(path));
    if (::mkfifo(name.constData(), 0600) != 0)
        qFatal("cannot make the pipe %s", name.constData());
}

} // namespace slipway::test
