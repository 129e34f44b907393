// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace slipway {

/// True, false, or nothing where it cannot be known.
using Maybe = std::optional<bool>;

/// What is set in a `cfg(...)` of a manifest when Cargo builds for one target: names ("unix") and pairs (`target_os="linux"`).
class CfgValues
{
public:
    /// From the table of resources/knowledge/cfg.txt. A target that it does not have gives values of which nothing is known.
    [[nodiscard]] static CfgValues ofTarget(const QString &triple);
    /// What rustflags change: `--cfg`, target features, panic. With a target-cpu, target features that are not set are no longer known.
    void applyFlags(const QStringList &rustflags);

    [[nodiscard]] const QString &triple() const { return m_triple; }
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// Whether `unix`, or `target_os="linux"`, is set.
    [[nodiscard]] Maybe isSet(const QString &nameOrPair) const;

private:
    void applyCodegen(const QString &option);
    QString m_triple;
    QSet<QString> m_set;
    bool m_isKnown = false;
    bool m_hasUnknownFeatures = false;
};

/// The key of a [target.…] table: a triple, or `cfg(...)` with all, any, not, true and false (Cargo reference, "Platform specific dependencies").
class TargetExpression
{
public:
    /// Nothing when the text is malformed.
    [[nodiscard]] static std::optional<TargetExpression> parse(const QString &text);
    [[nodiscard]] Maybe matches(const CfgValues &values) const;

    struct Node;

private:
    QString m_triple;
    std::shared_ptr<const Node> m_root;
};

} // namespace slipway
