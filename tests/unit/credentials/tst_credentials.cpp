// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "credentials/credentials.h"
#include "credentials/dockerconfig.h"

#include "samples.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QString hub = u"https://index.docker.io/v1/"_s;

/// JSON with its quotes, which would have to be escaped here.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

/// A key store in memory that answers as it is told, or never.
class FakeKeyStore : public KeyStore
{
public:
    void read(const QString &host, QObject *context, std::function<void(Result<Credential>)> answer) override
    {
        ++reads;
        const Result<Credential> result = error ? Result<Credential>(std::unexpected(*error)) : stored.value(host);
        QMetaObject::invokeMethod(context, [answer, result] { answer(result); }, Qt::QueuedConnection);
    }
    void write(const QString &, const Credential &, QObject *, std::function<void(Result<void>)>) override {}
    void remove(const QString &, QObject *, std::function<void(Result<void>)>) override {}
    [[nodiscard]] QStringList hosts() const override { return stored.keys(); }

    QMap<QString, Credential> stored;
    std::optional<Error> error;
    int reads = 0;
};

QString printed(const Result<Credential> &result)
{
    if (!result)
        return u"error: "_s + result.error().message;
    return result->isEmpty() ? u"nothing"_s : QString(result->user + u':' + result->secret);
}

} // namespace

