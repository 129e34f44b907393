// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "checks.h"
#include "stations.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QPixmap>
#include <QStandardPaths>
#include <QTest>
#include <QTranslator>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

namespace {

struct Size
{
    const char *name;
    int width;
    int height;
};
constexpr Size sizes[] = {{"narrow", 900, 640}, {"small", 1000, 640}, {"middle", 1440, 900}, {"large", 1920, 1080}};

/// Takes the picture of a station and looks at it; gives the number of problems.
int take(const QString &name, const Size &size, bool isDark, int scale, const QDir &folder)
{
    const std::unique_ptr<Station> station = makeStation(name, isDark ? Theme::Scheme::Dark : Theme::Scheme::Light);
    QWidget *window = station->window();
    window->resize(size.width, size.height);
    window->show();
    if (!QTest::qWaitForWindowExposed(window) || !QTest::qWaitFor([&] { return station->isSettled(); }, 20'000)) {
        std::fprintf(stderr, "%s: the window does not come to rest\n", qPrintable(name));
        return 1;
    }
    QTest::qWait(120); // layouts that settle, one frame of the chart, the flash of changed lines aside
    QWidget *subject = station->subject();
    const QPixmap picture = subject->grab();
    const QString file = u"%1-%2-%3-%4x.png"_s.arg(name, QLatin1StringView(size.name), isDark ? u"dark"_s : u"light"_s).arg(scale);
    if (!picture.save(folder.filePath(file))) {
        std::fprintf(stderr, "%s cannot be written\n", qPrintable(folder.filePath(file)));
        return 1;
    }
    const QStringList problems = pictureProblems(subject, picture.toImage());
    for (const QString &problem : problems)
        std::printf("%s: %s\n", qPrintable(file), qPrintable(problem));
    return static_cast<int>(problems.size());
}

} // namespace

int main(int argc, char *argv[])
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QTranslator english;
    if (english.load(u":/i18n/slipway_en.qm"_s))
        QApplication::installTranslator(&english);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Takes pictures of each station of the window and says what is wrong in them."_s);
    parser.addHelpOption();
    parser.addOption({u"output"_s, u"Folder of the pictures."_s, u"folder"_s, u"pictures"_s});
    parser.addOption({u"only"_s, u"One station: %1."_s.arg(stationNames().join(u", "_s)), u"name"_s});
    parser.addOption({u"scale"_s, u"What QT_SCALE_FACTOR is, for the files' names."_s, u"number"_s, u"1"_s});
    parser.addOption({u"check"_s, u"Whether the checks see what is wrong; no pictures."_s});
    parser.process(application);
    if (parser.isSet(u"check"_s))
        return checkTheChecks() == 0 ? 0 : 1;
    const QDir folder(parser.value(u"output"_s));
    if (!folder.mkpath(u"."_s)) {
        std::fprintf(stderr, "%s cannot be made\n", qPrintable(folder.path()));
        return 2;
    }
    // Qt's first palette is another than the one that it comes back to: no picture depends on which is taken first.
    Theme theme;
    theme.setScheme(Theme::Scheme::Dark);
    theme.setScheme(Theme::Scheme::Light);
    int problems = 0;
    int pictures = 0;
    for (const QString &name : stationNames()) {
        if (parser.isSet(u"only"_s) && parser.value(u"only"_s) != name)
            continue;
        for (const Size &size : sizes) {
            for (const bool isDark : {false, true}) {
                problems += take(name, size, isDark, parser.value(u"scale"_s).toInt(), folder);
                ++pictures;
            }
        }
    }
    std::printf("%d pictures in %s, %d problems\n", pictures, qPrintable(folder.path()), problems);
    return problems == 0 && pictures > 0 ? 0 : 1;
}
