// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "bench.h"
#include "fixtures.h"

#include <QApplication>
#include <QCommandLineParser>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway::bench;

int main(int argc, char *argv[])
{
    // Before anything looks for them: the settings, records and caches of the person who measures stay out.
    const QTemporaryDir home;
    for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, home.path().toLocal8Bit());
    QApplication application(argc, argv);
    const QList<std::pair<QString, QList<Figure> (*)(int)>> parts{
        {u"startup"_s, measureStartup}, {u"opening"_s, measureOpening}, {u"logging"_s, measureLogging}, {u"typing"_s, measureTyping}};
    QStringList names;
    for (const auto &part : parts)
        names.append(part.first);

    QCommandLineParser parser;
    parser.setApplicationDescription(u"Measures what a person waits for, and prints a table."_s);
    parser.addHelpOption();
    parser.addOption({u"runs"_s, u"How often each is measured."_s, u"number"_s, u"10"_s});
    parser.addPositionalArgument(u"part"_s, names.join(u", "_s), u"[PART]..."_s);
    parser.process(application);
    const int runs = parser.value(u"runs"_s).toInt();
    for (const QString &name : parser.positionalArguments()) {
        if (!names.contains(name))
            giveUp(u"There is no part %1; there are %2."_s.arg(name, names.join(u", "_s)));
    }
    if (runs < 1)
        giveUp(u"At least one run is needed."_s);

    QList<Figure> figures;
    for (const auto &[name, measure] : parts) {
        if (parser.positionalArguments().isEmpty() || parser.positionalArguments().contains(name))
            figures += measure(runs);
    }
    std::printf("%s", qPrintable(figureTable(figures)));
    return allWithin(figures) ? 0 : 1;
}
