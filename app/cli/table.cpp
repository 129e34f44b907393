// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "cli/table.h"

#include <QCoreApplication>

namespace slipway::cli {

using namespace Qt::StringLiterals;

namespace {

struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

CliOption flag(const QString &name, const QString &help, QChar letter = {})
{
    CliOption option;
    option.name = name;
    option.help = help;
    option.letter = letter;
    return option;
}

CliOption valued(const QString &name, const QString &value, const QString &help, QChar letter = {})
{
    CliOption option = flag(name, help, letter);
    option.value = value;
    return option;
}

CliOption planned(const QString &name, const QString &value, const QString &key, const QString &help, const QStringList &choices = {})
{
    CliOption option = valued(name, value, help);
    option.planKey = key;
    option.choices = choices;
    return option;
}

CliOption repeated(CliOption option)
{
    option.repeats = true;
    return option;
}

CliOption completed(CliOption option, CliOption::Completion completion)
{
    option.completion = completion;
    return option;
}

CliOption json()
{
    return flag(u"json"_s, Cli::tr("Write JSON, for programs."));
}

CliOption offline()
{
    return flag(u"offline"_s, Cli::tr("Fetch no manifests of crates; what this machine does not have is told as possible."));
}

CliVerb openVerb()
{
    CliVerb verb;
    verb.name = u"open"_s;
    verb.summary = Cli::tr("Open the window");
    verb.description = Cli::tr("Opens the window, with the project around PATH when one is given. The word \"open\" may be left out.");
    verb.argument = u"PATH"_s;
    verb.argumentHelp = Cli::tr("A folder of a Rust project, or a file in it.");
    verb.mostArguments = 1;
    verb.examples = {{u"slipway"_s, Cli::tr("Opens the window.")}, {u"slipway open ."_s, Cli::tr("Opens the window with the project in this folder.")}};
    return verb;
}

CliVerb inspectVerb()
{
    CliVerb verb;
    verb.name = u"inspect"_s;
    verb.summary = Cli::tr("Show what was detected, and the findings");
    verb.description =
        Cli::tr("Reads the project and prints its binaries, toolchain, crates, native libraries and findings. Nothing of the project is run, and no "
                "engine is needed. The exit code is 2 when no image can be built from the project as it is.");
    verb.argument = u"PATH"_s;
    verb.argumentHelp = Cli::tr("A folder of a Rust project, or a file in it; this folder when left out.");
    verb.mostArguments = 1;
    verb.takesPlanOptions = true;
    verb.options = {json(), offline()};
    verb.examples = {{u"slipway inspect"_s, Cli::tr("Reports on the project in this folder.")},
                     {u"slipway inspect ~/src/shop --json"_s, Cli::tr("Writes the report as JSON (schema 1).")},
                     {u"slipway inspect --package shop-api --platform linux/arm64"_s, Cli::tr("Reports on one package for one platform.")}};
    return verb;
}

CliVerb generateVerb()
{
    CliVerb verb;
    verb.name = u"generate"_s;
    verb.summary = Cli::tr("Write the Dockerfile");
    verb.description =
        Cli::tr("Writes the Dockerfile of the plan. A file that is there and differs is not overwritten without --force; the difference is shown "
                "instead. Beside FILE stands FILE.dockerignore, which BuildKit reads with it. Building with Slipway needs neither file.");
    verb.argument = u"PATH"_s;
    verb.argumentHelp = Cli::tr("A folder of a Rust project, or a file in it; this folder when left out.");
    verb.mostArguments = 1;
    verb.takesPlanOptions = true;
    verb.options = {
        completed(valued(u"output"_s, u"FILE"_s, Cli::tr("Write to FILE; - is standard output, which is also what is done without this option."), u'o'),
                  CliOption::Completion::File),
        flag(u"force"_s, Cli::tr("Overwrite FILE when it differs.")),
        flag(u"explain"_s, Cli::tr("Put the reason for each part into the Dockerfile as comments.")), json(), offline()};
    verb.examples = {{u"slipway generate"_s, Cli::tr("Prints the Dockerfile.")},
                     {u"slipway generate -o Dockerfile --force"_s, Cli::tr("Writes it into the project, over the one that is there.")},
                     {u"slipway generate --runtime scratch --libc musl --explain"_s, Cli::tr("Prints a Dockerfile for static binaries, with reasons.")}};
    return verb;
}

CliVerb buildVerb()
{
    CliVerb verb;
    verb.name = u"build"_s;
    verb.summary = Cli::tr("Build, push and verify the image");
    verb.description =
        Cli::tr("Builds the image for all platforms of the plan. With --push it is pushed, and then the registry is asked for every platform and digest. "
                "Without --push, --load or --output the result stays in the builder's cache.\n\n"
                "Standard output gets one line per pushed reference, with its digest; all else goes to standard error. Ctrl+C cancels.");
    verb.argument = u"PATH"_s;
    verb.argumentHelp = Cli::tr("A folder of a Rust project, or a file in it; this folder when left out.");
    verb.mostArguments = 1;
    verb.takesPlanOptions = true;
    CliOption progress =
        valued(u"progress"_s, u"HOW"_s,
               Cli::tr("How progress is shown: auto (live on a terminal, else plain), plain (a line per event), json (an object per line), none."));
    progress.choices = {u"auto"_s, u"plain"_s, u"json"_s, u"none"_s};
    verb.options = {repeated(valued(u"tag"_s, u"REF"_s,
                                    Cli::tr("Name of the image with registry and tag, instead of the plan's; {bin} stands for the binary's name."), u't')),
                    flag(u"push"_s, Cli::tr("Push to the registry and verify.")),
                    flag(u"load"_s, Cli::tr("Load the image into the engine's own store.")),
                    completed(valued(u"output"_s, u"oci=FILE"_s, Cli::tr("Write the image to FILE as an OCI archive.")), CliOption::Completion::File),
                    valued(u"builder"_s, u"NAME"_s, Cli::tr("Use this builder of `docker buildx ls`.")),
                    flag(u"no-cache"_s, Cli::tr("Run every step again.")),
                    offline(),
                    progress};
    verb.examples = {{u"slipway build --push -t ghcr.io/you/shop:1.0"_s, Cli::tr("Builds for all platforms, pushes and verifies.")},
                     {u"slipway build --push -t ghcr.io/you/shop-{bin}:1.0"_s, Cli::tr("The same for a project with several binaries, an image each.")},
                     {u"slipway build --platform linux/arm64 --output oci=shop.tar"_s, Cli::tr("Writes one platform's image to a file.")},
                     {u"slipway build --progress json 2>events.ndjson"_s, Cli::tr("Keeps what happened as one JSON object per line.")}};
    return verb;
}

CliVerb toolsVerb()
{
    CliVerb verb;
    verb.name = u"tools"_s;
    verb.summary = Cli::tr("Make an image of the build tools");
    verb.description = Cli::tr(
        "Makes the first stage of the plan once, as an image of its own: the project's Rust, cargo-chef, cargo-zigbuild, Zig with the C libraries of the "
        "platforms, and the packages that the crates want. Builds that name it with --tools-image install nothing, and say so when it is out of date.");
    verb.argument = u"PATH"_s;
    verb.argumentHelp = Cli::tr("A folder of a Rust project, or a file in it; this folder when left out.");
    verb.mostArguments = 1;
    verb.words = {u"build"_s};
    verb.takesPlanOptions = true;
    CliOption progress = valued(u"progress"_s, u"HOW"_s, Cli::tr("How progress is shown: auto, plain, json, none."));
    progress.choices = {u"auto"_s, u"plain"_s, u"json"_s, u"none"_s};
    verb.options = {valued(u"push"_s, u"REF"_s, Cli::tr("Name of the image with registry and tag; it is pushed and verified.")),
                    valued(u"builder"_s, u"NAME"_s, Cli::tr("Use this builder of `docker buildx ls`.")), flag(u"no-cache"_s, Cli::tr("Run every step again.")),
                    offline(), progress};
    verb.examples = {{u"slipway tools build --push ghcr.io/you/rust-tools:1"_s, Cli::tr("Makes the image; its last lines say how to build with it.")},
                     {u"slipway tools build --push ghcr.io/you/musl-tools:1 --libc musl"_s, Cli::tr("The same for static binaries.")}};
    return verb;
}

CliVerb verifyVerb()
{
    CliVerb verb;
    verb.name = u"verify"_s;
    verb.summary = Cli::tr("Ask a registry what it really holds");
    verb.description =
        Cli::tr("Asks the registry for the image, each platform's manifest and all of their layers. The exit code is 4 when something is missing or differs, "
                "and 3 when the registry cannot be asked.");
    verb.argument = u"REF"_s;
    verb.argumentHelp = Cli::tr("An image reference, with a tag or a digest.");
    verb.needsArgument = true;
    verb.mostArguments = 1;
    verb.options = {repeated(valued(u"platform"_s, u"P"_s, Cli::tr("A platform that has to be there, or several with commas."))), json()};
    verb.examples = {{u"slipway verify ghcr.io/you/shop:1.0"_s, Cli::tr("Lists the platforms with digest and size.")},
                     {u"slipway verify ghcr.io/you/shop:1.0 --platform linux/amd64,linux/arm64"_s, Cli::tr("Fails when one of the two is missing.")}};
    return verb;
}

CliVerb historyVerb()
{
    CliVerb verb;
    verb.name = u"history"_s;
    verb.summary = Cli::tr("Show earlier builds");
    verb.description =
        Cli::tr("Lists the builds that were made on this machine, shows one, or draws one as a timeline. ID is an id of the list, the beginning of one, or "
                "\"last\".");
    verb.argument = u"ID"_s;
    verb.argumentHelp = Cli::tr("For show and export: which build.");
    verb.mostArguments = 1;
    verb.words = {u"list"_s, u"show"_s, u"export"_s};
    verb.options = {
        completed(valued(u"svg"_s, u"FILE"_s, Cli::tr("With export: write the timeline to FILE; - is standard output.")), CliOption::Completion::File), json()};
    verb.examples = {{u"slipway history"_s, Cli::tr("Lists the builds, newest first.")},
                     {u"slipway history show last"_s, Cli::tr("Shows the newest build, with its steps.")},
                     {u"slipway history export last --svg build.svg"_s, Cli::tr("Draws its timeline.")}};
    return verb;
}

} // namespace

const QList<CliVerb> &verbs()
{
    static const QList<CliVerb> table{openVerb(), inspectVerb(), generateVerb(), buildVerb(), toolsVerb(), verifyVerb(), historyVerb()};
    return table;
}

const QList<CliOption> &planOptions()
{
    static const QList<CliOption> table{
        repeated(planned(u"platform"_s, u"P,..."_s, u"platforms"_s, Cli::tr("Platforms to build for, such as linux/amd64,linux/arm64."))),
        repeated(planned(u"package"_s, u"N"_s, u"packages"_s, Cli::tr("Packages of the workspace to build."))),
        repeated(planned(u"bin"_s, u"N"_s, u"binaries"_s, Cli::tr("Binaries to build, an image each."))),
        repeated(planned(u"features"_s, u"L"_s, u"features"_s, Cli::tr("Cargo features to switch on."))),
        planned(u"all-features"_s, {}, u"all-features"_s, Cli::tr("Switch on all Cargo features.")),
        planned(u"no-default-features"_s, {}, u"no-default-features"_s, Cli::tr("Switch off the default Cargo features.")),
        planned(u"profile"_s, u"N"_s, u"profile"_s, Cli::tr("Cargo profile.")),
        planned(u"builder-image"_s, u"REF"_s, u"builder-image"_s, Cli::tr("Image that the compiler runs in.")),
        planned(u"runtime"_s, u"KEY|REF"_s, u"runtime"_s, Cli::tr("Base of the final image: a known key such as scratch or distroless-cc, or a reference.")),
        planned(u"libc"_s, u"L"_s, u"libc"_s, Cli::tr("C library: auto, gnu or musl."), {u"auto"_s, u"gnu"_s, u"musl"_s}),
        planned(u"cross"_s, u"HOW"_s, u"cross"_s, Cli::tr("How other platforms are compiled: auto, zig, gcc, native or emulate."),
                {u"auto"_s, u"zig"_s, u"gcc"_s, u"native"_s, u"emulate"_s}),
        planned(u"cache"_s, u"HOW"_s, u"cache"_s, Cli::tr("How dependencies are cached: auto, layers, mounts or hybrid."),
                {u"auto"_s, u"layers"_s, u"mounts"_s, u"hybrid"_s}),
        planned(u"tools-image"_s, u"REF"_s, u"tools-image"_s, Cli::tr("Image that already holds the build tools.")),
        repeated(valued(u"set"_s, u"KEY=VALUE"_s, Cli::tr("Any key of slipway.toml, such as image.user=65532.")))};
    return table;
}

const QList<CliOption> &globalOptions()
{
    static const QList<CliOption> table = [] {
        CliOption generate = valued(u"generate"_s, u"WHAT"_s, Cli::tr("Print the manual page or the completions of a shell."));
        generate.choices = {u"man"_s, u"bash"_s, u"zsh"_s, u"fish"_s};
        return QList<CliOption>{flag(u"help"_s, Cli::tr("Show help, also after a command."), u'h'), flag(u"version"_s, Cli::tr("Show the version."), u'V'),
                                generate};
    }();
    return table;
}

const CliVerb *verbByName(const QString &name)
{
    for (const CliVerb &verb : verbs()) {
        if (verb.name == name)
            return &verb;
    }
    return nullptr;
}

QList<CliOption> optionsOf(const CliVerb &verb)
{
    QList<CliOption> all = verb.options;
    if (verb.takesPlanOptions)
        all += planOptions();
    return all;
}

const QList<CliExitCode> &exitCodes()
{
    static const QList<CliExitCode> table{{0, Cli::tr("done")},
                                          {1, Cli::tr("the build or the push failed")},
                                          {2, Cli::tr("the command line or the project cannot be used as it is")},
                                          {3, Cli::tr("no engine or no registry can be reached")},
                                          {4, Cli::tr("the registry does not hold what it should")},
                                          {130, Cli::tr("cancelled")}};
    return table;
}

} // namespace slipway::cli
