// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "project/manifest.h"

namespace slipway::reading {

/// Each of these reads one thing beside the manifests into `project`, appends what it has to say to `project.findings`, and what it looked at to
/// `project.watchedFiles`. None of them fails: a project is still shown when one of these files is not as it should be.

/// Cargo.lock, versions 3 and 4; the older ones are understood and told.
void readLockFile(const Folder &folder, const ReadLimits &limits, Project &project);
/// .cargo/config.toml, or .cargo/config of old, of the root.
void readCargoConfig(const Folder &folder, const ReadLimits &limits, Project &project);
/// rust-toolchain, or rust-toolchain.toml, of the root (rustup's order), and the highest rust-version.
void readToolchain(const Folder &folder, const ReadLimits &limits, Project &project);
/// HEAD, refs and the address of origin, from the files of the repository around the root.
void readGitState(const QString &root, Project &project);
/// Dockerfile, .dockerignore, .sqlx, migrations, asset folders.
void readSurroundings(const Folder &folder, Project &project);

/// Files and folders that the sources name: what macros take in while they are compiled, what web servers give out when they run, and front ends
/// that are not there or that a build script makes. Reads sources only where that can matter; `names` says by which names.
void readMentions(const Folder &folder, const SourceNames &names, Project &project);
/// Whether the files that a build takes along can be read, and have names that go into one.
void checkSources(const Folder &folder, Project &project);
/// Whether Cargo.lock says what the manifests say (`--locked` refuses otherwise).
void checkLock(Project &project);
/// What the dependencies, binaries, toolchain and configuration mean for a build in a container.
void checkProject(const Folder &folder, Project &project);
/// What .cargo/config.toml means for a build in a container.
void checkCargoConfig(const Folder &folder, const TomlValue &document, const QString &path, Project &project);

} // namespace slipway::reading
