// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// A docker-registry process of a test's own, and what fills it apart from the code under test.
#pragma once

#include "registry/imagemanifest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>
#include <QUuid>

#include <memory>

namespace slipway::test {

using namespace Qt::StringLiterals;

inline const QStringList both{u"linux/amd64"_s, u"linux/arm64"_s};

inline QJsonObject testEngine()
{
    QFile file(qEnvironmentVariable("SLIPWAY_TEST_ENGINE"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// docker-registry from PATH, or from where the test engine keeps its programs.
inline QString registryProgram()
{
    QString found = QStandardPaths::findExecutable(u"docker-registry"_s);
    const QJsonArray folders = testEngine().value("path"_L1).toArray();
    for (const QJsonValue &folder : folders) {
        if (found.isEmpty())
            found = QStandardPaths::findExecutable(u"docker-registry"_s, {folder.toString()});
    }
    return found;
}

inline quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// Runs a program to its end. What it printed, or nothing when it failed.
inline QByteArray run(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
        qWarning("%s failed: %s", qPrintable(program), process.readAllStandardError().constData());
        return {};
    }
    return process.readAllStandardOutput();
}

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// A docker-registry of its own, with its data in a folder of the test.
class RealRegistry
{
public:
    /// `more`: lines of its configuration, `tls` lines below http.
    RealRegistry(const QString &folder, const QByteArray &more, const QByteArray &tls = {})
    {
        const QString data = folder + u"/data-"_s + QUuid::createUuid().toString(QUuid::Id128);
        host = u"127.0.0.1:"_s + QString::number(freePort());
        QFile config(data + u".yml"_s);
        if (!config.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(config.fileName()));
        config.write("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + data.toUtf8() + "}, delete: {enabled: true}}\nhttp: {addr: '"
                     + host.toUtf8() + "'" + tls + "}\n" + more);
        config.close();
        m_process.setStandardOutputFile(data + u".log"_s);
        m_process.setStandardErrorFile(data + u".log"_s);
        m_process.start(registryProgram(), {u"serve"_s, config.fileName()});
        const auto port = static_cast<quint16>(host.section(u':', 1).toUInt());
        isUp = QTest::qWaitFor(
            [port] {
                QTcpSocket socket;
                socket.connectToHost(QHostAddress::LocalHost, port);
                return socket.waitForConnected(500);
            },
            20'000);
    }
    ~RealRegistry()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(10'000);
        }
    }
    Q_DISABLE_COPY_MOVE(RealRegistry)

    QString host;
    bool isUp = false;

private:
    QProcess m_process;
};

/// Pushes blobs and manifests as the specification says, apart from the code under test.
class Pusher
{
public:
    Pusher(const QString &address, const QByteArray &authorization)
        : m_address(address)
        , m_authorization(authorization)
    {
    }

    QString blob(const QByteArray &bytes)
    {
        const QString digest = digestOf(bytes);
        const QUrl start(m_address + u"/v2/app/blobs/uploads/"_s);
        QUrl upload = start.resolved(QUrl(QString::fromUtf8(send("POST", start, {}, {}))));
        QUrlQuery query(upload.query());
        query.addQueryItem(u"digest"_s, digest);
        upload.setQuery(query);
        send("PUT", upload, bytes, "application/octet-stream");
        return digest;
    }

    QString manifest(const QByteArray &bytes, const QByteArray &type, const QString &tag = {})
    {
        const QString digest = digestOf(bytes);
        send("PUT", QUrl(m_address + u"/v2/app/manifests/"_s + (tag.isEmpty() ? digest : tag)), bytes, type);
        return digest;
    }

    QString image(const QString &architecture, const QByteArray &layer)
    {
        const QByteArray config = "{\"os\":\"linux\",\"architecture\":\"" + architecture.toUtf8() + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        const QByteArray text = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                                + descriptor("application/vnd.oci.image.config.v1+json", blob(config), config.size()) + ",\"layers\":["
                                + descriptor("application/vnd.oci.image.layer.v1.tar", blob(layer), layer.size()) + "]}";
        sizes.insert(architecture, text.size());
        return manifest(text, "application/vnd.oci.image.manifest.v1+json");
    }

    /// An index of two platforms under `tag`; its digest.
    QString index(const QString &tag)
    {
        QByteArray list;
        for (const QString &architecture : {u"amd64"_s, u"arm64"_s}) {
            const QString digest = image(architecture, "layer of " + architecture.toUtf8());
            QByteArray entry = descriptor("application/vnd.oci.image.manifest.v1+json", digest, sizes.value(architecture));
            entry.chop(1);
            list += (list.isEmpty() ? "" : ",") + entry + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture.toUtf8() + "\"}}";
        }
        return manifest("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[" + list + "]}",
                        "application/vnd.oci.image.index.v1+json", tag);
    }

    void remove(const QString &path) { send("DELETE", QUrl(m_address + u"/v2/app/"_s + path), {}, {}); }

    QStringList failures;
    QMap<QString, qint64> sizes;

private:
    static QByteArray descriptor(const QByteArray &type, const QString &digest, qint64 size)
    {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest.toUtf8() + "\",\"size\":" + QByteArray::number(size) + "}";
    }

    /// The Location of the answer.
    QByteArray send(const QByteArray &method, const QUrl &url, const QByteArray &body, const QByteArray &type)
    {
        QNetworkRequest request(url);
        request.setRawHeader("Content-Type", type.isEmpty() ? "application/octet-stream" : type);
        if (!m_authorization.isEmpty())
            request.setRawHeader("Authorization", m_authorization);
        const std::unique_ptr<QNetworkReply> reply(m_manager.sendCustomRequest(request, method, body));
        reply->ignoreSslErrors();
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 20'000) || reply->error() != QNetworkReply::NoError)
            failures.append(QString::fromLatin1(method) + u' ' + url.toString() + u": "_s + reply->errorString());
        return reply->rawHeader("Location");
    }

    QString m_address;
    QByteArray m_authorization;
    QNetworkAccessManager m_manager;
};

} // namespace slipway::test
