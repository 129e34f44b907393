// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/statemark.h"

#include <QPainter>
#include <QtMath>

namespace slipway {

using namespace Qt::StringLiterals;

ColorRole stateRole(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return ColorRole::StepWaiting;
    case StepState::Running:
        return ColorRole::StepRunning;
    case StepState::Done:
        return ColorRole::StepDone;
    case StepState::Cached:
        return ColorRole::StepCached;
    case StepState::Failed:
        return ColorRole::StepFailed;
    case StepState::Cancelled:
        return ColorRole::StepCancelled;
    }
    return ColorRole::StepWaiting;
}

ColorRole stageRole(const QString &stage, const QString &command)
{
    if (stage.isEmpty())
        return ColorRole::StagePlanner;
    if (stage == "tools"_L1)
        return ColorRole::StageTools;
    if (stage == "planner"_L1)
        return ColorRole::StagePlanner;
    if (stage == "dependencies"_L1 || command.contains("cargo chef cook"_L1))
        return ColorRole::StageDependencies;
    return stage == "build"_L1 || stage == "builder"_L1 ? ColorRole::StageBuild : ColorRole::StageRuntime;
}

void paintHatching(QPainter *painter, const QRectF &rect, const QColor &color)
{
    painter->save();
    painter->setClipRect(rect);
    painter->setPen(QPen(color, 1.4));
    constexpr double distance = 5;
    const int count = qCeil((rect.width() + rect.height()) / distance);
    for (int i = 0; i < count; ++i) {
        const double x = rect.left() - rect.height() + i * distance;
        painter->drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
    painter->setClipping(false);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, 1));
    painter->drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    painter->restore();
}

void paintStateMark(QPainter *painter, const QRectF &rect, StepState state, const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double side = qMin(rect.width(), rect.height());
    const QRectF box(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side);
    const auto at = [&](double x, double y) { return QPointF(box.left() + x * side, box.top() + y * side); };
    QPen pen(color, qMax(1.3, side / 7), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const QRectF ring = box.adjusted(side * 0.2, side * 0.2, -side * 0.2, -side * 0.2);
    switch (state) {
    case StepState::Waiting:
        painter->drawEllipse(ring);
        break;
    case StepState::Running:
        painter->setBrush(color);
        painter->drawPolygon(QPolygonF{at(0.28, 0.18), at(0.8, 0.5), at(0.28, 0.82)});
        break;
    case StepState::Done:
        painter->drawPolyline(QPolygonF{at(0.16, 0.54), at(0.4, 0.78), at(0.84, 0.24)});
        break;
    case StepState::Cached:
        pen.setDashPattern({1.2, 1.6});
        pen.setCapStyle(Qt::FlatCap);
        painter->setPen(pen);
        painter->drawRect(ring);
        break;
    case StepState::Failed:
        painter->drawLine(at(0.22, 0.22), at(0.78, 0.78));
        painter->drawLine(at(0.22, 0.78), at(0.78, 0.22));
        break;
    case StepState::Cancelled:
        paintHatching(painter, ring, color);
        break;
    }
    painter->restore();
}

} // namespace slipway
