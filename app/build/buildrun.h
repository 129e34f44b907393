// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "build/buildstate.h"
#include "build/logstore.h"
#include "credentials/credentials.h"
#include "engine/engine.h"
#include "plan/plan.h"

#include <QObject>

#include <memory>

namespace slipway {

enum class BuildOutput { Push, Load, OciFile, CacheOnly };

struct BuildRequest
{
    Plan plan;
    DockerfileDocument document;
    QString contextFolder;              ///< absolute
    EngineEnvironment engine;
    QString builder;                    ///< name, empty: the current one
    BuildOutput output = BuildOutput::CacheOnly;
    QString ociFile;
    bool noCache = false;
    QMap<QString, Credential> credentials; ///< registry host -> log-in; handed over by the no-disk recipe, never in arguments or files
    std::shared_ptr<const Knowledge> knowledge; ///< for the meaning of errors; null: read when the build starts
};

struct PushedImage
{
    QString stage;
    QStringList references;
    QString digest;                     ///< of the index, from the metadata file
    bool operator==(const PushedImage &) const = default;
};

struct BuildOutcome
{
    enum class Kind { Done, Failed, Cancelled };
    Kind kind = Kind::Done;
    Error error;                        ///< for Failed
    QList<PushedImage> images;
    QString buildReference;             ///< buildx.build.ref
    qint64 milliseconds = 0;
    bool operator==(const BuildOutcome &) const = default;
};

/// The arguments of `docker` for a request: `buildx build` for one image, `buildx bake` for several. Pure; for display and for the run.
/// Every text of a project is an argument or a JSON string of its own, never part of a shell's or bake's language.
struct BuildCommand
{
    QStringList arguments;
    QByteArray bakeFile;                ///< JSON, empty for `build`
};
[[nodiscard]] BuildCommand buildCommand(const BuildRequest &request, const QString &dockerfile, const QString &metadataFile, const QString &bakeFile);

/// The target of `bake` for a stage: its name, with what bake's identifiers do not allow replaced.
[[nodiscard]] QString bakeTarget(const QString &stage);
/// What the metadata file of `build` or `bake` says: reference of the build (first one) and a digest for each image. Pure.
void readMetadata(const QByteArray &json, const Plan &plan, BuildOutcome &outcome);

/// One build from start to one `done`. Owns its temporary folder (Dockerfile, ignore file, metadata) and its processes.
class BuildRun : public QObject
{
    Q_OBJECT
public:
    explicit BuildRun(QObject *parent = nullptr);
    ~BuildRun() override;
    void start(const BuildRequest &request);
    /// Within 2 s no process of it is left and the engine has no container of it.
    void cancel();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const BuildState &state() const;
    [[nodiscard]] LogStore *log() const;
    /// As started; its log-ins are forgotten when the build is done.
    [[nodiscard]] const BuildRequest &request() const;
    [[nodiscard]] QByteArray rawStream() const; ///< bounded, for the record

Q_SIGNALS:
    /// Steps that changed since the last signal; at most 30 a second.
    void stepsChanged(const QList<int> &steps);
    void done(const slipway::BuildOutcome &outcome);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
