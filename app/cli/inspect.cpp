// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "cli/report.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

QString severityWord(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Note:
        return u"note"_s;
    case Finding::Severity::Warning:
        return u"warning"_s;
    case Finding::Severity::Error:
        return u"error"_s;
    }
    return {};
}

/// The packages that the plan's cargo call names, else those that `cargo build` in that folder would build.
QList<const Package *> plannedPackages(const PlanResult &plan)
{
    QList<const Package *> packages;
    for (const QString &name : plan.plan.cargoPackages) {
        if (const Package *package = plan.project->member(name))
            packages.append(package);
    }
    return packages.isEmpty() ? plan.project->defaultPackages() : packages;
}

QStringList binaryNames(const Package &package)
{
    QStringList names;
    for (const Binary &binary : package.binaries)
        names.append(binary.name);
    return names;
}

QString relativeFolder(const PlanResult &plan, const QString &folder)
{
    const QString relative = QDir(plan.project->root).relativeFilePath(folder);
    return relative.isEmpty() ? u"."_s : relative;
}

QStringList platformsOf(const Plan &plan, const QStringList &targets)
{
    QStringList platforms;
    for (const PlannedPlatform &platform : plan.platforms) {
        if (platform.isChosen && targets.contains(platform.target))
            platforms.append(platform.platform);
    }
    return platforms;
}

QJsonArray crateRows(const Plan &plan)
{
    QJsonArray rows;
    for (const CrateRow &row : plan.crates.rows) {
        rows.append(QJsonObject{{u"name"_s, row.name},
                                {u"version"_s, row.version},
                                {u"source"_s, row.source},
                                {u"for"_s, row.forHost ? u"host"_s : u"target"_s},
                                {u"platforms"_s, QJsonArray::fromStringList(row.forHost ? QStringList() : platformsOf(plan, row.targets))},
                                {u"features"_s, QJsonArray::fromStringList(row.features)},
                                {u"certain"_s, row.isCertain}});
    }
    return rows;
}

/// Why some rows are only possible, a few at most: each reason once.
QStringList gapLines(const CrateGraph &crates)
{
    constexpr qsizetype most = 3;
    QStringList lines;
    for (const CrateGap &gap : crates.gaps) {
        const QString line = u"    "_s + gap.reason;
        if (lines.size() < most && !lines.contains(line))
            lines.append(line);
    }
    if (crates.gaps.size() > lines.size())
        lines.append(u"    "_s + Cli::tr("%1 crates in all are not known well enough.").arg(crates.gaps.size()));
    return lines;
}

QJsonObject packageNames(const LibraryPackages &packages)
{
    const auto both = [](const QStringList &build, const QStringList &run) {
        return QJsonObject{{u"build"_s, QJsonArray::fromStringList(build)}, {u"run"_s, QJsonArray::fromStringList(run)}};
    };
    return {{u"debian"_s, both(packages.debianBuild, packages.debianRun)}, {u"alpine"_s, both(packages.alpineBuild, packages.alpineRun)}};
}

QJsonArray nativeRows(const Plan &plan)
{
    QJsonArray rows;
    for (const NativeDecision &native : plan.natives) {
        rows.append(QJsonObject{{u"library"_s, native.library},
                                {u"crate"_s, native.crate},
                                {u"version"_s, native.version},
                                {u"via"_s, QJsonArray::fromStringList(native.via)},
                                {u"platforms"_s, QJsonArray::fromStringList(native.platforms)},
                                {u"method"_s, native.method},
                                {u"decision"_s, native.decision},
                                {u"advice"_s, native.advice},
                                {u"verified"_s, native.isVerified},
                                {u"evidence"_s, native.evidence},
                                {u"packages"_s, packageNames(native.packages)}});
    }
    return rows;
}

QJsonArray findingRows(const QList<Finding> &findings)
{
    QJsonArray rows;
    for (const Finding &finding : findings) {
        rows.append(QJsonObject{{u"code"_s, finding.code},
                                {u"severity"_s, severityWord(finding.severity)},
                                {u"message"_s, finding.message},
                                {u"file"_s, finding.file},
                                {u"line"_s, finding.line}});
    }
    return rows;
}

QStringList packageLines(const PlanResult &plan)
{
    QStringList lines;
    const QList<const Package *> packages = plannedPackages(plan);
    for (const Package *package : packages) {
        lines.append(u"  "_s + package->name + u' ' + package->version + u"  ("_s + relativeFolder(plan, package->folder) + u')');
        for (const Binary &binary : package->binaries)
            lines.append(u"    "_s + binary.name + u"  "_s + binary.path
                         + (binary.requiredFeatures.isEmpty() ? QString() : Cli::tr("  needs features %1").arg(binary.requiredFeatures.join(u", "_s))));
    }
    return lines;
}

QStringList nativeLines(const Plan &plan)
{
    QStringList lines;
    QStringList rest;
    for (const NativeDecision &native : plan.natives) {
        if (!native.wantsDecision) {
            rest.append(native.library);
            continue;
        }
        lines.append(u"  "_s + native.library + u": "_s + native.decision + u"  ("_s + native.crate + u' ' + native.version + u')');
        if (native.via.size() > 1)
            lines.append(u"    "_s + Cli::tr("through %1").arg(native.via.join(u" > "_s)));
        if (!native.advice.isEmpty())
            lines.append(u"    "_s + native.advice);
    }
    if (!rest.isEmpty())
        lines.append(u"  "_s + Cli::tr("Nothing to decide: %1").arg(rest.join(u", "_s)));
    return lines;
}

