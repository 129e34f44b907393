// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "cli/command.h"
#include "session/record.h"

#include <QFileInfo>

#include <cstdlib>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype wordsOfFailure = 30;

qint64 imageBytes(const ImageReport &report)
{
    qint64 bytes = 0;
    for (const PlatformManifest &platform : report.platforms)
        bytes += platform.bytes;
    return bytes;
}

/// A plan that does not know all crates yet may complain of what they would mend; only what they cannot change counts then.
void leaveOutUnsettled(Plan &plan)
{
    static const QStringList settled{u"platform-unknown"_s, u"package-unknown"_s, u"binary-unknown"_s,  u"profile-unknown"_s,    u"entrypoint-unknown"_s,
                                     u"name-without-bin"_s, u"no-binary"_s,       u"feature-unknown"_s, u"builder-is-runtime"_s, u"asset-missing"_s};
    if (!plan.crates.gaps.isEmpty())
        plan.findings.removeIf([](const Finding &finding) { return finding.severity == Finding::Severity::Error && !settled.contains(finding.code); });
}

/// A registry that wants another log-in is there: it is the push that fails, also where it is refused before anything is compiled.
int endCode(const Error &error)
{
    return exitCode(error.code == ErrorCode::Credentials ? ErrorCode::Build : error.code);
}

} // namespace

/// As the person wrote it.
QString BuildCommandLine::ociFile() const
{
    return line().value(u"output"_s).mid(4);
}

Session::BuildWish BuildCommandLine::wish() const
{
    Session::BuildWish wish;
    wish.output = BuildOutput::CacheOnly;
    if (line().has(u"push"_s))
        wish.output = BuildOutput::Push;
    else if (line().has(u"load"_s))
        wish.output = BuildOutput::Load;
    else if (line().has(u"output"_s))
        wish.output = BuildOutput::OciFile;
    // Docker's client runs in a folder of the build: a name is meant from the person's.
    if (const QString file = ociFile(); !file.isEmpty())
        wish.ociFile = QFileInfo(file).absoluteFilePath();
    wish.builder = line().value(u"builder"_s);
    wish.noCache = line().has(u"no-cache"_s);
    wish.makesTools = line().verb == "tools"_L1;
    wish.references = line().values.value(wish.makesTools ? u"push"_s : u"tag"_s);
    return wish;
}

void BuildCommandLine::start()
{
    const QString how = line().has(u"progress"_s) ? line().value(u"progress"_s) : u"auto"_s;
    m_progress = Progress::make(how, session(), &output());
    connect(session(), &Session::openFailed, this, [this](const Error &error) {
        // A project that was read once is not given up because of a change while the build waits.
        if (!session()->current())
            refuse(error);
    });
    // The first plan is made before the engine has answered: what it forbids is said now, whatever the engine would say.
    connect(session(), &Session::planChanged, this, &BuildCommandLine::planned);
    connect(session(), &Session::buildRefused, this, &BuildCommandLine::refuse);
    connect(session(), &Session::notice, this, [this](const QString &sentence) { output().line(u"slipway: "_s + sentence); });
    connect(session(), &Session::buildFinished, this, &BuildCommandLine::built);
    connect(session(), &Session::cratesProgress, this, [this](int crates, int total) {
        // The live picture and the events of a program keep their channel to themselves.
        if (crates == total && line().value(u"progress"_s) != "json"_L1 && line().value(u"progress"_s) != "none"_L1 && !output().terminal().isTerminal)
            output().line(total == 1 ? tr("Fetched what is said about 1 crate.") : tr("Fetched what is said about %1 crates.").arg(total));
    });
    session()->setOffline(line().has(u"offline"_s) || context().isCheck);
    if (!context().isCheck)
        session()->followSetup(context().setupStatus);
    session()->setCommandLineOptions(line().options);
    session()->open(line().arguments.value(0, u"."_s));
}

void BuildCommandLine::planned()
{
    if (std::exchange(m_isStarted, true))
        return;
    Plan plan = session()->current()->plan;
    leaveOutUnsettled(plan);
    const auto applied = applyReferences(plan, line().values.value(u"tag"_s));
    const auto why = applied ? planRefusal(plan, wish()) : std::optional(applied.error());
    if (why) {
        refuse(*why);
    } else if (context().isCheck) {
        done(0);
    } else {
        if (line().value(u"progress"_s) != "none"_L1)
            warn(plan);
        session()->build(wish());
    }
}

void BuildCommandLine::warn(const Plan &plan)
{
    for (const Finding &finding : plan.findings) {
        if (finding.severity == Finding::Severity::Warning)
            output().line(tr("slipway: warning: %1").arg(finding.message));
    }
}

void BuildCommandLine::interrupt()
{
    // The third time somebody means it, even if something of ours hangs.
    if (++m_interrupts >= 3)
        std::_Exit(130);
    if (session()->phase() == Session::Phase::Idle) {
        over(exitCode(ErrorCode::Cancelled));
        return;
    }
    if (m_interrupts == 1)
        output().line(tr("Cancelling."));
    session()->cancelBuild();
}

void BuildCommandLine::refuse(const Error &error)
{
    m_progress->finish();
    output().error(error);
    over(endCode(error), &error);
}

void BuildCommandLine::fail(const Error &error)
{
    output().error(error);
    over(endCode(error));
}

