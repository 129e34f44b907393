// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/error.h"

#include <QMap>
#include <QObject>

#include <memory>

class QBoxLayout;
class QWidget;

namespace slipway {

class Theme;
struct PlanResult;

/// The steps of "Save Dockerfile…": where, then, when files of other content stand there, the difference and a
/// question; then atomic writes of FILE and of FILE.dockerignore, which BuildKit reads with it. What was changed after
/// the question is asked about again. No event loop of its own; deletes itself at the end.
class SaveDockerfile : public QObject
{
    Q_OBJECT
public:
    SaveDockerfile(const PlanResult &result, const Theme *theme, QWidget *parent);
    void start();
    /// Goes on with a chosen path (what the file dialog gives).
    void saveTo(const QString &path);

Q_SIGNALS:
    void saved(const QStringList &paths); ///< what was written; empty: all of it was there
    void failed(const QString &sentence);

private:
    using Files = QMap<QString, QByteArray>; ///< absolute path -> contents
    void look();
    [[nodiscard]] Result<Files> differing() const;
    void ask(const Files &old);
    void addDifference(const QString &path, const QByteArray &old, bool isFirst, QWidget *dialog, QBoxLayout *column) const;
    void write();
    void end(const QString &problem);
    std::shared_ptr<const PlanResult> m_result;
    const Theme *m_theme;
    QWidget *m_parent;
    Files m_wanted;
    Files m_agreed; ///< what stood there when the person said that it may be overwritten
};

} // namespace slipway
