// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/options.h"

#include "plan/optionvalues.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("Options", source);
}

QList<OptionInfo> makeTable()
{
    using enum OptionKey;
    using enum OptionType;
    // clang-format off
    return {
        {Packages, u"packages"_s, List, {}, text("Packages to build, as cargo -p takes them.")},
        {Binaries, u"binaries"_s, List, {}, text("Binaries to build; each becomes an image of its own.")},
        {Features, u"features"_s, List, {}, text("Features to switch on, as feature or package/feature.")},
        {AllFeatures, u"all-features"_s, Flag, {}, text("Switch all features of the chosen packages on.")},
        {NoDefaultFeatures, u"no-default-features"_s, Flag, {}, text("Leave the default features off.")},
        {Profile, u"profile"_s, Text, {}, text("Cargo profile to build with, release unless said otherwise.")},
        {Platforms, u"platforms"_s, List, {}, text("Platforms of the image, such as linux/amd64,linux/arm64.")},
        {BuilderImage, u"builder-image"_s, Text, {}, text("Image that has Rust; Debian with glibc inside.")},
        {RuntimeImage, u"runtime"_s, Text, {}, text("Base of the image: distroless-cc, distroless-static, debian-slim, ubuntu, alpine, scratch or any reference.")},
        {ToolsImage, u"tools-image"_s, Text, {}, text("Image that already holds Rust, cargo-chef, Zig and cargo-zigbuild, so that nothing is installed.")},
        {Libc, u"libc"_s, Text, {u"auto"_s, u"gnu"_s, u"musl"_s}, text("C library to link with: gnu (glibc), or musl, which is linked in.")},
        {Cross, u"cross"_s, Text, {u"auto"_s, u"zig"_s, u"gcc"_s, u"native"_s, u"emulate"_s},
         text("How other processors are compiled for: by Zig, by gcc, on native nodes, or emulated.")},
        {Cache, u"cache"_s, Text, {u"auto"_s, u"layers"_s, u"mounts"_s, u"hybrid"_s},
         text("Where compiled dependencies stay: in layers (cargo-chef), in cache mounts of the builder, or in both (hybrid).")},
        {Incremental, u"incremental"_s, Flag, {},
         text("Compile only what changed within the project's own crates: quicker after an edit, for a program that is less optimised. Needs cache mounts.")},
        {Reproducible, u"reproducible"_s, Flag, {},
         text("Give the same image for the same source, to the byte: with the times of SOURCE_DATE_EPOCH, else of 1970, and file modes whatever the umask.")},
        {Native, u"native"_s, Map, {u"auto"_s, u"static"_s, u"shared"_s, u"bundled"_s},
         text("How the native library of a crate is met, as crate=static|shared|bundled.")},
        {ImageMode, u"image.mode"_s, Text, {u"per-binary"_s, u"single"_s}, text("One image per binary, or a single one with all of them.")},
        {ImageName, u"image.name"_s, Text, {}, text("Name of the image; {bin}, {package} and {project} are filled in.")},
        {ImageTags, u"image.tags"_s, List, {}, text("Tags of the image; {version} and {commit} are filled in.")},
        {User, u"image.user"_s, Text, {}, text("Number of the user that the program runs as, such as 65532 or 65532:65532.")},
        {Ports, u"image.ports"_s, List, {}, text("Ports that the program listens on, such as 8080 or 53/udp.")},
        {Environment, u"image.environment"_s, Map, {}, text("Environment variables of the image.")},
        {Labels, u"image.labels"_s, Map, {}, text("Labels of the image.")},
        {WorkingDirectory, u"image.workdir"_s, Text, {}, text("Folder that the program starts in.")},
        {Arguments, u"image.arguments"_s, List, {}, text("Arguments that the program gets when docker run gives none.")},
        {Entrypoint, u"image.entrypoint"_s, Text, {}, text("Binary that starts when one image holds several.")},
        {Assets, u"image.assets"_s, List, {}, text("Folders of the project that are copied into the working directory of the image.")},
        {Pins, u"pins"_s, Map, {}, text("Digests of base images, as reference=sha256:….")},
        {BuildPackages, u"build.packages"_s, List, {}, text("Debian packages to install in the builder.")},
        {BuildEnvironment, u"build.environment"_s, Map, {}, text("Environment variables of the build.")},
        {BuildLines, u"build.lines"_s, List, {}, text("Dockerfile lines to add before the dependencies are built.")},
        {RuntimeLines, u"image.lines"_s, List, {}, text("Dockerfile lines to add to the image.")},
        {BuildArguments, u"build.arguments"_s, Map, {}, text("Arguments of the build (ARG) with their values, as NAME=value.")},
        {Secrets, u"build.secrets"_s, Map, {}, text("Secrets that the compiling steps see as variables, as NAME=env:VARIABLE or NAME=file:PATH; no value is kept.")},
        {Ssh, u"build.ssh"_s, Flag, {}, text("Lend the keys of the ssh agent to the compiling steps, for git repositories over ssh.")},
        {RuntimePackages, u"image.packages"_s, List, {}, text("Debian packages whose files are put into the image; nothing of them is run.")},
        {Healthcheck, u"image.healthcheck"_s, List, {}, text("Command that tells whether the program is well, word by word, such as /usr/local/bin/app and --health.")},
        {StopSignal, u"image.stop-signal"_s, Text, {}, text("Signal that docker stop sends, such as SIGINT.")},
        {Volumes, u"image.volumes"_s, List, {}, text("Folders that the program writes to, such as /data; they belong to its user.")},
        {Symbols, u"image.symbols"_s, Text, {u"auto"_s, u"strip"_s, u"keep"_s}, text("Symbols of the binaries: strip, keep, or as the profile says.")},
        {Sbom, u"image.sbom"_s, Flag, {}, text("Attach a list of what is in the image (SBOM), made by BuildKit's scanner; each binary then tells the crates that are in it.")},
        {Provenance, u"image.provenance"_s, Text, {u"none"_s, u"min"_s, u"max"_s}, text("Attach how the image was built: none, min or max.")},
    };
    // clang-format on
}

