// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "engine/engineanswers.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

using State = EngineCheck::State;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Engine)
};

QJsonObject jsonOf(const EngineAnswer &answer)
{
    return QJsonDocument::fromJson(answer.output).object();
}

/// How a command ended that said nothing, for the end of a sentence.
QString silentEnd(const ProcessOutcome &outcome)
{
    if (outcome.kind == ProcessOutcome::Kind::Crashed)
        return Words::tr("the program \"docker\" crashed");
    if (outcome.kind == ProcessOutcome::Kind::FailedToStart)
        return outcome.error;
    return Words::tr("the program \"docker\" ended with %1 and said nothing").arg(outcome.exitCode);
}

/// The first line of what a command said, without its own "ERROR:", for the end of a sentence.
QString firstWords(const EngineAnswer &answer)
{
    const QByteArray bytes = answer.error.trimmed().isEmpty() ? answer.output : answer.error;
    QString line = QString::fromUtf8(bytes.trimmed()).section(u'\n', 0, 0).trimmed();
    static const QRegularExpression prefix(u"^(?:ERROR|error|Error response from daemon|Failed to initialize): ?"_s);
    line.remove(prefix);
    line.truncate(300);
    while (line.endsWith(u'.'))
        line.chop(1);
    return line.isEmpty() ? silentEnd(answer.outcome) : line;
}

// --- what is wrong with the client

bool isPodman(const EngineAnswers &answers)
{
    return QFileInfo(answers.program).fileName().startsWith("podman"_L1) || answers.clientVersion.output.toLower().contains("podman")
           || answers.clientVersion.error.contains("podman") || answers.buildx.output.contains("buildah");
}

/// Docker's own client at the socket of a Podman.
bool isPodmanEngine(const EngineAnswers &answers)
{
    return answers.version.output.contains("Podman Engine");
}

/// Snap's commands are links to the one program /usr/bin/snap.
bool isSnap(const QString &program)
{
    return program.startsWith("/snap/"_L1) || QFileInfo(program).fileName() == "snap"_L1;
}

// --- what is wrong with an engine elsewhere

/// The address that the client goes to: of the context, of DOCKER_HOST, or the one that it complains of. Empty: not known.
QString engineAddress(const EngineAnswers &answers)
{
    const QString told = answers.context.isGood() ? QString::fromUtf8(answers.context.output).section(u'\n', 0, 0).trimmed() : QString();
    if (!told.isEmpty() || !answers.host.isEmpty())
        return told.isEmpty() ? answers.host : told;
    static const QRegularExpression named(u"\\b((?:tcp|ssh)://[^\\s\"'/]+?)[.,]?(?:[\\s\"'/]|$)"_s);
    return named.match(QString::fromUtf8(answers.version.error + answers.version.output)).captured(1);
}

bool isElsewhere(const QString &address)
{
    return address.contains("://"_L1) && !address.startsWith("unix://"_L1) && !address.startsWith("npipe://"_L1) && !address.startsWith("fd://"_L1);
}

/// Docker's client tells an ssh that failed in a long line that ends with what ssh itself said.
QString sshWords(const EngineAnswer &answer)
{
    const QString all = QString::fromUtf8(answer.error.contains("stderr=") ? answer.error : answer.output);
    const qsizetype at = all.indexOf("stderr="_L1);
    QString words = at < 0 ? QString() : all.sliced(at + 7).trimmed().section(u'\n', -1).trimmed();
    words.truncate(300);
    while (words.endsWith(u'.'))
        words.chop(1);
    return words.isEmpty() ? firstWords(answer) : words;
}

