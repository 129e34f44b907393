// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "fakeregistry.h"
#include "shell/logindialog.h"
#include "testwindow.h"
#include "widgets/banner.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

const QByteArray door = "Basic " + QByteArray("ferris:right").toBase64();

/// A key store that nobody unlocks.
class LockedKeys : public MemoryKeys
{
public:
    void write(const QString &, const Credential &, QObject *context, std::function<void(Result<void>)> answer) override
    {
        QMetaObject::invokeMethod(
            context, [answer = std::move(answer)] { answer(fail(ErrorCode::Credentials, u"It stayed locked."_s)); }, Qt::QueuedConnection);
    }
};

} // namespace

/// The dialog over a registry that lets one user in, and the window that shows it before a build.
class TestLoginDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void wrongThenRight();
    void lockedKeyStore();
    void nothingIsTriedWithoutAll_data();
    void nothingIsTriedWithoutAll();
    void fieldsKeepTheirHeight();
    void buildAsksFirst();

private:
    LoginDialog *dialog(Session *session, const QString &host);
    void fill(const QString &user, const QString &secret);
    [[nodiscard]] QLineEdit *line(const QString &name) const { return m_dialog->findChild<QLineEdit *>(name); }
    [[nodiscard]] QString problem() const;
    void press() { QTest::mouseClick(m_dialog->findChild<QPushButton *>(u"loginButton"_s), Qt::LeftButton); }
    FakeRegistry m_registry;
    std::unique_ptr<TestWindow> m_parts;
    std::unique_ptr<Theme> m_theme;
    QPointer<LoginDialog> m_dialog;
};

void TestLoginDialog::init()
{
    m_registry.gate = [](const FakeRegistry::Request &request) -> std::optional<FakeRegistry::Response> {
        if (request.headers.value("authorization") == door)
            return std::nullopt;
        return FakeRegistry::Response{401, {{"WWW-Authenticate", "Basic realm=\"lab\""}}, {}};
    };
    m_parts = std::make_unique<TestWindow>();
    m_parts->start();
    m_theme = std::make_unique<Theme>();
}

void TestLoginDialog::cleanup()
{
    delete m_dialog;
    m_theme.reset();
    m_parts.reset();
}

LoginDialog *TestLoginDialog::dialog(Session *session, const QString &host)
{
    m_dialog = new LoginDialog(host, {}, session, m_theme.get());
    m_dialog->open();
    return m_dialog;
}

void TestLoginDialog::fill(const QString &user, const QString &secret)
{
    line(u"loginUser"_s)->setText(user);
    line(u"loginSecret"_s)->setText(secret);
}

QString TestLoginDialog::problem() const
{
    const auto *label = m_dialog->findChild<QLabel *>(u"loginProblem"_s);
    return label->isVisible() ? label->text() : QString();
}

void TestLoginDialog::wrongThenRight()
{
    QSignalSpy accepted(dialog(m_parts->session.get(), m_registry.host()), &QDialog::accepted);
    QCOMPARE(line(u"loginHost"_s)->text(), m_registry.host());
    fill(u"ferris"_s, u"wrong"_s);
    press();
    QTRY_COMPARE(problem(), m_registry.host() + u" refused the log-in: check user and password."_s);
    QCOMPARE(line(u"loginUser"_s)->text(), u"ferris"_s);
    QCOMPARE(line(u"loginSecret"_s)->selectedText().size(), 5); // the next key takes its place
    QVERIFY(m_parts->keys.kept.isEmpty() && accepted.isEmpty());
    fill(u"ferris"_s, u"right"_s);
    press();
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(m_parts->keys.kept.value(m_registry.host()), (Credential{u"ferris"_s, u"right"_s}));
}

