// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "settings/preferencespage.h"

#include "base/text.h"
#include "credentials/credentials.h"
#include "session/session.h"
#include "settings/settings.h"
#include "widgets/labels.h"
#include "widgets/pagecolumn.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

void addField(QGridLayout *grid, const QString &label, QWidget *field, const QString &name, const QString &tip)
{
    auto *title = new QLabel(label, grid->parentWidget());
    title->setBuddy(field);
    field->setObjectName(name);
    field->setAccessibleName(QString(label).remove(u'&'));
    field->setToolTip(tip);
    const int row = grid->rowCount();
    grid->addWidget(title, row, 0);
    grid->addWidget(field, row, 1, Qt::AlignLeft);
}

} // namespace

PreferencesPage::PreferencesPage(const WindowServices &services, Theme *theme, QWidget *parent)
    : QScrollArea(parent)
    , m_services(services)
    , m_theme(theme)
{
    setObjectName(u"preferencesPage"_s);
    setAccessibleName(tr("Preferences"));
    m_column = makePageColumn(this, fontMetrics().height());
    m_page = m_column->parentWidget();
    auto *back = new QToolButton(m_page);
    back->setObjectName(u"preferencesBack"_s);
    back->setText(tr("Back"));
    back->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    back->setIcon(theme->icon(u"back"_s));
    back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    back->setAutoRaise(true);
    back->setFocusPolicy(Qt::StrongFocus);
    back->setAccessibleName(tr("Back"));
    back->setToolTip(tr("Goes back to the page before (Alt+Left)."));
    connect(back, &QToolButton::clicked, this, &PreferencesPage::closed);
    m_column->addWidget(back, 0, Qt::AlignLeft);
    auto *title = plainLabel(tr("Preferences"), m_page);
    setRelativeFont(title, 160, true);
    m_column->addWidget(title);
    makeLook();
    makeEngine();
    makeMirrors();
    makeLogins();
    m_column->addStretch(1);
    reload();
}