/// A value as --set takes it.
QString setText(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList)
        return value.toStringList().join(u',');
    if (value.typeId() != QMetaType::QVariantMap)
        return value.toString();
    const QVariantMap map = value.toMap();
    QStringList entries;
    for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
        entries.append(entry.key() + u'=' + entry.value().toString());
    return entries.join(u',');
}

QStringList findingLines(const PlanResult &plan)
{
    QStringList lines;
    for (const Finding &finding : plan.plan.findings) {
        QString place;
        if (!finding.file.isEmpty()) {
            place = u"  ("_s + QDir(plan.project->root).relativeFilePath(finding.file);
            if (finding.line > 0)
                place += u':' + QString::number(finding.line);
            place += u')';
        }
        lines.append(u"  "_s + severityWord(finding.severity) + u": "_s + finding.message + place);
        if (!finding.advice.isEmpty())
            lines.append(u"    "_s + finding.advice);
        if (!finding.fixKey.isEmpty() && finding.fixValue.isValid())
            lines.append(u"    "_s + Cli::tr("Mended by --set %1").arg(shellQuote(finding.fixKey + u'=' + setText(finding.fixValue))));
    }
    return lines;
}

void addSection(QStringList &lines, const QString &title, const QStringList &section)
{
    if (section.isEmpty())
        return;
    lines << QString() << title;
    lines += section;
}

} // namespace

QJsonObject inspectJson(const PlanResult &plan)
{
    QJsonArray packages;
    const QList<const Package *> chosen = plannedPackages(plan);
    for (const Package *package : chosen) {
        packages.append(QJsonObject{{u"name"_s, package->name},
                                    {u"version"_s, package->version},
                                    {u"path"_s, relativeFolder(plan, package->folder)},
                                    {u"binaries"_s, QJsonArray::fromStringList(binaryNames(*package))},
                                    {u"features"_s, QJsonArray::fromStringList(package->features.keys())}});
    }
    const Toolchain &toolchain = plan.project->toolchain;
    return QJsonObject{{u"schema"_s, jsonSchema},
                       {u"root"_s, plan.project->root},
                       {u"toolchain"_s, QJsonObject{{u"channel"_s, toolchain.channel},
                                                    {u"components"_s, QJsonArray::fromStringList(toolchain.components)},
                                                    {u"targets"_s, QJsonArray::fromStringList(toolchain.targets)},
                                                    {u"file"_s, toolchain.path},
                                                    {u"minimum"_s, toolchain.minimumRust}}},
                       {u"packages"_s, packages},
                       {u"crates"_s, crateRows(plan.plan)},
                       {u"native"_s, nativeRows(plan.plan)},
                       {u"findings"_s, findingRows(plan.plan.findings)}};
}

QStringList inspectText(const PlanResult &plan)
{
    const Project &project = *plan.project;
    QStringList lines{plan.plan.projectName + u"  "_s + project.root};
    if (!plan.plan.summary.isEmpty())
        lines.append(plan.plan.summary);
    addSection(lines, Cli::tr("Packages and binaries"), packageLines(plan));
    QStringList rust;
    rust.append(u"  "_s + (project.toolchain.channel.isEmpty() ? Cli::tr("No toolchain file") : Cli::tr("Toolchain %1").arg(project.toolchain.channel))
                + (project.toolchain.minimumRust.isEmpty() ? QString() : Cli::tr(", needs Rust %1 or newer").arg(project.toolchain.minimumRust)));
    const CrateGraph &crates = plan.plan.crates;
    if (!crates.rows.isEmpty()) {
        rust.append(u"  "_s
                    + (crates.targetCount() == 1
                           ? Cli::tr("1 crate for the image, %1 for the builder itself").arg(crates.hostCount())
                           : Cli::tr("%1 crates for the image, %2 for the builder itself").arg(crates.targetCount()).arg(crates.hostCount()))
                    + (crates.isExact ? QString() : Cli::tr(" (as far as can be told)")));
        rust += gapLines(crates);
    }
    addSection(lines, Cli::tr("Rust"), rust);
    addSection(lines, Cli::tr("Native libraries"), nativeLines(plan.plan));
    QStringList platforms;
    for (const PlannedPlatform &platform : plan.plan.platforms) {
        if (platform.isChosen)
            platforms.append(u"  "_s + platform.platform + u"  "_s + platform.target + (platform.isPossible ? QString() : u"  "_s + platform.reason));
    }
    addSection(lines, Cli::tr("Platforms"), platforms);
    QStringList images;
    for (const PlannedImage &image : plan.plan.images)
        images.append(u"  "_s + image.binaries.join(u", "_s) + (image.references.isEmpty() ? QString() : u"  "_s + image.references.join(u", "_s)));
    addSection(lines, Cli::tr("Images"), images);
    addSection(lines, Cli::tr("Findings"), findingLines(plan));
    return lines;
}

} // namespace slipway::cli
