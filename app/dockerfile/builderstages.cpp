// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "dockerfile/writer.h"
#include "plan/planmaker.h"

#include <QCryptographicHash>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// Debian packages in one layer, without the lists that apt fetched for them.
QStringList installed(const QStringList &packages)
{
    QStringList words = packages;
    words.sort();
    return {u"apt-get update"_s, u"apt-get install -y --no-install-recommends "_s + words.join(u' '), u"rm -rf /var/lib/apt/lists/*"_s};
}

QString sysrootOf(const PlanTarget &target)
{
    return u"/opt/sysroot/"_s + target.triple;
}

} // namespace

bool DockerfileWriter::copiesChef() const
{
    // The ready image exists for these platforms; elsewhere cargo-chef is compiled.
    static const QStringList published{u"linux/amd64"_s, u"linux/arm64"_s, u"linux/arm/v7"_s, u"linux/386"_s};
    if (!usesChef() || !m_plan.toolsImage.isEmpty() || m_plan.builder.hasCargoChef || m_plan.builder.chefImage.isEmpty())
        return false;
    return !runsOnTarget() || std::ranges::all_of(m_plan.targets, [](const PlanTarget &target) { return published.contains(target.platform); });
}

void DockerfileWriter::writeChef()
{
    if (!copiesChef())
        return;
    m_out.startStage(u"tools"_s);
    m_out.because(u"chef"_s, u"Only cargo-chef is taken from this image: compiling it would take a minute and a half."_s);
    m_out.line(from(m_plan.builder.chefImage, u"chef"_s));
}

void DockerfileWriter::writeTools()
{
    const bool isReady = !m_plan.toolsImage.isEmpty();
    m_out.startStage(u"tools"_s);
    m_out.because(u"tools"_s,
                  isReady ? u"The tools image that you named: Rust, cargo-chef, Zig and cargo-zigbuild are in it, so nothing is installed."_s
                  : runsOnTarget()
                      ? u"Rust for the platform that is built for; this stage runs once on each of them."_s
                      : u"Rust for the builder's own processor: this stage runs once, whatever platforms are built for, and nothing in it is emulated."_s);
    m_out.line(from(isReady ? m_plan.toolsImage : m_plan.builder.reference, u"tools"_s));
    writeToolsContents(isReady);
    if (isReady)
        writeToolsCheck();
    writeArguments();
    writeEnvironment();
    writeScratchBase();
    writeImagePackages();
    if (!m_plan.buildLines.isEmpty()) {
        m_out.because(u"build-lines"_s, u"Added by you."_s);
        for (const QString &line : m_plan.buildLines)
            m_out.line(line);
    }
}

/// What a tools image holds, or what is missing in one.
void DockerfileWriter::writeToolsContents(bool isReady)
{
    if (!isReady) {
        writeZig();
        if (copiesChef()) {
            m_out.because(u"chef-copy"_s, u"cargo-chef compiles the dependencies apart from your code, so that they stay in the cache."_s);
            m_out.line(u"COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef"_s);
        } else if (usesChef() && !m_plan.builder.hasCargoChef) {
            m_out.because(u"chef-install"_s,
                          u"cargo-chef compiles the dependencies apart from your code; no ready one is known for this builder, so it is compiled once."_s);
            m_out.run({u"cargo install --locked --version %1 cargo-chef"_s.arg(m_plan.toolVersions.value(u"cargo-chef"_s)),
                       u"rm -rf \"${CARGO_HOME:-$HOME/.cargo}/registry\""_s});
        }
    }
    m_out.because(u"workdir"_s, u"The same folder in all stages: Cargo rebuilds what was compiled at another path."_s);
    m_out.line(u"WORKDIR /app"_s);
    writeToolchain();
    writeTargets();
    writePackages();
    writeTargetCompiler();
    writeSysroot();
    writeSources();
}

/// A tools image that was made for other tools still works, as what it lacks is added; that it costs time is said.
void DockerfileWriter::writeToolsCheck()
{
    m_out.because(u"tools-check"_s, u"Says so when the tools image was made for other tools than this plan wants."_s);
    m_out.run(
        {u"[ \"$(cat /usr/local/share/slipway-tools 2>/dev/null)\" = %1 ] ||\necho \"warning: the tools image is out of date for this project; slipway tools build makes it anew\" >&2"_s
             .arg(toolsKey(m_plan))});
}

