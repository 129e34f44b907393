// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engine.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Engine)
};

/// "linux/amd64/v3" and "linux/arm64/v8" are the platform with the instructions of a newer processor; `*` marks those that a person named.
QString plainPlatform(QString platform)
{
    static const QRegularExpression level(u"^([a-z]+/(?:amd64|arm64))/v\\d+$"_s);
    platform.remove(u'*');
    const auto match = level.match(platform);
    return match.hasMatch() ? match.captured(1) : platform;
}

/// What the engine's classic image store keeps from a build, or nothing. "OCI exporter is not supported for the docker driver" holds for one platform too,
/// and several come out of another builder only as an index, which that store does not take.
std::optional<EngineCheck> storeObstacle(const EngineFacts &facts, const Builder &builder, bool isMulti, ImageTarget target)
{
    if (facts.hasContainerdStore)
        return std::nullopt;
    const bool isEngines = builder.driver == "docker"_L1;
    const QString switchOn = Words::tr("Switch the containerd image store on (\"features\": {\"containerd-snapshotter\": true} in /etc/docker/daemon.json, "
                                       "then restart Docker), or %1.");
    const QString another = switchOn.arg(Words::tr("make a builder that has its own: docker buildx create --use"));
    const auto obstacle = [](const QString &message, const QString &remedy) { return EngineCheck{u"image-store"_s, EngineCheck::State::Bad, message, remedy}; };
    if (isMulti && isEngines)
        return obstacle(Words::tr("The engine keeps images in its classic store, which holds one platform only."), another);
    if (isMulti && target == ImageTarget::EngineStore) {
        return obstacle(Words::tr("The engine's classic image store holds one platform only, so several cannot be loaded into it."),
                        switchOn.arg(Words::tr("choose one platform, or push to a registry")));
    }
    if (isEngines && target == ImageTarget::Archive)
        return obstacle(Words::tr("The engine keeps images in its classic store, out of which no OCI archive can be written."), another);
    return std::nullopt;
}

} // namespace

QProcessEnvironment EngineEnvironment::processEnvironment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto variable = variables.cbegin(); variable != variables.cend(); ++variable)
        environment.insert(variable.key(), variable.value());
    if (!path.isEmpty()) {
        QStringList folders = path;
        if (const QString before = environment.value(u"PATH"_s); !before.isEmpty())
            folders.append(before);
        environment.insert(u"PATH"_s, folders.join(QDir::listSeparator()));
    }
    return environment;
}

QStringList Builder::platforms() const
{
    QStringList all;
    for (const BuilderNode &node : nodes) {
        for (const QString &platform : node.platforms)
            all.append(plainPlatform(platform));
    }
    all.removeDuplicates();
    return all;
}

QStringList Builder::nativePlatforms() const
{
    const auto plain = [](const QStringList &platforms) {
        QStringList list;
        for (const QString &platform : platforms)
            list.append(plainPlatform(platform));
        return list;
    };
    const auto isFixed = [&](const QString &platform) {
        return std::ranges::any_of(nodes, [&](const BuilderNode &node) { return plain(node.fixedPlatforms).contains(platform); });
    };
    QStringList own;
    for (const BuilderNode &node : nodes) {
        if (!node.platforms.isEmpty())
            own.append(plainPlatform(node.platforms.constFirst()));
    }
    own.removeDuplicates();
    const bool areFixed = std::ranges::all_of(own, isFixed);
    QStringList native;
    for (const QString &platform : std::as_const(own)) {
        const auto takes = [&](const BuilderNode &node) { return plain(areFixed ? node.fixedPlatforms : node.platforms).contains(platform); };
        const auto first = std::ranges::find_if(nodes, takes);
        if (first != nodes.cend() && plainPlatform(first->platforms.value(0)) == platform)
            native.append(platform);
    }
    return native;
}

const Builder *EngineFacts::builder(const QString &name) const
{
    for (const Builder &builder : builders) {
        if (name.isEmpty() ? builder.isCurrent : builder.name == name)
            return &builder;
    }
    return nullptr;
}

Error EngineFacts::error() const
{
    for (const EngineCheck &check : checks) {
        if (check.state == EngineCheck::State::Bad)
            return {ErrorCode::Engine, check.message, check.remedy, {}, 0};
    }
    return {ErrorCode::Engine, Words::tr("No container engine was found: install Docker 26 or newer with buildx, and start it."), {}, {}, 0};
}

QList<EngineCheck> buildChecks(const EngineFacts &facts, const QString &builder, const QStringList &platforms, bool runsOnPlatforms, ImageTarget target)
{
    using State = EngineCheck::State;
    const Builder *found = facts.builder(builder);
    if (!found) {
        const QString remedy = Words::tr("`docker buildx ls` lists the builders.");
        if (builder.isEmpty())
            return {{u"buildx"_s, State::Bad, Words::tr("buildx has no current builder."), Words::tr("Choose one: docker buildx use default")}};
        return {{u"buildx"_s, State::Bad, Words::tr("There is no builder named \"%1\".").arg(builder), remedy}};
    }
    if (!found->error.isEmpty()) {
        return {{u"engine"_s, State::Bad, Words::tr("The builder \"%1\" cannot be reached: %2.").arg(found->name, found->error),
                 Words::tr("Start its engine, or choose another builder.")}};
    }
    QList<EngineCheck> checks;
    if (const auto obstacle = storeObstacle(facts, *found, platforms.size() > 1, target))
        checks.append(*obstacle);
    const QStringList has = found->platforms();
    for (const QString &platform : platforms) {
        if (!runsOnPlatforms || has.isEmpty() || has.contains(platform))
            continue;
        checks.append({u"platforms"_s, State::Bad, Words::tr("The builder \"%1\" cannot run %2.").arg(found->name, platform),
                       Words::tr("Install its emulator (docker run --privileged --rm tonistiigi/binfmt --install %1), add a node of that platform, "
                                 "or cross-compile with Zig.")
                           .arg(platform.section(u'/', 1, 1))});
    }
    return checks;
}

} // namespace slipway
