// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "history/recordstepsmodel.h"
#include "theme/theme.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;
class QTreeView;

namespace slipway {

class RoleLabel;

/// What is known of the build that is selected in the history, or the difference of two.
class RecordPanel : public QWidget
{
    Q_OBJECT
public:
    explicit RecordPanel(const Theme *theme, QWidget *parent = nullptr);
    void showNothing(const QString &sentence);
    void showRecord(const BuildRecord &record);
    /// `before` is the older one.
    void showComparison(const BuildRecord &before, const BuildRecord &after);

Q_SIGNALS:
    void removeRequested();
    void notice(const QString &sentence);

private:
    void clearFacts();
    void addFact(const QString &name, const QString &value, const QString &copyName = {});
    void showColumns();
    const Theme *m_theme;
    QLabel *m_title = nullptr;
    RoleLabel *m_words = nullptr;
    QWidget *m_facts = nullptr;
    QGridLayout *m_grid = nullptr;
    QTreeView *m_steps = nullptr;
    QPushButton *m_remove = nullptr;
    RecordStepsModel m_model;
    QSortFilterProxyModel m_sorted;
};

} // namespace slipway
