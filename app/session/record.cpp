// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/record.h"

#include "base/text.h"
#include "plan/planmaker.h"
#include "registry/reference.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <chrono>
#include <cstdlib>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Session)
};

QString crossWord(CrossMethod method)
{
    switch (method) {
    case CrossMethod::Zig:
        return u"Zig"_s;
    case CrossMethod::Gcc:
        return u"gcc"_s;
    case CrossMethod::Native:
        return Words::tr("native nodes");
    case CrossMethod::Emulate:
        return Words::tr("emulated");
    }
    return {};
}

QString resultWord(const RecordInput &input)
{
    switch (input.outcome->kind) {
    case BuildOutcome::Kind::Failed:
        return u"failed"_s;
    case BuildOutcome::Kind::Cancelled:
        return u"cancelled"_s;
    case BuildOutcome::Kind::Done:
        break;
    }
    return input.wasVerificationAsked && !input.isVerified ? u"unverified"_s : u"done"_s;
}

QString firstProblem(const QList<ImageReport> &reports)
{
    for (const ImageReport &report : reports) {
        if (!report.problems.isEmpty())
            return report.problems.constFirst().message;
    }
    return {};
}

void addHost(QStringList &hosts, const QString &reference)
{
    if (reference.isEmpty() || reference == "scratch"_L1)
        return;
    const auto parsed = parseReference(reference);
    if (parsed && !hosts.contains(parsed->registry))
        hosts.append(parsed->registry);
}

} // namespace

QString planWords(const Plan &plan)
{
    const auto count = plan.chosenPlatforms().size();
    QStringList words;
    words << (count == 1 ? plan.chosenPlatforms().constFirst() : Words::tr("%n platforms", nullptr, static_cast<int>(count)));
    words << crossWord(plan.cross);
    words << (plan.libc == Libc::Musl ? u"musl"_s : u"glibc"_s);
    words << (plan.cache == CacheMethod::Layers ? Words::tr("layers") : plan.cache == CacheMethod::Mounts ? Words::tr("mounts") : Words::tr("hybrid"));
    return words.join(u", "_s);
}

QString comparedTime(qint64 milliseconds, qint64 previous)
{
    if (previous <= 0)
        return {};
    const qint64 change = milliseconds - previous;
    const QString difference = durationText(std::chrono::milliseconds(std::abs(change)));
    if (std::abs(change) * 20 < previous || difference == durationText(std::chrono::milliseconds(0)))
        return Words::tr("as long as last time");
    return change < 0 ? Words::tr("%1 faster than last time").arg(difference) : Words::tr("%1 slower than last time").arg(difference);
}

QMap<QString, QString> usedDigests(const BuildState &state)
{
    static const QRegularExpression pattern(u"(?:^|\\s)([A-Za-z0-9][^\\s@]*)@(sha256:[0-9a-f]{64})"_s);
    QMap<QString, QString> digests;
    for (const BuildStep &step : state.steps) {
        const auto match = pattern.match(step.name);
        if (match.hasMatch())
            digests.insert(match.captured(1), match.captured(2));
    }
    return digests;
}

BuildRecord makeRecord(const RecordInput &input)
{
    BuildRecord record;
    if (input.state) {
        record = History::fromState(*input.state, input.now);
        record.cachedShare = input.state->cachedShare();
        record.baseDigests = usedDigests(*input.state);
    }
    record.id = History::newId(input.time);
    record.time = input.time;
    record.result = resultWord(input);
    record.error = input.outcome->kind == BuildOutcome::Kind::Failed ? input.outcome->error.message : firstProblem(input.reports);
    record.milliseconds = input.outcome->milliseconds;
    record.references = input.references;
    record.builder = input.builder;
    record.command = input.command;
    record.images = input.reports;
    if (!input.outcome->images.isEmpty())
        record.digest = input.outcome->images.constFirst().digest;
    if (input.plan) {
        record.projectName = input.plan->plan.projectName;
        record.projectRoot = input.plan->project->root;
        record.planWords = planWords(input.plan->plan);
        record.platforms = input.plan->plan.chosenPlatforms();
        const QMap<QString, QString> &pins = input.plan->plan.pins;
        for (auto pin = pins.cbegin(); pin != pins.cend(); ++pin) {
            if (!record.baseDigests.contains(pin.key()) && input.state)
                record.baseDigests.insert(pin.key(), pin.value());
        }
    }
    return record;
}

Result<void> applyReferences(Plan &plan, const QStringList &references)
{
    if (references.isEmpty())
        return {};
    for (PlannedImage &image : plan.images) {
        image.references.clear();
        const QString binary = !image.entrypoint.isEmpty() ? image.entrypoint : image.binaries.value(0);
        for (const QString &reference : references) {
            if (plan.images.size() > 1 && !reference.contains("{bin}"_L1)) {
                return fail(
                    ErrorCode::Usage,
                    Words::tr("The plan gives several images, so the reference \"%1\" has to hold {bin}, which stands for the binary's name.").arg(reference));
            }
            QString text = reference;
            text.replace("{bin}"_L1, binary);
            const auto parsed = parseReference(text);
            if (!parsed)
                return std::unexpected(parsed.error());
            if (!parsed->digest.isEmpty())
                return fail(ErrorCode::Usage, Words::tr("\"%1\" holds a digest, and a push gives the digest itself: give a tag.").arg(reference));
            image.references.append(text);
        }
        image.references.removeDuplicates();
    }
    return {};
}

