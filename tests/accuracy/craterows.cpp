// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// crate-rows: prints the crates that Slipway says a cargo call compiles, one JSON array a line, for each line of standard input:
//   {"root": "/folder", "packages": [], "binaries": [], "features": [], "allFeatures": false, "noDefaultFeatures": false, "targets": [],
//    "environment": {"CARGO_HOME": "/home"}, "times": 1, "store": "/folder of Slipway's own facts, else Cargo's caches alone", "together": false}
// The answer: {"exact": true, "milliseconds": [first, …], "processor": [first, …], "rows": [{name, version, source, for, features, targets}]} or {"error": "…"}.

#include "base/text.h"
#include "crates/crategraph.h"
#include "crates/keptfacts.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <ctime>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// Sets variables of the environment for as long as it lives.
class Environment
{
public:
    explicit Environment(const QJsonObject &variables)
    {
        for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
            const QByteArray name = variable.key().toUtf8();
            m_before.append({name, qEnvironmentVariableIsSet(name.constData()) ? std::optional(qgetenv(name.constData())) : std::nullopt});
            qputenv(name.constData(), variable.value().toString().toUtf8());
        }
    }
    ~Environment()
    {
        for (const auto &[name, value] : std::as_const(m_before)) {
            if (value)
                qputenv(name.constData(), *value);
            else
                qunsetenv(name.constData());
        }
    }
    Q_DISABLE_COPY_MOVE(Environment)

private:
    QList<std::pair<QByteArray, std::optional<QByteArray>>> m_before;
};

QJsonArray rowsOf(const CrateGraph &graph)
{
    QJsonArray rows;
    for (const CrateRow &row : graph.rows) {
        rows.append(QJsonObject{{u"name"_s, row.name},
                                {u"version"_s, row.version},
                                {u"source"_s, row.source},
                                {u"for"_s, row.forHost ? u"host"_s : u"target"_s},
                                {u"script"_s, row.isBuildScript},
                                {u"certain"_s, row.isCertain},
                                {u"targets"_s, QJsonArray::fromStringList(row.targets)},
                                {u"features"_s, QJsonArray::fromStringList(row.features)}});
    }
    return rows;
}

/// What this thread has had of a processor: says the same on a busy machine as on an idle one.
double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

QJsonObject answer(const QJsonObject &question)
{
    const Environment environment(question.value("environment"_L1).toObject());
    const auto project = readProject(question.value("root"_L1).toString());
    if (!project)
        return {{u"error"_s, project.error().message}};
    CrateRequest request;
    request.packages = jsonTexts(question.value("packages"_L1));
    request.binaries = jsonTexts(question.value("binaries"_L1));
    request.features = jsonTexts(question.value("features"_L1));
    request.allFeatures = question.value("allFeatures"_L1).toBool();
    request.noDefaultFeatures = question.value("noDefaultFeatures"_L1).toBool();
    request.targets = jsonTexts(question.value("targets"_L1));
    // "together": the facts of the call before are still at hand, as in a window.
    static std::unique_ptr<KeptFacts> kept;
    const QString store = question.value("store"_L1).toString();
    if (!question.value("together"_L1).toBool() || !kept)
        kept = store.isEmpty() ? nullptr : std::make_unique<KeptFacts>(cargoHome(), FactStore(store));
    CargoCaches caches;
    CrateFactsSource &facts = kept ? static_cast<CrateFactsSource &>(*kept) : caches;
    CrateGraph graph;
    QJsonArray milliseconds;
    QJsonArray processor;
    for (int i = question.value("times"_L1).toInt(1); i > 0; --i) {
        QElapsedTimer timer;
        timer.start();
        const double before = threadMilliseconds();
        graph = resolveCrates(*project, request, facts);
        milliseconds.append(double(timer.nsecsElapsed()) / 1e6);
        processor.append(threadMilliseconds() - before);
    }
    return {{u"exact"_s, graph.isExact}, {u"milliseconds"_s, milliseconds}, {u"processor"_s, processor}, {u"rows"_s, rowsOf(graph)}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QFile input;
    QFile output;
    if (!input.open(stdin, QIODevice::ReadOnly) || !output.open(stdout, QIODevice::WriteOnly))
        return 2;
    while (true) {
        const QByteArray line = input.readLine();
        if (line.isEmpty())
            return 0;
        output.write(QJsonDocument(answer(QJsonDocument::fromJson(line).object())).toJson(QJsonDocument::Compact) + '\n');
        output.flush();
    }
}
