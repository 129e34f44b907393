// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "dockerfile/dockerfile.h"
#include "plan/plan.h"

namespace slipway::test {

/// A crate of a hand-made graph: "openssl-sys 0.9.1 +vendored >openssl-src" is a name, a version, features and dependencies by name; "host:"
/// in front puts it on the builder. Dependencies must stand in the same list.
[[nodiscard]] CrateGraph graphOf(const QStringList &crates, const QStringList &targets);

/// Projects as readProject gives them, without a folder on disk: tests/projects/hello, openssl, web-sqlite-tls and workspace.
[[nodiscard]] Project helloProject();
[[nodiscard]] Project opensslProject();
[[nodiscard]] Project guestbookProject();
[[nodiscard]] Project shopProject();

/// The graph's crates of those samples that matter to a plan.
[[nodiscard]] QStringList opensslCrates();
[[nodiscard]] QStringList guestbookCrates();

/// Parts of a project: a dependency of that name on the registry, a locked package 1.0.0, a default member at /work/shop/NAME with binaries.
[[nodiscard]] Dependency dependency(const QString &name);
[[nodiscard]] LockedPackage locked(const QString &name);
[[nodiscard]] Package member(const QString &name, const QStringList &binaries);

/// The codes of a plan's findings of one severity, in their order.
[[nodiscard]] QStringList codes(const Plan &plan, Finding::Severity severity);

/// The tables that are compiled in.
[[nodiscard]] std::shared_ptr<const Knowledge> knowledge();

/// What a plan of `project` is made of, with these options as the user's, over hand-made crates.
[[nodiscard]] PlanInput inputOf(const Project &project, const Options &options = {}, const QStringList &crates = {}, const Facts &facts = {});

/// A plan of `project` with these options (as on the command line) over hand-made crates.
[[nodiscard]] Plan planOf(const Project &project, const Options &options = {}, const QStringList &crates = {}, const Facts &facts = {});

/// Options from "key=value" words, as `--set` takes them.
[[nodiscard]] Options optionsOf(const QStringList &words);

/// The instructions of a document, continuation lines joined as BuildKit does.
[[nodiscard]] QStringList instructions(const DockerfileDocument &document);

} // namespace slipway::test