Result<void> refuse(const OptionInfo &info, const QString &value, const QString &wanted)
{
    QString shown = value.left(80);
    for (QChar &c : shown) {
        if (hasControl(c))
            c = u'?';
    }
    return fail(ErrorCode::Usage, text("%1 takes %2, not \"%3\".").arg(info.name, wanted, shown));
}

Result<void> checkWord(const OptionInfo &info, const QString &value)
{
    if (hasControl(value))
        return refuse(info, value, text("text without line breaks and control characters"));
    if (!info.choices.isEmpty())
        return info.choices.contains(value) ? Result<void>() : refuse(info, value, text("one of %1").arg(info.choices.join(u", "_s)));
    const QString wanted = valueComplaint(info.key, value);
    return wanted.isEmpty() ? Result<void>() : refuse(info, value, wanted);
}

bool takesWholeValue(OptionKey key)
{
    return key == OptionKey::BuildLines || key == OptionKey::RuntimeLines || key == OptionKey::Arguments || key == OptionKey::Healthcheck;
}

Result<QVariantMap> parseMap(const OptionInfo &info, const QString &value)
{
    QVariantMap map;
    // A comma parts two entries only when a new `key=` follows it, so that values may hold commas.
    static const QRegularExpression between(u",(?=[^,=]+=)"_s);
    for (const QString &entry : value.split(between, Qt::SkipEmptyParts)) {
        const qsizetype equals = entry.indexOf(u'=');
        if (equals <= 0)
            return std::unexpected(refuse(info, entry, text("key=value")).error());
        map.insert(entry.left(equals).trimmed(), entry.mid(equals + 1));
    }
    return map;
}

} // namespace

