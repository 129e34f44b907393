// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "shell/services.h"

#include <QScrollArea>

#include <memory>

namespace slipway {

class OptionEditor;
class Theme;
struct PlanResult;

/// What can be chosen: platforms, bases, linking and cache, native libraries that want a decision, the images.
class ChoicePanel : public QScrollArea
{
    Q_OBJECT
public:
    ChoicePanel(const WindowServices &services, OptionEditor *editor, const Theme *theme, QWidget *parent = nullptr);
    ~ChoicePanel() override;
    void show(const PlanResult &result);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
