// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "crates/cfg.h"

#include <QFile>

namespace slipway {

using namespace Qt::StringLiterals;

struct TargetExpression::Node
{
    enum class Kind { Value, All, Any, Not, Constant };
    Kind kind = Kind::Value;
    QString value; ///< `unix`, `target_os="linux"`
    bool isTrue = false;
    QList<std::shared_ptr<const Node>> nodes;
};

namespace {

using Node = TargetExpression::Node;
constexpr int deepestNesting = 64;

Maybe evaluate(const Node &node, const CfgValues &values)
{
    if (node.kind == Node::Kind::Constant)
        return node.isTrue;
    if (node.kind == Node::Kind::Value)
        return values.isSet(node.value);
    if (node.kind == Node::Kind::Not) {
        const Maybe inner = evaluate(*node.nodes.constFirst(), values);
        return inner ? Maybe(!*inner) : inner;
    }
    // One that decides is enough; else one that is not known leaves all of it open.
    const bool decides = node.kind == Node::Kind::Any;
    bool isOpen = false;
    for (const auto &part : node.nodes) {
        const Maybe one = evaluate(*part, values);
        if (one == decides)
            return decides;
        isOpen = isOpen || !one;
    }
    return isOpen ? Maybe() : Maybe(!decides);
}

/// Reads `all(unix, not(target_os = "macos"))`.
class CfgParser
{
public:
    explicit CfgParser(QStringView text)
        : m_rest(text)
    {
    }

    std::shared_ptr<const Node> parse()
    {
        auto node = expression(0);
        return m_rest.trimmed().isEmpty() ? node : nullptr;
    }

private:
    bool take(QChar c)
    {
        m_rest = m_rest.trimmed();
        if (!m_rest.startsWith(c))
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }

    QString word()
    {
        m_rest = m_rest.trimmed();
        qsizetype length = 0;
        while (length < m_rest.size() && (m_rest.at(length).isLetterOrNumber() || m_rest.at(length) == u'_'))
            ++length;
        const QString text = m_rest.first(length).toString();
        m_rest = m_rest.sliced(length);
        return text;
    }

    std::shared_ptr<const Node> expression(int depth)
    {
        const bool isRaw = m_rest.trimmed().startsWith(u"r#");
        if (isRaw)
            m_rest = m_rest.trimmed().sliced(2);
        const QString name = word();
        if (name.isEmpty() || depth > deepestNesting)
            return nullptr;
        auto node = std::make_shared<Node>();
        if (!isRaw && take(u'(')) {
            const bool isNot = name == u"not"_s;
            if (!isNot && name != u"all"_s && name != u"any"_s)
                return nullptr;
            node->kind = isNot ? Node::Kind::Not : name == u"all"_s ? Node::Kind::All : Node::Kind::Any;
            return list(node, depth) && (!isNot || node->nodes.size() == 1) ? node : nullptr;
        }
        if (take(u'=')) {
            if (!take(u'"'))
                return nullptr;
            const qsizetype end = m_rest.indexOf(u'"');
            if (end < 0)
                return nullptr;
            node->value = name + u"=\""_s + m_rest.first(end) + u'"';
            m_rest = m_rest.sliced(end + 1);
            return node;
        }
        if (!isRaw && (name == u"true"_s || name == u"false"_s)) {
            node->kind = Node::Kind::Constant;
            node->isTrue = name == u"true"_s;
        }
        node->value = name;
        return node;
    }

    bool list(const std::shared_ptr<Node> &node, int depth)
    {
        while (!take(u')')) {
            auto part = expression(depth + 1);
            if (!part)
                return false;
            node->nodes.append(part);
            if (!take(u','))
                return take(u')');
        }
        return true;
    }

    QStringView m_rest;
};

} // namespace

CfgValues CfgValues::ofTarget(const QString &triple)
{
    CfgValues values;
    values.m_triple = triple;
    QFile file(u":/knowledge/cfg.txt"_s);
    if (triple.isEmpty() || !file.open(QIODevice::ReadOnly))
        return values;
    const QByteArray table = file.readAll();
    const QByteArray key = '\n' + triple.toUtf8() + ' ';
    const qsizetype start = table.indexOf(key);
    if (start < 0)
        return values;
    const qsizetype end = table.indexOf('\n', start + 1);
    const QString line = QString::fromUtf8(table.mid(start + key.size(), end < 0 ? -1 : end - start - key.size()));
    const QStringList set = line.split(u' ', Qt::SkipEmptyParts);
    values.m_set = QSet<QString>(set.cbegin(), set.cend());
    values.m_isKnown = true;
    return values;
}

void CfgValues::applyFlags(const QStringList &rustflags)
{
    for (qsizetype i = 0; i < rustflags.size(); ++i) {
        const QString &flag = rustflags.at(i);
        const QString next = rustflags.value(i + 1);
        if (flag == u"--cfg"_s || flag == u"-C"_s || flag == u"--codegen"_s) {
            if (flag == u"--cfg"_s)
                m_set.insert(next);
            else
                applyCodegen(next);
            ++i;
        } else if (flag.startsWith("--cfg="_L1)) {
            m_set.insert(flag.sliced(6));
        } else if (flag.startsWith("-C"_L1)) {
            applyCodegen(flag.sliced(2));
        } else if (flag.startsWith("--codegen="_L1)) {
            applyCodegen(flag.sliced(10));
        }
    }
}

void CfgValues::applyCodegen(const QString &option)
{
    const QString value = option.section(u'=', 1);
    if (option.startsWith("target-cpu="_L1)) {
        m_hasUnknownFeatures = true;
    } else if (option.startsWith("panic="_L1)) {
        m_set.removeIf([](const QString &one) { return one.startsWith("panic="_L1); });
        m_set.insert(u"panic=\""_s + value + u'"');
    } else if (option.startsWith("target-feature="_L1)) {
        const QStringList features = value.split(u',', Qt::SkipEmptyParts);
        for (const QString &feature : features) {
            const QString pair = u"target_feature=\""_s + QStringView(feature).sliced(1) + u'"';
            if (feature.startsWith(u'-'))
                m_set.remove(pair);
            else
                m_set.insert(pair);
            // One feature brings others with it, and rustc alone knows which.
            if (feature != u"+crt-static"_s && feature != u"-crt-static"_s)
                m_hasUnknownFeatures = true;
        }
    }
}

Maybe CfgValues::isSet(const QString &nameOrPair) const
{
    if (m_set.contains(nameOrPair))
        return true;
    if (!m_isKnown || (m_hasUnknownFeatures && nameOrPair.startsWith("target_feature="_L1)))
        return std::nullopt;
    return false;
}

std::optional<TargetExpression> TargetExpression::parse(const QString &text)
{
    TargetExpression expression;
    const QStringView trimmed = QStringView(text).trimmed();
    if (!trimmed.startsWith(u"cfg(") || !trimmed.endsWith(u')')) {
        expression.m_triple = trimmed.toString();
        return expression;
    }
    expression.m_root = CfgParser(trimmed.sliced(4).chopped(1)).parse();
    if (!expression.m_root)
        return std::nullopt;
    return expression;
}

Maybe TargetExpression::matches(const CfgValues &values) const
{
    if (!m_root)
        return m_triple == values.triple();
    return evaluate(*m_root, values);
}

} // namespace slipway
