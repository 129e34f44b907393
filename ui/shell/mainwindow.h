// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"
#include "shell/services.h"
#include "theme/theme.h"

#include <QMainWindow>

#include <memory>

namespace slipway {

/// The window: header, pages, status line; everything a person does goes through the session.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const WindowServices &services, QWidget *parent = nullptr);
    ~MainWindow() override;
    /// Opens a project's folder, or a file in it.
    void openPath(const QString &path);
    /// Opens what was open last, or stays on the start page.
    void openLast();
    /// Opens the writable copy of the sample.
    void openSample();
    /// Another start of the program: shows this window, with that folder when one is named.
    void activate(const QString &path, const QByteArray &token);
    /// Ends a build politely, then closes; for signals and the end of the desktop session. Never asks.
    void closeAfterBuild();
    enum class Page { Start, Plan, Build, History, Preferences };
    void showPage(Page page);
    [[nodiscard]] Page page() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
