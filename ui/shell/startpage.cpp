// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/startpage.h"

#include "base/text.h"
#include "credentials/credentials.h"
#include "session/session.h"
#include "settings/settings.h"
#include "shell/machinelist.h"
#include "shell/sample.h"
#include "widgets/labels.h"
#include "widgets/pagecolumn.h"
#include "widgets/primarybutton.h"

#include <QDir>
#include <QHBoxLayout>
#include <QPushButton>

namespace slipway {

using namespace Qt::StringLiterals;

StartPage::StartPage(const WindowServices &services, const Theme *theme, QWidget *parent)
    : QScrollArea(parent)
    , m_services(services)
    , m_theme(theme)
{
    setObjectName(u"startPage"_s);
    setAccessibleName(tr("Start"));
    const int unit = fontMetrics().height();
    auto *column = makePageColumn(this, unit * 3);
    QWidget *page = column->parentWidget();

    auto *title = plainLabel(tr("From a Rust project to a container image"), page);
    setRelativeFont(title, 190, true);
    column->addWidget(title);
    auto *lead = new RoleLabel(tr("Open a project: Slipway reads it, plans an image for several platforms, and shows each line with its reason. "
                                  "Nothing of the project is run by opening it."),
                               ColorRole::SubtleText, theme, page);
    lead->setWordWrap(true);
    column->addWidget(lead);
    column->addSpacing(unit);

    auto *buttons = new QHBoxLayout;
    auto *open = new PrimaryButton(tr("Open a &folder…"), PrimaryButton::Part::Whole, theme, page);
    open->setObjectName(u"startOpenButton"_s);
    open->setAccessibleName(tr("Open a folder"));
    open->setToolTip(tr("Opens the folder of a Rust project (Ctrl+O)."));
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    buttons->addWidget(open);
    auto *sample = new QPushButton(theme->icon(u"sample"_s), tr("Try the &sample"), page);
    sample->setObjectName(u"sampleButton"_s);
    sample->setAccessibleName(tr("Try the sample"));
    sample->setToolTip(tr("Opens a copy of a small web service that comes with Slipway."));
    sample->setFixedHeight(open->sizeHint().height());
    sample->setEnabled(!bundledSample().isEmpty());
    connect(sample, &QPushButton::clicked, this, &StartPage::sampleRequested);
    buttons->addWidget(sample);
    buttons->addStretch();
    column->addLayout(buttons);
    column->addWidget(new RoleLabel(tr("Or drop a folder anywhere in this window."), ColorRole::SubtleText, theme, page));
    column->addSpacing(unit);

    m_recentSection = new QWidget(page);
    auto *recent = new QVBoxLayout(m_recentSection);
    recent->setContentsMargins(0, 0, 0, unit);
    recent->addWidget(sectionTitle(tr("RECENT PROJECTS"), theme, m_recentSection));
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    recent->addLayout(m_recent);
    column->addWidget(m_recentSection);

    column->addWidget(sectionTitle(tr("THIS MACHINE"), theme, page));
    m_machine = new MachineList(theme, page);
    column->addWidget(m_machine);
    column->addStretch(1);

    connect(m_machine, &MachineList::checkRequested, services.session, &Session::probeEngine);
    connect(services.session, &Session::engineChanged, this, &StartPage::fillMachine);
    connect(services.session, &Session::setupProgress, this, &StartPage::fillMachine);
    connect(theme, &Theme::changed, this, &StartPage::reload);
    reload();
}

void StartPage::reload()
{
    fillRecent();
    fillMachine();
}

void StartPage::fillMachine()
{
    const EngineSetup *setup = m_services.session->setup();
    Error keyStore;
    const qsizetype hosts = m_services.keyStore ? m_services.keyStore->hosts().size() : 0;
    if (hosts > 0)
        keyStore.message = tr("The key store keeps log-ins for %n registries.", nullptr, static_cast<int>(hosts));
    m_machine->show(m_services.session->engineFacts(), setup ? setup->steps() : QList<EngineSetup::Step>(), keyStore);
}

void StartPage::fillRecent()
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const QString home = QDir::homePath();
    for (const QString &root : m_services.settings->recentProjects()) {
        auto *row = new QWidget(m_recentSection);
        auto *across = new QHBoxLayout(row);
        across->setContentsMargins(0, 0, 0, 0);
        const QString name = displayText(QDir(root).dirName());
        auto *button = new LinkButton(name, m_theme, row);
        button->setObjectName(u"recentProject"_s);
        button->setAccessibleName(tr("Open %1").arg(name));
        button->setToolTip(displayText(root).toHtmlEscaped());
        connect(button, &LinkButton::clicked, this, [this, root] { Q_EMIT projectChosen(root); });
        across->addWidget(button);
        const QString shown = root.startsWith(home + u'/') ? u"~"_s + root.mid(home.size()) : root;
        across->addWidget(new RoleLabel(displayText(shown), ColorRole::SubtleText, m_theme, row));
        across->addStretch(1);
        auto *remove = new QToolButton(row);
        remove->setObjectName(u"removeRecent"_s);
        remove->setIcon(m_theme->icon(u"clear"_s, ColorRole::SubtleText));
        remove->setAutoRaise(true);
        remove->setFocusPolicy(Qt::TabFocus);
        remove->setAccessibleName(tr("Forget %1").arg(name));
        remove->setToolTip(tr("Takes this project off the list. Its folder stays."));
        connect(remove, &QToolButton::clicked, this, [this, root] {
            m_services.settings->removeRecentProject(root);
            fillRecent();
        });
        across->addWidget(remove);
        m_recent->addWidget(row);
    }
    m_recentSection->setVisible(m_recent->count() > 0);
}

} // namespace slipway