/// Why an engine on another machine does not answer; nothing where the address is of this machine.
std::optional<EngineCheck> farCheck(const EngineAnswers &answers)
{
    const EngineAnswer &answer = answers.version;
    const QByteArray words = answer.error + answer.output;
    const QString address = engineAddress(answers);
    const QString another = Words::tr("Choose another engine: docker context use default, or unset DOCKER_HOST and DOCKER_CONTEXT.");
    if (!isElsewhere(address) && !words.contains("command [ssh"))
        return std::nullopt;
    const QString where = address.isEmpty() ? Words::tr("the other machine") : address;
    if (answer.isTimedOut()) {
        return EngineCheck{u"engine"_s, State::Bad, Words::tr("The container engine at %1 does not answer.").arg(where),
                           Words::tr("See that the machine is on and can be reached from here, then try again.") + u' ' + another};
    }
    if (words.contains("Permission denied (publickey") || words.contains("Host key verification failed")) {
        return EngineCheck{
            u"permission"_s, State::Bad, Words::tr("The log-in over ssh to %1 was refused: %2.").arg(where, sshWords(answer)),
            Words::tr("Try it by hand: ssh %1 docker version. The host has to be known, and the key has to be in the agent (ssh-add), since nobody "
                      "can be asked for a password here.")
                .arg(where)};
    }
    if (words.contains("Could not resolve hostname") || words.contains("no such host"))
        return EngineCheck{u"context"_s, State::Bad, Words::tr("The container engine's address %1 leads nowhere: there is no host of that name.").arg(where),
                           another};
    if (words.contains("command [ssh")) {
        return EngineCheck{u"engine"_s, State::Bad, Words::tr("The container engine at %1 cannot be reached over ssh: %2.").arg(where, sshWords(answer)),
                           Words::tr("Try it by hand: ssh %1 docker version.").arg(where) + u' ' + another};
    }
    if (words.contains("Cannot connect") || words.contains("connection refused") || words.contains("failed to connect")
        || words.contains("error during connect")) {
        return EngineCheck{u"engine"_s, State::Bad, Words::tr("No container engine answers at %1.").arg(where),
                           Words::tr("Start Docker on that machine, and see that it listens there.") + u' ' + another};
    }
    return std::nullopt;
}

/// An engine that answers, but may be none for us.
EngineCheck answeringCheck(const EngineAnswers &answers, const QString &version)
{
    const QString system = jsonOf(answers.version)["Server"_L1]["Os"_L1].toString(jsonOf(answers.info)["OSType"_L1].toString());
    if (isPodmanEngine(answers)) {
        const QString address = engineAddress(answers);
        return {u"podman"_s, State::Bad,
                address.isEmpty() ? Words::tr("The engine that Docker's client is connected to is Podman, which has no BuildKit.")
                                  : Words::tr("The engine at %1 is Podman, which has no BuildKit.").arg(address),
                Words::tr("Choose a Docker Engine: docker context use default, or unset DOCKER_HOST; Podman may stay.")};
    }
    if (system == "windows"_L1) {
        return {u"engine"_s, State::Bad, Words::tr("The container engine runs Windows containers, and images for Linux cannot be built on it."),
                Words::tr("Switch Docker Desktop to Linux containers, or choose another context: docker context use NAME")};
    }
    const QVersionNumber number = QVersionNumber::fromString(version);
    if (!number.isNull() && number < oldestEngine) {
        return {u"engine"_s, State::Warning,
                Words::tr("Docker Engine %1 is older than %2, the oldest that Slipway is tried with.").arg(version, oldestEngine.toString()),
                Words::tr("Update it when a build fails for a reason that is not the project's.")};
    }
    return {u"engine"_s, State::Good, Words::tr("Docker Engine %1 answers.").arg(version), {}};
}

EngineCheck engineCheck(const EngineAnswers &answers, const QString &version)
{
    if (!version.isEmpty())
        return answeringCheck(answers, version);
    if (const auto far = farCheck(answers))
        return *far;
    const EngineAnswer &answer = answers.version;
    const QByteArray words = answer.error + answer.output;
    if (answer.isTimedOut()) {
        return {u"engine"_s, State::Bad, Words::tr("The container engine does not answer."),
                Words::tr("When the machine is very busy, try again; else restart it (sudo systemctl restart docker, or Docker Desktop), or choose another "
                          "context: docker context use default")};
    }
    if (words.contains("permission denied")) {
        return {u"permission"_s, State::Bad, Words::tr("You have no permission to use the container engine."),
                Words::tr("Add yourself to its group (sudo usermod -aG docker $USER), then log out and in again; members of it can do all that root can. "
                          "Rootless Docker needs no group.")};
    }
    if (words.contains("context not found") || words.contains("unable to resolve docker endpoint") || words.contains("no such host")) {
        return {u"context"_s, State::Bad, Words::tr("The Docker context leads nowhere: %1.").arg(firstWords(answer)),
                Words::tr("Choose another context (docker context use default), or unset DOCKER_CONTEXT and DOCKER_HOST.")};
    }
    if (words.contains("Cannot connect") || words.contains("connection refused") || words.contains("failed to connect")
        || words.contains("error during connect")) {
        return {u"engine"_s, State::Bad, Words::tr("The container engine is not running."),
                Words::tr("Start it (sudo systemctl start docker, or Docker Desktop), then check again.")};
    }
    return {u"engine"_s, State::Bad, Words::tr("The container engine gave no usable answer: %1.").arg(firstWords(answer)),
            Words::tr("See what `docker version` says.")};
}

