// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

#include <memory>

class QWidget;

namespace slipway {

class Theme;
struct PlanResult;

/// The steps of "Save Dockerfile…": where, then, when a file of other content stands there, the difference and a question; then an atomic
/// write. No event loop of its own; deletes itself at the end.
class SaveDockerfile : public QObject
{
    Q_OBJECT
public:
    SaveDockerfile(const PlanResult &result, const Theme *theme, QWidget *parent);
    void start();
    /// Goes on with a chosen path (what the file dialog gives).
    void saveTo(const QString &path);

Q_SIGNALS:
    void saved(const QString &path);
    void failed(const QString &sentence);

private:
    void ask(const QString &path, const QString &old);
    void write(const QString &path);
    std::shared_ptr<const PlanResult> m_result;
    const Theme *m_theme;
    QWidget *m_parent;
};

} // namespace slipway