QGridLayout *PreferencesPage::section(const QString &title, const QString &explanation)
{
    m_column->addSpacing(fontMetrics().height() / 2);
    m_column->addWidget(sectionTitle(title, m_theme, m_page));
    if (!explanation.isEmpty()) {
        auto *text = new RoleLabel(explanation, ColorRole::SubtleText, m_theme, m_page);
        text->setWordWrap(true);
        m_column->addWidget(text);
    }
    auto *rows = new QWidget(m_page);
    auto *grid = new QGridLayout(rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnMinimumWidth(0, fontMetrics().height() * 9);
    grid->setColumnStretch(1, 1);
    m_column->addWidget(rows);
    return grid;
}

void PreferencesPage::makeLook()
{
    QGridLayout *grid = section(tr("LOOK"), {});
    Settings *settings = m_services.settings;
    auto *scheme = new QComboBox(m_page);
    scheme->addItem(tr("As the desktop"), u"system"_s);
    scheme->addItem(tr("Light"), u"light"_s);
    scheme->addItem(tr("Dark"), u"dark"_s);
    scheme->setCurrentIndex(qMax(0, scheme->findData(settings->value(SettingKey::Theme))));
    addField(grid, tr("&Colours"), scheme, u"themeChoice"_s, tr("Light or dark, or what the desktop says."));
    connect(scheme, &QComboBox::activated, this, [this, scheme] {
        const QString name = scheme->currentData().toString();
        m_services.settings->setValue(SettingKey::Theme, name);
        m_theme->setScheme(Theme::schemeFromText(name));
    });
    auto *log = new QComboBox(m_page);
    log->addItem(tr("As the window"), u"theme"_s);
    log->addItem(tr("Always dark"), u"dark"_s);
    log->setCurrentIndex(qMax(0, log->findData(settings->value(SettingKey::LogBackground))));
    addField(grid, tr("Lo&g background"), log, u"logBackgroundChoice"_s, tr("The ground of the build log."));
    connect(log, &QComboBox::activated, this, [this, log] { m_services.settings->setValue(SettingKey::LogBackground, log->currentData()); });
}

void PreferencesPage::makeEngine()
{
    QGridLayout *grid = section(tr("ENGINE AND RECORDS"), {});
    auto *program = new QLineEdit(m_services.settings->value(SettingKey::DockerProgram).toString(), m_page);
    program->setPlaceholderText(tr("docker, from the PATH"));
    program->setMinimumWidth(fontMetrics().height() * 22);
    addField(grid, tr("&Docker program"), program, u"dockerProgram"_s, tr("The path of the docker client, when it is not the one in the PATH."));
    connect(program, &QLineEdit::editingFinished, this, [this, program] {
        const QString path = program->text().trimmed();
        if (path == m_services.settings->value(SettingKey::DockerProgram).toString())
            return;
        m_services.settings->setValue(SettingKey::DockerProgram, path);
        m_services.session->probeEngine();
    });
    auto *keep = new QSpinBox(m_page);
    keep->setRange(1, 10000);
    keep->setSuffix(tr(" builds"));
    keep->setValue(m_services.settings->value(SettingKey::HistoryKeep).toInt());
    addField(grid, tr("&Keep the last"), keep, u"historyKeep"_s, tr("How many builds the history keeps."));
    connect(keep, &QSpinBox::valueChanged, this, [this](int value) { m_services.settings->setValue(SettingKey::HistoryKeep, value); });
}

void PreferencesPage::makeMirrors()
{
    QGridLayout *grid =
        section(tr("MIRRORS OF BASE IMAGES"), tr("Where a base image is taken from instead of its public place. The Dockerfile keeps the public name; a pin by "
                                                 "digest does not hold for an image that comes from a mirror."));
    m_mirrors = new QTableWidget(0, 2, m_page);
    m_mirrors->setObjectName(u"mirrorTable"_s);
    m_mirrors->setAccessibleName(tr("Mirrors"));
    m_mirrors->setToolTip(tr("Each row names a public image and the place it is taken from."));
    m_mirrors->setHorizontalHeaderLabels({tr("Image"), tr("Taken from")});
    m_mirrors->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_mirrors->verticalHeader()->hide();
    m_mirrors->setTabKeyNavigation(false);
    m_mirrors->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_mirrors->setFixedHeight(fontMetrics().height() * 8); // more rows scroll
    grid->addWidget(m_mirrors, 0, 0, 1, 2);
    auto *buttons = new QHBoxLayout;
    auto *add = new QPushButton(tr("&Add a mirror"), m_page);
    add->setObjectName(u"addMirror"_s);
    add->setToolTip(tr("Adds a row to fill in."));
    auto *remove = new QPushButton(tr("&Remove"), m_page);
    remove->setObjectName(u"removeMirror"_s);
    remove->setToolTip(tr("Removes the selected row."));
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    grid->addLayout(buttons, 1, 0, 1, 2);
    connect(add, &QPushButton::clicked, this, [this] {
        const int row = m_mirrors->rowCount();
        m_mirrors->insertRow(row);
        m_mirrors->setCurrentCell(row, 0);
        m_mirrors->setFocus();
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        m_mirrors->removeRow(m_mirrors->currentRow());
        storeMirrors();
    });
    connect(m_mirrors, &QTableWidget::itemChanged, this, [this] { storeMirrors(); });
}

void PreferencesPage::storeMirrors()
{
    if (m_isFilling)
        return;
    QVariantMap mirrors;
    for (int row = 0; row < m_mirrors->rowCount(); ++row) {
        const QTableWidgetItem *image = m_mirrors->item(row, 0);
        const QTableWidgetItem *from = m_mirrors->item(row, 1);
        if (image && from && !image->text().trimmed().isEmpty() && !from->text().trimmed().isEmpty())
            mirrors.insert(image->text().trimmed(), from->text().trimmed());
    }
    m_services.settings->setValue(SettingKey::Mirrors, mirrors);
    m_services.session->reload();
}

void PreferencesPage::makeLogins()
{
    QGridLayout *grid = section(tr("LOG-INS"), tr("Registries whose log-in Slipway keeps in the desktop's key store. Without one, Docker's own "
                                                  "configuration is asked."));
    auto *list = new QWidget(m_page);
    m_hosts = new QVBoxLayout(list);
    m_hosts->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(list, 0, 0, 1, 2);
    auto *add = new QPushButton(tr("&Log in to a registry…"), m_page);
    add->setObjectName(u"addLogin"_s);
    add->setToolTip(tr("Asks for a registry, a user and a token, tries and keeps them."));
    grid->addWidget(add, 1, 0, 1, 2, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &PreferencesPage::loginRequested);
    connect(m_services.session, &Session::loginDone, this, &PreferencesPage::reload);
}

void PreferencesPage::reload()
{
    m_isFilling = true;
    const QVariantMap mirrors = m_services.settings->value(SettingKey::Mirrors).toMap();
    m_mirrors->setRowCount(0);
    for (auto it = mirrors.begin(); it != mirrors.end(); ++it) {
        const int row = m_mirrors->rowCount();
        m_mirrors->insertRow(row);
        m_mirrors->setItem(row, 0, new QTableWidgetItem(it.key()));
        m_mirrors->setItem(row, 1, new QTableWidgetItem(it.value().toString()));
    }
    m_isFilling = false;
    while (QLayoutItem *item = m_hosts->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const QStringList hosts = m_services.keyStore ? m_services.keyStore->hosts() : QStringList();
    for (const QString &host : hosts) {
        auto *row = new QWidget(m_page);
        auto *across = new QHBoxLayout(row);
        across->setContentsMargins(0, 0, 0, 0);
        auto *icon = new QLabel(row);
        icon->setPixmap(m_theme->icon(u"key"_s, ColorRole::SubtleText).pixmap(QSize(16, 16), devicePixelRatio()));
        across->addWidget(icon);
        across->addWidget(plainLabel(displayText(host), row), 1);
        auto *remove = new QPushButton(tr("Remove"), row);
        remove->setObjectName(u"removeLogin"_s);
        remove->setAccessibleName(tr("Remove the log-in for %1").arg(displayText(host)));
        remove->setToolTip(tr("Deletes this log-in from the key store."));
        connect(remove, &QPushButton::clicked, this, [this, host] {
            m_services.keyStore->remove(host, this, [this](const Result<void> &removed) {
                reload();
                if (!removed)
                    Q_EMIT notice(removed.error().message);
            });
        });
        across->addWidget(remove);
        m_hosts->addWidget(row);
    }
    if (hosts.isEmpty())
        m_hosts->addWidget(new RoleLabel(tr("None so far."), ColorRole::SubtleText, m_theme, m_page));
}

} // namespace slipway