/// A client that cannot even tell its version answers nothing else.
std::optional<EngineCheck> clientCheck(const EngineAnswers &answers)
{
    const ProcessOutcome &outcome = answers.clientVersion.outcome;
    const QString remedy = Words::tr("See what `docker --version` says; install Docker's client anew, or name another in the preferences.");
    if (outcome.kind == ProcessOutcome::Kind::FailedToStart)
        return EngineCheck{u"client"_s, State::Bad, Words::tr("Docker's client cannot be used: %1.").arg(outcome.error), remedy};
    if (outcome.kind == ProcessOutcome::Kind::Crashed)
        return EngineCheck{u"client"_s, State::Bad, Words::tr("Docker's client %1 crashes.").arg(answers.program), remedy};
    return std::nullopt;
}

EngineCheck buildxCheck(const EngineAnswers &answers, const QString &version)
{
    if (answers.buildx.outcome.kind == ProcessOutcome::Kind::Crashed) {
        return {u"buildx"_s, State::Bad, Words::tr("Docker's build plugin buildx crashes."),
                Words::tr("Install the package docker-buildx-plugin (from Docker) or docker-buildx (from Debian, Ubuntu, Fedora) anew.")};
    }
    if (answers.buildx.isTimedOut()) {
        return {u"buildx"_s, State::Bad, Words::tr("Docker's build plugin buildx does not answer."),
                Words::tr("See what `docker buildx version` says; when the machine is very busy, try again.")};
    }
    if (version.isEmpty()) {
        return {u"buildx"_s, State::Bad, Words::tr("Docker's build plugin buildx is not installed."),
                Words::tr("Install the package docker-buildx-plugin (from Docker) or docker-buildx (from Debian, Ubuntu, Fedora).")};
    }
    if (QVersionNumber::fromString(version) < oldestBuildx) {
        return {u"buildx"_s, State::Bad, Words::tr("buildx %1 is too old; %2 or newer is needed.").arg(version, oldestBuildx.toString()),
                Words::tr("Update the package docker-buildx-plugin or docker-buildx.")};
    }
    if (answers.builders.isTimedOut())
        return {u"buildx"_s, State::Warning, Words::tr("buildx %1 is there, but listing its builders takes too long.").arg(version),
                Words::tr("Remove builders that cannot be reached: docker buildx rm NAME")};
    return {u"buildx"_s, State::Good, Words::tr("buildx %1 is there.").arg(version), {}};
}

EngineCheck storeCheck(const EngineFacts &facts, const Builder &builder)
{
    if (builder.driver != "docker"_L1)
        return {u"image-store"_s, State::Good, Words::tr("The builder \"%1\" keeps images of several platforms.").arg(builder.name), {}};
    if (facts.hasContainerdStore)
        return {u"image-store"_s, State::Good, Words::tr("The engine keeps images of several platforms (containerd image store)."), {}};
    EngineCheck check = buildChecks(facts, builder.name, {u"linux/amd64"_s, u"linux/arm64"_s}, false).value(0);
    check.state = State::Warning; // one platform can be built all the same
    return check;
}

EngineCheck platformCheck(const Builder &builder)
{
    const QStringList platforms = builder.platforms();
    if (platforms.isEmpty())
        return {u"platforms"_s, State::Unknown, Words::tr("The builder \"%1\" has not started yet, so its platforms are not known.").arg(builder.name),
                Words::tr("Start it: docker buildx inspect --bootstrap %1").arg(builder.name)};
    if (platforms.size() == 1)
        return {u"platforms"_s,
                State::Good,
                Words::tr("The builder \"%1\" runs %2; images of other platforms are cross-compiled.").arg(builder.name, platforms.first()),
                {}};
    return {u"platforms"_s, State::Good, Words::tr("The builder \"%1\" runs %2.").arg(builder.name, platforms.join(u", "_s)), {}};
}

} // namespace

