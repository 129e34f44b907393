// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortCommit = 12;

/// Stages of our own; and "scratch", which FROM knows as no image at all.
const QSet<QString> reservedStages{u"chef"_s, u"tools"_s, u"planner"_s, u"dependencies"_s, u"build"_s, u"scratch"_s, u"context"_s};

QString freeStage(const QString &name, QSet<QString> &taken)
{
    QString stage = namePart(name);
    // A stage starts with a letter and hides an image of its name (BuildKit, "instructions/parse.go").
    if (!stage.at(0).isLetter() || reservedStages.contains(stage))
        stage.prepend("image-"_L1);
    QString free = stage;
    for (int i = 2; taken.contains(free); ++i)
        free = stage + u'-' + QString::number(i);
    taken.insert(free);
    return free;
}

/// The page of a repository for the OCI label "source": https, also where git fetches over ssh.
QString sourcePage(const QString &remote)
{
    static const QRegularExpression shell(QRegularExpression::anchoredPattern(u"(?:ssh://)?git@([A-Za-z0-9.-]+)[:/]([^:]+?)(?:\\.git)?/?"_s));
    static const QRegularExpression web(QRegularExpression::anchoredPattern(u"https?://([^@\\s]+?)(?:\\.git)?/?"_s));
    if (const auto match = shell.match(remote); match.hasMatch())
        return u"https://"_s + match.captured(1) + u'/' + match.captured(2);
    if (const auto match = web.match(remote); match.hasMatch())
        return u"https://"_s + match.captured(1);
    return {};
}

/// A version fit for a tag: semver's build metadata starts with a character that tags do not know.
QString tagPart(QString version)
{
    return version.replace(u'+', u'-').left(100);
}

} // namespace

QString PlanMaker::imageName() const
{
    const QString &registry = m_input.facts.defaultRegistry;
    if (registry.isEmpty())
        return {};
    const QString name = registry + u'/' + namePart(m_project.name);
    return m_binaries.size() > 1 && m_options.text(OptionKey::ImageMode) != "single"_L1 ? name + u"/{bin}"_s : name;
}

QStringList PlanMaker::references(const PlannedImage &image, const Package &package, const QString &name, const QStringList &tags) const
{
    QStringList references;
    if (name.isEmpty())
        return references;
    QString repository = name;
    repository.replace("{bin}"_L1, namePart(image.entrypoint))
        .replace("{package}"_L1, namePart(package.name))
        .replace("{project}"_L1, namePart(m_project.name));
    for (QString tag : tags) {
        if (tag.contains("{commit}"_L1) && m_project.git.commit.isEmpty())
            continue;
        tag.replace("{version}"_L1, tagPart(package.version)).replace("{commit}"_L1, m_project.git.commit.left(shortCommit));
        const QString reference = repository + u':' + tag;
        if (!references.contains(reference))
            references.append(reference);
    }
    return references;
}

