// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "smallregistry.h"

#include "packedcrate.h"
#include "samples.h"

#include <QCryptographicHash>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray checksumOf(const QByteArray &crate)
{
    return QCryptographicHash::hash(crate, QCryptographicHash::Sha256).toHex();
}

} // namespace

SmallRegistry::SmallRegistry()
    : server([this](const FakeHttp::Request &request) { return answer(request); })
{
    add("leaf", "[build-dependencies]\nmade = \"1\"\n",
        "[{\"name\":\"made\",\"req\":\"^1\",\"features\":[],\"optional\":false,\"default_features\":true,\"target\":null,\"kind\":\"build\"}]", true);
    add("made", {}, "[]");
    add("macro", "[lib]\nproc-macro = true\n", "[]");
    add("winonly", {}, "[]");
}

void SmallRegistry::add(const QByteArray &name, const QByteArray &manifest, const QByteArray &dependencies, bool hasBuildScript)
{
    QList<std::pair<QByteArray, QByteArray>> files;
    files.append(std::pair<QByteArray, QByteArray>("Cargo.toml", "[package]\nname = \"" + name + "\"\nversion = \"1.0.0\"\n" + manifest));
    files.append(std::pair<QByteArray, QByteArray>("src/lib.rs", {}));
    if (hasBuildScript)
        files.append(std::pair<QByteArray, QByteArray>("build.rs", "fn main() {}\n"));
    const QByteArray crate = packedCrate(name, "1.0.0", files);
    crates.insert(name, crate);
    const QByteArray row = "{\"name\":\"" + name + "\",\"vers\":\"1.0.0\",\"deps\":" + dependencies + ",\"cksum\":\"" + checksumOf(crate)
                           + "\",\"features\":{},\"yanked\":false}\n";
    // Another version on the same page.
    pages.insert(name, QByteArray(row).replace("\"vers\":\"1.0.0\"", "\"vers\":\"0.9.0\"") + row);
}

QByteArray SmallRegistry::configuration() const
{
    return "[source.crates-io]\nreplace-with = \"near\"\n[source.near]\nregistry = \"sparse+http://" + server.host().toUtf8() + "/index/\"\n";
}

void SmallRegistry::writeProject(const QString &folder) const
{
    writeFile(folder, u"Cargo.toml"_s,
              "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nleaf = \"1\"\nmacro = \"1\"\n"
              "[target.'cfg(windows)'.dependencies]\nwinonly = \"1\"\n");
    writeFile(folder, u"src/main.rs"_s, "fn main() {}\n");
    QByteArray lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"leaf\",\n \"macro\",\n \"winonly\",\n]\n\n";
    for (auto crate = crates.cbegin(); crate != crates.cend(); ++crate) {
        lock += "[[package]]\nname = \"" + crate.key()
                + "\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"" + checksumOf(*crate) + "\"\n"
                + (crate.key() == "leaf" ? "dependencies = [\n \"made\",\n]\n\n" : "\n");
    }
    writeFile(folder, u"Cargo.lock"_s, lock);
}

FakeHttp::Response SmallRegistry::answer(const FakeHttp::Request &request) const
{
    if (const auto special = specials.constFind(request.path); special != specials.cend())
        return *special;
    if (request.path == u"/index/config.json"_s)
        return {200, {}, "{\"dl\":\"http://" + server.host().toUtf8() + "/dl\"}"};
    const bool isCrate = request.path.startsWith("/dl/"_L1);
    const QByteArray name = request.path.section(u'/', isCrate ? 2 : -1, isCrate ? 2 : -1).toUtf8();
    const QByteArray body = isCrate ? crates.value(name) : pages.value(name);
    return {body.isEmpty() ? 404 : 200, {}, body};
}

} // namespace slipway::test
