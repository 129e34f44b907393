// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildrun.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// A value of an option that is a list in CSV (`--output`): quoted where it holds a comma or a quote (RFC 4180, as Go's encoding/csv reads it).
QString csvField(const QString &text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n'))
        return text;
    return u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"';
}

/// Strings of a bake file in JSON are HCL templates: `${` and `%{` would be evaluated.
QString bakeText(const QString &text)
{
    return QString(text).replace(u"${"_s, u"$${"_s).replace(u"%{"_s, u"%%{"_s);
}

QJsonArray bakeList(const QStringList &words)
{
    QJsonArray array;
    for (const QString &word : words)
        array.append(bakeText(word));
    return array;
}

/// The value of --output, or of bake's `output`.
QString outputOf(const BuildRequest &request)
{
    const QString times = request.plan.rewritesTimes ? u",rewrite-timestamp=true"_s : QString();
    switch (request.output) {
    case BuildOutput::Push:
        return u"type=registry"_s + times;
    case BuildOutput::Load:
        return u"type=docker"_s + times;
    case BuildOutput::OciFile:
        return u"type=oci,"_s + csvField(u"dest="_s + request.ociFile) + times;
    case BuildOutput::CacheOnly:
        break;
    }
    return u"type=cacheonly"_s;
}

QStringList outputArguments(const BuildRequest &request)
{
    if (request.output == BuildOutput::Push && !request.plan.rewritesTimes)
        return {u"--push"_s};
    if (request.output == BuildOutput::Load && !request.plan.rewritesTimes)
        return {u"--load"_s};
    return {u"--output"_s, outputOf(request)};
}

/// Values of --secret. The value itself stays where it is: buildx reads the variable or the file.
QStringList secretsOf(const Plan &plan)
{
    QStringList secrets;
    for (auto secret = plan.secrets.cbegin(); secret != plan.secrets.cend(); ++secret) {
        const QString place = secret.value().section(u':', 1);
        secrets.append(u"id="_s + secret.key() + (secret.value().startsWith("env:"_L1) ? u",env="_s : u",src="_s) + place);
    }
    return secrets;
}

QByteArray bakeFileOf(const BuildRequest &request, const QString &dockerfile)
{
    QJsonObject targets;
    QJsonArray names;
    for (const PlannedImage &image : request.plan.images) {
        QJsonObject contexts;
        const QMap<QString, QString> &named = request.plan.namedContexts;
        for (auto context = named.cbegin(); context != named.cend(); ++context)
            contexts.insert(context.key(), bakeText(context.value()));
        QJsonObject target{{u"context"_s, bakeText(request.contextFolder)},
                           {u"dockerfile"_s, bakeText(dockerfile)},
                           {u"target"_s, image.stage},
                           {u"platforms"_s, bakeList(request.plan.chosenPlatforms())},
                           {u"output"_s, QJsonArray{bakeText(outputOf(request))}}};
        if (!contexts.isEmpty())
            target.insert(u"contexts"_s, contexts);
        if (request.plan.isReproducible)
            target.insert(u"args"_s, QJsonObject{{u"SOURCE_DATE_EPOCH"_s, request.plan.sourceDateEpoch}});
        if (const QStringList secrets = secretsOf(request.plan); !secrets.isEmpty())
            target.insert(u"secret"_s, bakeList(secrets));
        if (request.plan.usesSsh)
            target.insert(u"ssh"_s, QJsonArray{u"default"_s});
        if (request.output != BuildOutput::CacheOnly)
            target.insert(u"tags"_s, bakeList(image.references));
        const QString name = bakeTarget(image.stage);
        targets.insert(name, target);
        names.append(name);
    }
    const QJsonObject groups{{u"default"_s, QJsonObject{{u"targets"_s, names}}}};
    return QJsonDocument(QJsonObject{{u"group"_s, groups}, {u"target"_s, targets}}).toJson();
}

void readImage(const QJsonObject &object, const PlannedImage &image, BuildOutcome &outcome)
{
    if (outcome.buildReference.isEmpty())
        outcome.buildReference = object["buildx.build.ref"_L1].toString();
    const QString digest = object["containerimage.digest"_L1].toString();
    if (!digest.isEmpty())
        outcome.images.append({image.stage, image.references, digest});
}

} // namespace

QString bakeTarget(const QString &stage)
{
    QString name = stage;
    for (QChar &c : name) {
        if (!(c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_')))
            c = u'_';
    }
    return name;
}

BuildCommand buildCommand(const BuildRequest &request, const QString &dockerfile, const QString &metadataFile, const QString &bakeFile)
{
    const Plan &plan = request.plan;
    const bool isBake = plan.images.size() > 1;
    BuildCommand command;
    QStringList &arguments = command.arguments;
    arguments << u"buildx"_s << (isBake ? u"bake"_s : u"build"_s);
    if (!request.builder.isEmpty())
        arguments << u"--builder"_s << request.builder;
    // Attestations would stand in the index as platforms "unknown/unknown" and give each run another digest.
    const QString &provenance = plan.provenance;
    arguments << u"--progress"_s << u"rawjson"_s
              << (provenance == "min"_L1 || provenance == "max"_L1 ? u"--provenance=mode="_s + provenance : u"--provenance=false"_s);
    if (plan.hasSbom)
        arguments << u"--sbom=true"_s;
    arguments << u"--metadata-file"_s << metadataFile;
    if (request.noCache)
        arguments << u"--no-cache"_s;
    arguments << u"--file"_s << (isBake ? bakeFile : dockerfile);
    if (isBake) {
        command.bakeFile = bakeFileOf(request, dockerfile);
        return command;
    }
    const QStringList secrets = secretsOf(plan);
    for (const QString &secret : secrets)
        arguments << u"--secret"_s << secret;
    if (plan.usesSsh)
        arguments << u"--ssh"_s << u"default"_s;
    const PlannedImage image = plan.images.value(0);
    if (!image.stage.isEmpty())
        arguments << u"--target"_s << image.stage;
    // Also sets the times in the image's configuration (BuildKit, docs/build-repro.md).
    if (plan.isReproducible)
        arguments << u"--build-arg"_s << QString(u"SOURCE_DATE_EPOCH="_s + plan.sourceDateEpoch);
    if (const QStringList platforms = plan.chosenPlatforms(); !platforms.isEmpty())
        arguments << u"--platform"_s << platforms.join(u',');
    for (auto context = plan.namedContexts.cbegin(); context != plan.namedContexts.cend(); ++context)
        arguments << u"--build-context"_s << QString(context.key() + u'=' + context.value());
    if (request.output != BuildOutput::CacheOnly) {
        for (const QString &reference : image.references)
            arguments << u"--tag"_s << reference;
    }
    arguments << outputArguments(request) << request.contextFolder;
    return command;
}

void readMetadata(const QByteArray &json, const Plan &plan, BuildOutcome &outcome)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    for (const PlannedImage &image : plan.images)
        readImage(plan.images.size() > 1 ? object[bakeTarget(image.stage)].toObject() : object, image, outcome);
}

} // namespace slipway