DockerfileDocument DockerfileWriter::writeToolsAlone()
{
    writeChef();
    m_out.startStage(u"tools"_s);
    m_out.because(u"tools"_s, u"Rust for the builder's own processor, and what cross compiling takes."_s);
    m_out.line(from(m_plan.builder.reference, u"tools"_s));
    writeToolsContents(false);
    DockerfileDocument document = m_out.take();
    for (const QString &line : m_plan.ignoreLines)
        document.ignoreText += line + u'\n';
    return document;
}

DockerfileDocument writeToolsDockerfile(const Plan &plan)
{
    Plan tools = plan;
    tools.toolsImage.clear();
    DockerfileDocument document = DockerfileWriter(tools).writeToolsAlone();
    DockerfileReason reason;
    reason.id = u"key"_s;
    reason.text = u"What this image holds, so that projects which use it can tell when it is out of date."_s;
    reason.firstLine = int(document.lines.size()) + 1;
    const QString key = toolsKey(plan);
    for (const QString &line : {u"RUN echo %1 > /usr/local/share/slipway-tools"_s.arg(key), u"LABEL org.slipway.tools.key=\"%1\""_s.arg(key)})
        document.lines.append({line, u"tools"_s, int(document.reasons.size())});
    reason.lastLine = int(document.lines.size());
    document.reasons.append(reason);
    return document;
}

QString toolsKey(const Plan &plan)
{
    Plan tools = plan;
    tools.toolsImage.clear();
    tools.pins.clear(); // a base that was updated makes no tools image wrong
    const QByteArray text = DockerfileWriter(tools).writeToolsAlone().text().toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(16));
}

void DockerfileWriter::writeZig()
{
    if (m_plan.cross != CrossMethod::Zig)
        return;
    m_out.because(u"zig"_s,
                  u"Zig compiles C and links for every platform from one machine; cargo-zigbuild hands it to Cargo. Both come ready-made from PyPI, at exact "
                  u"versions."_s);
    // Debian marks its Python as its own from 12 on, and pip knows the word for it from there.
    const QString managed = isOlderGlibc(m_plan.builder.glibc, u"2.36"_s) ? QString() : u"--break-system-packages --root-user-action=ignore "_s;
    m_out.run(installed({u"python3-pip"_s})
              + QStringList{u"pip install %1--no-cache-dir ziglang==%2 cargo-zigbuild==%3"_s.arg(managed, m_plan.toolVersions.value(u"ziglang"_s),
                                                                                                 m_plan.toolVersions.value(u"cargo-zigbuild"_s))});
}

void DockerfileWriter::writeToolchain()
{
    if (m_plan.toolchainFile.isEmpty())
        return;
    m_out.because(u"toolchain"_s,
                  u"Your toolchain file decides which Rust compiles. It is installed here once; otherwise every later step would fetch it again."_s);
    m_out.line(u"COPY %1 ./"_s.arg(m_plan.toolchainFile));
    m_out.run({u"rustup show active-toolchain || rustup toolchain install"_s});
}

void DockerfileWriter::writeTargets()
{
    if (runsOnTarget()) {
        QString cases = u"case \"$TARGETPLATFORM\" in"_s;
        for (const PlanTarget &target : m_plan.targets)
            cases += u"\n  "_s + target.platform + u") set -- "_s + target.triple + u' ' + shellWord(target.elfMachine) + u" ;;"_s;
        cases += u"\n  *) echo \"This Dockerfile is not for $TARGETPLATFORM.\" >&2; exit 1 ;;\nesac"_s;
        m_out.because(u"targets"_s,
                      u"Cargo is told the platform's target by name, so that build scripts and the program are kept apart as in a cross build."_s);
        m_out.line(u"ARG TARGETPLATFORM"_s);
        m_out.run({cases, u"echo \"$1\" > /target"_s, u"echo \"$2\" > /machine"_s, u"rustup target add \"$1\""_s});
        return;
    }
    if (m_plan.cross == CrossMethod::Zig && m_plan.toolsImage.isEmpty()) {
        writeZigTargets();
        return;
    }
    QStringList triples;
    for (const PlanTarget &target : m_plan.targets)
        triples.append(target.triple);
    m_out.because(u"targets"_s, u"Rust's standard library for %1."_s.arg(platformWords()));
    m_out.run({u"rustup target add "_s + triples.join(u' ')});
}

