// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QWidget>

#include <memory>

namespace slipway {

class Session;
class Theme;

/// Head (progress, then the result card), timeline, tables and log of the session's build; one selection for all of them.
class BuildPage : public QWidget
{
    Q_OBJECT
public:
    BuildPage(Session *session, Theme *theme, QWidget *parent = nullptr);
    ~BuildPage() override;

Q_SIGNALS:
    void dockerfileLineActivated(int line);     ///< 1-based; the shell shows it on the plan page
    void optionSuggested(const QString &key, const QString &value); ///< the mending button of a problem

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
