// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/optionwords.h"

#include "base/text.h"

#include <QCoreApplication>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Options", text);
}

QString choiceText(OptionKey key, const QString &value)
{
    if (value == u"auto"_s)
        return say("automatic");
    if (key == OptionKey::Libc && value == u"gnu"_s)
        return say("glibc");
    if (key == OptionKey::Libc && value == u"musl"_s)
        return say("musl (static)");
    if (key == OptionKey::Cross && value == u"zig"_s)
        return say("Zig");
    if (key == OptionKey::Cross && value == u"gcc"_s)
        return say("gcc");
    if (key == OptionKey::Cross && value == u"native"_s)
        return say("native nodes");
    if (key == OptionKey::Cross && value == u"emulate"_s)
        return say("emulated (slow)");
    if (key == OptionKey::Cache && value == u"layers"_s)
        return say("layers");
    if (key == OptionKey::Cache && value == u"mounts"_s)
        return say("mounts");
    if (key == OptionKey::ImageMode && value == u"per-binary"_s)
        return say("one image per binary");
    if (key == OptionKey::ImageMode && value == u"single"_s)
        return say("one image with all binaries");
    if (key == OptionKey::Symbols && value == u"strip"_s)
        return say("stripped");
    if (key == OptionKey::Symbols && value == u"keep"_s)
        return say("kept");
    return value;
}

} // namespace

QString optionLabel(OptionKey key)
{
    switch (key) {
    // clang-format off
    case OptionKey::Packages: return say("Packages");
    case OptionKey::Binaries: return say("Binaries");
    case OptionKey::Features: return say("Features");
    case OptionKey::AllFeatures: return say("All features");
    case OptionKey::NoDefaultFeatures: return say("No default features");
    case OptionKey::Profile: return say("Profile");
    case OptionKey::Platforms: return say("Platforms");
    case OptionKey::BuilderImage: return say("Builder");
    case OptionKey::RuntimeImage: return say("Runtime");
    case OptionKey::ToolsImage: return say("Tools");
    case OptionKey::Libc: return say("C library");
    case OptionKey::Cross: return say("Cross");
    case OptionKey::Cache: return say("Cache");
    case OptionKey::Native: return say("Native libraries");
    case OptionKey::ImageMode: return say("Images");
    case OptionKey::ImageName: return say("Name");
    case OptionKey::ImageTags: return say("Tags");
    case OptionKey::User: return say("User");
    case OptionKey::Ports: return say("Ports");
    case OptionKey::Environment: return say("Environment");
    case OptionKey::Labels: return say("Labels");
    case OptionKey::WorkingDirectory: return say("Folder");
    case OptionKey::Arguments: return say("Arguments");
    case OptionKey::Entrypoint: return say("Starts");
    case OptionKey::Assets: return say("Assets");
    case OptionKey::Pins: return say("Pinned digests");
    case OptionKey::BuildPackages: return say("Packages");
    case OptionKey::BuildEnvironment: return say("Environment");
    case OptionKey::BuildLines: return say("Own lines");
    case OptionKey::RuntimeLines: return say("Own lines");
    case OptionKey::BuildArguments: return say("Arguments");
    case OptionKey::Secrets: return say("Secrets");
    case OptionKey::Ssh: return say("ssh keys");
    case OptionKey::RuntimePackages: return say("Packages");
    case OptionKey::Healthcheck: return say("Health check");
    case OptionKey::StopSignal: return say("Stop signal");
    case OptionKey::Volumes: return say("Volumes");
    case OptionKey::Symbols: return say("Symbols");
    case OptionKey::Sbom: return say("SBOM");
    case OptionKey::Provenance: return say("Provenance");
    case OptionKey::Reproducible: return say("Reproducible");
    case OptionKey::Incremental: return say("Incremental");
    // clang-format on
    }
    return {};
}

QString optionValueText(OptionKey key, const QVariant &value, const Knowledge *knowledge)
{
    if (!value.isValid())
        return {};
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? say("yes") : say("no");
    if (value.typeId() == QMetaType::QStringList)
        return displayText(value.toStringList().join(u", "_s));
    if (value.typeId() == QMetaType::QVariantMap) {
        QStringList pairs;
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            pairs.append(it.key() + u'=' + it.value().toString());
        return displayText(pairs.join(u", "_s));
    }
    const QString text = value.toString();
    if (key == OptionKey::BuilderImage || key == OptionKey::RuntimeImage) {
        if (const BaseImageInfo *base = knowledge ? knowledge->base(text) : nullptr)
            return baseTitle(*base);
    }
    return displayText(choiceText(key, text));
}

QString originText(OptionOrigin origin)
{
    switch (origin) {
    case OptionOrigin::Automatic:
        return say("automatic");
    case OptionOrigin::File:
        return say("from slipway.toml");
    case OptionOrigin::User:
        return say("chosen by you");
    case OptionOrigin::CommandLine:
        return say("from the command line");
    }
    return {};
}

QString nativeChoiceText(const QString &choice, bool isRecommended)
{
    QString text = choice;
    if (choice == u"auto"_s)
        text = say("Let Slipway decide");
    else if (choice == u"static"_s)
        text = say("Static, from Debian packages");
    else if (choice == u"shared"_s)
        text = say("Shared, from Debian packages");
    else if (choice == u"bundled"_s)
        text = say("Compiled from source into the binary");
    return isRecommended ? say("%1 (recommended)").arg(text) : text;
}

QString baseTitle(const BaseImageInfo &base)
{
    return base.bytes > 0 ? base.title + u" · "_s + bytesText(base.bytes) : base.title;
}

} // namespace slipway