void nameForStore(Plan &plan)
{
    for (PlannedImage &image : plan.images) {
        if (!image.references.isEmpty())
            continue;
        const QString binary = !image.entrypoint.isEmpty() ? image.entrypoint : image.binaries.value(0);
        const QString version = image.labels.value(u"org.opencontainers.image.version"_s);
        image.references.append(namePart(binary) + u':' + (version.isEmpty() ? u"latest"_s : namePart(version)));
    }
}

std::optional<Error> planRefusal(const Plan &plan, const Session::BuildWish &wish)
{
    if (!plan.isBuildable()) {
        for (const Finding &finding : plan.findings) {
            if (finding.severity == Finding::Severity::Error)
                return Error{ErrorCode::Project, finding.message, finding.advice, finding.file, finding.line};
        }
        if (plan.chosenPlatforms().isEmpty())
            return Error{ErrorCode::Usage, Words::tr("No platform is chosen: choose at least one."), {}, {}, 0};
        return Error{ErrorCode::Project, Words::tr("This plan gives no image: choose at least one binary."), {}, {}, 0};
    }
    if (wish.output == BuildOutput::OciFile && wish.ociFile.isEmpty())
        return Error{ErrorCode::Usage, Words::tr("Name the file that the image is to be written to."), {}, {}, 0};
    if (wish.output == BuildOutput::OciFile && plan.images.size() > 1) {
        return Error{ErrorCode::Usage, Words::tr("A file holds one image, and this plan gives %1: choose one binary.").arg(plan.images.size()), {}, {}, 0};
    }
    return std::nullopt;
}

std::optional<Error> refusal(const Plan &plan, const Session::BuildWish &wish, const EngineFacts &engine)
{
    if (const auto why = planRefusal(plan, wish))
        return why;
    if (wish.output == BuildOutput::Push) {
        // The name may have come with the engine's own registry, so this is known only now.
        for (const PlannedImage &image : plan.images) {
            if (image.references.isEmpty() && !plan.options.value(OptionKey::ImageName).value.toString().isEmpty())
                return Error{ErrorCode::Usage, Words::tr("No tag is left to push: give one that needs no git commit, or commit once."), {}, {}, 0};
            if (image.references.isEmpty()) {
                return Error{ErrorCode::Usage,
                             Words::tr("There is nowhere to push to: give an image name with its registry, such as ghcr.io/you/%1.").arg(plan.projectName),
                             {},
                             {},
                             0};
            }
        }
    }
    if (!engine.isUsable)
        return engine.error();
    // What this build asks of this builder, besides what every build needs.
    EngineFacts asked;
    const ImageTarget target = wish.output == BuildOutput::OciFile ? ImageTarget::Archive
                               : wish.output == BuildOutput::Load  ? ImageTarget::EngineStore
                                                                   : ImageTarget::Anywhere;
    asked.checks = buildChecks(engine, wish.builder, plan.chosenPlatforms(), plan.cross == CrossMethod::Native || plan.cross == CrossMethod::Emulate, target);
    if (!asked.checks.isEmpty())
        return asked.error();
    return std::nullopt;
}

QStringList buildNotices(const Session::BuildWish &wish, const EngineFacts &engine)
{
    const Builder *builder = engine.builder(wish.builder);
    const bool usesEngine = wish.output == BuildOutput::Load || !builder || builder->driver == "docker"_L1;
    QStringList notices;
    for (const EngineCheck &check : engine.checks) {
        // A build that the classic store cannot hold is refused; any other does not touch on it. A builder elsewhere builds without the engine here.
        const bool isOfOthers = check.code == "image-store"_L1 || (check.code == "engine"_L1 && !usesEngine);
        if (check.state == EngineCheck::State::Warning && !isOfOthers)
            notices.append(check.remedy.isEmpty() ? check.message : QString(check.message + u' ' + check.remedy));
    }
    return notices;
}

QStringList concernedHosts(const Plan &plan, BuildOutput output)
{
    QStringList hosts;
    if (output == BuildOutput::Push) {
        for (const PlannedImage &image : plan.images) {
            for (const QString &reference : image.references)
                addHost(hosts, reference);
        }
    }
    for (const QString &reference : {plan.builder.reference, plan.runtime.reference, plan.toolsImage}) {
        // A base with a named context is taken from there instead.
        const QString context = plan.namedContexts.value(reference);
        addHost(hosts, context.startsWith("docker-image://"_L1) ? context.mid(15) : reference);
    }
    return hosts;
}

QString refusedHost(const Error &error, const QStringList &plainText, const QStringList &hosts)
{
    static const QRegularExpression refused(
        u"\\b(401|403)\\b|unauthorized|authorization failed|insufficient_scope|no basic auth credentials|access denied|access to the resource is denied|denied: "_s,
        QRegularExpression::CaseInsensitiveOption);
    QStringList lines = error.detail.split(u'\n');
    lines.prepend(error.message);
    lines += plainText;
    for (const QString &line : std::as_const(lines)) {
        if (!refused.match(line).hasMatch())
            continue;
        for (const QString &host : hosts) {
            if (line.contains(host))
                return host;
        }
        return hosts.value(0);
    }
    return {};
}

} // namespace slipway
