// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engine.h"

#include "base/text.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The file is short-lived and may not exist yet, so it is looked at rather than watched.
constexpr std::chrono::milliseconds lookEvery{150};
constexpr qsizetype longestLine = 4 * 1024 * 1024;

QMap<QString, QString> toMap(const QJsonObject &object)
{
    QMap<QString, QString> map;
    for (auto member = object.begin(); member != object.end(); ++member)
        map.insert(member.key(), member.value().toString());
    return map;
}

EngineEnvironment toEnvironment(const QJsonObject &object)
{
    EngineEnvironment environment;
    environment.variables = toMap(object["variables"_L1].toObject());
    environment.mirrors = toMap(object["mirrors"_L1].toObject());
    environment.path = jsonTexts(object["path"_L1]);
    environment.registry = object["registry"_L1].toString();
    return environment;
}

} // namespace

struct EngineSetup::Private
{
    void look(EngineSetup *q);
    void take(EngineSetup *q, const QByteArray &line);

    QTimer timer;
    QString file;
    QByteArray tail;
    qint64 position = 0;
    QList<Step> steps;
    EngineEnvironment environment;
    bool isReady = false;
    bool isOver = false;
};

void EngineSetup::Private::look(EngineSetup *q)
{
    QFile reader(file);
    if (!reader.open(QIODevice::ReadOnly))
        return;
    if (reader.size() < position) { // a new set-up began its file anew
        position = 0;
        tail.clear();
    }
    reader.seek(position);
    const QByteArray bytes = reader.readAll();
    position += bytes.size();
    tail += bytes;
    for (qsizetype end = tail.indexOf('\n'); end >= 0 && !isOver; end = tail.indexOf('\n')) {
        const QByteArray line = tail.first(end);
        tail.remove(0, end + 1);
        take(q, line);
    }
    if (tail.size() > longestLine)
        tail.clear();
}

void EngineSetup::Private::take(EngineSetup *q, const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    if (object["ready"_L1].toBool()) {
        environment = toEnvironment(object);
        isReady = isOver = true;
        timer.stop();
        Q_EMIT q->ready(environment);
    } else if (object.contains("failed"_L1)) {
        isOver = true;
        timer.stop();
        Q_EMIT q->failed(Error{ErrorCode::Engine, object["failed"_L1].toString(), {}, {}, 0});
    } else if (object.contains("id"_L1)) {
        const Step step{object["id"_L1].toString(), object["title"_L1].toString(), object["state"_L1].toString(), object["seconds"_L1].toDouble(),
                        object["detail"_L1].toString()};
        const auto known = std::find_if(steps.begin(), steps.end(), [&step](const Step &other) { return other.id == step.id; });
        if (known == steps.end())
            steps.append(step);
        else
            *known = step;
        Q_EMIT q->stepChanged(step);
    }
}

EngineSetup::EngineSetup(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->timer.setInterval(lookEvery);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->look(this); });
}

EngineSetup::~EngineSetup() = default;

void EngineSetup::follow(const QString &file)
{
    d->timer.stop();
    d->file = file;
    d->position = 0;
    d->tail.clear();
    d->steps.clear();
    d->environment = {};
    d->isReady = d->isOver = file.isEmpty();
    if (file.isEmpty()) {
        Q_EMIT ready(d->environment);
        return;
    }
    d->timer.start();
    d->look(this); // most often it is ready long since
}

bool EngineSetup::isReady() const
{
    return d->isReady;
}

QList<EngineSetup::Step> EngineSetup::steps() const
{
    return d->steps;
}

EngineEnvironment EngineSetup::environment() const
{
    return d->environment;
}

} // namespace slipway
