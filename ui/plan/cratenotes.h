// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace slipway {

class RoleLabel;
class Session;

/// What is missing for exact crates: how far fetching is, and registries that only the project's own files name, each with a button.
/// Nothing is seen of it while there is nothing to say.
class CrateNotes : public QWidget
{
    Q_OBJECT
public:
    CrateNotes(Session *session, const Theme *theme, QWidget *parent = nullptr);
    void refresh();

private:
    void progress(int done, int total);
    Session *m_session;
    const Theme *m_theme;
    QWidget *m_fetching = nullptr;
    RoleLabel *m_words = nullptr;
    QVBoxLayout *m_hosts = nullptr;
    QStringList m_shownHosts;
};

} // namespace slipway
