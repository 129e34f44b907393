// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "base/toml.h"
#include "crates/cfg.h"
#include "crates/cratearchive.h"
#include "credentials/dockerconfig.h"
#include "engine/engineanswers.h"
#include "history/recordjson.h"
#include "project/project.h"
#include "registry/challenge.h"
#include "registry/imagemanifest.h"
#include "registry/reference.h"
#include "settings/projectfile.h"
#include "settings/settings.h"
#include "support.h"
#include "targets.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <memory>

namespace slipway::fuzz {

using namespace Qt::StringLiterals;

namespace {

const QByteArrayList tomlWords{"[package]\n",
                               "[[package]]\n",
                               "[workspace]\nmembers = [\"*\"]\n",
                               "name = \"a\"\n",
                               "version = 4\n",
                               "a.b.c = 1\n",
                               "{ path = \"../..\" }",
                               "# x\n",
                               "[dependencies]\n",
                               "features = []\n",
                               "2026-11-24T12:00:00Z",
                               "0x7fffffffffffffff",
                               "inf",
                               "\"\\U0010FFFF\"",
                               "true"};

const QByteArray projectFile =
    "# shared with the team\nname = \"r.example/shop/{bin}\" # and why\ntags = [\n  \"latest\", # newest\n  '1.0',\n]\nplatforms = [\"linux/amd64\"]\n\n"
    "[build]\nprofile = \"release\"\nfeatures = []\n\n[runtime]\nport = 8080\nenv = { RUST_LOG = \"info\", \"a.b\" = 'c' }\nlabels.\"x.y\" = \"z\"\n";

/// What a slipway.toml without complaints becomes after a change can be read again, and says that change.
QString spliced(const QByteArray &bytes, const TomlValue &document)
{
    const ProjectFile file = optionsOf(document, u"slipway.toml"_s);
    if (!file.problems.isEmpty())
        return {};
    const Options before = file.options;
    for (const OptionKey key : {OptionKey::Platforms, OptionKey::Profile}) {
        Options wanted = before;
        if (key == OptionKey::Platforms)
            wanted.set(key, QStringList{u"linux/arm64"_s});
        else
            wanted.set(key, u"dist"_s);
        const auto text = spliceProjectFile(QString::fromUtf8(bytes), wanted);
        if (!text)
            return u"TOML that was read cannot be changed: "_s + text.error().message;
        const auto again = parseToml(text->toUtf8(), u"slipway.toml"_s, u"slipway.toml"_s);
        if (!again)
            return u"a changed slipway.toml is no TOML: "_s + again.error().message + u'\n' + again.error().detail;
        if (optionsOf(*again, u"slipway.toml"_s).options != wanted)
            return u"a changed slipway.toml does not say what was chosen"_s;
    }
    return {};
}

QString toml(const QByteArray &bytes, QRandomGenerator &)
{
    const auto document = parseToml(bytes, u"slipway.toml"_s, u"/x/slipway.toml"_s);
    if (!document)
        return document.error().message.isEmpty() || document.error().line < 0 ? u"an error without words or place"_s : QString();
    // Bytes that are no text are another matter: the person's editor shows them differently, too.
    return QString::fromUtf8(bytes).toUtf8() == bytes ? spliced(bytes, *document) : QString();
}

/// A folder with one file of the input, the others good.
QString project(const QByteArray &bytes, QRandomGenerator &random)
{
    static const QTemporaryDir folder;
    static const QStringList names{u"Cargo.toml"_s, u"Cargo.lock"_s, u"rust-toolchain.toml"_s, u".cargo/config.toml"_s};
    static const QByteArrayList good{seedFile(u"tests/projects/hello/Cargo.toml"_s), seedFile(u"tests/projects/hello/Cargo.lock"_s),
                                     "[toolchain]\nchannel = \"1.90\"\n", "[build]\nrustflags = []\n"};
    QDir(folder.path()).mkpath(u"src"_s);
    QDir(folder.path()).mkpath(u".cargo"_s);
    const auto spoilt = static_cast<qsizetype>(random.bounded(names.size()));
    for (qsizetype i = 0; i < names.size(); ++i) {
        QFile file(folder.filePath(names.at(i)));
        if (!file.open(QIODevice::WriteOnly))
            return u"the temporary folder cannot be written"_s;
        file.write(i == spoilt ? bytes : good.at(i));
    }
    QFile source(folder.filePath(u"src/main.rs"_s));
    if (!source.open(QIODevice::WriteOnly))
        return u"the temporary folder cannot be written"_s;
    const auto read = readProject(folder.path());
    return !read && read.error().message.isEmpty() ? u"an error without words"_s : QString();
}

QString texts(const QByteArray &bytes, QRandomGenerator &)
{
    const QString text = QString::fromUtf8(bytes);
    if (const auto reference = parseReference(text); reference && parseReference(reference->text()) != reference)
        return u"a reference is another one after it was written down"_s;
    (void)isListedHost(text, {u"10.0.0.0/8"_s, text});
    if (const auto expression = TargetExpression::parse(text))
        (void)expression->matches(CfgValues::ofTarget(u"x86_64-unknown-linux-gnu"_s));
    (void)parseChallenges(bytes);
    if (displayText(displayText(text)) != displayText(text))
        return u"text that was made safe is not"_s;
    return {};
}

QString answers(const QByteArray &bytes, QRandomGenerator &)
{
    (void)parseImageManifest(bytes, u"application/vnd.oci.image.index.v1+json"_s);
    (void)parseImageManifest(bytes, {});
    (void)parseConfigPlatform(bytes);
    (void)parseDockerLogins(bytes);
    (void)parseBuilders(bytes, bytes);
    (void)parseBuildxVersion(bytes);
    EngineAnswers said;
    said.program = u"/usr/bin/docker"_s;
    for (EngineAnswer *answer : {&said.clientVersion, &said.version, &said.info, &said.buildx, &said.builders, &said.builderTable})
        answer->output = bytes;
    if (const EngineFacts facts = engineFacts(said); facts.checks.isEmpty())
        return u"an engine was judged without a word"_s;
    if (const auto record = recordFromJson(bytes)) {
        const auto again = recordFromJson(QJsonDocument(recordToJson(*record)).toJson());
        if (!again || !(*again == *record))
            return u"a record is another one after it was written down"_s;
    }
    return {};
}

QString archive(const QByteArray &bytes, QRandomGenerator &random)
{
    (void)readCrateArchive(bytes, u"x.crate"_s, random.bounded(2) == 0);
    return {};
}

} // namespace

std::vector<Target> readerTargets()
{
    const QByteArray record =
        R"({"schema":1,"id":"20261124-120000-abcd","time":"2026-11-24T12:00:00Z","result":"done","projectName":"shop","projectRoot":"/x","platforms":["linux/amd64"],)"
        R"("milliseconds":1,"images":[{"reference":"r/x:1","digest":"sha256:a","platforms":[{"platform":"linux/amd64","digest":"sha256:b","bytes":1}]}],"steps":[]})";
    return {
        {u"toml"_s, {projectFile, seedFile(u"tests/projects/workspace/Cargo.toml"_s)}, tomlWords, toml, 2},
        {u"project"_s,
         {seedFile(u"tests/projects/hello/Cargo.toml"_s), seedFile(u"tests/projects/workspace/Cargo.toml"_s),
          seedFile(u"tests/projects/workspace/Cargo.lock"_s), seedFile(u"tests/projects/openssl/Cargo.lock"_s)},
         tomlWords,
         project,
         1},
        {u"texts"_s,
         {"127.0.0.1:5000/shop/api:1.0@sha256:" + QByteArray(64, 'a'), "cfg(all(unix, not(any(target_os = \"linux\", feature = \"x\"))))",
          "Bearer realm=\"https://auth.example/token\",service=\"r.example\",scope=\"repository:a/b:pull\", Basic realm=\"x\""},
         {"cfg(", "all(", "not(", "any(", "Bearer ", "Basic ", "realm=\"", "sha256:", "[::1]:", "10.0.0.0/8"},
         texts,
         2},
        {u"answers"_s,
         {record, seedFile(u"resources/schema/verify.schema.json"_s),
          R"({"schemaVersion":2,"manifests":[{"digest":"sha256:a","size":1,"platform":{"os":"linux","architecture":"arm","variant":"v7"}}]})",
          R"({"auths":{"ghcr.io":{"auth":"eW91OnB3"}},"credHelpers":{"a":"b"},"credsStore":"x"})",
          R"({"Current":true,"Driver":"docker","Name":"default","Nodes":[{"Name":"default","Platforms":["linux/amd64"]}]})",
          "NAME/NODE DRIVER\ndefault* docker\n"},
         {"\"manifests\":[", "\"layers\":[", "\"size\":", "\"platform\":{", "null", "{}", "[]"},
         answers,
         2},
        {u"archive"_s, {seedFile(u"tests/data/fuzz/small.crate"_s)}, {"ustar", QByteArray("\x1f\x8b\x08\0", 4), QByteArray(512, '\0')}, archive, 1},
    };
}

} // namespace slipway::fuzz
