// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engineanswers.h"

#include "base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString currentOfTable(const QByteArray &table)
{
    for (const QByteArray &line : table.split('\n')) {
        const QByteArray name = line.left(line.indexOf(' '));
        if (name.endsWith('*'))
            return QString::fromUtf8(name.chopped(1));
    }
    return {};
}

BuilderNode toNode(const QJsonObject &object)
{
    BuilderNode node;
    node.name = object["Name"_L1].toString();
    node.status = object["Status"_L1].toString();
    node.version = object["Version"_L1].toString();
    node.platforms = jsonTexts(object["Platforms"_L1]);
    return node;
}

/// `Err` is a string or an object with the message, by version.
QString errorText(const QJsonValue &value)
{
    const QString text = value.isObject() ? value["Message"_L1].toString() : value.toString();
    return text.section(u'\n', 0, 0).trimmed();
}

void addNodes(Builder &builder, const QJsonArray &nodes)
{
    for (const QJsonValue &value : nodes) {
        const BuilderNode node = toNode(value.toObject());
        if (!std::ranges::contains(builder.nodes, node))
            builder.nodes.append(node);
        if (builder.error.isEmpty())
            builder.error = errorText(value["Err"_L1]);
    }
    // A node of several that answers is enough to build on.
    if (std::ranges::any_of(builder.nodes, [](const BuilderNode &node) { return node.status == "running"_L1; }))
        builder.error.clear();
}

/// Platforms that a node was given by `docker buildx create --platform`: the table marks them by `*`, the JSON does not tell them from others. The
/// table's builders begin their lines, their nodes are indented, with or without a "\_".
QStringList fixedOfTable(const QByteArray &table, const QString &builder, const QString &node)
{
    static const QRegularExpression fixed(u"(?<=\\s)([a-z]+/[a-z0-9_/]+)\\*"_s);
    QStringList found;
    QString current;
    for (const QByteArray &line : table.split('\n')) {
        const QString text = QString::fromUtf8(line);
        if (!text.startsWith(u' ')) {
            current = text.section(u' ', 0, 0).remove(u'*');
            continue;
        }
        const QStringList words = text.simplified().split(u' ');
        if (current != builder || words.value(words.constFirst() == "\\_"_L1 ? 1 : 0) != node)
            continue;
        for (const QRegularExpressionMatch &match : fixed.globalMatch(text))
            found.append(match.captured(1));
    }
    return found;
}

} // namespace

QList<Builder> parseBuilders(const QByteArray &json, const QByteArray &table)
{
    QList<Builder> builders;
    bool tellsCurrent = false;
    for (const QByteArray &line : json.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString name = object["Name"_L1].toString();
        if (name.isEmpty())
            continue;
        auto builder = std::ranges::find(builders, name, &Builder::name);
        if (builder == builders.end()) {
            builders.append(Builder{name, object["Driver"_L1].toString(), object["Current"_L1].toBool(), {}, errorText(object["Err"_L1])});
            builder = builders.end() - 1;
        }
        tellsCurrent = tellsCurrent || object.contains("Current"_L1);
        addNodes(*builder, object["Nodes"_L1].toArray());
    }
    for (Builder &builder : builders) {
        for (BuilderNode &node : builder.nodes)
            node.fixedPlatforms = fixedOfTable(table, builder.name, node.name);
    }
    if (!tellsCurrent) {
        const QString current = currentOfTable(table);
        for (Builder &builder : builders)
            builder.isCurrent = builder.name == current;
    }
    return builders;
}

} // namespace slipway
