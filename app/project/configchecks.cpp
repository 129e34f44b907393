// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Collects what one .cargo/config.toml says that does not survive the way into a container.
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
        checkFlags(m_document[u"build"][u"rustflags"], m_project.config.buildRustflags);
        for (const TomlEntry &target : m_document[u"target"].entries)
            checkFlags(target.value[u"rustflags"], m_project.config.targetRustflags.value(target.key));
        checkLinkers();
        checkBuildTable();
        checkReach();
    }

private:
    void add(Finding::Severity severity, const QString &code, const QString &message, const QString &advice, int line)
    {
        m_project.findings.append(finding(severity, code, message, advice, m_path, line));
    }

    void checkFlags(const TomlValue &value, const QStringList &flags)
    {
        const QString all = u' ' + flags.join(u' ') + u' ';
        const int line = value.line;
        if (all.contains(u"target-cpu=native"_s))
            add(Finding::Severity::Warning, u"target-cpu-native"_s,
                u"%1 sets target-cpu=native, so the binary runs only on processors like the builder's."_s.arg(m_shown),
                u"Name a processor instead, such as x86-64-v3, or take the flag out."_s, line);
        if (all.contains(u"-fuse-ld=mold"_s) || all.contains(u"-fuse-ld=lld"_s) || all.contains(u"--ld-path"_s))
            add(Finding::Severity::Warning, u"linker-flag"_s,
                u"%1 asks for a linker of its own (%2), which the builder does not have."_s.arg(m_shown, displayText(linkerFlag(flags))),
                u"Keep that flag in the configuration of your own machine, ~/.cargo/config.toml."_s, line);
        if (all.contains(u"link-self-contained"_s))
            add(Finding::Severity::Warning, u"link-self-contained"_s,
                u"%1 sets link-self-contained, which does not agree with a linker for another platform."_s.arg(m_shown), u"Take the flag out."_s, line);
    }

    static QString linkerFlag(const QStringList &flags)
    {
        for (const QString &flag : flags) {
            if (flag.contains(u"-fuse-ld="_s) || flag.contains(u"--ld-path"_s))
                return flag;
        }
        return {};
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
        if (!config.rustcWrapper.isEmpty()) {
            const bool isPlain = build[u"rustc-wrapper"].exists();
            add(Finding::Severity::Warning, u"rustc-wrapper"_s,
                u"%1 runs rustc through %2, which the builder does not have."_s.arg(m_shown, displayText(config.rustcWrapper)),
                u"Keep it in the configuration of your own machine, or let the build unset it."_s,
                build[isPlain ? u"rustc-wrapper" : u"rustc-workspace-wrapper"].line);
            // The empty value means no wrapper (Cargo reference, "Environment Variables").
            m_project.findings.last().fixKey = u"build.environment"_s;
            m_project.findings.last().fixValue = QVariantMap{{isPlain ? u"RUSTC_WRAPPER"_s : u"RUSTC_WORKSPACE_WRAPPER"_s, QString()}};
        }
        if (build[u"rustc"].exists())
            add(Finding::Severity::Warning, u"rustc-replaced"_s, u"%1 names another compiler than rustc, which the builder does not have."_s.arg(m_shown),
                u"Take build.rustc out."_s, build[u"rustc"].line);
        if (!config.buildTarget.isEmpty())
            add(Finding::Severity::Note, u"build-target"_s,
                u"%1 sets build.target to %2; the platforms of the image decide instead."_s.arg(m_shown, displayText(config.buildTarget)), {},
                build[u"target"].line);
        if (!config.targetDirectory.isEmpty())
            add(Finding::Severity::Note, u"target-dir"_s,
                u"%1 sets build.target-dir to %2; in the container binaries are put elsewhere."_s.arg(m_shown, displayText(config.targetDirectory)), {},
                build[u"target-dir"].line);
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