const QList<OptionInfo> &optionTable()
{
    static const QList<OptionInfo> table = makeTable();
    return table;
}

const OptionInfo &optionInfo(OptionKey key)
{
    for (const OptionInfo &info : optionTable()) {
        if (info.key == key)
            return info;
    }
    Q_ASSERT_X(false, "optionInfo", "the table lacks a key");
    return optionTable().first();
}

const OptionInfo *optionByName(const QString &name)
{
    for (const OptionInfo &info : optionTable()) {
        if (info.name == name)
            return &info;
    }
    return nullptr;
}

Result<void> setOptionFromText(Options &options, const QString &name, const QString &value)
{
    const OptionInfo *info = optionByName(name);
    if (!info) {
        QStringList names;
        for (const OptionInfo &row : optionTable())
            names.append(row.name);
        return fail(ErrorCode::Usage, text("There is no option \"%1\"; the options are %2.").arg(name, names.join(u", "_s)));
    }
    QVariant parsed;
    switch (info->type) {
    case OptionType::Text:
        parsed = value;
        break;
    case OptionType::Flag:
        if (value != u"true"_s && value != u"false"_s)
            return refuse(*info, value, text("true or false"));
        parsed = value == u"true"_s;
        break;
    case OptionType::List:
        if (takesWholeValue(info->key)) {
            parsed = options.list(info->key) << value;
        } else {
            QStringList words = value.split(u',', Qt::SkipEmptyParts);
            for (QString &word : words)
                word = word.trimmed();
            parsed = words;
        }
        break;
    case OptionType::Map: {
        auto map = parseMap(*info, value);
        if (!map)
            return std::unexpected(map.error());
        QVariantMap merged = options.map(info->key);
        merged.insert(*map);
        parsed = merged;
        break;
    }
    }
    if (auto checked = checkOption(info->key, parsed); !checked)
        return checked;
    options.set(info->key, parsed);
    return {};
}

Result<void> checkOption(OptionKey key, const QVariant &value)
{
    const OptionInfo &info = optionInfo(key);
    switch (info.type) {
    case OptionType::Flag:
        return value.typeId() == QMetaType::Bool ? Result<void>() : refuse(info, value.toString(), text("true or false"));
    case OptionType::Text:
        if (value.typeId() != QMetaType::QString)
            return refuse(info, value.toString(), text("a text"));
        // No tools image and no working directory are choices too: they take back what the file says.
        if (value.toString().isEmpty()
            && (key == OptionKey::ToolsImage || key == OptionKey::WorkingDirectory || key == OptionKey::Entrypoint || key == OptionKey::StopSignal))
            return {};
        return checkWord(info, value.toString());
    case OptionType::List: {
        if (!value.canConvert<QStringList>() || value.typeId() == QMetaType::QString)
            return refuse(info, value.toString(), text("a list"));
        const QStringList words = value.toStringList();
        if (words.isEmpty() && key == OptionKey::Platforms)
            return refuse(info, {}, text("at least one platform"));
        if (words.isEmpty() && key == OptionKey::ImageTags)
            return refuse(info, {}, text("at least one tag"));
        for (const QString &word : words) {
            if (auto checked = checkWord(info, word); !checked)
                return checked;
        }
        return {};
    }
    case OptionType::Map:
        break;
    }
    if (value.typeId() != QMetaType::QVariantMap)
        return refuse(info, value.toString(), text("a table of key and value"));
    const QVariantMap map = value.toMap();
    for (auto entry = map.cbegin(); entry != map.cend(); ++entry) {
        const QString wanted = hasControl(entry.key()) ? text("keys without control characters") : keyComplaint(key, entry.key());
        if (!wanted.isEmpty())
            return refuse(info, entry.key(), wanted);
        if (entry.value().typeId() != QMetaType::QString)
            return refuse(info, entry.key(), text("a text for each key"));
        if (auto checked = checkWord(info, entry.value().toString()); !checked)
            return checked;
    }
    return {};
}

} // namespace slipway