/// Zig compiles the C library of a target when it first links for it: 3 to 6 s for glibc, 30 to 40 s for musl, measured on 2 cores.
void DockerfileWriter::writeZigTargets()
{
    QString source = u"cargo new -q --vcs none --edition 2021 --name probe /tmp/probe"_s;
    if (m_plan.usesCxx)
        source += u" &&\nprintf 'fn main() {}\\n#[link(name = \"stdc++\")]\\nextern \"C\" {}\\n' > /tmp/probe/src/main.rs"_s;
    m_out.because(
        u"targets"_s,
        u"Rust's standard library for each platform. Zig compiles the C library of a target when it first links for it: an empty program makes it do so here, "
        u"once, and not after each edit. A step for each, so that the next platform leaves them as they are."_s);
    for (const PlanTarget &target : m_plan.targets) {
        const QString triple = target.triple + (m_plan.glibcSuffix.isEmpty() ? QString() : u'.' + m_plan.glibcSuffix);
        m_out.run({u"rustup target add "_s + target.triple, source,
                   u"cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target --target "_s + triple,
                   u"rm -rf /tmp/probe"_s});
    }
}

void DockerfileWriter::writePackages()
{
    QStringList packages;
    for (const QString &package : m_plan.builderPackages) {
        if (!m_plan.builder.packages.contains(package))
            packages.append(package);
    }
    QStringList commands;
    QString why = u"Programs and libraries that build scripts of your crates run on the builder."_s;
    if (m_plan.cross == CrossMethod::Gcc) {
        commands = foreignArchitectures();
        // Before Debian 13 the compiler for the builder's own processor has no package under its long name; the program has that name all the same.
        const bool namesOwn = !isOlderGlibc(m_plan.builder.glibc, u"2.41"_s);
        for (const PlanTarget &target : m_plan.targets) {
            const QString compiler = QString(target.gccPrefix).replace(u'_', u'-');
            if (namesOwn || !target.isBuilders)
                packages += QStringList{u"gcc-"_s + compiler, u"g++-"_s + compiler};
            if (m_plan.usesFortran && (namesOwn || !target.isBuilders))
                packages.append(u"gfortran-"_s + compiler);
            packages.append(u"libc6-dev:"_s + target.debianArch);
            packages += m_plan.targetPackages.value(target.triple);
        }
        why = u"Debian's cross compilers, and the libraries of each platform beside the builder's own."_s;
    } else if (runsOnTarget()) {
        for (const QStringList &wanted : m_plan.targetPackages) {
            for (const QString &package : wanted) {
                const QString plain = package.section(u':', 0, 0);
                if (!packages.contains(plain) && !m_plan.builder.packages.contains(plain))
                    packages.append(plain);
            }
        }
        if (m_plan.libc == Libc::Musl)
            packages.append(u"musl-tools"_s);
    }
    for (const QString &package : m_plan.loadedPackages) {
        if (runsOnTarget())
            packages.append(package);
        else
            for (const PlanTarget &target : m_plan.targets)
                packages.append(package + u':' + target.debianArch);
    }
    if (!m_plan.loadedPackages.isEmpty())
        why += u" What the program loads when it runs is installed for each platform, for its image."_s;
    packages.removeDuplicates();
    if (packages.isEmpty())
        return;
    const bool hasForeign = std::ranges::any_of(packages, [](const QString &package) { return package.contains(u':'); });
    if (hasForeign && commands.isEmpty())
        commands = foreignArchitectures();
    m_out.because(u"packages"_s, why);
    QStringList install = installed(packages);
    for (const QString &command : unpackedPackages())
        install.insert(install.size() - 1, command); // apt's lists go last
    if (m_plan.toolsImage.isEmpty() || !m_plan.unpackedPackages.isEmpty()) {
        m_out.run(commands + install);
        return;
    }
    // What a tools image holds already is not fetched again; dpkg knows nothing of packages that were only unpacked.
    packages.sort();
    m_out.run({u"dpkg -s "_s + packages.join(u' ') + u" > /dev/null 2>&1 ||\n{ "_s + (commands + install).join(u" &&\n  "_s) + u"; }"_s});
}

/// Arguments of the build, with what the person gave as their defaults.
void DockerfileWriter::writeArguments()
{
    if (m_plan.buildArguments.isEmpty())
        return;
    m_out.because(u"build-arguments"_s, u"Added by you."_s);
    for (auto entry = m_plan.buildArguments.cbegin(); entry != m_plan.buildArguments.cend(); ++entry)
        m_out.line(u"ARG "_s + entry.key() + u'=' + dockerfileQuote(entry.value()));
}

