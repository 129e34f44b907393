// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/pagecolumn.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace slipway {

QVBoxLayout *makePageColumn(QScrollArea *area, int top)
{
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    const int unit = area->fontMetrics().height();
    auto *body = new QWidget(area);
    auto *around = new QHBoxLayout(body);
    around->addStretch(1);
    auto *page = new QWidget(body);
    page->setMaximumWidth(unit * 44);
    around->addWidget(page, 6);
    around->addStretch(1);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(unit, top, unit, unit * 2);
    column->setSpacing(unit / 2);
    area->setWidget(body);
    return column;
}

} // namespace slipway
