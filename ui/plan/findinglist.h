// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/project.h"
#include "theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace slipway {

/// What the person should know, each with its advice and the button that mends it; ignored ones are counted and can be brought back.
class FindingList : public QWidget
{
    Q_OBJECT
public:
    explicit FindingList(const Theme *theme, QWidget *parent = nullptr);
    void show(const QList<Finding> &findings, const QStringList &ignored);

Q_SIGNALS:
    void fixRequested(const slipway::Finding &finding);
    void ignoreRequested(const QString &code);
    void ignoredShown();           ///< the person wants the ignored ones back

private:
    QWidget *row(const Finding &finding);
    const Theme *m_theme;
    QVBoxLayout *m_rows = nullptr;
    QList<Finding> m_findings;
    QStringList m_ignored;
    QStringList m_opened;          ///< codes whose advice is shown
    bool m_isFilled = false;
};

} // namespace slipway
