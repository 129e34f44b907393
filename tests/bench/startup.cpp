// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "bench.h"
#include "fixtures.h"

#include <QFile>
#include <QProcess>

namespace slipway::bench {

using namespace Qt::StringLiterals;

namespace {

Milliseconds startOnce(const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const auto begin = std::chrono::steady_clock::now().time_since_epoch();
    process.start(QStringLiteral(BENCH_WINDOW), arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        giveUp(u"The window program did not show itself: %1"_s.arg(process.errorString()));
    const QByteArrayList words = process.readAllStandardOutput().simplified().split(' ');
    if (words.size() != 2 || words[1] == "0")
        giveUp(u"The window program said %1."_s.arg(QString::fromUtf8(words.join(' '))));
    return std::chrono::nanoseconds(words[0].toLongLong()) - begin;
}

} // namespace

QList<Figure> measureStartup(int runs)
{
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &variable : {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s})
        environment.insert(variable, home.path());
    const QString project = QStringLiteral(SLIPWAY_SOURCE_DIR) + u"/tests/projects/web-sqlite-tls"_s;
    QList<Figure> figures;
    for (const auto &[what, arguments] : {std::pair{u"exec to first frame"_s, QStringList{u"--new-window"_s}},
                                          std::pair{u"exec to first frame, with a project"_s, QStringList{u"--new-window"_s, project}}}) {
        (void)startOnce(arguments, environment); // warm
        QList<Milliseconds> times;
        for (int i = 0; i < runs; ++i)
            times.append(startOnce(arguments, environment));
        figures.append(medianFigure(what, times, Milliseconds(300)));
    }
    figures.first().remark = QStringLiteral("platform plugin %1").arg(environment.value(u"QT_QPA_PLATFORM"_s, u"of the display"_s));
    return figures;
}

} // namespace slipway::bench
