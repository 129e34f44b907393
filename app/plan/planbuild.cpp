// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <QDir>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Flags that make sense on the author's machine only: its processor, its linker (RUSTFLAGS of .cargo/config.toml).
bool isMachineFlag(const QString &flag)
{
    return flag.contains("target-cpu=native"_L1) || flag.contains("-fuse-ld="_L1) || flag.contains("link-self-contained"_L1)
        || flag.startsWith("linker="_L1) || flag.startsWith("-Clinker="_L1) || flag.contains("linker-flavor"_L1);
}

/// Without the flags of the author's machine; "-C" and its value count as one.
QStringList portableFlags(const QStringList &flags, QStringList &dropped)
{
    QStringList kept;
    for (qsizetype i = 0; i < flags.size(); ++i) {
        const bool hasValue = (flags.at(i) == "-C"_L1 || flags.at(i) == "--codegen"_L1) && i + 1 < flags.size();
        const QString &value = flags.at(hasValue ? i + 1 : i);
        if (isMachineFlag(value)) {
            dropped.append(value);
        } else {
            kept.append(flags.at(i));
            if (hasValue)
                kept.append(value);
        }
        i += hasValue ? 1 : 0;
    }
    return kept;
}

/// Whether a key of [target.…] means a Linux target: the triple itself, or a cfg that does not name another system.
bool concerns(const QString &key, const QString &triple)
{
    if (!key.startsWith("cfg("_L1))
        return key == triple;
    static const QStringList others{u"windows"_s, u"macos"_s, u"apple"_s, u"wasm"_s, u"android"_s, u"ios"_s, u"freebsd"_s, u"not(target_os = \"linux\")"_s};
    if (std::ranges::any_of(others, [&](const QString &word) { return key.contains(word); }))
        return false;
    const qsizetype arch = key.indexOf("target_arch"_L1);
    if (arch < 0)
        return true;
    const QString name = key.mid(arch).section(u'"', 1, 1);
    return triple.startsWith(name + u'-') || (name == "arm"_L1 && triple.startsWith("arm"_L1)) || (name == "x86"_L1 && triple.startsWith("i686"_L1))
        || (name == "riscv64"_L1 && triple.startsWith("riscv64"_L1));
}

} // namespace

void PlanMaker::settleCache()
{
    const QString cache = settleText(OptionKey::Cache, u"layers"_s,
                                     u"Layers survive on every builder and can be shared through a registry; cache mounts live on one builder only."_s);
    m_plan.cache = cache == "mounts"_L1 ? CacheMethod::Mounts : CacheMethod::Layers;
}

/// Turns a warning of the project into a note, as this build meets it; says whether there is one.
bool PlanMaker::calm(const QString &code, bool isMet)
{
    bool isFound = false;
    for (Finding &finding : m_plan.findings) {
        if (finding.code != code)
            continue;
        isFound = true;
        if (!isMet)
            continue;
        finding.severity = Finding::Severity::Note;
        finding.advice = u"This build leaves it out."_s;
        finding.fixKey.clear();
        finding.fixValue.clear();
    }
    return isFound;
}

