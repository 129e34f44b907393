// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/projectpanel.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "session/session.h"
#include "theme/theme.h"

#include <QHeaderView>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int nameRole = Qt::UserRole;

QStringList imageBinaries(const Plan &plan)
{
    QStringList names;
    for (const PlannedImage &image : plan.images)
        names += image.binaries;
    return names;
}

// What decides the rows; ticks and notes change without a new tree, so that expansion and focus stay.
QString structureOf(const Project &project)
{
    QString key = project.root;
    for (const Package &package : project.packages) {
        key += u'\n' + package.name + (package.isMember ? u'+' : u'-');
        for (const Binary &binary : package.binaries)
            key += u' ' + binary.name + u'/' + binary.requiredFeatures.join(u',');
    }
    return key;
}

} // namespace

ProjectTree::ProjectTree(OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QTreeWidget(parent)
    , m_editor(editor)
    , m_theme(theme)
{
    setObjectName(u"projectTree"_s);
    setAccessibleName(tr("Project: packages and binaries"));
    setToolTip(tr("Tick the binaries that become images."));
    setHeaderHidden(true);
    setColumnCount(2);
    setFrameShape(NoFrame);
    setIndentation(fontMetrics().height() * 9 / 10);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    header()->setStretchLastSection(true);
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    viewport()->setAutoFillBackground(false);
    connect(this, &QTreeWidget::itemChanged, this, &ProjectTree::tickChanged);
    connect(this, &QTreeWidget::itemExpanded, this, [this] { updateGeometry(); });
    connect(this, &QTreeWidget::itemCollapsed, this, [this] { updateGeometry(); });
}

QSize ProjectTree::sizeHint() const
{
    int rows = 0;
    for (const QTreeWidgetItem *item = topLevelItem(0); item; item = itemBelow(item))
        ++rows;
    const int height = topLevelItemCount() > 0 ? visualItemRect(topLevelItem(0)).height() : fontMetrics().height();
    return {fontMetrics().height() * 14, rows * qMax(height, fontMetrics().height()) + 4};
}

void ProjectTree::rebuild(const PlanResult &result)
{
    const Project &project = *result.project;
    clear();
    m_binaries.clear();
    auto *root = new QTreeWidgetItem(this);
    int members = 0;
    for (const Package &package : project.packages)
        members += package.isMember ? 1 : 0;
    root->setText(0, project.isWorkspace ? tr("%1 (workspace, %n packages)", nullptr, members).arg(displayText(project.name)) : displayText(project.name));
    root->setFirstColumnSpanned(true);
    root->setToolTip(0, QString(root->text(0) + u'\n' + displayText(project.root)).toHtmlEscaped());
    root->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    for (const Package &package : project.packages) {
        const bool isAlone = package.binaries.size() == 1 && package.binaries.first().name == package.name;
        QTreeWidgetItem *parent = root;
        if (!isAlone) {
            parent = new QTreeWidgetItem(root);
            parent->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            parent->setText(0, displayText(package.name));
            if (package.binaries.isEmpty())
                parent->setText(1, package.isProcMacro ? tr("macros") : tr("library"));
        }
        for (const Binary &binary : package.binaries) {
            auto *item = new QTreeWidgetItem(parent);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setText(0, displayText(binary.name));
            item->setData(0, nameRole, binary.name);
            item->setToolTip(0, displayText(package.name + u' ' + package.version).toHtmlEscaped());
            if (!binary.requiredFeatures.isEmpty())
                item->setText(1, tr("feature %1").arg(displayText(binary.requiredFeatures.join(u", "_s))));
            else if (package.defaultRun == binary.name)
                item->setText(1, tr("default"));
            m_binaries.append(item);
        }
    }
    const QColor subtle = m_theme->color(ColorRole::SubtleText);
    const QSize rowSize(0, fontMetrics().height() * 4 / 3);
    for (QTreeWidgetItemIterator item(this); *item; ++item) {
        (*item)->setSizeHint(1, rowSize); // not the first column: its width follows its text
        (*item)->setForeground(1, subtle);
    }
    expandAll();
}

void ProjectTree::show(const PlanResult &result)
{
    m_isFilling = true;
    const QString structure = structureOf(*result.project);
    if (structure != m_structure) {
        m_structure = structure;
        rebuild(result);
        updateGeometry();
    }
    const QStringList chosen = imageBinaries(result.plan);
    m_automatic = result.plan.options.value(OptionKey::Binaries).automatic.toStringList();
    for (QTreeWidgetItem *item : std::as_const(m_binaries)) {
        item->setCheckState(0, chosen.contains(item->data(0, nameRole).toString()) ? Qt::Checked : Qt::Unchecked);
        item->setForeground(1, m_theme->color(ColorRole::SubtleText));
    }
    m_isFilling = false;
}

void ProjectTree::tickChanged(QTreeWidgetItem *item)
{
    if (m_isFilling || !item)
        return;
    QStringList ticked;
    for (const QTreeWidgetItem *binary : std::as_const(m_binaries)) {
        if (binary->checkState(0) == Qt::Checked)
            ticked.append(binary->data(0, nameRole).toString());
    }
    if (ticked.isEmpty()) { // an image of nothing is no plan; the last tick stays
        m_isFilling = true;
        item->setCheckState(0, Qt::Checked);
        m_isFilling = false;
        return;
    }
    m_editor->setTicks(OptionKey::Binaries, ticked, m_automatic);
}

} // namespace slipway
