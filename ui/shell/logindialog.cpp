// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/logindialog.h"

#include "base/text.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace slipway {

using namespace Qt::StringLiterals;

LoginDialog::LoginDialog(const QString &host, const QString &goesOn, Session *session, const Theme *theme, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
{
    setObjectName(u"loginDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Log in to a registry"));
    auto *column = new QVBoxLayout(this);
    const int unit = fontMetrics().height();
    column->setSpacing(unit / 2);
    QString what = tr("The log-in is tried, then kept in this desktop's key store. It is in no file and no log.");
    if (!goesOn.isEmpty())
        what += u' ' + goesOn;
    column->addWidget(plainLabel(what, this));
    auto *form = new QFormLayout;
    const auto line = [&](const QString &name, const QString &label, const QString &tip) {
        auto *edit = new QLineEdit(this);
        edit->setObjectName(name);
        edit->setAccessibleName(QString(label).remove(u'&'));
        edit->setToolTip(tip);
        edit->setMinimumWidth(unit * 16);
        form->addRow(label, edit);
        return edit;
    };
    m_host = line(u"loginHost"_s, tr("&Registry"), tr("The registry's host, as it stands in image names."));
    m_user = line(u"loginUser"_s, tr("&User"), tr("Your name at the registry."));
    m_secret = line(u"loginSecret"_s, tr("Password or &token"), tr("Most registries want an access token here."));
    m_secret->setEchoMode(QLineEdit::Password);
    m_host->setText(host);
    column->addLayout(form);
    m_problem = new RoleLabel({}, ColorRole::Bad, theme, this);
    m_problem->setObjectName(u"loginProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_login = buttons->addButton(tr("&Log in"), QDialogButtonBox::ActionRole);
    m_login->setObjectName(u"loginButton"_s);
    m_login->setDefault(true);
    column->addWidget(buttons);
    // Not before all that refresh() looks at is there.
    for (QLineEdit *edit : {m_host, m_user, m_secret})
        connect(edit, &QLineEdit::textChanged, this, &LoginDialog::refresh);
    connect(m_login, &QPushButton::clicked, this, [this] { m_isIn ? accept() : tryLogin(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(session, &Session::loginDone, this, [this](const QString &asked, const Result<void> &tried, const std::optional<Error> &notStored) {
        if (m_isTrying && asked == m_host->text().trimmed())
            answered(tried, notStored);
    });
    (host.isEmpty() ? m_host : m_user)->setFocus();
    refresh();
}

void LoginDialog::tryLogin()
{
    m_problem->hide();
    m_isTrying = true;
    refresh();
    m_session->login(m_host->text().trimmed(), {m_user->text(), m_secret->text()});
}

void LoginDialog::answered(const Result<void> &tried, const std::optional<Error> &notStored)
{
    m_isTrying = false;
    m_isIn = tried.has_value();
    refresh();
    if (!tried) {
        say(ColorRole::Bad, displayText(tried.error().message));
        m_secret->setFocus();
        m_secret->selectAll();
    } else if (notStored) {
        say(ColorRole::Attention, tr("You are logged in until Slipway is closed. %1").arg(displayText(notStored->message)));
        m_login->setFocus();
    } else {
        accept();
    }
}

void LoginDialog::say(ColorRole role, const QString &sentence)
{
    m_problem->setRole(role);
    m_problem->setText(sentence);
    m_problem->setAccessibleName(sentence);
    m_problem->show();
    // A wrapped label takes its height from the fields otherwise.
    layout()->activate();
    resize(width(), qMax(height(), layout()->totalHeightForWidth(width())));
}

void LoginDialog::refresh()
{
    const bool isComplete = !m_host->text().trimmed().isEmpty() && !m_user->text().isEmpty() && !m_secret->text().isEmpty();
    m_login->setEnabled(isComplete && !m_isTrying);
    m_login->setText(m_isTrying ? tr("Trying…") : m_isIn ? tr("&Go on") : tr("&Log in"));
    m_login->setToolTip(m_isIn ? tr("Closes this question.") : tr("Tries the log-in at the registry."));
    for (QLineEdit *edit : {m_host, m_user, m_secret})
        edit->setEnabled(!m_isTrying && !m_isIn);
}

} // namespace slipway
