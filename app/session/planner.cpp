// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "session/planner.h"

#include "project/folder.h"
#include "settings/projectfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QPromise>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype rememberedGraphs = 8;

Finding fileFinding(const Error &problem, Finding::Severity severity, const QString &code)
{
    Finding finding;
    finding.code = code;
    finding.severity = severity;
    finding.message = problem.message;
    finding.file = problem.file;
    finding.line = problem.line;
    return finding;
}

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

void takeProjectFile(Project &project, const Options &previous, ReadOutcome &outcome)
{
    const QString path = projectFilePath(project.root);
    if (!project.watchedFiles.contains(path))
        project.watchedFiles.append(path);
    if (!reading::hasEntry(path))
        return;
    // Read once: what is hashed is what is followed.
    const auto bytes = projectFileBytes(path);
    outcome.fileHash = bytes ? hashOf(*bytes) : QByteArray();
    const auto file = bytes ? parseProjectFile(*bytes, path) : std::unexpected(bytes.error());
    if (!file) {
        Error problem = file.error();
        if (problem.file.isEmpty())
            problem.file = path;
        // A file that says something we cannot read is not the same as no file: building without its choices would surprise.
        project.findings.prepend(fileFinding(problem, Finding::Severity::Error, u"project-file-broken"_s));
        outcome.fileOptions = previous;
        return;
    }
    for (const Error &problem : std::as_const(file->problems)) {
        // What a file asks for and does not get would be another image than its authors mean; a key that we do not know may be a newer Slipway's.
        if (problem.code == ErrorCode::Usage) {
            project.findings.append(fileFinding(problem, Finding::Severity::Warning, u"project-file"_s));
            continue;
        }
        Finding finding = fileFinding(problem, Finding::Severity::Error, u"project-file-value"_s);
        finding.advice = u"Write such a value in slipway.toml, or take the line out."_s;
        project.findings.append(finding);
    }
    outcome.fileOptions = file->options;
}

PlanInput inputOf(const std::shared_ptr<const Knowledge> &knowledge, const std::shared_ptr<const Project> &project, const LayeredOptions &options,
                  const Facts &facts, const std::shared_ptr<CrateCache> &crates)
{
    PlanInput input;
    input.knowledge = knowledge;
    input.project = project;
    input.options = options;
    input.facts = facts;
    input.crates = [crates](const Project &which, const CrateRequest &request) { return crates->resolve(which, request); };
    input.hasPath = [root = project->root](const QString &path) { return reading::hasEntry(root + u'/' + path); };
    return input;
}