/// What .cargo/config.toml says that would break, or mean something else, in a container.
void PlanMaker::heedCargoConfig()
{
    const CargoConfig &config = m_project.config;
    const QString file = config.files.value(0);
    const auto note = [&](const QString &code, const QString &message, const QString &advice) {
        find(code, Finding::Severity::Note, message, advice).file = file;
    };
    if (!config.rustcWrapper.isEmpty()) {
        m_plan.buildEnvironment.insert(u"RUSTC_WRAPPER"_s, QString());
        m_plan.buildEnvironment.insert(u"RUSTC_WORKSPACE_WRAPPER"_s, QString());
        if (!calm(u"rustc-wrapper"_s, true))
            note(u"config-wrapper"_s, u"The compiler wrapper %1 of the Cargo configuration is left out of the build: the builder does not have it."_s.arg(config.rustcWrapper), {});
    }
    if (!config.targetDirectory.isEmpty())
        m_plan.buildEnvironment.insert(u"CARGO_TARGET_DIR"_s, u"/app/target"_s);
    QStringList dropped;
    QList<QStringList> lists;
    for (const PlanTarget &target : std::as_const(m_plan.targets)) {
        QStringList flags;
        bool hasOwn = false;
        for (auto entry = config.targetRustflags.cbegin(); entry != config.targetRustflags.cend(); ++entry) {
            if (!concerns(entry.key(), target.triple))
                continue;
            hasOwn = true;
            flags += entry.value();
        }
        // build.rustflags counts only where no target.… matches (Cargo reference, "Configuration").
        const QStringList kept = portableFlags(hasOwn ? flags : config.buildRustflags, dropped);
        if (!lists.contains(kept))
            lists.append(kept);
    }
    dropped.removeDuplicates();
    const bool isMet = lists.size() == 1 && std::ranges::none_of(lists.constFirst(), [](const QString &flag) { return flag.contains(u' '); });
    // The project's own findings name file and line; here it is known which of the flags reach this build, and what becomes of them.
    static const std::pair<QString, QString> told[] = {
        {u"target-cpu-native"_s, u"target-cpu=native"_s}, {u"linker-flag"_s, u"-fuse-ld="_s}, {u"link-self-contained"_s, u"link-self-contained"_s}};
    bool isTold = false;
    for (const auto &[code, flag] : told) {
        if (std::ranges::none_of(dropped, [&](const QString &one) { return one.contains(flag); }))
            m_plan.findings.removeIf([&](const Finding &finding) { return finding.code == code; });
        else
            isTold = calm(code, isMet) || isTold;
    }
    if (dropped.isEmpty())
        return;
    const QString named = joined(dropped);
    if (isMet)
        m_plan.buildEnvironment.insert(u"RUSTFLAGS"_s, lists.constFirst().join(u' ')); // replaces what the files say, so all of the list is given
    if (isTold)
        return;
    if (isMet) {
        note(u"config-machine-flags"_s, u"The flags %1 of the Cargo configuration are left out of the build: they are for the machine that it stands on."_s.arg(named), {});
        return;
    }
    find(u"config-machine-flags"_s, Finding::Severity::Warning, u"The Cargo configuration has the flags %1, which are for the machine that it stands on."_s.arg(named),
         u"Give RUSTFLAGS in build.environment; it replaces them."_s)
        .file = file;
}

/// What single crates of the graph want from the build.
void PlanMaker::heedCrates()
{
    const auto has = [this](QLatin1StringView name) {
        return std::ranges::any_of(m_plan.crates.rows, [&](const CrateRow &crate) { return crate.name == name; });
    };
    if (has("sqlx-macros"_L1))
        m_plan.buildEnvironment.insert(u"SQLX_OFFLINE"_s, u"true"_s);
    else if (m_plan.crates.isExact)
        m_plan.findings.removeIf([](const Finding &finding) { return finding.code == "sqlx-offline"_L1; });
}

void PlanMaker::settleBuildEnvironment()
{
    const QMap<QString, QString> needed = m_plan.buildEnvironment;
    const QMap<QString, QString> own = settleMap(OptionKey::BuildEnvironment, {}, u"What crates of this build need is set without being named."_s);
    m_plan.userEnvironment = own.keys();
    m_plan.buildEnvironment.insert(own);
    m_plan.buildLines = settleList(OptionKey::BuildLines, {}, u"None."_s);
}