void TestLoginDialog::lockedKeyStore()
{
    LockedKeys keys;
    Session session({m_parts->knowledge, &m_parts->settings, &keys, &m_parts->history});
    QSignalSpy accepted(dialog(&session, m_registry.host()), &QDialog::accepted);
    fill(u"ferris"_s, u"right"_s);
    press();
    QTRY_COMPARE(problem(), u"You are logged in until Slipway is closed. It stayed locked."_s);
    QVERIFY(accepted.isEmpty() && keys.kept.isEmpty());
    Result<Credential> found;
    session.credentials()->find(m_registry.host(), this, [&found](const Result<Credential> &answer) { found = answer; });
    QTRY_COMPARE(found.value_or(Credential()).secret, u"right"_s);
    press();
    QCOMPARE(accepted.size(), 1);
    delete m_dialog;
}

void TestLoginDialog::nothingIsTriedWithoutAll_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<bool>("canTry");
    QTest::newRow("nothing") << QString() << QString() << QString() << false;
    QTest::newRow("no host") << u"  "_s << u"ferris"_s << u"right"_s << false;
    QTest::newRow("no user") << u"ghcr.io"_s << QString() << u"right"_s << false;
    QTest::newRow("no secret") << u"ghcr.io"_s << u"ferris"_s << QString() << false;
    QTest::newRow("all") << u"ghcr.io"_s << u"ferris"_s << u"right"_s << true;
}

void TestLoginDialog::nothingIsTriedWithoutAll()
{
    QFETCH(QString, host);
    QFETCH(QString, user);
    QFETCH(QString, secret);
    dialog(m_parts->session.get(), host);
    fill(user, secret);
    QTEST(m_dialog->findChild<QPushButton *>(u"loginButton"_s)->isEnabled(), "canTry");
}

/// A sentence that comes up later takes its place from the window, not from the fields.
void TestLoginDialog::fieldsKeepTheirHeight()
{
    dialog(m_parts->session.get(), m_registry.host());
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
    const int before = line(u"loginUser"_s)->height();
    fill(u"ferris"_s, u"wrong"_s);
    press();
    QTRY_VERIFY(!problem().isEmpty());
    QTRY_COMPARE(line(u"loginUser"_s)->height(), before);
    QVERIFY(before >= line(u"loginUser"_s)->sizeHint().height());
}

void TestLoginDialog::buildAsksFirst()
{
    m_parts->window->show();
    m_parts->window->openPath(m_parts->copyProject(u"hello"_s));
    m_parts->session->followSetup(m_parts->docker.setupFile());
    QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current() && m_parts->session->engineFacts().isUsable && !m_parts->session->isBusy(), 20'000);
    QSignalSpy started(m_parts->session.get(), &Session::buildStarted);
    Session::BuildWish wish;
    wish.references = {m_registry.host() + u"/hello:1"_s};
    m_parts->session->build(wish);
    QTRY_VERIFY(m_parts->window->findChild<LoginDialog *>());
    auto *banner = m_parts->find<Banner>(u"banner"_s);
    QCOMPARE(banner->sentence(), u"%1 asks for a log-in: log in with Slipway, or with `docker login %1`."_s.arg(m_registry.host()));
    QStringList said;
    for (const QLabel *label : banner->findChildren<QLabel *>()) {
        if (label->isVisible() && !label->text().isEmpty())
            said.append(label->text());
    }
    QCOMPARE(said.size(), 1);
    // Closed without an answer: the banner brings the question back.
    QTest::keyClick(m_parts->window->findChild<LoginDialog *>(), Qt::Key_Escape);
    QTRY_VERIFY(!m_parts->window->findChild<LoginDialog *>());
    QTest::mouseClick(banner->findChild<QPushButton *>(u"bannerButton"_s), Qt::LeftButton);
    QTRY_VERIFY(m_parts->window->findChild<LoginDialog *>());
    QCOMPARE(m_parts->window->findChild<QLineEdit *>(u"loginHost"_s)->text(), m_registry.host());
    QCOMPARE(started.size(), 0);
}

QTEST_MAIN(TestLoginDialog)
#include "tst_logindialog.moc"
