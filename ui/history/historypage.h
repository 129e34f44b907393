// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QWidget>

#include <memory>

namespace slipway {

class History;
class Session;
class Theme;

/// The list of builds with their plan in words, duration bars, cached share and result; two selected are compared.
class HistoryPage : public QWidget
{
    Q_OBJECT
public:
    HistoryPage(History *history, Session *session, Theme *theme, QWidget *parent = nullptr);
    ~HistoryPage() override;
    void reload();

Q_SIGNALS:
    void notice(const QString &sentence);       ///< for the status line

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
