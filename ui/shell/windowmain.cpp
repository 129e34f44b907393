// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/windowmain.h"

#include "credentials/credentials.h"
#include "history/history.h"
#include "knowledge/knowledge.h"
#include "session/session.h"
#include "settings/settings.h"
#include "shell/mainwindow.h"
#include "shell/singleinstance.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSessionManager>
#include <QSocketNotifier>
#include <QTranslator>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

#ifdef Q_OS_UNIX
// A signal handler may do next to nothing: it writes a byte, the event loop reads it (Qt documentation, "Calling Qt Functions From Unix
// Signal Handlers").
int signalSockets[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalSockets[0], &byte, 1);
}

void endPolitelyOnSignals(MainWindow *window)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, signalSockets) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalSockets[1], QSocketNotifier::Read, window);
    QObject::connect(notifier, &QSocketNotifier::activated, window, [window] {
        char byte = 0;
        [[maybe_unused]] const ssize_t read = ::read(signalSockets[1], &byte, 1);
        window->closeAfterBuild();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
}

// Log-ins are in memory while a build runs: they shall not end in a core dump.
void forbidCoreDumps()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}
#else
void endPolitelyOnSignals(MainWindow *) {}
void forbidCoreDumps() {}
#endif

/// The plan options of the command line: `--set KEY=VALUE` (any key of slipway.toml), as `slipway open` hands them over.
Result<Options> optionsFrom(const QCommandLineParser &parser)
{
    Options options;
    for (const QString &pair : parser.values(u"set"_s)) {
        const qsizetype at = pair.indexOf(u'=');
        const Result<void> done = setOptionFromText(options, at < 0 ? pair : pair.first(at), at < 0 ? QString() : pair.mid(at + 1));
        if (!done)
            return std::unexpected(done.error());
    }
    return options;
}

} // namespace

int windowMain(int argc, char *argv[])
{
    forbidCoreDumps();
    QCoreApplication::setApplicationName(u"slipway"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QGuiApplication::setDesktopFileName(u"slipway"_s);
    QApplication application(argc, argv);
    QTranslator english; // the plural forms; below any other language
    if (english.load(u":/i18n/slipway_en.qm"_s))
        QApplication::installTranslator(&english);
    QTranslator own;
    if (QLocale().language() != QLocale::English && own.load(QLocale(), u"slipway"_s, u"_"_s, u":/i18n"_s))
        QApplication::installTranslator(&own);

    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"path"_s, QCoreApplication::translate("Window", "A folder in a Rust project."), u"[PATH]"_s);
    parser.addOption({u"set"_s, QCoreApplication::translate("Window", "A choice of the plan."), u"KEY=VALUE"_s});
    parser.addOption({u"sample"_s, QCoreApplication::translate("Window", "Open a copy of the bundled sample.")});
    parser.addOption({u"new-window"_s, QCoreApplication::translate("Window", "Do not hand the path over to a window that is open.")});
    parser.process(application);
    const QString path = parser.positionalArguments().value(0);
    const Result<Options> options = optionsFrom(parser);
    if (!options) {
        qCritical("%s", qPrintable(options.error().message));
        return exitCode(options.error().code);
    }

    SingleInstance instance;
    if (!parser.isSet(u"new-window"_s) && instance.start(path) == SingleInstance::Role::Handed)
        return 0;

    Result<Knowledge> knowledge = Knowledge::load();
    if (!knowledge) {
        qCritical("%s", qPrintable(knowledge.error().message));
        return exitCode(knowledge.error().code);
    }
    Settings settings;
    const std::unique_ptr<KeyStore> keyStore = makeSystemKeyStore();
    History history;
    const auto shared = std::make_shared<const Knowledge>(std::move(*knowledge));
    Session session({shared, &settings, keyStore.get(), &history});
    session.setCommandLineOptions(*options);

    MainWindow window({shared, &session, &settings, &history, keyStore.get()});
    endPolitelyOnSignals(&window);
    QObject::connect(
        &application, &QGuiApplication::commitDataRequest, &window, [&window](QSessionManager &) { window.closeAfterBuild(); }, Qt::DirectConnection);
    QObject::connect(&instance, &SingleInstance::activated, &window, &MainWindow::activate);
    window.show();
    // After the first frame: reading a project and asking the engine cost more than showing the window.
    QMetaObject::invokeMethod(
        &window,
        [&] {
            session.followSetup(qEnvironmentVariable("SLIPWAY_SETUP_STATUS"));
            if (parser.isSet(u"sample"_s))
                window.openSample();
            else if (!path.isEmpty())
                window.openPath(path);
            else
                window.openLast();
        },
        Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace slipway
