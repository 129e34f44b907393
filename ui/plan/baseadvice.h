// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/basechoices.h"
#include "theme/theme.h"

#include <QTimer>
#include <QWidget>

namespace slipway {

class LinkButton;
class OptionEditor;
class OptionField;
class RoleLabel;
class Session;
struct PlanResult;

/// Below the field of the runtime base: why a base cannot be had, and the nearest thing that works, one click away. It
/// has the bases tried behind each plan and tells the field which of them are barred; it speaks up for the base that is
/// planned, or that the person just picked.
class BaseAdvice : public QWidget
{
    Q_OBJECT
public:
    BaseAdvice(Session *session, std::shared_ptr<const Knowledge> knowledge, OptionEditor *editor, OptionField *field, const Theme *theme,
               QWidget *parent = nullptr);
    void show(const PlanResult &result);

private:
    void ask();
    void take(const QList<BaseChoice> &choices);
    void offer(const QString &base);
    void accept();
    [[nodiscard]] QString titleOf(const QString &base) const;
    [[nodiscard]] QString nearestText(const BaseChoice &choice) const;

    Session *m_session;
    std::shared_ptr<const Knowledge> m_knowledge;
    OptionEditor *m_editor;
    OptionField *m_field;
    RoleLabel *m_reason;
    LinkButton *m_fix;
    QTimer m_pause;
    QString m_planned;
    QList<BaseChoice> m_choices;
    BaseChoice m_offered;
};

} // namespace slipway
