// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "plan/options.h"

#include <QObject>
#include <QStringList>
#include <QVariant>

#include <memory>

namespace slipway {

/// The program's own preferences; keys declared once with type and default (see settings.cpp). Defaults are not written, unknown keys
/// kept, a version key with migrations; never a secret.
enum class SettingKey {
    Theme,               ///< "system", "light", "dark"
    LogBackground,       ///< "theme", "dark"
    Mirrors,             ///< map: public reference -> reference
    Builder,             ///< builder name last chosen
    DockerProgram,       ///< path of the docker client, empty: from PATH
    HistoryKeep,         ///< number of records
    Follow,              ///< log follows
    LastProject,
    WindowGeometry,
    WindowState,
    Splitters,
};

class Settings : public QObject
{
    Q_OBJECT
public:
    /// `file`: absolute path of an INI file; empty: the user's configuration.
    explicit Settings(const QString &file = {}, QObject *parent = nullptr);
    ~Settings() override;
    [[nodiscard]] QVariant value(SettingKey key) const;
    void setValue(SettingKey key, const QVariant &value);
    [[nodiscard]] QStringList recentProjects() const;      ///< newest first, at most 12
    void addRecentProject(const QString &root);
    void removeRecentProject(const QString &root);
    /// The choices of the window for a project that is not saved to slipway.toml; an invalid value is the choice of automatic.
    [[nodiscard]] Options projectOptions(const QString &root) const;
    void setProjectOptions(const QString &root, const Options &options);
    [[nodiscard]] QStringList ignoredFindings(const QString &root) const;
    void setIgnoredFindings(const QString &root, const QStringList &codes);
    /// Hosts of registries of crates that only a project's files name, and that the user lets be asked.
    [[nodiscard]] QStringList crateHosts() const;
    void setCrateHosts(const QStringList &hosts);
    [[nodiscard]] QStringList storedHosts() const;         ///< index of the key store, names only
    void setStoredHosts(const QStringList &hosts);

Q_SIGNALS:
    void changed(slipway::SettingKey key);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// slipway.toml: options by their dotted names. Reading gives Options and findings (unknown keys are Warnings with line); writing
/// splices only what changed, comments and order kept.
struct ProjectFile
{
    Options options;
    QList<Error> problems;   ///< with file and line; Usage: a key that is not known, Project: a value that the option does not take
};
[[nodiscard]] Result<ProjectFile> readProjectFile(const QString &path);
/// The text of `oldText` with exactly `options` in it. Errors: File when `oldText` is not TOML.
[[nodiscard]] Result<QString> spliceProjectFile(const QString &oldText, const Options &options);

} // namespace slipway
