// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "samples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway::test {

using namespace Qt::StringLiterals;

void writeFile(const QString &folder, const QString &path, const QByteArray &bytes)
{
    const QString name = QDir(folder).filePath(path);
    QDir().mkpath(QFileInfo(name).absolutePath());
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

void writeSmallProject(const QString &folder, const QByteArray &name)
{
    writeFile(folder, u"Cargo.toml"_s, "[package]\nname = \"" + name + "\"\nversion = \"0.3.1\"\nedition = \"2021\"\n\n[features]\ndefault = []\nloud = []\n");
    writeFile(folder, u"Cargo.lock"_s, "version = 4\n\n[[package]]\nname = \"" + name + "\"\nversion = \"0.3.1\"\n");
    writeFile(folder, u"src/main.rs"_s, "fn main() {\n    println!(\"small\");\n}\n");
}

void writeShopWorkspace(const QString &folder)
{
    writeFile(folder, u"Cargo.toml"_s,
              "[workspace]\nresolver = \"2\"\nmembers = [\"api\", \"worker\", \"shared\"]\n\n[workspace.package]\nversion = \"1.2.0\"\nedition = \"2021\"\n");
    QByteArray lock = "version = 4\n";
    for (const QByteArray &name : {QByteArray("api"), QByteArray("shared"), QByteArray("worker")}) {
        const bool isLibrary = name == "shared";
        const QString path = QString::fromLatin1(name);
        writeFile(folder, path + u"/Cargo.toml"_s,
                  "[package]\nname = \"shop-" + name + "\"\nversion.workspace = true\nedition.workspace = true\n"
                      + (isLibrary ? QByteArray() : QByteArray("\n[dependencies]\nshop-shared = { path = \"../shared\" }\n")));
        writeFile(folder, path + (isLibrary ? u"/src/lib.rs"_s : u"/src/main.rs"_s),
                  isLibrary ? "pub fn word() -> &'static str { \"shop\" }\n" : "fn main() {}\n");
        lock += "\n[[package]]\nname = \"shop-" + name + "\"\nversion = \"1.2.0\"\n";
        if (!isLibrary)
            lock += "dependencies = [\n \"shop-shared\",\n]\n";
    }
    writeFile(folder, u"Cargo.lock"_s, lock);
}

} // namespace slipway::test
