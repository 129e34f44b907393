// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Collects what one .cargo/config.toml says that does not survive the way into a container. Flags, the wrapper and the target folder are
/// not here: the plan takes them out of the build, and says so.
class ConfigChecker
{
public:
    ConfigChecker(const Folder &folder, const TomlValue &document, const QString &path, Project &project)
        : m_document(document)
        , m_path(path)
        , m_shown(folder.shown(path))
        , m_project(project)
    {
    }

    void check()
    {
        checkLinkers();
        checkBuildTable();
        checkReach();
    }

private:
    void add(Finding::Severity severity, const QString &code, const QString &message, const QString &advice, int line)
    {
        m_project.findings.append(finding(severity, code, message, advice, m_path, line));
    }

    void checkLinkers()
    {
        for (const TomlEntry &target : m_document[u"target"].entries) {
            const QString linker = m_project.config.linkers.value(target.key);
            if (!linker.isEmpty())
                add(Finding::Severity::Note, u"linker-ignored"_s,
                    u"%1 names %2 as linker for %3; in the builder the plan's own linker takes its place."_s.arg(m_shown, displayText(linker),
                                                                                                               displayText(target.key)),
                    {}, target.value[u"linker"].line);
        }
    }

    void checkBuildTable()
    {
        const TomlValue &build = m_document[u"build"];
        const CargoConfig &config = m_project.config;
        if (build[u"rustc"].exists())
            add(Finding::Severity::Warning, u"rustc-replaced"_s,
                u"%1 names another compiler than rustc, which the builder does not have."_s.arg(m_shown), u"Take build.rustc out."_s, build[u"rustc"].line);
        if (build[u"rustc-workspace-wrapper"].exists())
            add(Finding::Severity::Warning, u"rustc-workspace-wrapper"_s,
                u"%1 runs rustc through a wrapper for the workspace, which the builder does not have."_s.arg(m_shown),
                u"Set RUSTC_WORKSPACE_WRAPPER to nothing in build.environment."_s, build[u"rustc-workspace-wrapper"].line);
        if (!config.buildTarget.isEmpty())
            add(Finding::Severity::Note, u"build-target"_s,
                u"%1 sets build.target to %2; the platforms of the image decide instead."_s.arg(m_shown, displayText(config.buildTarget)), {},
                build[u"target"].line);
    }

    void checkReach()
    {
        if (m_document[u"net"][u"offline"].isTrue && !m_project.hasVendoredSources)
            add(Finding::Severity::Error, u"config-offline"_s, u"%1 sets net.offline, so no crate can be fetched in the builder."_s.arg(m_shown),
                u"Take it out, or put the crates into the folder with cargo vendor."_s, m_document[u"net"][u"offline"].line);
        if (m_document[u"unstable"].isTable())
            add(Finding::Severity::Note, u"config-unstable"_s,
                u"%1 switches unstable features of Cargo on, which only a nightly toolchain takes."_s.arg(m_shown), {}, m_document[u"unstable"].line);
        for (const QString &path : m_document[u"paths"].texts())
            add(Finding::Severity::Warning, u"config-paths"_s,
                u"%1 puts %2 in the place of a crate; it has to lie in the project folder."_s.arg(m_shown, displayText(path)), {}, m_document[u"paths"].line);
    }

    const TomlValue &m_document;
    QString m_path;
    QString m_shown;
    Project &m_project;
};

} // namespace

void checkCargoConfig(const Folder &folder, const TomlValue &document, const QString &path, Project &project)
{
    ConfigChecker(folder, document, path, project).check();
}

} // namespace slipway::reading
