// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cratetreemodel.h"
#include "theme/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QTreeView;

namespace slipway {

/// The crates that the plan compiles: a tree with search, and below it why the chosen one is here and what it costs.
/// Takes a graph up only while somebody sees it: the preview does not wait for it.
class CratePanel : public QWidget
{
    Q_OBJECT
public:
    explicit CratePanel(const Theme *theme, QWidget *parent = nullptr);
    void show(const std::shared_ptr<const CrateGraph> &graph);
    void find();

protected:
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void takeUp();
    void filter();
    void fillChoices();
    void currentChanged();
    [[nodiscard]] QStringList expanded(const QModelIndex &below, const QString &path) const;
    void expand(const QModelIndex &below, const QString &path, const QStringList &wanted);
    CrateTreeModel m_model;
    std::shared_ptr<const CrateGraph> m_due;
    QLineEdit *m_search = nullptr;
    QComboBox *m_choice = nullptr;
    QTreeView *m_tree = nullptr;
    QPlainTextEdit *m_words = nullptr;
};

} // namespace slipway