void PlanMaker::settleImages()
{
    const QString mode = settleText(OptionKey::ImageMode, u"per-binary"_s, u"Each service is deployed and updated on its own."_s);
    const QString name = settleText(OptionKey::ImageName, imageName(),
                                    m_input.facts.defaultRegistry.isEmpty() ? u"There is no registry to push to by default: give a name with one."_s
                                                                            : u"The project's name in the registry that is at hand."_s);
    const QStringList tags = settleList(OptionKey::ImageTags, {u"{version}"_s, u"latest"_s}, u"The version that the manifest names, and latest."_s);
    QMap<QString, QString> common;
    const QString page = sourcePage(m_project.git.remote);
    if (!page.isEmpty())
        common.insert(u"org.opencontainers.image.source"_s, page);
    m_plan.labels = common;
    m_plan.labels.insert(settleMap(OptionKey::Labels, common, u"Where the source is; title and version of each image are added."_s));
    QSet<QString> taken;
    const QString entrypoint =
        settleText(OptionKey::Entrypoint, m_binaries.isEmpty() ? QString() : m_binaries.constFirst().binary->name, u"The binary itself."_s);
    const auto add = [&](const QList<OwnedBinary> &binaries, const QString &stage, const QString &start) {
        PlannedImage image;
        image.stage = freeStage(stage, taken);
        const Package *package = binaries.constFirst().package;
        for (const OwnedBinary &owned : binaries) {
            image.binaries.append(owned.binary->name);
            if (owned.binary->name == start)
                package = owned.package;
        }
        image.entrypoint = start;
        image.labels = m_plan.labels;
        for (const auto &[key, value] :
             {std::pair(u"org.opencontainers.image.title"_s, stage), std::pair(u"org.opencontainers.image.version"_s, package->version),
              std::pair(u"org.opencontainers.image.revision"_s, m_project.git.commit)}) {
            if (!value.isEmpty() && !image.labels.contains(key))
                image.labels.insert(key, value);
        }
        image.references = references(image, *package, name, tags);
        m_plan.images.append(image);
    };
    if (m_binaries.isEmpty())
        return;
    if (!entrypoint.isEmpty() && !m_plan.binaries.contains(entrypoint)) {
        refuseName(u"entrypoint-unknown"_s, u"There is no binary named %1 to start."_s.arg(entrypoint), OptionKey::Entrypoint, entrypoint, m_plan.binaries,
                   nearest(entrypoint, m_plan.binaries));
    }
    if (mode == "single"_L1) {
        const QString start = m_plan.binaries.contains(entrypoint) ? entrypoint : m_plan.binaries.constFirst();
        add(m_binaries, m_project.name, start);
        return;
    }
    for (const OwnedBinary &owned : std::as_const(m_binaries))
        add({owned}, owned.binary->name, owned.binary->name);
    if (m_plan.images.size() > 1 && !name.isEmpty() && !name.contains("{bin}"_L1)) {
        Finding &finding = find(u"name-without-bin"_s, Finding::Severity::Error, u"%1 images would get the same name %2."_s.arg(m_plan.images.size()).arg(name),
                                u"Put {bin} into the name; it stands for the binary's name."_s);
        finding.fixKey = u"image.name"_s;
        finding.fixValue = QString(name + u"/{bin}"_s);
    }
}

