// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "jsonschema.h"

#include "support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

bool hasType(const QJsonValue &value, const QString &type)
{
    if (type == "object"_L1)
        return value.isObject();
    if (type == "array"_L1)
        return value.isArray();
    if (type == "string"_L1)
        return value.isString();
    if (type == "boolean"_L1)
        return value.isBool();
    if (type == "number"_L1)
        return value.isDouble();
    return type == "integer"_L1 && value.isDouble() && value.toDouble() == static_cast<double>(value.toInteger());
}

QStringList objectProblems(const QJsonObject &object, const QJsonObject &schema, const QString &place)
{
    QStringList problems;
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    const QJsonArray required = schema.value("required"_L1).toArray();
    for (const QJsonValue &name : required) {
        if (!object.contains(name.toString()))
            problems.append(place + u": "_s + name.toString() + u" is missing"_s);
    }
    const QJsonValue additional = schema.value("additionalProperties"_L1);
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QString inner = place + u'.' + entry.key();
        if (properties.contains(entry.key()))
            problems += schemaProblems(entry.value(), properties.value(entry.key()).toObject(), inner);
        else if (additional.isObject())
            problems += schemaProblems(entry.value(), additional.toObject(), inner);
        else if (additional.isBool() && !additional.toBool())
            problems.append(inner + u": not in the schema"_s);
    }
    return problems;
}

QStringList oneOfProblems(const QJsonValue &value, const QJsonArray &schemas, const QString &place)
{
    int fitting = 0;
    QStringList all;
    for (const QJsonValue &schema : schemas) {
        const QStringList problems = schemaProblems(value, schema.toObject(), place);
        fitting += problems.isEmpty() ? 1 : 0;
        all += problems;
    }
    if (fitting == 1)
        return {};
    return QStringList{place + u": fits "_s + QString::number(fitting) + u" of oneOf"_s} + all;
}

} // namespace

QStringList schemaProblems(const QJsonValue &value, const QJsonObject &schema, const QString &place)
{
    static const QStringList annotations{u"$schema"_s, u"$comment"_s,   u"title"_s,    u"description"_s,
                                         u"format"_s,  u"properties"_s, u"required"_s, u"additionalProperties"_s};
    QStringList problems;
    for (auto word = schema.begin(); word != schema.end(); ++word) {
        const QJsonValue &rule = word.value();
        bool fits = true;
        if (word.key() == "type"_L1) {
            fits = hasType(value, rule.toString());
        } else if (word.key() == "const"_L1) {
            fits = value == rule;
        } else if (word.key() == "enum"_L1) {
            fits = rule.toArray().contains(value);
        } else if (word.key() == "pattern"_L1) {
            fits = QRegularExpression(rule.toString()).match(value.toString()).hasMatch();
        } else if (word.key() == "minimum"_L1) {
            fits = value.toDouble() >= rule.toDouble();
        } else if (word.key() == "maximum"_L1) {
            fits = value.toDouble() <= rule.toDouble();
        } else if (word.key() == "items"_L1) {
            const QJsonArray items = value.toArray();
            for (qsizetype i = 0; i < items.size(); ++i)
                problems += schemaProblems(items.at(i), rule.toObject(), place + u'[' + QString::number(i) + u']');
        } else if (word.key() == "oneOf"_L1) {
            problems += oneOfProblems(value, rule.toArray(), place);
        } else if (!annotations.contains(word.key())) {
            problems.append(place + u": the schema's word "_s + word.key() + u" is not known"_s);
        }
        if (!fits)
            problems.append(place + u": not as "_s + word.key() + u" says"_s);
    }
    if (value.isObject())
        problems += objectProblems(value.toObject(), schema, place);
    return problems;
}

QJsonObject loadSchema(const QString &name)
{
    QFile file(sourcePath(u"resources/schema/"_s + name + u".schema.json"_s));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no schema %s", qPrintable(file.fileName()));
    return QJsonDocument::fromJson(file.readAll()).object();
}

} // namespace slipway::test
