// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"
#include "project/rustversion.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Flags that make sense on the author's machine only: its processor, its linker (RUSTFLAGS of .cargo/config.toml).
bool isMachineFlag(const QString &flag)
{
    return flag.contains("target-cpu=native"_L1) || flag.contains("-fuse-ld="_L1) || flag.contains("link-self-contained"_L1) || flag.startsWith("linker="_L1)
           || flag.startsWith("-Clinker="_L1) || flag.contains("linker-flavor"_L1);
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
            note(u"config-wrapper"_s,
                 u"The compiler wrapper %1 of the Cargo configuration is left out of the build: the builder does not have it."_s.arg(config.rustcWrapper), {});
    }
    if (!config.targetDirectory.isEmpty())
        m_plan.buildEnvironment.insert(u"CARGO_TARGET_DIR"_s, m_plan.buildFolder + u"/target"_s);
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
    struct Told
    {
        QString code;
        QString flag;
    };
    static const Told told[] = {
        {u"target-cpu-native"_s, u"target-cpu=native"_s}, {u"linker-flag"_s, u"-fuse-ld="_s}, {u"link-self-contained"_s, u"link-self-contained"_s}};
    bool isTold = false;
    for (const Told &one : told) {
        if (std::ranges::none_of(dropped, [&one](const QString &flag) { return flag.contains(one.flag); }))
            m_plan.findings.removeIf([&one](const Finding &finding) { return finding.code == one.code; });
        else
            isTold = calm(one.code, isMet) || isTold;
    }
    if (dropped.isEmpty())
        return;
    const QString named = joined(dropped);
    if (isMet)
        m_plan.buildEnvironment.insert(u"RUSTFLAGS"_s, lists.constFirst().join(u' ')); // replaces what the files say, so all of the list is given
    if (isTold)
        return;
    if (isMet) {
        note(u"config-machine-flags"_s,
             u"The flags %1 of the Cargo configuration are left out of the build: they are for the machine that it stands on."_s.arg(named), {});
        return;
    }
    find(u"config-machine-flags"_s, Finding::Severity::Warning,
         u"The Cargo configuration has the flags %1, which are for the machine that it stands on."_s.arg(named),
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

/// Locked crates that the Rust of this build does not compile, and a Rust that the manifests find too old.
void PlanMaker::heedRust()
{
    static const QRegularExpression tag(u"rust:([0-9]+\\.[0-9]+(?:\\.[0-9]+)?)"_s);
    const bool hasFile = !m_plan.toolchainFile.isEmpty();
    const QString named = hasFile ? m_plan.toolchainChannel : tag.match(m_plan.builder.reference).captured(1);
    const QList<int> rust = reading::rustNumbers(named); // none: the newest
    const QList<int> wanted = reading::rustNumbers(m_project.toolchain.minimumRust);
    if (!hasFile && !rust.isEmpty() && rust < wanted) {
        Finding &finding = find(u"builder-old"_s, Finding::Severity::Error,
                                u"%1 has Rust %2, and the manifests want %3."_s.arg(m_plan.builder.title, named, displayText(m_project.toolchain.minimumRust)),
                                u"Choose a newer builder."_s);
        finding.fixKey = u"builder-image"_s;
        finding.fixValue = u"rust:1-trixie"_s;
    }
    for (const RustPairInfo &pair : m_knowledge.pairs) {
        if (!rust.isEmpty() && rust < reading::rustNumbers(pair.rust))
            continue;
        const auto crate = std::ranges::find_if(m_plan.crates.rows, [&](const CrateRow &row) {
            return row.name == pair.crate && row.version.startsWith(pair.same) && reading::rustNumbers(row.version) < reading::rustNumbers(pair.before);
        });
        if (crate == m_plan.crates.rows.cend())
            continue;
        const QList<int> last = reading::rustNumbers(pair.rust);
        const QString older = u"%1.%2"_s.arg(last.value(0)).arg(last.value(1) - 1);
        Finding &finding = find(u"crate-too-old"_s, Finding::Severity::Error,
                                u"Cargo.lock names %1 %2, which Rust %3 and newer does not compile: %4."_s.arg(pair.crate, crate->version, pair.rust, pair.why),
                                u"Run `cargo update -p %1` and commit Cargo.lock, or build with Rust %2."_s.arg(pair.crate, older));
        if (!hasFile && wanted <= reading::rustNumbers(older)) {
            finding.fixKey = u"builder-image"_s;
            finding.fixValue = QString(u"rust:%1-bookworm"_s.arg(older));
        }
    }
}

/// A registry that asks for a token gets it from a secret (Cargo reference, "Registry Authentication": CARGO_REGISTRIES_<NAME>_TOKEN).
void PlanMaker::heedRegistries()
{
    for (const Package &package : m_project.packages) {
        for (const Dependency &dependency : package.dependencies) {
            if (dependency.registry.isEmpty() || dependency.registry.contains(u"://"_s) || !isPlainName(dependency.registry)
                || dependency.registry.contains(u'.'))
                continue;
            const QString variable = u"CARGO_REGISTRIES_"_s + dependency.registry.toUpper().replace(u'-', u'_').replace(u'+', u'_') + u"_TOKEN"_s;
            const QString word = u"registry "_s + dependency.registry + u',';
            for (Finding &finding : m_plan.findings) {
                if (finding.code != "private-registry"_L1 || !finding.message.contains(word))
                    continue;
                if (m_plan.secrets.contains(variable)) {
                    finding.severity = Finding::Severity::Note;
                    finding.message.replace(u", without a token"_s, u", with the token in %1"_s.arg(variable));
                    finding.advice.clear();
                    continue;
                }
                finding.advice =
                    u"If it takes a token, name the variable that holds it in build.secrets, or put the crates into the folder with cargo vendor."_s;
                finding.fixKey = u"build.secrets"_s;
                finding.fixValue = QVariantMap{{variable, QString(u"env:"_s + variable)}};
            }
        }
    }
}

/// A build script that makes a front end runs once its tools are installed.
void PlanMaker::heedFrontEnds()
{
    const QStringList &packages = m_options.list(OptionKey::BuildPackages);
    for (Finding &finding : m_plan.findings) {
        if (finding.code != "build-script-front-end"_L1 || finding.fixKey.isEmpty())
            continue;
        const QStringList wanted = finding.fixValue.toStringList();
        if (std::ranges::all_of(wanted, [&](const QString &package) { return packages.contains(package); })) {
            finding.severity = Finding::Severity::Note;
            finding.message = u"A build script makes a front end, with %1 in the builder."_s.arg(joined(wanted));
            finding.advice.clear();
            finding.fixKey.clear();
            finding.fixValue.clear();
        } else {
            finding.fixValue = packages + wanted;
        }
    }
}

/// What programs look for when they run: migrations, time zones.
void PlanMaker::heedFolders()
{
    const auto has = [this](std::initializer_list<QLatin1StringView> names) {
        const auto found = std::ranges::find_if(m_plan.crates.rows,
                                                [&](const CrateRow &crate) { return !crate.forHost && std::ranges::find(names, crate.name) != names.end(); });
        return found == m_plan.crates.rows.cend() ? QString() : found->name;
    };
    const QString zones = has({"iana-time-zone"_L1, "tz-rs"_L1, "tzfile"_L1, "jiff"_L1});
    const bool hasZones = !isScratchBase() || m_plan.imagePackages.contains("tzdata"_L1);
    if (!zones.isEmpty() && !hasZones) {
        Finding &finding = find(u"time-zones"_s, Finding::Severity::Note,
                                u"%1 looks for time zones below /usr/share/zoneinfo, which an empty image has not; it then takes UTC."_s.arg(zones),
                                u"distroless static has them."_s);
        finding.fixKey = u"runtime"_s;
        finding.fixValue = u"distroless-static"_s;
    }
    for (const QString &folder : m_project.migrationFolders) {
        if (m_plan.assets.contains(folder) || !isPlainPath(folder))
            continue;
        Finding &finding =
            find(u"migrations"_s, Finding::Severity::Note,
                 u"The folder %1 is there when the program is compiled, for macros that take migrations in; it is not in the image."_s.arg(folder),
                 u"Put it into image.assets if the program reads it when it runs."_s);
        finding.fixKey = u"image.assets"_s;
        finding.fixValue = m_plan.assets + QStringList{folder};
    }
}

} // namespace slipway