QString parseBuildxVersion(const QByteArray &output)
{
    static const QRegularExpression pattern(u"docker/buildx\\s+v?(\\d+(?:\\.\\d+)+)"_s);
    return pattern.match(QString::fromUtf8(output)).captured(1);
}

EngineFacts engineFacts(const EngineAnswers &answers)
{
    EngineFacts facts;
    if (answers.program.isEmpty()) {
        facts.checks.append(
            {u"client"_s, State::Bad, Words::tr("Docker is not installed, or not in PATH."),
             Words::tr("Install Docker Engine 26 or newer with buildx (https://docs.docker.com/engine/install/), or name its program in the preferences.")});
        return facts;
    }
    const QJsonObject version = jsonOf(answers.version);
    const QJsonObject info = jsonOf(answers.info);
    static const QRegularExpression clientPattern(u"version (\\d[^,\\s]*)"_s);
    facts.clientVersion = version["Client"_L1]["Version"_L1].toString();
    if (facts.clientVersion.isEmpty())
        facts.clientVersion = clientPattern.match(QString::fromUtf8(answers.clientVersion.output)).captured(1);
    if (isPodman(answers)) {
        facts.checks.append({u"podman"_s, State::Bad, Words::tr("The program \"docker\" here is Podman, which has no buildx."),
                             Words::tr("Install Docker Engine with buildx and name its program in the preferences; Podman may stay.")});
        return facts;
    }
    if (const auto broken = clientCheck(answers)) {
        facts.checks.append(*broken);
        return facts;
    }
    facts.engineVersion = version["Server"_L1]["Version"_L1].toString();
    facts.context = info["ClientInfo"_L1]["Context"_L1].toString();
    facts.buildxVersion = parseBuildxVersion(answers.buildx.output);
    facts.builders = parseBuilders(answers.builders.output, answers.builderTable.output);
    for (const QJsonValue &pair : info["DriverStatus"_L1].toArray())
        facts.hasContainerdStore = facts.hasContainerdStore || pair[1].toString().startsWith("io.containerd.snapshotter"_L1);

    const QJsonObject registries = info["RegistryConfig"_L1]["IndexConfigs"_L1].toObject();
    for (auto registry = registries.constBegin(); registry != registries.constEnd(); ++registry) {
        if (!registry.value()["Secure"_L1].toBool(true))
            facts.insecureRegistries.append(registry.key());
    }
    for (const QJsonValue &network : info["RegistryConfig"_L1]["InsecureRegistryCIDRs"_L1].toArray())
        facts.insecureRegistries.append(network.toString());

    facts.checks.append(engineCheck(answers, facts.engineVersion));
    facts.checks.append(buildxCheck(answers, facts.buildxVersion));
    const Builder *builder = facts.builder({});
    // A builder elsewhere (remote, Kubernetes) builds without an engine on this machine.
    const bool hasRemote = builder && builder->driver != "docker"_L1 && builder->error.isEmpty() && !builder->platforms().isEmpty();
    if (hasRemote && facts.checks[0].state == State::Bad)
        facts.checks[0].state = State::Warning;
    if (builder && builder->error.isEmpty() && (hasRemote || !facts.engineVersion.isEmpty())) {
        facts.checks.append(storeCheck(facts, *builder));
        facts.checks.append(platformCheck(*builder));
    } else if (builder && !builder->error.isEmpty() && !facts.engineVersion.isEmpty()) {
        facts.checks.append(buildChecks(facts, builder->name, {}, false));
    }
    if (isSnap(answers.program)) {
        facts.checks.append(
            {u"snap"_s, State::Warning, Words::tr("Docker comes from a snap, which sees neither hidden folders nor log-ins from the key store."),
             Words::tr("Keep projects below your home folder and log in with `docker login`, or install Docker Engine from Docker's own packages.")});
    }
    facts.isUsable = std::ranges::none_of(facts.checks, [](const EngineCheck &check) { return check.state == State::Bad; });
    return facts;
}

} // namespace slipway