void DockerfileWriter::writeEnvironment()
{
    QStringList words;
    for (const PlanTarget &target : m_plan.targets) {
        const QString name = variableWord(target.triple);
        const auto set = [&](const QString &key, const QString &value) { words.append(key + u'=' + dockerfileQuote(value)); };
        if (m_plan.cross == CrossMethod::Gcc) {
            set(u"CARGO_TARGET_"_s + name.toUpper() + u"_LINKER"_s, target.gccPrefix + u"-gcc"_s);
            set(u"CC_"_s + name, target.gccPrefix + u"-gcc"_s);
            set(u"CXX_"_s + name, target.gccPrefix + u"-g++"_s);
            set(u"AR_"_s + name, target.gccPrefix + u"-ar"_s);
            if (m_plan.usesFortran)
                set(u"FC_"_s + name, target.gccPrefix + u"-gfortran"_s);
            set(u"PKG_CONFIG_ALLOW_CROSS_"_s + name, u"1"_s);
            set(u"PKG_CONFIG_LIBDIR_"_s + name, u"/usr/lib/%1/pkgconfig:/usr/share/pkgconfig"_s.arg(target.multiarch));
        } else if (m_plan.cross == CrossMethod::Zig && (m_plan.isolatesPkgConfig || m_plan.hasSysroot())) {
            if (m_plan.hasSysroot())
                set(u"PKG_CONFIG_ALLOW_CROSS_"_s + name, u"1"_s);
            set(u"PKG_CONFIG_LIBDIR_"_s + name, sysrootOf(target) + u"/lib/pkgconfig"_s);
        } else if (runsOnTarget() && m_plan.libc == Libc::Musl) {
            set(u"CC_"_s + name, u"musl-gcc"_s);
        }
    }
    if (m_plan.hasSysroot())
        words.append(u"PKG_CONFIG_ALL_STATIC=\"1\""_s);
    QStringList crates;
    QStringList own;
    QStringList configured;
    static const QStringList replaced{u"RUSTC_WRAPPER"_s, u"RUSTC_WORKSPACE_WRAPPER"_s, u"RUSTFLAGS"_s, u"CARGO_TARGET_DIR"_s};
    const auto isSymbols = [](const QString &name) { return name.startsWith("CARGO_PROFILE_"_L1) && name.endsWith("_STRIP"_L1); };
    for (auto entry = m_plan.buildEnvironment.cbegin(); entry != m_plan.buildEnvironment.cend(); ++entry) {
        const bool isConfigured = replaced.contains(entry.key());
        QStringList &list = m_plan.userEnvironment.contains(entry.key()) || isSymbols(entry.key()) ? own : isConfigured ? configured : crates;
        list.append(entry.key() + u'=' + dockerfileQuote(entry.value()));
    }
    const auto write = [this](const QString &id, const QString &why, QStringList list) {
        if (list.isEmpty())
            return;
        m_out.because(id, why);
        list.first().prepend("ENV "_L1);
        m_out.instruction(list);
    };
    write(u"environment"_s,
          m_plan.cross == CrossMethod::Gcc ? u"Tells Cargo and build scripts which compiler and which libraries belong to which platform."_s
                                           : u"Keeps build scripts from linking the builder's own libraries into a program for another platform."_s,
          words);
    write(u"crate-environment"_s, u"What build scripts of your crates ask for, so that they find a library or bring their own."_s, crates);
    write(u"config-environment"_s, u"Takes the place of settings in .cargo/config.toml that are for the author's machine."_s, configured);
    write(u"build-environment"_s, u"Added by you."_s, own);
}

void DockerfileWriter::writeScratchBase()
{
    if (!isScratch())
        return;
    const QString number = m_plan.user.section(u':', 0, 0);
    const QString group = m_plan.user.contains(u':') ? m_plan.user.section(u':', 1, 1) : number;
    m_out.because(u"scratch-base"_s,
                  u"An empty image has nothing at all: certificates for TLS, a folder for temporary files and a name for the user are put in."_s);
    m_out.run({u"mkdir -p /base/etc/ssl/certs"_s, u"cp /etc/ssl/certs/ca-certificates.crt /base/etc/ssl/certs/"_s, u"mkdir -m 1777 /base/tmp"_s,
               u"echo 'app:x:%1:%2::/:/sbin/nologin' > /base/etc/passwd"_s.arg(number, group), u"echo 'app:x:%1:' > /base/etc/group"_s.arg(group)});
}

} // namespace slipway