/// What goes to the builder: the ignore file, and folders that compile before the sources of the members are there.
void PlanMaker::settleContext()
{
    const QDir root(m_project.root);
    for (const Package &package : m_project.packages) {
        if (package.isMember)
            continue;
        const QString folder = root.relativeFilePath(package.folder);
        if (folder.startsWith(".."_L1) || QDir::isAbsolutePath(folder) || m_plan.localFolders.contains(folder))
            continue;
        if (isPlainPath(folder) && !folder.contains(u' ')) {
            m_plan.localFolders.append(folder);
        } else {
            find(u"folder-name"_s, Finding::Severity::Error, u"The folder \"%1\" of the package %2 cannot be named in a Dockerfile."_s.arg(displayText(folder), package.name),
                 u"Give it a name of letters, digits, dots, dashes and underscores."_s)
                .file = package.manifestPath;
        }
    }
    if (m_project.hasVendoredSources)
        m_plan.localFolders.append(u"vendor"_s);

    QStringList &lines = m_plan.ignoreLines;
    if (!m_project.dockerignoreText.isEmpty()) {
        lines.append(u"# From the project's own .dockerignore"_s);
        for (const QString &line : m_project.dockerignoreText.split(u'\n')) {
            if (!line.trimmed().isEmpty() && !line.startsWith(u'#'))
                lines.append(line.trimmed());
        }
        lines.append(u"# What the build cannot do without"_s);
        for (const QString &name : {u"Cargo.toml"_s, u"Cargo.lock"_s, u".cargo"_s, u"rust-toolchain"_s, u"rust-toolchain.toml"_s, u"build.rs"_s, u"src"_s, u".sqlx"_s})
            lines.append(u'!' + name);
        for (const Package &package : m_project.packages) {
            const QString folder = root.relativeFilePath(package.folder);
            if (folder != "."_L1 && !folder.startsWith(".."_L1) && !folder.contains(u'\n'))
                lines.append(u'!' + folder);
        }
        for (const QString &folder : m_plan.assets + m_project.migrationFolders + (m_project.hasVendoredSources ? QStringList{u"vendor"_s} : QStringList()))
            lines.append(u'!' + folder);
        lines.append(u"# What never belongs into a build"_s);
    }
    lines.append(u"/target"_s);
    if (!m_project.config.targetDirectory.isEmpty() && !QDir::isAbsolutePath(m_project.config.targetDirectory) && !m_project.config.targetDirectory.startsWith(".."_L1))
        lines.append(u'/' + m_project.config.targetDirectory);
    for (const Package &package : m_project.packages) {
        const QString folder = root.relativeFilePath(package.folder);
        // A package that was built on its own has a folder of gigabytes; a folder named target elsewhere may well be source.
        if (folder != "."_L1 && !folder.startsWith(".."_L1) && !folder.contains(u'\n'))
            lines.append(u'/' + folder + u"/target"_s);
    }
    if (!m_keepsGit)
        lines.append(u"/.git"_s);
    lines += QStringList{u"**/.env"_s, u"**/.env.*"_s, u"!**/.env.example"_s, u"**/node_modules"_s, u"**/.DS_Store"_s, u"/.idea"_s, u"/.vscode"_s,
                         u"/Dockerfile"_s, u"/Dockerfile.dockerignore"_s, u"/.dockerignore"_s, u"/slipway.toml"_s};
}

/// References that are taken from elsewhere, and what that does to a pin.
void PlanMaker::settleNamedContexts()
{
    QStringList used;
    if (m_plan.toolsImage.isEmpty())
        used << m_plan.builder.reference << (m_plan.builder.hasCargoChef || m_plan.cache == CacheMethod::Mounts ? QString() : m_plan.builder.chefImage);
    else
        used << m_plan.toolsImage;
    used << m_plan.runtime.reference;
    used.removeAll(QString());
    for (const QString &reference : std::as_const(used)) {
        const QString mirror = m_input.facts.mirrors.value(reference);
        if (mirror.isEmpty())
            continue;
        m_plan.namedContexts.insert(reference, u"docker-image://"_s + mirror);
        if (m_plan.pins.contains(reference)) {
            find(u"pin-void"_s, Finding::Severity::Warning, u"%1 is taken from %2, so its pinned digest does not hold."_s.arg(reference, mirror),
                 u"Pin by digest where the mirror has the same image, or take the mirror off."_s);
        }
    }
    for (auto pin = m_plan.pins.cbegin(); pin != m_plan.pins.cend(); ++pin) {
        if (!used.contains(pin.key()))
            find(u"pin-unused"_s, Finding::Severity::Note, u"The pin of %1 has no effect: this plan does not use it."_s.arg(pin.key())).fixKey = u"pins"_s;
    }
}

} // namespace slipway
