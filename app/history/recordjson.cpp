// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "history/recordjson.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <utility>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(History)
};

constexpr int schemaVersion = 1;
constexpr qint64 nanosecondsPerMillisecond = 1'000'000;

const std::array<std::pair<StepState, QLatin1StringView>, 6> stateWords{{{StepState::Waiting, "waiting"_L1},
                                                                         {StepState::Running, "running"_L1},
                                                                         {StepState::Done, "done"_L1},
                                                                         {StepState::Cached, "cached"_L1},
                                                                         {StepState::Failed, "failed"_L1},
                                                                         {StepState::Cancelled, "cancelled"_L1}}};

StepState stateOfWord(const QString &word)
{
    const auto found = std::ranges::find_if(stateWords, [&word](const auto &entry) { return word == entry.second; });
    return found == stateWords.end() ? StepState::Done : found->first;
}

QJsonObject toJson(const StepRecord &step)
{
    return {{u"name"_s, step.name},
            {u"platform"_s, step.platform},
            {u"stage"_s, step.stage},
            {u"state"_s, stepStateWord(step.state)},
            {u"startedMilliseconds"_s, step.started / nanosecondsPerMillisecond},
            {u"milliseconds"_s, step.duration / nanosecondsPerMillisecond}};
}

StepRecord stepFromJson(const QJsonObject &object)
{
    StepRecord step;
    step.name = object.value("name"_L1).toString();
    step.platform = object.value("platform"_L1).toString();
    step.stage = object.value("stage"_L1).toString();
    step.state = stateOfWord(object.value("state"_L1).toString());
    step.started = object.value("startedMilliseconds"_L1).toInteger() * nanosecondsPerMillisecond;
    step.duration = object.value("milliseconds"_L1).toInteger() * nanosecondsPerMillisecond;
    return step;
}

ImageReport imageFromJson(const QJsonObject &object)
{
    ImageReport report;
    report.reference = object.value("reference"_L1).toString();
    report.digest = object.value("digest"_L1).toString();
    report.mediaType = object.value("mediaType"_L1).toString();
    report.isIndex = object.value("isIndex"_L1).toBool();
    const QJsonArray platforms = object.value("platforms"_L1).toArray();
    for (const QJsonValue &value : platforms) {
        const QJsonObject platform = value.toObject();
        report.platforms.append({platform.value("platform"_L1).toString(), platform.value("digest"_L1).toString(), platform.value("bytes"_L1).toInteger(),
                                 jsonTexts(platform.value("layers"_L1))});
    }
    const QStringList problems = jsonTexts(object.value("problems"_L1));
    for (const QString &problem : problems)
        report.problems.append({ErrorCode::Verification, problem, {}, {}, 0});
    return report;
}

} // namespace

QString stepStateWord(StepState state)
{
    const auto found = std::ranges::find_if(stateWords, [state](const auto &entry) { return state == entry.first; });
    return found == stateWords.end() ? QString() : QString(found->second);
}

QJsonObject imageToJson(const ImageReport &report)
{
    QJsonArray platforms;
    for (const PlatformManifest &platform : report.platforms) {
        platforms.append(QJsonObject{{u"platform"_s, platform.platform},
                                     {u"digest"_s, platform.digest},
                                     {u"bytes"_s, platform.bytes},
                                     {u"layers"_s, QJsonArray::fromStringList(platform.layers)}});
    }
    QJsonArray problems;
    for (const Error &problem : report.problems)
        problems.append(problem.message);
    return {{u"reference"_s, report.reference}, {u"digest"_s, report.digest}, {u"mediaType"_s, report.mediaType},
            {u"isIndex"_s, report.isIndex},     {u"platforms"_s, platforms},  {u"problems"_s, problems}};
}

QJsonObject recordToJson(const BuildRecord &record)
{
    QJsonObject baseDigests;
    for (auto base = record.baseDigests.cbegin(); base != record.baseDigests.cend(); ++base)
        baseDigests.insert(base.key(), base.value());
    QJsonArray steps;
    for (const StepRecord &step : record.steps)
        steps.append(toJson(step));
    QJsonArray images;
    for (const ImageReport &image : record.images)
        images.append(imageToJson(image));
    return {{u"schema"_s, schemaVersion},
            {u"id"_s, record.id},
            {u"time"_s, record.time.toUTC().toString(Qt::ISODateWithMs)},
            {u"project"_s, record.projectName},
            {u"root"_s, record.projectRoot},
            {u"plan"_s, record.planWords},
            {u"result"_s, record.result},
            {u"error"_s, record.error},
            {u"milliseconds"_s, record.milliseconds},
            {u"cachedShare"_s, record.cachedShare},
            {u"platforms"_s, QJsonArray::fromStringList(record.platforms)},
            {u"references"_s, QJsonArray::fromStringList(record.references)},
            {u"digest"_s, record.digest},
            {u"baseDigests"_s, baseDigests},
            {u"builder"_s, record.builder},
            {u"command"_s, record.command},
            {u"steps"_s, steps},
            {u"images"_s, images}};
}

Result<BuildRecord> recordFromJson(const QByteArray &bytes)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(bytes, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return fail(ErrorCode::File, Words::tr("This is not a build record: it is damaged. Delete the file."), problem.errorString());
    const int version = object.value("schema"_L1).toInt();
    if (version > schemaVersion)
        return fail(ErrorCode::File, Words::tr("This record was written by a later version of Slipway: use that one to read it."));
    BuildRecord record;
    record.id = object.value("id"_L1).toString();
    record.time = QDateTime::fromString(object.value("time"_L1).toString(), Qt::ISODateWithMs);
    if (version < 1 || record.id.isEmpty() || !record.time.isValid())
        return fail(ErrorCode::File, Words::tr("This is not a build record: id or time are missing. Delete the file."));
    record.projectName = object.value("project"_L1).toString();
    record.projectRoot = object.value("root"_L1).toString();
    record.planWords = object.value("plan"_L1).toString();
    record.result = object.value("result"_L1).toString();
    record.error = object.value("error"_L1).toString();
    record.milliseconds = object.value("milliseconds"_L1).toInteger();
    record.cachedShare = object.value("cachedShare"_L1).toDouble();
    record.platforms = jsonTexts(object.value("platforms"_L1));
    record.references = jsonTexts(object.value("references"_L1));
    record.digest = object.value("digest"_L1).toString();
    const QJsonObject baseDigests = object.value("baseDigests"_L1).toObject();
    for (auto base = baseDigests.begin(); base != baseDigests.end(); ++base)
        record.baseDigests.insert(base.key(), base.value().toString());
    record.builder = object.value("builder"_L1).toString();
    record.command = object.value("command"_L1).toString();
    const QJsonArray steps = object.value("steps"_L1).toArray();
    for (const QJsonValue &step : steps)
        record.steps.append(stepFromJson(step.toObject()));
    const QJsonArray images = object.value("images"_L1).toArray();
    for (const QJsonValue &image : images)
        record.images.append(imageFromJson(image.toObject()));
    return record;
}

} // namespace slipway
