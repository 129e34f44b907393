// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/headerbar.h"

#include "base/text.h"
#include "widgets/pagetabs.h"
#include "widgets/primarybutton.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace slipway {

using namespace Qt::StringLiterals;

HeaderBar::HeaderBar(const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(u"headerBar"_s);
    const int space = fontMetrics().height() / 2;
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space, 0, space, 0);
    row->setSpacing(space);

    auto *open = new QToolButton(this);
    open->setObjectName(u"openButton"_s);
    open->setText(tr("&Open…"));
    open->setAccessibleName(tr("Open a project"));
    open->setToolTip(tr("Opens the folder of a Rust project (Ctrl+O). Dropping a folder anywhere does the same."));
    open->setIcon(theme->icon(u"open"_s));
    open->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    open->setAutoRaise(true);
    open->setFocusPolicy(Qt::StrongFocus);
    connect(open, &QToolButton::clicked, this, &HeaderBar::openRequested);
    row->addWidget(open);

    m_tabs = new PageTabs(theme, this);
    m_tabs->setObjectName(u"pageTabs"_s);
    m_tabs->setAccessibleName(tr("Pages"));
    m_tabs->setPadding(110, 70);
    m_tabs->addTab(tr("Plan"));
    m_tabs->addTab(tr("Build"));
    m_tabs->addTab(tr("History"));
    m_tabs->setTabToolTip(0, tr("What will be built, and why (Ctrl+1)."));
    m_tabs->setTabToolTip(1, tr("The build as it runs (Ctrl+2)."));
    m_tabs->setTabToolTip(2, tr("Earlier builds (Ctrl+3)."));
    row->addWidget(m_tabs, 0, Qt::AlignBottom);
    row->addStretch(1);

    m_builder = new QComboBox(this);
    m_builder->setObjectName(u"builderChoice"_s);
    m_builder->setAccessibleName(tr("Builder"));
    m_builder->setToolTip(tr("The builder of Docker's buildx that does the work."));
    m_builder->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_builder, &QComboBox::activated, this, [this](int index) { Q_EMIT builderChosen(m_builder->itemData(index).toString()); });
    row->addWidget(m_builder);

    m_build = new QPushButton(tr("Bu&ild"), this);
    m_build->setObjectName(u"buildButton"_s);
    m_build->setAccessibleName(tr("Build"));
    connect(m_build, &QPushButton::clicked, this, &HeaderBar::buildRequested);
    row->addWidget(m_build);

    auto *split = new QHBoxLayout;
    split->setSpacing(1);
    m_buildPush = new PrimaryButton(tr("Build && P&ush"), PrimaryButton::Part::Main, theme, this);
    m_buildPush->setObjectName(u"buildPushButton"_s);
    m_buildPush->setAccessibleName(tr("Build and push"));
    connect(m_buildPush, &QPushButton::clicked, this, &HeaderBar::buildPushRequested);
    m_arrow = new PrimaryButton({}, PrimaryButton::Part::Arrow, theme, this);
    m_arrow->setObjectName(u"buildMenuButton"_s);
    m_arrow->setAccessibleName(tr("More ways to build"));
    m_arrow->setToolTip(tr("Shows more ways to build."));
    split->addWidget(m_buildPush);
    split->addWidget(m_arrow);
    row->addLayout(split);
    m_build->setFixedHeight(m_buildPush->sizeHint().height());
    setMinimumHeight(m_buildPush->sizeHint().height() + space);
    setBuilders({}, {});
    setBuildEnabled(false, tr("Open a project first."));
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void HeaderBar::setBuildMenu(QMenu *menu)
{
    m_arrow->setPopup(menu);
}

void HeaderBar::setBuilders(const EngineFacts &facts, const QString &chosen)
{
    m_builder->clear();
    for (const Builder &builder : facts.builders) {
        const QString name = displayText(builder.name);
        m_builder->addItem(builder.driver.isEmpty() ? name : tr("%1 (%2)", "builder and its driver").arg(name, displayText(builder.driver)), builder.name);
        m_builder->setItemData(m_builder->count() - 1, displayText(builder.error.isEmpty() ? builder.platforms().join(u", "_s) : builder.error).toHtmlEscaped(),
                               Qt::ToolTipRole);
    }
    const Builder *current = facts.builder(chosen);
    if (!current)
        current = facts.builder({});
    if (current)
        m_builder->setCurrentIndex(m_builder->findData(current->name));
    m_builder->setEnabled(m_builder->count() > 0);
    if (m_builder->count() == 0)
        m_builder->addItem(tr("No builder yet"));
}

void HeaderBar::setBuildEnabled(bool enabled, const QString &reason)
{
    for (QPushButton *button : {m_build, static_cast<QPushButton *>(m_buildPush), static_cast<QPushButton *>(m_arrow)}) {
        button->setEnabled(enabled);
        button->setAccessibleDescription(enabled ? QString() : reason);
    }
    const QString why = reason.toHtmlEscaped();
    m_build->setToolTip(enabled ? tr("Builds all images into the builder's cache, to see that it works (Ctrl+B).") : why);
    m_buildPush->setToolTip(enabled ? tr("Builds all images for all platforms, pushes them and asks the registry for the result (Ctrl+Shift+B).") : why);
}

void HeaderBar::setProjectOpen(bool open)
{
    m_tabs->setTabEnabled(0, open);
}

void HeaderBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme->color(ColorRole::Separator));
}

} // namespace slipway
