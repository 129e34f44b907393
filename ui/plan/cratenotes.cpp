// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/cratenotes.h"

#include "base/text.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QHBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

CrateNotes::CrateNotes(Session *session, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_theme(theme)
{
    setObjectName(u"crateNotes"_s);
    setAccessibleName(tr("Facts about crates"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_fetching = new QWidget(this);
    m_fetching->setObjectName(u"crateFetching"_s);
    auto *row = new QHBoxLayout(m_fetching);
    row->setContentsMargins(0, 0, 0, 0);
    m_words = new RoleLabel({}, ColorRole::SubtleText, theme, m_fetching);
    m_words->setWordWrap(true);
    row->addWidget(m_words, 1);
    auto *stop = new LinkButton(tr("Stop"), theme, m_fetching);
    stop->setObjectName(u"cancelCrates"_s);
    stop->setToolTip(tr("Leaves the plan as it is; what is not known of crates stays possible only."));
    row->addWidget(stop);
    column->addWidget(m_fetching);
    m_hosts = new QVBoxLayout;
    column->addLayout(m_hosts);
    connect(stop, &LinkButton::clicked, this, [this] {
        m_session->cancelCrates();
        refresh();
    });
    connect(session, &Session::cratesProgress, this, &CrateNotes::progress);
    connect(session, &Session::planChanged, this, &CrateNotes::refresh);
    refresh();
}

void CrateNotes::progress(int done, int total)
{
    m_words->setText(tr("Fetching what is needed to know of crates: %1 of %2").arg(done).arg(total));
    refresh();
}

void CrateNotes::refresh()
{
    m_fetching->setVisible(m_session->isFetchingCrates());
    if (m_words->text().isEmpty())
        m_words->setText(tr("Fetching what is needed to know of crates"));
    const QStringList hosts = m_session->strangeCrateHosts();
    if (hosts != m_shownHosts) {
        m_shownHosts = hosts;
        while (QLayoutItem *item = m_hosts->takeAt(0)) {
            item->widget()->hide();
            item->widget()->deleteLater();
            delete item;
        }
        for (const QString &host : hosts) {
            auto *words =
                new RoleLabel(tr("This project wants crates from %1, which your own settings do not name. Until it is asked, what it has is possible only.")
                                  .arg(displayText(host)),
                              ColorRole::SubtleText, m_theme, this);
            words->setWordWrap(true);
            m_hosts->addWidget(words);
            auto *allow = new LinkButton(tr("Ask %1").arg(displayText(host)), m_theme, this);
            allow->setObjectName(u"allowCrateHost"_s);
            allow->setToolTip(tr("Fetches what has to be known of these crates from there, now and for later projects."));
            m_hosts->addWidget(allow);
            connect(allow, &LinkButton::clicked, this, [this, host] {
                m_session->allowCrateHost(host);
                refresh();
            });
        }
    }
    setVisible(m_session->isFetchingCrates() || !hosts.isEmpty());
}

} // namespace slipway
