// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QWidget>

#include <memory>

namespace slipway {

class Session;
class Theme;

/// Left what was found, centre what it gives, right what can be chosen. Object names as the design lists them.
class PlanPage : public QWidget
{
    Q_OBJECT
public:
    PlanPage(Session *session, Theme *theme, QWidget *parent = nullptr);
    ~PlanPage() override;
    /// Moves the cursor of the Dockerfile view to a line (1-based) and shows it.
    void showDockerfileLine(int line);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
