// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace slipway {

class RoleLabel;
class Session;
class Theme;

/// Asks for a registry's log-in, tries it and stores it in the key store. Shown with open(); errors stand in the dialog.
class LoginDialog : public QDialog
{
    Q_OBJECT
public:
    LoginDialog(const QString &host, Session *session, const Theme *theme, QWidget *parent = nullptr);

private:
    void tryLogin();
    void refresh();
    Session *m_session;
    QLineEdit *m_host = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_secret = nullptr;
    RoleLabel *m_problem = nullptr;
    QPushButton *m_login = nullptr;
    bool m_isTrying = false;
};

} // namespace slipway