void BuildCommandLine::over(int code, const Error *refusal)
{
    if (std::exchange(m_isOver, true))
        return;
    m_progress->conclude(code, refusal);
    done(code);
}

void BuildCommandLine::built()
{
    m_progress->finish();
    const BuildResult &result = *session()->result();
    switch (result.outcome.kind) {
    case BuildOutcome::Kind::Cancelled:
        output().line(tr("The build was cancelled; its record is %1.").arg(result.record.id));
        over(exitCode(ErrorCode::Cancelled));
        return;
    case BuildOutcome::Kind::Failed:
        describeFailure(result);
        fail(result.outcome.error);
        return;
    case BuildOutcome::Kind::Done:
        break;
    }
    describeSuccess(result);
    if (line().has(u"push"_s) && !result.isVerified) {
        over(describeProblems(result));
        return;
    }
    over(0);
}

int BuildCommandLine::describeProblems(const BuildResult &result)
{
    std::optional<ErrorCode> why; // a registry that lacks something weighs more than one that does not answer
    QStringList said;
    for (const ImageReport &report : result.reports) {
        for (const Error &problem : report.problems) {
            const bool isMissing = problem.code == ErrorCode::Verification;
            if (isMissing || !why)
                why = problem.code;
            if (isMissing)
                output().error(Error{problem.code, report.reference + u": "_s + problem.message, problem.detail, {}, 0});
            else if (!said.contains(problem.message)) // the same for each tag
                output().error(problem);
            said.append(problem.message);
        }
    }
    if (!why)
        output().error(Error{ErrorCode::Verification, tr("The build named no digest, so what was pushed could not be looked for."), {}, {}, 0});
    return exitCode(why.value_or(ErrorCode::Verification));
}

void BuildCommandLine::describeFailure(const BuildResult &result)
{
    Q_UNUSED(result)
    const BuildRun *run = session()->run();
    if (!run)
        return;
    const BuildState &state = run->state();
    const int failed = state.failedStep();
    if (failed >= 0) {
        const BuildStep &step = state.steps.at(failed);
        output().line(tr("Failed: %1").arg(step.name.section(u'\n', 0, 0)));
        const auto &lines = run->log()->linesOf(failed);
        const qsizetype count = static_cast<qsizetype>(lines.size());
        for (qsizetype i = std::max(qsizetype{0}, count - wordsOfFailure); i < count; ++i)
            output().line(u"  | "_s + run->log()->line(lines.at(static_cast<std::size_t>(i))).text);
        const QList<DockerfileLine> &dockerfile = run->request().document.lines;
        if (step.dockerfileLine > 0 && step.dockerfileLine <= dockerfile.size())
            output().line(tr("Dockerfile line %1: %2").arg(step.dockerfileLine).arg(dockerfile.at(step.dockerfileLine - 1).text));
    }
    for (const BuildProblem &problem : state.problems) {
        if (problem.kind != BuildProblem::Kind::Error)
            continue;
        output().line(problem.message);
        if (!problem.meaning.isEmpty())
            output().line(u"  "_s + problem.meaning);
        if (!problem.fixKey.isEmpty())
            output().line(tr("  Try again with --set %1").arg(shellWord(problem.fixKey + u'=' + problem.fixValue)));
        break;
    }
}

void BuildCommandLine::describeSuccess(const BuildResult &result)
{
    const QString time = durationText(std::chrono::milliseconds(result.outcome.milliseconds));
    const QString share = QString::number(qRound(result.record.cachedShare * 100));
    const QString compared = comparedTime(result.outcome.milliseconds, result.previousMilliseconds);
    output().line(tr("Built in %1%2; %3 % of the steps came from the cache.").arg(time, compared.isEmpty() ? QString() : QString(u", "_s + compared), share));
    for (const ImageReport &report : result.reports) {
        output().line(report.reference);
        for (const PlatformManifest &platform : report.platforms)
            output().line(u"  "_s + platform.platform.leftJustified(16) + bytesText(platform.bytes).leftJustified(10) + platform.digest);
        if (report.problems.isEmpty())
            output().line(tr("  Verified: the registry holds every platform, %1 in all.").arg(bytesText(imageBytes(report))));
    }
    if (line().has(u"push"_s)) {
        for (const PushedImage &image : result.outcome.images) {
            for (const QString &reference : image.references)
                output().resultLine(reference + u'@' + image.digest);
        }
        if (!result.isVerified)
            return; // nobody should use it
        if (line().verb == "tools"_L1) {
            for (const PushedImage &image : result.outcome.images)
                output().line(tr("Build with it: slipway build --tools-image %1@%2").arg(image.references.value(0), image.digest));
        } else if (!result.outcome.images.isEmpty() && !result.outcome.images.constFirst().references.isEmpty())
            output().line(tr("Run it: docker run --rm %1").arg(result.outcome.images.constFirst().references.constFirst()));
    } else if (line().has(u"load"_s)) {
        for (const QString &reference : result.record.references)
            output().resultLine(reference);
    } else if (line().has(u"output"_s)) {
        output().resultLine(ociFile());
    } else {
        output().line(tr("The result stays in the builder's cache: --push, --load or --output oci=FILE takes it out."));
    }
}

} // namespace slipway::cli
