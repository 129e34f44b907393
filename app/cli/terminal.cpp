// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/terminal.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QStandardPaths>

#ifdef Q_OS_UNIX
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

#ifdef Q_OS_UNIX
// A signal handler can reach nothing but a global; written once, before the handlers are set.
int signalPipe = -1;

void onSignal(int)
{
    const int kept = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe, &byte, 1);
    errno = kept;
}

/// True when something listens at a socket's path; with `isAbstract`, at the abstract name.
bool listens(const QByteArray &path, bool isAbstract)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto offset = static_cast<std::size_t>(isAbstract ? 1 : 0);
    const auto length = static_cast<std::size_t>(path.size());
    if (length + offset >= sizeof(address.sun_path))
        return false;
    std::memcpy(address.sun_path + offset, path.constData(), length);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0)
        return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + offset + length + (isAbstract ? 0 : 1));
    const auto *generic = reinterpret_cast<const sockaddr *>(&address);
    // EAGAIN: it listens, and is busy.
    const bool answers = ::connect(socket, generic, size) == 0 || errno == EAGAIN || errno == EINPROGRESS;
    ::close(socket);
    return answers;
}

bool hasWayland()
{
    const QByteArray name = qgetenv("WAYLAND_DISPLAY");
    if (name.isEmpty())
        return false;
    return listens(name.startsWith('/') ? name : qgetenv("XDG_RUNTIME_DIR") + '/' + name, false);
}

bool hasX11()
{
    const QByteArray display = qgetenv("DISPLAY");
    const qsizetype colon = display.lastIndexOf(':');
    if (colon < 0)
        return false;
    const QByteArray host = display.left(colon);
    // Another machine, or a tunnel: asking would take time, so its name is believed.
    if (!host.isEmpty() && host != "unix")
        return true;
    const QByteArray number = display.mid(colon + 1).split('.').constFirst();
    const QByteArray path = "/tmp/.X11-unix/X" + number;
    return listens(path, false) || listens(path, true);
}
#endif

QString windowProgram(const QString &folder)
{
    return QDir(folder).filePath(u"slipway-window"_s);
}

} // namespace

Output::Terminal messageTerminal()
{
    Output::Terminal terminal;
#ifdef Q_OS_UNIX
    terminal.isTerminal = ::isatty(STDERR_FILENO) != 0 && qgetenv("TERM") != "dumb";
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.columns = size.ws_col;
        terminal.rows = size.ws_row;
    }
#endif
    return terminal;
}

bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    if (!platform.isEmpty() && platform != "xcb" && !platform.startsWith("wayland"))
        return true;    // offscreen, vnc, eglfs: chosen on purpose
    return hasWayland() || hasX11();
#else
    return true;
#endif
}

Interrupts::Interrupts(QObject *parent)
    : QObject(parent)
{
#ifdef Q_OS_UNIX
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    signalPipe = ends[1];
    auto *notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, end = ends[0]] {
        char byte = 0;
        while (::read(end, &byte, 1) == 1)
            Q_EMIT interrupted();
    });
    struct sigaction action{};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before{};
        // What was ignored on purpose (nohup) stays ignored.
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr);
    }
    ::signal(SIGPIPE, SIG_IGN);
#endif
}

std::optional<Error> windowObstacle(const QString &programFolder)
{
    if (!hasDisplay()) {
        return Error{ErrorCode::Usage,
                     Cli::tr("There is no display for the window: \"slipway build\" and the other commands work without one."),
                     Cli::tr("\"slipway --help\" lists them."),
                     {},
                     0};
    }
    const QString program = windowProgram(programFolder);
    if (!QFileInfo(program).isExecutable())
        return Error{ErrorCode::Usage, Cli::tr("The window's program is not installed beside this one: %1 is missing.").arg(program), {}, {}, 0};
    return std::nullopt;
}

Error becomeWindow(const QString &programFolder, const QStringList &arguments)
{
    const QString program = windowProgram(programFolder);
#ifdef Q_OS_UNIX
    QList<QByteArray> words{QFile::encodeName(program)};
    for (const QString &argument : arguments)
        words.append(QFile::encodeName(argument));
    QList<char *> pointers;
    for (QByteArray &word : words)
        pointers.append(word.data());
    pointers.append(nullptr);
    ::execv(pointers.constFirst(), pointers.data());
    return Error{ErrorCode::Internal, Cli::tr("%1 cannot be started: %2.").arg(program, QString::fromLocal8Bit(std::strerror(errno))), {}, {}, 0};
#else
    Q_UNUSED(arguments)
    return Error{ErrorCode::Internal, Cli::tr("Start %1 for the window.").arg(program), {}, {}, 0};
#endif
}

} // namespace slipway::cli
