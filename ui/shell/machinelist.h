// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/engine.h"
#include "theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace slipway {

/// The quiet checklist of the machine: what is there, what is missing and what to do, and the steps of a set-up that runs.
class MachineList : public QWidget
{
    Q_OBJECT
public:
    explicit MachineList(const Theme *theme, QWidget *parent = nullptr);
    void show(const EngineFacts &facts, const QList<EngineSetup::Step> &steps, const Error &keyStore);

Q_SIGNALS:
    void checkRequested();

private:
    enum class Mark { Good, Warning, Bad, Unknown, Running };
    void addRow(Mark mark, const QString &sentence, const QString &remedy);
    const Theme *m_theme;
    QVBoxLayout *m_rows = nullptr;
};

} // namespace slipway
