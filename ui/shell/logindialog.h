// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "credentials/credentials.h"
#include "theme/theme.h"

#include <QDialog>

#include <optional>

class QLineEdit;
class QPushButton;

namespace slipway {

class RoleLabel;
class Session;

/// Asks for a registry's log-in, tries it and stores it in the key store. Shown with open(); errors stand in the dialog. Accepted once the registry
/// has let the person in; where no key store took the log-in, it says so first.
class LoginDialog : public QDialog
{
    Q_OBJECT
public:
    /// `goesOn`: what happens after the log-in, a sentence, or empty.
    LoginDialog(const QString &host, const QString &goesOn, Session *session, const Theme *theme, QWidget *parent = nullptr);

private:
    void tryLogin();
    void answered(const Result<void> &tried, const std::optional<Error> &notStored);
    void refresh();
    void say(ColorRole role, const QString &sentence);
    Session *m_session;
    QLineEdit *m_host = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_secret = nullptr;
    RoleLabel *m_problem = nullptr;
    QPushButton *m_login = nullptr;
    bool m_isTrying = false;
    bool m_isIn = false; ///< the registry has let us in
};

} // namespace slipway