class TestCredentials : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_environment.clear();
        m_environment.insert(u"HOME"_s, m_home->path());
        m_environment.insert(u"PATH"_s, m_home->filePath(u"bin"_s) + u":/usr/bin:/bin"_s);
        m_store = std::make_unique<FakeKeyStore>();
    }

    void keys_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("key");
        QTest::newRow("Docker Hub") << u"docker.io"_s << hub;
        QTest::newRow("Docker Hub's registry") << u"registry-1.docker.io"_s << hub;
        QTest::newRow("Docker Hub's index") << u"index.docker.io"_s << hub;
        QTest::newRow("another") << u"ghcr.io"_s << u"ghcr.io"_s;
        QTest::newRow("port") << u"127.0.0.1:5000"_s << u"127.0.0.1:5000"_s;
    }
    void keys()
    {
        QFETCH(QString, host);
        QTEST(credentialKey(host), "key");
    }

    // auth "eW91OnB3" is "you:pw", "eW91OnA6dw==" is "you:p:w".
    void fromTheFile_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("found");
        const QString error = u"error: Docker's configuration is not JSON: mend it, or log in again with `docker login`."_s;
        QTest::newRow("no file") << QByteArray() << u"ghcr.io"_s << u"nothing"_s;
        QTest::newRow("empty object") << QByteArray("{}") << u"ghcr.io"_s << u"nothing"_s;
        QTest::newRow("auth") << json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}") << u"ghcr.io"_s << u"you:pw"_s;
        QTest::newRow("colon in the password") << json("{'auths':{'ghcr.io':{'auth':'eW91OnA6dw=='}}}") << u"ghcr.io"_s << u"you:p:w"_s;
        QTest::newRow("padded by NULs") << json("{'auths':{'ghcr.io':{'auth':'eW91OnB3AAA='}}}") << u"ghcr.io"_s << u"you:pw"_s;
        QTest::newRow("another host") << json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}") << u"quay.io"_s << u"nothing"_s;
        QTest::newRow("port matters") << json("{'auths':{'r.example:5000':{'auth':'eW91OnB3'}}}") << u"r.example"_s << u"nothing"_s;
        QTest::newRow("Docker Hub") << json("{'auths':{'https://index.docker.io/v1/':{'auth':'eW91OnB3'}}}") << u"docker.io"_s << u"you:pw"_s;
        QTest::newRow("Docker Hub by name") << json("{'auths':{'docker.io':{'auth':'eW91OnB3'}}}") << u"docker.io"_s << u"you:pw"_s;
        QTest::newRow("address as key") << json("{'auths':{'https://ghcr.io/v2/':{'auth':'eW91OnB3'}}}") << u"ghcr.io"_s << u"you:pw"_s;
        QTest::newRow("identity token") << json("{'auths':{'r.example':{'auth':'eW91OnB3','identitytoken':'abc'}}}") << u"r.example"_s << u"<token>:abc"_s;
        QTest::newRow("in the clear") << json("{'auths':{'r.example':{'username':'you','password':'pw'}}}") << u"r.example"_s << u"you:pw"_s;
        QTest::newRow("empty entry") << json("{'auths':{'r.example':{}}}") << u"r.example"_s << u"nothing"_s;
        QTest::newRow("not base64") << json("{'auths':{'r.example':{'auth':'%%%'}}}") << u"r.example"_s << u"nothing"_s;
        QTest::newRow("no colon") << json("{'auths':{'r.example':{'auth':'eW91'}}}") << u"r.example"_s << u"nothing"_s;
        QTest::newRow("wrong types") << json("{'auths':[1],'credHelpers':'x','credsStore':5}") << u"r.example"_s << u"nothing"_s;
        QTest::newRow("not JSON") << QByteArray("auths: {}") << u"r.example"_s << error;
        QTest::newRow("an array") << QByteArray("[]") << u"r.example"_s << error;
    }
    void fromTheFile()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, host);
        if (!config.isEmpty())
            writeFile(m_home->path(), u".docker/config.json"_s, config);
        QTEST(printed(find(host)), "found");
    }

    void whereTheFileIs()
    {
        writeFile(m_home->path(), u"elsewhere/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"nothing"_s);
        m_environment.insert(u"DOCKER_CONFIG"_s, m_home->filePath(u"elsewhere"_s));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"you:pw"_s);
    }

    void fromTheEnvironment()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnA6dw=='},'quay.io':{'auth':'eW91OnA6dw=='}}}"));
        m_environment.insert(u"DOCKER_AUTH_CONFIG"_s, QStringLiteral("{\"auths\":{\"ghcr.io\":{\"auth\":\"eW91OnB3\"}}}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"you:pw"_s);
        QCOMPARE(printed(find(u"quay.io"_s)), u"you:p:w"_s);
    }

    void unreadableFile()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, "{}");
        const QString path = m_home->filePath(u".docker/config.json"_s);
        QVERIFY(QFile::setPermissions(path, {}));
        if (QFile(path).open(QIODevice::ReadOnly))
            QSKIP("This user can read every file.");
        QCOMPARE(printed(find(u"ghcr.io"_s)),
                 u"error: Docker's configuration %1 cannot be read, so its log-ins are not used: check its permissions and size."_s.arg(path));
    }

    void fromAHelper_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("found");
        const QString failed = u"error: The credential helper docker-credential-fake failed, so its log-ins are not used: try `docker login` again."_s;
        const QString strange =
            u"error: The credential helper docker-credential-fake gave an answer that is not its protocol's, so its log-ins are not used: update it."_s;
        QTest::newRow("found") << QByteArray("echo '{\"ServerURL\":\"ghcr.io\",\"Username\":\"you\",\"Secret\":\"pw\"}'") << u"you:pw"_s;
        QTest::newRow("identity token") << QByteArray("echo '{\"Username\":\"<token>\",\"Secret\":\"abc\"}'") << u"<token>:abc"_s;
        QTest::newRow("asked by the protocol") << QByteArray("[ \"$1\" = get ] && [ \"$(cat)\" = ghcr.io ] && echo '{\"Username\":\"yes\",\"Secret\":\"1\"}'")
                                               << u"yes:1"_s;
        QTest::newRow("words on stderr") << QByteArray("echo note >&2; echo '{\"Username\":\"you\",\"Secret\":\"pw\"}'") << u"you:pw"_s;
        QTest::newRow("not found") << QByteArray("echo 'credentials not found in native keychain'; exit 1") << u"nothing"_s;
        QTest::newRow("fails") << QByteArray("echo 'no pass store'; exit 1") << failed;
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$") << failed;
        QTest::newRow("says nothing") << QByteArray("exit 0") << strange;
        QTest::newRow("not JSON") << QByteArray("echo hello") << strange;
        QTest::newRow("reads nothing") << QByteArray("exec <&-; echo '{\"Username\":\"you\",\"Secret\":\"pw\"}'") << u"you:pw"_s;
    }
    void fromAHelper()
    {
        QFETCH(QByteArray, script);
        helper(u"fake"_s, script);
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credHelpers':{'ghcr.io':'fake'},'auths':{'ghcr.io':{'auth':'eW91OnA6dw=='}}}"));
        QTEST(printed(find(u"ghcr.io"_s)), "found");
    }

    void whichHelper()
    {
        helper(u"one"_s, "echo '{\"Username\":\"one\",\"Secret\":\"1\"}'");
        helper(u"store"_s, "read -r key; echo '{\"Username\":\"store\",\"Secret\":\"'$key'\"}'");
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credHelpers':{'ghcr.io':'one'},'credsStore':'store'}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"one:1"_s);
        QCOMPARE(printed(find(u"quay.io"_s)), u"store:quay.io"_s);
        QCOMPARE(printed(find(u"docker.io"_s)), u"store:"_s + hub);
    }

    void defaultHelper()
    {
        // As Docker: only when its configuration says nothing about log-ins, and only where the helper is there.
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"nothing"_s);
        helper(u"secretservice"_s, "echo '{\"Username\":\"service\",\"Secret\":\"1\"}'");
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"service:1"_s);
        program(u"pass"_s, "exit 0");
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"nothing"_s);
        helper(u"pass"_s, "echo '{\"Username\":\"pass\",\"Secret\":\"1\"}'");
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"pass:1"_s);
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'quay.io':{'auth':'eW91OnB3'}}}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"nothing"_s);
    }

    void helperThatIsNotThere()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credsStore':'desktop'}"));
        QCOMPARE(
            printed(find(u"ghcr.io"_s)),
            u"error: Docker's configuration names the credential helper docker-credential-desktop, which is not in the PATH: install it, or log in again."_s);
    }

    void helperThatIsAPath()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credsStore':'x/../../bin/sh'}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"error: \"x/../../bin/sh\" in Docker's configuration is not the name of a credential helper: mend the file."_s);
    }

    void helperThatHangs()
    {
        helper(u"fake"_s, "sleep 60");
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credsStore':'fake'}"));
        QCOMPARE(printed(find(u"ghcr.io"_s, std::chrono::milliseconds(300))),
                 u"error: The credential helper docker-credential-fake did not answer within 0.3 s, so its log-ins are not used: try it by hand."_s);
    }

    void secretsAreInNoError()
    {
        helper(u"fake"_s, "echo '{\"User\":\"you\",\"Secret\":\"hunter2\"'");
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credsStore':'fake'}"));
        const auto found = find(u"ghcr.io"_s);
        QVERIFY(!found);
        QVERIFY(!found.error().message.contains(u"hunter2"_s));
        QVERIFY(!found.error().detail.contains(u"hunter2"_s));
    }

    void keyStoreFirst()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'},'quay.io':{'auth':'eW91OnB3'}}}"));
        m_store->stored.insert(u"ghcr.io"_s, {u"me"_s, u"mine"_s});
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"me:mine"_s);
        QCOMPARE(m_store->reads, 1);
        // A host that the key store does not know is no reason to open it.
        QCOMPARE(printed(find(u"quay.io"_s)), u"you:pw"_s);
        QCOMPARE(m_store->reads, 1);
    }

    void keyStoreForgot()
    {
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}"));
        m_store->stored.insert(u"ghcr.io"_s, {});
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"you:pw"_s);
    }

    void keyStoreIsPassedOver()
    {
        m_store->stored.insert(u"ghcr.io"_s, {u"me"_s, u"mine"_s});
        m_store->error = Error{ErrorCode::Credentials, u"The key store is locked."_s, {}, {}, 0};
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"error: The key store is locked."_s);
        QCOMPARE(m_notices, QStringList{u"The key store is locked."_s});
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"you:pw"_s);
        QCOMPARE(m_notices, QStringList{u"The key store is locked."_s});
    }

    void withoutKeyStore()
    {
        m_store.reset();
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'auths':{'ghcr.io':{'auth':'eW91OnB3'}}}"));
        QCOMPARE(printed(find(u"ghcr.io"_s)), u"you:pw"_s);
    }

    void nobodyListensAnyMore()
    {
        helper(u"fake"_s, "echo '{\"Username\":\"you\",\"Secret\":\"pw\"}'");
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credHelpers':{'ghcr.io':'fake'},'auths':{'quay.io':{'auth':'eW91OnB3'}}}"));
        m_store->stored.insert(u"r.example"_s, {u"me"_s, u"mine"_s});
        CredentialSource source(m_store.get());
        source.setEnvironment(m_environment);
        int answers = 0;
        {
            QObject context;
            for (const QString &host : {u"ghcr.io"_s, u"quay.io"_s, u"r.example"_s})
                source.find(host, &context, [&answers](const Result<Credential> &) { ++answers; });
            QCOMPARE(answers, 0); // never from within the question
        }
        std::optional<Result<Credential>> last;
        source.find(u"ghcr.io"_s, this, [&last](const Result<Credential> &found) { last = found; });
        QTRY_VERIFY(last);
        QCOMPARE(answers, 0);
    }

    void manyAtOnce()
    {
        helper(u"fake"_s, "read -r key; echo '{\"Username\":\"you\",\"Secret\":\"'$key'\"}'");
        writeFile(m_home->path(), u".docker/config.json"_s, json("{'credsStore':'fake'}"));
        CredentialSource source(nullptr);
        source.setEnvironment(m_environment);
        QStringList answers;
        for (int at = 0; at < 8; ++at)
            source.find(u"r%1.example"_s.arg(at), this, [&answers](const Result<Credential> &found) { answers.append(printed(found)); });
        QTRY_COMPARE(answers.size(), 8);
        answers.sort();
        QCOMPARE(answers.constFirst(), u"you:r0.example"_s);
        QCOMPARE(answers.constLast(), u"you:r7.example"_s);
    }

private:
    void program(const QString &name, const QByteArray &script)
    {
        writeFile(m_home->path(), u"bin/"_s + name, "#!/bin/sh\n" + script + "\n");
        QVERIFY(QFile::setPermissions(m_home->filePath(u"bin/"_s + name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    void helper(const QString &name, const QByteArray &script) { program(u"docker-credential-"_s + name, script); }

    Result<Credential> find(const QString &host, std::chrono::milliseconds patience = std::chrono::milliseconds(30'000))
    {
        CredentialSource source(m_store.get());
        source.setEnvironment(m_environment);
        source.setPatience(patience);
        m_notices.clear();
        connect(&source, &CredentialSource::notice, this, [this](const QString &sentence) { m_notices.append(sentence); });
        int count = 0;
        Result<Credential> answer;
        source.find(host, this, [&](const Result<Credential> &found) {
            answer = found;
            ++count;
        });
        if (!QTest::qWaitFor([&count] { return count > 0; }, 20'000))
            qFatal("no answer");
        QCoreApplication::processEvents();
        if (count != 1)
            qFatal("%d answers", count);
        return answer;
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeKeyStore> m_store;
    QProcessEnvironment m_environment;
    QStringList m_notices;
};

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
