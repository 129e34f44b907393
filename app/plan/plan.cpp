// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/plan.h"

#include "plan/planmaker.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace slipway {

using namespace Qt::StringLiterals;

bool operator==(const BaseImageInfo &a, const BaseImageInfo &b)
{
    return a.key == b.key && a.role == b.role && a.reference == b.reference && a.title == b.title && a.libc == b.libc && a.glibc == b.glibc
           && a.platforms == b.platforms && a.hasCertificates == b.hasCertificates && a.hasShell == b.hasShell && a.hasCargoChef == b.hasCargoChef
           && a.packageManager == b.packageManager && a.user == b.user && a.chefImage == b.chefImage && a.packages == b.packages && a.bytes == b.bytes
           && a.sources == b.sources;
}

bool operator==(const CrateGraph &a, const CrateGraph &b)
{
    return a.isExact == b.isExact && a.rows == b.rows;
}

QStringList defaultPlatforms()
{
    return {u"linux/amd64"_s, u"linux/arm64"_s};
}

QStringList Plan::chosenPlatforms() const
{
    QStringList names;
    for (const PlannedPlatform &row : platforms) {
        if (row.isChosen)
            names.append(row.platform);
    }
    return names;
}

bool Plan::hasSysroot() const
{
    return cross == CrossMethod::Zig && !(staticLibraries.isEmpty() && sources.isEmpty());
}

bool Plan::isBuildable() const
{
    return !images.isEmpty() && !chosenPlatforms().isEmpty()
           && std::ranges::none_of(findings, [](const Finding &finding) { return finding.severity == Finding::Severity::Error; });
}

Plan makePlan(const PlanInput &input)
{
    Q_ASSERT(input.knowledge && input.project);
    return PlanMaker(input).make();
}

PlanMaker::PlanMaker(const PlanInput &input)
    : m_input(input)
    , m_knowledge(*input.knowledge)
    , m_project(*input.project)
    , m_options(input.options.effective())
{
}

Plan sketchPlan(const PlanInput &input)
{
    return PlanMaker(input).sketch();
}

/// Up to what is compiled, how and for which platforms.
void PlanMaker::begin()
{
    m_plan.projectName = m_project.name;
    m_plan.findings = m_project.findings;
    m_plan.isLocked = m_project.lock.has_value();
    for (const ToolInfo &tool : m_knowledge.tools)
        m_plan.toolVersions.insert(tool.name, tool.version);
    settlePlatforms();
    settleRuntimeAndLibc();
    settleBuilder();
    settleCall();
    resolveGraph();
    collectNatives();
    settleCross();
    judgePlatforms();
}

Plan PlanMaker::sketch()
{
    begin();
    decideNatives();
    checkGlibc();
    settleImageOptions();
    return std::move(m_plan);
}

Plan PlanMaker::make()
{
    begin();
    settleCalls();
    decideNatives();
    noteUnknownNatives();
    checkGlibc();
    settleCache();
    settleOutside();
    heedCargoConfig();
    heedCrates();
    heedRust();
    settleBuildEnvironment();
    heedRegistries();
    settleImages();
    settleImageOptions();
    heedFolders();
    heedFrontEnds();
    checkChoices();
    settleContext();
    settleRecipe();
    settlePins();
    settleNamedContexts();
    settleReproducible();
    m_plan.summary = summary();
    return std::move(m_plan);
}

QVariant PlanMaker::settle(OptionKey key, const QVariant &automatic, const QString &why)
{
    ResolvedOption option;
    option.automatic = automatic;
    option.why = why;
    option.origin = m_input.options.origin(key);
    option.value = isChosen(key) && m_options.text(key) != u"auto"_s ? m_options.value(key) : automatic;
    m_plan.options.insert(key, option);
    return option.value;
}

QMap<QString, QString> PlanMaker::settleMap(OptionKey key, const QMap<QString, QString> &automatic, const QString &why)
{
    QVariantMap map;
    for (auto entry = automatic.cbegin(); entry != automatic.cend(); ++entry)
        map.insert(entry.key(), entry.value());
    const QVariantMap settled = settle(key, map, why).toMap();
    QMap<QString, QString> values;
    for (auto entry = settled.cbegin(); entry != settled.cend(); ++entry)
        values.insert(entry.key(), entry.value().toString());
    return values;
}

Finding &PlanMaker::find(const QString &code, Finding::Severity severity, const QString &message, const QString &advice)
{
    Finding finding;
    finding.code = code;
    finding.severity = severity;
    finding.message = message;
    finding.advice = advice;
    m_plan.findings.append(finding);
    return m_plan.findings.last();
}

bool isOlderGlibc(const QString &a, const QString &b)
{
    if (a.isEmpty() || b.isEmpty())
        return false;
    const auto parts = [](const QString &text) { return std::pair(text.section(u'.', 0, 0).toInt(), text.section(u'.', 1, 1).toInt()); };
    return parts(a) < parts(b);
}

QString namePart(const QString &text)
{
    // The grammar of a path component: letters and digits, parted by one dot, one or two underscores, or dashes (distribution/reference).
    QString part;
    for (const QChar c : text.toLower())
        part += (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.' || c == u'_' ? c : QChar(u'-');
    static const QRegularExpression parted(u"[._-]{2,}"_s);
    part.replace(parted, u"-"_s);
    while (!part.isEmpty() && !part.at(0).isLetterOrNumber())
        part.remove(0, 1);
    while (!part.isEmpty() && !part.back().isLetterOrNumber())
        part.chop(1);
    return part.isEmpty() ? u"app"_s : part.left(100);
}

bool isPlainName(const QString &text)
{
    static const QRegularExpression plain(QRegularExpression::anchoredPattern(u"[A-Za-z0-9_][A-Za-z0-9_.+-]*"_s));
    return plain.match(text).hasMatch();
}

bool isPlainPath(const QString &text)
{
    static const QRegularExpression plain(
        QRegularExpression::anchoredPattern(u"[A-Za-z0-9_.+@-][A-Za-z0-9_.+@ -]*(?:/[A-Za-z0-9_.+@-][A-Za-z0-9_.+@ -]*)*/?"_s));
    return plain.match(text).hasMatch();
}

QString joined(const QStringList &words)
{
    if (words.size() < 2)
        return words.value(0);
    return words.first(words.size() - 1).join(u", "_s) + u" and "_s + words.last();
}

QString counted(qsizetype number, const QString &one, const QString &many)
{
    return QString::number(number) + u' ' + (number == 1 ? one : many);
}

} // namespace slipway
