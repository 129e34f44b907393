// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QMap>
#include <QObject>
#include <QProcessEnvironment>
#include <QStringList>

#include <memory>

namespace slipway {

/// How to call the container engine's client: what comes from the user's machine or from a private engine's set-up.
struct EngineEnvironment
{
    QMap<QString, QString> variables;   ///< DOCKER_HOST, DOCKER_CONFIG, … over the process environment
    QStringList path;                   ///< folders put before PATH
    QMap<QString, QString> mirrors;     ///< public reference -> local reference
    QString registry;                   ///< a local registry to push to, or empty
    /// The environment for a child process.
    [[nodiscard]] QProcessEnvironment processEnvironment() const;
    bool operator==(const EngineEnvironment &) const = default;
};

struct BuilderNode
{
    QString name;
    QString status;                     ///< "running", "inactive", …
    QString version;                    ///< BuildKit's
    QStringList platforms;              ///< its own first, then those that it emulates
    QStringList fixedPlatforms = {};    ///< those that `docker buildx create --platform` gave it
    bool operator==(const BuilderNode &) const = default;
};

struct Builder
{
    QString name;
    QString driver;                     ///< "docker", "docker-container", "kubernetes", "remote"
    bool isCurrent = false;
    QList<BuilderNode> nodes;
    QString error;
    [[nodiscard]] QStringList platforms() const; ///< union over the nodes, in order, without variants such as linux/amd64/v2
    /// Platforms that buildx has built by a node whose own they are, in the order of the nodes. A platform goes to the first node that it was fixed to
    /// (--platform); unless all of a build are fixed to nodes, each goes to the first node that runs or emulates it (buildx, build/driver.go).
    [[nodiscard]] QStringList nativePlatforms() const;
    bool operator==(const Builder &) const = default;
};

/// A readiness check with its remedy: the checklist of the first page, and what `build` says before it starts.
struct EngineCheck
{
    enum class State { Good, Warning, Bad, Unknown };
    QString code;                       ///< "client" (no docker), "engine", "buildx", "image-store", "platforms", "podman", "snap", "permission", "context"
    State state = State::Unknown;
    QString message;                    ///< one sentence
    QString remedy;                     ///< what to do, or empty
    bool operator==(const EngineCheck &) const = default;
};

struct EngineFacts
{
    bool isUsable = false;              ///< a build can be started
    QString clientVersion;
    QString engineVersion;
    QString buildxVersion;              ///< "0.29.1"
    QString context;
    bool hasContainerdStore = false;
    QList<Builder> builders;
    QList<EngineCheck> checks;
    QStringList insecureRegistries;     ///< hosts with port, and networks, that the engine takes http or any certificate from
    [[nodiscard]] const Builder *builder(const QString &name) const; ///< by name; empty: the current one; null if none
    /// The first Bad check as an Error (ErrorCode::Engine), for a build that cannot start.
    [[nodiscard]] Error error() const;
    bool operator==(const EngineFacts &) const = default;
};

/// Where the image of a build goes, as far as image stores differ in it.
enum class ImageTarget { Anywhere, Archive, EngineStore };

/// What stands in the way of one build on one builder, before it starts: an unknown or unreachable builder; what the classic image store cannot do
/// (several platforms, writing an archive, taking several platforms from another builder); and, where instructions run on the platforms themselves
/// (`runsOnPlatforms`: native nodes or emulation), a platform that the builder has not. Empty: nothing does. Pure.
[[nodiscard]] QList<EngineCheck> buildChecks(const EngineFacts &facts, const QString &builder, const QStringList &platforms, bool runsOnPlatforms,
                                             ImageTarget target = ImageTarget::Anywhere);

/// Asks the engine what it is, in parallel, with time-outs (5 s); never blocks. Tells podman and snap under Docker's name, no permission,
/// no answer, no buildx, an old buildx, no containerd store.
class EngineProbe : public QObject
{
    Q_OBJECT
public:
    explicit EngineProbe(QObject *parent = nullptr);
    ~EngineProbe() override;
    void start(const EngineEnvironment &environment);

Q_SIGNALS:
    void finished(const slipway::EngineFacts &facts);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Follows the set-up of a private engine that packaging/run started (the NDJSON file named by SLIPWAY_SETUP_STATUS).
class EngineSetup : public QObject
{
    Q_OBJECT
public:
    struct Step
    {
        QString id;
        QString title;                  ///< a sentence
        QString state;                  ///< running, done, failed
        double seconds = 0;
        QString detail;
        bool operator==(const Step &) const = default;
    };
    explicit EngineSetup(QObject *parent = nullptr);
    ~EngineSetup() override;
    /// Follows `file`; an empty name is ready at once with the process's own environment.
    void follow(const QString &file);
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QList<Step> steps() const;
    [[nodiscard]] EngineEnvironment environment() const;

Q_SIGNALS:
    void stepChanged(const slipway::EngineSetup::Step &step);
    void ready(const slipway::EngineEnvironment &environment);
    void failed(const slipway::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