template <typename T, typename Work>
QFuture<T> inPool(QThreadPool &pool, Work work)
{
    auto promise = std::make_shared<QPromise<T>>();
    QFuture<T> future = promise->future();
    promise->start(); // here: nobody waits for what has not started
    pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace

std::shared_ptr<const PlanResult> toolsResult(const PlanResult &result)
{
    auto tools = std::make_shared<PlanResult>(result);
    Plan &plan = tools->plan;
    tools->document = writeToolsDockerfile(plan);
    tools->difference.clear();
    plan.toolsImage.clear();
    plan.projectName += u" (tools)"_s;
    PlannedImage image;
    image.stage = u"tools"_s;
    image.labels.insert(u"org.slipway.tools.key"_s, toolsKey(plan));
    plan.images = {image};
    for (PlannedPlatform &platform : plan.platforms)
        platform.isChosen = platform.platform == result.facts.buildPlatform;
    plan.secrets.clear();
    plan.usesSsh = false;
    return tools;
}

QString projectFilePath(const QString &root)
{
    return QDir(root).filePath(u"slipway.toml"_s);
}

QByteArray fileHash(const QString &path)
{
    const auto bytes = projectFileBytes(path);
    return bytes ? hashOf(*bytes) : QByteArray();
}

SourceNames sourceNames(const Knowledge &knowledge)
{
    SourceNames names;
    for (const EmbedderInfo &row : knowledge.embedders) {
        names.embedders.append(row.crate);
        if (!row.attribute.isEmpty())
            names.folderAttributes.append(row.attribute);
        if (!row.macro.isEmpty())
            names.folderMacros.append(row.macro);
    }
    for (const FileServerInfo &row : knowledge.fileServers) {
        names.servers.append(row.crate);
        names.folderCalls.append(row.calls);
        names.mountCalls.append(row.mountCalls);
    }
    for (const FrontEndToolInfo &row : knowledge.frontEndTools)
        names.tools.append({row.program, row.packages, row.manifest, row.build});
    return names;
}

ReadOutcome readProjectAndFile(const QString &path, const Options &previous, const SourceNames &names)
{
    ReadOutcome outcome;
    auto project = readProject(path, names);
    if (!project) {
        outcome.error = project.error();
        return outcome;
    }
    takeProjectFile(*project, previous, outcome);
    outcome.project = std::make_shared<const Project>(std::move(*project));
    return outcome;
}

CrateGraph CrateCache::resolve(const Project &project, const CrateRequest &request)
{
    std::shared_ptr<const Project> owner;
    {
        const QMutexLocker lock(&m_mutex);
        if (m_project.get() == &project)
            owner = m_project;
        for (qsizetype i = 0; owner && i < m_entries.size(); ++i) {
            if (m_entries.at(i).project == owner && m_entries.at(i).request == request) {
                m_entries.move(i, 0);
                return m_entries.constFirst().graph;
            }
        }
    }
    CrateGraph graph = resolveCrates(project, request, *m_facts);
    const QMutexLocker lock(&m_mutex);
    ++m_resolutions;
    if (owner) {
        m_entries.prepend({owner, request, graph});
        if (m_entries.size() > rememberedGraphs)
            m_entries.removeLast();
    }
    return graph;
}

void CrateCache::forget()
{
    const QMutexLocker lock(&m_mutex);
    m_entries.clear();
}

int CrateCache::resolutions() const
{
    const QMutexLocker lock(&m_mutex);
    return m_resolutions;
}

void CrateCache::use(const std::shared_ptr<const Project> &project)
{
    const QMutexLocker lock(&m_mutex);
    if (m_project == project)
        return;
    m_project = project;
    m_entries.clear();
}

Planner::Planner(std::shared_ptr<const Knowledge> knowledge)
    : m_knowledge(std::move(knowledge))
    , m_crates(std::make_shared<CrateCache>())
{
    m_readers.setMaxThreadCount(4);
    m_planners.setMaxThreadCount(1);
    // A thread that ends between two key presses costs the next one its start.
    m_planners.setExpiryTimeout(-1);
}

Planner::~Planner() = default;

QFuture<ReadOutcome> Planner::read(const QString &path, const Options &previous)
{
    return inPool<ReadOutcome>(m_readers, [path, previous, knowledge = m_knowledge] {
        return readProjectAndFile(path, previous, knowledge ? sourceNames(*knowledge) : SourceNames());
    });
}

QFuture<std::shared_ptr<const PlanResult>> Planner::plan(quint64 generation, const std::shared_ptr<const Project> &project, const LayeredOptions &options,
                                                         const Facts &facts)
{
    return inPool<std::shared_ptr<const PlanResult>>(m_planners, [=, knowledge = m_knowledge, crates = m_crates] {
        crates->use(project);
        const PlanInput input = inputOf(knowledge, project, options, facts, crates);
        auto result = std::make_shared<PlanResult>();
        result->generation = generation;
        result->project = project;
        result->options = options;
        result->facts = facts;
        result->plan = makePlan(input);
        result->document = writeDockerfile(result->plan);
        if (!result->plan.crates.gaps.isEmpty())
            result->cargo = std::make_shared<const CargoSettings>(CargoSettings::read(project->root));
        if (!project->dockerfilePath.isEmpty())
            result->difference = diffLines(project->dockerfileText, result->document.text());
        return std::shared_ptr<const PlanResult>(std::move(result));
    });
}

QFuture<QList<BaseChoice>> Planner::baseChoices(const std::shared_ptr<const PlanResult> &result)
{
    // Not among the plans: the next one must not wait for it.
    return inPool<QList<BaseChoice>>(m_readers, [result, knowledge = m_knowledge, crates = m_crates] {
        return slipway::baseChoices(inputOf(knowledge, result->project, result->options, result->facts, crates));
    });
}

} // namespace slipway