void PlanMaker::settleImageOptions()
{
    m_plan.user = settleText(OptionKey::User, u"65532:65532"_s, u"An ordinary user by number, which Kubernetes can check; distroless calls it nonroot."_s);
    m_plan.ports = settleList(OptionKey::Ports, {}, u"None are announced; publishing a port works without."_s);
    QMap<QString, QString> environment;
    // OpenSSL looks for certificates where it was made for, not where Debian keeps them.
    const bool isBroughtAlong = m_plan.staticLibraries.contains(u"libssl.a"_s)
                                || std::ranges::any_of(m_plan.sources, [](const SourceBuild &one) { return one.library == "OpenSSL"_L1; });
    const bool isUsed =
        std::ranges::any_of(m_plan.natives, [](const NativeDecision &native) { return native.crate == "openssl-sys"_L1 && !native.forHostOnly; });
    if (isUsed || isBroughtAlong)
        environment.insert(u"SSL_CERT_FILE"_s, u"/etc/ssl/certs/ca-certificates.crt"_s);
    const QMap<QString, QString> own =
        settleMap(OptionKey::Environment, environment, environment.isEmpty() ? u"None is needed."_s : u"OpenSSL finds the certificates of the image by it."_s);
    m_plan.environment = environment;
    m_plan.environment.insert(own);
    QStringList assets;
    for (const QString &folder : m_project.assetFolders) {
        if (isPlainPath(folder))
            assets.append(folder);
    }
    m_plan.assets =
        settleList(OptionKey::Assets, assets,
                   assets.isEmpty() ? u"There are no folders that programs read at run time."_s : u"Folders that programs often read at run time."_s);
    m_plan.assets.removeIf([this](const QString &folder) {
        if (isPlainPath(folder))
            return false;
        find(u"asset-name"_s, Finding::Severity::Error, u"The folder \"%1\" cannot be named in a Dockerfile."_s.arg(displayText(folder)),
             u"Give it a name of letters, digits, dots, dashes and underscores."_s)
            .fixKey = u"image.assets"_s;
        return true;
    });
    m_plan.workingDirectory = settleText(OptionKey::WorkingDirectory, m_plan.assets.isEmpty() ? QString() : u"/app"_s,
                                         m_plan.assets.isEmpty() ? u"That of the base image."_s : u"The folders of the project lie in it."_s);
    if (!m_plan.assets.isEmpty() && m_plan.workingDirectory.isEmpty())
        m_plan.workingDirectory = u"/app"_s;
    m_plan.arguments = settleList(OptionKey::Arguments, {}, u"The program gets what `docker run` is given."_s);
    m_plan.healthcheck = settleList(OptionKey::Healthcheck, {}, u"None: orchestrators bring checks of their own."_s);
    m_plan.stopSignal = settleText(OptionKey::StopSignal, QString(), u"SIGTERM, as Docker sends it."_s);
    m_plan.volumes = settleList(OptionKey::Volumes, {}, u"None: the program writes nothing, or is given a folder when it is run."_s);
    m_plan.imagePackages = settleList(OptionKey::RuntimePackages, {}, u"What the binaries ask for is found by itself."_s);
    m_plan.hasSbom = settle(OptionKey::Sbom, false, u"Its scanner is a further image that would have to be fetched."_s).toBool();
    m_plan.provenance =
        settleText(OptionKey::Provenance, u"none"_s, u"Attestations stand in the index as platforms unknown/unknown, and give each build another digest."_s);
    if (!m_plan.imagePackages.isEmpty() && m_plan.libc != Libc::Gnu) {
        find(u"packages-with-musl"_s, Finding::Severity::Warning,
             u"The files of Debian's packages are made for glibc, and %1 is planned with musl."_s.arg(m_plan.runtime.title),
             u"Choose glibc, or leave image.packages empty."_s)
            .fixKey = u"image.packages"_s;
    }
    m_plan.runtimeLines = settleList(OptionKey::RuntimeLines, {}, u"None."_s);
    const bool runsInImage = std::ranges::any_of(m_plan.runtimeLines, [](const QString &line) { return line.startsWith("RUN "_L1); });
    if (runsInImage && !m_plan.runtime.hasShell) {
        find(u"no-shell-for-lines"_s, Finding::Severity::Error,
             u"%1 has no shell, so the lines that run something in it cannot work."_s.arg(m_plan.runtime.title),
             u"Choose a base with a shell, such as Debian slim."_s)
            .fixKey = u"runtime"_s;
        m_plan.findings.last().fixValue = u"debian-slim"_s;
    }
}

QString PlanMaker::summary() const
{
    QStringList parts;
    const auto platforms = m_plan.chosenPlatforms();
    parts.append(platforms.size() == 1 ? platforms.constFirst() : counted(platforms.size(), u"platform"_s, u"platforms"_s));
    const int all = m_plan.crates.targetCount() + m_plan.crates.hostCount();
    if (all > 0)
        parts.append(counted(all, u"crate"_s, u"crates"_s) + u" (%1 on the builder)"_s.arg(m_plan.crates.hostCount()));
    const auto natives =
        std::ranges::count_if(m_plan.natives, [](const NativeDecision &native) { return !native.forHostOnly && native.method != "host-tool"_L1; });
    parts.append(natives == 0 ? u"no native libraries"_s : counted(natives, u"native library"_s, u"native libraries"_s));
    const bool runsInImage = std::ranges::any_of(m_plan.runtimeLines, [](const QString &line) { return line.startsWith("RUN "_L1); });
    if (m_plan.cross == CrossMethod::Native)
        parts.append(u"each platform on its own node"_s);
    else if (m_plan.cross == CrossMethod::Emulate && platforms.size() > 1)
        parts.append(u"foreign platforms emulated"_s);
    else
        parts.append(runsInImage ? u"your own RUN lines emulated"_s : u"nothing emulated"_s);
    if (m_plan.images.size() > 1)
        parts.append(counted(m_plan.images.size(), u"image"_s, u"images"_s));
    parts.append(m_plan.runtime.bytes > 0 ? u"%1, %2"_s.arg(m_plan.runtime.title, bytesText(m_plan.runtime.bytes)) : m_plan.runtime.title);
    return parts.join(u" · "_s);
}

} // namespace slipway
