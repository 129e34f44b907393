// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// fuzz [--target NAME] [--seed N] [--runs N | --seconds N] [--replay FILE]
// Feeds mutated input to what reads other people's bytes. An input that crashes a reader, breaks a promise of it or takes more than ten seconds is left in
// the working folder as fuzz-TARGET.input, to be tried again with --replay.

#include "mutator.h"
#include "support.h"
#include "targets.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)()); // NOLINT: the sanitizers' own name

namespace slipway::fuzz {

using namespace Qt::StringLiterals;

namespace {

// What a handler of signals can reach.
const char *inputBytes = nullptr;
qsizetype inputSize = 0;
char inputFile[200] = {};

void keepInput()
{
    const int file = ::open(inputFile, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || ::write(file, inputBytes, static_cast<size_t>(inputSize)) < 0)
        return;
    ::close(file);
    constexpr char words[] = "The input is kept in ";
    [[maybe_unused]] const auto said = ::write(2, words, sizeof words - 1) + ::write(2, inputFile, ::strlen(inputFile)) + ::write(2, "\n", 1);
}

void onSignal(int signal)
{
    keepInput();
    ::signal(signal, SIG_DFL);
    ::raise(signal == SIGALRM ? SIGABRT : signal);
}

bool tryInput(const Target &target, const QByteArray &bytes, QRandomGenerator &random)
{
    inputBytes = bytes.constData();
    inputSize = bytes.size();
    std::snprintf(inputFile, sizeof inputFile, "fuzz-%s.input", qPrintable(target.name));
    ::alarm(10);
    const QString broken = target.run(bytes, random);
    ::alarm(0);
    if (broken.isEmpty())
        return true;
    std::fprintf(stderr, "%s: %s\n", qPrintable(target.name), qPrintable(broken));
    keepInput();
    return false;
}

} // namespace

QByteArray seedFile(const QString &relative)
{
    QFile file(test::sourcePath(relative));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file.fileName()));
    return file.readAll();
}

int replay(const std::vector<Target> &targets, const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "%s cannot be read.\n", qPrintable(name));
        return 2;
    }
    const QByteArray bytes = file.readAll();
    bool isGood = true;
    for (const Target &target : targets) {
        // The cuts and choices of a run are random as well.
        for (quint32 seed = 0; seed < 50; ++seed) {
            QRandomGenerator random(seed);
            isGood = isGood && tryInput(target, bytes, random);
        }
    }
    return isGood ? 0 : 1;
}

int fuzz(const std::vector<Target> &targets, quint32 seed, int runs, int seconds)
{
    std::vector<Mutator> mutators;
    for (const Target &target : targets)
        mutators.emplace_back(target.seeds, target.words, seed++);
    std::vector<qint64> counts(targets.size());
    QElapsedTimer timer;
    timer.start();
    for (int round = 0; seconds > 0 ? timer.elapsed() < seconds * 1000LL : round < runs; ++round) {
        for (size_t i = 0; i < targets.size(); ++i) {
            for (int turn = 0; turn < targets[i].share; ++turn, ++counts[i]) {
                if (!tryInput(targets[i], mutators[i].next(), mutators[i].random()))
                    return 1;
            }
        }
    }
    for (size_t i = 0; i < targets.size(); ++i)
        std::printf("%-8s %8lld inputs\n", qPrintable(targets[i].name), static_cast<long long>(counts[i]));
    return 0;
}

} // namespace slipway::fuzz

int main(int argc, char *argv[])
{
    using namespace slipway::fuzz;
    using namespace Qt::StringLiterals;
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"target"_s, u"Only this one: stream, toml, project, texts, answers, archive."_s, u"NAME"_s},
                       {u"seed"_s, u"Where the random numbers begin."_s, u"N"_s, u"1"_s},
                       {u"runs"_s, u"Rounds over all targets."_s, u"N"_s, u"1000"_s},
                       {u"seconds"_s, u"Goes on for so long instead."_s, u"N"_s},
                       {u"replay"_s, u"Tries the input that an earlier run kept."_s, u"FILE"_s}});
    parser.process(application);
    std::vector<Target> targets = readerTargets();
    targets.insert(targets.begin(), streamTarget());
    if (parser.isSet(u"target"_s))
        std::erase_if(targets, [&parser](const Target &target) { return target.name != parser.value(u"target"_s); });
    if (targets.empty()) {
        std::fprintf(stderr, "There is no target \"%s\".\n", qPrintable(parser.value(u"target"_s)));
        return 2;
    }
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(keepInput);
    else
        ::signal(SIGSEGV, onSignal);
    ::signal(SIGABRT, onSignal);
    ::signal(SIGALRM, onSignal);
    // What readers say to the log about bad input is no news here.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext &, const QString &text) {
        if (type == QtFatalMsg)
            std::fprintf(stderr, "%s\n", qPrintable(text));
    });
    if (parser.isSet(u"replay"_s))
        return replay(targets, parser.value(u"replay"_s));
    return fuzz(targets, parser.value(u"seed"_s).toUInt(), parser.value(u"runs"_s).toInt(), parser.value(u"seconds"_s).toInt());
}
