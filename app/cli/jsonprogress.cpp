// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

QString phaseWord(Session::Phase phase)
{
    switch (phase) {
    case Session::Phase::Idle:
        return u"idle"_s;
    case Session::Phase::WaitingForEngine:
        return u"waiting"_s;
    case Session::Phase::Building:
        return u"building"_s;
    case Session::Phase::Verifying:
        return u"verifying"_s;
    }
    return {};
}

QString errorWord(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return u"usage"_s;
    case ErrorCode::Project:
        return u"project"_s;
    case ErrorCode::File:
        return u"file"_s;
    case ErrorCode::Network:
        return u"network"_s;
    case ErrorCode::Engine:
        return u"engine"_s;
    case ErrorCode::Registry:
        return u"registry"_s;
    case ErrorCode::Credentials:
        return u"credentials"_s;
    case ErrorCode::Build:
        return u"build"_s;
    case ErrorCode::Verification:
        return u"verification"_s;
    case ErrorCode::Cancelled:
        return u"cancelled"_s;
    case ErrorCode::Internal:
        return u"internal"_s;
    }
    return {};
}

QJsonArray imagesOf(const BuildOutcome &outcome)
{
    QJsonArray images;
    for (const PushedImage &image : outcome.images)
        images.append(QJsonObject{{u"stage"_s, image.stage}, {u"references"_s, QJsonArray::fromStringList(image.references)}, {u"digest"_s, image.digest}});
    return images;
}

} // namespace

JsonProgress::JsonProgress(Session *session, Output *output)
    : Progress(session, output)
{
    const auto line = [this](const QString &text) {
        write({{u"event"_s, u"message"_s}, {u"text"_s, text.startsWith("slipway: "_L1) ? text.sliced(9) : text}});
    };
    const auto error = [this](const Error &what) {
        write({{u"event"_s, u"error"_s},
               {u"code"_s, errorWord(what.code)},
               {u"message"_s, what.message},
               {u"detail"_s, what.detail},
               {u"file"_s, what.file},
               {u"line"_s, what.line}});
    };
    output->divert({line, error});
}

JsonProgress::~JsonProgress()
{
    output().divert({});
}

void JsonProgress::write(QJsonObject object)
{
    object.insert(u"seconds"_s, seconds());
    output().raw(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void JsonProgress::setup(const EngineSetup::Step &step)
{
    write({{u"event"_s, u"setup"_s}, {u"id"_s, step.id}, {u"title"_s, step.title}, {u"state"_s, step.state}, {u"detail"_s, step.detail}});
}

void JsonProgress::phase(Session::Phase to)
{
    write({{u"event"_s, u"phase"_s}, {u"phase"_s, phaseWord(to)}});
}

void JsonProgress::step(int id, const BuildStep &step)
{
    write({{u"event"_s, u"step"_s},
           {u"step"_s, id},
           {u"state"_s, stateWord(step.state)},
           {u"platform"_s, step.platform},
           {u"stage"_s, step.parsed.stage},
           {u"name"_s, step.name},
           {u"dockerfileLine"_s, step.dockerfileLine},
           {u"milliseconds"_s, step.duration(0) / 1'000'000},
           {u"error"_s, step.error}});
}

void JsonProgress::logLine(const LogLine &line)
{
    write({{u"event"_s, u"log"_s}, {u"step"_s, line.step}, {u"stream"_s, line.stream}, {u"text"_s, plainText(line.text)}});
}

void JsonProgress::conclude(int code, const Error *refusal)
{
    const auto result = session()->result();
    QJsonObject object{{u"event"_s, u"result"_s}, {u"exitCode"_s, code},       {u"id"_s, QString()},
                       {u"digest"_s, QString()},  {u"images"_s, QJsonArray()}, {u"milliseconds"_s, 0}};
    if (refusal || !result) {
        object.insert(u"result"_s, code == exitCode(ErrorCode::Cancelled) ? u"cancelled"_s : u"refused"_s);
        object.insert(u"error"_s, refusal ? refusal->message : QString());
    } else {
        object.insert(u"id"_s, result->record.id);
        object.insert(u"result"_s, result->record.result);
        object.insert(u"digest"_s, result->record.digest);
        object.insert(u"images"_s, imagesOf(result->outcome));
        object.insert(u"milliseconds"_s, result->outcome.milliseconds);
        object.insert(u"error"_s, result->record.error);
    }
    write(object);
}

} // namespace slipway::cli
