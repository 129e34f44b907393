// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/parts.h"
#include "project/requirement.h"

#include <QHash>

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Compares the packages of the folder with their rows in Cargo.lock. Only what Cargo itself would mend counts: `--locked` refuses that.
class LockChecker
{
public:
    explicit LockChecker(const Project &project)
        : m_project(project)
        , m_lock(*project.lock)
    {
        for (qsizetype i = 0; i < m_lock.packages.size(); ++i) {
            if (m_lock.packages.at(i).source.isEmpty())
                m_ownRows.insert(m_lock.packages.at(i).name, i);
        }
    }

    /// The first difference, or nothing.
    [[nodiscard]] std::optional<Finding> check() const
    {
        for (const Package &package : m_project.packages) {
            const auto row = m_ownRows.constFind(package.name);
            if (row == m_ownRows.cend()) {
                // A path dependency that nothing uses (an unused [patch]) has none.
                if (!package.isMember)
                    continue;
                return stale(u"%1 is not in Cargo.lock; bring the file up to date."_s.arg(package.name), package, 0);
            }
            const LockedPackage &locked = m_lock.packages.at(*row);
            if (locked.version != package.version)
                return stale(
                    u"%1 is at version %2, but Cargo.lock has %3; bring the file up to date."_s.arg(package.name, package.version, displayText(locked.version)),
                    package, 0);
            if (const auto difference = checkDependencies(package, locked))
                return difference;
        }
        // A package that has left the project may stay in the file: Cargo passes over it.
        return std::nullopt;
    }

private:
    [[nodiscard]] Finding stale(const QString &message, const Package &package, int line) const
    {
        return finding(Finding::Severity::Error, u"lock-stale"_s, message,
                       u"Run cargo update --workspace, which changes no more than it must, and commit Cargo.lock."_s, package.manifestPath, line);
    }

    [[nodiscard]] std::optional<Finding> checkDependencies(const Package &package, const LockedPackage &locked) const
    {
        for (const Dependency &dependency : package.dependencies) {
            if (!package.isMember && dependency.kind == Dependency::Kind::Dev)
                continue;
            // Cargo resolves optional dependencies of members alone in full.
            if (!package.isMember && dependency.isOptional)
                continue;
            if (!isMet(dependency, locked))
                return stale(u"%1 asks for %2 %3, which Cargo.lock does not have; bring the file up to date."_s.arg(
                                 package.name, displayText(dependency.package), displayText(dependency.requirement)),
                             package, dependency.line);
        }
        if (!package.isMember)
            return std::nullopt;
        for (const int index : locked.dependencies) {
            const QString &name = m_lock.packages.at(index).name;
            const bool isAsked = std::ranges::any_of(package.dependencies, [&](const Dependency &one) { return one.package == name; });
            if (!isAsked)
                return stale(u"Cargo.lock still has %1 for %2, which no longer asks for it; bring the file up to date."_s.arg(displayText(name), package.name),
                             package, 0);
        }
        return std::nullopt;
    }

    [[nodiscard]] bool isMet(const Dependency &dependency, const LockedPackage &locked) const
    {
        const auto requirement = VersionRequirement::parse(dependency.requirement);
        return std::ranges::any_of(locked.dependencies, [&](int index) {
            const LockedPackage &candidate = m_lock.packages.at(index);
            if (candidate.name != dependency.package)
                return false;
            const auto version = SemanticVersion::parse(candidate.version);
            return !version || !requirement || requirement->matches(*version);
        });
    }

    const Project &m_project;
    const LockFile &m_lock;
    QMultiHash<QString, qsizetype> m_ownRows;
};

} // namespace

void checkLock(Project &project)
{
    if (!project.lock)
        return;
    if (const auto difference = LockChecker(project).check())
        project.findings.append(*difference);
}

} // namespace slipway::reading
