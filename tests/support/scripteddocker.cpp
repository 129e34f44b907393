// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "scripteddocker.h"

#include "support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

constexpr char script[] = R"sh(#!/bin/sh
cd "$(dirname "$0")/.." || exit 1
build() {
    printf '%s\n' "$@" >arguments
    metadata=
    while [ $# -gt 0 ]; do
        [ "$1" != --metadata-file ] || metadata=$2
        shift
    done
    trap 'echo "ERROR: failed to build: failed to solve: Canceled: context canceled" >&2; exit 130' INT TERM
    cat first >&2
    while [ -e held ]; do sleep 0.02; done
    cat rest >&2
    [ -z "$metadata" ] || cat metadata > "$metadata"
    exit "$(cat code)"
}
case "$1 $2 $3" in
    --version*) echo 'Docker version 28.5.2, build 9cc6dea' ;;
    "version --format"*) cat version ;;
    "info --format"*) cat info ;;
    "buildx version"*) echo 'github.com/docker/buildx v0.29.1 abc' ;;
    "buildx ls --format") cat builders ;;
    "buildx ls ") cat table ;;
    "buildx build"* | "buildx bake"*) build "$@" ;;
    *) exit 1 ;;
esac
)sh";

} // namespace

ScriptedDocker::ScriptedDocker(const QString &folder)
    : m_folder(folder)
{
    if (!QDir(folder).mkpath(u"bin"_s))
        qFatal("%s cannot be written", qPrintable(folder));
    write(u"bin/docker"_s, script);
    QFile::setPermissions(folder + u"/bin/docker"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QJsonObject version{{u"Version"_s, u"28.5.2"_s}, {u"ApiVersion"_s, u"1.51"_s}, {u"Os"_s, u"linux"_s}, {u"Arch"_s, u"amd64"_s}};
    write(u"version"_s, json({{u"Client"_s, version}, {u"Server"_s, version}}));
    write(u"info"_s, json({{u"DriverStatus"_s, QJsonArray{QJsonArray{u"driver-type"_s, u"io.containerd.snapshotter.v1"_s}}},
                           {u"OSType"_s, u"linux"_s},
                           {u"Architecture"_s, u"x86_64"_s},
                           {u"ServerVersion"_s, u"28.5.2"_s},
                           {u"Driver"_s, u"overlayfs"_s}}));
    const QJsonObject node{{u"Name"_s, u"default"_s},
                           {u"Endpoint"_s, u"default"_s},
                           {u"Status"_s, u"running"_s},
                           {u"Version"_s, u"v0.25.0"_s},
                           {u"Platforms"_s, QJsonArray{u"linux/amd64"_s, u"linux/arm64"_s}}};
    write(u"builders"_s,
          json({{u"Current"_s, true}, {u"Driver"_s, u"docker"_s}, {u"Dynamic"_s, false}, {u"Name"_s, u"default"_s}, {u"Nodes"_s, QJsonArray{node}}}));
    write(u"table"_s, "NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS\ndefault*      docker\n"
                      " \\_ default    \\_ default       running   v0.25.0    linux/amd64, linux/arm64\n");
    write(u"setup.ndjson"_s, json({{u"ready"_s, true},
                                   {u"variables"_s, QJsonObject()},
                                   {u"path"_s, QJsonArray{QString(folder + u"/bin"_s)}},
                                   {u"mirrors"_s, QJsonObject()},
                                   {u"registry"_s, u"registry.example"_s}}));
    setBuild({});
}

QString ScriptedDocker::setupFile() const
{
    return m_folder + u"/setup.ndjson"_s;
}

void ScriptedDocker::setBuild(const QByteArray &stream, int exitCode, const QByteArray &metadata)
{
    const qsizetype middle = stream.indexOf('\n', stream.size() / 2) + 1;
    write(u"first"_s, stream.first(middle));
    write(u"rest"_s, stream.sliced(middle));
    write(u"code"_s, QByteArray::number(exitCode));
    write(u"metadata"_s, metadata);
}

void ScriptedDocker::setHeld(bool held)
{
    if (held)
        write(u"held"_s, {});
    else
        QFile::remove(m_folder + u"/held"_s);
}

void ScriptedDocker::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(file.fileName()));
}

QStringList ScriptedDocker::arguments() const
{
    QFile file(m_folder + u"/arguments"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

QByteArray recordedStream(const QString &name)
{
    QFile file(sourcePath(u"tests/data/buildkit/"_s + name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file.fileName()));
    return file.readAll();
}

} // namespace slipway::test
